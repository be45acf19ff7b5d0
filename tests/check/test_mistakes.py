"""`lessonkit check` against the mistakes that people make in files, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from support.lesson_copy import Copy, Edit, Rows, far_event

from lessonkit.cli import main


@dataclass(frozen=True)
class Mistake:
    """A mistake, and the one fault that must be found; `edit` may give the row."""

    name: str
    file: str
    row: int | None
    column: str | None
    words: str
    edit: Edit


def put(file: str, row: int, column: str, value: str) -> Edit:
    return lambda copy: copy.cell(file, row, column, value) and None


def swap(file: str, old: str, new: str) -> Edit:
    return lambda copy: copy.replace(file, old, new)


def feature(file: str, change: Callable[[Any], object]) -> Edit:
    def edit(copy: Copy) -> None:
        copy.json(file, lambda data: change(data["features"][0]) and None)

    return edit


def cell(name: str, file: str, column: str, value: str, words: str, row: int = 2) -> Mistake:
    return Mistake(name, file, row, column, words, put(file, row, column, value))


def toml(name: str, key: str, old: str, new: str, words: str) -> Mistake:
    """Make a mistake in `lesson.toml` that is found in the last line of `new`."""

    def edit(copy: Copy) -> int:
        copy.replace("lesson.toml", old, new)
        through = copy.text("lesson.toml").partition(new)[0] + new
        return through.count("\n") + 1

    return Mistake(name, "lesson.toml", None, key, words, edit)


def _rows(change: Callable[[Rows], object], file: str) -> Edit:
    def edit(copy: Copy) -> None:
        rows = copy.rows(file)
        change(rows)
        copy.write_rows(file, rows)

    return edit


def _drop_column(column: str) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        n = rows[0].index(column)
        for row in rows:
            del row[n]

    return change


def _double_column(rows: Rows) -> None:
    for row in rows:
        row.append(row[1])


def _extra_column(rows: Rows) -> None:
    for n, row in enumerate(rows):
        row.append("" if n else "my remarks")


def _latin_1(copy: Copy) -> int:
    copy.cell("actors.csv", 3, "description", "A caf\u00e9 in Beirut.")
    text = copy.text("actors.csv").encode("latin-1", errors="replace")
    copy.write("actors.csv", text)
    return 3


def _utf_16(copy: Copy) -> None:
    copy.write("actors.csv", copy.text("actors.csv").encode("utf-16"))


def _folder(copy: Copy) -> None:
    copy.path("stakes.csv").unlink()
    copy.path("stakes.csv").mkdir()


def _swap_point(file: str) -> Edit:
    def edit(copy: Copy) -> None:
        lon, lat = copy.cell(file, 3, "lon"), copy.cell(file, 3, "lat")
        copy.cell(file, 3, "lon", lat)
        copy.cell(file, 3, "lat", lon)

    return edit


def _reversed_pair(copy: Copy) -> None:
    copy.cell("relations.csv", 3, "actor_id", "south")
    copy.cell("relations.csv", 3, "other_id", "north")


def _no_control(copy: Copy) -> None:
    copy.write_rows("control.csv", [row for row in copy.rows("control.csv") if row[0] != "alder"])


def _same_id(copy: Copy) -> int:
    rows = copy.rows("places.csv")
    rows.append(rows[1])
    copy.write_rows("places.csv", rows)
    return len(rows)


def _first_ring(one: Any) -> Any:
    return one["geometry"]["coordinates"][0]


def _bow_tie(one: Any) -> None:
    ring = [[61.0, 11.0], [62.0, 12.0], [62.0, 11.0], [61.0, 12.0], [61.0, 11.0]]
    one["geometry"] = {"type": "Polygon", "coordinates": [ring]}


def _set(**properties: Any) -> Callable[[Any], None]:
    return lambda one: one["properties"].update(properties)


def _exercise(copy: Copy) -> None:
    copy.write("exercises/02_mills.toml", 'id = "x"\nprompt = "no end\n')


def _first(property_name: str) -> str:
    return f"feature 1 (rock-zone), {property_name}"


def zone(name: str, column: str, words: str, change: Callable[[Any], object]) -> Mistake:
    return Mistake(name, "zones.geojson", None, column, words, feature("zones.geojson", change))


# fmt: off
MISTAKES = [
    # Files
    Mistake("latin-1", "actors.csv", 3, None, "CSV UTF-8", _latin_1),
    Mistake("utf-16", "actors.csv", None, None, "UTF-16", _utf_16),
    Mistake("no file", "sources.csv", None, None, "Put it back",
            lambda copy: copy.path("sources.csv").unlink()),
    Mistake("no table that others ask for", "actors.csv", None, None, "Put it back",
            lambda copy: copy.path("actors.csv").unlink()),
    Mistake("a folder", "stakes.csv", None, None, "Move the folder away", _folder),
    Mistake("empty file", "control.csv", None, None, "an empty file",
            lambda copy: copy.write("control.csv", b"")),
    Mistake("header only", "places.csv", 2, None, "at least one row",
            _rows(lambda rows: rows.__delitem__(slice(1, None)), "places.csv")),
    Mistake("NUL", "stakes.csv", 3, None, "a NUL byte",
            _rows(lambda rows: rows[2].__setitem__(2, "a\0b"), "stakes.csv")),
    Mistake("semicolons", "places.csv", 1, None, "CSV UTF-8 (comma delimited)",
            lambda copy: copy.write_rows("places.csv", copy.rows("places.csv"), ";")),
    Mistake("tabs", "places.csv", 1, None, "separated by tabs",
            lambda copy: copy.write_rows("places.csv", copy.rows("places.csv"), "\t")),
    Mistake("open quote", "stakes.csv", 2, None, "close the quotation",
            lambda copy: copy.write("stakes.csv", copy.text("stakes.csv").split("\n")[0]
                                    + '\nnorth,mills,"no end\n')),
    # Header and rows
    Mistake("no column", "events.csv", 1, "confidence", "Add it, with this name",
            _rows(_drop_column("confidence"), "events.csv")),
    Mistake("no id column", "places.csv", 1, "place_id", "Add it, with this name",
            _rows(_drop_column("place_id"), "places.csv")),
    Mistake("extra column", "places.csv", 1, "my remarks", "Delete it",
            _rows(_extra_column, "places.csv")),
    Mistake("two columns", "places.csv", 1, "name_en", "Delete all but one",
            _rows(_double_column, "places.csv")),
    Mistake("misspelt column", "places.csv", 1, "precision_km", "Rename the column to precision_km",
            swap("places.csv", "precision_km", "precision km")),
    Mistake("header lost", "places.csv", 1, None, "Put the header back",
            _rows(lambda rows: rows.pop(0), "places.csv")),
    Mistake("too many cells", "places.csv", 4, None, "double quotes",
            _rows(lambda rows: rows[3].append("x"), "places.csv")),
    Mistake("too few cells", "places.csv", 4, None, "Compare with the row above",
            _rows(lambda rows: rows[3].pop(), "places.csv")),
    Mistake("empty row", "places.csv", 3, None, "Delete the row",
            _rows(lambda rows: rows.insert(2, [""] * len(rows[0])), "places.csv")),
    # Cells
    cell("empty required cell", "places.csv", "name_en", "", "Fill the cell"),
    cell("number as name", "places.csv", "name_en", "36.5", "not a bare number"),
    cell("blank at the end", "places.csv", "name_en", "Alder ", "the blanks at the edge: Alder"),
    cell("only blanks", "places.csv", "note", "  ", "so that the cell is empty"),
    cell("non-breaking space", "places.csv", "name_en", "Birch\u00a0Ford", "got Birch\\xa0Ford"),
    cell("control character", "actors.csv", "description", "a\x07b", "Delete the hidden character"),
    cell("kind with a stop", "places.csv", "kind", "town.", "Write town."),
    cell("kind in capitals", "places.csv", "kind", "City", "Write city."),
    cell("kind with another sign", "places.csv", "kind", "oil_field", "Write oil-field."),
    cell("country in small letters", "places.csv", "country", "rv", "Write RV"),
    cell("decimal comma", "places.csv", "lat", "12,46", "Write a point, not a comma: 12.46"),
    cell("degree sign", "places.csv", "lat", "34.46\u00b0N", "Write 34.46, with no degree sign"),
    cell("degrees west", "places.csv", "lon", "6.795\u00b0 W", "Write -6.795, with no degree sign"),
    cell("minutes", "places.csv", "lat", "12\u00b0 30' 36\" N", "Write 12.51000, with no degree"),
    cell("letters for degrees", "places.csv", "lat", "34 N", "Write 34, with no degree sign"),
    cell("comma in degrees", "places.csv", "lat", "50,517", "Write 50.517, with no mark"),
    cell("a date for a number", "places.csv", "lat", "2026-02-13", "spreadsheet made a date"),
    cell("degrees without a point", "places.csv", "lat", "12400", "Did you mean 12.400?"),
    cell("words for a number", "places.csv", "precision_km", "about 5", "Write a plain number"),
    cell("not a number", "places.csv", "precision_km", "NaN", "Write a plain number"),
    cell("negative precision", "places.csv", "precision_km", "-1", "0 to 20000 km"),
    cell("latitude of 123", "places.csv", "lat", "123.0", "-90 to 90 degrees"),
    cell("longitude of 400", "places.csv", "lon", "400", "-180 to 180 degrees"),
    cell("no such day", "events.csv", "end", "2017-02-30", "no such day in the calendar"),
    cell("day first", "events.csv", "end", "26/06/2017", "Write 2017-06-26"),
    cell("lost letters", "places.csv", "name_local", "?????", "take the cell from a backup"),
    cell("lost letters in a text", "places.csv", "note", "The town of ?????.", "save as CSV UTF-8"),
    cell("replacement character", "actors.csv", "label", "Caf\ufffd", "save as CSV UTF-8"),
    cell("one lost letter", "places.csv", "name_local", "?", "in Arabic letters"),
    cell("Latin letters", "places.csv", "name_local", "Alder", "Write the name in Arabic letters"),
    cell("which comes first", "events.csv", "end", "05/06/2017", "2017-05-06 or 2017-06-05"),
    cell("spreadsheet day", "events.csv", "end", "42892", "Write 2017-06-06"),
    cell("month in words", "events.csv", "end", "6 June 2017", "Write 2017-06-06"),
    cell("a month alone in words", "events.csv", "end", "June 2017", "Write 2017-06 for the month"),
    cell("a word as date", "events.csv", "end", "soon", "Write year-month-day"),
    cell("long title", "events.csv", "title", "Words " * 11 + "end", "Shorten the text: it has 69"),
    cell("title with a stop", "events.csv", "title", "They meet.", "Delete the full stop"),
    cell("confidence", "events.csv", "confidence", "hihg", "Did you mean high?"),
    cell("paragraphs with commas", "events.csv", "paragraphs", "7,14", "no spaces: 7;14"),
    cell("commas in a list", "stakes.csv", "source_ids", "atlas, editors",
         "no spaces: atlas;editors"),
    cell("blanks in a list", "events.csv", "actor_ids", "north; south", "no spaces: north;south"),
    cell("url without http", "sources.csv", "url", "www.example.org", "https://"),
    cell("a url that runs code", "sources.csv", "url", "javascript:alert(1)", "https://"),
    cell("vague date", "sources.csv", "date", "June 2017", "a month, a year"),
    cell("bad month", "sources.csv", "date", "2017-13", "expected a month such as 2001-05"),
    cell("bad month of two", "claims.csv", "date", "2017-05/2017-0", "a month such as 2001-05"),
    cell("month of one digit", "claims.csv", "date", "2017-6", "a month such as 2001-05"),
    cell("month 13", "events.csv", "end", "2017-13", "no such day"),
    cell("hours by days", "events.csv", "end", "2016-03-03T10:30", 'step = "hour"'),
    cell("an interval in one cell", "events.csv", "end", "2016/2017", "as start and 2017 as end"),
    cell("a day of the other calendar", "events.csv", "end", "2100-02-29", "Gregorian"),
    cell("a month as a day", "events.csv", "end", "2017-05", "date_precision", row=3),
    cell("open end in dots", "events.csv", "end", "..", "Leave the cell empty"),
    cell("paragraph of a claim", "claims.csv", "paragraph", "7;8", "one paragraph"),
    # Rows
    cell("end before start", "events.csv", "end", "2001-01-01", "Correct one of", row=4),
    cell("day of several days", "events.csv", "end", "2018-12-31", "date_precision", row=3),
    cell("half a point", "events.csv", "lon", "", "Fill all three"),
    cell("claim not sourced", "claims.csv", "source_ids", "", "not checked"),
    Mistake("place swapped", "places.csv", 3, "lon", "swapped?", _swap_point("places.csv")),
    Mistake("event swapped", "events.csv", 3, "lon", "swapped?", _swap_point("events.csv")),
    Mistake("event far from its place", "events.csv", None, "lon", "km from its place", far_event),
    Mistake("figure from high to low", "figures.csv", 3, "high", "Swap the two numbers",
            swap("figures.csv", "70000,80000", "80000,70000")),
    Mistake("half a figure", "figures.csv", 3, "high", "Fill the cell",
            swap("figures.csv", "70000,80000", "70000,")),
    Mistake("figure that nobody says", "figures.csv", 2, "said_by", "Fill the cell",
            swap("figures.csv", "River Guild", "")),
    Mistake("figure with no source", "figures.csv", 3, "source_ids", "Fill the cell",
            swap("figures.csv", "editors,editors", "editors,")),
    Mistake("figure with a thousands comma", "figures.csv", 3, "low", "70000 if it is thousands",
            swap("figures.csv", "70000,80000", '"70,000",80000')),
    Mistake("figure less than nothing", "figures.csv", 2, "low", "0 or more of its unit",
            swap("figures.csv", "93500,93500", "-93500,93500")),
    Mistake("figure of the same id", "figures.csv", 3, "figure_id", "Row 2 has it already",
            swap("figures.csv", "F02", "F01")),
    cell("term with no definition", "glossary.csv", "definition", "", "Fill the cell"),
    cell("term of an unknown source", "glossary.csv", "source_ids", "editor", "mean editors?"),
    # Files together
    cell("no such paragraph", "claims.csv", "paragraph", "17", "0 to 16, since the article has 16"),
    cell("no such paragraphs", "events.csv", "paragraphs", "7;99", "got 99, expected 0 to 16"),
    cell("gap", "control.csv", "start", "2017-05-11", "no holder of", row=4),
    cell("overlap", "control.csv", "start", "2017-05-09", "two holders of", row=4),
    Mistake("whole and part", "control.csv", 3, "part", "not both",
            put("control.csv", 4, "part", "northern bank")),
    Mistake("place with no control", "places.csv", 2, "place_id", "may be unknown", _no_control),
    cell("misspelt place", "control.csv", "place_id", "birch-frod", "mean birch-ford?",
         row=4),
    Mistake("same id twice", "places.csv", None, "place_id", "Row 2 has it already", _same_id),
    cell("relation twice on a day", "relations.csv", "start", "2017-06-05", "two relations of",
         row=3),
    Mistake("pair in two orders", "relations.csv", 3, "actor_id", "in one order, as in row",
            _reversed_pair),
    cell("actor with itself", "relations.csv", "other_id", "north", "another actor"),
    cell("unknown relation", "relations.csv", "relation", "agains", "Did you mean against?"),
    cell("unknown actor of a relation", "relations.csv", "other_id", "soth", "Did you mean south?"),
    cell("basis of a relation", "relations.csv", "basis", "rumour", "stated, reported, attributed"),
    cell("relation without a source", "relations.csv", "source_ids", "", "Fill the cell"),
    cell("relation ends before it starts", "relations.csv", "end", "2001-01-01", "Correct one of"),
    cell("unknown holder", "control.csv", "holder", "nroth", "Did you mean north?"),
    cell("unknown phase", "events.csv", "phase", "winter", "an id from [[phases]] in lesson.toml"),
    cell("unknown stake", "stakes.csv", "stake", "gold-mine", "from [[stakes]] in lesson.toml"),
    cell("unknown place of an event", "events.csv", "place_id", "atlantis-city", "places.csv"),
    cell("id in capitals", "events.csv", "place_id", "Birch Ford", "Write birch-ford"),
    # lesson.toml
    toml("broken", "", 'language = "en"', 'language = "en', "a text that is not closed"),
    Mistake("opening map unknown", "lesson.toml", None, "lesson.opening", "got no-map",
            swap("lesson.toml", 'language = "en"', 'language = "en"\nopening = "no-map"')),
    toml("title is a number", "lesson.title", 'title = "The race for the mills"', "title = 5",
         "text in quotation marks"),
    toml("date in words", "lesson.start", "start = 2017-01-01", 'start = "1 May 2017"',
         "a date like 1989-11-09"),
    toml("a number is true", "extents.west", "west = 59.5", "west = true", "a number of degrees"),
    toml("on is a text", "layers.on", "on = true", 'on = "yes"', "true or false"),
    toml("misspelt key", "holders.color", 'colour = "#c0392b"', 'color = "#c0392b"',
         "Did you mean colour?"),
    toml("colour by name", "holders.colour", 'colour = "#c0392b"', 'colour = "red"',
         '"#c0392b"'),
    toml("unknown marker", "holders.marker", 'marker = "diamond"', 'marker = "dimond"',
         "Did you mean diamond?"),
    toml("west and east", "extents.east", "west = 59.5\neast = 65.5", "west = 65.5\neast = 59.5",
         "Are west and east swapped?"),
    toml("same marker", "holders.marker", '"#2b2b2b"\nmarker = "diamond"',
         '"#2b2b2b"\nmarker = "circle"',
         "got circle for south like north, expected a marker that differs clearly"),
    toml("same colour", "holders.colour", 'colour = "#2b2b2b"', 'colour = "#C0392B"',
         "got #C0392B for south like north (#c0392b)"),
    toml("nearly the same colour", "holders.colour", 'colour = "#2b2b2b"', 'colour = "#bf3a2c"',
         "got #bf3a2c for south like north (#c0392b)"),
    toml("paragraphs as text", "lesson.paragraphs", "paragraphs = 16", 'paragraphs = "16"',
         "a whole number"),
    toml("no paragraphs at all", "lesson.paragraphs", "paragraphs = 16", "paragraphs = 0",
         "1 to 9999 paragraphs"),
    toml("unknown table", "layers.table", 'table = "zones"', 'table = "zone"', "mean zones?"),
    toml("unknown kind of ground", "layers.kinds", 'kinds = ["relief"]',
         'kinds = ["releif"]', "Did you mean relief?"),
    toml("no kinds of zones", "layers.kinds", 'kinds = ["deconfliction-zone"]', "kinds = []",
         "Say which rows of zones"),
    toml("kinds of who held what", "layers.kinds", 'table = "control"',
         'table = "control"\nkinds = ["town"]', "Delete it"),
    toml("mark of another thing", "kinds.mark", 'label = "Road"', 'label = "Road"\nmark = "gate"',
         "solid, dashed"),
    toml("rank of a report", "kinds.rank", 'of = "route"\nlabel = "Road"',
         'of = "event"\nlabel = "Road"\nrank = 3', "Delete it, or correct of"),
    toml("too high a rank of a road", "kinds.rank", 'label = "Road"', 'label = "Road"\nrank = 100',
         "0 to 99 places further up"),
    toml("kind of nothing", "kinds.of", 'of = "route"', 'of = "road"', "Choose a word"),
    toml("kind twice", "kinds.id", 'id = "village"', '# again\nid = "town"',
         "give it another id"),
    toml("projection", "lesson.equal_area_crs", '"EPSG:6933"', '"EPSG:0"', "Write EPSG:6933"),
    Mistake("unknown source of a layer", "lesson.toml", None, "layers.source_ids of water",
            "Did you mean atlas?",
            swap("lesson.toml", '["atlas", "editors"]', '["atlsa", "editors"]')),
    toml("lesson ends too soon", "lesson.end", "end = 2017-12-31", "end = 2016-12-31", "Swap the"),
    Mistake("unknown window of a map", "lesson.toml", None, "maps.extent of river-and-towns",
            "Did you mean valley?",
            swap("lesson.toml", 'extent = "valley"\nlayers', 'extent = "vally"\nlayers')),
    Mistake("unknown layer of a map", "lesson.toml", None, "maps.layers of held-on-4-may",
            "Did you mean control?",
            swap("lesson.toml", '"bases", "control"]', '"bases", "contrl"]')),
    Mistake("unknown place of a map", "lesson.toml", None, "maps.places of river-and-towns",
            "Did you mean cedar-mill?",
            swap("lesson.toml", '"cedar-mill", "elm-gate"]\nvisible',
                 '"cedar-mil", "elm-gate"]\nvisible')),
    Mistake("what is on and not drawn", "lesson.toml", None, "maps.visible of river-and-towns",
            "a layer of the map", 
            swap("lesson.toml", 'visible = ["relief", ', 'visible = ["events", ')),
    Mistake("a map of another year", "lesson.toml", None, "maps.day of held-on-4-may",
            "a day of the lesson, 2017-01-01 to 2017-12-31",
            swap("lesson.toml", "day = 2017-05-04", "day = 2071-05-04")),
    Mistake("a map of holders without a day", "lesson.toml", None, "maps.day of held-on-4-may",
            "Add day =", swap("lesson.toml", "day = 2017-05-04\n", "")),
    Mistake("days of a map turned round", "lesson.toml", None, "maps.days of five-weeks",
            "Swap the two days", swap("lesson.toml", '"events"]\ndays = [2017-05-04, 2017-06-07]',
                                     '"events"]\ndays = [2017-06-07, 2017-05-04]')),
    Mistake("a day off the slider", "lesson.toml", None, "maps.day of after-the-report",
            "2017-06-07 to 2017-12-31",
            swap("lesson.toml", "day = 2017-06-09", "day = 2017-06-01")),
    toml("one day in a list of days", "maps.days", "days = [2017-05-04, 2017-06-07]",
         "days = [2017-05-04]", "two dates in a list"),
    toml("a slip in a key of a map", "maps.titel", 'title = "Three towns', 'titel = "Three towns',
         "Did you mean title?"),
    toml("a map without words for it", "maps.alt", 'alt = "Map of the valley. Three',
         'alt = ""#',
         "a value in this cell"),
    toml("a map with an empty title", "maps.title", 'title = "Three towns stand along one river"',
         'title = ""', "a value in this cell"),
    toml("two maps with one id", "maps.id",
         '06-07]\n\n[[maps]]\nid = "after-the-report"',
         '06-07]\n\n[[maps]]\nid = "five-weeks"', "an id that no other has"),
    Mistake("unknown map of a sheet", "lesson.toml", None, "sheets.map of held-on-4-mai",
            "Did you mean held-on-4-may?",
            swap("lesson.toml", 'map = "held-on-4-may"', 'map = "held-on-4-mai"')),
    Mistake("unknown layer of a sheet", "lesson.toml", None, "sheets.layers of held-on-4-may",
            "Did you mean control?",
            swap("lesson.toml", '"towns", "control"]\nfind', '"towns", "contrl"]\nfind')),
    Mistake("unknown place of a sheet", "lesson.toml", None, "sheets.find of river-and-towns",
            "Did you mean cedar-mill?",
            swap("lesson.toml", '"cedar-mill", "elm-gate"]\n\n', '"cedar-mil", "elm-gate"]\n\n')),
    Mistake("a sheet of a slider", "lesson.toml", None, "sheets.map of five-weeks",
            "paper shows one day", 
            swap("lesson.toml", 'map = "river-and-towns"', 'map = "five-weeks"')),
    Mistake("unknown actor of a group", "lesson.toml", None, "actor_groups.actors of towns",
            "Did you mean south?", swap("lesson.toml", '["north", "south"]', '["north", "soth"]')),
    Mistake("unknown key term", "lesson.toml", None, "key_terms.terms of 01_river.ipynb",
            "Did you mean guild?", swap("lesson.toml", '"ford", "guild"]', '"ford", "guidl"]')),
    Mistake("key terms of no notebook", "lesson.toml", None, "key_terms.notebook",
            "Did you mean 01_river.ipynb?",
            swap("lesson.toml", 'notebook = "01_river.ipynb"', 'notebook = "01_rver.ipynb"')),
    Mistake("the time of no notebook", "lesson.toml", None, "times.notebook",
            "Did you mean 02_mills.ipynb?",
            swap("lesson.toml", 'notebook = "02_mills.ipynb"', 'notebook = "02_mill.ipynb"')),
    toml("a time of no minutes", "times.minutes", "minutes = 45", "minutes = 0", "1 to 300"),
    Mistake("a report of another year", "lesson.toml", None, "lesson.report_day",
            "a day of the lesson", swap("lesson.toml", "report_day = 2017", "report_day = 2018")),
    toml("a map with a day in words", "maps.day", "day = 2017-05-04", 'day = "4 May"',
         "a date like 1989-11-09"),
    toml("a sheet that says others in words", "sheets.others", "\nothers = false",
         '\nothers = "no"', "true or false"),
    toml("two sheets of one map and day", "sheets.map",
         '"]\n\n[[sheets]]\nmap = "held-on-4-may"\nlayers = ["borders", "towns", "control"]',
         '"]\n\n[[sheets]]\nlayers = ["water", "borders", "towns", "crossings", "bases", "roads"]\n'
         'map = "river-and-towns"',
         "Give it a day or layers of its own, or delete one of the two."),
    toml("yes for true", None, "\non = true", "\non = yes", "Write on = true."),
    toml("a colour without quotation marks", None, 'colour = "#', "colour = #",
         "What stands behind a # without quotation marks is a note."),
    toml("a German day", None, "start = 2017-01-01", "start = 15.7.2021",
         "Write start = 2021-07-15."),
    toml("a label for an id", "maps.extent", 'extent = "valley"', 'extent = "The valley"',
         "Write valley: the id, not the label."),
    Mistake("one table for a list", "lesson.toml", None, "measures",
            "Write [[measures]] in the place of [measures]",
            lambda copy: copy.write(
                "lesson.toml", copy.text("lesson.toml") + '\n[measures]\nid = "a"\n')),
    cell("a blank before a time", "events.csv", "start", "2017-05-06 20:45",
         "Write 2017-05-06T20:45, with a T"),
    cell("a time without a day", "events.csv", "start", "03:30", "2001-05-31T03:30"),
    Mistake("no phases table", "lesson.toml", None, "phases", "Add [[phases]]",
            lambda copy: copy.write("lesson.toml", copy.text("lesson.toml")
                                    .replace("[[phases]]", "[[stakes]]"))),
    Mistake("broken exercise", "exercises/02_mills.toml", 2, None, "not closed", _exercise),
    # GeoJSON
    Mistake("broken JSON", "zones.geojson", 1, None, "a missing comma",
            lambda copy: copy.write("zones.geojson", '{"type": "FeatureCollection" "a": []}')),
    Mistake("no collection", "zones.geojson", None, "type", "FeatureCollection",
            lambda copy: copy.write("zones.geojson", '{"type": "Feature"}')),
    Mistake("a bare list", "zones.geojson", None, "type", "FeatureCollection",
            lambda copy: copy.write("zones.geojson", "[]")),
    Mistake("no list of features", "zones.geojson", None, "features", "a list of features",
            lambda copy: copy.write("zones.geojson", '{"type": "FeatureCollection"}')),
    Mistake("NaN", "zones.geojson", 1, None, "null if it is not known",
            feature("zones.geojson", _set(precision_km=float("nan")))),
    Mistake("other CRS", "zones.geojson", None, "crs", "Export the layer again in EPSG:4326",
            lambda copy: copy.json("zones.geojson", lambda data: data.update(
                crs={"type": "name", "properties": {"name": "EPSG:32637"}}))),
    Mistake("same feature twice", "zones.geojson", None,
            _first("id").replace("feature 1", "feature 2"), "Feature 1 has it already",
            lambda copy: copy.json("zones.geojson", lambda data: data["features"].insert(
                0, data["features"][0]))),
    zone("no property", _first("name"), "it cannot be empty",
         lambda one: one["properties"].pop("name")),
    zone("no name on the map", _first("map_name"), "Add it, with its value",
         lambda one: one["properties"].pop("map_name")),
    zone("day of a zone", _first("start"), 'Write 2017-06-08, in quotation marks',
         _set(start="8 June 2017")),
    Mistake("holder in capitals", "control.csv", 2, "holder", "Did you mean north?",
            lambda copy: copy.cell("control.csv", 2, "holder", "NORD") and None),
    Mistake("a comma too many", "zones.geojson", 2, None, "Delete the comma behind rock-zone",
            lambda copy: copy.write("zones.geojson", copy.text("zones.geojson").rstrip()
                                    .removesuffix("]}").rstrip() + ",]}")),
    zone("extra property", _first("stroke"), "Delete it", _set(stroke="#ff0000")),
    zone("list as property", _first("source_ids"), "one text with ;", _set(source_ids=["editors"])),
    zone("zone kind", _first("kind"), "Write deconfliction-zone", _set(kind="Deconfliction-zone")),
    zone("zone date", _first("start"), "2017-06-08", _set(start="2017/06/08")),
    zone("lone surrogate", _first("name"), "hidden character", _set(name="a\ud800b")),
    zone("no geometry", _first("geometry"), "no geometry",
         lambda one: one.update(geometry=None)),
    zone("empty geometry", _first("geometry"), "no coordinates",
         lambda one: one["geometry"].update(coordinates=[])),
    zone("wrong geometry", _first("geometry"), "Delete this feature", lambda one: one.update(
        geometry={"type": "Point", "coordinates": [61.8, 10.6]})),
    zone("coordinates as text", _first("geometry"), "two numbers",
         lambda one: _first_ring(one).__setitem__(1, ["61.8", "10.6"])),
    zone("point off the Earth", _first("geometry"), "lat in -90 to 90",
         lambda one: _first_ring(one).__setitem__(1, [61.8, 133.5])),
    zone("open ring", _first("geometry"), "Repeat the first point",
         lambda one: _first_ring(one).pop()),
    zone("ring that crosses itself", _first("geometry"), "does not cross itself", _bow_tie),
    zone("zone elsewhere", _first("geometry"), "Correct the point", lambda one: one.update(
        geometry={"type": "Polygon", "coordinates": [[[2, 48], [3, 48], [3, 49], [2, 48]]]})),
]
# fmt: on


def _entry_with(text: str, line: int) -> str:
    """Give the list of the settings to whose entry a line belongs."""
    heads = [one.strip("[] ") for one in text.splitlines()[:line] if one.startswith("[[")]
    return heads[-1]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_one_mistake_gives_one_fault_that_says_how_to_mend_it(
    copy: Copy, mistake: Mistake, capsys: pytest.CaptureFixture[str]
) -> None:
    row = mistake.edit(copy) or mistake.row
    assert main(["check", str(copy.folder)]) == 1
    printed = capsys.readouterr().out
    lines = printed.strip().split("\n")
    what = "line" if mistake.file.endswith(".toml") else "row"
    # What is wrong with several entries together is told with a line of one of them.
    if not row and " of " in (mistake.column or "") and mistake.file == "lesson.toml":
        row = int(lines[0].partition(" line ")[2].partition(",")[0])
        assert _entry_with(copy.text(mistake.file), row) == mistake.column.split(".")[0]
    where = mistake.file + (f" {what} {row}" if row else "")
    where += f", {mistake.column}" if mistake.column else ""
    assert lines[0].startswith(f"{where}: got "), printed
    assert mistake.words in lines[0]
    assert lines[1:] == ["", "1 fault in 1 file."], printed
