"""Pictures in the prose of a notebook: each that a page would leave out is told, and why."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest
from PIL import Image
from support.folders import RIVER

from lessonkit.check.echoes.pictures import MOST, picture_notes, pictures_of
from lessonkit.check.read import examine

HERE = "a picture in the folder notebooks"
SHOWN = "a picture of the kind PNG, JPEG, GIF or WebP"


def png(wide: int = 40) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (wide, 30), "red").save(made, "PNG")
    return made.getvalue()


def notebook(folder: Path, *cells: str) -> Path:
    """Write a notebook with these texts, and some pictures beside it."""
    home = folder / "notebooks"
    (home / "more").mkdir(parents=True)
    (folder.parent / "outside.png").write_bytes(png())
    for name in ("mine.png", "two words.png", "more/mine.png"):
        (home / name).write_bytes(png())
    (home / "phone.heic").write_bytes(b"\0\0\0\x18ftypheic")
    (home / "large.png").write_bytes(png() + b"\0" * MOST)
    Image.new("RGB", (4, 3)).save(home / "old.tif")
    made = [{"cell_type": "markdown", "metadata": {}, "source": text} for text in cells]
    (home / "01.ipynb").write_text(json.dumps({"cells": made}), "utf-8")
    return home / "01.ipynb"


@pytest.mark.parametrize(
    ("text", "got", "words", "remedy"),
    [
        ("![A mine](https://example.org/a.png)", "from the web", HERE, "fetches nothing"),
        ("![A mine](//example.org/a.png)", "from the web", HERE, "fetches nothing"),
        (r"![A mine](C:\Users\a.png)", "its place on one computer", HERE, "its name alone"),
        ("![A mine](file:///home/a.png)", "its place on one computer", HERE, "its name alone"),
        ("![A mine](../../outside.png)", "outside the lesson", HERE, "Move it into notebooks"),
        ("![A mine](Mine.PNG)", "not there", HERE, "Did you mean mine.png?"),
        ("<img src='lost.png' alt='A mine'>", "not there", HERE, "Put it there"),
        ("![A mine](two words.png)", "a blank in its name", "a name without blanks", "Rename"),
        ("![A mine](phone.heic)", "no page can show", SHOWN, "save it as JPEG or PNG"),
        ("![A mine](old.tif)", "of the kind TIFF", SHOWN, "save it as JPEG or PNG"),
        ("![A mine](large.png)", "of 2.0 MB and 40 pixels", "at most 2 MB", "Save it smaller"),
        ("![](mine.png)", "without words", "cannot see it", "![What the picture shows](mine.png)"),
    ],
)
def test_a_picture_that_no_reader_would_see_is_told(
    tmp_path: Path, text: str, got: str, words: str, remedy: str
) -> None:
    path = notebook(tmp_path / "lesson", "# Title", text)
    [note] = picture_notes("01.ipynb", path)
    assert (note.file, note.column) == ("notebooks/01.ipynb", "cell 2")
    assert got in note.got
    assert words in note.expected
    assert remedy in note.remedy


def test_pictures_that_a_page_shows_are_silent_and_known(tmp_path: Path) -> None:
    path = notebook(
        tmp_path / "lesson",
        "![A mine](mine.png) ![Two](two%20words.png)",
        '![In a folder](more/mine.png "A title") ![Pasted](attachment:a.png)',
        "`![Code](lost.png)` [A link](lost.png)",
    )
    assert list(picture_notes("01.ipynb", path)) == []
    names = [one.name for one in pictures_of(path)]
    assert names == ["mine.png", "two words.png", "mine.png"]


def test_the_check_says_it_and_finds_a_line_in_a_cell_of_text(tmp_path: Path) -> None:
    river = Path(shutil.copytree(RIVER, tmp_path / "river"))
    path = river / "notebooks" / "01_river.ipynb"
    book = json.loads(path.read_text("utf-8"))
    for n, text in enumerate(("![The ford](ford.png)", 'lesson.map("five-weeks").with_events()')):
        book["cells"].append(
            {"cell_type": "markdown", "id": f"new-{n}", "metadata": {}, "source": text}
        )
    path.write_text(json.dumps(book), "utf-8")
    told = [str(one) for one in examine(river).notices]
    assert any("a picture, ford.png, which is not there" in one for one in told)
    assert any("make the cell one of type Code" in one for one in told)
