"""What the pages of a site share is stored once, and comes back as it was."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from support.unpacked import undone

from lessonkit.notebook import Lesson
from lessonkit.publish.site.state import pack, read_state

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["a", "b" * 60, "é<" * 40]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=4)
    ),
    max_leaves=30,
)


@given(st.dictionaries(st.sampled_from(["p", "q", "r"]), st.dictionaries(st.just("m"), JSON)))
def test_packing_can_be_undone(pages: Mapping[str, Any]) -> None:
    packed, shared = pack(pages)
    for n, (page, state) in enumerate(pages.items()):
        needed = [one.values for one in shared if page in one.pages]
        assert undone(packed[page], needed) == state
        later = [model for name in [*pages][n + 1 :] for model in pages[name].values()]
        told = json.dumps([packed[page], *needed])
        own = json.dumps(state)
        for word in ("a", "b" * 60):  # what only later pages have does not come with this one
            if json.dumps(word) in json.dumps(later) and json.dumps(word) not in own:
                before = json.dumps([pages[name] for name in [*pages][:n]])
                assert json.dumps(word) in before or json.dumps(word) not in told


def test_what_repeats_is_stored_once(river: Path, small: Lesson) -> None:
    pages = {n: read_state(json.loads(t)) for n, t in _texts(river, small)}
    packed, shared = pack(pages)
    for page, state in pages.items():
        assert undone(packed[page], [one.values for one in shared if page in one.pages]) == state
    before, after = len(json.dumps(pages)), len(json.dumps([packed, shared]))
    assert after < 0.5 * before


def test_numbers_in_a_row_are_one_value() -> None:
    """Steps of a line and places of marks: to number each number would take more room."""
    line = [[12, -3.5], [0, 7]]
    packed, _ = pack({"p": {"m": {"line": line, "days": [3, 4], "on": [True], "ids": ["a", 1]}}})
    atoms = packed["p"]["values"]["atoms"]
    assert line in atoms
    assert [3, 4] in atoms
    assert undone(packed["p"], []) == {
        "m": {"line": line, "days": [3, 4], "on": [True], "ids": ["a", 1]}
    }
    assert [True] not in [one for one in atoms if isinstance(one, list)]


def test_a_page_loads_only_what_it_has() -> None:
    """But a few values make no file of their own: they come with what other pages have as well."""
    much = {"p": "east " * 3000, "q": "west " * 3000, "both": "river " * 3000}
    pages = {
        "1": {"m": [much["both"], much["p"], "a mill"]},
        "2": {"m": [much["both"], much["q"]]},
        "3": {"m": [much["both"], much["p"], much["q"], "a mill"]},
        "4": {"m": [much["both"], "a bridge"]},
        "5": {"m": [much["both"], "a bridge"]},
    }
    _, shared = pack(pages)
    assert [one.pages for one in shared] == [
        ("1", "2", "3", "4", "5"),
        ("1", "3"),
        ("2", "3"),
        ("4", "5"),  # few, but the first page is not to have them
    ]
    assert [one.values["atoms"] for one in shared] == [
        [much["both"]],
        [much["p"], "a mill"],  # as they are met
        [much["q"]],
        ["a bridge"],
    ]


def _texts(root: Path, lesson: Lesson) -> list[tuple[str, str]]:
    return [(one, (root / "notebooks" / one).read_text("utf-8")) for one in lesson.notebooks]
