"""What gives an answer away: words, marks and numbers that stand in a file for all to read.

A student's copy is searched before it is written. What is looked for comes from the answers
themselves, so it is found wherever it stands: in a note of a table, in a cell that a teacher tried,
in a comment. What is coded so that everybody can read it, as in base64, is read first (`coded`).
"""

from __future__ import annotations

import codecs
import csv
import html
import io
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from lessonkit.check.notebooks import calls
from lessonkit.errors import shown
from lessonkit.exercises.solution import SEALED, Answer
from lessonkit.lesson import LessonData
from lessonkit.letters import LATIN_LOOKS
from lessonkit.publish.coded import in_bytes, members, readings, shifted
from lessonkit.publish.keys import chosen, labelled, with_digits
from lessonkit.tables.rules import DIRECTIONS, UNSEEN
from lessonkit.tables.workbook import ENDINGS, sheets_in_words

# A whole text of an answer is its own at this length; a sentence out of one at that, for a shorter
# one may stand anywhere by chance.
_WHOLE, _SENTENCE = 15, 40
_PIECE = 8  # letters without anything between them
_NUMBER = re.compile(r"(?<![\w.])[-\u2212]?\d[\d,]*(?:\.\d+)?")
_DECIMAL_COMMA = re.compile(r"-?\d+,\d{1,2}")
_ALONE = re.compile(
    r"(?:[\w ]{1,30}[=:]\s*)?(?:np\.float64\()?([-\u2212]?\d+(?:\.\d+)?)\)?(?:\s*[^\W\d]+)?"
)
# In a sentence or in code, of no day, no hour and no path; and of nothing that a task has, too.
_LOOSE = re.compile(
    r"(?<![\w./:-])(\d[\d,]*(?:\.\d+)?)(?![\w/:-]|\.\d|\s?(?:%|minutes?|seconds?|students?|points?)\b)"
)
_TAG = re.compile(r"</?([A-Za-z]\w*)(\s[^<>]{0,2000})?/?>")
_BLOCKS = re.compile(
    "br|p|div|li|td|th|tr|[uod]l|d[dt]|h[r1-6]|blockquote|details|summary|section|article|table|"
    "caption|figure|figcaption|pre|option"
)
# Marks in which two ways to write one text may differ: quotation marks, dashes.
_ALIKE = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'))
_ALIKE |= str.maketrans(dict.fromkeys("\u2018\u2019\u201a\u02bc", "'"))
_ALIKE |= str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_AT_MARGIN = re.compile(r"(?m)^[ \t]*(?:(?:#+|>+|//+|[-|])[ \t]+)+")  # comments, lists, quotations
_EMPHASIS = re.compile(r"[*`]|(?<!\w)_+(?=\w)|(?<=[^\W_])_+(?!\w)")
_JOINED = re.compile(r"([\"'])[ \t]*\\?\s*\+?\s*\1")  # "in two " "pieces"
# Letters that look or are read like plain ones: on flags, unseen behind them, small capitals.
_LOOKS: dict[int, str | int | None] = {0x1F1E6 + n: chr(0x61 + n) for n in range(26)} | {
    0xE0000 + n: n for n in range(32, 127)
}
_SMALL_CAPITALS = (
    "\u1d00\u0299\u1d04\u1d05\u1d07\u0493\u0262\u029c\u026a\u1d0a\u1d0b\u029f\u1d0d"
    "\u0274\u1d0f\u1d18\u01eb\u0280\ua731\u1d1b\u1d1c\u1d20\u1d21\u028f\u1d22"
)
_LOOKS |= {0x20E3: None, 0xFE0F: None}  # round a digit, as a figure
_LOOKS |= str.maketrans(_SMALL_CAPITALS, "abcdefghijklmnopqrstuvwyz")
_ODD = re.compile(f"[{''.join(map(chr, _LOOKS))}]")
_ALPHABETS = re.compile(f"[{''.join(map(chr, LATIN_LOOKS))}]")
_ACCENTS = re.compile("[\u0300-\u036f]")
_COLOURS = re.compile(r"\x1b\[[\d;]*m")  # of a terminal
_BETWEEN = re.compile(r"[\W_]+")
_DIGIT = re.compile(r"(?![0-9])\d")
_QUOTE = r"\\{0,3}[\"']"  # in a notebook a quotation mark stands behind a backslash
_MARK = r"\b(?:is_)?(?:right|correct)\b"
_MARKED = (
    rf"(?:{_QUOTE}|[\s\\,}}])[\s\S]{{0,80}}?{_MARK}(?:{_QUOTE})?\s*[=:]\s*[\"']?(?i:true|yes|1)\b"
)
# A picture, or words that are scrambled: what can be read of it is read apart.
_CODED = re.compile(r"[A-Za-z0-9+/=]{80,}")
_APART = "\n\x1f\n"  # what was coded comes after it
_LONG = 5000  # letters of an output
_SHORTEST = 8  # letters in which something is coded
# Between a name and what it stands for.
_ASIDE = (
    r"[\s\"'`=:;,|(\[{$>\u2192\u2248~-]{1,12}(?:(?:the )?(?:answer|solution|result)[\s:=]{1,3})?"
    r"(?:is |in words |about |ca\.? )?"
)
_OTHER_UNITS = {
    "km": (("kilomet", 1.0), ("m", 1000.0), ("metre", 1000.0), ("mile", 1 / 1.609344)),
    "mile": (("km", 1.609344), ("kilomet", 1.609344)),
    "m": (("metre", 1.0), ("km", 0.001), ("kilomet", 0.001)),
    "day": (("hour", 24.0), ("week", 1 / 7)),
    "hour": (("minute", 60.0), ("day", 1 / 24)),
}
"""By how much a number of a unit grows in another one: an answer may be said in that."""


_EXERCISE = re.compile(r"\.exercise\(\s*[\"']([\w-]+)[\"']")
_VIEW = "application/vnd.jupyter.widget-view+json"


class Leak(NamedTuple):
    """A place where an answer stands: file, place in it, what stands there, of which exercise."""

    file: str
    place: str
    what: str
    exercise: str

    def __str__(self) -> str:
        """Say where and what."""
        return f"{self.file}{self.place and f', {self.place}'}: {self.what} ({self.exercise})"


@dataclass(frozen=True)
class _Secret:
    """What of one exercise nobody may read.

    `words` are texts that only the answer has. `right` are the options, names or numbers that are
    right: they are secret beside the `names` of the exercise, or where they are marked.
    """

    exercise: str
    names: tuple[str, ...]
    words: tuple[str, ...]
    right: tuple[str, ...]
    value: float | None = None
    width: float = 0.0
    unit: str = ""
    rows: tuple[tuple[tuple[str, ...], str], ...] = ()
    """What an exercise orders or sorts, each by all its names, and where it belongs."""
    numbers: tuple[int, ...] = ()
    """Which of the options are right, counted from 1; of an order, which item comes next."""
    count: int = 0
    """How many options or items there are."""
    variable: str = ""
    """The name that the given cell has for the answer."""

    def is_near(self, text: str, times: float = 1.0) -> bool:
        """Tell if a number is the answer, give or take what is allowed."""
        plain = text.replace("\u2212", "-")
        plain = plain.replace(",", "." if _DECIMAL_COMMA.fullmatch(plain) else "")
        return self.value is not None and abs(float(plain) / times - self.value) <= self.width / 2


class _Passage(NamedTuple):
    """A piece of a file in which what belongs together stands together.

    `open` is what somebody wrote or printed there; in `text` also what a widget shows, such as the
    options of an exercise.
    """

    place: str
    text: str
    open: str
    printed: tuple[str, ...] = ()

    @property
    def coded(self) -> str:
        """What is open and stood there in another form."""
        return self.open.partition(_APART)[2]


def leaks(folder: Path, lesson: LessonData) -> Iterator[Leak]:
    """Find what gives an answer of a lesson away in the files of a folder.

    Parameters
    ----------
    folder
        The copy.
    lesson
        The lesson with its answers. Without them, as in a student's copy, nothing can be found.
    """
    secrets = list(_secrets(lesson))
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        file = path.relative_to(folder).as_posix()
        text = _text(path)
        known = [_numbered(one, path.name, lesson) for one in secrets]
        yield from _marked(file, text, secrets)
        for passage in _passages(path, text):
            yield from _in_passage(file, passage, known)
        if path.suffix == ".ipynb":
            yield from _tries(file, path, lesson)


def _numbered(one: _Secret, file: str, lesson: LessonData) -> _Secret:
    """Give an exercise the number, too, that it has on the page of its own notebook."""
    if lesson.exercises[one.exercise].get("notebook") != file:
        return one
    number = lesson.number_of(one.exercise)
    return replace(one, names=(*one.names, f"exercise {number}", f"task {number}"))


def _text(path: Path) -> str:
    """Give what stands in a file; of a picture what is written in it, of a workbook all parts."""
    data = path.read_bytes()
    if path.suffix in ENDINGS:
        return "\n".join(members(data))
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if marked else "utf-8")
    except UnicodeDecodeError:
        return in_bytes(data) or data.decode(errors="replace")


def _secrets(lesson: LessonData) -> Iterator[_Secret]:
    titles = Counter(spec["title"] for spec in lesson.exercises.values())
    ids = _ids(lesson)
    for key, answer in lesson.answer_key.items():
        spec = lesson.exercises[key]
        alone = titles[spec["title"]] == 1 and len(spec["title"]) > 8
        title = (_plain(spec["title"]),) if alone else ()
        own = spec["kind"] == "text"
        whole = [answer.explanation, *([answer.model] if own else [])]
        parts = [*whole, *answer.criteria, *(text for _, text in answer.mistakes)]
        options = spec.get("options", ())
        numbers = sorted(int(n) for n, yes in answer.right.items() if options and yes)
        right = [options[n] for n in numbers] or ([] if own else _parts(spec, answer.model))
        # A variable of Python has no hyphen in it.
        names = dict.fromkeys((key, key.replace("-", "_"), *title))
        starter = re.search(r"(?m)^(\w+)\s*=\s*\.\.\.", spec.get("starter", ""))
        yield _Secret(
            key,
            (*names,),
            tuple(_sentences(whole, parts)),
            tuple(_plain(one) for one in right),
            rows=tuple(_rows(spec, answer, ids)),
            numbers=tuple(n + 1 for n in numbers or _places(spec, answer)),
            count=len(options or spec.get("items", ())),
            variable=starter[1] if starter else "",
            **_measure(spec, answer.model),
        )


def _places(spec: Mapping[str, Any], answer: Answer) -> list[int]:
    """Give which item of those shown comes first, second and so on; nothing if none does."""
    if "items" not in spec or "categories" in spec:
        return []
    places = {int(answer.right[one["key"]]): n for n, one in enumerate(spec["items"])}
    return [places[n] for n in sorted(places)]


def _parts(spec: Mapping[str, Any], model: str) -> list[str]:
    """Give what is right one by one where it is several places."""
    return model.split("; ") if spec["kind"] == "place" else [model]


def _ids(lesson: LessonData) -> dict[str, tuple[str, ...]]:
    """Give the ids and other names of rows by the words that an exercise has for them."""
    tables = ((lesson.events, "event_id", "title"), (lesson.claims, "claim_id", "claim"))
    found: dict[str, tuple[str, ...]] = {
        _plain(str(words)): (str(key).casefold(),)
        for table, name, column in tables
        for key, words in zip(table[name], table[column], strict=True)
    }
    columns = ("place_id", "name_en", "name_local", "other_names")
    for key, name, *others in zip(*(lesson.places[one] for one in columns), strict=True):
        more = [_plain(one) for text in others for one in str(text).split(";")]
        found[_plain(str(name))] = (str(key).casefold(), *filter(None, more))
    return found


def _rows(
    spec: Mapping[str, Any], answer: Answer, ids: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Give what an exercise orders, sorts or asks for, in the right order, with its category."""

    def names(text: str) -> tuple[str, ...]:
        # Behind a claim stands its paragraph.
        text = _plain(re.sub(r"\s*\(\u00b6[^()]*\)$", "", text))
        return text.rstrip("."), *ids.get(text, ())

    if spec["kind"] == "place":
        yield from ((names(one), "") for one in _parts(spec, answer.model))
    kinds = {one["key"]: one["text"] for one in spec.get("categories", ())}
    items = [one for one in spec.get("items", ()) if one["key"] in answer.right]
    if not kinds:
        items = sorted(items, key=lambda one: int(answer.right[one["key"]]))
    for one in items:
        yield names(one["text"]), _plain(kinds.get(answer.right[one["key"]], ""))


def _measure(spec: Mapping[str, Any], model: str) -> dict[str, Any]:
    found = _NUMBER.match(model)
    if "width" not in spec or not found:
        return {}
    value = float(found[0].replace(",", "").replace("\u2212", "-"))
    return {"value": value, "width": float(spec["width"]), "unit": spec["unit"]}


def _sentences(whole: Iterable[str], parts: Iterable[str]) -> Iterator[str]:
    for text in whole:
        for paragraph in re.split(r"\n\s*\n", text):
            if len(_plain(paragraph)) >= _WHOLE:
                yield _plain(paragraph).rstrip(".?!")
    for text in parts:
        for sentence in re.split(r"(?<=[.?!])\s+|\n\s*\n", text):
            if len(_plain(sentence)) >= _SENTENCE:
                yield _plain(sentence).rstrip(".?!")


@lru_cache(maxsize=50_000)  # cells of a table say the same again and again
def _plain(text: str) -> str:
    """Make two ways to write one text equal.

    They differ in blanks, stars, accents, letters of other alphabets that look alike, marks that
    nobody sees, digits of other scripts, and in what HTML escapes or puts between words.
    """
    bare = _TAG.sub(_between, html.unescape(_COLOURS.sub("", text)))
    if not bare.isascii():
        bare = bare.translate(_LOOKS) if _ODD.search(bare) else bare
        bare = DIRECTIONS.sub("", UNSEEN.sub(_blank, unicodedata.normalize("NFKC", bare)))
        bare = _ACCENTS.sub("", unicodedata.normalize("NFD", bare)).casefold()
        bare = bare.translate(LATIN_LOOKS) if _ALPHABETS.search(bare) else bare
        bare = unicodedata.normalize("NFC", bare)
        bare = _DIGIT.sub(lambda one: str(unicodedata.decimal(one[0])), bare.translate(_ALIKE))
    bare = _EMPHASIS.sub("", _JOINED.sub("", _AT_MARGIN.sub("", bare)))
    return " ".join(bare.split()).casefold()


def _bare(text: str) -> str:
    """Give the letters and digits of a plain text alone: whatever stands between them."""
    return _BETWEEN.sub("", text)


def _between(tag: re.Match[str]) -> str:
    """Give what a tag puts between two words: some stand inside one."""
    return " " if _BLOCKS.fullmatch(tag[1].lower()) else ""


def _every_way(parts: Iterable[str], *, mine: bool = False) -> str:
    """Give texts as they are read in each way: bare, what their tags say, what is coded in them.

    What somebody wrote, and that is `mine`, may also be written in shifted letters.
    """
    parts = list(parts)
    bare = _plain(_CODED.sub(" ", "\n".join(parts)))
    coded = [_coded_in(one) for one in parts if len(one) >= _SHORTEST]
    turned = [_plain(shifted("\n".join(parts)))] if mine else []
    return _APART.join([bare, "\n".join([*filter(None, coded), *turned])])


@lru_cache(maxsize=20_000)
def _coded_in(text: str) -> str:
    ways = [*readings(text)]
    said = [" ".join(tag[2] for tag in _TAG.finditer(one) if tag[2]) for one in (text, *ways)]
    return "\n".join(dict.fromkeys(_plain(one) for one in [*ways, *said] if one))


def _blank(sign: re.Match[str]) -> str:
    return " " if sign[0].isspace() else ""


# ---- A file in pieces ---------------------------------------------------------------------------


def _passages(path: Path, text: str) -> Iterator[_Passage]:
    if path.suffix == ".ipynb":
        yield from _cells(text)
    elif path.suffix in (".json", ".geojson"):
        try:
            parts = [*texts(json.loads(text))]
        except (ValueError, RecursionError):
            parts = [text]
        # The exercises of the copy stand in it with all that a student may see.
        sealed = path.name == SEALED
        words = _every_way(parts, mine=not sealed)
        yield _Passage("", words, "" if sealed else words)
    elif path.suffix == ".csv":
        mark = (
            ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
        )
        read = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        yield from _in_rows("", enumerate(read, start=1))
    elif path.suffix in ENDINGS:
        yield _Passage("", _every_way([text], mine=True), "")
        # What somebody wrote beside the cells: notes, names, text in boxes, documents.
        for aside in members(path.read_bytes(), "comment|drawing|embeddings|docProps|meta"):
            yield _Passage("beside the cells", "", _every_way([aside], mine=True))
        for sheet, rows in sheets_in_words(path):
            yield from _in_rows(f"sheet {sheet}, ", rows)
    else:
        yield _Passage("", _every_way([text], mine=True), "")
        for n, line in _lines(text):
            yield _Passage(f"line {n}", "", _every_way([line], mine=True))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Give lines with their numbers; comments that stand below each other are one."""
    kept, begin = list[str](), 0
    for n, line in enumerate([*text.splitlines(), ""], start=1):
        is_comment = line.lstrip().startswith("#")
        if kept and not is_comment:
            yield begin, "\n".join(kept)
            kept = []
        if is_comment:
            begin = begin if kept else n
            kept.append(line)
        else:
            yield n, line


def _in_rows(where: str, rows: Iterable[tuple[int, list[str]]]) -> Iterator[_Passage]:
    for n, cells in rows:
        row = _every_way(cells, mine=True)
        yield _Passage(f"{where}row {n}", row, row)


def _cells(text: str) -> Iterator[_Passage]:
    try:
        book = json.loads(text)
        asked = _asked("".join(cell["source"]) for cell in book["cells"])
        for n, cell in enumerate(book["cells"], start=1):
            source = "".join(cell["source"])
            printed = [_printed(one) for one in cell.get("outputs", ())]
            more = [*texts(cell.get("attachments", {})), *texts(cell.get("metadata", {}))]
            mine = _every_way([source, *printed, *more], mine=True)
            alone = tuple(one.strip() for one in printed)
            everything = _every_way(dict.fromkeys(texts(cell))) + mine.partition(_APART)[2]
            yield _Passage(f"cell {n}", everything, mine, alone)
            for said in labelled(_TAG.sub("\n", "\n".join([source, *printed])), asked[n - 1]):
                yield _Passage(f"cell {n}", "", _every_way([said], mine=True))
        rest = {key: value for key, value in book.items() if key != "cells"}
        notes = {key: one for key, one in book.get("metadata", {}).items() if key != "widgets"}
        others = _every_way(texts([notes, *_other_widgets(book)]), mine=True)
        # Maps say the same of their places and sources, and of the page they stand on.
        saved = _every_way(dict.fromkeys(texts(rest))) + others.partition(_APART)[2]
        yield _Passage("what is saved with it", saved, others)
    except (ValueError, KeyError, TypeError, AttributeError):
        yield _Passage("", _every_way([text], mine=True), "")


def _asked(sources: Iterable[str]) -> list[str]:
    """Give the exercise in or right above each cell, or in the next one; empty if there is none."""
    own = [[*dict.fromkeys(_EXERCISE.findall(source))] for source in sources]
    ids = [one[0] if len(one) == 1 else "" for one in own]
    near = [
        (ids[n], *reversed(ids[max(n - 2, 0) : n]), *ids[n + 1 : n + 2]) for n in range(len(ids))
    ]
    return [next(filter(None, some), "") for some in near]


def _other_widgets(book: Mapping[str, Any]) -> Iterator[Any]:
    """Give the state of widgets that are not ours, such as a line that a teacher typed into."""
    for saved in book.get("metadata", {}).get("widgets", {}).values():
        for model in saved.get("state", {}).values():
            if model.get("model_module") not in ("anywidget", None):
                yield model.get("state", {})


def _printed(output: Mapping[str, Any]) -> str:
    """Give what a cell printed as text or as HTML; a widget has only its name there."""
    data = output.get("data", {})
    if _VIEW in data:
        return ""
    said = "".join(output.get("text", ())) or "".join(data.get("text/plain", ()))
    more = [one for key, one in data.items() if key != "text/plain" and key[:6] != "image/"]
    more += [output.get("evalue", ""), output.get("traceback", [])]
    # A lesson's own lists are longer than what somebody shows himself, and name much side by side.
    return "\n".join([said, *(one for one in texts(more) if 0 < len(one) < _LONG)])


def texts(value: Any) -> Iterator[str]:
    """Give every text of JSON, names of values, too; the lines of one text are joined."""
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        yield "".join(value)
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield f"{key}: {part}" if isinstance(part, int | float) else str(key)
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


# ---- What is found ------------------------------------------------------------------------------


def _in_passage(file: str, passage: _Passage, secrets: Sequence[_Secret]) -> Iterator[Leak]:
    pairs, bare = _pairs(passage.text), _bare(passage.text)
    letters = _letters_in(bare, secrets)
    for one in secrets:
        for words in one.words:
            if pairs.issuperset(_inner_pairs(words)) and words in passage.text:
                yield Leak(file, passage.place, f"the words {shown(words, 50)!r}", one.exercise)
                break
        else:
            for words in one.words:
                if letters and not letters.isdisjoint(_both_ways(words)):
                    what = f"the letters of {shown(words, 50)!r}"
                    yield Leak(file, passage.place, what, one.exercise)
                    break
        for printed in passage.printed:
            alone = _ALONE.fullmatch(printed)
            if alone and len(alone[1].strip("0.-")) > 2 and one.is_near(alone[1]):
                yield Leak(file, passage.place, f"{shown(printed)}, the answer", one.exercise)
        yield from _coded_marks(file, passage, one)
        for name in filter(None, [one.variable]):
            for found in re.finditer(rf"\b{name}\s*=\s*({_NUMBER.pattern})", passage.open):
                if one.is_near(found[1].rstrip(",")):
                    yield Leak(file, passage.place, f"{found[0]}, the answer", one.exercise)
        if any(_names(name.casefold(), passage.open) for name in one.names):
            yield from _beside_its_name(file, passage, one)


def _letters_in(bare: str, secrets: Sequence[_Secret]) -> set[str]:
    """Give the secrets whose letters stand in a text, forwards or backwards: nearly always none.

    Whatever is twice as long as a piece has a whole piece of the text in it.
    """
    known = _pieces_of(tuple(one.words for one in secrets))
    return {
        letters
        for n in range(0, len(bare), _PIECE)
        for letters, at in known.get(bare[n : n + _PIECE], ())
        if at <= n and bare.startswith(letters, n - at)
    }


@lru_cache(maxsize=1)
def _pieces_of(secrets: tuple[tuple[str, ...], ...]) -> dict[str, set[tuple[str, int]]]:
    """Give the texts in which each piece of letters stands, and where in them."""
    known = dict[str, set[tuple[str, int]]]()
    for letters in (way for words in secrets for one in words for way in _both_ways(one)):
        for at in range(len(letters) - _PIECE + 1):
            known.setdefault(letters[at : at + _PIECE], set()).add((letters, at))
    return known


@cache
def _both_ways(words: str) -> tuple[str, ...]:
    letters = _bare(words)
    return (letters, letters[::-1]) if len(letters) >= 2 * _PIECE - 1 else ()


def _pairs(text: str) -> set[tuple[str, str]]:
    """Give the words of a text with the next ones: what has not those of another has not it."""
    return set(pairwise(text.split()))


@cache
def _inner_pairs(words: str) -> set[tuple[str, str]]:
    """Give the pairs inside of an answer: at its edges it may touch letters, such as a bracket."""
    return set(pairwise(words.split()[1:-1]))


def _coded_marks(file: str, passage: _Passage, one: _Secret) -> Iterator[Leak]:
    """Find options that are marked as right where no line can be told, as in base64."""
    if re.search(_MARK, passage.coded):
        for right in one.right:
            if right in passage.coded and re.search(rf"{re.escape(right)}{_MARKED}", passage.coded):
                what = f"{shown(right, 50)!r}, marked as right"
                yield Leak(file, passage.place, what, one.exercise)


def _names(name: str, text: str) -> bool:
    # Most texts name no exercise, and are not looked through.
    return name in text and bool(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text))


def _beside_its_name(file: str, passage: _Passage, one: _Secret) -> Iterator[Leak]:
    """Find an answer that stands together with the id or the title of its exercise."""
    found = _number_beside(passage.open, one)
    if (
        one.value is None
        and one.right
        and all(right and right in passage.open for right in one.right)
    ):
        found = ", ".join(one.right)
    found = found or _rows_beside(passage.open, one) or _letters_beside(passage.open, one)
    if found:
        yield Leak(file, passage.place, f"{shown(found, 50)}, the answer", one.exercise)


def _number_beside(text: str, one: _Secret) -> str:
    """Give the answer in a text as a number, in another unit, or in words; empty if none stands."""
    if one.value is None:
        return ""
    bare = one.unit.casefold().rstrip("s")
    units = [(_plain(one.unit).rstrip("s"), 1.0), *_OTHER_UNITS.get(bare, ())]
    for text_ in (text, with_digits(text)):
        for unit, times in units:
            end = r"\b" if times != 1.0 and len(unit) < 3 else ""
            for found in re.finditer(rf"({_NUMBER.pattern})\s*-?(?:{re.escape(unit)}){end}", text_):
                if one.is_near(found[1], times):
                    return found[0]
        for name in one.names:
            near = rf"(?<![\w-]){re.escape(name.casefold())}{_ASIDE}({_NUMBER.pattern})(?![\w-])"
            for found in re.finditer(near, text_):
                if one.is_near(found[1].rstrip(",")):
                    return found[1].rstrip(",")
        # An id is of no other text; a number of one digit may be of anything.
        for part in text_.split(_APART) if "-" in one.exercise else ():
            for found in _LOOSE.finditer(part) if _names(one.exercise, part) else ():
                number = found[1].rstrip(",")
                if len(number) > 1 and one.is_near(number):
                    return number
    return ""


def _rows_beside(text: str, one: _Secret) -> str:
    """Give what a text says in the right order, or beside its category; empty if it does not."""
    rows = one.rows
    if not rows:
        return ""
    ways = ["|".join(re.escape(name) for name in names) for names, _ in rows]
    if not rows[0][1]:
        pattern = r"[\s\S]{0,80}?".join(rf"(?<![\w-])(?:{way})(?![\w-])" for way in ways)
        found = re.search(pattern, text)
        return found[0] if found else ""
    for way, (_, kind) in zip(ways, rows, strict=True):
        beside = rf"(?<![\w-])(?:{way})[\W_]{{1,6}}(?:is |a |an ){{0,2}}{re.escape(kind)}\b"
        if found := re.search(beside, text):
            return found[0]
    kinds = r"\W{1,6}(?:(?:\d{1,2}|[a-z])\W{1,3})?".join(re.escape(kind) for _, kind in rows)
    for name in one.names:
        beside = rf"(?<![\w-]){re.escape(name.casefold())}{_ASIDE}(?:(?:1|a)\W{{1,3}})?({kinds})\b"
        if found := re.search(beside, text):
            return found[1]
    return ""


def _letters_beside(text: str, one: _Secret) -> str:
    """Give the letters or numbers of what is right, as a key of answers has them."""
    for name in one.names if one.numbers else ():
        for beside in re.finditer(rf"(?<![\w-]){re.escape(name.casefold())}{_ASIDE}", text):
            said = chosen(text[beside.end() : beside.end() + 80], one.count)
            named = said.numbers if one.rows else sorted(said.numbers)
            if tuple(named) == one.numbers:
                return said.words
    return ""


def _marked(file: str, text: str, secrets: Iterable[_Secret]) -> Iterator[Leak]:
    """Find an option with the mark that it is right, as a file of exercises has it."""
    if not re.search(_MARK, text):
        return
    plain = "\n".join(_plain(line) for line in text.splitlines())
    for one in secrets:
        for right in one.right:
            if found := re.search(rf"{re.escape(right)}{_MARKED}", plain):
                line = plain.count("\n", 0, found.start()) + 1
                what = f"{shown(right, 50)!r}, marked as right"
                yield Leak(file, f"line {line}", what, one.exercise)


def _tries(file: str, path: Path, lesson: LessonData) -> Iterator[Leak]:
    """Find cells in which somebody tried an answer: a check of another cell than the given one."""
    starters = {spec["starter"].strip() for spec in lesson.exercises.values() if "starter" in spec}
    sources = [
        "".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    ]
    for call in calls(path):
        if call.name == "check" and sources[call.cell - 1].strip() not in starters:
            yield Leak(file, f"cell {call.cell}", f"{call}, a try", call.exercise or "an exercise")
