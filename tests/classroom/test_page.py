"""The page for the teacher: a class of thirty."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from typing import Any

from support.handed_in import NAMES, Capture, Folder, attempt, exercise, hand_in

from lessonkit.classroom.table import COLUMNS


def test_thirty_files_of_which_three_are_damaged(thirty: Folder, capsys: Capture) -> None:
    assert len(thirty.files()) == 30
    assert thirty.run() == 1
    out = thirty.path / "class"
    assert capsys.readouterr().out.splitlines() == [
        "A river, version 1: 27 files read, 27 students.",
        "3 files left out:",
        "- changed.json: got a file that was changed or damaged, expected one that fits its check. "
        "Ask for the file again, as it was downloaded.",
        "- cut.json: got a file that is cut off, expected a file with answers. "
        "Ask for the file again, as it was downloaded.",
        "- page.json: got a web page (HTML), expected a file with answers. "
        'Ask for the JSON file that "Download my answers" gives.',
        f"Read: {', '.join(f'{n:02}.json' for n in range(27))}.",
        f"Written: {out / 'answers.csv'}, {out / 'answers.xlsx'}, {out / 'overview.html'}",
    ]
    assert sorted(os.listdir(out)) == ["answers.csv", "answers.xlsx", "overview.html"]


def test_the_table_has_a_row_for_each_student_and_exercise(thirty: Folder) -> None:
    thirty.run()
    rows = thirty.rows()
    assert len(rows) == 27 * 3
    assert tuple(rows[0]) == COLUMNS
    # By alphabet, where Émile stands by E and Ömer by O.
    students = [row["student"] for row in rows[::3]]
    assert students[:6] == ["Ana", "Bo", "Cem", "Dana", "Émile", "Eva"]
    assert students[-2:] == ["Yara", "Zoë"]
    assert sorted(students) == sorted(NAMES)
    assert [row for row in rows if row["student"] == "Ömer"] == [
        {
            "student": "Ömer",
            "file": "01.json",
            "saved": "2026-03-05T09:30:00.000Z",
            "notebook": "01_water.ipynb",
            "exercise": "width",
            "title": "The width",
            "kind": "number",
            "state": "right",
            "attempts": "3",
            "hints": "1",
            "model_shown": "no",
            "first_right_attempt": "3",
            "how_sure": "",
            "last_answer": "55 km",
            "all_answers": "1. 40 km\n2. 40 km\n3. 55 km",
        },
        rows[students.index("Ömer") * 3 + 1],
        rows[students.index("Ömer") * 3 + 2],
    ]
    age = next(row for row in rows if row["exercise"] == "age")
    assert (age["state"], age["attempts"], age["first_right_attempt"]) == ("not attempted", "0", "")
    assert (age["last_answer"], age["all_answers"]) == ("", "")
    models = [row for row in rows if row["model_shown"] == "yes"]
    assert [(row["student"], row["exercise"]) for row in models] == [("Émile", "order")]


def test_the_page_names_first_what_nobody_got_right(thirty: Folder) -> None:
    thirty.run()
    page = thirty.page()
    assert page.headings() == [
        "Exercises that nobody got right",
        "Exercises that nobody tried",
        "Files that were left out",
        "Who did what",
        "Wrong answers, by how often they were given",
        "What became of each file",
    ]
    assert page.under("Exercises that nobody got right") == [
        "The order (01_water.ipynb): 20 students tried"
    ]
    assert page.under("Exercises that nobody tried") == ["The age (01_water.ipynb)"]
    left_out = page.under("Files that were left out")
    assert [item.partition(":")[0] for item in left_out] == [
        "changed.json",
        "cut.json",
        "page.json",
    ]
    assert any(
        words.startswith("27 students. 27 files read, 3 left out.") for _, words in page.blocks
    )


def test_the_page_says_who_did_what_in_words(thirty: Folder) -> None:
    thirty.run()
    table = thirty.page().tables["01_water.ipynb"]
    assert table[0] == ["Student", "The width", "The order", "The age"]
    assert len(table) == 1 + 27
    cells = {row[0]: row[1:] for row in table[1:]}
    assert list(cells)[:5] == ["Ana", "Bo", "Cem", "Dana", "Émile"]
    assert cells["Émile"] == [
        "✓ right; 2 attempts, 2 hints",
        "◐ not yet; 1 attempt, model answer seen",
        "○ not attempted",
    ]
    assert cells["Yara"] == ["○ not attempted"] * 3


def test_the_page_counts_wrong_answers(thirty: Folder) -> None:
    thirty.run()
    page = thirty.page()
    heads = ["Answer", "Times given", "Students"]
    assert page.tables["Wrong answers to: The width"] == [heads, ["40 km", "11", "9"]]
    assert page.tables["Wrong answers to: The order"] == [
        heads,
        ["mouth, source", "17", "17"],
        ["source, sea", "3", "3"],
    ]
    assert "Wrong answers to: The age" not in page.tables
    told = [words for tag, words in page.blocks if tag == "p"][1:]
    assert told == [
        "16 right, 4 not yet, 7 not attempted. 6 opened a hint.",
        "20 not yet, 7 not attempted. 1 saw the model answer.",
        "27 not attempted.",
    ]


def test_equally_frequent_answers_stand_by_the_number_of_students(folder: Folder) -> None:
    one, other = attempt("9 km"), attempt("40 km")
    folder.put("1.json", hand_in("Ana", exercise("width", [other, other, one])))
    folder.put("2.json", hand_in("Bo", exercise("width", [one, attempt("8 km")])))
    folder.run()
    table = folder.page().tables["Wrong answers to: The width"]
    assert table[1:] == [["9 km", "2", "2"], ["40 km", "2", "1"], ["8 km", "1", "1"]]


def test_an_answer_may_be_right_more_than_once(folder: Folder) -> None:
    words = [("1 km", False), ("55 km", True), ("1 km", False), ("56 km", True)]
    folder.put("1.json", hand_in("Ana", exercise("width", [attempt(*word) for word in words])))
    folder.run()
    [row] = folder.rows()
    assert (row["first_right_attempt"], row["last_answer"]) == ("2", "56 km")


def test_the_page_is_whole_in_itself_and_runs_nothing(thirty: Folder) -> None:
    thirty.run()
    page = thirty.page()
    [policy] = [at["content"] for tag, at in page.tags if at.get("http-equiv")]
    [style] = re.findall("<style>(.*?)</style>", page.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy is not None
    assert f"default-src 'none'; style-src 'sha256-{digest}';" in policy
    assert not {tag for tag, _ in page.tags} & {"script", "img", "link", "a", "iframe", "form"}
    assert not {name for _, at in page.tags for name in at} & {"style", "src", "href", "onclick"}
    assert "http:" not in page.text
    assert "https:" not in page.text
    assert "url(" not in style
    assert all(at["scope"] in ("col", "row") for tag, at in page.tags if tag == "th")
    for tag, at in page.tags:
        if "wide" in (at.get("class") or ""):
            assert (tag, at["role"], at["tabindex"]) == ("div", "region", "0")
            assert at["aria-label"] in page.tables
    for words in ("prefers-color-scheme: dark", "@media print", "overflow-x: auto"):
        assert words in style


def test_the_same_files_give_the_same_bytes(thirty: Folder) -> None:
    thirty.run()
    first = [path.read_bytes() for path in sorted((thirty.path / "class").iterdir())]
    thirty.run(*reversed(thirty.files()))
    again = [path.read_bytes() for path in sorted((thirty.path / "class").iterdir())]
    assert first[:2] == again[:2]  # the table, as CSV and as a workbook
    assert len(first) == len(again) == 3


def test_a_wide_table_is_split_and_long_lists_are_cut(folder: Folder) -> None:
    tries = [attempt(f"{n} km") for n in range(30)] + [attempt("x" * 400)] * 2 + [attempt(" ")]
    folder.put("1.json", hand_in("Ana", *(exercise(f"e{n}", tries) for n in range(9))))
    folder.run()
    page = folder.page()
    [one, other] = [name for name in page.tables if name.startswith("01")]
    assert one == "01_water.ipynb, exercises 1 to 5 of 9"
    assert other == "01_water.ipynb, exercises 6 to 9 of 9"
    assert [len(page.tables[name][0]) for name in (one, other)] == [6, 5]
    table = page.tables["Wrong answers to: The e3"]
    assert table[1:3] == [[f"{'x' * 297}...", "2", "1"], ["(no words)", "1", "1"]]
    assert len(table) == 13
    assert ("p", "20 more are in answers.csv.") in page.blocks
    assert folder.rows()[0]["all_answers"].count("\n") == 32
    assert "x" * 400 in folder.rows()[0]["all_answers"]


def test_if_all_is_solved_the_page_says_so(folder: Folder) -> None:
    folder.put("1.json", hand_in("Ana", exercise("width", [attempt("55 km", True)])))
    folder.run()
    nobody = folder.page().under("Exercises that nobody got right")
    assert nobody == ["None. Somebody got each one right."]
    assert "Exercises that nobody tried" not in folder.page().headings()


def test_what_students_were_sure_of_and_had_wrong_comes_first(folder: Folder) -> None:
    for name, level, words in (
        ("Ana", "sure", "40 km"),
        ("Bo", "sure", "40 km"),
        ("Cem", "guess", "40 km"),
        ("Dana", "sure", "<b>90</b> km"),
    ):
        first = {**attempt(words), "sure": level}
        folder.put(
            f"{name}.json", hand_in(name, exercise("width", [first, attempt("55 km", True)]))
        )
    folder.run()
    page = folder.page()
    assert page.headings()[:2] == ["Exercises that nobody got right", "Sure, and not right"]
    assert page.tables["Sure, and not right"] == [
        ["Exercise", "Answer", "Students"],
        ["The width", "40 km", "2"],
        ["The width", "<b>90</b> km", "1"],
    ]
    assert [row["how_sure"] for row in folder.rows()] == ["Sure", "Sure", "A guess", "Sure"]


def test_questions_asked_twice_show_what_was_learned(folder: Folder) -> None:
    def both(before: bool, after: bool) -> tuple[dict[str, Any], dict[str, Any]]:
        first = {**exercise("width", [attempt("?", before)]), "judged": "later", "again": ""}
        again = {**exercise("wide", [attempt("?", after)]), "judged": "key", "again": "width"}
        return first, again

    folder.put("1.json", hand_in("Ana", *both(False, True)))
    folder.put("2.json", hand_in("Bo", *both(True, True)))
    folder.put("3.json", hand_in("Cem", both(False, True)[0], exercise("wide")))
    folder.run()
    caption = "Asked before and after, at the first try, by those who answered both"
    assert folder.page().tables[caption] == [
        ["Question", "Students", "Right before", "Right after"],
        ["The wide", "2", "1", "2"],
    ]
    (state,) = {
        r["state"] for r in folder.rows() if r["student"] == "Cem" and r["exercise"] == "width"
    }
    assert state == "not yet", "a teacher sees at once what a student is told later"
