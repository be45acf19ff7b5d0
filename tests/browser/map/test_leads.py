"""Lines from names to their marks do not cross where the names can change their spots."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from shapely import LineString, box
from support.map_page import Run

pytestmark = pytest.mark.browser

WIDE, HIGH, MARK = 50.0, 14.0, 4.0  # CSS pixels

UNTANGLED = """(() => x.map((pair) => {
  const [busy, marks] = [0, 1].map(() => new Boxes(pair.map(({ mark }) => mark)));
  const names = pair.map(({ mark, box }) => ({ role: "lk-place", mark, bare: mark, core: mark,
    box, lead: leadOf(box, mark), taken: [] }));
  const settle = (name, box) => Object.assign(name, { box, lead: box.lead ?? leadOf(box, name.mark),
    taken: [] });
  const before = isCrossed(names[0].lead, names[1].lead);
  untangle(names, () => 0, { width: 600, height: 600 }, { busy, marks }, settle);
  return { before, leads: names.map(({ lead }) => lead),
    boxes: names.map(({ box }) => [box.left, box.top]) };
}))()"""


def at(x: float, y: float, wide: float, high: float) -> dict[str, float]:
    return {"left": x - wide, "right": x + wide, "top": y - high, "bottom": y + high}


def pair_of(points: Any) -> list[dict[str, Any]]:
    """Return two names: of each the point of its mark and the middle of its box."""
    size = {"size": {"width": WIDE, "height": HIGH}}
    return [
        {"mark": at(*mark, MARK, MARK), "box": at(*name, WIDE / 2, HIGH / 2) | size}
        for mark, name in points
    ]


def may_swap(points: Any) -> bool:
    """Say whether each mark, each box and each new line has room around it in both orders."""
    marks = [box(*(mark - MARK), *(mark + MARK)) for mark, _ in points]
    half = np.array([WIDE, HIGH]) / 2
    boxes = [box(*(name - half), *(name + half)) for _, name in points]
    lines = [LineString([points[n][0], points[1 - n][1]]) for n in (0, 1)]
    return (
        boxes[0].distance(boxes[1]) > 2
        and marks[0].distance(marks[1]) > 10
        and all(mark.distance(one) > 10 for mark in marks for one in boxes)
        and all(lines[n].distance(marks[1 - n]) > 10 for n in (0, 1))
        and all(lines[n].distance(boxes[n]) > 10 for n in (0, 1))
    )


def test_no_two_lines_cross_where_both_names_may_change_their_spots(run: Run) -> None:
    made = np.random.default_rng(7).uniform(250, 350, (4000, 2, 2, 2))
    pairs = [points for points in made if may_swap(points)]
    found = run(["core/boxes", "map/names/leads"], UNTANGLED, [pair_of(one) for one in pairs])
    assert sum(one["before"] for one in found) > 20
    for one in found:
        a, b = (LineString(line) for line in one["leads"])
        assert not a.crosses(b)


def test_two_names_each_on_the_side_of_the_other_change_their_spots(run: Run) -> None:
    """Their lines do not cross, and yet each name is nearer to the other mark."""
    points = np.array([[[300, 300], [272, 276]], [[283, 298], [320, 321]]], dtype=float)
    (found,) = run(["core/boxes", "map/names/leads"], UNTANGLED, [pair_of(points)])
    assert not found["before"]
    assert [left for left, _ in found["boxes"]] == sorted(
        (left for left, _ in found["boxes"]), reverse=True
    )


def test_names_that_stand_well_stay(run: Run) -> None:
    points = np.array([[[300, 300], [350, 321]], [[283, 298], [240, 276]]], dtype=float)
    (found,) = run(["core/boxes", "map/names/leads"], UNTANGLED, [pair_of(points)])
    assert found["boxes"] == [[325.0, 314.0], [215.0, 269.0]]
