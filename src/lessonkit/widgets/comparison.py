"""Three maps of one table of control, each by another method."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import ipywidgets
import traitlets

from lessonkit.days import AnyDay, Day
from lessonkit.errors import LessonError
from lessonkit.html.template import rendered
from lessonkit.lesson import LessonData, day_of
from lessonkit.maps.by_method import (
    Method,
    OtherCount,
    Share,
    checked_distances,
    dots,
    nearest,
    other_counts,
    reach,
    road_layer,
)
from lessonkit.maps.layers import Layer
from lessonkit.tables.entries import MapSpec
from lessonkit.widgets.base import LessonWidget, StateError
from lessonkit.widgets.map import Map, make_map
from lessonkit.widgets.state import Beside, BesideRow, ComparisonSpec, ShareRow, StateTrait
from lessonkit.words import capital, day_in_words, in_km, percent

HEADINGS = {"dots": "Places", "nearest": "Nearest place", "reach": "Within reach"}


class _DistanceTrait(traitlets.Float):
    """A number of km; refuses anything else in words."""

    def validate(self, obj: Any, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
            raise StateError(f"distance: got {value!r}, expected a number of km.")
        return float(value)


class Comparison(LessonWidget):
    """Three maps of one window on one date. Make one with `Lesson.compare_methods`.

    Attributes
    ----------
    distance : float
        Distance in km that the third map shows, one of the steps of its slider.
    dots, nearest, reach : Map
        The three maps.
    """

    view = traitlets.Unicode("comparison").tag(sync=True)
    spec = StateTrait[ComparisonSpec]().tag(sync=True)
    distance = _DistanceTrait().tag(sync=True)
    dots = traitlets.Instance(Map).tag(sync=True, **ipywidgets.widget_serialization)
    nearest = traitlets.Instance(Map).tag(sync=True, **ipywidgets.widget_serialization)
    reach = traitlets.Instance(Map).tag(sync=True, **ipywidgets.widget_serialization)

    @traitlets.validate("distance")
    def _check_distance(self, proposal: Any) -> float:
        steps = [step["km"] for step in self.spec.get("steps", ())]
        if proposal["value"] not in steps:
            known = ", ".join(f"{step:g}" for step in steps)
            got = f"{proposal['value']:g}"
            raise StateError(f"distance: got {got}, expected one of {known} (km).")
        return float(proposal["value"])

    def _fallback(self) -> tuple[str, str]:
        """Give the still maps and the shares by every method."""
        return self._words(), self._html()

    def _tables(self) -> list[tuple[str, str, list[ShareRow]]]:
        """List heading, sentence and rows: both fixed methods, then each distance."""
        methods = self.spec["methods"]
        fixed = [
            (HEADINGS[name], methods[name]["sentence"], methods[name]["rows"])
            for name in ("dots", "nearest")
        ]
        steps = [
            (f"{HEADINGS['reach']}: {step['words']}", step["sentence"], step["rows"])
            for step in self.spec["steps"]
        ]
        return fixed + steps

    def _words(self) -> str:
        lines = [self.spec["title"], self.spec["subtitle"]]
        for heading, sentence, rows in self._tables():
            shares = "; ".join(f"{row['label']}: {row['words']}" for row in rows)
            lines.append(f"{heading}. {sentence} {shares}.")
        if beside := self.spec["beside"]:
            for n, (who, note) in enumerate(zip(beside["others"], beside["notes"], strict=True)):
                shares = "; ".join(f"{row['label']}: {row['others'][n]}" for row in beside["rows"])
                lines.append(f"{who}. {shares}. {note}")
        return "\n".join(line for line in lines if line)

    def _html(self) -> str:
        stills = [one.still_html() for one in (self.dots, self.nearest, self.reach)]
        told = {"tables": list(self._tables()), "nearest": HEADINGS["nearest"], "stills": stills}
        return rendered("widgets/comparison", spec=self.spec, **told)


NO_SHARE = "–"  # not a holder of this count
_ANY = "Land within a distance of places and roads. The slider below the map sets the distance."


def compare_methods(
    lesson: LessonData,
    extent: str,
    day: AnyDay,
    distances: Sequence[float],
    *,
    roads: Sequence[str],
    distance: float | None,
    layers: Sequence[str] | None,
    title: str,
    subtitle: str,
) -> Comparison:
    """Make three maps of one table of control. See `Lesson.compare_methods`."""
    lesson.needed("control", "compare_methods")
    steps, start = _checked_steps(title, distances, distance)
    on, by_road = day_of(lesson, day), bool(roads)
    made = {"dots": dots(lesson, on), "nearest": nearest(lesson, on)}
    reaches = {step: reach(lesson, on, step, roads) for step in steps}
    used = [road_layer(lesson, roads)] if roads else []
    below = [*(_ground(lesson) if layers is None else layers), *_control(lesson)]

    base = MapSpec(
        id="",
        title=title,
        alt="",
        extent=extent,
        layers=tuple(below),
        places=tuple(_inside(lesson)),
        day=on,
    )

    def drawn(name: str, method: Method, add: Sequence[Layer], seen: Sequence[Layer]) -> Map:
        sentence = _sentence(name, start, roads=by_road)
        described = replace(base, id=name, visible=(*below, *(layer.id for layer in seen)))
        return _map_of(lesson, described, method, sentence, add)

    near, first = made["nearest"], reaches[start]
    maps = {
        "dots": drawn("dots", made["dots"], (), ()),
        "nearest": drawn("nearest", near, near.layers, near.layers),
        "reach": drawn("reach", first, [*_layers_of(reaches), *used], [*used, *first.layers]),
    }
    _share(maps)
    words, holder = f"{_when(on)} {subtitle}".strip(), lesson.words.holder
    spec = _spec(title, words, made, reaches, roads=by_road, holder=holder)
    if counts := other_counts(lesson, on):
        spec["beside"] = _beside(lesson, near, reaches.values(), counts)
    return Comparison(spec=spec, distance=start, **maps)


def _map_of(
    lesson: LessonData, described: MapSpec, method: Method, sentence: str, add: Sequence[Layer]
) -> Map:
    """Draw the map of one method, whose name is the id of the map."""
    name = described.id
    alt = f"{sentence} {_shares_in_words(name, method.shares)}"
    # Of the living map only what is true of any distance is said; the still one has the first.
    any_distance = name == "reach"
    said = replace(
        described,
        title=f"{described.title}: {HEADINGS[name].lower()}",
        alt=f"{_ANY} At first: {alt}" if any_distance else alt,
        subtitle=_ANY if any_distance else sentence,
    )
    return make_map(lesson, said, add=add, still_subtitle=sentence, evidence=False)


def _layers_of(reaches: Mapping[float, Method]) -> list[Layer]:
    """Give the layers of all distances, like swatches in a row: a zip file is much smaller."""
    areas = [layer for method in reaches.values() for layer in method.layers]
    return sorted(areas, key=lambda layer: layer.label)


def _checked_steps(
    title: Any, distances: Sequence[float], distance: float | None
) -> tuple[list[float], float]:
    """Give the steps of the slider and the one shown first."""
    if not isinstance(title, str) or not title.strip():
        raise LessonError("title: got nothing. Say what the comparison shows: readers need it.")
    steps = checked_distances(distances)
    start = steps[1] if distance is None else distance
    if start not in steps:
        known = ", ".join(f"{step:g}" for step in steps)
        raise LessonError(f"distance: got {start!r}, expected one of {known} (km).")
    return steps, start


def _share(maps: Mapping[str, Map]) -> None:
    """Let the first map carry the sources that the cards of all three name: they weigh most."""
    sources = {id_: row for one in maps.values() for id_, row in one.spec["sources"].items()}
    for name, one in maps.items():
        one.spec = {**one.spec, "sources": sources if name == "dots" else {}}


def _when(day: Day) -> str:
    return f"{day_in_words(day)}. Shares are of the whole country, also outside the window."


def _spec(
    title: str,
    subtitle: str,
    made: Mapping[str, Method],
    reaches: Mapping[float, Method],
    *,
    roads: bool,
    holder: str,
) -> ComparisonSpec:
    # One order for all distances: what changes is then a number, never a row.
    found = {share.holder for method in reaches.values() for share in method.shares}
    order = [share.holder for share in made["nearest"].shares if share.holder in found]
    order += sorted(found - set(order), reverse=True)  # several, then nobody
    return {
        "title": title,
        "subtitle": subtitle,
        "headings": HEADINGS | {"holder": capital(holder)},
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
        "beside": None,
    }


def _beside(
    lesson: LessonData, near: Method, reaches: Iterable[Method], counts: Sequence[OtherCount]
) -> Beside:
    """Set the shares of two methods beside those that others gave.

    Each row has its holder, and in words the share by the nearest place and those of the other
    counts; the share of the distance that is chosen is added in the browser.
    """
    own = {share.holder: share.share for share in near.shares}
    found = [*own, *(share.holder for method in reaches for share in method.shares)]
    found += [holder for count in counts for holder in count.shares]
    rows: list[BesideRow] = [
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


def _about(lesson: LessonData, count: OtherCount) -> str:
    cited = "; ".join(lesson.citations(count.source_ids))
    return f"{count.said_by}: {count.note} Source: {cited}.".replace(":  ", ": ")


def _in_order(method: Method, order: Sequence[str], reaches: Mapping[float, Method]) -> Method:
    """Give every holder of any distance a share, zero if need be, in one order."""
    own = {share.holder: share for share in method.shares}
    known = {share.holder: share for other in reaches.values() for share in other.shares}
    none = {holder: replace(share, share=0.0, km2=0.0) for holder, share in known.items()}
    return replace(method, shares=tuple(own.get(holder, none[holder]) for holder in order))


def _rows(method: Method) -> list[ShareRow]:
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
        return "All land goes to the holder of the nearest place, lived in or not."
    if not roads:
        start = f"Land at most {in_km(km)} from a place on our list goes to its holder."
    else:
        start = (
            f"Land at most {in_km(km)} from a place on our list, or from a road drawn here, goes "
            "to its holder. A road goes to the holder of the nearest place. Roads count inside the "
            "country only."
        )
    return f"{start} A place whose holder is not known reaches nothing."


def _shares_in_words(name: str, shares: Sequence[Share]) -> str:
    words = [
        f"{share.label}: {share.places if share.places else percent(share.share)}"
        for share in shares
    ]
    what = "Number of places" if name == "dots" else "Shares of the country"
    return f"{what}: {'; '.join(words)}."


def _ground(lesson: LessonData) -> list[str]:
    """Give what is on at the start of ground and towns; relief weighs much and says little here."""
    return [
        layer.id
        for layer in lesson.layers
        if layer.on
        and (
            (layer.role.ground and "relief" not in layer.kinds)
            or (layer.role.places and "city" in layer.kinds)
        )
    ]


def _inside(lesson: LessonData) -> list[str]:
    return list(lesson.places.loc[lesson.places["country"] == lesson.country, "place_id"])


def _control(lesson: LessonData) -> list[str]:
    return [layer.id for layer in lesson.layers if layer.role.holders]
