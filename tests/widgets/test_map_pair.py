"""Two linked maps of one window."""

from __future__ import annotations

import base64
import html
import io
import re
from typing import Any

import geopandas as gpd
import pytest
from PIL import Image
from shapely.geometry import Point
from support.maps import LEFT, RACE, RIGHT, WORDS

from lessonkit.errors import LessonError
from lessonkit.maps.layers import layer_from_frame
from lessonkit.notebook import Lesson
from lessonkit.widgets.map import Map, MapPair, linked_maps


def test_linked_maps_are_two_maps_of_one_window(pair: MapPair) -> None:
    assert isinstance(pair.left, Map)
    assert isinstance(pair.right, Map)
    assert pair.left is not pair.right
    assert (pair.left.date, pair.right.date) == RACE
    assert [one.spec["title"] for one in (pair.left, pair.right)] == ["Before & after", "After"]
    assert [one.spec["subtitle"] for one in (pair.left, pair.right)] == ["Both.", "Both."]
    assert pair.left.spec["extent"] == pair.right.spec["extent"]


def test_one_side_can_have_its_own_layers(lesson: Lesson) -> None:
    frame = gpd.GeoDataFrame({"geometry": [Point(38.6, 33.5)]}, crs="EPSG:4326")
    mine = layer_from_frame(frame, id="mine", label="Mine")
    two = linked_maps(
        lesson, "tanf", ["towns"], left={}, right={"layers": ["bases"], "extra": [mine]}, **WORDS
    )
    ids = [[layer["id"] for layer in one.spec["layers"]] for one in (two.left, two.right)]
    assert ids == [["towns"], ["bases", "mine"]]


@pytest.mark.parametrize(
    ("left", "right", "both", "words"),
    [
        ({"titel": "x"}, {}, {}, "left: unknown argument 'titel'. Known: alt, date, dates, extra,"),
        ({}, {"extent": "syria"}, {}, "right: unknown argument 'extent'. Known: "),
        ({}, {}, {"subtitel": "x"}, "unknown argument 'subtitel'. Known: "),
        ({"title": ""}, {}, {}, "title: got nothing"),
        ({}, {"alt": " "}, {}, "alt: got nothing"),
        ({}, {"layers": ["tows"]}, {}, "'tows'"),
        ({"date": "2017-06-31"}, {}, {}, "date: got '2017-06-31', expected a day written like"),
    ],
)
def test_a_wrong_argument_for_a_side_is_refused_with_the_known_ones(
    lesson: Lesson,
    left: dict[str, Any],
    right: dict[str, Any],
    both: dict[str, Any],
    words: str,
) -> None:
    with pytest.raises(LessonError, match=re.escape(words)):
        linked_maps(lesson, "tanf", ["towns"], left=left, right=right, **WORDS, **both)


@pytest.mark.parametrize("missing", ["title", "alt"])
def test_each_side_needs_a_title_and_an_alt_text(lesson: Lesson, missing: str) -> None:
    """A title for the left map alone leaves the right one without."""
    both = {name: text for name, text in WORDS.items() if name != missing}
    with pytest.raises(LessonError, match=f"^{missing}: got nothing"):
        linked_maps(lesson, "tanf", ["towns"], left={missing: "x"}, right={}, **both)


def test_the_state_of_linked_maps_refers_to_both(pair: MapPair) -> None:
    state = pair.get_state()
    assert state["left"] == f"IPY_MODEL_{pair.left.model_id}"
    assert state["right"] == f"IPY_MODEL_{pair.right.model_id}"
    assert state["home"] == f"IPY_MODEL_{pair.home.model_id}"
    assert "svg" not in state  # the maps stand in their own models


def test_linked_maps_have_both_still_pictures_with_their_words(pair: MapPair) -> None:
    data, _ = pair._repr_mimebundle_()
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == pair.model_id
    assert data["text/plain"] == "Maps: Before & after and After"
    images = re.findall(r"<img [^>]*>", data["text/html"])
    alts = [html.unescape(re.findall(r'alt="([^"]*)"', image)[0]) for image in images]
    assert alts == [LEFT["alt"], RIGHT["alt"]]
    assert "<map>" not in data["text/html"]
    sources = [re.findall(r'src="data:image/webp;base64,([^"]+)"', image)[0] for image in images]
    assert len(set(sources)) == 2
    sizes = {Image.open(io.BytesIO(base64.b64decode(source))).width > 1000 for source in sources}
    assert sizes == {True}
