"""The sentence of each day names what changed, and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

import pandas as pd
import pytest
import shapely
from playwright.sync_api import Page, expect
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
MOST = 2  # changes that a sentence tells; it counts the rest


def drawn(lesson: Lesson, extent: str) -> list[Span]:
    """Return the zones, routes and events of a window, and when the map shows them."""
    found = []
    lingers = {layer.table: layer.linger_days for layer in lesson.layers}
    events = lesson.events[lesson.events.intersects(shapely.box(*sides(lesson, extent)))]
    for row in events.to_dict("records"):
        start, end = row["start"].date(), last_day(row["end"])
        end = start if pd.isna(row["end"]) else end
        name = f"the event \u201c{row['title']}\u201d"
        found.append((name, "", start, end + timedelta(days=lingers["events"])))
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


def gone(name: str) -> str:
    """Of an event only the mark goes: what happened may go on."""
    return "marked" if name.startswith("the event ") else "on the map"


def titles_on(lesson: Lesson, day: date) -> list[str]:
    rows = lesson.events[lesson.events["start"] <= pd.Timestamp(day)]
    return list(rows[rows["end"].fillna(rows["start"]) >= pd.Timestamp(day)]["title"])


def changes(
    lesson: Lesson, holders: list[Span], marks: list[Span], before: date, now: date
) -> list[str]:
    """Return each change in words: that of a place, or what came and went."""
    short = {holder.label: holder.short or holder.label for holder in lesson.holders.values()}
    was, is_ = dict(on(holders, before)), dict(on(holders, now))
    drew, draws = Counter(on(marks, before)), Counter(on(marks, now))
    for title in titles_on(lesson, now):  # the words before the sentence have them
        name = f"the event \u201c{title}\u201d", ""
        draws[name] = min(draws[name], drew[name])
    return [
        *(f"{p} from {short[was[p]]} to {short[h]}" for p, h in is_.items() if was.get(p, h) != h),
        *(f"new on the map: {name}" for name, _ in (draws - drew).elements()),
        *(f"no longer {gone(name)}: {name}" for name, _ in (drew - draws).elements()),
    ]


def told(words: str) -> tuple[list[str], int]:
    """Return the changes that a part of the sentence names, and how many more it counts.

    Places that changed alike go together: "A, B and 2 more change from X to Y".
    """
    found = re.fullmatch("(.+) changes? (from .+ to .+)", words)
    if not found:
        return [words], 0
    names, change = found.groups()
    more = re.search(r" and (\d+) more$", names)
    if more:
        names = names[: more.start()]
    one_by_one = [one for part in names.split(", ") for one in part.split(" and ")]
    assert ("changes" in words) == (len(one_by_one) == 1), words
    return [f"{name} {change}" for name in one_by_one], int(more[1]) if more else 0


def grouped(changes_: list[str]) -> Counter[str]:
    """Count the places of each change of holders; what came or went stands alone."""
    return Counter(
        one[one.index(" from ") :] if not re.match("new on|no longer", one) else one
        for one in changes_
    )


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
    holders, marks = held(lesson, extent), drawn(lesson, extent)
    began = {day.date() for day in lesson.events["start"].dropna()} & set(DAYS)
    seen = Counter[str]()
    for day, said in zip(DAYS[1:], news[1:], strict=True):
        before = max([d for d in began if d < day], default=FIRST)
        expected = changes(lesson, holders, marks, before, day)
        seen["changed" if expected else "unchanged"] += 1
        if not expected:
            assert re.search(f" No (other )?mark changed since {in_words(before)}\\.$", said), day
            continue
        found = re.search(rf" Since {in_words(before)}: (.*?)(?:; and (\d+) more)?\.$", said)
        assert found, said
        parts = [told(words) for words in found[1].split("; ")]
        named = [one for names, _ in parts for one in names]
        assert not Counter(named) - Counter(expected), day
        counted = sum(more for _, more in parts)
        assert len(named) + counted + int(found[2] or 0) == len(expected), day
        groups = sorted(grouped(expected).values(), reverse=True)
        most = len(groups) if len(groups) == MOST + 1 else MOST  # no "and 1 more" for one group
        assert len(parts) <= most, day
        assert bool(found[2]) == (len(groups) > most), day
        sizes = [len(names) + more for names, more in parts]
        if not any(" on the map: " in one for one in expected):
            assert sizes == groups[:most], day  # the largest change first
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
    x = {"spec": {"cards": cards, "layers": []}, "features": features}
    said = run(
        ["core/dates", "map/time/changes"],
        "changesOf(x.spec, x.features)('2017-05-04', '2017-05-08')",
        x,
    )
    assert said == ("Since 4 May 2017: new on the map: came; new on the map: today; and 3 more.")


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        (("A road", "Road"), ("A road, closed", "Closed road"), "A road is now: A road, closed."),
        (("A road", "Road"), ("A road", "Closed road"), "A road is now: Closed road."),
        (("A road", "Road"), ("A road", "Road"), "changed on the map: A road."),
    ],
)
def test_a_way_that_is_another_now_did_not_leave(
    run: Run, was: tuple[str, str], now: tuple[str, str], words: str
) -> None:
    """Same lines on the map: the road is still there, its state is another."""
    cards = {"a": {"title": was[0], "kind": was[1]}, "b": {"title": now[0], "kind": now[1]}}
    spans = {"a": (17280, 17291), "b": (17292, 17300)}
    features = [{"id": key, "start": start, "end": end} for key, (start, end) in spans.items()]
    drawn = """x.features.map(one => {
      const node = document.createElementNS("http://www.w3.org/2000/svg", "g");
      node.innerHTML = '<path d="M0 0L9 9"/>';
      return { ...one, node };
    })"""
    said = run(
        ["core/dates", "map/time/changes"],
        f"changesOf(x.spec, {drawn})('2017-05-04', '2017-05-08')",
        {"spec": {"cards": cards, "layers": []}, "features": features},
    )
    assert said == f"Since 4 May 2017: {words}"


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "P0 changes"),
        (2, "P0 and P1 change"),
        (4, "P0, P1, P2 and P3 change"),
        (5, "P0, P1, P2 and 2 more change"),
    ],
)
def test_places_that_change_alike_go_together_under_the_short_names(
    run: Run, count: int, words: str
) -> None:
    names = [f"P{n}" for n in range(count)]
    layers = [{"id": "a", "short": "SDF"}, {"id": "b", "short": "Rebels"}]
    features, cards = [], {}
    for layer, start, end in (("a", 17280, 17291), ("b", 17292, 17300)):
        for name in [*names, "Q"]:
            key = f"{name}/{layer}"
            # Q goes the other way round.
            features.append(
                {"id": key, "layer": layer if name != "Q" else {"a": "b", "b": "a"}[layer]}
                | {"start": start, "end": end}
            )
            cards[key] = {"place": name, "holder_sources": ["s"]}
    places = {name: {"title": name} for name in [*names, "Q"]}
    spec = {"cards": cards, "layers": layers, "places": places}
    said = run(
        ["core/dates", "map/time/changes"],
        "changesOf(x.spec, x.features)('2017-05-04', '2017-05-08')",
        {"spec": spec, "features": features},
    )
    whole = f"{words} from SDF to Rebels; Q changes from Rebels to SDF."
    assert said == f"Since 4 May 2017: {whole}"


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


def test_the_marks_of_events_that_come_and_go_are_changes(
    opened: Lesson, open_map: OpenMap
) -> None:
    """Beside a list the sentence names them; else the words before it do."""
    listed = open_map(opened.map("five-weeks").with_events())
    news = listed.locator(".lk-news")
    listed.evaluate("models.map.set('date', '2017-05-18')")
    expect(news).to_contain_text(
        "new on the map: the event \u201cBoats are stopped at the rock\u201d"
    )
    bare = open_map(opened.map("five-weeks"))
    news = bare.locator(".lk-news")
    bare.evaluate("model.set('date', '2017-05-18')")
    expect(news).to_contain_text("Boats are stopped at the rock. ")
    expect(news).not_to_contain_text("the event \u201cBoats")
    expect(news).not_to_contain_text("No mark changed")


def test_hours_are_points_in_time(run: Run) -> None:
    features = [{"id": "E", "start": 24 * 17286 + 3, "end": 24 * 17286 + 5}]
    cards = {"E": {"kind": "Event", "title": "The flood", "event": "E"}}
    x = {"spec": {"cards": cards, "layers": [], "step": "hour"}, "features": features}
    said = run(
        ["core/dates", "map/time/changes"],
        """[["2017-04-30T09", "2017-04-30T10"], ["2017-04-29T23", "2017-04-30T10"],
          ["2017-04-30T02", "2017-04-30T04"], ["2017-04-30T04", "2017-04-30T09"]].map((two) =>
            changesOf(x.spec, x.features)(...two)).concat(
            pointInWords("2017-04-30T02", { isEnd: true }), pointInWords("2017-04"))""",
        x,
    )
    assert said == [
        "No mark changed since 09:00.",
        "No mark changed since 23:00 on 29 April 2017.",
        "Since 02:00: new on the map: the event \u201cThe flood\u201d.",
        "Since 04:00: no longer marked: the event \u201cThe flood\u201d.",
        "02:59 on 30 April 2017",
        "April 2017",
    ]
