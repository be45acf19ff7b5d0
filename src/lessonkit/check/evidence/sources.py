"""What is weak in the sources of a lesson: notes, because only a person can judge them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from lessonkit.errors import Fault
from lessonkit.tables.tables import Raw
from lessonkit.words import vague_span

# A text that came out so long after the last day of a row tells of it from memory.
YEARS_AFTER = 2


def source_notes(raws: Mapping[str, Raw], start: date) -> Iterator[Fault]:
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
    for row, cells in raws["figures"].frame.iterrows():
        if not cells["date"]:
            remedy = "Say when it was published: a number belongs to its day."
            yield raws["figures"].at(
                int(str(row)), "date", "no day", "a day, month or year", remedy
            )


def _published(sources: Raw) -> Iterator[tuple[str, list[str]]]:
    for cells in sources.frame.to_dict("records"):
        span = vague_span(cells["date"])
        if span:
            yield cells["source_id"], span


def _far_off(control: Raw, days: Mapping[str, list[str]], start: date) -> Iterator[Fault]:
    """Name each row of which every source came out before its first day, or years after its last.

    A row with a note says why its sources are enough, and a source without a date may fit.
    """
    for row, cells in control.frame.iterrows():
        spans = [days.get(one) for one in cells["source_ids"].split(";")]
        if cells["note"] or None in spans:
            continue
        first, last = cells["start"], cells["end"] or cells["start"]
        limit = (date.fromisoformat(last) + timedelta(days=365 * YEARS_AFTER)).isoformat()
        early = first > start.isoformat() and all(span[1] < first for span in spans if span)
        late = all(span[0] > limit for span in spans if span)
        if early or late:
            got = f"only sources of {'before its first day' if early else 'years after its days'}"
            remedy = "Look for a report of those days, or say in note why this one is enough."
            yield control.at(int(str(row)), "source_ids", got, f"one of about {first}", remedy)


def _same_address(sources: Raw) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for row, cells in sources.frame.iterrows():
        address = cells["url"].removeprefix("https://").removeprefix("http://").rstrip("/")
        if address and first.setdefault(address, cells["source_id"]) != cells["source_id"]:
            got = f"the address of {first[address]}, too"
            remedy = "Keep one of the two rows: a text that is cited twice looks like two sources."
            yield sources.at(int(str(row)), "url", got, "one row for each text", remedy)
