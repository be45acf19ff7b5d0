"""Made-up relations of two actors."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from lessonkit.tables.schema import TABLES
from lessonkit.widgets.relations import Relations

FIRST, LAST = date(2001, 1, 1), date(2001, 3, 31)
COLUMNS = TABLES["relations"].names
DAYS = st.dates(FIRST, LAST)


def row(start: str, end: str, relation: str = "with", pair: str = "ants bees") -> dict[str, str]:
    one, other = pair.split()
    cells = dict(actor_id=one, other_id=other, relation=relation, start=start, end=end)
    return cells | dict(basis="stated", confidence="high", description="x", source_ids="s")


def dated(*rows: dict[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame[["start_text", "end_text"]] = frame[["start", "end"]]
    frame[["start", "end"]] = frame[["start", "end"]].apply(pd.to_datetime)
    return frame


def widget(start: str, end: str, day: date) -> Relations:
    """Return a widget with one relation of ants and bees."""
    one: dict[str, Any] = row(start, end) | {"since": start, "until": end, "text": "Said."}
    one |= {"pair": ["ants", "bees"], "sources": ["s"]}
    spec = {
        "title": "Title",
        "step": "day",
        "time_zone": "",
        "gregorian_from": "1582-10-15",
        "first": FIRST.isoformat(),
        "last": LAST.isoformat(),
        "actors": [{"id": "ants", "label": "Ants"}, {"id": "bees", "label": "Bees"}],
        "rows": [one],
        "sources": {"s": ["Source S", ""]},
    }
    return Relations(spec=spec, date=day.isoformat())


def words(made: Relations, kind: str = "text/plain") -> str:
    bundle = made._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    return str(data[kind])
