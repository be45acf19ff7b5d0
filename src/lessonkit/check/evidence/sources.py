"""What is weak in the sources of a lesson: notes, because only a person can judge them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import numpy as np

from lessonkit.days import Day, Span, iso, span
from lessonkit.errors import Fault, counted, shown
from lessonkit.tables.settings import Settings
from lessonkit.tables.tables import Raw

# A text that came out so long after the last day of a row tells of it from memory.
YEARS_AFTER = 2


def source_notes(raws: Mapping[str, Raw], start: Day) -> Iterator[Fault]:
    """Name rows whose sources fit their days badly, and sources that stand there twice.

    Parameters
    ----------
    raws
        The tables as they were typed; cells and ids must be right.
    start
        First day of the lesson. What held then was reported before, so a row that begins with the
        lesson may rest on an earlier source.
    """
    days = dict(_published(raws["sources"]))
    yield from _far_off(raws["control"], days, start)
    yield from _same_address(raws["sources"])
    yield from _accessed(raws["sources"])
    for row, cells in raws["figures"].rows():
        if not cells["date"]:
            remedy = "Say when it was published: a number belongs to its day."
            yield raws["figures"].at(row, "date", "no day", "a day, month or year", remedy)


def undated_notes(raws: Mapping[str, Raw], settings: Settings) -> Iterator[Fault]:
    """Name sources without a date that keep rows from the second clock: nobody knew them by a day.

    A lesson has the clock if it has reports. A kind of source may be `timeless`.
    """
    if not len(raws["reports"].frame):
        return
    kinds = settings.lists["kinds"]
    timeless = {one["id"] for one in kinds if one["of"] == "source" and one.get("timeless")}
    rows = raws["sources"].rows()
    undated = {r["source_id"] for _, r in rows if not r["date"] and r["kind"] not in timeless}
    hidden: dict[str, int] = {}
    for name in ("control", "events", "zones", "routes"):
        for _, text in raws[name].cells("source_ids"):
            ids = text.split(";")
            for one in ids if undated.issuperset(ids) else ():
                hidden[one] = hidden.get(one, 0) + 1
    for row, one in raws["sources"].cells("source_id"):
        if one in hidden:
            got = f"no date of {shown(one)}, so that {counted(hidden[one], 'row')} resting on it "
            got += f"{'is' if hidden[one] == 1 else 'are'} never there with the clock Known by"
            words = "a day, a month or a year"
            remedy = "Write it, or make its kind timeless in lesson.toml, if it was always known."
            yield raws["sources"].at(row, "date", got, words, remedy)


def _published(sources: Raw) -> Iterator[tuple[str, Span]]:
    for _, cells in sources.rows():
        found = span(cells["date"])
        if found:
            yield cells["source_id"], found


def _far_off(control: Raw, days: Mapping[str, Span], start: Day) -> Iterator[Fault]:
    """Name each row of which every source came out before its first day, or years after its last.

    A row with a note says why its sources are enough, and a source without a date may fit.
    """
    for row, cells in control.rows():
        ids = cells["source_ids"].split(";")
        known = [days[one] for one in ids if one in days]
        if cells["note"] or len(known) < len(ids):
            continue
        own, end = span(cells["start"]), span(cells["end"] or cells["start"])
        if own is None or end is None or own.first is None or end.last is None:
            continue
        first, limit = own.first, end.last + 365 * YEARS_AFTER
        early = first > start and all(one.last is not None and one.last < first for one in known)
        late = all(one.first is not None and one.first > limit for one in known)
        if early or late:
            got = f"only sources of {'before its first day' if early else 'years after its days'}"
            remedy = "Look for a report of those days, or say in note why this one is enough."
            yield control.at(row, "source_ids", got, f"one of about {iso(first)}", remedy)


def _accessed(sources: Raw) -> Iterator[Fault]:
    """Name days on which nobody can have read a source: before it was there, or still to come."""
    dates = dict(sources.cells("date"))
    # Where the day begins, it is one later than on the clock of another computer.
    tomorrow = np.datetime64(date.today() + timedelta(days=1))
    for row, text in sources.cells("accessed"):
        read, made = span(text), span(dates.get(row, ""))
        if read is None or read.first is None:
            continue
        if made and made.first is not None and read.first < made.first:
            words = f"a day from {dates[row]} on, the date of the source"
            yield sources.at(row, "accessed", text, words, "Correct accessed, or date.")
        elif read.first > tomorrow:
            remedy = "Write the day on which you read it. Look at the year."
            yield sources.at(row, "accessed", text, "a day that has come", remedy)


def _same_address(sources: Raw) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for row, cells in sources.rows():
        address = cells["url"].removeprefix("https://").removeprefix("http://").rstrip("/")
        if address and first.setdefault(address, cells["source_id"]) != cells["source_id"]:
            got = f"the address of {first[address]}, too"
            remedy = "Keep one of the two rows: a text that is cited twice looks like two sources."
            yield sources.at(row, "url", got, "one row for each text", remedy)
