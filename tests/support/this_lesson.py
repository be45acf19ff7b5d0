"""The exercises, tables and notebooks of this lesson, read without lessonkit."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import geopandas as gpd
import pandas as pd
from pyproj import Geod
from shapely import Point
from support.folders import DATA, ROOT
from support.prose import drawn

from lessonkit.exercises.seal import Seal

KINDS = ("choice", "multi", "number", "place", "locate", "order", "classify", "text", "code")
MOST_CELLS_BETWEEN = 6  # of prose and maps: about ten minutes
LONG = 25  # letters: what is shorter may stand anywhere by chance
Body = dict[str, Any]


def read(stem: str) -> list[Body]:
    text = (DATA / "exercises" / f"{stem}.toml").read_text(encoding="utf-8")
    found: list[Body] = tomllib.loads(text)["exercises"]
    return found


NOTEBOOKS = sorted(path.stem for path in (DATA / "exercises").glob("*.toml"))
AS_WRITTEN = {one["id"]: one for stem in NOTEBOOKS for one in read(stem)}


def whole(one: Body) -> Body:
    """Give an exercise with what it takes from the one that comes again in it."""
    first = AS_WRITTEN[one["again"]] if "again" in one else {}
    return {key: first[key] for key in first.keys() - {"extra", "feedback_later"}} | one


WRITTEN = {
    one["id"]: {**whole(one), **drawn(whole(one)), "notebook": stem}
    for stem in NOTEBOOKS
    for one in read(stem)
}
IDS = list(WRITTEN)
CODE = [one for one in IDS if WRITTEN[one]["kind"] == "code"]


# ---- What the files say -------------------------------------------------------------------------


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / name, dtype=str, keep_default_na=False, encoding="utf-8-sig")


PLACES = table("places.csv").set_index("place_id")
CONTROL = table("control.csv")
EVENTS = table("events.csv").set_index("event_id")
CLAIMS = table("claims.csv").set_index("claim_id")
ACTORS = table("actors.csv").set_index("actor_id")
GEOD = Geod(ellps="WGS84")
KM = 1.609344  # in a statute mile
MAY, JUNE, NOVEMBER = "2017-05-04", "2017-06-06", "2017-11-30"


def line(first: str, second: str) -> tuple[float, float]:
    """Give the bearing in degrees and the length in km of the geodesic between two places."""
    ends = [float(PLACES.loc[place, axis]) for place in (first, second) for axis in ("lon", "lat")]
    azimuth, _, metres = GEOD.inv(*ends)
    return azimuth % 360, metres / 1000


def km(first: str, second: str) -> float:
    return line(first, second)[1]


def holders(place: str, day: str) -> list[str]:
    """Give who held a place on a day, each of its parts once. ISO days compare as text."""
    begun = (CONTROL["place_id"] == place) & (CONTROL["start"] <= day)
    going = (CONTROL["end"] == "") | (CONTROL["end"] >= day)
    return sorted(set(CONTROL[begun & going]["holder"]))


def held(holder: str, day: str, among: list[str] | None = None) -> list[str]:
    return [p for p in (PLACES.index if among is None else among) if holder in holders(p, day)]


def within(centre: str, reach: float, kinds: tuple[str, ...] = ()) -> list[str]:
    others = PLACES[PLACES["kind"].isin(kinds)] if kinds else PLACES
    return [p for p in others.index if p != centre and km(centre, p) <= reach]


def shapes(file: str) -> gpd.GeoDataFrame:
    return gpd.read_file(DATA / file)


def point(place: str) -> Point:
    return Point(float(PLACES.loc[place, "lon"]), float(PLACES.loc[place, "lat"]))


def option(exercise_id: str, beginning: str) -> str:
    """Give the option of an exercise that begins with these words."""
    texts = [one["text"] for one in WRITTEN[exercise_id]["options"]]
    [found] = [text for text in texts if text.startswith(beginning)]
    return found


def keyed(exercise_id: str, keys: list[str]) -> set[str]:
    """Give the words of the options with these keys."""
    options = {one["key"]: one["text"] for one in WRITTEN[exercise_id]["options"]}
    assert set(keys) <= set(options)
    return {options[key] for key in keys}


def model(spec: Body) -> Body:
    """Read what is scrambled: the answer, the explanation and what is shown with them."""
    found: Body = json.loads(Seal.of(spec["salt"]).unscramble(spec["model"], "model"))
    return found


def book(stem: str) -> Body:
    found: Body = json.loads((ROOT / "notebooks" / f"{stem}.ipynb").read_text(encoding="utf-8"))
    return found


BOOKS = {stem: book(stem) for stem in NOTEBOOKS}


def sources(stem: str) -> list[str]:
    return ["".join(cell["source"]) for cell in BOOKS[stem]["cells"]]


def shown_at(exercise_id: str) -> list[tuple[str, int]]:
    """Give each notebook and cell that shows an exercise."""
    call = f'lesson.exercise("{exercise_id}")'
    return [
        (stem, n)
        for stem in NOTEBOOKS
        for n, source in enumerate(sources(stem))
        if call in source or f"lesson.exercise('{exercise_id}')" in source
    ]
