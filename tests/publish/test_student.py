"""The copy for the class: all of the lesson but its answers."""

from __future__ import annotations

import base64
import bz2
import codecs
import gzip
import json
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from PIL import Image
from support.exercise_files import (
    FAR,
    FILE,
    MISTAKE,
    SECRET,
    UNTITLED,
    Copy,
    case,
    written,
)

import lessonkit
from lessonkit.check.read import check
from lessonkit.cli import main
from lessonkit.errors import DataError, LessonError
from lessonkit.exercises.states import RIGHT
from lessonkit.publish.student import copy_for_students


def files(folder: Path) -> dict[str, bytes]:
    """Give what a folder holds; a folder counts as a file without content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b""
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture
def copy(base: Path, tmp_path: Path) -> Copy:
    return Copy(tmp_path / "lesson")


@pytest.fixture(scope="module")
def students(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the class's copy of `base`."""
    to = tmp_path_factory.mktemp("class") / "student"
    assert copy_for_students(base, to) == to
    return to


def test_no_file_of_a_students_copy_has_an_answer(base: Path, students: Path) -> None:
    held = files(students)
    assert SECRET.encode() in files(base)[f"data/exercises/{FILE}"]
    assert [name for name, text in held.items() if SECRET.encode() in text.lower()] == []
    assert [name for name in held if "exercises" in name] == ["data/exercises.json"]
    sealed = json.loads(held["data/exercises.json"])
    drawn = next(one.pop("map") for one in sealed if one["kind"] == "place")
    assert "cedar-mill" in drawn["places"]  # the map has it, among others
    shown = json.dumps(sealed, ensure_ascii=False)
    assert [one for one in ("cedar-mill", f"{FAR:.0f} km", "E02", "C03") if one in shown] == []


def test_a_students_copy_has_all_else(base: Path, students: Path) -> None:
    before, after = files(base), files(students)
    wanted = {k: v for k, v in before.items() if not k.startswith("data/exercises")}
    new = ("data/exercises.json", ".lessonkit-copy")
    assert {name: text for name, text in after.items() if name not in new} == wanted


def test_a_students_copy_opens_and_marks(opened: lessonkit.Lesson, students: Path) -> None:
    lesson = lessonkit.Lesson(students)
    assert lesson.exercises == opened.exercises
    assert lesson.check("with-code", FAR).state == RIGHT
    assert lesson.check("with-code", 50).said == (MISTAKE,)
    assert lesson.exercise("a-place").map is not None
    assert lesson.exercise("a-choice").spec == opened.exercise("a-choice").spec


def test_a_students_copy_has_no_fault(students: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(students)]) == 0
    assert "No faults" in capsys.readouterr().out


def test_the_command_makes_a_copy_of_a_copy(
    students: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "new" / "student"
    assert main(["student", str(students), "--to", str(to)]) == 0
    assert capsys.readouterr().out == f"Written: {to}\n"
    assert files(to) == files(students)


def test_an_empty_folder_may_be_filled(base: Path, tmp_path: Path) -> None:
    (tmp_path / "student").mkdir()
    copy_for_students(base / "data", tmp_path / "student")  # data/ may be named itself
    assert (tmp_path / "student" / "data" / "exercises.json").is_file()
    assert (tmp_path / "student" / "notebooks" / "01_river.ipynb").is_file()


def test_an_older_copy_is_replaced(copy: Copy, tmp_path: Path) -> None:
    """As a site and a handout are: only what was written before, and as it was written."""
    to = tmp_path / "student"
    copy_for_students(copy.root, to)
    (to / ".DS_Store").write_text("of a system", encoding="utf-8")
    path = copy.data / "places.csv"
    path.write_text(path.read_text("utf-8").replace("Alder,", "Alder Town,"), encoding="utf-8")
    copy_for_students(copy.root, to)
    assert "Alder Town," in (to / "data" / "places.csv").read_text("utf-8")


@pytest.mark.parametrize("name", ["notebooks/01_river.ipynb", "mine.txt"])
def test_a_copy_in_which_somebody_worked_is_kept(copy: Copy, tmp_path: Path, name: str) -> None:
    to = tmp_path / "student"
    copy_for_students(copy.root, to)
    (to / name).write_text("my work", encoding="utf-8")
    with pytest.raises(LessonError, match=r"is new or was changed after"):
        copy_for_students(copy.root, to)
    assert (to / name).read_text("utf-8") == "my work"


def test_the_copy_is_the_same_from_inside_the_data(
    copy: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_for_students(copy.root, tmp_path / "one")
    monkeypatch.chdir(copy.data)
    assert main(["check"]) == 0
    assert main(["student", "--to", str(tmp_path / "two")]) == 0
    assert files(tmp_path / "two") == files(tmp_path / "one")
    assert main(["student", "--to", "student"]) == 2


def test_a_lesson_without_a_folder_data_is_not_copied_into_itself(
    copy: Copy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = copy.data.rename(tmp_path / "alone")
    before = files(alone)
    assert main(["student", str(alone), "--to", str(alone / "student")]) == 2
    assert "inside the data of the lesson, and the copy would become" in capsys.readouterr().err
    assert files(alone) == before
    link = tmp_path / "link"
    link.symlink_to(alone, target_is_directory=True)
    assert main(["student", str(alone), "--to", str(link / "student")]) == 2


def in_use(copy: Copy, to: Path) -> None:
    to.mkdir()
    (to / "mine.txt").write_text("mine", encoding="utf-8")


def a_file(copy: Copy, to: Path) -> None:
    to.write_text("mine", encoding="utf-8")


def a_fault(copy: Copy, to: Path) -> None:
    copy.write(written([UNTITLED]))


def a_lost_file(copy: Copy, to: Path) -> None:
    # Found only in the middle of copying: a link that leads nowhere.
    (copy.data / "basemap" / "README.md").symlink_to(copy.data / "nowhere")


def a_lost_file_and_an_empty_folder(copy: Copy, to: Path) -> None:
    a_lost_file(copy, to)
    to.mkdir()


def a_torn_notebook(copy: Copy, to: Path) -> None:
    (copy.root / "notebooks" / "01_river.ipynb").write_text('{"cells": [', encoding="utf-8")


def nothing(copy: Copy, to: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("spoil", "to", "words"),
    [
        (in_use, "student", "is in use"),
        (a_file, "student", "is in use"),
        (a_fault, "student", "1 fault in the data"),
        (a_lost_file, "student", "cannot be written"),
        (a_lost_file_and_an_empty_folder, "student", "cannot be written"),
        (nothing, "lesson/data/student", "inside the data of the lesson"),
        (nothing, "lesson/data", "is in use"),
        (nothing, "lesson/data/lesson.toml/student", "inside the data of the lesson"),
        (nothing, "lesson/notebooks/01_river.ipynb/student", "inside the notebooks of the"),
        (nothing, "lesson/notebooks/student", "inside the notebooks of the lesson"),
        (nothing, "lesson/data/exercises/student", "Name a folder outside, such as"),
        (a_lost_file, "new/student", "cannot be written"),
        case("a JSONDecodeError comes through", a_torn_notebook, "student", "01_river.ipynb"),
    ],
)
def test_a_copy_that_cannot_be_made_leaves_nothing_half_done(
    copy: Copy,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Copy, Path], None],
    to: str,
    words: str,
) -> None:
    spoil(copy, tmp_path / to)
    before = files(tmp_path)
    assert main(["student", str(copy.root), "--to", str(tmp_path / to)]) == 2
    assert words in capsys.readouterr().err
    assert files(tmp_path) == before


@pytest.mark.parametrize("text", ["{}", '[{"id": "x"}]', "["])
def test_a_changed_file_of_sealed_exercises_is_a_fault(
    students: Path, tmp_path: Path, text: str
) -> None:
    shutil.copytree(students, tmp_path / "student")
    (tmp_path / "student" / "data" / "exercises.json").write_text(text, encoding="utf-8")
    assert {fault.file for fault in check(tmp_path / "student")} == {"exercises.json"}


@pytest.mark.parametrize("key", ["title", "minutes", "prompt", "hints", "messages", "model"])
def test_a_sealed_exercise_without_one_of_its_parts_is_a_fault(
    students: Path, tmp_path: Path, key: str
) -> None:
    shutil.copytree(students, tmp_path / "student")
    path = tmp_path / "student" / "data" / "exercises.json"
    sealed = json.loads(path.read_text(encoding="utf-8"))
    del sealed[1][key]
    path.write_text(json.dumps(sealed), encoding="utf-8")
    assert {fault.file for fault in check(tmp_path / "student")} == {"exercises.json"}


def test_what_a_teacher_tried_and_saved_is_not_in_the_copy(copy: Copy, tmp_path: Path) -> None:
    tried = {"attempts": [{"answer": f"My own {SECRET}", "right": True}], "draft": SECRET}
    state = {"0": {"model_name": "AnyModel", "state": {"view": "exercise", "record": tried}}}
    copy.notebook("01_river.ipynb", 'lesson.exercise("own-words")', state=state)
    held = files(copy_for_students(copy.root, tmp_path / "student"))
    assert [name for name, text in held.items() if SECRET.encode() in text.lower()] == []


def test_the_lines_that_a_teacher_wrote_are_not_in_the_copy(copy: Copy, tmp_path: Path) -> None:
    lines = f'apart = 122.7  # {SECRET}\nlesson.check("with-code", apart)'
    copy.notebook("01_river.ipynb", 'lesson.exercise("with-code")', lines)
    held = files(copy_for_students(copy.root, tmp_path / "student"))
    assert [name for name, text in held.items() if SECRET.encode() in text.lower()] == []


# ---- What is no part of a lesson ----------------------------------------------------------------

STRAY = {
    "data/exercises - Copy/01_river.toml": "right = true",
    "data/exercises/01_river (old).toml.bak": "right = true",
    "data/exercises.zip": "PK",
    "data/01_river (old).toml": SECRET,
    "data/places (1).csv": "place_id",
    "data/before-mend/places.csv": "place_id",
    "data/basemap/valley/notes.txt": SECRET,
    "notebooks/01_river-Copy1.ipynb": "{}",
    "notebooks/handed-in/ana.json": SECRET,
    "data/.hidden": SECRET,
}


def test_what_is_no_part_of_a_lesson_is_named_and_left_out(
    copy: Copy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in STRAY.items():
        (copy.root / name).parent.mkdir(exist_ok=True)
        (copy.root / name).write_text(text, encoding="utf-8")
    (copy.data / ".DS_Store").write_bytes(b"\0")  # of a system: left out without a word
    to = tmp_path / "student"
    # A spare file of exercises is itself a fault of a lesson: here the names alone count.
    assert main(["student", str(copy.root), "--to", str(to)]) == 0
    said = capsys.readouterr().out.splitlines()
    whole = {"data/exercises - Copy/", "data/before-mend/", "notebooks/handed-in/"}
    single = {name for name in STRAY if not any(name.startswith(one) for one in whole)}
    assert sorted(said) == [
        *sorted(f"Left out: {name}, which is no part of a lesson" for name in whole | single),
        f"Written: {to}",
    ]
    assert [name for name, text in files(to).items() if SECRET.encode() in text.lower()] == []
    assert sorted(files(to)) == sorted(files(copy_for_students(copy.root, tmp_path / "again")))


def test_a_picture_of_a_notebook_is_part_of_its_lesson(copy: Copy, tmp_path: Path) -> None:
    path = copy.root / "notebooks" / "01_river.ipynb"
    (path.parent / "pictures").mkdir()
    for name in ("ford.png", "spare.png"):
        Image.new("RGB", (4, 3)).save(path.parent / "pictures" / name)
    book = json.loads(path.read_text("utf-8"))
    source = "![The ford](pictures/ford.png)"
    book["cells"].append({"cell_type": "markdown", "id": "new", "metadata": {}, "source": source})
    path.write_text(json.dumps(book), "utf-8")
    made = files(copy_for_students(copy.root, tmp_path / "student"))
    assert "notebooks/pictures/ford.png" in made
    assert "notebooks/pictures/spare.png" not in made


# ---- Answers in plain text ----------------------------------------------------------------------


def table(name: str, old: str, new: str) -> Callable[[Copy], None]:
    def spoil(copy: Copy) -> None:
        path = copy.data / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def cell(*sources: str, kind: str = "code", **more: object) -> Callable[[Copy], None]:
    def spoil(copy: Copy) -> None:
        path = copy.root / "notebooks" / "02_mills.ipynb"
        book = json.loads(path.read_text(encoding="utf-8"))
        fields = {"cell_type": kind, "metadata": {}}
        if kind == "code":
            fields |= {"outputs": [], "execution_count": None}
        book["cells"] += [
            {**fields, "id": f"x{n}", "source": one, **more} for n, one in enumerate(sources)
        ]
        path.write_text(json.dumps(book), encoding="utf-8")

    return spoil


def noted(text: str) -> Callable[[Copy], None]:
    def spoil(copy: Copy) -> None:
        path = copy.root / "notebooks" / "02_mills.ipynb"
        book = json.loads(path.read_text(encoding="utf-8"))
        book["metadata"]["notes"] = text
        path.write_text(json.dumps(book), encoding="utf-8")

    return spoil


def printed(text: str) -> list[dict[str, object]]:
    data = {"text/plain": [text]}
    return [{"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": data}]


LEAKS = {
    "the model answer": (
        table("events.csv", "The mills changed hands without a fight.", "Somebody said quokka."),
        "data/events.csv, row 7",
    ),
    "an explanation in a comment": (
        table("lesson.toml", "[lesson]", "# The QUOKKA   explains it.\n[lesson]"),
        "data/lesson.toml",
    ),
    "a marked option": (
        table("lesson.toml", "[lesson]", '# { text = "The Ash", right = true },\n[lesson]'),
        "data/lesson.toml, line 3: 'the ash', marked as right (a-choice)",
    ),
    "marked options in a cell": (
        cell('OPTIONS = [{"text": "One", "right": True}, {"text": "Three"}]'),
        "notebooks/02_mills.ipynb",
    ),
    "a number by the id": (
        table("places.csv", "A post in the hills.", "For a-number: it is 122 km."),
        "data/places.csv, row 5: 122 km, the answer (a-number)",
    ),
    "a number in a cell of prose": (
        cell("To *a-number*: 122.0 km.", kind="markdown"),
        "notebooks/02_mills.ipynb, cell 4: 122.0 km, the answer (a-number)",
    ),
    "an option by the id": (
        cell("# a-choice: The Ash", kind="markdown"),
        "notebooks/02_mills.ipynb, cell 4: the ash, the answer (a-choice)",
    ),
    "a try": (
        cell('lesson.check("with-code", 144.9)'),
        'notebooks/02_mills.ipynb, cell 4: lesson.check("with-code"), a try (with-code)',
    ),
    "a printed number": (
        cell("far", outputs=printed(f"np.float64({FAR})")),
        "notebooks/02_mills.ipynb, cell 4",
    ),
    "other digits": (
        cell("To *a-number*: \u0661\u0662\u0662 km.", kind="markdown"),
        "notebooks/02_mills.ipynb, cell 4: 122 km, the answer (a-number)",
    ),
    "wide digits": (
        cell("To *a-number*: \uff11\uff12\uff12 km.", kind="markdown"),
        "notebooks/02_mills.ipynb, cell 4: 122 km, the answer (a-number)",
    ),
    "a decimal comma": (
        cell("To *a-number*: 122,0 km.", kind="markdown"),
        "notebooks/02_mills.ipynb, cell 4: 122,0 km, the answer (a-number)",
    ),
    "without its full stop, in capitals": (
        cell("THE QUOKKA EXPLAINS IT", kind="markdown"),
        "notebooks/02_mills.ipynb, cell 4: the words",
    ),
    "a mark that nobody sees": (
        cell("The quo\u00adkka explains\u200b it.", kind="markdown"),
        "notebooks/02_mills.ipynb, cell 4: the words",
    ),
    "marks of HTML": (
        cell("The <b class='x'>quokka</b> explains it.", kind="markdown"),
        "notebooks/02_mills.ipynb, cell 4: the words",
    ),
    "a note of the notebook": (
        noted("a-number: 122 km"),
        "notebooks/02_mills.ipynb, what is saved with it: 122 km, the answer (a-number)",
    ),
    "an attachment": (
        cell(
            "![](a.txt)",
            kind="markdown",
            attachments={"a.txt": {"text": "The quokka explains it."}},
        ),
        "notebooks/02_mills.ipynb, cell 4: the words",
    ),
}


TOLD = "The quokka explains it."
TWICE = base64.b64encode(base64.b64encode(TOLD.encode())).decode()
CODED = {
    "base64": base64.b64encode(TOLD.encode()).decode(),
    "base64 for addresses": base64.urlsafe_b64encode(f"\u00ff\u00fe? {TOLD}".encode()).decode(),
    "base64 of UTF-16": base64.b64encode(TOLD.encode("utf-16-le")).decode(),
    "base64 twice": TWICE,
    "base64 in short lines": base64.encodebytes((f"{TOLD} " * 5).encode()).decode(),
    "base32": base64.b32encode(TOLD.encode()).decode(),
    "hexadecimal": TOLD.encode().hex(" "),
    "numbers of letters": f"bytes({list(TOLD.encode())})",
    "gzip in base64": base64.b64encode(gzip.compress(TOLD.encode())).decode(),
    "zlib in base64": base64.b64encode(zlib.compress(TOLD.encode())).decode(),
    "bz2 in base64": base64.b64encode(bz2.compress(TOLD.encode())).decode(),
    "an address": f"https://example.org/?say={quote(TOLD)}",
    "an address with plus": f"?say={quote_plus(TOLD + '!')}&x=%20",
    "escaped": "".join(f"\\u{ord(one):04x}" for one in TOLD),
    "escaped twice": "".join(f"\\\\u{ord(one):04x}" for one in TOLD),
    "escaped in two": "".join(f"\\x{ord(one):02x}" for one in TOLD),
    "names of HTML": "".join(f"&#{ord(one)};" for one in TOLD),
    "names of HTML twice": "".join(f"&amp;#x{ord(one):x};" for one in TOLD),
    "mail": "The=20quokka=\n=20explains it.",
    "shifted letters": codecs.encode(TOLD, "rot13"),
    "two pieces": '"The quokka " + "explains it."',
    "two lines": '("The quokka "\n "explains it.")',
    "a comment of two lines": "# The quokka\n# explains it.",
    "a quotation": "> The _quokka_\n> `explains` it.",
    "a comment of HTML": "<!-- The quokka explains it. -->",
    "in a tag": '<abbr title="The quokka explains it.">?</abbr>',
    "lines of HTML": "The quokka<br/>explains it.",
}


def places_of(text: str) -> dict[str, Callable[[Copy], None]]:
    """Give the places of a copy in which somebody may leave a text."""
    data = {"text/html": [f"<p>{text}</p>"], "text/plain": ["<HTML object>"]}
    shown = [{"output_type": "display_data", "metadata": {}, "data": data}]
    return {
        "source": cell(text),
        "output": cell("show()", outputs=shown),
        "cell": cell("x", metadata={"note": text}),
        "attachment": cell("x", kind="markdown", attachments={"a.txt": {"text/plain": text}}),
        "notebook": noted(text),
    }


@pytest.mark.parametrize("where", places_of(""))
@pytest.mark.parametrize("text", CODED.values(), ids=CODED)
def test_an_answer_in_another_form_is_found(
    copy: Copy, tmp_path: Path, text: str, where: str
) -> None:
    places_of(text)[where](copy)
    with pytest.raises(LessonError, match="No copy was made") as told:
        copy_for_students(copy.root, tmp_path / "student")
    assert "notebooks/02_mills.ipynb" in str(told.value)


@pytest.mark.parametrize(
    "text",
    [
        "a-number: MTIyIGtt",
        '{"a-number": 122.0}',
        "a-number -> 122.1",
        '# lesson.check("a-number", 122)',
        "a-choice: VGhlIEFzaA==",
        "a-choice: Gur Nfu",
        base64.b64encode(b'[{"text": "The Ash", "right": true}]').decode(),
    ],
)
def test_a_short_answer_in_another_form_is_found(copy: Copy, tmp_path: Path, text: str) -> None:
    cell(text, kind="raw")(copy)
    with pytest.raises(LessonError, match="No copy was made"):
        copy_for_students(copy.root, tmp_path / "student")


@pytest.mark.parametrize("spoilt", [None, b"", b"\xff\xfe\x00", b"[]", b'{"cells": [1]}'])
def test_without_one_of_its_notebooks_no_copy_is_made(
    copy: Copy, tmp_path: Path, spoilt: bytes | None
) -> None:
    path = sorted((copy.root / "notebooks").glob("*.ipynb"))[0]
    (copy.root / "notebooks" / "other.ipynb").write_bytes(path.read_bytes())
    path.unlink()
    if spoilt is not None:
        path.write_bytes(spoilt)
    with pytest.raises(DataError, match=f"notebooks/{path.name}: got"):
        copy_for_students(copy.root, tmp_path / "new" / "student")
    assert not (tmp_path / "new").exists()


def test_a_widget_that_is_not_ours_is_searched(copy: Copy, tmp_path: Path) -> None:
    typed = {
        "model_module": "@jupyter-widgets/controls",
        "model_name": "TextModel",
        "state": {"description": "a-number", "value": "122 km"},
    }
    copy.notebook("01_river.ipynb", 'lesson.exercise("a-number")', state={"0": typed})
    with pytest.raises(LessonError, match="what is saved with it: 122 km, the answer"):
        copy_for_students(copy.root, tmp_path / "student")


@pytest.mark.parametrize(("spoil", "words"), LEAKS.values(), ids=LEAKS)
def test_a_copy_with_an_answer_in_plain_text_is_not_written(
    copy: Copy,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Copy], None],
    words: str,
) -> None:
    spoil(copy)
    assert main(["student", str(copy.root), "--to", str(tmp_path / "student")]) == 2
    said = capsys.readouterr().err
    assert "No copy was made" in said
    assert f"- {words}" in said
    assert not (tmp_path / "student").exists()


INNOCENT = {
    "an option alone": table("places.csv", "A post in the hills.", "The Ash flows by."),
    "the number of another thing": table(
        "places.csv", "A post in the hills.", "It is 122 km away."
    ),
    "the id alone": cell('lesson.exercise("a-number")  # 3 minutes'),
    "the starter": cell('apart = ...\nlesson.check("with-code", apart)'),
    "a longer id": table("places.csv", "A post in the hills.", "Not a-number-2: 122 km."),
}


@pytest.mark.parametrize("change", INNOCENT.values(), ids=INNOCENT)
def test_what_gives_nothing_away_does_not_keep_the_copy_from_being_made(
    copy: Copy, tmp_path: Path, change: Callable[[Copy], None]
) -> None:
    change(copy)
    assert copy_for_students(copy.root, tmp_path / "student").is_dir()


def test_what_was_said_of_a_try_is_not_in_the_copy(copy: Copy, tmp_path: Path) -> None:
    starter = 'apart = ...\nlesson.check("with-code", apart)'
    cell(starter, outputs=printed("Right."))(copy)
    made = copy_for_students(copy.root, tmp_path / "student")
    book = json.loads((made / "notebooks" / "02_mills.ipynb").read_text(encoding="utf-8"))
    assert book["cells"][-1]["source"] == starter
    assert book["cells"][-1]["outputs"] == []
