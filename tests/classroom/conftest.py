"""What the tests of the classroom share."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.handed_in import NAMES, Folder, exercise, hand_in, order, sealed, width


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def thirty(folder: Folder) -> Folder:
    for n, name in enumerate(NAMES):
        folder.put(f"{n:02}.json", hand_in(name, width(n), order(n), exercise("age")))
    folder.put("cut.json", sealed(hand_in("Cut"))[:300])
    folder.put("changed.json", sealed(hand_in("Changed")).replace("not attempted", "right"))
    folder.put("page.json", "<!doctype html>\n<title>My answers</title>")
    return folder
