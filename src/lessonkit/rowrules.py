"""Rules across the cells of one row: the order of two dates or numbers, cells that go together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from lessonkit.rules import number, real_date


@dataclass(frozen=True)
class RowRule:
    """A test across the cells of a row; the fault is put on `column`."""

    name: str
    column: str
    expected: str
    remedy: str
    needs: tuple[str, ...]
    good: Callable[[pd.DataFrame], pd.Series]


def _in_order(frame: pd.DataFrame) -> pd.Series:
    # ISO dates sort as text; a cell that is no date has its own fault already.
    both = _dates(frame["start"]) & _dates(frame["end"])
    return ~both | (frame["end"] >= frame["start"])


def _single_day(frame: pd.DataFrame) -> pd.Series:
    known = (frame["date_precision"] == "day") & _in_order(frame) & _dates(frame["start"])
    return ~known | (frame["end"] == frame["start"]) | ~(_dates(frame["end"]) | frame["end"].eq(""))


def _dates(cells: pd.Series) -> pd.Series:
    return cells.map(lambda text: real_date(text) is not None).astype(bool)


def _all_or_none(frame: pd.DataFrame) -> pd.Series:
    empty = frame[["lon", "lat", "precision_km"]] == ""
    return empty.all(axis=1) | ~empty.any(axis=1)


def _cited(frame: pd.DataFrame) -> pd.Series:
    return frame["outcome"].isin(["untestable", "not checked"]) | frame["source_ids"].ne("")


def _low_first(frame: pd.DataFrame) -> pd.Series:
    low, high = (frame[name].map(number) for name in ("low", "high"))
    return ~(pd.to_numeric(low) > pd.to_numeric(high))  # what is no number is not greater


def _other_than_itself(frame: pd.DataFrame) -> pd.Series:
    return frame["actor_id"].ne(frame["other_id"]) | frame["actor_id"].eq("")


# One row of text beside the next, as in a list.
# fmt: off
ORDER = RowRule(
    "order", "end", "a day not before the start",
    "Correct one of the two dates. Both days count.", ("start", "end"), _in_order,
)
SINGLE_DAY = RowRule(
    "single-day", "end", "the same day as the start, because date_precision is day",
    "Copy the start here, or change date_precision to range or about.",
    ("start", "end", "date_precision"), _single_day,
)
WHOLE_POINT = RowRule(
    "whole-point", "lon", "lon, lat and precision_km all filled, or all empty",
    "Fill all three, or empty all three if the event cannot be drawn honestly.",
    ("lon", "lat", "precision_km"), _all_or_none,
)
CHECKED = RowRule(
    "cited", "source_ids", "sources, because the outcome says that the claim was checked",
    "Name the sources of the check, or change outcome to not checked.",
    ("outcome", "source_ids"), _cited,
)
LOW_FIRST = RowRule(
    "low-first", "high", "a number not below the one in low",
    "Swap the two numbers. For one number alone, write it in both cells.",
    ("low", "high"), _low_first,
)
TWO_ACTORS = RowRule(
    "two-actors", "other_id", "another actor than actor_id",
    "Correct one of the two ids, or delete the row.",
    ("actor_id", "other_id"), _other_than_itself,
)
# fmt: on
