"""Numbers as prose has them: 12 km, twelve days; the first of June."""

from __future__ import annotations

import re

_WORDS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
# Not "one": one day, one of the towns.
VALUES = {word: float(n) for n, word in enumerate(_WORDS.split(), start=2)}
_DIGITS = r"(?<![\w.,-])(\d[\d,]*(?:\.\d+)?)"
# Of "two or three days" and "over twelve days" nobody can say that another number contradicts it.
_IN_WORDS = r"(?<![\w-])(?<!\bor )(?<!\bto )(?<!\bover )(?<!\bthan )(?<!\babout )(?<!\bevery )"
_IN_WORDS += rf"((?i:{'|'.join(VALUES)}))"

_UNITS = "first second third fourth fifth sixth seventh eighth ninth".split()  # noqa: SIM905
_TEENS = (
    "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth "
    "nineteenth twentieth"
)
ORDINALS = {
    word: n
    for n, word in enumerate(
        [
            *_UNITS,
            *_TEENS.split(),
            *(f"twenty-{one}" for one in _UNITS),
            "thirtieth",
            "thirty-first",
        ],
        start=1,
    )
}


def said_of(text: str, unit: str) -> list[tuple[str, float]]:
    """Find the numbers of a unit in a text, as it writes them and as numbers.

    Where some are written in digits, those in words may be of anything, and are left out.

    Parameters
    ----------
    text
        A sentence or more.
    unit
        The unit as a regular expression.

    Examples
    --------
    >>> said_of("It took twelve days.", "days?"), said_of("Thirty-two days", "days?")
    ([('twelve', 12.0)], [])
    """
    digits = re.findall(rf"{_DIGITS}[\s\u00a0-](?:{unit})", text)
    return [(one, as_number(one)) for one in digits] or in_words(text, unit)


def in_words(text: str, unit: str) -> list[tuple[str, float]]:
    """Find the numbers of a unit that are written in words."""
    found = re.findall(rf"{_IN_WORDS}[\s\u00a0-](?:{unit})", text)
    return [(one, VALUES[one.casefold()]) for one in found]


def as_number(text: str) -> float:
    """Read a number in digits."""
    return float(text.replace(",", ""))
