"""The slips of a hand in one coordinate, and which of them would put a point where it belongs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from lessonkit.tables.rules import ascii_digits, number

Point = tuple[float, float]
Fits = Callable[[Point], bool]

_SIDES = ("lon", "lat")
_LIMITS = (180, 90)
_MANY = 2  # proposals that a message may name; with more of them nothing is known
_SAME = 0.1  # degrees: of proposals that are so near each other the first will do


@dataclass(frozen=True)
class Slip:
    """One number that was mistyped, and what was meant."""

    column: str
    meant: str
    question: str
    point: Point

    def with_it(self, where: str) -> str:
        """Ask for the slip, and say what speaks for it: `where` follows "it lies".

        >>> Slip("lon", "-10.13", "Is the minus missing?", (-10.13, 8.57)).with_it("in Guinea")
        'Is the minus missing? With lon -10.13 it lies in Guinea.'
        """
        return f"{self.question} With {self.column} {self.meant} it lies {where}."


def on_earth(point: Point) -> bool:
    """Whether lon and lat can be those of a point at all."""
    return abs(point[0]) <= 180 and abs(point[1]) <= 90


def slip_of(texts: tuple[str, str], fits: Fits, *, kinds: int = 4) -> Slip | None:
    """Give the slip of one coordinate that puts a point where it fits; None if none or many do.

    Parameters
    ----------
    texts
        lon and lat as they were typed.
    fits
        Whether a point, as (lon, lat), can be right.
    kinds
        How many kinds of slips to look for: 1 is a sign alone, 2 adds two digits swapped, 3 one
        too many or too few, 4 a wrong one. Where little is known, another digit would fit by
        accident.

    Examples
    --------
    >>> slip_of(("43.46", "36.20"), lambda point: 34 < point[0] < 35).meant
    '34.46'
    """
    point = number(texts[0]), number(texts[1])
    if point[0] is None or point[1] is None:
        return None
    for question, ways in _KINDS[:kinds]:
        found: dict[str, Slip] = {}
        for side in (0, 1):
            for text in ways(ascii_digits(texts[side])):
                value = number(text)
                if value is None or abs(value) > _LIMITS[side]:
                    continue
                other = (value, point[1]) if side == 0 else (point[0], value)
                if other != point and fits(other):
                    asked = question(text)
                    found.setdefault(f"{side}{value}", Slip(_SIDES[side], text, asked, other))
        kept = [*found.values()]
        if kept and (len(kept) == 1 or all(_near(one, kept[0]) for one in kept)):
            return kept[0]
        if len(kept) > _MANY:
            return None
    return None


def _near(one: Slip, other: Slip) -> bool:
    return all(abs(a - b) < _SAME for a, b in zip(one.point, other.point, strict=True))


def _other_sign(text: str) -> Iterator[str]:
    yield text[1:] if text.startswith("-") else f"-{text.lstrip('+')}"


def _neighbours(text: str) -> Iterator[str]:
    """Swap two digits that stand beside each other; a point between them stays where it is."""
    at = [n for n, sign in enumerate(text) if sign.isdigit()]
    for one, other in pairwise(at):
        if text[one] != text[other]:
            signs = list(text)
            signs[one], signs[other] = text[other], text[one]
            yield "".join(signs)


def _one_less_or_more(text: str) -> Iterator[str]:
    """Take a digit out, or put a nought or one like its neighbour in; move the point by one."""
    for n, sign in enumerate(text):
        if sign.isdigit():
            yield text[:n] + text[n + 1 :]
            yield f"{text[:n]}0{text[n:]}"
            yield text[:n] + sign + text[n:]
    if found := re.fullmatch(r"(-?)(\d+)\.(\d+)", text):
        sign, whole, part = found.groups()
        yield f"{sign}{whole[:-1] or '0'}.{whole[-1]}{part}"
        yield f"{sign}{whole}{part[0]}.{part[1:] or '0'}"


def _another_digit(text: str) -> Iterator[str]:
    for n, sign in enumerate(text):
        if sign.isdigit():
            yield from (f"{text[:n]}{digit}{text[n + 1 :]}" for digit in "0123456789")


def _of_sign(text: str) -> str:
    return "Is the minus missing?" if text.startswith("-") else "Is there a minus too many?"


# The likeliest first.
_KINDS: tuple[tuple[Callable[[str], str], Callable[[str], Iterator[str]]], ...] = (
    (_of_sign, _other_sign),
    (lambda _: "Are two digits swapped?", _neighbours),
    (lambda _: "Is a digit missing, or one too many?", _one_less_or_more),
    (lambda _: "Is a digit wrong?", _another_digit),
)
