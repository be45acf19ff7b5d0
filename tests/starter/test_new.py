"""`lessonkit new`: what it asks, what it refuses, and that what it writes is a whole lesson."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from lessonkit import Lesson
from lessonkit.check.read import examine
from lessonkit.cli import main
from lessonkit.errors import LessonError
from lessonkit.maps.window import Window
from lessonkit.publish.handout.build import publish_handout
from lessonkit.publish.site.build import publish
from lessonkit.publish.student import copy_for_students
from lessonkit.starter.build import files_of, make_lesson
from lessonkit.starter.ground import PACKED
from lessonkit.starter.plan import Plan, read_days, read_language, read_title, read_window

Capture = pytest.CaptureFixture[str]
VIENNA = "48.2, 16.4, 300"
WINDOWS = {
    "a country": "5.9 45.8 10.5 47.8",
    "a middle and a width": VIENNA,
    "a quarter of a city": "-33.86 151.2 0.8",
    "over the 180th meridian": "170 -48 -150 -10",
    "a middle on the 180th meridian": "-17, 179.5, 900",
    "a pole": "-89, 10, 3000",
    "beside a pole": "78 15 2500",
    "a continent": "52.5 13.4 6000",
    "the earth": "-180 -90 180 90",
    "the earth without its poles": "-180 -60 180 80",
    "an ocean and its coasts": "-100 -60 30 60",
    "one hemisphere": "0 20 15000",
}


# ---- What is made -------------------------------------------------------------------------------


@pytest.mark.parametrize("text", WINDOWS.values(), ids=WINDOWS)
def test_any_window_makes_a_lesson_without_faults_or_notes(text: str, tmp_path: Path) -> None:
    make_lesson(tmp_path, Plan("A flood", read_window(text)))
    loaded = examine(tmp_path)
    assert (loaded.faults, loaded.notices) == ([], [])
    lesson = Lesson(tmp_path)
    extent = lesson.extent("all")
    assert all(extent.holds(point.x, point.y) for point in lesson.places.geometry)
    assert Window(extent).height > 100


@pytest.mark.parametrize(
    ("text", "date"), [("1848/1849", "1848-01"), ("-0043-03/-0043-03-20", "-0043-03-01")]
)
def test_a_lesson_may_be_of_any_years(tmp_path: Path, text: str, date: str) -> None:
    first, last = read_days(text)
    make_lesson(tmp_path, Plan("A time", read_window(VIENNA), "fr", first, last))
    loaded = examine(tmp_path)
    assert (loaded.faults, loaded.notices) == ([], [])
    assert Lesson(tmp_path).map("first-map").date == date


def test_a_lesson_of_one_day_is_one_too(tmp_path: Path) -> None:
    first, last = read_days("1883-08-27/1883-08-27")
    make_lesson(tmp_path, Plan("A day", read_window(VIENNA), "fr", first, last))
    loaded = examine(tmp_path)
    assert (loaded.faults, loaded.notices) == ([], [])
    assert Lesson(tmp_path).map("first-map").date == "1883-08-27"


@pytest.mark.parametrize("spreadsheet", [False, True])
@pytest.mark.parametrize(
    "text", ["1953-01-31T03:00/1953-02-02T23:00", "1953-01-31T23:30/1953-02-01T00:10"]
)
def test_days_with_hours_make_a_lesson_by_hours(
    tmp_path: Path, text: str, *, spreadsheet: bool
) -> None:
    plan = Plan("A night", read_window(VIENNA), "en", *read_days(text))
    make_lesson(tmp_path, plan, spreadsheet=spreadsheet)
    loaded = examine(tmp_path)
    assert loaded.faults == []
    # Whose clock it is, only the teacher knows: the one line that must be changed.
    assert [note.column for note in loaded.notices] == ["lesson.time_zone"]
    lesson, (first, _, last) = Lesson(tmp_path), text.partition("/")
    assert (lesson.step, str(lesson.start), str(lesson.end)) == ("hour", first, last)
    assert str(lesson.maps["first-map"].day) == first
    settings = (tmp_path / "data" / "lesson.toml").read_text("utf-8")
    assert "time_zone = " in settings
    assert f'days = ["{first}", "{last}"]' in settings
    assert lesson.events["start"].between(first, last).all()
    (layer,) = [one for one in lesson.layers if one.id == "events"]
    assert (layer.label, layer.linger_hours) == ("Events of the last 24 hours", 24)


def test_a_lesson_by_days_says_nothing_of_hours(tmp_path: Path) -> None:
    plan = Plan("Two days", read_window(VIENNA), "en", *read_days("1953-01-31/1953-02-01"))
    made = b"".join(files_of(plan).values())
    assert b"hour" not in made
    assert b"time_zone" not in made


@pytest.fixture(scope="module")
def flood(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "flood"
    options = ("--title", 'A "flood" \\ é', "--window", VIENNA, "--language", "en")
    assert main(["new", str(folder), *options, "--days", "2002-08-01/2002-08-31"]) == 0
    return folder


def test_it_has_what_was_promised_and_no_table_more(flood: Path) -> None:
    lesson = Lesson(flood)
    assert lesson.title == 'A "flood" \\ é'
    assert [len(frame) for frame in (lesson.places, lesson.events, lesson.sources)] == [3, 2, 2]
    assert (len(lesson.exercises), len(lesson.notebooks), len(lesson.sheets)) == (1, 1, 1)
    drawn = lesson.maps["first-map"]
    assert len(drawn.steps) == 3
    assert (drawn.day, drawn.extent) == (drawn.steps[0].day, drawn.steps[0].extent)
    tables = sorted(path.name for path in (flood / "data").glob("*.csv"))
    assert tables == ["events.csv", "places.csv", "sources.csv"]
    assert len((flood / "README.md").read_text("utf-8").split("\n")) <= 11


def test_each_file_says_what_to_change(flood: Path) -> None:
    silent = [
        path.name
        for path in flood.rglob("*")
        if path.is_file() and "basemap" not in path.parts
        if not any(word in path.read_text("utf-8").lower() for word in ("change", "write here"))
    ]
    assert silent == []


def test_it_is_published_printed_and_copied(flood: Path, tmp_path: Path) -> None:
    pages = publish(flood, tmp_path / "site")
    assert {"index.html", "01_start.html", "lesson.html"} <= {path.name for path in pages}
    page = (tmp_path / "site" / "01_start.html").read_text("utf-8")
    assert "Change" not in page  # the notes for the author stay with the author
    turn = page.partition('class="lk-turn"')[2].partition("</nav>")[0]
    assert turn.count("index.html") == 1  # of a lesson with one part, one way back is enough
    assert all(path.stat().st_size > 10_000 for path in publish_handout(flood, tmp_path / "paper"))
    strange = list[str]()
    copy_for_students(flood, tmp_path / "class", strange=strange.append)
    assert strange == ["README.md", "environment.yml"] or strange == []
    assert examine(tmp_path / "class").faults == []


def test_the_same_plan_gives_the_same_bytes() -> None:
    plan = Plan("A flood", read_window(VIENNA))
    for spreadsheet in (False, True):
        assert files_of(plan, spreadsheet=spreadsheet) == files_of(plan, spreadsheet=spreadsheet)


def test_its_notebook_is_whole_and_has_not_run(flood: Path) -> None:
    notebook = json.loads((flood / "notebooks" / "01_start.ipynb").read_text("utf-8"))
    assert notebook["cells"][0]["source"].startswith('# A "flood" \\ é')
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["outputs"] for cell in code] == [[]] * 4
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])


def test_the_ground_is_small_and_has_no_rivers_which_are_not_free() -> None:
    assert PACKED.stat().st_size < 400_000
    names = set(files_of(Plan("A", read_window(VIENNA))))
    assert not [name for name in names if "rivers" in name]
    assert "data/basemap/ground/README.md" in names


# ---- What it asks -------------------------------------------------------------------------------


def test_it_asks_for_what_is_not_given_until_it_is_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    given = iter(["A flood", "somewhere", "5.9 45.8 10.5 47.8", "French", "fr"])
    asked = list[str]()
    monkeypatch.setattr("builtins.input", lambda text: asked.append(text) or next(given))
    assert main(["new", str(tmp_path / "flood")]) == 0
    assert [text.split()[0] for text in asked] == ["Title", "What", "What", "Language", "Language"]
    said = capsys.readouterr().out
    assert "window: got somewhere, expected" in said
    assert "language: got French, expected" in said
    settings = tomllib.loads((tmp_path / "flood/data/lesson.toml").read_text("utf-8"))
    assert settings["lesson"]["language"] == "fr"


def test_where_nobody_answers_it_names_the_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def nobody(text: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)
    assert main(["new", str(tmp_path / "flood"), "--title", "A flood"]) == 2
    assert "Add --window" in capsys.readouterr().err
    assert not (tmp_path / "flood").exists()


# ---- What it refuses ----------------------------------------------------------------------------


WRONG_WINDOWS = {
    "": "expected",
    "here": "Write numbers with a point",
    "1 2": "Write numbers with a point",
    "5,9 45,8 10,5 47,8": "Write numbers with a point",
    "200 5.9 47.8 45.8": "in -180 to 180",
    "5.9 95 10.5 97": "swapped",
    "5.9 47.8 10.5 45.8": "a south that is less",
    "10.5 45.8 5.9 47.8": "a west that is less",
    "120 48 16": "latitude comes first",
    "48 16 0": "a width of",
    "48 16 40000": "whole earth",
}


def test_a_window_is_read_in_the_digits_of_any_script() -> None:
    arabic = "\u0664\u0668\u066b\u0665, \u0661\u0666, \u0663\u0660\u0660"
    assert read_window(arabic) == read_window("48.5, 16, 300")
    assert read_window("\u221233.9, 18.4, 40") == read_window("-33.9, 18.4, 40")


@pytest.mark.parametrize("text", WRONG_WINDOWS)
def test_a_window_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(LessonError, match=WRONG_WINDOWS[text]):
        read_window(text)


@pytest.mark.parametrize("text", ["", "  ", "a\x00b", "x" * 101])
def test_a_title_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(LessonError, match="title: got"):
        read_title(text)


@pytest.mark.parametrize(
    "text", ["", "2002-08-01", "2002-08-31/2002-08-01", "2002/..", "2002?/2003", "August/September"]
)
def test_days_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(LessonError, match="earlier one first"):
        read_days(text)


@pytest.mark.parametrize("end", ["T3:00", "T03.00", "T24:00", " 03:00", "T03:00Z"])
def test_an_hour_that_is_none_is_refused_with_one_that_is(end: str) -> None:
    with pytest.raises(LessonError, match="2024-05-01T03:00/2024-05-02T23:00"):
        read_days(f"1953-01-31T03:00/1953-02-02{end}")


@pytest.mark.parametrize("text", ["", "english", "E"])
def test_a_language_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(LessonError, match="two letters"):
        read_language(text)


def test_a_folder_that_holds_something_is_refused_before_anything_is_asked(
    tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert main(["new", str(tmp_path)]) == 2
    assert "not empty: it holds notes.txt. Nothing was written" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    assert main(["new", str(tmp_path / "notes.txt")]) == 2
    assert "is a file" in capsys.readouterr().err


def test_a_folder_with_hidden_files_alone_counts_as_empty(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert make_lesson(tmp_path, Plan("A flood", read_window(VIENNA)))
    assert (tmp_path / ".git").is_dir()


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ("2019-03-01/2019-03-05", "3 days"),
        ("2019-03-01/2019-03-31", "14 days"),
        ("1948-06/1949-09", "3 months"),
        ("1846/1852", "12 months"),
        ("1960/2020", "5 years"),
    ],
)
def test_an_event_stays_as_long_as_fits_the_story(days: str, words: str) -> None:
    """On a slider of years, an event of 14 days is gone with the next step."""
    first, last = read_days(days)
    files = files_of(Plan("A time", read_window(VIENNA), "en", first, last))
    layers = tomllib.loads(files["data/lesson.toml"].decode())["layers"]
    (layer,) = [one for one in layers if one["id"] == "events"]
    assert layer["label"] == f"Events of the last {words}"
    lasting = {"3 days": 2, "14 days": 13, "3 months": 61, "12 months": 364, "5 years": 1825}
    assert layer["linger_days"] == lasting[words]
