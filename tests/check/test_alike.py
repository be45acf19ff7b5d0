"""What looks right and is not: marks that nobody sees, letters of another alphabet, "NULL"."""

from __future__ import annotations

import pytest
from support.lesson_copy import Copy

from lessonkit.check.read import check, examine

UNSEEN = {
    "a mark of direction": "\u200e",
    "an Arabic mark": "\u061c",
    "a joiner": "\u200d",
    "a grapheme joiner": "\u034f",
    "a vowel separator": "\u180e",
    "a filler": "\u3164",
    "a blank of Braille": "\u2800",
    "a tag": "\U000e0041",
    "a selector": "\ufe0f",
}


@pytest.mark.parametrize("sign", UNSEEN.values(), ids=UNSEEN)
def test_a_mark_that_nobody_sees_is_named_in_a_table_and_in_toml(copy: Copy, sign: str) -> None:
    copy.cell("events.csv", 3, "title", f"The north{sign} takes Birch Ford")
    copy.replace("lesson.toml", 'title = "', f'title = "{sign}')
    table, toml = sorted(check(copy.folder), key=str)
    for fault in (table, toml):
        assert fault.expected == "only characters that can be seen"
        assert f"(U+{ord(sign):04X})" in fault.remedy


@pytest.mark.parametrize(
    "text",
    [
        "\u0627\u0644\u0646\u0647\u0631 al-Nahr\u200f",  # a name in Arabic and in Latin letters
        "\u0645\u06cc\u200c\u0631\u0648\u062f",  # Persian needs the non-joiner
        "\u2764\ufe0f",  # a sign in its coloured form
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e007f",  # a flag
        "\u0394t = 5",
        "\u041c\u043e\u0441\u043a\u0432\u0430 and Moscow",
    ],
)
def test_marks_and_letters_that_do_their_work_are_left_alone(copy: Copy, text: str) -> None:
    copy.cell("events.csv", 3, "description", text)
    assert check(copy.folder) == []


@pytest.mark.parametrize("letter", ["\u043e", "\u03bf"])
def test_a_letter_of_another_alphabet_in_a_word_is_named(copy: Copy, letter: str) -> None:
    copy.cell("events.csv", 3, "title", f"The n{letter}rth takes Birch Ford")
    [fault] = check(copy.folder)
    assert fault.expected == "letters of one alphabet in a word"
    assert f"(U+{ord(letter):04X})" in fault.remedy


@pytest.mark.parametrize("text", ["NULL", "NaN", "nan", "NaT", "<NA>"])
def test_what_a_program_writes_for_no_value_is_no_text(copy: Copy, text: str) -> None:
    copy.cell("events.csv", 3, "description", text)
    [fault] = check(copy.folder)
    assert (fault.got, fault.expected) == (text, "a value, or an empty cell")


@pytest.mark.parametrize("name", ["event.csv", "evnets.csv", "lessson.toml"])
def test_a_name_with_a_slip_is_no_table(copy: Copy, name: str) -> None:
    copy.write(name, b"a,b\n")
    notes = [one for one in examine(copy.folder).notices if one.file == name]
    assert [one.got[:11] for one in notes] == ["a name like"]
