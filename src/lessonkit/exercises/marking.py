"""Look at a Python answer to a `code` exercise and say what is off: type, unit, values, geometry.

It needs only what a student's copy has: hashes, no answers. `core/numbers.js` says the same of
numbers in a browser.
"""

from __future__ import annotations

import json
import math
import numbers
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

import geopandas as gpd
import numpy as np
import pandas as pd
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from lessonkit.errors import counted
from lessonkit.exercises.seal import Buckets, Seal, size_of
from lessonkit.exercises.states import NOT_YET, OPEN, RIGHT, SIGNS

_HUGE = 1e15  # beyond it, nothing can be told of a number
_FAR = 400  # buckets on each side that are searched to tell too small from too large
_SHEET = """.lk-feedback{margin:6px 0;padding:6px 12px;border-left:4px solid #6b7178}
.lk-feedback[data-state="not yet"]{border-color:#b45f06}
.lk-feedback[data-state="right"]{border-color:#2e7d32}"""


@dataclass(frozen=True)
class Feedback:
    """What to say to an answer: `state` is ``"not attempted"``, ``"not yet"`` or ``"right"``.

    Shown in a notebook as a line with its sign. `given` is the answer in words.
    """

    state: str
    said: tuple[str, ...]
    given: str = ""

    def __str__(self) -> str:
        """Say the state and the words."""
        return " ".join([f"{self.state.capitalize()}.", *self.said])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        lines = Markup("").join(Markup("<br>{}").format(line) for line in self.said)
        return Markup(
            '<style>{}</style><div class="lk-feedback" data-state="{}" role="status">'
            "<b>{} {}</b>{}</div>"
        ).format(Markup(_SHEET), self.state, SIGNS[self.state], self.state.capitalize(), lines)


def grade(exercise: dict[str, Any], answer: Any) -> Feedback:
    """Say whether an answer is right.

    Parameters
    ----------
    exercise : dict
        A sealed exercise of the kind `code`.
    answer : object
        What the student's lines gave; ``...`` or None for nothing yet.

    Returns
    -------
    Feedback
        A wrong answer is no error, whatever it is.
    """
    if answer is None or answer is ...:
        words = "There is no answer yet. Put your lines in place of the dots and run the cell."
        return Feedback(OPEN, (words,))
    if isinstance(answer, np.ndarray | np.number):
        answer = answer.tolist()
    said = _GRADERS[exercise["expects"]](exercise, Seal.of(exercise["salt"]), answer)
    given = _in_words(answer)
    return Feedback(NOT_YET, (said,), given) if said else Feedback(RIGHT, (), given)


def _in_words(answer: Any) -> str:
    if isinstance(answer, pd.DataFrame):
        rows, names = counted(len(answer), "row"), ", ".join(map(str, answer))
        return f"{type(answer).__name__} of {rows}: {names}"[:200]
    if isinstance(answer, pd.Series | pd.Index):
        answer = list(answer)
    return str(answer)[:200].encode(errors="replace").decode()


def _kind(answer: Any) -> str:
    """Name the type of a value in a learner's words."""
    for types, words in (
        (bool, "True or False"),
        (str, "text"),
        (numbers.Real, "a number"),
        (numbers.Number, "a number of another kind"),
        (gpd.GeoDataFrame, "a GeoDataFrame"),
        (pd.DataFrame, "a DataFrame"),
        (pd.Series | pd.Index, "a column of a table"),
        (list | tuple | set, "a list"),
    ):
        if isinstance(answer, types):
            return words
    return f"something of the type {type(answer).__name__}"


# ---- Numbers ------------------------------------------------------------------------------------


class _Slip(TypedDict, total=False):
    """How to mend a number that came out of a slip, and the words for it."""

    times: float
    over: float
    plus: float
    unit: bool  # a slip of the unit
    words: str


# By the unit, and for every unit. The page reads the same file.
_SLIPS: dict[str, list[_Slip]] = json.loads(
    Path(__file__).with_name("slips.json").read_text(encoding="utf-8")
)


def _mended(slip: _Slip, number: float) -> float:
    return number * slip.get("times", 1) / slip.get("over", 1) + slip.get("plus", 0)


def _number(exercise: dict[str, Any], seal: Seal, answer: Any) -> str:
    if isinstance(answer, pd.Series | pd.Index | list | tuple) and len(answer) == 1:
        how = "Take the value out of it, with [0] or .iloc[0]."
        return f"This is {_kind(answer)} with one value. {how}"
    if isinstance(answer, bool) or not isinstance(answer, numbers.Real):
        return f"This is {_kind(answer)}. Expected: a number, in {exercise['unit']}."
    if answer != answer or answer in (math.inf, -math.inf):
        return "This is no finite number: somewhere a value is missing, or you divide by 0."
    if abs(answer) > _HUGE:  # type: ignore[operator]
        return "This is far off. Look again at what is asked, and in which unit."
    number = float(answer)
    number = number % 360 if exercise["unit"] == "degrees" else number
    buckets = Buckets(exercise["width"], exercise["offset"])

    def is_right(value: float) -> bool:
        return any(
            seal.hash("number", buckets.of(one)) in exercise["right"]
            for one in _turns(exercise, value)
        )

    if is_right(number):
        return ""
    slips = [
        one
        for one in (*_SLIPS.get(exercise["unit"], ()), *_SLIPS["every"])
        if is_right(_mended(one, number))
    ]
    said = _likely(exercise, seal, number)
    # The unit comes first: a number in miles is near to some other distance, too.
    if slips and (slips[0].get("unit") or not said):
        said.insert(0, slips[0]["words"])
    return " Or: ".join(said) or _side(number, buckets.width, is_right)


def _turns(exercise: dict[str, Any], value: float) -> tuple[float, ...]:
    # A bearing goes on after 360: 359 lies beside 1.
    return (value - 360, value, value + 360) if exercise["unit"] == "degrees" else (value,)


def _likely(exercise: dict[str, Any], seal: Seal, number: float) -> list[str]:
    """Give the words for the mistakes that a number is near to, the nearest first, at most two.

    A number that is a mistake nearly to the digit can be no other.
    """
    found = []
    for n, window in enumerate(exercise["windows"]):
        buckets = Buckets(*window)
        for one in _turns(exercise, number):
            if words := _message(exercise, seal, "mistake", str(n), buckets.of(one)):
                found.append((buckets.off(one), words))
    found.sort(key=lambda pair: pair[0])
    most = 1 if found and found[0][0] < exercise["width"] / 10 else 2
    return [words for _, words in found[:most]]


def _side(number: float, width: float, is_right: Callable[[float], bool]) -> str:
    for n in range(1, _FAR + 1):
        near = "Nearly. " if n <= 2 else ""
        again = " Calculate again, and round only at the end." if n <= 2 else ""
        if is_right(number + n * width):
            return f"{near}Too small.{again}"
        if is_right(number - n * width):
            return f"{near}Too large.{again}"
    return "This is far off. Look again at what is asked, and in which unit."


# ---- Text, lists and tables ---------------------------------------------------------------------


def _message(exercise: dict[str, Any], seal: Seal, *parts: str) -> str:
    found = exercise["messages"].get(seal.hash(*parts))
    return seal.unscramble(found, *parts) if found else ""


def _text(exercise: dict[str, Any], seal: Seal, answer: Any) -> str:
    if not isinstance(answer, str):
        return f"This is {_kind(answer)}. Expected: text."
    if seal.hash("code", answer.strip()) in exercise["right"]:
        return ""
    return _message(exercise, seal, "code", answer.strip()) or f"{answer!r} is not the answer."


def _list(exercise: dict[str, Any], seal: Seal, answer: Any) -> str:
    if isinstance(answer, pd.DataFrame):
        return f"This is {_kind(answer)}. Expected: a list of ids. Take one column of it."
    if isinstance(answer, str):
        return "This is one text. Expected: a list of ids, even if it has one only."
    try:
        values = list(answer)
    except TypeError:
        return f"This is {_kind(answer)}. Expected: a list of ids."
    return _values(exercise, seal, values)


def _values(exercise: dict[str, Any], seal: Seal, values: list[Any]) -> str:
    strange = [value for value in values if not isinstance(value, str)]
    if strange:
        return f"The list holds {_kind(strange[0])} ({strange[0]!r:.40}). Expected: ids, as text."
    ids = sorted(set(values))
    if seal.hash("code", *ids) in exercise["right"]:
        twice = len(values) - len(ids)
        return f"{twice} of the values stand more than once. Take each one once." if twice else ""
    if words := _message(exercise, seal, "code", *ids):
        return words
    stray = [one for one in ids if seal.hash("has", one) not in exercise["has"]]
    missing = len(exercise["has"]) - (len(ids) - len(stray))
    said = []
    if stray:
        more = f" and {len(stray) - 3} more" if len(stray) > 3 else ""
        said.append(f"Not asked for: {', '.join(stray[:3])}{more}.")
    if missing:
        said.append(f"Missing: {missing} of {len(exercise['has'])}.")
    return " ".join(said)


def _to_table(answer: Any) -> str:
    """Say how what a student asked of a table becomes a table."""
    if isinstance(answer, pd.Series) and pd.api.types.is_bool_dtype(answer):
        return "This column of True and False chooses rows: write table[column]."
    if isinstance(answer, BaseGeometry):
        return "This is one shape. Use it to choose or to make the rows."
    return ""


def _table(exercise: dict[str, Any], seal: Seal, answer: Any) -> str:
    if not isinstance(answer, pd.DataFrame):
        return (
            f"This is {_kind(answer)}. Expected: a table (DataFrame). {_to_table(answer)}".strip()
        )
    wanted = [*exercise.get("columns", ()), exercise["column"]]
    if missing := [name for name in wanted if name not in answer]:
        has = ", ".join(map(str, answer)) or "none"
        return f"There is no column {missing[0]!r}. The table has: {has}."
    return _values(exercise, seal, list(answer[exercise["column"]]))


def _geotable(exercise: dict[str, Any], seal: Seal, answer: Any) -> str:
    if not isinstance(answer, gpd.GeoDataFrame):
        how = _to_table(answer) or "Make one: gpd.GeoDataFrame(table, geometry=..., crs=...)."
        return f"This is {_kind(answer)}. Expected: a GeoDataFrame. {how}"
    return (
        geometry_fault(exercise, answer)
        or _table(exercise, seal, answer)
        or size_fault(exercise, seal, answer)
    )


_GRADERS = {
    "number": _number,
    "text": _text,
    "list": _list,
    "table": _table,
    "geotable": _geotable,
}


_EQUAL_AREA = "EPSG:6933"  # its areas are true everywhere


def geometry_fault(exercise: dict[str, Any], answer: gpd.GeoDataFrame) -> str:
    """Say what is off with the geometry of a table, empty if nothing is."""
    if answer.active_geometry_name is None:
        how = "Say which column it is: geometry=..., or set_geometry()."
        return f"The table has no geometry yet. {how}"
    if "crs" in exercise and answer.crs != exercise["crs"]:
        got = answer.crs.to_string() if answer.crs else "none"
        how = "Use to_crs()." if answer.crs else "Say it when you make the table: crs=..."
        return f"The coordinate system is {got}. Expected: {exercise['crs']}. {how}"
    if "geometry" in exercise and len(answer):
        kinds = set(answer.geom_type.dropna())
        if kinds - {exercise["geometry"], f"Multi{exercise['geometry']}"} or not kinds:
            got = ", ".join(sorted(kinds)) or "nothing"
            return f"The geometry is {got}. Expected: {exercise['geometry']}."
    return ""


def size_fault(exercise: dict[str, Any], seal: Seal, answer: gpd.GeoDataFrame) -> str:
    """Say which shape is no circle as wide as its row is unsure, empty if all are."""
    if "sizes" not in exercise:
        return ""
    sizes = answer.geometry.to_crs(_EQUAL_AREA).area / 1e6
    for name, km2 in zip(answer[exercise["column"]], sizes, strict=True):
        if seal.hash("size", name, str(size_of(km2))) not in exercise["sizes"]:
            how = "buffer() counts in the unit of the coordinate system, which may be degrees."
            return f"The shape of {name} covers about {km2:,.0f} km². Is its radius in km? {how}"
    return ""
