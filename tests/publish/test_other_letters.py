"""Answers in a student's copy whose letters stand in another way, or are coded as few people do."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.folders import RIVER
from support.lesson_copy import Copy

from lessonkit.errors import LessonError
from lessonkit.publish.student import copy_for_students

TOLD = "The quokka explains it."
LOOKS = str.maketrans("aeopc", "\u0430\u0435\u043e\u0440\u0441")
SMALL = str.maketrans("aeiklnopt", "\u1d00\u1d07\u026a\u1d0b\u029f\u0274\u1d0f\u1d18\u1d1b")


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    made = Copy(tmp_path / "lesson" / "data")
    (made.folder.parent / "notebooks").mkdir()
    for book in (RIVER / "notebooks").glob("*.ipynb"):
        (made.folder.parent / "notebooks" / book.name).write_bytes(book.read_bytes())
    return made


def cell(copy: Copy, source: str, **more: Any) -> None:
    path = copy.folder.parent / "notebooks" / "02_mills.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    made = {"cell_type": "markdown", "metadata": {}, "id": "mine", "source": source}
    book["cells"].append(made | more)
    path.write_text(json.dumps(book), encoding="utf-8")


def refused(copy: Copy, tmp_path: Path) -> str:
    with pytest.raises(LessonError, match="No copy was made") as told:
        copy_for_students(copy.folder, tmp_path / "student")
    return str(told.value)


WAYS = {
    "backwards": TOLD[::-1],
    "backwards on a page": f'<bdo dir="rtl">{TOLD[::-1]}</bdo>',
    "letters of other alphabets": TOLD.translate(LOOKS),
    "small capitals": TOLD.translate(SMALL),
    "accents": "".join(f"{one}\u0301" if one.isalpha() else one for one in TOLD),
    "letters of flags": "".join(
        chr(0x1F1E6 + ord(one.lower()) - 97) if one.isalpha() else one for one in TOLD
    ),
    "behind a flag": "x" + "".join(chr(0xE0000 + ord(one)) for one in TOLD),
    "apart": " ".join(TOLD),
    "a letter a line": "\n".join(TOLD),
    "points between": ".".join(TOLD),
    "no blanks": TOLD.replace(" ", ""),
    "a list of words": json.dumps(TOLD.split()),
    "in two kinds of quotation marks": "\"The quo\" 'kka explains it.'",
    "a formula": r"$The\ quokka\ explains\ it.$",
    "base85": base64.b85encode(TOLD.encode()).decode(),
    "ASCII85": base64.a85encode(TOLD.encode(), adobe=True).decode(),
    "hexadecimal with marks": ", ".join(f"0x{one:02x}" for one in TOLD.encode()),
    "octal numbers": " ".join(f"{one:o}" for one in TOLD.encode()),
    "numbers with blanks": " ".join(map(str, TOLD.encode())),
    "bits": " ".join(f"{one:08b}" for one in TOLD.encode()),
    "numbers of signs": " ".join(f"U+{ord(one):04X}" for one in TOLD),
    "signs of Python": "+".join(f"chr({ord(one)})" for one in TOLD),
    "an old address": "".join(f"%u{ord(one):04x}" for one in TOLD),
    "packed without a head": base64.b64encode(zlib.compress(TOLD.encode(), wbits=-15)).decode(),
}


@pytest.mark.parametrize("text", WAYS.values(), ids=WAYS)
def test_an_answer_whose_letters_stand_in_another_way_is_found(
    copy: Copy, tmp_path: Path, text: str
) -> None:
    cell(copy, text)
    assert "notebooks/02_mills.ipynb, cell" in refused(copy, tmp_path)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@pytest.mark.parametrize(
    "words",
    [
        chunk(b"tEXt", b"Comment\0" + TOLD.encode()),
        chunk(b"zTXt", b"Comment\0\0" + zlib.compress(TOLD.encode())),
        chunk(b"iTXt", b"Comment\0\1\0\0\0" + zlib.compress(TOLD.encode())),
    ],
    ids=["tEXt", "zTXt", "iTXt"],
)
def test_the_words_of_a_picture_are_read(copy: Copy, tmp_path: Path, words: bytes) -> None:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    picture = b"\x89PNG\r\n\x1a\n" + head + words + chunk(b"IDAT", zlib.compress(b"\0\0"))
    data = base64.b64encode(picture + chunk(b"IEND", b"")).decode()
    cell(copy, "![](attachment:a.png)", attachments={"a.png": {"image/png": data}})
    assert "notebooks/02_mills.ipynb, cell" in refused(copy, tmp_path)


def test_the_colours_of_a_terminal_do_not_hide_it(copy: Copy, tmp_path: Path) -> None:
    said = ["\x1b[31mThe\x1b[0m \x1b[32mquokka\x1b[0m explains it."]
    error = {"output_type": "error", "ename": "E", "evalue": "", "traceback": said}
    cell(copy, "x", cell_type="code", outputs=[error], execution_count=None)
    assert "notebooks/02_mills.ipynb, cell" in refused(copy, tmp_path)


def note(*lines: str) -> Callable[[Copy], None]:
    return lambda copy: copy.write("lesson.toml", "\n".join([*lines, copy.text("lesson.toml")]))


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["# a-number", "# 122 km"], "lesson.toml, line 1: 122 km, the answer (a-number)"),
        (["# a-choice:", "#   The Ash"], "lesson.toml, line 1: the ash, the answer (a-choice)"),
    ],
)
def test_a_note_of_several_lines_is_one(
    copy: Copy, tmp_path: Path, lines: list[str], words: str
) -> None:
    note(*lines)(copy)
    assert words in refused(copy, tmp_path)


def test_an_id_and_a_number_in_lines_that_do_not_belong_together_are_nothing(
    copy: Copy, tmp_path: Path
) -> None:
    note("# a-number", "", "# 122 km")(copy)
    assert copy_for_students(copy.folder, tmp_path / "student").is_dir()
