"""The outline of a zone that names the areas of which it is made, from the base maps."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

from shapely import count_coordinates, union_all
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from lessonkit.errors import listed, shown, suggest
from lessonkit.letters import unaccented
from lessonkit.tables.areas.names import folded, names_by_code, perhaps, several, surely
from lessonkit.tables.schema import FIRST_LEVEL

KEY, EACH = "areas", "each"
KEYS = (KEY, EACH)
"""The properties of a zone that name them: all of one zone, or each of one of its own."""
# Letters that no accent parts from a Latin one.
_LATIN = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "\u0131": "i", "æ": "ae", "œ": "oe"}
)
_WORDS = "a country, a part of one or a first-level area of a base map"
_NO_AREAS = (
    f"First-level areas are there once a layer of the table basemap has the kind {FIRST_LEVEL} and "
    "lessonkit basemap was run. A country has the name that countries.geojson in the folder of the "
    "base map gives it (name_en). Else draw the shape."
)
_SEE_AREAS = "lessonkit basemap --areas lists the names that there are. Else draw the shape."
_ALIKE = 0.8  # of two names: Poland is no slip of the pen for Holland


class ShapeError(Exception):
    """A geometry that cannot be drawn: got, expected, remedy."""


def asks_for_areas(path: Path) -> bool:
    """Say whether a file of zones has one that is made of areas of the base map."""
    text = path.read_text("utf-8-sig") if path.is_file() else ""
    return any(re.search(rf'"{key}"\s*:\s*["\[]', text) for key in KEYS)


def misshapen(got: str, expected: str, remedy: str) -> NoReturn:
    """Refuse a geometry."""
    raise ShapeError(got, expected, remedy)


@dataclass
class _Ground:
    """One base map: the outlines behind each name, and how else people may write the names.

    An area has a second name, `Limburg, NL`, for a name that two countries have. A larger part of
    a country, such as England, is all its areas; where its name is that of an area or a country,
    it has none here.
    """

    outlines: dict[str, list[BaseGeometry]]
    countries: dict[str, str] = field(default_factory=dict)  # names by codes
    areas: dict[str, set[str]] = field(default_factory=dict)  # names by other names, folded
    inside: dict[str, set[str]] = field(default_factory=dict)  # first-level areas by codes

    @cached_property
    def _plain(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for name in self.outlines:
            found.setdefault(folded(name), set()).add(name)
        return found

    def named(self, name: str) -> str:
        """Give the name of the base map for what somebody wrote, empty if that is not certain."""
        if name in self.outlines:
            return name
        if alike := self._plain.get(folded(name)):
            return next(iter(alike)) if len(alike) == 1 else ""
        code = surely(name)
        meant = {self.countries[code]} if code in self.countries else set[str]()
        # Two letters are of a state in one country and of a country elsewhere.
        meant |= self.areas.get(folded(name), set()) if len(folded(name)) > 2 else set()
        return next(iter(meant)) if len(meant) == 1 else ""


class Grounds:
    """The outlines of the base maps of a lesson, of which a zone may be put together by names.

    `read` gives what a JSON file holds.
    """

    def __init__(self, folder: Path, read: Callable[[Path], Any]) -> None:
        self._folder = folder
        self._read = read

    @cached_property
    def _grounds(self) -> list[_Ground]:
        folders = sorted(one for one in self._folder.glob("*") if one.is_dir())
        return [self._ground(folder) for folder in folders]

    def _ground(self, folder: Path) -> _Ground:
        found: dict[str, list[BaseGeometry]] = {}
        larger: dict[str, list[BaseGeometry]] = {}
        made = _Ground(found)
        for file in ("countries.geojson", f"{FIRST_LEVEL}.geojson"):
            features = self._read(folder / file)["features"] if (folder / file).exists() else []
            for one in features:
                told, outline = one["properties"], shape(one["geometry"])
                name, home = told["name_en"], told.get("country", "")
                code = home or told.get("iso_a2", "")
                if not home and code:
                    made.countries[code] = _usual(code, name, made.countries.get(code))
                if home and name:
                    made.inside.setdefault(home, set()).add(f"{name}, {home}")
                for also in dict.fromkeys([name, *([f"{name}, {code}"] if code else [])]):
                    found.setdefault(also, []).append(outline)
                for also in told.get("other_names", ()):
                    made.areas.setdefault(folded(also), set()).add(name)
                for part in told.get("part_of", ()):
                    for also in (part, f"{part}, {code}"):
                        larger.setdefault(also, []).append(outline)
        found |= {name: larger[name] for name in larger if _bare(name) not in found}
        return made

    def spread(self, feature: Any) -> list[Any]:
        """Give a zone for each of the areas that a feature names, or the feature as it is.

        Each has the area's name, and an id made of it. What cannot be read is told later.
        """
        given = feature.get("properties") if isinstance(feature, dict) else None
        asked = given.get(EACH) if isinstance(given, dict) else None
        names = self._areas_of(asked) if isinstance(asked, str) else asked
        if not isinstance(given, dict) or not isinstance(names, list) or not names:
            return [feature]
        if not all(isinstance(name, str) for name in names):
            return [feature]
        own = {key: value for key, value in given.items() if key != EACH}
        return [feature | {"properties": _one_of(name, own)} for name in names]

    def _areas_of(self, country: str) -> list[str]:
        """Give the first-level areas of a country, by its name or its code, on all base maps."""
        found = set[str]()
        for one in self._grounds:
            code = country if country in one.countries else ""
            named = one.named(country)
            code = code or next((c for c, name in one.countries.items() if name == named), "")
            found |= one.inside.get(code, set()) if code else set()
        return sorted(found)

    def joined(self, feature: Any) -> BaseGeometry | None:
        """Give the outline of a zone that names its areas, from the base map that has them finest.

        Raises
        ------
        ShapeError
            If a name is that of no area, or of areas in two countries.
        """
        given = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(given, dict) and EACH in given:
            got = shown(str(given[EACH])) or "an empty text"
            words = 'a list of names, ["North", "South"], or a country with its first-level areas'
            misshapen(f"each: {got}", words, self._see)
        names = given.get(KEY) if isinstance(given, dict) else None
        if names is None or not isinstance(feature, dict):
            return None
        if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
            got = shown(str(names)) or "an empty text"
            misshapen(f"areas: {got}", 'a list of names: ["North", "South"]', "Write it so.")
        if feature.get("geometry"):
            words = 'Write "geometry": null, or no areas.'
            misshapen("areas and a geometry", "one of the two", words)
        read = [(one, [one.named(name) for name in names]) for one in self._grounds]
        whole = [(one, known) for one, known in read if all(known)]
        if not whole:
            lost = [name for n, name in enumerate(names) if not any(known[n] for _, known in read)]
            self._refuse(lost[0] if lost else names[-1])
        ground, known = whole[0]
        for name in known:
            both = [one for one in ground.outlines if one.startswith(f"{name}, ")]
            if len(both) > 1:
                remedy = f"Did you mean {' or '.join(both)}?"
                misshapen(f"areas: {shown(name)}", "one area", remedy)
        made = [
            union_all([part for n in known for part in one.outlines[n]]) for one, known in whole
        ]
        return max(made, key=lambda one: (round(one.area, 1), count_coordinates(one)))

    def _refuse(self, lost: str) -> NoReturn:
        """Say of a name that no base map has which one was meant, or what the name is."""
        got = f"areas: {shown(lost)}"
        if parts := several(lost):
            is_there = f"Today it is {listed([self._called(code) for code in parts])}: name these."
            misshapen(got, _WORDS, is_there)
        if meant := self._meant(lost):
            more = f" If not: {_SEE_AREAS}" if self._see == _SEE_AREAS else ""
            misshapen(got, _WORDS, f"Did you mean {' or '.join(meant)}?{more}")
        if codes := perhaps(lost) if surely(lost) or len(lost) > 2 else []:
            name = " or ".join(names_by_code()[code][0] for code in codes)
            sure = "is" if surely(lost) else "may be"
            remedy = (
                f"It {sure} {name}, which lies outside your base maps. Leave it out, or make a map "
                "window larger and run lessonkit basemap again."
            )
            misshapen(got, _WORDS, remedy)
        misshapen(got, _WORDS, self._see)

    @property
    def _see(self) -> str:
        """Say where the names stand, or how the lesson gets first-level areas."""
        has_areas = any(self._folder.glob(f"*/{FIRST_LEVEL}.geojson"))
        return _SEE_AREAS if has_areas else _NO_AREAS

    def _called(self, code: str) -> str:
        """Give the name that a country has on a base map, or else in Natural Earth."""
        found = (one.countries[code] for one in self._grounds if code in one.countries)
        return next(found, names_by_code()[code][0])

    def _meant(self, lost: str) -> list[str]:
        """Give the names that somebody may have meant, in the words of the base maps."""
        there = {code for one in self._grounds for code in one.countries}
        meant = [self._called(code) for code in perhaps(lost) if code in there]
        for one in self._grounds:
            meant += sorted(one.areas.get(folded(lost), set()))
        if meant:
            return list(dict.fromkeys(meant))
        written: dict[str, str] = {}  # how a name may be written, and the name
        for one in self._grounds:
            written |= {name: name for names in one.areas.values() for name in names}
            written |= {name: name for name in one.outlines}
        also: dict[str, str] = {}
        for code in sorted(there):
            also |= {name: self._called(code) for name in names_by_code().get(code, ())}
        return _nearest(lost, written, also)


def nearest(lost: str, names: Collection[str]) -> str:
    """Give the name that is written nearly so, or empty text.

    >>> nearest("Lake Nasser", ["Nasser", "Chad"]), nearest("Kasakhstan", ["Kazakhstan"])
    ('Nasser', 'Kazakhstan')
    """
    return next(iter(_nearest(lost, names, {})), "")


def _one_of(area: str, given: dict[str, Any]) -> dict[str, Any]:
    """Give the properties of one of several zones: a star in a name is the name of the area."""
    bare = _bare(area)
    letters = re.findall("[a-z0-9]+", unaccented(bare).translate(_LATIN))
    id_ = "-".join([*([given["id"]] if given.get("id") else []), *letters])
    names = {key: str(given.get(key) or "*").replace("*", bare) for key in ("name", "map_name")}
    return given | {"id": id_, **names, KEY: [area]}


def _usual(code: str, name: str, other: str | None) -> str:
    """Of two countries with one code, such as a country and its islands, give the usual one."""
    return other if other and name != names_by_code().get(code, [name])[0] else name


def _nearest(lost: str, written: Collection[str], also: Mapping[str, str]) -> list[str]:
    """Give the name that is written nearly so, without accents or with another word for it.

    Whole words count first: *Gueckedou* is *Guéckédou Prefecture*, *Eastern Province* is *Eastern*.
    """
    names = {folded(name): name for name in sorted(written, reverse=True)}
    plain = folded(lost)
    own = set(plain.split())
    longer = [name for name in names if own and own <= set(name.split())]
    shorter = [name for name in names if set(name.split()) < own]
    parts = [name for name in names if plain in name]
    for found in (sorted(longer, key=len), sorted(shorter, key=len, reverse=True), sorted(parts)):
        if found:
            return [names[found[0]]]
    names |= {folded(name): meant for name, meant in also.items() if folded(name) not in names}
    near = suggest(plain, names, _ALIKE)
    return [names[near]] if near else []


def _bare(name: str) -> str:
    """Give the name of an area without the letters of its country."""
    return re.sub(", [A-Z]{2}$", "", name)
