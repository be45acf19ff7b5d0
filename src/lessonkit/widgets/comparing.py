"""Making three maps of one table of control, each by another method."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lessonkit import control
from lessonkit.dating import as_day, day_in_words
from lessonkit.errors import LessonError
from lessonkit.lesson import Lesson
from lessonkit.methods import (
    Method,
    OtherCount,
    Share,
    checked_distances,
    dots,
    in_km,
    nearest,
    other_counts,
    percent,
    reach,
    road_layer,
)
from lessonkit.widgets.comparison import HEADINGS, Comparison
from lessonkit.widgets.making import Day, interactive_map
from lessonkit.widgets.map import Map

NO_SHARE = "–"  # not a holder of this count
_ANY = "Land within a distance of places and roads. The slider below the map sets the distance."


def compare_methods(
    lesson: Lesson,
    extent: str,
    date: Day,
    distances: Sequence[float] = (5, 10, 20, 40),
    *,
    roads: Sequence[str] = (),
    distance: float | None = None,
    layers: Sequence[str] | None = None,
    title: str,
    subtitle: str = "",
) -> Comparison:
    """Draw one table of control in three ways: places, nearest place, land within a distance.

    Parameters
    ----------
    lesson : Lesson
    extent : str
        Id of a map window in `lesson.toml`.
    date : str or datetime.date
        The day of all three maps.
    distances : sequence of float
        Steps of the slider, 2 to 8 numbers of km. Each is drawn once.
    roads : sequence of str
        Ids of routes whose surroundings count as well on the third map.
    distance : float, optional
        The step shown first; the second smallest if not given.
    layers : sequence of str, optional
        Ids of layers to draw below; if not given, those of the base map and of towns that are on
        at the start, without relief.
    title : str
        What the comparison shows, as a sentence.
    subtitle : str, optional
        More words below the date.

    Raises
    ------
    LessonError
        For an unknown extent, layer, road or date, distances that are no list of numbers, a
        distance that is no step, an empty title, or a lesson without the outline of its country.
    """
    if not isinstance(title, str) or not title.strip():
        raise LessonError("title: got nothing. Say what the comparison shows: readers need it.")
    steps, day = checked_distances(distances), as_day(date, "date")
    start = steps[1] if distance is None else distance
    if start not in steps:
        known = ", ".join(f"{step:g}" for step in steps)
        raise LessonError(f"distance: got {start!r}, expected one of {known} (km).")
    made: dict[str, Method] = {"dots": dots(lesson, day), "nearest": nearest(lesson, day)}
    reaches = {step: reach(lesson, day, step, roads) for step in steps}
    used = [road_layer(lesson, roads)] if roads else []
    ground = _ground(lesson) if layers is None else list(layers)
    inside = lesson.places.loc[lesson.places["country"] == lesson.country, "place_id"]

    def described(name: str, shares: Sequence[Share]) -> str:
        sentence = _sentence(name, start, roads=bool(roads))
        return f"{sentence} {_shares_in_words(name, shares)}"

    def drawn(name: str, extra: Sequence[Any], shares: Sequence[Share], on: Sequence[str]) -> Map:
        return interactive_map(
            lesson,
            extent,
            [*ground, *_control(lesson)],
            places=list(inside),
            date=day,
            title=f"{title}: {HEADINGS[name].lower()}",
            alt=described(name, shares),
            subtitle=_sentence(name, start, roads=bool(roads)),
            extra=extra,
            visible=[*ground, *_control(lesson), *on],
        )

    first = reaches[start]
    areas = [layer for method in reaches.values() for layer in method.layers]
    areas.sort(key=lambda layer: layer.label)  # like swatches in a row: a zip file is much smaller
    on = [layer.id for layer in (*used, *first.layers)]
    maps = {
        "dots": drawn("dots", (), made["dots"].shares, ()),
        "nearest": drawn(
            "nearest",
            made["nearest"].layers,
            made["nearest"].shares,
            [layer.id for layer in made["nearest"].layers],
        ),
        "reach": drawn("reach", [*areas, *used], first.shares, on),
    }
    first_words = described("reach", first.shares)
    # The still map is of one distance, the living one of any: its words must stay true.
    maps["reach"].spec = maps["reach"].spec | {
        "subtitle": _ANY,
        "alt": f"{_ANY} At first: {first_words}",
    }
    _share(maps)
    spec = _spec(title, f"{_when(day)} {subtitle}".strip(), made, reaches, roads=bool(roads))
    if counts := other_counts(lesson, day):
        spec["beside"] = _beside(lesson, made["nearest"], reaches.values(), counts)
    return Comparison(spec=spec, distance=start, **maps)


def _share(maps: Mapping[str, Map]) -> None:
    """Let the first map carry the sources that the cards of all three name: they weigh most."""
    sources = {id_: row for one in maps.values() for id_, row in one.spec["sources"].items()}
    for name, one in maps.items():
        own = {key: value for key, value in one.spec.items() if key != "sources"}
        one.spec = own | {"sources": sources} if name == "dots" else own


def _when(day: dt.date) -> str:
    return f"{day_in_words(day)}. Shares are of the whole country, also outside the window."


def _spec(
    title: str,
    subtitle: str,
    made: Mapping[str, Method],
    reaches: Mapping[float, Method],
    *,
    roads: bool,
) -> dict[str, Any]:
    # One order for all distances: what changes is then a number, never a row.
    found = {share.holder for method in reaches.values() for share in method.shares}
    order = [share.holder for share in made["nearest"].shares if share.holder in found]
    order += sorted(found - set(order), reverse=True)  # several, then nobody
    return {
        "title": title,
        "subtitle": subtitle,
        "headings": HEADINGS,
        "methods": {
            name: {"sentence": _sentence(name), "rows": _rows(method)}
            for name, method in made.items()
        },
        "steps": [
            {
                "km": km,
                "words": in_km(km),
                "sentence": _sentence("reach", km, roads=roads),
                "rows": _rows(_in_order(method, order, reaches)),
                "layers": [layer.id for layer in method.layers],
            }
            for km, method in reaches.items()
        ],
    }


def _beside(
    lesson: Lesson, near: Method, reaches: Iterable[Method], counts: Sequence[OtherCount]
) -> dict[str, Any]:
    """Set the shares of two methods beside those that others gave.

    Each row has its holder, and in words the share by the nearest place and those of the other
    counts; the share of the distance that is chosen is added in the browser.
    """
    own = {share.holder: share.share for share in near.shares}
    found = [*own, *(share.holder for method in reaches for share in method.shares)]
    found += [holder for count in counts for holder in count.shares]
    rows = [
        {
            "holder": one,
            "label": lesson.holders[one].label,
            "nearest": _share_of(own, one),
            "others": [_share_of(count.shares, one) for count in counts],
        }
        for one in dict.fromkeys(found)
        if one in lesson.holders
    ]
    return {
        "caption": "The two kinds of areas beside the counts of others",
        "others": [f"{count.said_by}, {day_in_words(count.day)}" for count in counts],
        "none": NO_SHARE,
        "notes": [_about(lesson, count) for count in counts],
        "rows": rows,
    }


def _share_of(shares: Mapping[str, float], holder: str) -> str:
    return percent(shares[holder]) if holder in shares else NO_SHARE


def _about(lesson: Lesson, count: OtherCount) -> str:
    cited = "; ".join(lesson.citations(count.source_ids))
    return f"{count.said_by}: {count.note} Source: {cited}.".replace(":  ", ": ")


def _in_order(method: Method, order: Sequence[str], reaches: Mapping[float, Method]) -> Method:
    """Give every holder of any distance a share, zero if need be, in one order."""
    own = {share.holder: share for share in method.shares}
    known = {share.holder: share for other in reaches.values() for share in other.shares}
    none = {holder: replace(share, share=0.0, km2=0.0) for holder, share in known.items()}
    return replace(method, shares=tuple(own.get(holder, none[holder]) for holder in order))


def _rows(method: Method) -> list[dict[str, Any]]:
    """Write the rows of a table of shares."""
    total = sum(share.places or 0 for share in method.shares)
    return [
        {
            "holder": share.holder,
            "label": share.label,
            "layer": share.layer,
            "share": round(share.share, 4),
            "words": f"{share.places} of {total}" if share.places else percent(share.share),
        }
        for share in method.shares
    ]


def _sentence(name: str, km: float = 0, *, roads: bool = False) -> str:
    """Name a method in one sentence."""
    if name == "dots":
        return "One mark for each place on our list. Of the land between them it says nothing."
    if name == "nearest":
        return control.METHODS["nearest"].partition(": ")[2].capitalize()
    if not roads:
        start = f"Land at most {in_km(km)} from a place on our list goes to its holder."
    else:
        start = (
            f"Land at most {in_km(km)} from a place on our list, or from a road drawn here, goes "
            "to its holder. A road is shared out by the nearest places, inside the country only."
        )
    return f"{start} A place whose holder is not known reaches nothing."


def _shares_in_words(name: str, shares: Sequence[Share]) -> str:
    words = [
        f"{share.label}: {share.places if share.places else percent(share.share)}"
        for share in shares
    ]
    what = "Number of places" if name == "dots" else "Shares of the country"
    return f"{what}: {'; '.join(words)}."


def _ground(lesson: Lesson) -> list[str]:
    """Give what is on at the start of ground and towns; relief weighs much and says little here."""
    return [
        layer.id
        for layer in lesson.layers
        if layer.on
        and (
            (layer.table == "basemap" and "relief" not in layer.kinds)
            or (layer.table == "places" and "city" in layer.kinds)
        )
    ]


def _control(lesson: Lesson) -> list[str]:
    return [layer.id for layer in lesson.layers if layer.table == "control"]
