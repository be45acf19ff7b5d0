"""What a map sends of its reports and sources grows with them, not with the days.

The lessons are those of `benchmarks/growth.py`, so that what is measured there stays a lesson.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from shapely.geometry import box
from support.folders import ROOT

LAND = box(38, 34, 40, 35.5)
FEATURES, DAYS = 200, 100


@pytest.fixture(scope="module")
def size(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[int, int], int]:
    """Return the size of the evidence of a map by its dated features and its days."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        import growth
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))
    folder: Path = tmp_path_factory.mktemp("growth")
    pairs = [(FEATURES, DAYS), (FEATURES, 10 * DAYS), (2 * FEATURES, DAYS)]
    return {
        (features, days): len(
            json.dumps(
                growth.draw(
                    growth.make_lesson(folder / f"{features}-{days}", LAND, features, days)
                ).spec["evidence"]
            )
        )
        for features, days in pairs
    }


def test_ten_times_the_days_are_hardly_more(size: dict[tuple[int, int], int]) -> None:
    assert size[FEATURES, 10 * DAYS] < 1.2 * size[FEATURES, DAYS]


def test_twice_the_reports_are_at_most_twice_as_much(size: dict[tuple[int, int], int]) -> None:
    assert 1.3 * size[FEATURES, DAYS] < size[2 * FEATURES, DAYS] < 2.1 * size[FEATURES, DAYS]
