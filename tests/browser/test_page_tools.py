"""What the tools of the map do, in a bare page: zoom, ruler, dates, table, two linked maps."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import cartopy.crs as ccrs
import numpy as np
import pandas as pd
import pytest
import shapely
from playwright.sync_api import Locator, Page, expect
from pyproj import Geod

from lessonkit import Lesson, geodesy, linked_maps
from lessonkit.browser.bundle import join_scripts
from lessonkit.errors import LessonError
from lessonkit.maps.window import Window
from lessonkit.widgets.map import Map, MapPair

pytestmark = pytest.mark.browser

EXTENTS = ("syria", "southeast", "tanf", "corridor")
FIRST, LAST = date(2017, 5, 4), date(2017, 6, 7)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
MAP_WIDTH = 960.0  # map units
EARTH = (-180.0, -85.0, 180.0, 85.0)

WholeMap = Callable[[str], Map]
OpenMap = Callable[..., Page]
Run = Callable[..., Any]


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def sides(lesson: Lesson, extent: str) -> tuple[float, float, float, float]:
    one = lesson.extents[extent]
    return one.west, one.south, one.east, one.north


# ---- Distances and the projection ---------------------------------------------------------------


@pytest.fixture(scope="module")
def run(new_context: Any) -> Iterator[Run]:
    """Return a function that evaluates an expression of `x` with what some scripts export.

    All goes as JSON text, for many numbers one by one are slow.
    """
    context, _ = new_context()
    page = context.new_page()
    whole = "text => { const x = JSON.parse(text); with (own) return JSON.stringify(%s); }"

    def evaluate(scripts: list[str], expression: str, x: Any) -> Any:
        page.evaluate(
            """async texts => { window.own = Object.assign({}, ...await Promise.all(texts.map(
              text => import(URL.createObjectURL(new Blob([text], { type: "text/javascript" }))))));
            }""",
            [join_scripts(script) for script in scripts],
        )
        return json.loads(page.evaluate(whole % expression, json.dumps(x)))

    yield evaluate
    context.close()


@pytest.fixture
def geo(run: Run) -> Run:
    return lambda expression, x: run(["core/geo"], expression, x)


def points(n: int, west: float, south: float, east: float, north: float) -> Any:
    """Return `n` random points as rows of lon, lat; the same ones each time."""
    return np.random.default_rng(1).uniform((west, south), (east, north), (n, 2))


def assert_inverse(geo: Run, one: Any, two: Any) -> None:
    got = geo("x.map(([a, b]) => inverse(a, b))", np.stack([one, two], axis=1).tolist())
    km = geodesy.distance(*one.T, *two.T)
    assert [row["km"] for row in got] == pytest.approx(km, rel=1e-6)
    off = np.array([row["bearing"] for row in got]) - geodesy.bearing(*one.T, *two.T)
    assert np.abs((off + 180) % 360 - 180).max() < 1e-6
    assert all(0 <= row["bearing"] < 360 for row in got)


@pytest.mark.parametrize("extent", EXTENTS)
def test_the_ruler_measures_as_python_does(geo: Run, lesson: Lesson, extent: str) -> None:
    one, two = np.split(points(2000, *sides(lesson, extent)), 2)
    assert_inverse(geo, one, two)


def test_the_ruler_measures_as_python_does_anywhere_on_earth(geo: Run) -> None:
    one, two = np.split(points(4000, *EARTH), 2)
    near = geodesy.distance(*one.T, *two.T) < 19_500  # of 20 004 km to the other side
    assert near.sum() > 1900
    assert_inverse(geo, one[near], two[near])


def test_the_ruler_measures_along_meridian_equator_and_date_line(geo: Run) -> None:
    pairs = [
        *(([40, 10], [40, 50]), ([40, 50], [40, -10]), ([10, 0], [90, 0]), ([90, 0], [10, 0])),
        *(([179, 20], [-179, 21]), ([-179.5, -40], [179.5, -40]), ([0, 35], [0.001, 35.001])),
    ]
    assert_inverse(geo, *np.array(pairs, dtype=float).transpose(1, 0, 2))
    assert geo("inverse(x, x)", [38.6, 33.5]) == {"km": 0, "bearing": 0}


@pytest.mark.parametrize("extent", EXTENTS)
def test_a_point_of_the_map_is_where_python_draws_it(geo: Run, lesson: Lesson, extent: str) -> None:
    window = Window(lesson.extents[extent])
    west, south, east, north = sides(lesson, extent)
    some = np.vstack([points(1000, west, south, east, north), [[west, north], [east, south]]])
    extent_ = dict(zip(("west", "south", "east", "north"), sides(lesson, extent), strict=True))
    x = {"spec": {"extent": extent_, "width": MAP_WIDTH}, "points": some.tolist()}
    there = geo("x.points.map(p => new Projection(x.spec).toMap(p))", x)
    drawn = window.pages([shapely.Point(p) for p in some])
    assert np.array([[p["x"], p["y"]] for p in there]) == pytest.approx(np.array(drawn), abs=0.1)
    to = "x.points.map(p => { const t = new Projection(x.spec); return t.toLonLat(t.toMap(p)); })"
    assert np.array(geo(to, x)) == pytest.approx(some, abs=1e-9)


@pytest.mark.parametrize("extent", EXTENTS)
def test_the_line_of_the_ruler_is_the_shortest_way(geo: Run, lesson: Lesson, extent: str) -> None:
    """It lies on the geodesic, by half its own width on the map."""
    west, south, east, north = sides(lesson, extent)
    window = Window(lesson.extents[extent])
    for a, b in (((west, south), (east, north)), ((west, north), (east, north))):
        path = geo("pathBetween(...x)", [a, b])
        assert path[0] == pytest.approx(a)
        assert path[-1] == pytest.approx(b)
        way = [a, *Geod(ellps="WGS84").npts(*a, *b, 200), b]
        line = shapely.LineString(window.pages([shapely.Point(p) for p in way]))
        assert (
            max(
                line.distance(shapely.Point(p))
                for p in window.pages([shapely.Point(p) for p in path])
            )
            < 1.25
        )


def test_a_bearing_has_one_of_sixteen_names(geo: Run) -> None:
    names = "north north-north-east north-east east-north-east east east-south-east south-east "
    names += "south-south-east south south-south-west south-west west-south-west west "
    names += "west-north-west north-west north-north-west"
    for off in (-11.2, 0, 11.2):
        bearings = [(22.5 * n + off) % 360 for n in range(16)]
        assert geo("x.map(windOf)", bearings) == names.split()
    assert geo("x.map(windOf)", [359.99, 360]) == ["north", "north"]


def test_a_scale_bar_has_a_round_length(geo: Run) -> None:
    most = [0.7, 1, 1.99, 2, 4.9, 5, 9.99, 10, 49, 50, 99, 100, 163, 499, 1000]
    round_ones = [0.5, 1, 1, 2, 2, 5, 5, 10, 20, 50, 50, 100, 100, 200, 1000]
    assert geo("x.map(roundLength)", most) == round_ones


def test_miles_are_statute_miles(geo: Run) -> None:
    lengths = [0, 1, 1.609344, 55, 321.8688]
    assert geo("x.map(toMiles)", lengths) == [geodesy.to_miles(km) for km in lengths]
    assert geo("x.map(toMiles)", [1.609344]) == [1]


# ---- What changed -------------------------------------------------------------------------------


Span = tuple[str, str, date, date]  # name, what is said of it, first and last day


def first_day(start: Any) -> date:
    return date.min if pd.isna(start) else start.date()


def last_day(end: Any) -> date:
    return date.max if pd.isna(end) else end.date()


def held(lesson: Lesson, extent: str) -> list[Span]:
    """Return who held which part of which place of a window, and when."""
    west, south, east, north = sides(lesson, extent)
    places = {row["place_id"]: row for row in lesson.places.to_dict("records")}
    rows = [(row, places[row["place_id"]]) for row in lesson.control.to_dict("records")]
    return [
        (
            at["name_en"] + (f" ({row['part']})" if row["part"] else ""),
            lesson.holders[row["holder"]].label,
            first_day(row["start"]),
            last_day(row["end"]),
        )
        for row, at in rows
        if west <= at["lon"] <= east and south <= at["lat"] <= north
    ]


def drawn(lesson: Lesson, extent: str) -> list[Span]:
    """Return the zones and routes of a window, and when the map shows them."""
    found = []
    for layer in lesson.layers:
        if layer.table not in ("zones", "routes"):
            continue
        rows = getattr(lesson, layer.table)
        rows = rows[rows["kind"].isin(layer.kinds)]
        rows = rows[rows.intersects(shapely.box(*sides(lesson, extent)))]
        for row in rows.to_dict("records"):
            start, end = first_day(row["start"]), last_day(row["end"])
            if row["kind"] == "advance":  # shown for some days from its last day on
                start, end = end, end + timedelta(days=layer.linger_days)
            found.append((row["name"], "", start, end))
    return found


def on(spans: list[Span], day: date) -> list[tuple[str, str]]:
    return [(name, said) for name, said, start, end in spans if start <= day <= end]


def changes(lesson: Lesson, extent: str, before: date, now: date) -> list[str]:
    holders, marks = held(lesson, extent), drawn(lesson, extent)
    was, is_ = dict(on(holders, before)), dict(on(holders, now))
    drew, draws = Counter(on(marks, before)), Counter(on(marks, now))
    return [
        *(f"{p} from {was[p]} to {h}" for p, h in is_.items() if was.get(p, h) != h),
        *(f"new on the map: {name}" for name, _ in (draws - drew).elements()),
        *(f"no longer on the map: {name}" for name, _ in (drew - draws).elements()),
    ]


def news_of(page: Page) -> list[str]:
    """Return the sentences of each day."""
    said: list[str] = page.locator("#host").evaluate(
        """(host, days) => days.map(day => {
          model.set("date", day);
          return host.shadowRoot.querySelector(".lk-news").textContent;
        })""",
        [day.isoformat() for day in DAYS],
    )
    return said


@pytest.mark.parametrize("extent", ["syria", "tanf"])
def test_the_sentence_of_each_day_names_what_changed_and_nothing_else(
    lesson: Lesson, whole: WholeMap, open_map: OpenMap, extent: str
) -> None:
    news = news_of(open_map(whole(extent)))
    began = {day.date() for day in lesson.events["start"].dropna()} & set(DAYS)
    seen = Counter[str]()
    for day, said in zip(DAYS[1:], news[1:], strict=True):
        before = max([d for d in began if d < day], default=FIRST)
        expected = changes(lesson, extent, before, day)
        seen["changed" if expected else "unchanged"] += 1
        if not expected:
            assert said.endswith(f" No mark changed since {in_words(before)}."), day
            continue
        found = re.search(rf" Since {in_words(before)}: (.*?)(?:; and (\d+) more)?\.$", said)
        assert found, said
        named = found[1].split("; ")
        assert not Counter(named) - Counter(expected), day
        assert len(named) == min(3, len(expected)), day
        assert int(found[2] or 0) == len(expected) - len(named), day
    assert not re.search("Since|changed", news[0])  # the first day has no day before it
    assert min(seen["changed"], seen["unchanged"]) > 3


def test_what_came_and_went_in_between_did_not_change(run: Run) -> None:
    """Days are numbers here: 17290 is 4 May, 17294 is 8 May."""
    spans = {
        **{"came": [17292, 17300], "went": [17280, 17292], "stayed": [17280, 17300]},
        **{"in between": [17291, 17292], "today": [17294, 17294], "last day": [17280, 17290]},
    }
    features = [{"id": key, "start": a, "end": b} for key, (a, b) in spans.items()]
    cards = {key: {"kind": "Zone", "title": key} for key in spans}
    cards["event"] = {"kind": "Event", "title": "event"}
    features.append({"id": "event", "start": 17294, "end": 17300})
    x = {"spec": {"cards": cards}, "features": features}
    said = run(
        ["core/dates", "map/changes"],
        "changeSince(x.spec, x.features, '2017-05-04', '2017-05-08')",
        x,
    )
    assert said == (
        "Since 4 May 2017: new on the map: came; new on the map: today; "
        "no longer on the map: went; and 1 more."
    )


def test_the_sentence_of_each_day_names_its_events(
    lesson: Lesson, whole: WholeMap, open_map: OpenMap
) -> None:
    rows = lesson.events[lesson.events["start"] >= pd.Timestamp(FIRST)].to_dict("records")
    events = [
        (r["title"], r["start"].date(), (r["start"] if pd.isna(r["end"]) else r["end"]).date())
        for r in rows
    ]
    quiet = 0
    for day, said in zip(DAYS, news_of(open_map(whole("syria"))), strict=True):
        today = [title for title, start, end in events if start <= day <= end]
        assert [title for title in today if title not in said] == [], day
        assert said.startswith("No event") == (not today), day
        quiet += not today
    assert 0 < quiet < len(DAYS)


# ---- Zoom and pan -------------------------------------------------------------------------------


def view_box(page: Page) -> list[float]:
    text = page.locator("svg.lk-svg").get_attribute("viewBox") or ""
    return [float(number) for number in text.split()]


def zoom_of(page: Page) -> float:
    return MAP_WIDTH / view_box(page)[2]


def map_point(page: Page, x: float, y: float) -> tuple[float, float]:
    """Return the point of the map under a point of the screen."""
    there = page.locator("svg.lk-svg").evaluate(
        """(svg, [x, y]) => {
          const p = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse());
          return [p.x, p.y];
        }""",
        [x, y],
    )
    return there[0], there[1]


def frame_of(page: Page) -> dict[str, float]:
    box = page.locator("svg.lk-svg").bounding_box()
    assert box
    return dict(box)


def spot(page: Page, right: float, down: float) -> tuple[float, float]:
    """Return a point of the screen by its part of the map's width and height."""
    box = frame_of(page)
    return box["x"] + right * box["width"], box["y"] + down * box["height"]


def symbol(page: Page, feature: str) -> tuple[float, float]:
    """Return where a symbol stands on the screen."""
    x, y = page.locator(f'[data-feature="{feature}"] .lk-at').evaluate(
        "node => { const { e, f } = node.getScreenCTM(); return [e, f]; }"
    )
    return x, y


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def state(page: Page, name: str) -> Any:
    return page.evaluate("name => model.get(name)", name)


def long_page(page: Page) -> None:
    page.add_style_tag(content="body { height: 4000px }")


def assert_inside(page: Page) -> None:
    x, y, width, height = view_box(page)
    assert 0 <= x <= MAP_WIDTH - width + 0.01
    assert y >= 0
    assert MAP_WIDTH / 12 - 0.01 <= width <= MAP_WIDTH
    high: float = page.evaluate("model.get('spec').height")
    assert y + height <= high + 0.01


def test_ctrl_and_wheel_zoom_around_the_pointer(whole: WholeMap, open_map: OpenMap) -> None:
    page = open_map(whole("syria"))
    long_page(page)
    for right, down, turns in ((0.3, 0.4, (-200, -100, -400)), (0.8, 0.7, (-200, 150, -60))):
        x, y = spot(page, right, down)
        page.mouse.move(x, y)
        page.keyboard.down("Control")
        for turn in turns:
            before, zoom, width = map_point(page, x, y), zoom_of(page), view_box(page)[2]
            page.mouse.wheel(0, turn)
            page.wait_for_function(
                """was => Math.abs(document.querySelector("#host").shadowRoot
                  .querySelector("svg").viewBox.baseVal.width - was) > 1""",
                arg=width,
            )
            after = map_point(page, x, y)
            assert (zoom_of(page) > zoom) == (turn < 0)
            pixels = frame_of(page)["width"] / view_box(page)[2]
            assert np.hypot(*np.subtract(after, before)) * pixels < 1
        page.keyboard.up("Control")
    assert page.evaluate("scrollY") == 0


def test_the_wheel_alone_scrolls_the_page(whole: WholeMap, open_map: OpenMap) -> None:
    page = open_map(whole("syria"))
    long_page(page)
    before = view_box(page)
    expect(page.locator(".lk-hint")).to_be_hidden()
    page.mouse.move(*spot(page, 0.5, 0.5))
    page.mouse.wheel(0, 300)
    page.wait_for_function("scrollY > 100")
    expect(page.locator(".lk-hint")).to_be_visible()
    assert view_box(page) == before
    expect(page.locator(".lk-hint")).to_be_hidden()


def test_buttons_and_keys_zoom(whole: WholeMap, open_map: OpenMap) -> None:
    page = open_map(whole("syria"))
    outward = page.get_by_role("button", name="Zoom out", exact=True)
    expect(outward).to_have_attribute("aria-disabled", "true")
    press(page, "Zoom in")
    assert zoom_of(page) == pytest.approx(1.5, rel=1e-4)
    expect(outward).to_have_attribute("aria-disabled", "false")
    press(page, "Zoom in")
    outward.click()
    assert zoom_of(page) == pytest.approx(1.5, rel=1e-4)
    press(page, "Show the whole map")
    assert zoom_of(page) == 1
    stage = page.locator(".lk-stage")
    for key, zoom in (("+", 1.5), ("+", 2.25), ("-", 1.5), ("=", 2.25), ("0", 1), ("-", 1)):
        stage.press(key)
        assert zoom_of(page) == pytest.approx(zoom, rel=1e-4), key


def test_shift_and_an_arrow_move_the_map(whole: WholeMap, open_map: OpenMap) -> None:
    page = open_map(whole("syria"))
    stage = page.locator(".lk-stage")
    stage.press("Shift+ArrowRight")
    assert view_box(page)[:2] == [0, 0]  # the whole map has nowhere to go
    for _ in range(3):
        stage.press("+")
    unit = frame_of(page)["width"] / view_box(page)[2]  # CSS pixels for one map unit
    for key, name, dx, dy in (
        ("Shift+ArrowRight", "Move east", 80, 0),
        ("Shift+ArrowLeft", "Move west", -80, 0),
        ("Shift+ArrowDown", "Move south", 0, 80),
        ("Shift+ArrowUp", "Move north", 0, -80),
    ):
        for move in (lambda key=key: stage.press(key), lambda name=name: press(page, name)):
            before = view_box(page)
            move()
            moved = np.subtract(view_box(page)[:2], before[:2]) * unit
            assert moved == pytest.approx((dx, dy), abs=0.1)
    assert state(page, "selected") == ""


def test_the_view_never_leaves_the_map(whole: WholeMap, open_map: OpenMap) -> None:
    page = open_map(whole("tanf"))
    stage = page.locator(".lk-stage")
    keys = ["+", "+", "+", "-", *(f"Shift+Arrow{way}" for way in ("Up", "Down", "Left", "Right"))]
    stage.focus()
    deepest = 1.0
    for key in [*np.random.default_rng(2).choice(keys, 60), *(["+"] * 9), "Shift+ArrowUp"]:
        page.keyboard.press(key)
        assert_inside(page)
        deepest = max(deepest, zoom_of(page))
    assert deepest == pytest.approx(12, rel=1e-3)
    page.mouse.move(*spot(page, 0.5, 0.5))
    page.mouse.down()
    page.mouse.move(*spot(page, 3, 3), steps=4)
    page.mouse.up()
    assert_inside(page)


def test_a_drag_moves_the_map_and_selects_nothing(whole: WholeMap, open_map: OpenMap) -> None:
    page = open_map(whole("syria"))
    page.locator(".lk-stage").press("+")
    x, y = symbol(page, "towns/palmyra")
    before = map_point(page, x, y)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 45, steps=5)
    page.mouse.up()
    assert state(page, "selected") == ""
    assert map_point(page, x + 60, y + 45) == pytest.approx(before, abs=0.7)
    before_click = view_box(page)
    x, y = symbol(page, "towns/palmyra")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 2, y + 2)  # a hand that trembles still clicks
    page.mouse.up()
    assert "palmyra" in state(page, "selected")
    assert view_box(page) == before_click


def test_a_press_that_ends_outside_leaves_no_drag_behind(
    whole: WholeMap, open_map: OpenMap
) -> None:
    """The pointer that comes back without a button does not pull the map along."""
    page = open_map(whole("syria"))
    page.locator(".lk-stage").press("+")
    page.mouse.move(*spot(page, 0.004, 0.5))
    page.mouse.down()
    page.mouse.move(2, 300)  # in one leap off the map
    page.mouse.up()
    before = view_box(page)
    page.mouse.move(*spot(page, 0.3, 0.5), steps=3)
    assert view_box(page) == before


@pytest.mark.parametrize("extent", ["syria", "tanf", "corridor"])
def test_the_scale_bar_is_true(
    lesson: Lesson, whole: WholeMap, open_map: OpenMap, extent: str
) -> None:
    page = open_map(whole(extent))
    window = Window(lesson.extents[extent])
    left, _, _, top = window.bounds

    def lon_lat(x: float, y: float) -> tuple[float, float]:
        metres = left + x / window.scale, top - y / window.scale
        lon, lat = ccrs.PlateCarree().transform_point(*metres, window.crs)
        return lon, lat

    lengths = set()
    for keys in ("", "+ + Shift+ArrowUp", "Shift+ArrowDown Shift+ArrowDown", "+ + + +"):
        for key in keys.split():
            page.locator(".lk-stage").press(key)
        bar = page.locator(".lk-scale i").bounding_box()
        words = page.locator(".lk-scale").inner_text().strip()
        said = re.fullmatch(r"([\d.]+) km \(([\d.]+) miles\)", words)
        assert bar
        assert said
        foot = bar["y"] + bar["height"]
        ends = [map_point(page, x, foot) for x in (bar["x"], bar["x"] + bar["width"])]
        km = geodesy.distance(*lon_lat(*ends[0]), *lon_lat(*ends[1]))
        assert float(said[1]) == pytest.approx(km, rel=0.02), keys
        miles = geodesy.to_miles(float(said[1]))
        assert float(said[2]) == pytest.approx(miles, abs=0.05 if miles < 10 else 0.5)
        lengths.add(said[1])
    assert len(lengths) > 2


@pytest.mark.parametrize(("width", "size"), [(1300, 1), (390, 0.8)])
def test_symbols_and_hatches_keep_their_size_on_the_screen(
    whole: WholeMap, open_map: OpenMap, width: int, size: float
) -> None:
    page = open_map(whole("syria"), width)
    scales = """svg => {
      const scaleOf = node => {
        const { a, b } = node.getScreenCTM(); // a name may be turned
        return Math.hypot(a, b);
      };
      const shown = [...svg.querySelectorAll(".lk-s, .lk-at")]
        .filter(node => node.checkVisibility());
      const patterns = [...svg.querySelectorAll("pattern")].map(pattern =>
        pattern.getAttribute("patternTransform").match(/^scale\\(([\\d.]+)\\)$/)[1] * scaleOf(svg));
      const [names, symbols] = [true, false].map(isName =>
        shown.filter(node => Boolean(node.closest(".lk-name")) === isName).map(scaleOf));
      return { names, symbols, patterns };
    }"""
    for zoom in range(4):
        found = page.locator("svg.lk-svg").evaluate(scales)
        assert len(found["symbols"]) > 50
        assert found["symbols"] == pytest.approx([size] * len(found["symbols"]), rel=0.01), zoom
        assert len(found["names"]) > 3
        assert found["names"] == pytest.approx([1] * len(found["names"]), rel=0.01), zoom
        assert len(found["patterns"]) > 1
        assert found["patterns"] == pytest.approx([1] * len(found["patterns"]), rel=0.01), zoom
        press(page, "Zoom in")


# ---- Touch --------------------------------------------------------------------------------------


def touch(page: Page) -> Callable[..., None]:
    """Return a function that puts fingers on the screen: the kind of event, then the points."""
    session = page.context.new_cdp_session(page)

    def send(kind: str, *fingers: tuple[float, float]) -> None:
        points = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(fingers)]
        session.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})

    return send


def test_two_fingers_zoom_the_map(whole: WholeMap, open_map: OpenMap) -> None:
    page = open_map(whole("syria"), 390, has_touch=True)
    long_page(page)
    press(page, "Zoom in")
    send = touch(page)
    x, y = spot(page, 0.5, 0.5)
    between, zoom = map_point(page, x, y), zoom_of(page)
    send("Start", (x - 20, y), (x + 20, y))
    for apart in (25, 30, 35, 40):
        send("Move", (x - apart, y), (x + apart, y))
    send("End")
    expect_zoom(page, 2 * zoom)
    pixels = frame_of(page)["width"] / view_box(page)[2]
    assert np.hypot(*np.subtract(map_point(page, x, y), between)) * pixels < 1
    assert page.evaluate("[scrollY, visualViewport.scale]") == [0, 1]
    assert state(page, "selected") == ""


def expect_zoom(page: Page, zoom: float) -> None:
    width = MAP_WIDTH / zoom
    page.wait_for_function(
        """width => Math.abs(document.querySelector("#host").shadowRoot
          .querySelector("svg").viewBox.baseVal.width / width - 1) < 0.02""",
        arg=width,
    )


def test_one_finger_scrolls_the_page(whole: WholeMap, open_map: OpenMap) -> None:
    page = open_map(whole("syria"), 390, has_touch=True)
    long_page(page)
    press(page, "Zoom in")
    before = view_box(page)
    send = touch(page)
    x, y = spot(page, 0.5, 0.6)
    send("Start", (x, y))
    for up in range(20, 181, 20):
        send("Move", (x, y - up))
    send("End")
    page.wait_for_function("scrollY > 60")
    assert view_box(page) == before
    assert state(page, "selected") == ""


def test_a_tap_selects_a_mark(whole: WholeMap, open_map: OpenMap) -> None:
    page = open_map(whole("syria"), 390, has_touch=True)
    page.touchscreen.tap(*symbol(page, "towns/palmyra"))
    assert "palmyra" in state(page, "selected")
    expect(page.locator(".lk-card")).to_contain_text("Palmyra")


# ---- The ruler ----------------------------------------------------------------------------------

RESULT = re.compile(
    r"(.+) to (.+): ([\d.]+) km \(([\d.]+) miles\) in a straight line, "
    r"bearing (\d+)° \(([a-z-]+)\)\.(?: The places are right to about ([\d.]+) km\.)?"
)


def result(page: Page) -> tuple[str, ...]:
    found = RESULT.fullmatch(page.locator(".lk-result").inner_text())
    assert found, page.locator(".lk-result").inner_text()
    return found.groups()


def place(lesson: Lesson, place_id: str) -> Any:
    return lesson.places.set_index("place_id").loc[place_id]


def test_the_ruler_says_what_python_says(
    lesson: Lesson, whole: WholeMap, open_map: OpenMap
) -> None:
    page = open_map(whole("syria"))
    press(page, "Measure")
    start, end = page.locator(".lk-measure select").all()
    expect(end).to_be_disabled()
    ids = list(whole("syria").spec["places"])
    pairs = np.random.default_rng(3).choice(ids, (12, 2))
    for one, two in [("palmyra", "raqqa"), *pairs]:
        if one == two:
            continue
        start.select_option(str(one))
        end.select_option(str(two))
        assert state(page, "ruler") == [one, two]
        a, b = place(lesson, one), place(lesson, two)
        ends = a["lon"], a["lat"], b["lon"], b["lat"]
        km, bearing = geodesy.distance(*ends), geodesy.bearing(*ends)
        got = result(page)
        assert got[:2] == (a["name_en"], b["name_en"])
        assert float(got[2]) == pytest.approx(km, rel=0.005, abs=0.05)
        assert float(got[3]) == pytest.approx(geodesy.to_miles(km), rel=0.005, abs=0.05)
        assert abs((float(got[4]) - bearing + 180) % 360 - 180) <= 0.5
        doubt = a["precision_km"] + b["precision_km"]
        assert float(got[6] or 0) == pytest.approx(doubt if doubt >= 1 else 0, abs=0.05)


def test_the_ruler_is_right_to_half_a_percent_at_any_length(
    whole: WholeMap, open_map: OpenMap
) -> None:
    page = open_map(whole("tanf"))
    lon, lat = 37.6, 33.6
    wrong = {}
    for km in (0.43, 1.06, 4.44, 9.96, 55.0, 199.96, 204.5):
        far = geodesy.destination(lon, lat, 90, km)
        page.evaluate("ends => model.set('ruler', ends)", [[lon, lat], list(far)])
        said, miles = (float(number) for number in result(page)[2:4])
        if max(abs(said / km - 1), abs(miles / geodesy.to_miles(km) - 1)) > 0.005:
            wrong[km] = said, miles
    assert wrong == {}


def test_two_clicks_on_the_map_measure_and_a_third_begins_anew(
    whole: WholeMap, open_map: OpenMap
) -> None:
    page = open_map(whole("syria"))
    press(page, "Measure")
    expect(page.locator(".lk-result")).to_have_text(re.compile("^Click two points"))
    page.mouse.click(*symbol(page, "towns/palmyra"))
    assert state(page, "ruler") == ["palmyra"]
    assert state(page, "selected") == ""
    expect(page.locator(".lk-result")).to_have_text("From Palmyra. Now the second point.")
    page.mouse.click(*spot(page, 0.93, 0.06))
    ends = state(page, "ruler")
    assert ends[0] == "palmyra"
    lon, lat = ends[1]
    assert result(page)[:2] == ("Palmyra", f"{lat:.2f}° N, {lon:.2f}° E")
    expect(page.locator(".lk-ruler path.lk-over")).to_have_count(1)
    expect(page.locator(".lk-ruler text")).to_have_text(f"{result(page)[2]} km")
    page.mouse.click(*symbol(page, "towns/raqqa"))
    assert state(page, "ruler") == ["raqqa"]
    expect(page.locator(".lk-ruler circle")).to_have_count(1)
    press(page, "Clear the ruler")
    assert state(page, "ruler") == []
    expect(page.locator(".lk-ruler")).to_have_count(0)
    press(page, "Measure")
    page.mouse.click(*symbol(page, "towns/palmyra"))
    assert "palmyra" in state(page, "selected")
    assert state(page, "ruler") == []


def test_the_rulers_panel_opens_when_code_measures_and_closing_it_clears(
    whole: WholeMap, open_map: OpenMap
) -> None:
    page = open_map(whole("tanf"))
    expect(page.locator(".lk-measure")).to_be_hidden()
    page.evaluate("model.set('ruler', ['al-tanf-garrison', [38.6, 33.9]])")
    expect(page.locator(".lk-result")).to_contain_text("33.90° N, 38.60° E")
    button = page.get_by_role("button", name="Measure")
    expect(button).to_have_attribute("aria-expanded", "true")
    button.click()
    expect(page.locator(".lk-measure")).to_be_hidden()
    assert state(page, "ruler") == []
    expect(page.locator(".lk-ruler")).to_have_count(0)


def test_a_click_on_the_edge_of_the_map_is_a_point_that_python_takes(
    whole: WholeMap, open_map: OpenMap
) -> None:
    map_ = whole("tanf")
    page = open_map(map_, 800)
    press(page, "Measure")
    box = page.locator(".lk-stage").bounding_box()
    assert box
    wide, high = box["width"], box["height"]
    refused = []
    for x, y in ((0.4, high / 3), (wide - 0.6, high / 3), (wide / 3, 0.4), (wide / 3, high - 0.6)):
        page.evaluate("model.set('ruler', [])")
        page.mouse.click(box["x"] + x, box["y"] + y)
        (end,) = state(page, "ruler")
        try:
            map_._ruler_end(end)
        except LessonError:
            refused.append(end)
    assert refused == []


def test_the_ends_of_the_ruler_stay_on_their_places_when_the_map_zooms(
    whole: WholeMap, open_map: OpenMap
) -> None:
    page = open_map(whole("syria"))
    page.evaluate("model.set('ruler', ['palmyra', 'raqqa'])")
    for _ in range(3):
        ends = page.locator(".lk-ruler circle").evaluate_all(
            "all => all.map(node => { const { e, f, a } = node.getScreenCTM(); return [e, f, a]; })"
        )
        for (x, y, scale), feature in zip(ends, ("towns/palmyra", "towns/raqqa"), strict=True):
            assert (x, y) == pytest.approx(symbol(page, feature), abs=0.5)
            assert scale == pytest.approx(1, rel=0.01)
        page.locator(".lk-stage").press("+")


# ---- Play ---------------------------------------------------------------------------------------


@pytest.fixture
def days_of(
    whole: WholeMap, open_map: OpenMap
) -> Callable[..., tuple[Page, Callable[[], list[str]]]]:
    """Return a function that opens a map with a stopped clock; it gives the days shown since."""

    def opened(**options: Any) -> tuple[Page, Callable[[], list[str]]]:
        page = open_map(whole("tanf"), **options)
        page.clock.install(time="2001-01-01T00:00:00")
        page.clock.pause_at("2001-01-01T00:01:00")
        page.evaluate(
            """() => {
              window.days = [];
              model.on("change:date", () => days.push(model.get("date")));
            }"""
        )
        return page, lambda: page.evaluate("days.splice(0)")

    return opened


def iso(first: date, last: date) -> list[str]:
    return [f"{first + timedelta(days=n)}" for n in range((last - first).days + 1)]


def test_play_goes_day_by_day_at_the_speed_chosen(days_of: Any) -> None:
    page, days = days_of()
    news = page.locator(".lk-news")
    expect(news).to_have_attribute("aria-live", "polite")
    for speed, step in (("10", 100), ("1", 1000), ("3", 334)):
        page.evaluate("model.set('date', '2017-05-10')")
        page.get_by_label("Speed of play").select_option(speed)
        days()
        press(page, "Play")
        expect(news).to_have_attribute("aria-live", "off")
        page.clock.run_for(step * 5)
        assert days() == iso(date(2017, 5, 11), date(2017, 5, 15)), speed
        press(page, "Pause")
        expect(news).to_have_attribute("aria-live", "polite")
        page.clock.run_for(5000)
        assert days() == []


def test_play_stops_at_the_last_day_and_begins_anew(days_of: Any) -> None:
    page, days = days_of()
    page.get_by_label("Speed of play").select_option("10")
    page.evaluate("model.set('date', '2017-06-06')")
    days()
    press(page, "Play")
    page.clock.run_for(5000)
    assert days() == iso(date(2017, 6, 7), date(2017, 6, 9))
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page.locator(".lk-news")).to_have_attribute("aria-live", "polite")
    press(page, "Play")
    page.clock.run_for(200)
    assert days() == iso(FIRST, date(2017, 5, 6))


def test_with_less_motion_play_goes_from_event_to_event(lesson: Lesson, days_of: Any) -> None:
    page, days = days_of(reduced_motion="reduce")
    began = sorted({day.date() for day in lesson.events["start"].dropna()})
    expected = [f"{day}" for day in began if date(2017, 5, 10) < day <= date(2017, 6, 9)]
    page.evaluate("model.set('date', '2017-05-10')")
    page.get_by_label("Speed of play").select_option("10")
    days()
    press(page, "Play")
    page.clock.run_for(599)
    assert days() == []
    page.clock.run_for(1)
    assert days() == expected[:1]
    page.clock.run_for(60_000)
    rest = days()
    assert rest[: len(expected) - 1] == expected[1:]
    assert rest[-1] == "2017-06-09"


def test_play_stops_when_the_reader_moves_the_date_or_closes_the_view(days_of: Any) -> None:
    page, days = days_of()
    stops: list[Callable[[], None]] = [
        lambda: page.locator("input.lk-date").press("ArrowRight"),
        lambda: press(page, "Next event"),
        lambda: page.evaluate("end()"),
    ]
    for stop in stops:
        press(page, "Play")
        page.clock.run_for(1100)
        assert len(days()) == 3
        stop()
        days()
        page.clock.run_for(5000)
        assert days() == []


# ---- The table ----------------------------------------------------------------------------------


def shown_in(map_: Map, day: str, visible: list[str]) -> Counter[str]:
    """Return the names of the marks that a map shows on a day, from its drawing and its cards."""
    names: Counter[str] = Counter()
    for tag in re.findall(r"<g [^>]*data-feature=[^>]*>", map_.svg):
        about = dict(re.findall(r'data-(\w+)="([^"]*)"', tag))
        card = map_.spec["cards"][about["feature"]]
        holds = about.get("start", "0") <= day <= about.get("end", "9")
        if holds and about["feature"].partition("/")[0] in layers_like(visible):
            is_place = "place" in card and card.get("kind") != "Event"
            title = map_.spec["places"][card["place"]]["title"] if is_place else card["title"]
            names[title + (f" ({card['part']})" if card.get("part") else "")] += 1
    return names


def layers_like(visible: list[str]) -> set[str]:
    """Return the first part of the ids of features: all holders share `control`."""
    return {"control" if layer.startswith("control-") else layer for layer in visible}


@pytest.mark.parametrize("on", ["all", "some"])
def test_the_table_has_what_the_map_shows(whole: WholeMap, open_map: OpenMap, on: str) -> None:
    map_ = whole("syria")
    page = open_map(map_)
    visible = map_.visible
    if on == "some":
        visible = [x for x in visible if x in ("water", "crossings", "events", "zone-coalition")]
        page.evaluate("ids => model.set('visible', ids)", visible)
    press(page, "Table")
    for day in ("2017-05-04", "2017-05-18", "2017-05-25", "2017-06-06", "2017-06-09"):
        page.evaluate("day => model.set('date', day)", day)
        expected = shown_in(map_, day, visible)
        rows = page.locator(".lk-twin tbody button").all_inner_texts()
        assert Counter(rows) == expected, day
        assert len(rows) > 6
        when = page.locator(".lk-when").inner_text()
        expect(page.locator(".lk-twin-caption")).to_have_text(
            f"{map_.spec['title']}. {len(rows)} marks on {when}."
        )
    ground = [x["label"].lower() for x in map_.spec["layers"] if x["table"] == "basemap"]
    drawn = ground if on == "all" else ["rivers and lakes"]
    expect(page.locator(".lk-twin-ground")).to_have_text(f"Also drawn: {', '.join(drawn)}.")


def test_the_table_says_each_holder_and_both_names_and_opens_cards(
    lesson: Lesson, whole: WholeMap, open_map: OpenMap
) -> None:
    page = open_map(whole("syria"))
    press(page, "Table")
    page.evaluate("model.set('date', '2017-06-06')")
    rows = page.locator(".lk-twin tbody tr").evaluate_all(
        """all => all.map(row => [row.querySelector("button").textContent,
          row.querySelector("span.lk-ar[lang=ar][dir=rtl]")?.textContent ?? "",
          row.children[2].textContent])"""
    )
    said = {name: what for name, _, what in rows if what.startswith("control: ")}
    holders = dict(on(held(lesson, "syria"), date(2017, 6, 6)))
    assert said.keys() == holders.keys()
    assert len(said) > 50
    assert [name for name in said if not said[name].startswith(f"control: {holders[name]}")] == []
    arabic = {row["name_en"]: row["name_ar"] for row in lesson.places.to_dict("records")}
    known = [(name, other) for name, other, _ in rows if name in arabic]
    assert len(known) > 100
    assert [name for name, other in known if other != arabic[name]] == []
    page.locator(".lk-twin tbody button", has_text="Palmyra").first.click()
    assert "palmyra" in state(page, "selected")
    expect(page.locator(".lk-card h4").first).to_contain_text("Palmyra")


READ = """([column, sorted]) => {
  const { shadowRoot } = document.querySelector("#host");
  const rows = [...shadowRoot.querySelectorAll(".lk-twin tbody tr")];
  const cells = rows.map(({ children: all }) => (all[column].firstChild?.textContent ?? ""));
  const alphabet = new Intl.Collator("en", { numeric: true });
  return sorted ? cells.sort(alphabet.compare) : cells;
}"""


ORDERED = ("Dates", "How sure")  # by day and by degree, not by alphabet: the tests below


def test_the_table_sorts_by_each_column(whole: WholeMap, open_map: OpenMap) -> None:
    page = open_map(whole("tanf"))
    press(page, "Table")
    heads = page.locator(".lk-twin thead th")
    for n, name in enumerate(["Name", "Layer", "What", "Dates", "How sure", "According to"]):
        expect(heads.nth(n)).to_have_attribute("aria-sort", "none")
        before = page.evaluate(READ, [n, True])
        heads.nth(n).locator("button").click()
        expect(heads.nth(n)).to_have_attribute("aria-sort", "ascending")
        up = page.evaluate(READ, [n, False])
        assert Counter(up) == Counter(before)
        assert len(set(up)) > 2
        if name not in ORDERED:
            assert up == before, name
        heads.nth(n).locator("button").click()
        expect(heads.nth(n)).to_have_attribute("aria-sort", "descending")
        if name not in ORDERED:
            assert page.evaluate(READ, [n, False]) == before[::-1], name
    expect(page.locator(".lk-twin [aria-sort=descending]")).to_have_count(1)


def test_the_table_sorts_dates_by_day(whole: WholeMap, open_map: OpenMap) -> None:
    page = open_map(whole("syria"))
    press(page, "Table")
    page.evaluate("model.set('date', '2017-06-06')")
    page.locator(".lk-twin thead button", has_text="Dates").click()
    cells = page.evaluate(READ, [3, False])
    days = [re.search(r"\d+ [A-Z][a-z]+ \d{4}", cell) for cell in cells]
    known = [pd.Timestamp(found[0]) for found in days if found]
    assert len(set(known)) > 5
    assert known == sorted(known)


def test_the_table_sorts_doubt_by_degree(whole: WholeMap, open_map: OpenMap) -> None:
    page = open_map(whole("syria"))
    press(page, "Table")
    page.locator(".lk-twin thead button", has_text="How sure").click()
    degrees = [re.split("[ ;]", cell)[0] for cell in page.evaluate(READ, [4, False])]
    order = ["high", "medium", "low"]
    known = [order.index(degree) for degree in degrees if degree in order]
    assert set(known) == {0, 1, 2}
    assert known == sorted(known)
    assert not {"high", "medium", "low"} & set(degrees[len(known) :])  # what has none comes last


# ---- The legend ---------------------------------------------------------------------------------


def test_all_and_none_switch_a_group_in_the_state(whole: WholeMap, open_map: OpenMap) -> None:
    map_ = whole("syria")
    page = open_map(map_)
    layers = map_.spec["layers"]
    places = [x["id"] for x in layers if x["group"] == "Places"]
    press(page, "Places: none")
    assert state(page, "visible") == [x["id"] for x in layers if x["id"] not in places]
    for layer in layers:
        box = page.locator(f'input[data-layer="{layer["id"]}"]')
        assert box.is_checked() == (layer["id"] not in places)
    press(page, "Places: all")
    assert state(page, "visible") == [x["id"] for x in layers]
    page.locator('input[data-layer="towns"]').uncheck()
    assert state(page, "visible") == [x["id"] for x in layers if x["id"] != "towns"]


def test_the_note_explains_the_signs_of_the_layers_that_are_on(
    whole: WholeMap, open_map: OpenMap
) -> None:
    page = open_map(whole("tanf"))
    note, surer = page.locator(".lk-key"), "Full colour: high confidence."
    expect(note).to_contain_text("Dotted ring: the position is not exact.")
    expect(note).to_contain_text(surer)
    press(page, "Who held what: none")
    expect(note).not_to_contain_text(surer)
    expect(note).to_contain_text("Dotted ring: the position is not exact.")
    for group in ("Places: none", "Roads and routes: none"):
        press(page, group)
    page.locator('input[data-layer="events"]').uncheck()
    expect(note).to_be_hidden()


@pytest.mark.parametrize(("extent", "width"), [("syria", 700), ("corridor", 1300)])
def test_a_row_of_the_legend_stays_under_the_pointer(
    whole: WholeMap, open_map: OpenMap, extent: str, width: int
) -> None:
    """What is said about a layer while the pointer is on it does not push the rows about."""
    page = open_map(whole(extent), width)
    moved = page.locator(".lk-legend").evaluate(
        """legend => [...legend.querySelectorAll("label")].filter(label => {
          const place = () => { const { x, y } = label.getBoundingClientRect(); return x + y; };
          const before = place();
          label.dispatchEvent(new PointerEvent("pointerenter"));
          const after = place();
          legend.dispatchEvent(new PointerEvent("pointerleave"));
          return Math.abs(after - before) > 1;
        }).map(label => label.textContent)"""
    )
    assert moved == []


# ---- Two linked maps ----------------------------------------------------------------------------

BOTH = ["water", "towns", "control", "zone-coalition"]


@pytest.fixture(scope="module")
def two(lesson: Lesson) -> MapPair:
    """Return two maps of different dates; only the left one has roads."""
    return linked_maps(
        lesson,
        "southeast",
        left={"title": "Before", "date": FIRST, "layers": [*BOTH, "roads"]},
        right={"title": "After", "date": LAST, "layers": BOTH},
        alt="Map of the south-east",
        dates=(FIRST, LAST),
    )


@pytest.fixture
def pair(two: MapPair, open_map: OpenMap) -> Page:
    return open_map(two)


def both(page: Page, name: str) -> tuple[Any, Any]:
    left, right = page.evaluate("n => [models.left.get(n), models.right.get(n)]", name)
    return left, right


def views(page: Page) -> list[str]:
    found: list[str] = page.locator("svg.lk-svg").evaluate_all(
        "all => all.map(svg => svg.getAttribute('viewBox'))"
    )
    return found


def test_linked_maps_zoom_and_move_as_one(pair: Page) -> None:
    start = views(pair)
    for side, key in ((0, "+"), (0, "+"), (1, "Shift+ArrowRight"), (1, "+"), (0, "0")):
        before = views(pair)
        pair.locator(".lk-stage").nth(side).press(key)
        after = views(pair)
        assert after[0] == after[1]
        assert after[side] != before[side], key
    assert [float(v.split()[2]) for v in views(pair)] == [float(v.split()[2]) for v in start]


def test_linked_maps_switch_the_layers_that_both_have(pair: Page) -> None:
    left, right = pair.locator(".lk-legend").all()
    switch(left, "towns")
    expect(right.locator('input[data-layer="towns"]')).not_to_be_checked()
    switch(right, "towns")
    expect(left.locator('input[data-layer="towns"]')).to_be_checked()
    roads = left.locator('input[data-layer="roads"]')
    expect(roads).to_be_checked()  # the right map has no roads, so it says nothing about them
    before = both(pair, "visible")[1]
    switch(left, "roads")
    expect(roads).not_to_be_checked()
    assert both(pair, "visible")[1] == before
    assert [x for x in before if x not in both(pair, "visible")[0]] == []


def switch(legend: Locator, layer: str) -> None:
    legend.locator(f'input[data-layer="{layer}"]').press(" ")


def test_linked_maps_open_the_card_of_the_same_place(pair: Page) -> None:
    pair.mouse.click(*symbol_on(pair, 0, "towns/palmyra"))
    selected = both(pair, "selected")
    assert all("palmyra" in one for one in selected)
    expect(pair.locator(".lk-card:visible h4")).to_have_text(["Palmyra تدمر"] * 2)
    pair.keyboard.press("Escape")
    assert both(pair, "selected") == ("", "")


def symbol_on(page: Page, side: int, feature: str) -> tuple[float, float]:
    mark = page.locator("svg.lk-svg").nth(side).locator(f'[data-feature="{feature}"] .lk-at')
    x, y = mark.evaluate("node => { const { e, f } = node.getScreenCTM(); return [e, f]; }")
    return x, y


def only_on(map_: Map, other: Map) -> list[str]:
    return [key for key in map_.spec["cards"] if key not in other.spec["cards"]]


def test_the_map_that_was_clicked_keeps_its_own_mark(two: MapPair, pair: Page) -> None:
    """Where the other map shows another mark of the place, or none, the answer does not return."""
    (road, *_) = [key for key in only_on(two.left, two.right) if key.startswith("roads/")]
    pair.evaluate("id => models.left.set('selected', id)", road)
    assert both(pair, "selected") == (road, "")
    left, right = two.left, two.right
    one = next(
        key
        for key in left.spec["cards"]
        if key.startswith("control/") and left.spec["cards"][key]["place"] == "palmyra"
    )
    pair.evaluate("id => models.right.set('selected', id)", one)
    assert both(pair, "selected") == (one, one)
    assert one in right.spec["cards"]


def test_a_mark_without_its_like_opens_another_mark_of_its_place(
    lesson: Lesson, open_map: OpenMap
) -> None:
    """Of two maps of one day each, a holder on one is not a mark of the other."""
    maps = linked_maps(
        lesson,
        "southeast",
        ["towns", "control"],
        left={"date": "2017-06-05"},
        right={"date": "2017-06-06"},
        title="Raqqa",
        alt="Map",
    )
    page = open_map(maps)
    (held,) = [key for key in only_on(maps.left, maps.right) if key.startswith("control/raqqa")]
    page.evaluate("id => models.left.set('selected', id)", held)
    left, right = both(page, "selected")
    assert left == held
    assert right != held
    assert maps.right.spec["cards"][right]["place"] == "raqqa"
    expect(page.locator(".lk-card h4")).to_have_count(2)
    page.evaluate("models.right.set('selected', '')")
    assert both(page, "selected") == ("", "")


def test_linked_maps_keep_their_own_dates(pair: Page) -> None:
    left, right = pair.locator("input.lk-date").all()
    left.press("ArrowRight")
    assert both(pair, "date") == ("2017-05-05", "2017-06-07")
    right.press("ArrowLeft")
    assert both(pair, "date") == ("2017-05-05", "2017-06-06")
    expect(pair.locator(".lk-when")).to_have_text(["Friday, 5 May 2017", "Tuesday, 6 June 2017"])


def test_linked_maps_are_tied_no_more_after_their_view_is_closed(pair: Page) -> None:
    pair.evaluate("end()")
    before = views(pair)
    pair.evaluate("models.left.set('visible', ['water'])")
    assert both(pair, "visible")[1] != ["water"]
    pair.evaluate("models.left.set('selected', 'towns/palmyra')")
    assert both(pair, "selected")[1] == ""
    assert views(pair) == before
