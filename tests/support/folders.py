"""Where the project is, and the small lesson of the tests."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"  # of the real lesson: for what looks at its content
RIVER = ROOT / "tests" / "river"  # an invented lesson: for everything else
EARTH = ROOT / "tests" / "earth"  # windows all over the earth: for projections
