"""What can be right and seldom is: values with two readings, what a program left in words.

And hours of a clock that nobody has named.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from lessonkit.check.echoes.markup import shown_as_text
from lessonkit.errors import Fault, shown
from lessonkit.letters import FACES, script_in, script_of, scripts_in, scripts_of
from lessonkit.tables.files import read_json
from lessonkit.tables.rules import GROUPED, WORDS, Midnight, as_one_of_two, ascii_digits, number
from lessonkit.tables.schema import Column
from lessonkit.tables.settings import FILE, Settings
from lessonkit.tables.tables import Raw


def number_notes(raws: Mapping[str, Raw]) -> Iterator[Fault]:
    """Name numbers with three digits behind the point that may be thousands.

    Nothing is said where the column rules thousands out, as degrees do, and where another number
    of the column has a decimal place that cannot be a mark of thousands, unless its other numbers
    are a thousand times as large.
    """
    for raw in raws.values():
        measures = dict(raw.cells("measure"))  # each has numbers of its own size
        for column in raw.table.columns:
            if column.parse == "number":
                cells = [(row, ascii_digits(text)) for row, text in raw.cells(column.name)]
                for one in dict.fromkeys(measures.get(row) for row, _ in cells):
                    alike = [cell for cell in cells if measures.get(cell[0]) == one]
                    yield from _notes(raw, column, alike)


# What stands on the page as it is, and was meant for a program, in order: marks and names of HTML,
# the end of a line in a spreadsheet, signs by their number, an address.
_LEFT = re.compile(
    r"&(?:#\w+|[A-Za-z]+\d*);"
    r"|_x000[9AD]_|\\u[0-9A-Fa-f]{4}|%[C-F][0-9A-F]%[89AB][0-9A-F]"
)
_ERROR = re.compile(r"#(?:REF|VALUE|NULL|NUM|CALC|SPILL|DIV/0)!|#NAME\?|#N/A\b")
_ADDRESS = re.compile(r"\S*(?:://|www\.)\S*")
_LOST = re.compile(r"(?<=[^\W\d_])\?(?=[^\W\d_])")
_OF_A_FONT = re.compile("[\ue000-\uf8ff]")
_OF_PRINT = re.compile("[\ufb50-\ufdcf\ufdf0-\ufdf9\ufe70-\ufefc]{2}")  # of letters that join
_NOTHING = re.compile(
    r"no|false|true|n/?a|(?-i:None)|-?inf|[-\u2013\u2014.?]+|x+|tbd|todo\b.*", re.IGNORECASE
)


def left_over_notes(raws: Mapping[str, Raw]) -> Iterator[Fault]:
    """Name what a program or a paste left: signs in words, and rows that stand there twice."""
    yield from _word_notes(raws)
    yield from _twin_notes(raws)


def _word_notes(raws: Mapping[str, Raw]) -> Iterator[Fault]:
    """Name words with something in them that no reader wants to see, each kind once a column."""
    for raw in raws.values():
        for column in raw.table.columns:
            if column.parse != "text" or column.name == "url":
                continue
            told = set[str]()
            for row, text in raw.cells(column.name):
                got, words, remedy = strange(text, WORDS in column.rules)
                if got and words not in told:
                    told.add(words)
                    yield raw.at(row, column.name, f"{shown(got)} in {shown(text)}", words, remedy)


def strange(text: str, is_prose: bool) -> tuple[str, str, str]:
    """Find what a program or a paste left in a text: it, what is expected, a remedy; or nothing.

    A text that `is_prose` has words for a reader, not only a sign for "none".
    """
    if is_prose and _NOTHING.fullmatch(text):
        remedy = "It stands on the page as it is. Empty the cell if nothing is to be said."
        return text, "words for a reader", remedy
    bare = _ADDRESS.sub("", text)
    if tag := shown_as_text(text):
        remedy = "It stands on the page as it is. Write the words without it."
        return tag, "words without what is meant for a program", remedy
    found = _LEFT.search(bare)
    # A name such as R&D; is none of HTML.
    if found and (found[0][0] != "&" or html.unescape(found[0]) != found[0]):
        remedy = "It stands on the page as it is. Write the sign or the word itself."
        return found[0], "words without what is meant for a program", remedy
    if found := _ERROR.search(bare):
        remedy = "A spreadsheet could not work it out. Write the value itself."
        return found[0], "a value, not the error of a formula", remedy
    if _LOST.search(bare):
        remedy = "Was a letter lost when the file was saved? Type it again, and save as CSV UTF-8."
        return "?", "letters in the middle of a word", remedy
    if found := _OF_A_FONT.search(bare):
        remedy = "It has a look in one font only, such as a bullet of a word processor. Delete it."
        return found[0], "signs that every computer can show", remedy
    if found := _OF_PRINT.search(bare):
        remedy = (
            "Letters out of a PDF have the forms of print, at times from the end. Type it again."
        )
        return found[0], "letters as a keyboard types them", remedy
    return "", "", ""


def _twin_notes(raws: Mapping[str, Raw]) -> Iterator[Fault]:
    """Name rows that differ from another one in their id alone: one thing is shown twice."""
    for raw in raws.values():
        if not raw.table.key or raw.shapes is not None:
            continue
        first: dict[tuple[str, ...], str] = {}
        for row, cells in raw.rows():
            rest = tuple(str(one) for name, one in cells.items() if name != raw.table.key)
            own = str(cells.get(raw.table.key, ""))
            if sum(map(bool, rest)) > _ENOUGH and first.setdefault(rest, own) != own:
                got = f"{shown(own)}, in all else the same as {shown(first[rest])}"
                remedy = "Delete one of the two, or say in the row how they differ."
                yield raw.at(row, raw.table.key, got, "one row for each thing", remedy)


_ENOUGH = 3  # cells that two things can share by chance


def other_name_notes(raws: Mapping[str, Raw], settings: Settings) -> Iterator[Fault]:
    """Name actors that are also holders, by their id, and have another name there."""
    holders = {one["id"]: one.get("label", "") for one in settings.lists.get("holders", [])}
    actors = raws["actors"]
    labels, others = dict(actors.cells("label")), dict(actors.cells("other_names"))
    for row, one in actors.cells("actor_id"):
        label = holders.get(one, "")
        own = f"{labels.get(row, '')} {others.get(row, '')}"
        if label and row in labels and not _name_words(label) & _name_words(own):
            words = f"the name that {FILE} has for the holder {one}: {shown(label)}"
            remedy = "If they are two, give one another id. If they are one, name both alike."
            yield actors.at(row, "label", shown(labels[row]), words, remedy)


def _name_words(text: str) -> set[str]:
    return {word[:5] for word in re.findall(r"[^\W_]{3,}", text.casefold())} - {"the", "and"}


def _notes(raw: Raw, column: Column, cells: list[tuple[int, str]]) -> Iterator[Fault]:
    doubtful = [(row, text) for row, text in cells if GROUPED.fullmatch(text)]
    others = [number(text) or 0.0 for _, text in cells if not GROUPED.fullmatch(text)]
    decimals = any(value != int(value) for value in others)
    for row, text in doubtful:
        large = number(text.replace(".", ""))
        if large is None or not all(rule.good(f"{large:g}") for rule in column.rules):
            continue
        near_thousands = any(others) and min(filter(None, others)) >= 1000
        if decimals and not near_thousands:
            continue
        remedy = as_one_of_two(f"{large:.0f}", text)
        words = "a number that can be read in one way"
        yield raw.at(row, column.name, shown(text), words, remedy)


def letter_notes(raws: Mapping[str, Raw], settings: Settings) -> Iterator[Fault]:
    """Say if we bring no face for the letters of the local names, or if these are of two scripts.

    A language may be written in several; where most names have one, another one may be a slip.
    """
    local = settings.lesson.get("local_names")
    if not local:
        return
    language, places = local["language"], raws["places"]
    found = {row: script_in(text, language) for row, text in places.cells("name_local")}
    counts = Counter(one for one in found.values() if one)
    usual = counts.most_common(1)[0][0] if counts else script_of(language)
    if usual and usual not in FACES:
        got = f"{language}, written in {usual} letters, for which we bring no face"
        words = f"a language in {' or '.join(FACES)} letters"
        remedy = (
            "A screen shows the names in a face of its own, if it has one; the handout may have to "
            "leave them out."
        )
        yield Fault(FILE, None, "lesson.local_names", got, words, remedy)
    for row, script in found.items():
        if script and script != usual and counts[usual] > 2 * counts[script]:
            got = f"{shown(str(places.frame.at[row, 'name_local']))}, in {script} letters"
            remedy = "It may stay, if it is meant so."
            yield places.at(row, "name_local", got, f"{usual}, as most names here", remedy)


# In which Natural Earth has names of countries; in others a base map has none.
_ON_BASE_MAPS = {
    *("ar", "bn", "de", "el", "en", "es", "fa", "fr", "he", "hi", "hu", "id", "it", "ja", "ko"),
    *("nl", "pl", "pt", "ru", "sv", "tr", "uk", "ur", "vi", "zh"),
}


def ground_name_notes(folder: Path, settings: Settings) -> Iterator[Fault]:
    """Name base maps without a country in the language of the local names: they are older."""
    local = settings.lesson.get("local_names") or {"language": ""}
    language = local["language"]
    if language not in _ON_BASE_MAPS:
        return
    for name in dict.fromkeys(extent.basemap for extent in settings.extents()):
        file = f"basemap/{name}/countries.geojson"
        features = read_json(folder / file)["features"]
        names = [one["properties"].get("name_local") or "" for one in features]
        if names and not any(
            scripts_in(text, language).keys() & {*scripts_of(language)} for text in names
        ):
            words = f"names in {local['label']}, as local_names says"
            remedy = f"The base map is older than this line: lessonkit basemap --only {name}."
            yield Fault(file, None, "name_local", "no such name of a country", words, remedy)


def midnight_notes(raws: Mapping[str, Raw]) -> Iterator[Fault]:
    """Name dates of a workbook that count as midnight because their cells show hours.

    The spreadsheet keeps a day and its midnight as one number, so the look of the cell decides;
    whoever gave a whole column that look may have meant the day. One note for each column.
    """
    for raw in raws.values():
        for column in raw.table.names:
            found = [(row, text) for row, text in raw.cells(column) if isinstance(text, Midnight)]
            if not found:
                continue
            row, text = found[0]
            day = text.partition("T")[0]
            rest = f", and {len(found) - 1} more like it" if len(found) > 1 else ""
            got = f"{text}, a date in a cell that shows hours{rest}"
            words = "a whole day, or midnight: the spreadsheet keeps no difference"
            remedy = (
                f"It counts as midnight. If the whole day is meant, format the cell as text and "
                f"write {day}. If midnight is meant, write {text} as text, and this note goes."
            )
            yield raw.at(row, column, got, words, remedy)


_NO_ZONE = "local time|local hours|local"  # the first is that of a new lesson


def clock_notes(settings: Settings) -> Iterator[Fault]:
    """Say of a lesson by hours that nobody can tell whose clock its hours are of."""
    zone = settings.lesson.get("time_zone", "")
    if settings.lesson.get("step") != "hour" or not re.fullmatch(
        f"({_NO_ZONE})?", zone.casefold().strip()
    ):
        return
    got = f"{shown(zone)}, which names no clock" if zone else "no such key"
    words = "whose clock the hours are of, in words that every reader understands"
    remedy = 'Write the place or the zone, and how far it is from UTC: "Vienna time, UTC+1".'
    yield Fault(FILE, None, "lesson.time_zone", got, words, remedy)
