"""What is made once for all processes of a run: it takes longer than the tests that look at it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

PATIENCE = 170  # seconds; a test may take a little longer


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that `make` has filled. Nobody may change it.

    The first process that asks makes it, and the others wait; if it fails, the next one tries.
    """
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    made, at_work = base / f"once-{name}", base / f"once-{name}-at-work"
    until = time.monotonic() + PATIENCE
    while not made.exists():
        try:
            at_work.mkdir()
        except FileExistsError:
            assert time.monotonic() < until, f"{name} is still being made"
            time.sleep(0.1)
            continue
        try:
            if not made.exists():
                half = factory.mktemp(name) / "half"
                half.mkdir()
                make(half)
                half.rename(made)
        finally:
            at_work.rmdir()
    return made
