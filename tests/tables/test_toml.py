"""TOML that people write wrongly: the line, what stands there, and how to mend it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.folders import DATA

from lessonkit.errors import DataError
from lessonkit.exercises import form
from lessonkit.tables.files import read_toml
from lessonkit.tables.settings import FORMS
from lessonkit.tables.toml import broken, key_lines

REAL = [path.read_text(encoding="utf-8") for path in sorted((DATA / "exercises").glob("*.toml"))]
GOOD = '''[[exercises]]
id = "a"
title = "A"
hints = ["one", "two"]
prompt = """
Two lines
of "text"."""
options = [
  { text = "One", right = true },
  { text = "Two", feedback = "Why" },
]
minutes = 2

[[exercises]]
id = "b"
prompt = """
One."""
'''


HEAD = '[[maps]]\nid = "a"\n'
_ADVICE = re.compile(r"(?:Write|comma:) ([\w-]+ = .+?)(?: or .+?)?(?:: month .+?)?\.(?= [A-Z]|$)")


def is_right(remedy: str) -> bool:
    """Whether the line that a remedy tells to write, if it tells one, is TOML."""
    for line in _ADVICE.findall(remedy):
        try:
            tomllib.loads(line)
        except tomllib.TOMLDecodeError:
            return False
    return True


def test_advice_that_is_no_toml_is_seen() -> None:
    assert is_right('Write day = "1816-06" or "1816-08". A season')
    assert is_right("Write day = 1816-06-07: month and day have two digits.")
    assert not is_right("Write day = 1816-06.")
    assert not is_right('Write title = "The "race" again".')


@pytest.mark.parametrize(
    ("text", "line", "expected", "remedy"),
    [
        (f"{HEAD}day = 1816-06 # summer", 3, "a month in quotation marks", '"1816-06".'),
        (f"{HEAD}day = -0043-03", 3, "a month in quotation marks", '"-0043-03".'),
        (f"{HEAD}days = [1816-01, 1816-12]", 3, "a month in", '["1816-01", "1816-12"].'),
        (f"{HEAD}day = 1816-22", 3, "months in", 'Write day = "1816-06" or "1816-08".'),
        (f"{HEAD}day = Sommer 1816", 3, "months in", 'Write day = "1816-06" or "1816-08".'),
        (f"{HEAD}days = [1816-01-02, 1816-01-03\nday = 1816-01-02 # first", 3, "]", "Put a ]"),
        (f"{HEAD}days = [1816-01-02, 1816-01-03\n\n[[maps]]\nid = 1", 3, "]", "Put a ]"),
        (f"{HEAD}days = [1816-01-02,\n1816-01-03\nday = 1816-01-02", 3, "]", "Put a ]"),
        (f"{HEAD}days = [1816-01-02, 1816-01-03", 3, "]", "Put a ]"),
        (f'{HEAD}days = ["1816-01", "1816-02"\nday = "1816-01"', 3, "]", "Put a ]"),
        (f'{HEAD}names = [1, 2\ntitle = "A', 3, "]", "Put a ]"),
        (f"{HEAD}days = [1816-01-02 1816-01-03]", 3, "a comma", "Put a comma"),
        (f"{HEAD}days = [1816-01-02, 1816-1-3]", 3, "a day,", "Write 1816-01-03 in the list."),
        (f"{HEAD}days = [\n27.3.1816, 1816-04-01]", 4, "a day,", "Write 1816-03-27 in the list."),
        (f"{HEAD}west = \u221259.5", 3, "plain digits", "Write west = -59.5."),
        (f"{HEAD}west = \u0665\u0669\u066b\u0665 # km", 3, "plain digits", "Write west = 59.5."),
        (f"{HEAD}west = \u200e59.5", 3, "plain digits", "Write west = 59.5."),
        (f"{HEAD}most = \uff15", 3, "plain digits", "Write most = 5."),
        (f"{HEAD}day = 1816\u201306\u201301", 3, "plain digits", "Write day = 1816-06-01."),
        ('[maps]\nid = "a"\n[maps]\nid = "b"', 3, "[[maps]], which", "in lines 1 and 3."),
        ('[[maps]]\nid = "a"\n[maps]\nid = "b"', 3, "[[maps]], which", "Write [[maps]], with two"),
        ('[maps]\nid = "a"\n[[maps]]\nid = "b"', 3, "[[maps]], which", "side, in line 1."),
        ('[lesson]\nid = "a"\n[lesson]\nid = "b"', 3, "each name once", "Delete one of the two."),
    ],
)
def test_months_without_marks_and_heads_with_one_bracket_lose_nothing(
    text: str, line: int, expected: str, remedy: str
) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as error:
        tomllib.loads(text)
    said = broken(text, str(error.value))
    assert said.line == line
    assert said.expected.startswith(expected)
    assert remedy in said.remedy
    assert is_right(said.remedy)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('"A"', '"A', 3, ['title = "A, a text that is not closed', 'Write " behind its last']),
        ('"A"', '"A long\ntitle"', 3, ["not closed", "over several lines stands between"]),
        ('"A"', '"The "race" again"', 3, ['with a " in the middle', 'Write \\" for each "']),
        ('"A"', '"It is a "race""', 3, ['with a " in the middle of a text']),
        ('"one"', '"the "race" of"', 4, ['with a " in the middle of a text']),
        ('"Why"', '"Not "why" but"', 10, ['with a " in the middle of a text']),
        ('"one", "two"', '"one" "two"', 4, ['"one" and then "two"', "a comma between the two"]),
        ('["one", "two"]', '[\n"one"\n"two",\n]', 5, ['got "one" and then "two"', "a comma"]),
        ("true },", "true }", 9, ["right = true } and then { text", "a comma between"]),
        ('"Two", feed', '"Two" feed', 10, ['"Two" and then feedback', "a comma between"]),
        ("minutes = 2", 'title = "B"', 12, ["a second title (the first is in line 3)"]),
        ("minutes = 2", 'hints = [\n"x",\n]', 12, ["a second hints (the first is in line 4)"]),
        ("\n[[exercises]]\n", "\n", 14, ["a second id", "Write [[exercises]] above it"]),
        ("right = true", 'text = "X"', 9, ["text twice between { and }"]),
        ("title =", "title\u3000=", 3, ["with the IDEOGRAPHIC SPACE (U+3000)", "type a blank"]),
        ('"A"', '"A"\u2028', 3, ["with the LINE SEPARATOR (U+2028) as sign 12"]),
        ("title =", "title \uff1d", 3, ["FULLWIDTH EQUALS SIGN", "Type = in its place."]),
        ('["one"', '\uff3b"one"', 4, ["FULLWIDTH LEFT SQUARE BRACKET", "Type [ in its place."]),
        ("title =", "t\u0456tle =", 3, ["(U+0456) as sign 2", "Type this key anew."]),
        ('"A"', "“A”", 3, ["with the mark “", 'Type " in place of “']),
        ('"A"', '"A”', 3, ["with the mark ”"]),
        ('"one"', "„one“", 4, ["with the mark „"]),
        ('"Two"', "\u2018Two\u2019", 10, ["with the mark \u2018"]),
        ('of "text"."""', 'of "text".', 5, ["not closed", 'Write """ behind its last word']),
        ('One."""', "One.", 16, ["not closed", 'Write """ behind its last word']),
        ('"two"]', '"two"', 4, ["with no ] before line 5"]),
        ('"Why" },\n]', '"Why" },', 8, ["with no ] before line 11"]),
        ("true },", "true,", 9, ["{ and } in one line"]),
        ('"Two",', '"Two",\n', 10, ["{ and } in one line"]),
        ('"Why" }', '"Why", }', 10, ["Delete the last comma before }"]),
        ('"A"', "The river", 3, ["without quotation marks", 'Write title = "The river".']),
        ("true", "True", 9, ["got True, expected true"]),
        ('"A"', '"C:\\data"', 3, ["with a \\ in a text"]),
        ('title = "A"', 'title: "A"', 3, ['got title: "A", expected a key, then =']),
        ('"A"', "2017-6-6", 3, ["-6-6 behind the value", "Write title = 2017-06-06: month"]),
        ("= 2", "= 2,", 12, [", behind the value", "Delete the , at the end."]),
        ("= 2", "= 2,5", 12, ["Write a point, not a comma: minutes = 2.5."]),
        ("= 2", "= 2 // long", 12, ["Write # in place of //."]),
        ("= 2", " 2", 12, ["a key, then =", "Write minutes = 2."]),
        ("= 2", "= 2 minutes", 12, ["minutes behind the value", "a number without its unit"]),
        ("]]\nid = \"b", "]\nid = \"b", 14, ["[[exercises]]", "two brackets on each side"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_breaks_a_file_is_named_with_its_line_and_how_to_mend_it(
    tmp_path: Path, old: str, new: str, line: int, words: list[str]
) -> None:
    tomllib.loads(GOOD)
    assert old in GOOD
    path = tmp_path / "01_context.toml"
    at = GOOD.rindex(old) if old.startswith("]]") else GOOD.index(old)
    path.write_text(GOOD[:at] + new + GOOD[at + len(old) :], encoding="utf-8", newline="\n")
    with pytest.raises(DataError) as caught:
        read_toml(path)
    [fault] = caught.value.faults
    assert fault.row == line
    assert str(fault).startswith(f"01_context.toml line {line}: got ")
    for part in words:
        assert part in str(fault)
    assert is_right(fault.remedy)


WITH_MARKS = "a month in quotation marks, because only a whole day stands without them"
LAYER = '[[layers]]\nid = "a"\n'


@pytest.mark.parametrize(
    ("line", "expected", "remedy"),
    [
        ("linger_days = a week", "a whole number of days", "Write it in digits, without quotation"),
        ("linger_hours = six # or so", "a whole number of hours", "Write it in digits, without"),
        ("linger_hours = # six", "a whole number of hours", "Write it in digits, without"),
        ("on = maybe", "true or false", "Write true, without quotation marks."),
        ("fill = yes", "true or false", "Write fill = true."),
        ("kinds = town", 'a list of texts, like ["a", "b"]', 'Write a list of texts, like ["a", '),
        # These take a text.
        ("label = Ten", "a text in quotation marks", 'Write label = "Ten".'),
        ('label = The "race" again', "a text in quotation marks", r'"The \"race\" again".'),
        (f"label = {'Long ' * 12}", "a text in quotation marks", 'Write " before its first word'),
        ("colour = #c0392b", "a text in quotation marks", 'Write colour = "#c0392b".'),
        # Of these nothing is known.
        ("height = twelve", "a text in quotation marks", 'Write height = "twelve".'),
        ("[[layer]]\nlinger_hours = one", "a text in quotation marks", 'linger_hours = "one".'),
        ("[[maps]]\nnames = some", "a whole number", "Write it in digits, without quotation"),
        ("label 1816-06", WITH_MARKS, 'Write label = "1816-06".'),
        ("label: [1816-06, 1816-07]", WITH_MARKS, 'Write label = ["1816-06", "1816-07"].'),
        ("label 1816-06-07T08:30", "an hour in quotation marks", '= "1816-06-07T08:30".'),
        ("label 12.6.7", "a key, then =", 'Write key = "text".'),
    ],
)
def test_what_a_key_must_be_is_told_in_the_place_of_a_text(
    tmp_path: Path, line: str, expected: str, remedy: str
) -> None:
    """Obeyed, the advice for a text would give the next fault."""
    path = tmp_path / "lesson.toml"
    path.write_text(f"{LAYER}{line}\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_toml(path, FORMS)
    [fault] = caught.value.faults
    assert fault.row == 3 + line.count("\n")
    assert fault.expected == expected
    assert remedy in fault.remedy
    assert is_right(fault.remedy)


def test_an_exercise_says_so_of_its_own_keys(tmp_path: Path) -> None:
    folder = tmp_path / "exercises"
    folder.mkdir()
    path = folder / "01_mills.toml"
    path.write_text('[[exercises]]\nid = "a"\nminutes = three\n', encoding="utf-8")
    with pytest.raises(DataError) as caught:
        form.read(path)
    [fault] = caught.value.faults
    assert fault.expected == "a whole number from 1 to 30"
    path.write_text('[[exercises]]\nid = "a"\nprompt = Three\n', encoding="utf-8")
    with pytest.raises(DataError) as caught:
        form.read(path)
    [fault] = caught.value.faults
    assert fault.remedy == 'Write prompt = "Three".'


def test_of_a_long_line_the_place_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    text = f'options = [\n{{ text = "{"long " * 30}", feedback = “No” }},\n]'
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_toml(path)
    [fault] = caught.value.faults
    assert "feedback = “No”" in fault.got
    assert len(fault.got) < 100


def test_a_file_of_one_wrong_character_is_no_crash() -> None:
    for text in ("[", "{", '"', "'", '"""', "a", "=", "]", "a = [", "a = {b", 'x = {a="', "\\"):
        with pytest.raises(tomllib.TOMLDecodeError) as caught:
            tomllib.loads(text)
        assert broken(text, str(caught.value)).line == 1


@given(
    text=st.sampled_from([GOOD, *REAL]),
    at=st.integers(0, 10**6),
    gone=st.integers(0, 3),
    put=st.sampled_from(["", '"', "'", '"""', "[", "]", "{", "}", ",", "=", "\n", "“", "\\", "x"]),
)
def test_any_slip_of_the_hand_is_told_in_a_line_that_is_there(
    text: str, at: int, gone: int, put: str
) -> None:
    at %= len(text)
    spoilt = text[:at] + put + text[at + gone :]
    try:
        entries = tomllib.loads(spoilt).get("exercises", [])
    except tomllib.TOMLDecodeError as error:
        said = broken(spoilt, str(error))
        assert 1 <= said.line <= spoilt.count("\n") + 1
        assert all(said[1:])
        assert is_right(said.remedy)
    else:
        assert not isinstance(entries, list) or len(key_lines(spoilt, "exercises")) <= len(entries)


def test_each_key_of_the_real_files_stands_in_its_line() -> None:
    for text in REAL:
        entries, rows = tomllib.loads(text)["exercises"], text.splitlines()
        lines = key_lines(text, "exercises")
        assert len(lines) == len(entries)
        for mine, entry in zip(lines, entries, strict=True):
            assert rows[mine[()] - 1] == "[[exercises]]"
            for key, value in entry.items():
                head = (
                    f"{key} = ",
                    f"[[exercises.{key}]]",
                )  # a list of tables has heads of its own
                assert rows[mine[(key,)] - 1].startswith(head)
                for n, item in enumerate(value if isinstance(value, list) else [], 1):
                    if isinstance(item, dict):
                        first = next(iter(item))
                        assert f"{first} = " in rows[mine[(key, n, first)] - 1]


@pytest.mark.parametrize(
    ("line", "sign", "at"),
    [
        ("\u00a0title = 1", "NO-BREAK SPACE (U+00A0)", 1),
        ("title\u200b = 1", "ZERO WIDTH SPACE (U+200B)", 6),
        ("title =\u00a01", "NO-BREAK SPACE (U+00A0)", 8),
        ("map = {\u00a0extent = 1 }", "NO-BREAK SPACE (U+00A0)", 8),
    ],
)
def test_a_hidden_sign_is_named_with_its_place(tmp_path, line, sign, at) -> None:
    path = tmp_path / "lesson.toml"
    path.write_text(f"[lesson]\n{line}\n", encoding="utf-8")
    with pytest.raises(DataError) as raised:
        read_toml(path)
    [fault] = raised.value.faults
    assert fault.row == 2
    assert f"{sign} as sign {at}" in fault.got
