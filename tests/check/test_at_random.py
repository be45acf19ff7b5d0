"""`lessonkit check` against files that were spoilt at random."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.lesson_copy import CSV_FILES, JSON_FILES, Copy, as_csv

from lessonkit.check.read import check
from lessonkit.tables.schema import TABLES

QUICK = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
TEXT = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["=1+1", "1e9999", "-0", "9" * 400, "0001-01-01", "9999-12-31", "2017-02-29",
                     ";", ";;", "\ud800", "\u202e", "'", '"', "\r", "\x00", "a;b;a", "None"]),
)  # fmt: skip


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("shared") / "data")


def checked(copy: Copy, file: str, content: bytes) -> list[str]:
    """Check the lesson with another content of one file, then put the file back."""
    kept = copy.path(file).read_bytes()
    copy.write(file, content)
    try:
        faults = check(copy.folder)
    finally:
        copy.write(file, kept)
    for fault in faults:
        assert fault.file
        assert fault.got
        assert fault.expected
        assert fault.remedy
        assert str(fault).isprintable(), fault
        assert "please report" not in fault.remedy, fault
    return [fault.file for fault in faults]


@QUICK
@given(data=st.data(), text=TEXT)
def test_any_text_in_any_cell_never_breaks_the_check(
    shared: Copy, data: st.DataObject, text: str
) -> None:
    file = data.draw(st.sampled_from(CSV_FILES))
    rows = shared.rows(file)
    row = data.draw(st.integers(0, len(rows) - 1))
    rows[row][data.draw(st.integers(0, len(rows[0]) - 1))] = text
    checked(shared, file, as_csv(rows))


@QUICK
@given(data=st.data())
def test_flipped_bytes_never_break_the_check(shared: Copy, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from([*CSV_FILES, *JSON_FILES, "lesson.toml"]))
    content = bytearray(shared.path(file).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    checked(shared, file, bytes(content))


@QUICK
@given(data=st.data())
def test_a_file_cut_short_is_found(shared: Copy, data: st.DataObject) -> None:
    # A table can end after any row with no harm to itself: where it is cut, a row is broken.
    file = data.draw(st.sampled_from([*JSON_FILES, "control.csv", "sources.csv", "lesson.toml"]))
    content = shared.path(file).read_bytes()
    end = data.draw(st.integers(0, len(content) // 2))
    assert checked(shared, file, content[:end])


@QUICK
@given(data=st.data())
def test_a_row_taken_out_of_control_is_found(shared: Copy, data: st.DataObject) -> None:
    rows = shared.rows("control.csv")
    start, end = rows[0].index("start"), rows[0].index("end")
    inside = [
        n
        for n, row in enumerate(rows[1:], start=1)
        if row[start] <= "2017-12-31"
        and (not row[end] or row[end] >= "2017-01-01")
        # A part with one row only goes with its row, and nothing tells that there was one.
        and (not row[1] or sum(other[:2] == row[:2] for other in rows) > 1)
    ]
    del rows[data.draw(st.sampled_from(inside))]
    assert {"control.csv", "places.csv"} & set(checked(shared, "control.csv", as_csv(rows)))


@QUICK
@given(data=st.data())
def test_a_row_written_twice_is_found(shared: Copy, data: st.DataObject) -> None:
    keyed = [table.file for table in TABLES.values() if table.key and not table.geometry]
    file = data.draw(st.sampled_from([*keyed, "control.csv"]))
    rows = shared.rows(file)
    again = rows[data.draw(st.integers(1, len(rows) - 1))]
    rows.insert(data.draw(st.integers(1, len(rows))), again)
    if file == "control.csv" and not again[4] >= "2017-01-01" <= (again[5] or "9999"):
        return
    assert file in checked(shared, file, as_csv(rows))


@QUICK
@given(data=st.data())
def test_two_columns_swapped_under_the_header_never_break_the_check(
    shared: Copy, data: st.DataObject
) -> None:
    file = data.draw(st.sampled_from(CSV_FILES))
    rows = shared.rows(file)
    columns = st.lists(st.integers(0, len(rows[0]) - 1), min_size=2, max_size=2, unique=True)
    one, other = data.draw(columns)
    for row in rows[1:]:
        row[one], row[other] = row[other], row[one]
    found = checked(shared, file, as_csv(rows))
    if 0 in (one, other):
        assert file in found


def _ways(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the way to every value inside parsed JSON."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        yield (*way, key)
        if isinstance(inner, dict | list):
            yield from _ways(inner, (*way, key))


@QUICK
@given(data=st.data())
def test_any_value_anywhere_in_geojson_never_breaks_the_check(
    shared: Copy, data: st.DataObject
) -> None:
    file = data.draw(st.sampled_from(JSON_FILES))
    parsed = json.loads(shared.text(file))
    # Most values are coordinates: first choose how deep, so that the others get their turn.
    depth = data.draw(st.integers(1, 7))
    *way, last = data.draw(st.sampled_from([w for w in _ways(parsed) if len(w) <= depth]))
    inner = parsed
    for key in way:
        inner = inner[key]
    odd = st.sampled_from([[], {}, [[[]]], [1], {"type": 1}, None, True, -1, 10**400, 1e300])
    inner[last] = data.draw(st.one_of(odd, st.floats(), TEXT))
    checked(shared, file, json.dumps(parsed).encode())


TOML_VALUES = (
    "", "1", "-1.5", "nan", "inf", "true", '""', '"x"', "[]", "[1]", "{}", "{a = 1}", "[[]]",
    "2017-06-06", "2017-06-06T10:00:00Z", "10:00:00", '["x"]', "9" * 30, '"\\u0000"', "0001-01-01",
)  # fmt: skip


@settings(QUICK, max_examples=20)
@given(data=st.data(), value=st.sampled_from(TOML_VALUES))
def test_any_value_in_lesson_toml_never_breaks_the_check(
    shared: Copy, data: st.DataObject, value: str
) -> None:
    lines = shared.text("lesson.toml").split("\n")
    n = data.draw(st.sampled_from([n for n, line in enumerate(lines) if " = " in line]))
    lines[n] = f"{lines[n].partition(' = ')[0]} = {value}"
    checked(shared, "lesson.toml", "\n".join(lines).encode())


@pytest.mark.parametrize("content", [b"[" * 100_000, b'{"type": "FeatureCollection", '
                                     b'"features": [' + b"9" * 5000 + b"]}"])  # fmt: skip
def test_what_python_itself_refuses_to_read_is_a_fault(copy: Copy, content: bytes) -> None:
    copy.write("zones.geojson", content)
    assert [fault.file for fault in check(copy.folder)] == ["zones.geojson"]
