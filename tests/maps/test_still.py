"""The still figure: all words that it needs, and on the page."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from support.colours import delta_e
from support.drawings import EXTENTS

from lessonkit.maps.boxes import Box, grown, overlap
from lessonkit.maps.figure import OWN_FACE, new_figure
from lessonkit.maps.from_tables import build_layers
from lessonkit.maps.layers import Layer
from lessonkit.maps.legend import caption, note, signs_of
from lessonkit.maps.marks import on_day
from lessonkit.maps.names.ink import nothing
from lessonkit.maps.names.name import Name
from lessonkit.maps.still import (
    _ground_names,
    _write_ground,
    draw_still,
    letters_in,
    print_map,
    still_svg,
)
from lessonkit.maps.window import Window
from lessonkit.notebook import Lesson
from lessonkit.tables.entries import Extent

TITLE = "In five weeks government forces enter the desert and the coalition strikes twice"
DAY = date(2017, 6, 6)


@pytest.fixture(scope="module", params=EXTENTS)
def still(request: pytest.FixtureRequest, lesson: Lesson) -> tuple[Figure, list[Layer]]:
    """Return the fullest still map of a window: every layer, all in the legend."""
    extent = lesson.extent(request.param)
    layers = build_layers(lesson, extent)
    figure = print_map(
        lesson,
        extent,
        layers,
        title=TITLE,
        day=DAY,
        subtitle="Marks are places, not areas.",
        visible=[layer.id for layer in layers],
    )
    return figure, layers


def test_the_ring_of_an_event_goes_round_a_joined_mark(lesson: Lesson) -> None:
    """Al-Bukamal shares its mark with its surroundings, which would hide a ring."""
    extent, day = lesson.extent("southeast"), date(2017, 5, 16)
    layers = on_day(build_layers(lesson, extent), day)
    window = Window(extent)
    figure, ax = new_figure(window)
    FigureCanvasAgg(figure)
    draw_still(ax, window, lesson, layers)
    here = {f.id for x in layers if x.role.events for f in x.features if f.place == "al-bukamal"}
    assert here
    rings = [one for one in ax.patches if one.get_gid() in here and not one.get_fill()]
    crowds = [one.get_path().get_extents() for one in ax.patches if one.get_gid() == "crowd"]
    for ring in (one.get_path().get_extents() for one in rings):
        inside = [x for x in crowds if ring.x0 < x.x0 < x.x1 < ring.x1 and ring.y0 < x.y0 < ring.y1]
        assert len(inside) == 1
    assert len(rings) == len(here)


def words(figure: Figure) -> list[str]:
    return [" ".join(text.get_text().split()) for text in figure.texts]


def test_a_still_map_says_title_date_and_sources(
    lesson: Lesson, still: tuple[Figure, list[Layer]]
) -> None:
    figure, layers = still
    assert isinstance(figure, Figure)
    assert not hasattr(figure, "number")  # pyplot does not know it, so nobody need close it
    now = [
        replace(layer, features=tuple(f for f in layer.features if f.on(DAY))) for layer in layers
    ]
    said = words(figure)
    assert TITLE in said
    assert "6 June 2017. Marks are places, not areas." in said
    assert caption(lesson, lesson.extent("syria"), now) in said
    assert "US Central Command" in caption(
        lesson, lesson.extent("syria"), now
    ) or "Wikipedia" in caption(lesson, lesson.extent("syria"), now)


def test_a_still_map_has_a_legend_of_what_it_shows(still: tuple[Figure, list[Layer]]) -> None:
    figure, layers = still
    texts = [" ".join(t.get_text().split()) for t in figure.legends[0].get_texts()]
    shown = [x for x in layers if x.table == "basemap" or any(f.on(DAY) for f in x.features)]
    headings = dict.fromkeys(x.group for x in shown)
    assert Counter(texts) == Counter([*(x.label for x in shown), *headings])


def test_everything_on_a_still_map_lies_on_the_page(still: tuple[Figure, list[Layer]]) -> None:
    figure, _ = still
    renderer = FigureCanvasAgg(figure).get_renderer()
    page = figure.bbox
    boxes = {text.get_text(): text.get_window_extent(renderer) for text in figure.texts}
    boxes["legend"] = figure.legends[0].get_window_extent(renderer)
    for name, where in boxes.items():
        assert where.x0 >= page.x0, name
        assert where.y0 >= page.y0, name
        assert where.x1 <= page.x1 + 1, name
        assert where.y1 <= page.y1 + 1, name


def test_a_still_map_shows_only_what_holds_on_its_day(lesson: Lesson) -> None:
    extent = lesson.extent("tanf")
    layers = build_layers(lesson, extent, ["zone-coalition", "towns"])
    gids = {}
    for today in (date(2017, 5, 17), date(2017, 5, 18), None):
        figure = print_map(lesson, extent, layers, title="Zone", day=today)
        gids[today] = {a.get_gid() for a in figure.axes[0].get_children() if a.get_gid()}
    assert "zone-coalition/tanf-zone" not in gids[date(2017, 5, 17)]
    assert "zone-coalition/tanf-zone" in gids[date(2017, 5, 18)]
    assert "zone-coalition/tanf-zone" in gids[None]
    hidden = print_map(lesson, extent, layers, title="Zone", visible=["towns"])
    assert "zone-coalition/tanf-zone" not in {a.get_gid() for a in hidden.axes[0].get_children()}


KEYS = {
    "high": "Full mark",
    "medium": "Half-filled",
    "low": "Empty mark",
    "crowd": "Frame with a number",
    "around": "Thin outline",
    "ring": "Dotted ring",
    "arrow": "Dashed arrow",
    "event": "Event rings",
    "area": "Pale round area",
    "border": "Dotted border",
}


def test_the_note_speaks_of_rings_only_where_events_are_rings(lesson: Lesson) -> None:
    window = lesson.extent("tanf")
    [rings] = build_layers(lesson, window, ["events"])

    def marked(marker: str) -> str:
        features = (replace(f, style=replace(f.style, marker=marker)) for f in rings.features)
        return note(lesson, window, [replace(rings, features=tuple(features))])

    assert "Event rings" not in marked("triangle") + marked("triangle-open")
    assert "confidence" in marked("triangle")
    assert "confidence" not in marked("triangle-open")


def test_the_note_speaks_of_a_ring_only_where_it_is_wider_than_its_mark(lesson: Lesson) -> None:
    """Five km are a hair on a wide map; a step that comes close to the place shows them."""
    wide, close = lesson.extent("corridor"), lesson.extent("tanf")
    [bases] = build_layers(lesson, wide, ["bases"])
    [base] = [f for f in bases.features if f.place == "al-tanf-garrison"]

    def signs(km: float, *parts: Extent) -> list[str]:
        only = replace(bases, features=(replace(base, precision_km=km),))
        return signs_of(lesson, wide, only, parts)

    assert "ring" not in signs(5)
    assert "ring" in signs(40)
    assert "ring" in signs(5, replace(close, west=38.4, east=39.0, south=33.3, north=33.7))
    assert "ring" not in signs(5, replace(close, west=40.4, east=41.0, south=35.3, north=35.7))


@pytest.mark.parametrize(
    ("extent", "layers", "signs"),
    [
        ("southeast", ["relief", "borders"], {"border"}),
        (
            "southeast",
            ["relief", "borders", "towns", "bases", "energy"],
            {"ring", "crowd", "border"},
        ),
        ("syria", ["borders"], {"border"}),
        ("tanf", ["towns"], {"ring"}),
        ("tanf", ["bases", "zone-coalition"], set()),
        ("tanf", ["events"], {"event", "area", "ring"}),
        ("southeast", ["advances"], {"arrow"}),
        (
            "syria",
            ["energy", "control"],
            {"high", "medium", "low", "crowd", "around", "ring"},
        ),
    ],
)
def test_the_note_explains_each_sign_on_the_map_and_no_other(
    lesson: Lesson, extent: str, layers: list[str], signs: set[str]
) -> None:
    window = lesson.extent(extent)
    made = build_layers(lesson, window, layers)
    said = note(lesson, window, made)
    assert {key for key, words_ in KEYS.items() if words_ in said} == signs
    assert said.count(":") == len(signs)
    figure = print_map(lesson, window, made, title="Note", visible=[x.id for x in made])
    assert not said or said in words(figure)


def test_lines_of_one_dash_are_told_by_their_colour(lesson: Lesson) -> None:
    """A border, a road and a pipeline are all thin lines in earthy colours."""
    made = build_layers(lesson, lesson.extent("syria"))
    lines = [
        layer
        for layer in made
        if "borders" in layer.kinds
        or (layer.table == "routes" and not any(f.card.get("holder") for f in layer.features))
    ]
    assert len(lines) >= 4
    for a, b in itertools.combinations(lines, 2):
        if a.style.dash == b.style.dash:
            assert delta_e(a.style.colour, b.style.colour) > 30, (a.id, b.id)


# ---- Letters ------------------------------------------------------------------------------------


def test_a_printed_map_is_written_in_the_face_of_the_page_and_keeps_its_blanks(
    lesson: Lesson,
) -> None:
    """A name with a letter that the face lacks is written in another one, whole."""
    window = Window(lesson.extent("syria"))
    layers = [layer for layer in build_layers(lesson, window.extent) if layer.on]
    svg = still_svg(lesson, window, layers)
    texts = re.findall(r'<text style="([^"]*)"[^>]*>([^<]*)<', svg)
    faces = {font.partition("'Lesson ")[2][:5] for font, text in texts if text.isascii()}
    assert faces == {"Sans'", "Serif"}
    waters = {text for font, text in texts if "italic" in font and "Lesson Serif" in font}
    assert {"Balikh", "Tigris"} <= waters
    assert not [text for font, text in texts if "Lesson Serif" in font and text not in waters]
    arabic = [font for font, text in texts if re.search("[\u0600-\u06ff]", text)]
    assert arabic
    assert not [font for font in arabic if "Lesson Sans" in font]


def test_between_the_words_of_a_country_stands_a_blank_that_is_kept() -> None:
    window = Window(Extent("a", "", 0, 10, 0, 10, ""))
    _, ax = new_figure(window)
    _write_ground(ax, window, Name("Czech Republic", "", 50, 50, "country"))
    (words,) = [one.get_text() for one in ax.texts]
    assert words == "C Z E C H \u00a0 R E P U B L I C"


@pytest.mark.parametrize(
    "face", sorted(OWN_FACE[0].parent.glob("s*.ttf")), ids=lambda one: one.stem
)
def test_a_name_of_europe_has_all_its_letters_in_one_face(face: Path) -> None:
    """Else what sets the page takes another, larger face for the whole name."""
    for name in (
        "Mikołajki",
        "Łódź",
        "Gdańsk",
        "Győr",
        "Plzeň",
        "Iași",
        "Bălți",
        "Ķekava",
        "Niğde",
    ):
        assert {ord(letter) for letter in name} <= letters_in((face,)), name


def test_what_a_student_is_to_find_is_not_said_by_the_ground(lesson: Lesson) -> None:
    """A lake may have the name of a town, and a country that of its capital."""
    extent = lesson.extent("syria")
    layers, window = build_layers(lesson, extent, ["water", "borders"]), Window(extent)
    plain = still_svg(lesson, window, layers)
    blank = still_svg(lesson, window, layers, unsaid=("Euphrates", "Iraq"))
    iraq = "\u00a0".join("IRAQ"), " ".join("IRAQ")
    assert "Euphrates" in plain
    assert any(one in plain for one in iraq)
    assert "Euphrates" not in blank
    assert not any(one in blank for one in iraq)


def test_the_name_of_a_country_stands_beside_no_scale_bar(lesson: Lesson) -> None:
    """ "100 km (62 miles) JORDAN" read as one."""
    window = Window(lesson.extent("syria"))
    layers = build_layers(lesson, window.extent)
    frame = (2.0, 2.0, window.width - 2, window.height - 2)

    def box_of(bar: Box) -> Box:
        named = _ground_names(window, lesson, layers, [bar], bar, frame, nothing)
        return next(box for name, box in named if name.text == "Syria")

    left, bottom, _, top = box_of((0.0, 0.0, 1.0, 1.0))
    bar = (left - 110, bottom, left - 10, top)
    assert not overlap(box_of(bar), grown(bar, 24))
