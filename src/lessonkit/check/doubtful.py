"""Numbers with two readings: 80.000 is eighty here, and eighty thousand in half of Europe."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from lessonkit.errors import Fault, shown
from lessonkit.letters import FACES, script_in, script_of, scripts_in, scripts_of
from lessonkit.tables.files import read_json
from lessonkit.tables.rules import GROUPED, ascii_digits, number
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
        remedy = f"Write {large:.0f} if it is thousands, and {number(text):g} if it is not."
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
