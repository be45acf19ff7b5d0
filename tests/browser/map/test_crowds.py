"""Marks that would lie on each other are one mark, and each of them can be opened."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Locator, Page, expect
from support.map_page import OpenMap, Run

from lessonkit import Lesson
from lessonkit.widgets.map import Map

pytestmark = pytest.mark.browser

WIDTHS = (390, 644, 820, 1560)
MAPS = (
    *("valley-and-desert", "rivers-and-towns", "held-on-4-may", "oil-on-6-june", "five-weeks"),
    *("border-crossings", "two-kinds-of-zone", "desert-at-al-tanf", "after-the-report"),
)

# The marks that show, and the names of places, each as a box of the screen. A joined mark is one.
DRAWN = """map => {
  const svg = map.shadowRoot.querySelector("svg.lk-svg");
  const box = node => {
    const { left, right, top, bottom } = node.getBoundingClientRect();
    return { left, right, top, bottom };
  };
  const shown = node => node.checkVisibility() && !node.closest("[display=none]");
  const marks = [...svg.querySelectorAll("[data-feature]")].filter(shown)
    .filter(node => node.querySelector(".lk-at")?.checkVisibility())
    .map(node => ({ id: node.dataset.feature, box: box(node.querySelector(".lk-at")) }))
    .filter(({ box }) => box.right > box.left);
  const joined = [...svg.querySelectorAll(".lk-joined")].filter(shown)
    .map(node => ({ id: "joined", box: box(node.querySelector("rect")) }));
  const names = [...svg.querySelectorAll(".lk-name.lk-place")].filter(shown).map(node => ({
    id: node.dataset.for, name: node.querySelector("text").textContent,
    led: Boolean(node.querySelector(".lk-lead")),
    boxes: [...node.querySelectorAll("text")].filter(shown).map(box) }));
  return { marks: [...marks, ...joined], names };
}"""
AIR = 3.0  # CSS pixels of air in the box of a text, above and below its letters


def gap(a: dict[str, float], b: dict[str, float]) -> float:
    across = max(0.0, a["left"] - b["right"], b["left"] - a["right"])
    return float((across**2 + max(0.0, a["top"] - b["bottom"], b["top"] - a["bottom"]) ** 2) ** 0.5)


def letters(box: dict[str, float]) -> dict[str, float]:
    return box | {"top": box["top"] + AIR, "bottom": box["bottom"] - AIR}


def drawn(page: Page) -> dict[str, Any]:
    page.wait_for_timeout(250)  # names are laid out when the map has come to rest
    found: dict[str, Any] = page.locator("#host").evaluate(DRAWN)
    return found


@pytest.mark.parametrize("map_id", MAPS)
def test_no_name_covers_a_mark_or_is_nearer_to_another(
    lesson: Lesson, open_map: OpenMap, map_id: str
) -> None:
    map_ = lesson.map(map_id)
    page = open_map(map_, WIDTHS[0])
    places = {key: card.get("place", key) for key, card in map_.spec["cards"].items()}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 1000})
        found = drawn(page)
        wrong = []
        for name in found["names"]:
            boxes = [letters(box) for box in name["boxes"]]
            far = {m["id"]: min(gap(b, m["box"]) for b in boxes) for m in found["marks"]}
            wrong += [(width, name["name"], "covers", key) for key, d in far.items() if d <= 0]
            here = [m["box"] for m in found["marks"] if places.get(m["id"]) == places[name["id"]]]
            rings = {
                m["id"]  # of events at the place: they stand round its mark
                for m in found["marks"]
                if m["id"].startswith("events/") and any(gap(m["box"], b) == 0 for b in here)
            }
            own = [
                d for key, d in far.items() if places.get(key) == places[name["id"]] or key in rings
            ]
            # One of a joined mark stands beside that, which is then the nearest of all.
            near = min(own) if own else min(far.values())
            if not name["led"]:
                wrong += [
                    (width, name["name"], "is nearer to", key, round(d, 1), round(near, 1))
                    for key, d in far.items()
                    if d < near and places.get(key) != places[name["id"]] and key not in rings
                ]
        assert wrong == []
        assert 2 <= len(found["names"]) <= 14


def test_marks_of_places_do_not_lie_on_each_other(lesson: Lesson, open_map: OpenMap) -> None:
    map_ = lesson.map("held-on-4-may")
    page, places = open_map(map_, WIDTHS[0]), map_.spec["cards"]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 1000})
        middles = [
            (
                places.get(mark["id"], {}).get("place", mark["id"]),
                (mark["box"]["left"] + mark["box"]["right"]) / 2,
                (mark["box"]["top"] + mark["box"]["bottom"]) / 2,
            )
            for mark in drawn(page)["marks"]
        ]
        close = [
            (a[0], b[0])
            for a, b in itertools.combinations(middles, 2)
            if a[0] != b[0] and "joined" not in (a[0], b[0])
            if (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2 < 5**2
        ]
        assert close == [], width


# ---- Each can be opened -------------------------------------------------------------------------


@pytest.fixture
def may(lesson: Lesson, open_map: Callable[..., Page]) -> tuple[Page, Locator, Map]:
    map_ = lesson.map("held-on-4-may")
    page = open_map(map_, 820)
    page.wait_for_timeout(250)
    return page, page.locator("#host"), map_


def selected(page: Page) -> str:
    return str(page.evaluate("model.get('selected')"))


def test_a_click_on_a_joined_mark_lists_its_places_and_a_choice_opens_one(
    may: tuple[Page, Locator, Map],
) -> None:
    page, host, map_ = may
    joined = host.locator(".lk-joined").first
    count = int(joined.locator("text").text_content() or "0")
    box = joined.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    choices = host.locator(".lk-choices button")
    expect(choices).to_have_count(count)
    assert selected(page) == ""
    words = choices.nth(1).text_content() or ""
    choices.nth(1).click()
    place = map_.spec["cards"][selected(page)]["place"]
    assert words.startswith(map_.spec["places"][place]["title"])
    expect(host.locator(".lk-card h4")).to_contain_text(map_.spec["places"][place]["title"])
    expect(host.locator(".lk-chosen")).to_be_visible()


def test_town_and_dam_at_tabqa_can_both_be_chosen(may: tuple[Page, Locator, Map]) -> None:
    page, host, map_ = may
    for place in ("tabqa", "tabqa-dam"):
        key = next(k for k, c in map_.spec["cards"].items() if c.get("place") == place)
        page.evaluate("id => model.set('selected', id)", key)
        box = host.locator(".lk-chosen").bounding_box()
        assert box
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        title = map_.spec["places"][place]["title"]
        host.locator(".lk-choices button", has_text=title).first.click()
        assert map_.spec["cards"][selected(page)]["place"] == place


def test_the_keyboard_opens_the_list_and_zoom_takes_the_mark_apart(
    may: tuple[Page, Locator, Map],
) -> None:
    page, host, map_ = may
    key = next(k for k, c in map_.spec["cards"].items() if c.get("place") == "tabqa")
    page.evaluate("id => model.set('selected', id)", key)
    host.locator(".lk-stage").press("Enter")
    expect(host.locator(".lk-choices button").first).to_be_focused()
    page.keyboard.press("Enter")
    assert selected(page)
    before = host.locator(".lk-joined").count()
    for _ in range(4):
        host.locator(".lk-stage").press("+")
    page.wait_for_timeout(400)
    assert host.locator(".lk-joined").count() < before


def test_a_joined_mark_shows_the_holders_of_the_day(lesson: Lesson, open_map: OpenMap) -> None:
    map_ = lesson.map("after-the-report")
    page = open_map(map_, 820)
    signs = """map => [...map.shadowRoot.querySelectorAll(".lk-joined")]
      .map(node => node.querySelectorAll(".lk-sign").length + " " + node.textContent)"""
    page.wait_for_timeout(250)
    first = page.locator("#host").evaluate(signs)
    page.evaluate("model.set('date', '2017-12-31')")
    assert page.locator("#host").evaluate(signs) != first


# ---- Joining ------------------------------------------------------------------------------------

spots = st.lists(
    st.tuples(st.floats(0, 400), st.floats(0, 300), st.integers(0, 9), st.sampled_from("abc")),
    max_size=80,
)


UNDER = """map => {
  const box = map.shadowRoot.querySelector(".lk-locator").getBoundingClientRect();
  return [...map.shadowRoot.querySelectorAll(".lk-t-routes path")].some(path => {
    const to = path.getScreenCTM(), long = path.getTotalLength();
    return Array.from({ length: 50 }, (_, n) => path.getPointAtLength(long * n / 49)
      .matrixTransform(to)).some(({ x, y }) =>
        box.left < x && x < box.right && box.top < y && y < box.bottom);
  });
}"""


def test_the_small_map_covers_no_route(lesson: Lesson, open_map: Callable[..., Page]) -> None:
    page = open_map(lesson.map("the-valley"), 771)
    for width in (771, 934, 1240):
        page.set_viewport_size({"width": width, "height": 1000})
        expect(page.locator(".lk-locator")).to_be_visible()
        assert not page.locator("#host").evaluate(UNDER), width


# Of each event that shows: the box of its ring, and those of the marks at its point.
RINGED = """map => {
  const svg = map.shadowRoot.querySelector("svg.lk-svg");
  const box = node => node.getBoundingClientRect().toJSON();
  const shown = node => node.checkVisibility() && !node.closest("[display=none]");
  const middle = ({ left, right, top, bottom }) => [(left + right) / 2, (top + bottom) / 2];
  const marks = [...svg.querySelectorAll(".lk-t-control .lk-at, .lk-joined")].filter(shown)
    .map(node => ({ node, box: box(node) }));
  return [...svg.querySelectorAll(".lk-t-events .lk-at")].filter(shown).map(ring => {
    const [x, y] = middle(box(ring));
    const here = marks.filter(({ box }) => {
      const [u, v] = middle(box);
      return Math.hypot(u - x, v - y) < 2;
    });
    const over = here.filter(({ node }) =>
      ring.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
    return { ring: box(ring), marks: here.map(({ box }) => box), over: over.length,
      joined: here.some(({ node }) => node.matches(".lk-joined")) };
  });
}"""


@pytest.mark.parametrize("width", [390, 1036])
def test_a_mark_lies_above_the_ring_of_its_event_which_is_seen_all_round_it(
    lesson: Lesson, open_map: OpenMap, width: int
) -> None:
    page = open_map(lesson.map("after-the-report"), width)
    seen = []
    for day in ("2017-06-09", "2017-09-12", "2017-11-03"):
        page.evaluate("day => { model.set('date', day); model.save_changes(); }", day)
        page.wait_for_timeout(250)
        seen += [one for one in page.locator("#host").evaluate(RINGED) if one["marks"]]
    assert any(one["joined"] for one in seen)
    for one in seen:
        assert one["over"] == len(one["marks"])
        for mark in one["marks"]:
            assert one["ring"]["left"] < mark["left"] < mark["right"] < one["ring"]["right"]
            assert one["ring"]["top"] < mark["top"] < mark["bottom"] < one["ring"]["bottom"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spots)
def test_no_two_joined_marks_touch_and_no_place_is_lost(
    run: Run, some: list[tuple[float, float, int, str]]
) -> None:
    given_ = [
        {"key": str(n), "x": x, "y": y, "rank": rank, "signs": [sign]}
        | {"left": 4.2, "right": 4.2, "half": 4.2}
        for n, (x, y, rank, sign) in enumerate(some)
    ]
    groups = run(
        ["map/marks/joining"],
        "joinSpots(x).map(({ spots, box }) => ({ keys: spots.map((s) => s.key), box }))",
        given_,
    )
    assert sorted(int(key) for group in groups for key in group["keys"]) == list(range(len(some)))
    for a, b in itertools.combinations([group["box"] for group in groups], 2):
        assert not (
            a["left"] < b["right"]
            and b["left"] < a["right"]
            and a["top"] < b["bottom"]
            and b["top"] < a["bottom"]
        )


PARTED = """partGroups(joinSpots(x)).map(({ spots, box }) =>
  ({ keys: spots.map((s) => s.key), x: spots[0].x, from: spots[0].from ?? null, box }))"""


def _small(key: str, x: float, rank: int = 1, y: float = 50) -> dict[str, Any]:
    reach = {"left": 3, "right": 3, "half": 3}
    return {"key": key, "x": x, "y": y, "rank": rank, "signs": [key], **reach}


def test_two_places_with_room_around_them_are_drawn_apart(run: Run) -> None:
    """The ring of a chosen place, 12 px, then leaves out the other; each is moved as far."""
    found = run(["map/marks/joining"], PARTED, [_small("a", 100, 9), _small("b", 104)])
    assert [one["keys"] for one in found] == [["a"], ["b"]]
    assert [one["x"] for one in found] == [93, 111]
    assert [one["from"] for one in found] == [{"x": 100, "y": 50}, {"x": 104, "y": 50}]


@pytest.mark.parametrize(
    "others",
    [
        pytest.param([("b", 101)], id="one point of the screen"),
        pytest.param([("b", 104), ("c", 120)], id="a neighbour in the way"),
        pytest.param([("b", 104), ("c", 108), ("d", 112)], id="too many"),
    ],
)
def test_places_that_cannot_be_drawn_apart_share_a_mark(
    run: Run, others: list[tuple[str, float]]
) -> None:
    some = [_small("a", 100, 9), *(_small(key, x) for key, x in others)]
    gates = [one | {"isOpen": True, "signs": ["gate"]} for one in (some[0], _small("b", 104))]
    assert len(run(["map/marks/joining"], PARTED, gates)) == 1
    found = run(["map/marks/joining"], PARTED, some)
    assert {"a", "b"} <= set(found[0]["keys"])
    assert all(one["from"] is None for one in found)


def test_a_mark_drawn_apart_stands_at_the_end_of_a_line_to_its_point(run: Run) -> None:
    """Its ring, and what is asked of a point of the map, go by where it is drawn."""
    spots = [
        {
            "key": key,
            "point": {"x": x, "y": 50},
            "features": [{"id": key, "layer": "towns", "shift": 0, "point": {"x": x, "y": 50}}],
            "events": [],
            "rank": 1,
        }
        for key, x in (("a", 100), ("b", 104))
    ]
    found = run(
        ["map/marks/crowds"],
        """((svg) => {
          for (const spot of x) for (const f of spot.features) {
            Object.assign(f, { spot, holds: true, node: svg.ownerDocument.createElement("i") });
            f.node.innerHTML = '<b class="lk-at lk-full"></b>';
          }
          const crowds = new Crowds(svg, x);
          crowds.join(new Set(["towns"]), { x: 0, y: 0, k: 2 }, 1);
          crowds.show(new Set(["towns"]));
          const at = ({ style }) => style.getPropertyValue("--x");
          return [...svg.querySelectorAll(".lk-parted")].map(at).toSorted().concat(
            x.flatMap(({ features }) => features.map((f) => at(f.node.firstChild))),
            x.map(({ features }) => crowds.pointOf(features[0]).x));
        })(document.createElementNS("http://www.w3.org/2000/svg", "svg"))""",
        spots,
    )
    assert found == ["120px", "84px", "84px", "120px", 84, 120]


def test_an_event_that_lies_on_a_mark_belongs_to_it(run: Run) -> None:
    """Its ring is no other mark, which would keep the name of the place away."""
    spots = [
        {
            "key": "works",
            "point": {"x": 100, "y": 50},
            "features": [{"id": "works", "layer": "towns", "shift": 0}],
            "events": [],
            "rank": 9,
        },
        *(
            {
                "key": f"e{x}",
                "point": {"x": x, "y": 50},
                "features": [],
                "events": [{"id": f"e{x}", "layer": "events", "point": {"x": x, "y": 50}}],
                "rank": 0,
            }
            for x in (98, 102, 104)
        ),
    ]
    boxes = run(
        ["map/marks/crowds"],
        """((svg) => {
          const crowds = new Crowds(svg, x);
          crowds.join(new Set(["towns", "events"]), { x: 0, y: 0, k: 1 }, 1);
          return crowds.boxes.map(({ left, right }) => [left, right]);
        })(document.createElementNS("http://www.w3.org/2000/svg", "svg"))""",
        spots,
    )
    assert boxes == [[89, 111], [95, 113]]


def test_a_name_keeps_clear_of_all_parts_of_its_own_place(run: Run) -> None:
    """Four parts side by side are wider than the frame that joins the place with its neighbour."""
    parts = [
        {"id": f"a{n}", "layer": "north", "isHolder": True, "shift": 9 * (n - 1.5)}
        for n in range(4)
    ]
    near = [{"id": "b", "layer": "north", "isHolder": True, "shift": 0}]
    spots = [
        {"key": "a", "point": {"x": 100, "y": 50}, "features": parts, "events": [], "rank": 9},
        {"key": "b", "point": {"x": 104, "y": 50}, "features": near, "events": [], "rank": 1},
    ]
    box = run(
        ["map/marks/crowds"],
        """((svg) => {
          const crowds = new Crowds(svg, x);
          crowds.join(new Set(["north"]), { x: 0, y: 0, k: 1 }, 1);
          return [crowds.groups.length, crowds.boxOf("a0")];
        })(document.createElementNS("http://www.w3.org/2000/svg", "svg"))""",
        spots,
    )
    assert box[0] == 1
    assert box[1]["left"] < 100 - 13.5 - 4
    assert box[1]["right"] > 100 + 13.5 + 4
