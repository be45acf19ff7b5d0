"""A key of answers as teachers write it: options by letter, numeral or word, numbers in words.

It reads plain small letters, as the search for answers makes them (`leaks`). What is no key gives
nothing: "a: a map is beside it" names no option.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lessonkit.check.echoes.numbers import ORDINALS, VALUES

# ---- Numbers ------------------------------------------------------------------------------------

_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
_WORTH = {"one": 1.0, **VALUES, **{word: 10.0 * n for n, word in enumerate(_TENS, start=2)}}
_OF_NUMBERS = rf"(?:{'|'.join(_WORTH)}|hundred|thousand)\b"
_IN_WORDS = re.compile(
    rf"\b(?:a (?=hundred|thousand))?{_OF_NUMBERS}(?:[\s-]+(?:and\s+)?{_OF_NUMBERS})*"
)
_IN_TENS = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?e[+-]?\d{1,2})(?!\w)")
_OF_TEN = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s?[x*\u00d7\u22c5]\s?10\s?(?:\^|\*\*)\s?(\d)\b")
_ROMAN = re.compile(
    r"\b(?=[ivxlcdm]{2,}\b)m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})\b"
)
_SIGNS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


def with_digits(text: str) -> str:
    """Write the numbers of a text that are in words, in Roman numerals or in tens in digits.

    >>> with_digits("one hundred and twenty-two km"), with_digits("cxxii km, 1.2e2")
    ('122 km', '122 km, 120')
    """

    def digits(found: re.Match[str]) -> str:
        total = part = 0.0
        for word in re.findall(r"[a-z]+", found[0]):
            if word in ("hundred", "thousand"):
                part = (part or 1.0) * (100 if word == "hundred" else 1000)
                if word == "thousand":
                    total, part = total + part, 0.0
            else:
                part += _WORTH.get(word, 0.0)
        return f"{total + part:g}" if total + part else found[0]

    text = _OF_TEN.sub(lambda one: f"{float(one[1]) * 10 ** int(one[2]):.10g}", text)
    text = _IN_TENS.sub(lambda one: f"{float(one[1]):.10g}", text)
    return _ROMAN.sub(lambda one: str(_of_roman(one[0]) or one[0]), _IN_WORDS.sub(digits, text))


def _of_roman(text: str) -> int:
    worth = [_SIGNS[one] for one in text]
    return sum(
        -one if any(other > one for other in worth[n + 1 : n + 2]) else one
        for n, one in enumerate(worth)
    )


# ---- Options ------------------------------------------------------------------------------------


class Said(NamedTuple):
    """Which options a text names, counted from 1 in its order, and the words that do."""

    numbers: list[int]
    words: str


_BESIDE = re.compile("the|options?|answers?|number|no|nr|is|are|right|correct|true|of")
_ALL = frozenset(("all", "everything", "every", "each"))
_BUT = frozenset(("but", "except", "without"))
_TOKEN = re.compile(r"\w+|[^\w\s]")
_HEAD = re.compile(r"\s*[\w-]+\s?[:=>|]")  # of the next exercise
_MOST = 16  # words of one key


def chosen(text: str, count: int) -> Said:
    """Read which of `count` options a text names at its beginning: none if it goes on as prose.

    >>> chosen("the first two", 4).numbers, chosen("a and c.", 4).numbers, chosen("iv", 4).numbers
    ([1, 2], [1, 3], [4])
    >>> chosen("all but the last", 3).numbers, chosen("a map is beside it", 3).numbers
    ([1, 2], [])
    """
    found, is_rest, ended, last = list[int](), False, True, None
    begin = end = 0
    text = text.partition("\n")[0]
    for token in [*_TOKEN.finditer(text)][:_MOST]:
        word = token[0]
        if not word.isalnum():
            ended = ended or word in ".;|)]"
            continue
        signs = _signs(word, count, last, found)
        if word in _ALL or (is_rest and word in _BUT) or _BESIDE.fullmatch(word):
            is_rest = is_rest or word in _ALL
        elif word in ("and", "or", "et", "und", "y", "\u0648") and found:
            pass
        elif signs or (word == "one" and found):
            found += [one for one in signs if one not in found]
            begin, end, ended = begin if end else token.start(), token.end(), False
        elif (ended and found) or _HEAD.match(text, token.start()):
            break
        else:
            return Said([], "")
        last = word
    if 0 in found:  # a program counts from 0
        found = [one + 1 for one in found]
    if is_rest:
        found = [n for n in range(1, count + 1) if n not in found] if found else []
    return Said(found, text[begin:end])


def _signs(word: str, count: int, last: str | None, found: Sequence[int]) -> list[int]:
    """Give the options that one word names: 2, b, ii, second, 2nd, two, last, ab, 12."""
    if last in ORDINALS and word in VALUES and found == [1]:  # the first three
        return [*range(2, min(int(VALUES[word]), count) + 1)]
    if word == "one":
        return [] if found and last in (*ORDINALS, "last") else [1]
    number = ORDINALS.get(word) or int(VALUES.get(word, 0)) or (count if word == "last" else 0)
    if bare := re.fullmatch(r"(\d+)(?:st|nd|rd|th)?", word):
        number = int(bare[1])
        if number == 0:
            return [0]
    if 0 < number <= count:
        return [number]
    letters = [ord(one) - ord("a") + 1 for one in word] if word.isascii() else []
    if word.isdigit():
        letters = [int(one) for one in word]
    is_many = letters == sorted({*letters}) or sorted(letters) == [*range(1, count + 1)]
    if letters and is_many and max(letters) <= count and min(letters) > 0:
        return letters
    roman = _of_roman(word) if re.fullmatch("[ivx]+", word) else 0
    return [roman] if 0 < roman <= count else []


# ---- Answers that stand below their exercise ----------------------------------------------------

_LABELS = (
    "answers? solutions? key result model correct right "
    "l\u00f6sung(?:en)? antwort(?:en)? r\u00e9ponses? corrig\u00e9 respuestas? "
    "soluci\u00f3n(?:es)? rispost[ae] soluzion[ei] respostas? solu\u00e7\u00e3o antwoord(?:en)? "
    "oplossing svar odpowied\u017a rozwi\u0105zanie cevap(?:lar)? yan\u0131t \u00e7\u00f6z\u00fcm "
    "jawaban \u043e\u0442\u0432\u0435\u0442\u044b? \u0440\u0435\u0448\u0435\u043d\u0438\u0435 "
    "(?:\u0627\u0644)?\u0625?\u062c\u0627\u0628\u0629 \u0627\u0644\u062c\u0648\u0627\u0628 "
    "\u0627\u0644\u062d\u0644 \u062a\u0634\u0648\u0628\u05d4 \u067e\u0627\u0633\u062e "
    "\u7b54\u6848 \u89e3\u7b54 \u7b54\u3048 \uc815\ub2f5"
)
_LABEL = re.compile(
    rf"(?:^|[,;(\[]\s*)[\W_]*(?:(?:the|model|correct|right|possible|my)\s)*"
    rf"(?:{'|'.join(_LABELS.split())})(?:\s(?:is|are|to|for|of)\b[^:=\n]{{0,40}}?)?"
    r"[*_\s]{0,3}(?:[:=>\u2013\u2014]|-\s|\n|$)",
    re.IGNORECASE | re.MULTILINE,
)
_BEHIND = re.compile(
    r"([^.!?;\n]{1,80}?)\s(?:is|are) (?:right|correct)\s*(?:[.)!]|$)", re.MULTILINE
)
_NUMBERED = re.compile(r"(?m)(?:^|;|,\s)[\W_]*(\d{1,2})\s?[.):=-]{1,2}\s?([^\n;]+)")
_NEAR = 200  # letters


def labelled(text: str, exercise: str) -> Iterator[str]:
    r"""Give what a text calls an answer, each behind the name of the exercise that it is of.

    Parameters
    ----------
    text
        A cell as somebody wrote it.
    exercise
        The id of the exercise in the cell or beside it; empty if there is none.

    >>> list(labelled("Key\n1. A\n2: 122 km", ""))
    ['exercise 1: A', 'exercise 2: 122 km']
    >>> list(labelled("**Solution:** 122 km", "far"))[0]
    'far: 122 km'
    """
    text = unicodedata.normalize("NFKC", text)
    labels = [one.end() for one in _LABEL.finditer(text)]
    for at in labels:
        if exercise:
            yield f"{exercise}: {text[at : at + _NEAR].strip(' *_')}"
    if exercise:
        yield from (f"{exercise}: {one[1].strip()}" for one in _BEHIND.finditer(text))
    for one in _NUMBERED.finditer(text[labels[0] :]) if labels else ():
        yield f"exercise {one[1]}: {one[2].strip()}"
