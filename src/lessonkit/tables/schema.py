"""The tables of a lesson: columns, units and allowed values of each.

It speaks of text, because a file is text and a fault must show what was typed. `parse` of a
column says what the text becomes once it is right. See `docs/data.md` for the meanings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from lessonkit.tables import rules
from lessonkit.tables.fields import ID, Field
from lessonkit.tables.rules import (
    BOTH_ENDS,
    CHECKED,
    DOUBT,
    HELD_PLACE,
    LOW_FIRST,
    ORDER,
    PART_OF_PLACE,
    PLACE_OR_EVENT,
    SAID_LATER,
    SINGLE_DAY,
    SOURCED,
    TWO_ACTORS,
    WHOLE_POINT,
    WITH_VALUE,
    RowRule,
)

# A list of words reads best as written.
CONFIDENCE = ("high", "medium", "low")
RELATIONS = ("with", "against", "talks")
BASES = ("stated", "reported", "attributed")
CLAIM_KINDS = ("fact", "quantity", "attribution", "interpretation", "prediction", "motive")
OUTCOMES = ("borne out", "partly", "not borne out", "untestable", "not checked")
READ = ("whole", "excerpt", "title")
BOUNDS = ("about", "at least", "more than")
FIRST_LEVEL = "governorates"
"""The kind of a layer, and the file of a base map, with the first-level areas of countries."""
GROUND = ("relief", "rivers", "lakes", "coast", "countries", "borders", FIRST_LEVEL, "graticule")
"""The kinds of a layer of the base map. Those of all other tables are words of the lesson."""
LAYER_TABLES = ("basemap", "places", "zones", "routes", "control", "events")
TABLE_OF = {
    "place": "places",
    "zone": "zones",
    "route": "routes",
    "event": "events",
    "source": "sources",
    "report": "reports",
}
"""What has a kind, and the table with the kinds of its rows."""


@dataclass(frozen=True)
class Column:
    """One column: its rules in order, what its text becomes, and which ids it may name.

    A file may do without an `optional` one, whose cells may be empty. `allowed` are the words of
    which a cell has one, where there is such a list, `bounds` those of a number.
    """

    name: str
    rules: tuple[Field, ...]
    parse: str = "text"  # text, number, int, date, ids or ints
    ref: str = ""  # the table (or list of lesson.toml) whose ids the cells name
    unique: bool = False
    optional: bool = False
    allowed: tuple[str, ...] = ()
    bounds: tuple[float, float] | None = None


@dataclass(frozen=True)
class Table:
    """A table: its file, columns in order, rules across cells, and shapes if it is GeoJSON.

    A lesson may do without an `optional` one, or have no row in it.
    """

    name: str
    file: str
    columns: tuple[Column, ...]
    row_rules: tuple[RowRule, ...] = ()
    geometry: tuple[str, ...] = ()
    optional: bool = True

    @property
    def names(self) -> list[str]:
        """The names of the columns, in order."""
        return [column.name for column in self.columns]

    @property
    def spare(self) -> list[str]:
        """The names of the columns that a file may do without."""
        return [column.name for column in self.columns if column.optional]

    @property
    def bare(self) -> list[str]:
        """The names of the columns that hold ids, numbers, days or words of a list, and no text."""
        return [
            column.name
            for column in self.columns
            if column.parse != "text" or column.ref or column.unique or column.allowed
        ]

    @property
    def in_workbook(self) -> bool:
        """Whether a spreadsheet keeps the file in a format of its own."""
        return not self.file.endswith((".csv", ".geojson"))

    @property
    def key(self) -> str:
        """The column with the ids of the rows, or empty text if a row has no id."""
        return next((column.name for column in self.columns if column.unique), "")


def _column(
    name: str,
    *own: Field,
    required: bool = True,
    parse: str = "text",
    ref: str = "",
    unique: bool = False,
) -> Column:
    basic = (
        rules.LOST,
        rules.SEEN_IN_NUMBER if parse == "number" else rules.SEEN,
        rules.TRIMMED,
        rules.NO_ERROR,
        *((rules.A_VALUE, rules.ONE_SCRIPT) if parse == "text" else ()),
        *((rules.FILLED,) if required else ()),
    )
    return Column(name, basic + own, parse, ref, unique, optional=not required)


def _words(name: str, *own: Field, required: bool = True) -> Column:
    return _column(name, rules.WORDS, *own, required=required)


def _key(name: str, pattern: str = ID, example: str = "old-town") -> Column:
    return _column(name, rules.matches(pattern, example), unique=True)


def _one(name: str, ref: str, required: bool = True) -> Column:
    return _column(name, rules.matches(ID, "old-town"), ref=ref, required=required)


def _many(name: str, ref: str, required: bool = True) -> Column:
    rule = (
        rules.id_list("E[0-9]{2,3}", "E01;E02")
        if ref == "events"
        else rules.id_list(ID, "cordoba;old-town")
    )
    return _column(name, rule, rules.ONCE, ref=ref, parse="ids", required=required)


def _choice(name: str, allowed: tuple[str, ...], required: bool = True) -> Column:
    return replace(_column(name, rules.one_of(allowed), required=required), allowed=allowed)


def _number(name: str, low: float, high: float, unit: str, required: bool = True) -> Column:
    within = rules.within(low, high, unit)
    column = _column(name, rules.NUMBER, within, parse="number", required=required)
    return replace(column, bounds=(low, high))


def _as_low(column: Column) -> Column:
    """Say of an empty cell that one number alone stands in this column, too."""
    of_empty = (rules.FILLED_AS_LOW if one == rules.FILLED else one for one in column.rules)
    return replace(column, rules=tuple(of_empty))


def _date(name: str, required: bool = True) -> Column:
    return _column(name, rules.DATE, parse="date", required=required)


def _point(required: bool = True) -> tuple[Column, ...]:
    # Half the way round the Earth is the most that a point can be wrong.
    return (
        _number("lon", -180, 180, "degrees", required),
        _number("lat", -90, 90, "degrees", required),
        _number("precision_km", 0, 20_000, "km", required),
    )


_SOURCES = _many("source_ids", "sources")
_SURE = _choice("confidence", CONFIDENCE)
_PARAGRAPHS = _column("paragraphs", rules.PARAGRAPHS, parse="ints", required=False)
_NOTE = _words("note", required=False)
_KIND = _column("kind", rules.KIND)
_VAGUE_DATE = _column("date", rules.MONTH, rules.VAGUE_DATE, required=False)
_PERIOD = replace(_column("period", rules.MONTH, rules.VAGUE_DATE, required=False), optional=True)
_HOLDER = _one("holder", "holders", False)
_RANK = _number("rank", 0, 99, "places further up", required=False)


# One column beside the next, as in the file.
def _feature_columns(named: bool) -> tuple[Column, ...]:
    return (
        _key("id"),
        _words("name"),
        _words("map_name", required=named),
        _KIND,
        _date("start", False),
        _date("end", False),
        _words("asserted_by"),
        _number("precision_km", 0, 20_000, "km"),
        _SURE,
        _SOURCES,
        _NOTE,
    )


_ALL = (
    Table(
        "places",
        "places.csv",
        (
            _key("place_id"),
            _words("name_en"),
            _words("name_local", required=False),
            _words("other_names", required=False),
            _KIND,
            _column("country", rules.COUNTRY, required=False),
            *_point(),
            _SOURCES,
            _NOTE,
        ),
        optional=False,
    ),
    Table(
        "actors",
        "actors.csv",
        (
            _key("actor_id", example="city-council"),
            _words("label"),
            _words("other_names", required=False),
            _words("description"),
            _words("aims_stated", required=False),
            _words("aims_attributed", required=False),
            _words("naming_note", required=False),
            _words("later", required=False),
            _PARAGRAPHS,
            _SOURCES,
        ),
    ),
    Table(
        "events",
        "events.csv",
        (
            _key("event_id", "E[0-9]{2,3}", "E01"),
            _date("start"),
            _date("end", False),
            _choice("date_precision", ("day", "about", "range")),
            _one("phase", "phases", False),
            _words("title", rules.at_most(60), rules.NO_STOP),
            _words("description"),
            _many("actor_ids", "actors", False),
            _one("place_id", "places", False),
            *_point(False),
            _PARAGRAPHS,
            _SOURCES,
            _SURE,
            _words("disputed", required=False),
            _column("kind", rules.KIND, required=False),
        ),
        (ORDER, SINGLE_DAY, DOUBT, WHOLE_POINT),
    ),
    Table(
        "control",
        "control.csv",
        (
            _one("place_id", "places"),
            _words("part", required=False),
            _one("holder", "holders"),
            _date("start"),
            _date("end", False),
            _words("status"),
            _SURE,
            _SOURCES,
            _NOTE,
        ),
        (ORDER,),
    ),
    Table(
        "claims",
        "claims.csv",
        (
            _key("claim_id", "C[0-9]{2,3}", "C01"),
            _column("paragraph", rules.PARAGRAPH, parse="int"),
            _words("claim"),
            _words("asserted_by"),
            _choice("kind", CLAIM_KINDS),
            _many("place_ids", "places", False),
            _many("event_ids", "events", False),
            _VAGUE_DATE,
            _words("checked", required=False),
            _choice("outcome", OUTCOMES),
            _words("outcome_note", required=False),
            _many("source_ids", "sources", False),
        ),
        (CHECKED,),
    ),
    Table(
        "stakes",
        "stakes.csv",
        (
            _one("actor_id", "actors"),
            _one("stake", "stake_labels"),
            _words("position"),
            _choice("basis", ("stated", "attributed")),
            _PARAGRAPHS,
            _SOURCES,
        ),
    ),
    Table(
        "relations",
        "relations.csv",
        (
            _one("actor_id", "actors"),
            _one("other_id", "actors"),
            _choice("relation", RELATIONS),
            _date("start", False),
            _date("end", False),
            _choice("basis", BASES),
            _SURE,
            _words("description"),
            _SOURCES,
        ),
        (TWO_ACTORS, ORDER),
    ),
    Table(
        "sources",
        "sources.csv",
        (
            _key("source_id", example="times-1989-11-10"),
            _words("citation"),
            _words("publisher"),
            _VAGUE_DATE,
            _KIND,
            _words("stance"),
            _one("side", "sides", False),
            _column("url", rules.URL, required=False),
            _date("accessed", False),
            _choice("read", READ, False),
        ),
        optional=False,
    ),
    Table(
        "glossary",
        "glossary.csv",
        (
            _key("term_id"),
            _words("term"),
            _words("definition"),
            _many("source_ids", "sources", False),
        ),
    ),
    Table(
        "figures",
        "figures.csv",
        (
            _key("figure_id", "F[0-9]{2,3}", "F01"),
            _words("topic"),
            _words("what"),
            _choice("bound", BOUNDS, False),
            _number("low", 0, 1e12, "of its unit"),
            _as_low(_number("high", 0, 1e12, "of its unit")),
            _words("unit"),
            _VAGUE_DATE,
            _PERIOD,
            _words("said_by"),
            _SOURCES,
            _NOTE,
        ),
        (LOW_FIRST,),
    ),
    Table(
        "values",
        "values.csv",
        (
            _one("measure", "measures"),
            _column("of_id", rules.matches(ID, "old-town")),
            _date("start", False),
            _date("end", False),
            _number("value", -1e15, 1e15, "of its unit", False),
            _choice("bound", BOUNDS, False),
            _number("low", -1e15, 1e15, "of its unit", False),
            _number("high", -1e15, 1e15, "of its unit", False),
            _choice("confidence", CONFIDENCE, False),
            _many("source_ids", "sources", False),
            _NOTE,
        ),
        (ORDER, SOURCED, BOTH_ENDS, LOW_FIRST, WITH_VALUE),
        optional=True,
    ),
    Table(
        "shares",
        "shares.csv",
        (
            _date("day"),
            _one("holder", "holders"),
            _number("percent", 0, 100, "percent"),
            _words("said_by"),
            _SOURCES,
            _NOTE,
        ),
    ),
    Table(
        "reports",
        "reports.csv",
        (
            _key("report_id", "R[0-9]{2,4}", "R01"),
            _one("place_id", "places", False),
            _words("part", required=False),
            _column("event_id", rules.matches("E[0-9]{2,3}", "E01"), ref="events", required=False),
            _KIND,
            _one("holder", "holders", False),
            _date("start"),
            _date("end", False),
            _date("said"),
            _one("said_by", "actors", False),
            _SOURCES,
            _words("words"),
        ),
        (PLACE_OR_EVENT, PART_OF_PLACE, HELD_PLACE, ORDER, SAID_LATER),
        optional=True,
    ),
    Table(
        "zones",
        "zones.geojson",
        (*_feature_columns(named=True), _HOLDER, _RANK),
        (ORDER,),
        ("Polygon", "MultiPolygon"),
    ),
    Table(
        "routes",
        "routes.geojson",
        (*_feature_columns(named=False), _HOLDER, _RANK),
        (ORDER,),
        ("LineString", "MultiLineString"),
    ),
)

TABLES = {table.name: table for table in _ALL}
