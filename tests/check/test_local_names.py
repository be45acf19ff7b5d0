"""The second names of places: their language, their letters, and a lesson that has none."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from support.lesson_copy import Copy

from lessonkit.check.read import check, examine, open_lesson
from lessonkit.letters import FACES, direction_of, letters_of, script_in, script_of
from lessonkit.publish.handout.typeset import LOST, printable
from lessonkit.tables.entries import MapSpec
from lessonkit.widgets.map import make_map

ARABIC = 'local_names = { language = "ar", label = "Arabic" }'
TEXT = "{http://www.w3.org/2000/svg}text"


def spoken(copy: Copy, language: str, label: str, name: str, more: str = "") -> None:
    """Give the towns names in another language."""
    new = f'local_names = {{ language = "{language}", label = "{label}"{more} }}'
    copy.replace("lesson.toml", ARABIC, new)
    for row in range(2, len(copy.rows("places.csv")) + 1):
        copy.cell("places.csv", row, "name_local", name)


def without(copy: Copy) -> None:
    copy.replace("lesson.toml", ARABIC, "")
    head, *rows = copy.rows("places.csv")
    at = head.index("name_local")
    copy.write_rows("places.csv", [[*row[:at], *row[at + 1 :]] for row in (head, *rows)])


def drawn(copy: Copy):
    lesson = open_lesson(copy.folder)
    return make_map(lesson, MapSpec("m", "Towns", "Towns of the valley.", "valley", ("towns",)))


def names(svg: str) -> set[tuple[str, ...]]:
    """Give language, direction and text of each second name in a drawing."""
    texts = [t for t in ET.fromstring(svg).iter() if t.tag.endswith("text")]
    return {
        (t.get("lang", ""), t.get("direction", ""), t.text or "")
        for t in texts
        if t.get("class") == "lk-local"
    }


@pytest.mark.parametrize(
    ("language", "label", "name", "direction"),
    [
        ("el", "Greek", "Αθήνα", "ltr"),
        ("he", "Hebrew", "חיפה", "rtl"),
        ("uk", "Ukrainian", "Київ", "ltr"),
        ("zh", "Chinese", "南京", "ltr"),
        ("fr", "French", "Genève", "ltr"),
        ("az-Arab", "Azerbaijani", "تبریز", "rtl"),
    ],
)
def test_local_names_have_the_language_and_direction_of_the_lesson(
    copy: Copy, language: str, label: str, name: str, direction: str
) -> None:
    spoken(copy, language, label, name)
    assert check(copy.folder) == []
    made = drawn(copy)
    assert made.spec["local"] == {"language": language, "direction": direction, "label": label}
    assert (language, direction, name) in names(made.svg)


def test_a_lesson_without_local_names_shows_none_and_has_no_menu(copy: Copy) -> None:
    without(copy)
    assert check(copy.folder) == []
    made = drawn(copy)
    assert made.spec["local"] is None
    assert names(made.svg) == set()  # those of the base map are left out, too


def test_a_direction_that_is_given_counts(copy: Copy) -> None:
    spoken(copy, "mn-Mong", "Mongolian", "ᠮᠣᠩᠭᠣᠯ", ', direction = "rtl"')
    assert drawn(copy).spec["local"]["direction"] == "rtl"


def test_names_of_no_language_are_told_once(copy: Copy) -> None:
    copy.replace("lesson.toml", ARABIC, "")
    [fault] = check(copy.folder)
    assert (fault.file, fault.column) == ("places.csv", "name_local")
    assert "local_names = {" in fault.remedy


@pytest.mark.parametrize(
    ("mistake", "column"),
    [
        ('local_names = { language = "Arabic", label = "Arabic" }', "lesson.local_names.language"),
        ('local_names = { language = "ar" }', "lesson.local_names.label"),
        ('local_names = "Arabic"', "lesson.local_names"),
    ],
)
def test_a_wrong_language_is_one_fault(copy: Copy, mistake: str, column: str) -> None:
    copy.replace("lesson.toml", ARABIC, mistake)
    assert [fault.column for fault in check(copy.folder)] == [column]


def test_a_script_without_a_face_is_noted(copy: Copy) -> None:
    spoken(copy, "zh", "Chinese", "南京")
    loaded = examine(copy.folder)
    assert loaded.faults == []
    assert [one.got for one in loaded.notices if one.column == "lesson.local_names"] == [
        "zh, written in Chinese letters, for which we bring no face"
    ]


def test_each_face_that_we_bring_has_its_letters() -> None:
    for language in ("ar", "en", "fr", "tr"):
        assert script_of(language) in FACES
        letters = {"ar": "المدينة", "en": "city", "fr": "Genève", "tr": "İzmir ğş"}[language]
        assert printable(letters) == letters


def test_a_letter_without_a_shape_does_not_stop_the_handout() -> None:
    assert printable({"find": [["Nanjing", "南京"]]}) == {"find": [["Nanjing", LOST * 2]]}
    assert printable("\u200fحلب\u200f") == "\u200fحلب\u200f"


def test_letters_are_found_with_what_stands_between_them() -> None:
    text = "Ras al-Ayn (رأس العين) and Haifa (חיפה)"
    assert letters_of("ar").findall(text) == ["رأس العين"]
    assert letters_of("he").findall(text) == ["חיפה"]
    assert [direction_of(one) for one in ("ar", "he", "ru", "pa-Arab")] == [
        *("rtl", "rtl", "ltr", "rtl")
    ]
    assert all(re.compile(letters_of(one)) for one in ("am", "ja", "ko", "th", "bo", "dv"))


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("jv", "ꦧꦚꦸꦮꦔꦶ"),
        ("jv", "Banyuwangi"),
        ("jv-Java", "ꦧꦚꦸꦮꦔꦶ"),
        ("und-Java", "ꦧꦚꦸꦮꦔꦶ"),
        ("bug", "ᨅᨚᨊᨙ"),
        ("ban", "ᬩᬤᬸᬂ"),
        ("mak", "ᨁᨚᨓ"),
        ("ms", "ملاك"),
        ("sr", "Ниш"),
        ("sr", "Niš"),
        ("pa", "لاہور"),
        ("kk", "Алматы"),
        ("vai", "ꔢꕮ"),
        ("und-Vaii", "ꔢꕮ"),
    ],
)
def test_a_name_may_have_any_letters_in_which_its_language_is_written(
    copy: Copy, language: str, name: str
) -> None:
    spoken(copy, language, "Local", name)
    assert check(copy.folder) == []
    assert name in {text for _, _, text in names(drawn(copy).svg)}


@pytest.mark.parametrize(
    ("language", "name", "words"),
    [
        ("sr-Latn", "Ниш", "a name in Latin letters, as sr-Latn is written"),
        ("jv", "Αθήνα", "a name in Latin or Javanese or Arabic letters, as jv is written"),
        ("jv-Java", "Banyuwangi", "a name in Javanese letters, as jv-Java is written"),
    ],
)
def test_a_name_in_letters_of_another_language_is_a_fault(
    copy: Copy, language: str, name: str, words: str
) -> None:
    spoken(copy, language, "Local", name)
    assert {fault.expected for fault in check(copy.folder)} == {words}


def test_a_name_in_other_letters_than_most_of_its_column_is_noted(copy: Copy) -> None:
    spoken(copy, "jv", "Javanese", "ꦧꦚꦸꦮꦔꦶ")
    copy.cell("places.csv", 3, "name_local", "Banyuwangi")
    loaded = examine(copy.folder)
    assert loaded.faults == []
    [note] = [one for one in loaded.notices if one.column == "name_local"]
    assert (note.row, note.got) == (3, "Banyuwangi, in Latin letters")
    assert note.expected == "Javanese, as most names here"


def test_words_of_an_unknown_script_are_found() -> None:
    assert letters_of("und-Vaii").findall("Gbee – ꔢꕮ, 1815") == ["ꔢꕮ"]
    assert script_in("1815") == ""
    assert script_in("ꔢꕮ") == "Vai"


def test_a_local_name_that_says_the_same_is_not_shown(copy: Copy) -> None:
    """A list of places from elsewhere often has the same name in both columns."""
    spoken(copy, "de", "German", "Birkenfurt")
    copy.replace("places.csv", "Alder,Birkenfurt", "Alder,ALDER")
    assert check(copy.folder) == []
    places = open_lesson(copy.folder).places.set_index("place_id")["name_local"]
    assert (places["alder"], places["birch-ford"]) == ("", "Birkenfurt")


def test_a_base_map_without_names_in_the_language_is_noted(copy: Copy) -> None:
    """Who writes `local_names` after the ground was made finds countries in the old words."""

    def noted() -> list[str]:
        found = [one for one in examine(copy.folder).notices if one.file.startswith("basemap/")]
        return [one.remedy for one in found]

    assert noted() == []
    spoken(copy, "el", "Greek", "\u0391\u03b8\u03ae\u03bd\u03b1")
    assert any("lessonkit basemap --only valley." in one for one in noted())
    copy.replace("lesson.toml", 'language = "el"', 'language = "ka"')  # of which there are none
    assert noted() == []
