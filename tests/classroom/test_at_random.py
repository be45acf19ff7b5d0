"""Files of answers that were spoilt at random."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from support.handed_in import Folder, attempt, exercise, hand_in, sealed

from lessonkit.classroom.handins import Handed, collect
from lessonkit.classroom.table import write

QUICK = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
GOOD = sealed(hand_in("Good", exercise("width", [attempt("40 km")])))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return Folder(tmp_path_factory.mktemp("shared"))


def read_beside_a_good_one(shared: Folder, content: bytes) -> Handed:
    """Read a file together with a good one, write both, and see that the good one is there."""
    paths = [shared.put("odd.json", content), shared.put("good.json", GOOD)]
    handed = collect(paths)
    write(handed, shared.path / "class")
    [student] = [one for one in handed.students if "good.json" in {h.file for h in one.files}]
    assert student.student in {row["student"] for row in shared.rows()}
    assert sorted(handed.files) == ["good.json", "odd.json"]
    for fault in handed.damaged:
        assert "please report" not in fault.remedy.lower(), fault
        assert str(fault).isprintable()
    return handed


@QUICK
@given(content=st.binary(max_size=200))
def test_any_bytes_never_lose_the_other_files(shared: Folder, content: bytes) -> None:
    assert [fault.file for fault in read_beside_a_good_one(shared, content).damaged] == ["odd.json"]


@QUICK
@given(data=st.data())
def test_flipped_bytes_are_found(shared: Folder, data: st.DataObject) -> None:
    content = bytearray(GOOD.encode())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    handed = read_beside_a_good_one(shared, bytes(content))
    assert len(handed.damaged) == (bytes(content) != GOOD.encode())


@QUICK
@given(end=st.integers(0, len(GOOD.encode()) - 1))
def test_a_cut_file_is_found(shared: Folder, end: int) -> None:
    assert len(read_beside_a_good_one(shared, GOOD.encode()[:end]).damaged) == 1


def ways(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the way to every value inside parsed JSON."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        yield (*way, key)
        if isinstance(inner, dict | list):
            yield from ways(inner, (*way, key))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@settings(QUICK, max_examples=80)
@given(data=st.data(), value=JSON)
def test_any_value_anywhere_with_a_good_check(
    shared: Folder, data: st.DataObject, value: Any
) -> None:
    payload = json.loads(GOOD)
    del payload["check"]
    *way, last = data.draw(st.sampled_from(list(ways(payload))))
    inner = payload
    for key in way:
        inner = inner[key]
    inner[last] = value
    assume(sealed(payload) != GOOD)  # a file that is the same counts once, under the first name
    read_beside_a_good_one(shared, sealed(payload).encode())


TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "ul", "li"),
    *("div", "table", "caption", "thead", "tbody", "tr", "th", "td", "bdi", "span", "small"),
}


@QUICK
@given(words=st.text(max_size=30), name=st.text(max_size=10))
def test_any_words_come_back_and_never_as_markup_or_formula(
    shared: Folder, words: str, name: str
) -> None:
    payload = hand_in(name, exercise("width", [attempt(words)]))
    assert read_beside_a_good_one(shared, sealed(payload).encode()).damaged == []
    assert {tag for tag, _ in shared.page().tags} <= TAGS
    for row in shared.rows():
        for cell in row.values():
            assert not cell.lstrip(' "\n').startswith(tuple("=+-@\t\r"))
    [row] = [row for row in shared.rows() if row["file"] == "odd.json"]
    seen = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", "\ufffd", words)
    seen = re.sub("[\u202a-\u202e\u2066-\u2069]", lambda one: f"[U+{ord(one[0]):04X}]", seen)
    assert row["last_answer"].replace("'", "") == seen.replace("'", "")
