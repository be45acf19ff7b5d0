"""The border between Python and the page: the state of each widget, which both read and write.

`browser/state.js` writes the same types down for the scripts. mypy checks the functions that make
a state, a type checker the scripts that read it, and a test that both sides name the same keys of
the same types.

Days are ISO 8601 text, "" where open or unknown; lengths are km, positions degrees.
"""

from __future__ import annotations

from typing import Any, Literal, TypedDict, TypeVar

import traitlets

from lessonkit.estimates import Assumption
from lessonkit.maps.layers import Card, Line, Mark, Spot
from lessonkit.maps.plane.mesh import Mesh

S = TypeVar("S")


class StateTrait(traitlets.TraitType[S, S]):
    """A part of a widget's state with types of its own: ``spec = StateTrait[MapOnPage]()``."""

    info_text = "a dictionary"

    def default(self, obj: Any = None) -> Any:
        """Begin with an empty one, which a new widget replaces at once."""
        return {}

    def validate(self, obj: Any, value: Any) -> S:
        """Refuse what is no dictionary; mypy checks the rest."""
        if not isinstance(value, dict):
            self.error(obj, value)
        return value  # type: ignore[return-value]  # it is an S by its annotation


class WidgetState(TypedDict):
    """What every widget has: the name of what draws it, and the model with script and styles."""

    view: str
    home: str


class Face(TypedDict):
    """A face: its family, style and weight as in CSS, its letters, and the font in base64."""

    family: str
    style: str
    weight: str
    range: str
    data: str


class HomeState(TypedDict):
    """The script that all widgets share, the styles by the names of their sheets, the faces."""

    script: str
    styles: dict[str, str]
    faces: list[Face]


# ---- Maps ---------------------------------------------------------------------------------------


class Sides(TypedDict):
    """The edges of what a map shows, in degrees; west is greater than east over 180 degrees."""

    west: float
    south: float
    east: float
    north: float


SIDES: tuple[Literal["west", "south", "east", "north"], ...] = ("west", "south", "east", "north")


class LegendEntry(TypedDict):
    """A layer in the legend; `span` is the days from and to which some of it holds.

    `holder` is the id of whom it shows, or empty; `key` has a swatch and words for each look of the
    values of a `measure`.
    """

    id: str
    label: str
    short: str
    group: str
    table: str
    swatch: str
    sources: list[str]
    span: list[str] | None
    signs: list[str]
    holder: str
    measure: str
    key: list[list[str]]


class MapPlace(TypedDict):
    """A place of a map: what its cards share. `paragraphs` are those of claims that name it."""

    title: str
    title_local: str
    text: str
    kind: str
    lon: float
    lat: float
    precision_km: float
    sources: list[str]
    paragraphs: list[int]


class MapStep(TypedDict):
    """A step on a map; `window` is x, y and width of what is seen, in units of the drawing.

    A `day` or `visible` of None stays as it was; `selected` is the id of a feature, or empty;
    `known_by` is where the clock of what was known stands, "" for off.
    """

    title: str
    text: str
    question: str
    day: str | None
    window: list[float] | None
    visible: list[str] | None
    selected: str
    known_by: str


class MapEvent(TypedDict):
    """An event on the slider; `drawn` says whether it has a mark on this map, `kind` may be ""."""

    id: str
    title: str
    drawn: bool
    kind: str
    start: str
    end: str


class SourceOnMap(TypedDict):
    """A source: the first day on which it was surely out, as days since 1970-01-01."""

    id: str
    since: int
    kind: str
    side: str


class MapReport(TypedDict):
    """A report: `days` are the first and the last that it speaks of, `said` is when it was made.

    All three as steps of the map since 1970-01-01; `day` is ISO text, as exact as it was written,
    because a map may go by months. It is about a place, or a part of one, or about an event;
    one that `tells` says that the event was so, or was not;
    `holder` names who held the place after it, or nobody; `told` says how it was said and by whom.
    `sources` are numbers.
    """

    place: str
    part: str
    event: str
    tells: bool
    holder: str
    days: list[int | None]
    said: int
    day: str
    told: str
    words: str
    sources: list[int]


class EventTold(TypedDict):
    """From which day on an event can be told, and the ids of its sources: the same on every map.

    Nobody knows what comes, however old a source is said to be.
    """

    start: int
    sources: list[str]


class Evidence(TypedDict):
    """What the marks rest on.

    `marks` has for each mark, in the order of the drawing, the numbers of its sources in `sources`;
    a mark with none is always there. `events` has the same for the events of the map's days, by
    their ids, also for those without a mark. `said` are the numbers of the marks that show only
    what was said. `sides` are pairs of id and label, `unknown` says in words that nobody knows.
    `clock` says whether the map has a clock of what was known.
    """

    clock: bool
    marks: list[list[int]]
    events: dict[str, EventTold]
    said: list[int]
    reports: list[MapReport]
    sources: list[SourceOnMap]
    sides: list[list[str]]
    unknown: str


class LocalWords(TypedDict):
    """The language of the second names: its code, its direction, and its name for the menu."""

    language: str
    direction: str
    label: str


class Drawn(TypedDict):
    """What a map needs besides its drawing.

    `width` and `height` are those of the drawing, in its own units. A sign is its name, its words
    and a swatch or nothing; a source is its citation and its date. `sources` is empty
    where another map of the same widget carries them. A kind of events is its label and its
    outline, as the text of a path in a box of 10 by 10. `held_as` is the lesson's own word for
    what a holder does, if it has one.
    """

    lesson: str
    language: str
    local: LocalWords | None
    held_as: str
    holders: str
    width: float
    height: int
    extent: Sides
    mesh: Mesh
    layers: list[LegendEntry]
    signs: list[list[str]]
    cards: dict[str, Card]
    places: dict[str, MapPlace]
    sources: dict[str, list[str]]
    events: list[MapEvent]
    kinds: dict[str, list[str]]
    caption: str


class Clock(TypedDict):
    """The days of a map: from `first` to `last` by `step`, as exact as it; empty if it has none.

    `time_zone` says whose clock its hours are of, in words; from `gregorian_from` on a day has a
    weekday.
    """

    step: str
    time_zone: str
    gregorian_from: str
    first: str
    last: str


class MapOnPage(Drawn, Clock):
    """A map with its words and what stands where on it.

    `id` is that of `lesson.toml`, or empty. `marks` has one for each feature, `spots` one for each
    name, both in the order of the drawing; `borders` for each line between zones the numbers of the
    marks whose edge it is; `lines` one for each path that has no outline in the drawing: names keep
    off them. `locator` is a small map as SVG text, which shows where this one lies, or nothing.
    `names` is how many names of places the whole map shows at the most. `slider` says whether the
    day can be moved from `first` to `last`.
    """

    id: str
    marks: list[Mark]
    spots: list[Spot]
    borders: list[list[int]]
    lines: list[Line]
    steps: list[MapStep]
    names: int
    locator: str

    title: str
    subtitle: str
    alt: str
    slider: bool
    evidence: Evidence | None


class MapState(WidgetState):
    """A map. An end of the ruler is the id of a place or [lon, lat].

    `known_by` is the day on the clock of what was known, or "" for off; `sources_off` are ids of
    sources that are switched off; `two_sides` keeps only what two sides say.
    """

    svg: str
    spec: MapOnPage
    date: str
    visible: list[str]
    selected: str
    ruler: list[str | list[float]]
    known_by: str
    sources_off: list[str]
    two_sides: bool


# ---- Charts -------------------------------------------------------------------------------------


class ChartDrawing(TypedDict):
    """A chart in one width, in CSS pixels, as SVG text whose groups are its points (`data-point`).

    `axis` is left, right, top and bottom of the area of an axis of days, or empty.
    """

    width: float
    height: float
    svg: str
    axis: list[float]


class ChartPoint(TypedDict):
    """A number of a chart in words, with its days and its sources.

    `known` is the day from which the first of them tells it, empty if it always was known.
    """

    name: str
    value: str
    when: str
    start: str
    end: str
    said_by: str
    note: str
    sources: list[str]
    known: str


class ChartOnPage(TypedDict):
    """A chart: the same in several widths, the widest first, and its points in order.

    `first` and `last` are the ends of its axis of days, empty without one. With `numbered` the
    drawing has numbers, from 1, in the place of names.
    """

    title: str
    subtitle: str
    alt: str
    numbered: bool
    first: str
    last: str
    drawings: list[ChartDrawing]
    points: list[ChartPoint]


class ChartState(WidgetState):
    """A chart, and the map whose day it marks."""

    spec: ChartOnPage
    map: str | None


# ---- Three methods ------------------------------------------------------------------------------


class ShareRow(TypedDict):
    """What one holder has by a method: a part of one, and in words."""

    holder: str
    label: str
    layer: str
    share: float
    words: str


class MethodWords(TypedDict):
    """A method in a sentence, with its table of shares."""

    sentence: str
    rows: list[ShareRow]


class Step(MethodWords):
    """One distance of the third map, in km and in words, with the layers that show it."""

    km: float
    words: str
    layers: list[str]


class BesideRow(TypedDict):
    """The shares of a holder in words: by the nearest place, and by the counts of others."""

    holder: str
    label: str
    nearest: str
    others: list[str]


class Beside(TypedDict):
    """The counts of others beside our own; `none` stands for no share."""

    caption: str
    others: list[str]
    none: str
    notes: list[str]
    rows: list[BesideRow]


class ComparisonSpec(TypedDict):
    """Three maps of one table of control. `headings` and `methods` go by the name of a method.

    `headings` has the word for a holder, too.
    """

    title: str
    subtitle: str
    headings: dict[str, str]
    methods: dict[str, MethodWords]
    steps: list[Step]
    beside: Beside | None


class ComparisonState(WidgetState):
    """Three maps, and the distance in km of the third."""

    spec: ComparisonSpec
    distance: float
    dots: str
    nearest: str
    reach: str


# ---- Lists beside a map -------------------------------------------------------------------------


class Filter(TypedDict):
    """A choice that narrows a list; an option is its value and its words."""

    id: str
    label: str
    options: list[list[str]]


class ToldReport(TypedDict):
    """A report about an entry, as a `MapReport`, with the ids of its sources."""

    said: int
    day: str
    told: str
    words: str
    sources: list[str]


class Item(TypedDict):
    """An entry of a list.

    `sign` is an outline before its head, or ""; `says` are the ids of its sources, of each side one
    before a second of the same side, or none; `keys` are the values by which a filter finds it;
    `when` the first and the last day, the last "" if open; `now` what to say on these days; a mark
    is "place" or "event" and an id; a line its label and its words and, if these name its sources,
    how: "publisher" or "citation"; `told` are the reports about it, in the order of saying.
    """

    id: str
    head: list[str]
    sign: str
    title: str
    says: list[str]
    keys: dict[str, list[str]]
    when: list[str] | None
    when_words: str
    now: str
    marks: list[list[str]]
    lines: list[list[str]]
    told: list[ToldReport]


class ListPlace(TypedDict):
    """A place that an entry names."""

    title: str
    title_local: str


class ListEvent(TypedDict):
    """An event that an entry names, with its days in words."""

    title: str
    day: str
    start: str
    end: str


class Cited(TypedDict):
    """A source as an entry names it."""

    publisher: str
    citation: str


class ListSpec(TypedDict):
    """A list beside a map.

    `nouns` are the words for one entry and for several; `named` those for none, one and several
    that name a mark, by its kind; `shows` the headings of what an entry names. `follows` says
    whether the list follows the day of the map; then `before` is how many steps ago is still told
    of, and `before_words` that in words. `sources` are the publisher and the citation of those that
    say what an entry tells, by their id.
    """

    title: str
    use: str
    nouns: list[str]
    tag: str
    named: dict[str, list[str]]
    shows: dict[str, str]
    follows: bool
    before: int
    before_words: str
    local: LocalWords | None
    filters: list[Filter]
    items: list[Item]
    places: dict[str, ListPlace]
    events: dict[str, ListEvent]
    sources: dict[str, Cited]


class ListState(WidgetState):
    """A list and its map; `filters` has the chosen value by the id of a filter."""

    spec: ListSpec
    map: str
    chosen: str
    filters: dict[str, str]


class KindOfClaim(TypedDict):
    """A kind of claims: its word, its mark (an outline, as that of an item), what it means."""

    id: str
    label: str
    sign: str
    meaning: str


class ReportSpec(ListSpec):
    """The report in paragraphs, beside a map: its claims are the items.

    The keys of an item have its number of `paragraph`, its head the speaker and the kind. `key`
    says how to use the key of the `kinds`.
    """

    key: str
    kinds: list[KindOfClaim]


class ReportState(WidgetState):
    """The report and its map."""

    spec: ReportSpec
    map: str
    chosen: str
    filters: dict[str, str]


# ---- Relations ----------------------------------------------------------------------------------


class RelationActor(TypedDict):
    """An actor of the matrix."""

    id: str
    label: str


class RelationRow(TypedDict):
    """A relation of two actors: on which steps of the clock the row holds, as ISO text, "" if open.

    `since` and `until` are the days of the whole spell as they were written.
    """

    pair: list[str]
    relation: str
    basis: str
    confidence: str
    text: str
    sources: list[str]
    start: str
    end: str
    since: str
    until: str


class RelationsSpec(Clock):
    """Relations of actors; a source is its citation and its address."""

    title: str
    words: dict[str, str]
    actors: list[RelationActor]
    rows: list[RelationRow]
    sources: dict[str, list[str]]


class RelationsState(WidgetState):
    """Relations on a day, and the actor whose relations are in sentences."""

    spec: RelationsSpec
    date: str
    chosen: str


# ---- Estimates ----------------------------------------------------------------------------------

# With `from`, which is no name in Python.
Way = TypedDict(
    "Way",
    {
        "label": str,
        "who": str,
        "colour": str,
        "from": str,
        "to": str,
        "straight_km": float,
        "road_km": float | None,
        "road": str,
        "km": float,
    },
)
Way.__doc__ = """A way: who goes from where to where, how far. `km` is that of its road, if any."""


class KnownDay(TypedDict):
    """What happened, with its first and last day, its time in words and its sources."""

    label: str
    days: list[str]
    words: str
    sources: list[str]


class WhatIfSpec(TypedDict):
    """Ways, what is assumed of each at first, and what the estimate leaves out.

    `years` are the first and the last in which a start may lie.
    """

    title: str
    subtitle: str
    years: list[int]
    ways: list[Way]
    defaults: list[Assumption]
    leaves_out: list[str]
    known: list[KnownDay]


class WhatIfState(WidgetState):
    """An estimate; `assumptions` has one for each way."""

    spec: WhatIfSpec
    assumptions: list[Assumption]
    revealed: bool


# ---- Exercises ----------------------------------------------------------------------------------


class LessonName(TypedDict):
    """Under id and version the browser keeps the answers of a lesson."""

    id: str
    version: str
    title: str


class SaidSure(TypedDict, total=False):
    """How sure a student said to be, a level of `exercises.sure`, where it was asked for."""

    sure: str


class Attempt(SaidSure):
    """One answer, in words, and what was said to it. `at` is a time as a browser writes it."""

    at: str
    answer: Any
    words: str
    right: bool
    said: list[str]


class AnswerRecord(TypedDict):
    """What a student did with an exercise, and who it is; `draft` is the answer in work."""

    attempts: list[Attempt]
    hints: int
    shown: bool
    draft: Any
    at: str
    person: str
    name: str


class Row(TypedDict):
    """A row to put in order or to sort, or a kind to sort into."""

    key: str
    text: str


class Statement(TypedDict):
    """What a student foretells: one of some options, or a range within the first and last day."""

    text: str
    options: list[str]
    days: list[str]


class Kinds(TypedDict, total=False):
    """What exercises of single kinds have: options to choose from, rows, a unit, a starter.

    `asked` are names of places to find, `near` those of all on the map; `where` says where they
    are, scrambled. On the day `look_on` the map beside it opens.
    """

    options: list[str]
    items: list[Row]
    categories: list[Row]
    at: list[str]
    words: int
    criteria_count: int
    statements: list[Statement]
    unit: str
    width: float
    offset: float
    windows: list[list[float]]
    starter: str
    asked: list[str]
    near: list[str]
    where: str
    ask_sure: bool
    reason: int
    look_on: str


class ExerciseSpec(Kinds):
    """An exercise with its answer sealed.

    `right` are hashes; `hints`, `messages` and `model` are scrambled.
    """

    id: str
    kind: str
    notebook: str
    number: int
    title: str
    objective: str
    minutes: int
    extra: bool
    judged: str
    again: str
    prompt: str
    salt: str
    hints: list[str]
    right: list[str]
    messages: dict[str, str]
    model: str
    sources: list[str]


class ExerciseState(WidgetState):
    """An exercise, what was done with it, and the last answer that a kernel checked."""

    spec: ExerciseSpec
    lesson: LessonName
    record: AnswerRecord
    checked: Attempt
    map: str | None


class ExerciseListed(TypedDict):
    """An exercise as the strip of progress lists it."""

    id: str
    notebook: str
    title: str
    kind: str
    minutes: int
    extra: bool
    judged: str
    again: str


class ProgressSpec(TypedDict):
    """All exercises of a lesson, and the notebook whose strip this is."""

    lesson: LessonName
    notebook: str
    exercises: list[ExerciseListed]


class ProgressState(WidgetState):
    """The strip at the head of a notebook."""

    spec: ProgressSpec


class RecallSpec(TypedDict):
    """The exercise whose text is shown again; `part` is the title of its notebook if another.

    `came` is how its statements turned out, scrambled with the `salt`; empty without any, and in a
    lesson as of a day.
    """

    id: str
    notebook: str
    part: str
    title: str
    statements: list[Statement]
    salt: str
    came: str


class RecallState(WidgetState):
    """What a student wrote, shown again."""

    spec: RecallSpec
    lesson: LessonName
