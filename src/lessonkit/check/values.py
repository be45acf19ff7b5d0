"""What is wrong with values, measures and charts, beyond single cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from lessonkit.check.across import Raws, without_rows
from lessonkit.check.periods import moment
from lessonkit.days import EARLIEST, LATEST, Day, iso, unit_for
from lessonkit.errors import Fault, did_you_mean, first_of, shown
from lessonkit.tables.rules import GROUPED, ascii_digits, number
from lessonkit.tables.settings import FILE, Settings
from lessonkit.tables.tables import Raw
from lessonkit.words import interval

_Entries = Mapping[str, Mapping[str, Any]]
_NAMED = 60  # ids: all states of a large country


def value_faults(raws: Raws, settings: Settings) -> Iterator[Fault]:
    """Find values of nothing, two values of one day, and values that their scale cannot show."""
    raw, measures = raws["values"], _measures(settings)
    if measures is None or not raw.whole:
        return
    yield from _of_nothing(raws, measures)
    yield from _two_on_a_day(raw, unit_for(settings.lesson.get("step")))
    sized = {one.get("measure") for one in settings.lists["layers"] if one["table"] == "places"}
    for row, cells in raw.rows():
        measure, value = measures.get(cells["measure"], {}), number(cells["value"])
        if value is None or "of" not in measure:
            continue
        if value < 0 and measure["of"] == "places" and measure["id"] in sized:
            words = "0 or more, because the map draws a circle of this area"
            remedy = "Correct the value, or take the measure from the layer."
            yield raw.at(row, "value", cells["value"], words, remedy)
        edges = measure.get("edges", ())
        if edges and not edges[0] <= value <= edges[-1]:
            words = f"a value of the scale of {measure['id']}, {edges[0]:g} to {edges[-1]:g}"
            remedy = f"Correct the value, or the edges in {FILE}."
            yield raw.at(row, "value", cells["value"], words, remedy)


def measure_faults(raws: Raws, settings: Settings) -> Iterator[Fault]:
    """Find layers and charts that show nothing of a measure, or what does not go together."""
    measures = _measures(settings)
    if measures is None:
        return
    for layer in settings.lists["layers"]:
        of = measures.get(layer.get("measure", ""), {}).get("of")
        if of and layer.get("table") != of:
            words = f"{of}, because {layer['measure']} is measured of {of}"
            got, remedy = str(layer.get("table")), "Correct the table, or the measure."
            yield Fault(FILE, None, f"layers.table of {layer['id']}", got, words, remedy)
    for chart in settings.lists["charts"]:
        yield from _chart_faults(chart, raws, measures)


def unused_measures(settings: Settings) -> Iterator[Fault]:
    """Note measures that neither a layer nor a chart shows: it may be meant so."""
    used = {one.get("measure") for name in ("layers", "charts") for one in settings.lists[name]}
    for one in settings.lists["measures"]:
        if one["id"] not in used:
            words, remedy = "a layer or a chart with it", f'Add measure = "{one["id"]}" to one.'
            yield Fault(
                FILE, None, "measures.id", f"{one['id']}, which nothing shows", words, remedy
            )


def late_values(raws: Raws, settings: Settings) -> Iterator[Fault]:
    """Note values of days that are none of the lesson: a chart has room for them, a map has not."""
    raw, unit = raws["values"], unit_for(settings.lesson.get("step"))
    first, last = settings.lesson["start"], settings.lesson["end"]
    starts, ends = dict(raw.cells("start")), dict(raw.cells("end"))
    late = [row for row, text in starts.items() if (moment(text, unit) or first) > last]
    early = [row for row, text in ends.items() if (moment(text, unit, last=True) or last) < first]
    for rows, texts, column in ((early, ends, "end"), (late, starts, "start")):
        if rows:
            more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
            words = f"days of the lesson, {iso(first)} to {iso(last)}"
            remedy = "A chart shows it and a map cannot. Correct the day if it is a slip."
            yield raw.at(rows[0], column, f"{texts[rows[0]]}{more}", words, remedy)


def part_values(raws: Raws, settings: Settings) -> Iterator[Fault]:
    """Note values with decimals among whole ones of a measure that is shown without any.

    A spreadsheet with a decimal point takes 49.360 for such a number. Where many have decimals they
    are rounded on purpose; and so is one that is as large as the others, unless the lesson says in
    so many words that the measure has no decimals.
    """
    raw = raws["values"]
    names = dict(raw.cells("measure"))
    for measure in settings.lists["measures"]:
        texts = {row: text for row, text in raw.cells("value") if names[row] == measure["id"]}
        values = {row: number(text) or 0.0 for row, text in texts.items()}
        whole = [abs(value) for value in values.values() if value and value == int(value)]
        parts = [row for row, value in values.items() if value != int(value)]
        if measure.get("decimals", 0) or len(values) < _ENOUGH * len(parts):
            continue
        for row in parts:
            is_small = bool(whole) and _FAR_LESS * abs(values[row]) < min(whole)
            # With three digits behind the point it is told of each column of numbers.
            is_told = GROUPED.fullmatch(ascii_digits(texts[row]))
            if is_told or not (is_small or "decimals" in measure):
                continue
            large = values[row] * 1000
            asked = f"Is it {large:.0f}? If not, " if abs(large - round(large)) < _SAME else ""
            remedy = f"{asked}correct it, or write decimals for {measure['id']} in {FILE}."
            words = f"a whole number, as {measure['id']} is shown without decimals"
            yield raw.at(row, "value", f"{values[row]:g}", words, remedy[0].upper() + remedy[1:])


_FAR_LESS = 10  # times
_ENOUGH = 3  # times as many values as such with decimals
_SAME = 1e-6
_FEW = 6  # ids that a note names


def undrawn_values(raws: Raws, settings: Settings) -> Iterator[Fault]:
    """Note values of places or zones of a kind that no layer with their measure shows."""
    values = raws["values"]
    of_ids = dict(values.cells("of_id"))
    for measure in settings.lists["measures"]:
        layers = [one for one in settings.lists["layers"] if one.get("measure") == measure["id"]]
        seen = {kind for layer in layers for kind in layer.get("kinds", ())}
        target = raws[measure["of"]]
        kinds = dict(target.cells("kind"))
        unseen = {text: kinds.get(n, "") for n, text in target.cells(target.table.key)}
        unseen = {one: kind for one, kind in unseen.items() if layers and kind not in seen}
        mine = [n for n, text in values.cells("measure") if text == measure["id"]]
        rows = [row for row in mine if of_ids.get(row) in unseen]
        if not rows:
            continue
        names = list(dict.fromkeys(of_ids[row] for row in rows))
        lost = ", ".join(dict.fromkeys(unseen[name] for name in names))
        got = f"{measure['id']} of {first_of(names, _FEW)}, of the kind {lost}"
        words = f"kinds that the layer {layers[0]['id']} shows: {', '.join(sorted(seen))}"
        remedy = f"Add {lost} to its kinds in {FILE}, or correct the kind."
        yield values.at(rows[0], "of_id", got, words, remedy)


def _measures(settings: Settings) -> _Entries | None:
    """Give the measures by their ids, unless one of them is in doubt."""
    lists = ("measures", "layers", "charts")
    if not settings.lists or any(settings.is_doubtful(name) for name in lists):
        return None
    return {one["id"]: one for one in settings.lists["measures"]}


def _of_nothing(raws: Raws, measures: _Entries) -> Iterator[Fault]:
    raw, told = raws["values"], set[tuple[str, str]]()
    names, without = dict(raw.cells("measure")), dict[str, list[str]]()
    for row, text in raw.cells("of_id"):
        table = measures.get(names.get(row, ""), {}).get("of", "")
        known = raws[table].ids() if table and raws[table].whole else None
        if known is not None and not known:
            without.setdefault(table, []).append(text)
            continue
        if known is None or text in known or (table, text) in told:
            continue
        told.add((table, text))
        parts = set(text.split("-"))
        longer = [one for one in known if parts < set(one.split("-"))]
        ids = f" The ids there: {first_of(sorted(known), _NAMED)}."
        others = f"Add it to {raws[table].table.file}, or correct it.{ids}"
        # Of bremen the id may be free-hanseatic-bremen.
        is_part = len(longer) == 1
        near = f"Did you mean {longer[0]}?" if is_part else did_you_mean(text, known, others)
        yield raw.at(row, "of_id", shown(text), f"an id from {raws[table].table.file}", near)
    for table, ids_asked in without.items():
        yield without_rows(raws[table], [raw.table.file] * len(ids_asked), ids_asked)


class _Entry(NamedTuple):
    first: Day
    last: Day
    row: int


def _two_on_a_day(raw: Raw, unit: str) -> Iterator[Fault]:
    rows: dict[tuple[str, str], list[_Entry]] = {}
    for row, cells in raw.rows():
        first = moment(cells["start"], unit) if cells["start"] else EARLIEST
        last = moment(cells["end"], unit, last=True) if cells["end"] else LATEST
        if first is not None and last is not None and first <= last:
            key = cells["measure"], cells["of_id"]
            rows.setdefault(key, []).append(_Entry(first, last, row))
    for (measure, of_id), entries in rows.items():
        before, *others = sorted(entries)
        for entry in others:
            if entry.first <= before.last:
                yield _overlap(raw, f"{measure} of {of_id}", before, entry)
            before = max(before, entry, key=lambda one: one.last)


def _overlap(raw: Raw, what: str, before: _Entry, entry: _Entry) -> Fault:
    first, last = entry.first, min(entry.last, before.last)
    shown_first = None if first == EARLIEST else first
    days = interval(shown_first, None if last == LATEST else last, say=iso) or "on all days"
    remedy = "Correct the days of the two rows, or delete one."
    if before.first < first:
        remedy = f"End row {before.row} on {iso(first - 1)}, or start this row later."
    got = f"two values: {what} {days} (the other in row {before.row})"
    return raw.at(entry.row, "start", got, "one on each day", remedy)


def _chart_faults(chart: Mapping[str, Any], raws: Raws, measures: _Entries) -> Iterator[Fault]:
    where = chart.get("id", "?")
    if measure := measures.get(chart.get("measure", "")):
        yield from _of_a_chart(chart, raws, measure)
    figures = raws["figures"]
    ids, topics = chart.get("figures", ()), dict(figures.cells("topic"))
    for topic in [one for one in chart.get("topics", ()) if one not in topics.values()][:1]:
        near = did_you_mean(topic, topics.values(), "Write it as it stands in the column topic.")
        words = f"a topic of {figures.table.file}"
        if figures.whole:
            yield Fault(FILE, None, f"charts.topics of {where}", shown(topic), words, near)
        return
    rows = [row for row, text in figures.cells("figure_id") if text in ids]
    rows += [row for row, topic in topics.items() if topic in chart.get("topics", ())]
    if not rows or not figures.whole:
        return
    units = dict(figures.cells("unit"))
    if len(found := list(dict.fromkeys(units.get(row, "") for row in rows))) > 1:
        words, remedy = "figures of one unit", "Make a chart of each unit."
        key = "figures" if ids else "topics"
        yield Fault(FILE, None, f"charts.{key} of {where}", " and ".join(found), words, remedy)
    periods = dict(figures.cells("period"))
    for row in (row for row in rows if chart.get("kind") == "line" and row not in periods):
        remedy = 'Say which days the figure counts, or write kind = "bars".'
        words = f"a period, because the chart {where} is a line in time"
        yield figures.at(row, "period", "an empty cell", words, remedy)


def _of_a_chart(
    chart: Mapping[str, Any], raws: Raws, measure: Mapping[str, Any]
) -> Iterator[Fault]:
    target, values = raws[measure["of"]], raws["values"]
    if not target.whole or not values.whole:
        return
    frame = values.frame
    own = (
        frame[(frame["measure"] == measure["id"]) & (frame["value"] != "")] if len(frame) else frame
    )
    wanted: Iterable[str] = chart.get("of") or set(own["of_id"])
    for one in [one for one in wanted if one not in target.ids()][:1] if "of" in chart else ():
        near = did_you_mean(one, target.ids(), "Correct it.")
        where = f"charts.of of {chart['id']}"
        yield Fault(FILE, None, where, shown(one), f"an id from {target.table.file}", near)
        return
    if not set(wanted) & set(own["of_id"]):
        words, remedy = "values to show", f"Add rows of {measure['id']} to {values.table.file}."
        yield Fault(FILE, None, f"charts.measure of {chart['id']}", "no value", words, remedy)
