"""The sentence of each day names what changed, and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

import pandas as pd
import pytest
import shapely
from playwright.sync_api import Page
from support.map_page import (
    DAYS,
    FIRST,
    OpenMap,
    Run,
    Span,
    WholeMap,
    first_day,
    held,
    in_words,
    last_day,
    on,
    sides,
)

from lessonkit import Lesson

pytestmark = pytest.mark.browser


def drawn(lesson: Lesson, extent: str) -> list[Span]:
    """Return the zones and routes of a window, and when the map shows them."""
    found = []
    for layer in lesson.layers:
        if layer.table not in ("zones", "routes"):
            continue
        rows = getattr(lesson, layer.table)
        rows = rows[rows["kind"].isin(layer.kinds)]
        rows = rows[rows.intersects(shapely.box(*sides(lesson, extent)))]
        for row in rows.to_dict("records"):
            start, end = first_day(row["start"]), last_day(row["end"])
            if row["kind"] == "advance":  # shown for some days from its last day on
                start, end = end, end + timedelta(days=layer.linger_days)
            found.append((row["name"], "", start, end))
    return found


def changes(lesson: Lesson, extent: str, before: date, now: date) -> list[str]:
    holders, marks = held(lesson, extent), drawn(lesson, extent)
    was, is_ = dict(on(holders, before)), dict(on(holders, now))
    drew, draws = Counter(on(marks, before)), Counter(on(marks, now))
    return [
        *(f"{p} from {was[p]} to {h}" for p, h in is_.items() if was.get(p, h) != h),
        *(f"new on the map: {name}" for name, _ in (draws - drew).elements()),
        *(f"no longer on the map: {name}" for name, _ in (drew - draws).elements()),
    ]


def news_of(page: Page) -> list[str]:
    """Return the sentences of each day."""
    said: list[str] = page.locator("#host").evaluate(
        """(host, days) => days.map(day => {
          model.set("date", day);
          return host.shadowRoot.querySelector(".lk-news").textContent;
        })""",
        [day.isoformat() for day in DAYS],
    )
    return said


@pytest.mark.parametrize("extent", ["syria", "tanf"])
def test_the_sentence_of_each_day_names_what_changed_and_nothing_else(
    lesson: Lesson, whole: WholeMap, open_map: OpenMap, extent: str
) -> None:
    news = news_of(open_map(whole(extent)))
    began = {day.date() for day in lesson.events["start"].dropna()} & set(DAYS)
    seen = Counter[str]()
    for day, said in zip(DAYS[1:], news[1:], strict=True):
        before = max([d for d in began if d < day], default=FIRST)
        expected = changes(lesson, extent, before, day)
        seen["changed" if expected else "unchanged"] += 1
        if not expected:
            assert said.endswith(f" No mark changed since {in_words(before)}."), day
            continue
        found = re.search(rf" Since {in_words(before)}: (.*?)(?:; and (\d+) more)?\.$", said)
        assert found, said
        named = found[1].split("; ")
        assert not Counter(named) - Counter(expected), day
        assert len(named) == min(3, len(expected)), day
        assert int(found[2] or 0) == len(expected) - len(named), day
    assert not re.search("Since|changed", news[0])  # the first day has no day before it
    assert min(seen["changed"], seen["unchanged"]) > 3


def test_what_came_and_went_in_between_did_not_change(run: Run) -> None:
    """Days are numbers here: 17290 is 4 May, 17294 is 8 May."""
    spans = {
        **{"came": [17292, 17300], "went": [17280, 17292], "stayed": [17280, 17300]},
        **{"in between": [17291, 17292], "today": [17294, 17294], "last day": [17280, 17290]},
    }
    features = [{"id": key, "start": a, "end": b} for key, (a, b) in spans.items()]
    cards = {key: {"kind": "Zone", "title": key} for key in spans}
    cards["event"] = {"kind": "Event", "title": "event", "event": "E1"}
    features.append({"id": "event", "start": 17294, "end": 17300})
    x = {"spec": {"cards": cards}, "features": features}
    said = run(
        ["core/dates", "map/changes"],
        "changeSince(x.spec, x.features, '2017-05-04', '2017-05-08')",
        x,
    )
    assert said == (
        "Since 4 May 2017: new on the map: came; new on the map: today; "
        "no longer on the map: went; and 1 more."
    )


def test_the_sentence_of_each_day_names_its_events(
    lesson: Lesson, whole: WholeMap, open_map: OpenMap
) -> None:
    rows = lesson.events[lesson.events["start"] >= pd.Timestamp(FIRST)].to_dict("records")
    events = [
        (r["title"], r["start"].date(), (r["start"] if pd.isna(r["end"]) else r["end"]).date())
        for r in rows
    ]
    quiet = 0
    for day, said in zip(DAYS, news_of(open_map(whole("syria"))), strict=True):
        today = [title for title, start, end in events if start <= day <= end]
        assert [title for title in today if title not in said] == [], day
        assert said.startswith("No event") == (not today), day
        quiet += not today
    assert 0 < quiet < len(DAYS)
