"""The strip, the files to hand in, loading them elsewhere, and what the teacher reads."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from support.exercise_reader import (
    ANSWERED_HERE,
    CONTEXT,
    EVIL,
    EVIL_ELEMENTS,
    LOOKS,
    MANY_WORDS,
    ONE,
    ONE_OF_EACH,
    WRITTEN,
    again,
    answer_all_wrong,
    ask_model,
    button,
    check,
    count_when_done,
    delete_all,
    download,
    expect_state,
    give,
    is_focused,
    kind,
    load,
    progress_of,
    read_by_teacher,
    record,
    right_answer,
    squeezed,
    strip,
)

from lessonkit import Lesson
from lessonkit.cli import main
from lessonkit.exercises.states import named

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


# ---- The strip ----------------------------------------------------------------------------------


def test_the_strip_counts_and_goes_to_what_is_open(course: Lesson, all_kinds: Open) -> None:
    mine = [entry for entry in WRITTEN.values() if entry["notebook"] == CONTEXT]
    page = all_kinds()
    count, said = strip(page).locator(".lk-count"), strip(page).locator(".lk-told")
    expect(count).to_have_text(count_when_done())
    assert count_when_done().startswith(
        "0 of 16 exercises done. About 27 minutes of exercises left. Extra: 0 of"
    )
    expect(strip(page).locator(".lk-steps li")).to_have_count(len(mine))
    order = {entry["id"]: n for n, entry in enumerate(mine, 1)}
    number, choice = (ONE_OF_EACH[name] for name in ("number", "choice"))
    button(strip(page), f"{order[number]}. {WRITTEN[number]['title']}: not attempted").click()
    assert is_focused(kind(page, "number").locator(".lk-ex"))
    expect(kind(page, "number").locator("header")).to_be_in_viewport()
    expect(said).to_be_empty()
    km = right_answer(course, WRITTEN[number])
    give(page, kind(page, "number"), WRITTEN[number], km)
    check(kind(page, "number"))
    expect(count).to_have_text(count_when_done(number))
    give(page, kind(page, "choice"), WRITTEN[choice], ["Turkey"])  # a wrong answer leaves it open
    check(kind(page, "choice"))
    expect(count).to_have_text(count_when_done(number))
    # The first that is open is not on this page; the extra one is open, too, and waits.
    button(strip(page), "Next open exercise").press("Enter")
    expect(said).to_have_text(f"“{mine[0]['title']}” is not on the page yet. Run its cell first.")
    n, away = next((n, e) for n, e in enumerate(mine, 1) if e["id"] not in ONE_OF_EACH.values())
    step = button(strip(page), f"{n}. {away['title']}: not attempted")
    step.click()
    expect(said).to_have_text(f"“{away['title']}” is not on the page yet. Run its cell first.")
    assert is_focused(step)


def test_the_state_is_said_in_words_and_by_a_sign(all_kinds: Open) -> None:
    page = all_kinds()
    box, title, seen = kind(page, "choice"), ONE["choice"]["title"], set()
    for answer, words in ((None, "Not attempted"), ("Turkey", "Not yet"), ("Jordan", "Right")):
        if answer:
            give(page, box, ONE["choice"], [answer])
            check(box)
        expect_state(box, words)
        sign = box.locator(".lk-state span").inner_text()
        expect(button(strip(page), f"18. {title}: {words.lower()}")).to_have_text(f"{sign} 18")
        seen.add(sign)
    assert len(seen) == 3


def test_all_done_is_said(course: Lesson, open_page: Open) -> None:
    made = progress_of(course)
    page = open_page(made)
    page.evaluate(
        """([ids, record]) => globalThis[Symbol.for("lessonkit")].forEach(store =>
          ids.forEach(id => store.take(id, record)))""",
        [[one["id"] for one in made.spec["exercises"]], record(True, None)],
    )
    expect(strip(page).locator(".lk-count")).to_have_text(
        "16 of 16 exercises done. All are done. Extra: 2 of 2 done. "
        "Asked before and after: 1 question. Right before: 1. Right now: 1."
    )
    button(strip(page), "Next open exercise").click()
    expect(strip(page).locator(".lk-told")).to_have_text("Every exercise of this notebook is done.")


# ---- The files ----------------------------------------------------------------------------------


def test_the_files_hold_every_answer_and_run_nothing(course: Lesson, all_kinds: Open) -> None:
    page = all_kinds()
    answer_all_wrong(course, page)
    button(kind(page, "choice"), "Hint 1 of 2").click()
    ask_model(kind(page, "choice"))
    give(page, kind(page, "number"), ONE["number"], "118 miles")
    check(kind(page, "number"))
    own = f"{EVIL}</li></ol><script>alert(2)</script> & “quoted” دير الزور 😀 {MANY_WORDS}"
    kind(page, "text").get_by_role("textbox").fill(own)
    check(kind(page, "text"))
    strip(page).get_by_label("Name").fill(EVIL)
    html, json_ = download(page)
    hand = read_by_teacher(json_)
    assert hand.name == EVIL
    assert set(hand.exercises) == set(WRITTEN)
    states = {name: one["state"] for name, one in hand.exercises.items()}
    wanted = dict.fromkeys(WRITTEN, "not attempted")
    wanted |= {ONE_OF_EACH[name]: "not yet" for name in ANSWERED_HERE}
    assert states == wanted | {ONE_OF_EACH["number"]: "right"}
    choice = hand.exercises[ONE_OF_EACH["choice"]]
    assert (choice["hints"], choice["model_shown"]) == (1, True)
    assert [one["words"] for one in choice["attempts"]] == ["Saudi Arabia"]
    text = hand.exercises[ONE_OF_EACH["text"]]["attempts"][-1]["words"]
    assert text.startswith(own)
    map_ = page.evaluate("models['w4-map'].get('selected')")
    assert [(m["title"], m["selected"]) for m in hand.data["maps"]] == [
        (ONE["place"]["map"]["title"], map_)
    ]
    assert map_

    page.goto(html.as_uri())
    body = squeezed(page.locator("body").inner_text())
    assert page.evaluate(EVIL_ELEMENTS) == 0
    assert page.locator("script").count() == 0
    assert f"Name: {EVIL}" in body
    assert re.search(r"Saved on \w+day, \d+ \w+ \d{4}, \d\d:\d\d UTC", body)
    assert f"1 of {len(WRITTEN)} exercises are done." in body
    touched = {name: one for name, one in hand.exercises.items() if one["state"] != "not attempted"}
    assert set(touched) == {ONE_OF_EACH[name] for name in (*ANSWERED_HERE, "number")}
    assert page.locator("section").count() == len(touched)
    for notebook in {one["notebook"] for one in hand.exercises.values()}:
        rest = [
            entry["title"]
            for name, entry in WRITTEN.items()
            if entry["notebook"] == notebook and name not in touched
        ]
        assert f"Not attempted: {'; '.join(rest)}." in body
    for name, one in touched.items():
        section = page.locator("section", has=page.get_by_text(WRITTEN[name]["title"], exact=True))
        shown = squeezed(section.inner_text())
        assert f"{named(one['judged'], one['state'])}; {one['hints']} hint" in shown
        assert ("model answer seen" in shown) == one["model_shown"]
        for attempt in one["attempts"]:
            assert squeezed(attempt["words"]) in shown
            assert all(squeezed(line) in shown for line in attempt["said"])
    picture = page.locator("figure img")
    expect(picture).to_have_count(1)
    expect(picture).to_have_attribute("alt", ONE["place"]["map"]["alt"])
    assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") > 300


# What a download would save, without the dialog of a browser: its texts.
CAUGHT = """window.blobs = [];
const make = URL.createObjectURL;
window.catchFiles = () => {
  URL.createObjectURL = blob => { blobs.push(blob); return make.call(URL, blob); };
  HTMLAnchorElement.prototype.click = () => {};
};"""


def test_the_check_of_the_file_fits_whatever_its_length(
    course: Lesson, open_page: Open, tmp_path: Path
) -> None:
    page = open_page(progress_of(course), script=CAUGHT)
    names = ["é" * (n // 2) + "x" * (n % 2) + "y" for n in range(64)]
    texts = page.evaluate(
        """names => {
          catchFiles();
          const root = document.querySelector("[data-id=strip]").shadowRoot;
          for (const name of names) {
            root.querySelector("input[type=text]").value = name;
            root.querySelector("[data-do=download]").click();
          }
          return Promise.all(blobs.filter(({ type }) => /json/.test(type)).map(b => b.text()));
        }""",
        names,
    )
    assert {len(text.encode()) % 64 for text in texts} == set(range(64))
    for text, name in zip(texts, names, strict=True):
        (tmp_path / "one.json").write_bytes(text.encode())
        assert read_by_teacher(tmp_path / "one.json").name == name


# ---- Loading ------------------------------------------------------------------------------------


def test_a_file_is_loaded_in_another_browser(course: Lesson, all_kinds: Open) -> None:
    page = all_kinds()
    answer_all_wrong(course, page)
    button(kind(page, "order"), "Hint 1 of 3").click()
    strip(page).get_by_label("Name").fill("Zoë Ångström")
    (_, file), before = download(page), page.evaluate(LOOKS)
    other = all_kinds()
    with other.expect_file_chooser() as chooser:
        button(strip(other), "Load my answers").click()
    chooser.value.set_files(file)
    expect(strip(other).locator(".lk-told")).to_have_text(
        f"Loaded 7 answered exercises from {file.name}. "
        "Where both have an answer, the newer one is kept."
    )
    assert other.evaluate(LOOKS) == before
    expect(strip(other).get_by_label("Name")).to_have_value("Zoë Ångström")
    again(other)
    assert other.evaluate(LOOKS) == before
    assert read_by_teacher(download(other)[1]).exercises == read_by_teacher(file).exercises


def test_loading_keeps_the_newer_answer_and_brings_back_what_was_deleted(
    course: Lesson, all_kinds: Open
) -> None:
    page = all_kinds()
    answer_all_wrong(course, page)
    (_, file), before = download(page), page.evaluate(LOOKS)
    give(page, kind(page, "choice"), ONE["choice"], ["Jordan"])
    check(kind(page, "choice"))
    button(kind(page, "multi"), "Clear").click()
    button(kind(page, "multi"), "Clear it").click()
    expect(load(page, file)).to_contain_text("Loaded 7 answered exercises")
    expect_state(kind(page, "choice"), "Right")
    expect_state(kind(page, "number"), "Not yet")
    expect_state(kind(page, "multi"), "Not yet")
    delete_all(page)
    expect_state(kind(page, "choice"), "Not attempted")
    expect(load(page, file)).to_contain_text("Loaded 7 answered exercises")
    assert page.evaluate(LOOKS) == before
    again(page)
    assert page.evaluate(LOOKS) == before


def resealed(payload: Any) -> str:
    """Write a payload with a check that fits, as the page does."""
    text = json.dumps(payload | {"check": "0" * 64}, ensure_ascii=False, indent=1)
    return text.replace("0" * 64, hashlib.sha256(text.encode()).hexdigest())


def test_a_file_that_does_not_fit_is_refused_with_a_reason_and_nothing_is_lost(
    course: Lesson, all_kinds: Open, tmp_path: Path
) -> None:
    page = all_kinds()
    answer_all_wrong(course, page)
    strip(page).get_by_label("Name").fill("Ana")
    html, file = download(page)
    before, kept = page.evaluate(LOOKS), page.evaluate("JSON.stringify(localStorage)")
    text = file.read_text(encoding="utf-8")
    payload = json.loads(text)
    other, newer = ({**payload["lesson"], key: "99"} for key in ("id", "version"))

    def every(**changed: Any) -> str:
        changes = {"at": "2026-01-02T10:00:00.000Z"} | changed
        return resealed({**payload, "exercises": [one | changes for one in payload["exercises"]]})

    bad: dict[str, tuple[str | bytes, str]] = {
        "cut.json": (text[: len(text) // 2], "cut off"),
        "cut-at-the-end.json": (text[:-2], "cut off"),
        "empty.json": ("", "cut off or no file of answers"),
        "changed.json": (text.replace('"right": false', '"right": true', 1), "was changed"),
        "renamed.json": (text.replace('"Ana"', '"Ben"'), "was changed"),
        html.name: (html.read_bytes(), "it is the page to read"),
        "other.json": (resealed(payload | {"lesson": other}), "another lesson"),
        "newer.json": (resealed(payload | {"lesson": newer}), "version 99 of this lesson"),
        "format.json": (resealed(payload | {"format": "x/1"}), "no file of answers of such"),
        "shape.json": (every(hints="two"), "something in it is missing"),
        "less-than-no-hints.json": (every(hints=-1), "something in it is missing"),
        "none.json": (resealed(payload | {"exercises": None}), "something in it is missing"),
        "null.json": ("null", "no file of answers of such a lesson"),
        "list.json": ("[]", "no file of answers of such a lesson"),
        "deep.json": ("[" * 200_000, "cut off or no file of answers"),
        "binary.json": (bytes(range(256)) * 400, "no file of answers"),
        "picture.png": (b"\x89PNG\r\n\x1a\n" + bytes(5000), "no file of answers"),
        "large.json": (b" " * 20_000_001, "far too large"),
    }
    for name, (content, reason) in bad.items():
        raw = content.encode() if isinstance(content, str) else content
        (tmp_path / name).write_bytes(raw)
        expect(load(page, tmp_path / name)).to_have_text(
            re.compile(f"^{re.escape(name)} is not loaded: .*{reason}.*as they were.$")
        )
    assert page.evaluate(LOOKS) == before
    assert page.evaluate("JSON.stringify(localStorage)") == kept
    # The same file, as a mail program or Windows may have changed its ends of lines.
    windows = tmp_path / "windows.json"
    windows.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    expect(load(page, windows)).to_contain_text("Loaded 7 answered exercises")
    dressed = {
        "newline.json": f"{text}\n".encode(),
        "indented.json": json.dumps(payload, ensure_ascii=False, indent=4).encode(),
        "mail.json": f"Dear teacher,\n\n{text}\n\nAna".encode(),
    }
    for name, raw in dressed.items():
        (tmp_path / name).write_bytes(raw)
        expect(load(page, tmp_path / name)).to_contain_text(f"exercises from {name}.")
    # More hints than there are: somebody took one away.
    (tmp_path / "hints.json").write_text(every(hints=99), encoding="utf-8")
    delete_all(page)
    expect(load(page, tmp_path / "hints.json")).to_contain_text("Loaded 7 answered exercises")
    expect(kind(page, "choice").locator(".lk-hints > li")).to_have_count(2)


# ---- A class ------------------------------------------------------------------------------------

# Each student types numbers, chooses, opens hints and downloads, with the scripts of the page.
CLASS = """students => {
  catchFiles();
  const part = (id, css) => document.querySelector(`[data-id=${id}]`).shadowRoot
    .querySelectorAll(css);
  const send = id => part(id, "form")[0].requestSubmit();
  for (const { name, numbers, choice, hints } of students) {
    globalThis[Symbol.for("lessonkit")].forEach(store => store.reset());
    for (const text of numbers) {
      part("%(number)s", "input")[0].value = text;
      send("%(number)s");
    }
    if (choice !== null) {
      part("%(choice)s", `input[type=radio][value="${choice}"]`)[0].click();  // they are mixed
      send("%(choice)s");
    }
    for (let n = 0; n < hints; n += 1) {
      [...part("%(number)s", "button")].find(b => b.textContent.startsWith("Hint")).click();
    }
    part("strip", "input[type=text]")[0].value = name;
    part("strip", "[data-do=download]")[0].click();
  }
  return Promise.all(blobs.filter(({ type }) => /json/.test(type)).map(b => b.text()));
}""" % {kind: ONE_OF_EACH[kind] for kind in ("number", "choice")}
TYPED = [["300", "190"], ["118 miles"], ["1901", "1901"], [], ["far", "190,1"]]


def test_thirty_hand_ins_of_which_three_are_damaged_become_one_table_and_one_page(
    course: Lesson, open_page: Open, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("number", "choice")
    exercises = [course.exercise(ONE_OF_EACH[name]) for name in names]
    page = open_page(progress_of(course), *exercises, script=CAUGHT)
    options = [*range(len(ONE["choice"]["options"])), None]
    students: list[dict[str, Any]] = [
        {
            "name": f"Student {n:02}",
            "numbers": TYPED[n % len(TYPED)],
            "choice": options[n % len(options)],
            "hints": n % 3,
        }
        for n in range(30)
    ]
    texts = page.evaluate(CLASS, students)
    assert len(texts) == 30
    texts[4] = texts[4][:-100]
    texts[11] = texts[11].replace('"hints": ', '"hints": 1', 1)
    texts[23] = "\0" * 500
    files = [tmp_path / f"{n:02}.json" for n in range(30)]
    for file, text in zip(files, texts, strict=True):
        file.write_bytes(text.encode())
    out = tmp_path / "class"
    assert main(["answers", *map(str, files), "--to", str(out)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "27 files read, 27 students." in lines[0]
    assert lines[1] == "3 files left out:"
    assert [line[:10] for line in lines[2:5]] == ["- 04.json:", "- 11.json:", "- 23.json:"]
    assert sorted(path.name for path in out.iterdir()) == [
        "answers.csv",
        "answers.xlsx",
        "overview.html",
    ]

    read = [one for n, one in enumerate(students) if n not in (4, 11, 23)]
    with (out / "answers.csv").open(encoding="utf-8-sig", newline="") as table_:
        rows = list(csv.DictReader(table_))
    assert len(rows) == 27 * len(WRITTEN)
    found = {(row["student"], row["exercise"]): row for row in rows}
    right = next(n for n, one in enumerate(ONE["choice"]["options"]) if one.get("right"))
    counted = dict.fromkeys(("right", "not yet", "not attempted"), 0)
    for one in read:
        row = found[one["name"], ONE_OF_EACH["number"]]
        tries = [text for text in one["numbers"] if text != "far"]
        good = bool(tries) and tries[-1] in ("190", "190,1", "118 miles")
        state = "right" if good else "not yet" if tries else "not attempted"
        counted[state] += 1
        first = str(len(tries)) if good else ""
        assert (row["state"], row["first_right_attempt"]) == (state, first)
        assert (row["attempts"], row["hints"]) == (str(len(tries)), str(one["hints"]))
        last = tries[-1] if tries else ""
        assert row["last_answer"] == (last if not last or "miles" in last else f"{last} km")
        row = found[one["name"], ONE_OF_EACH["choice"]]
        chosen = one["choice"]
        state = {None: "not attempted", right: "right"}.get(chosen, "not yet")
        text = "" if chosen is None else ONE["choice"]["options"][chosen]["text"]
        assert (row["state"], row["last_answer"]) == (state, text)

    page.goto((out / "overview.html").as_uri())
    title = ONE["number"]["title"]
    told = page.get_by_role("heading", name=f"{title} ({CONTEXT})").locator("+ p")
    hinted = sum(one["hints"] > 0 for one in read)
    counts = ", ".join(f"{number} {state}" for state, number in counted.items())
    expect(told).to_have_text(f"{counts}. {hinted} opened a hint.")
    table = page.get_by_role("table", name=f"Wrong answers to: {title}")
    tens, threes = (sum(text in one["numbers"] for one in read) for text in ("1901", "300"))
    wrong = [["1901 km", str(2 * tens), str(tens)], ["300 km", str(threes), str(threes)]]
    assert [row.locator("th, td").all_inner_texts() for row in table.locator("tbody tr").all()] == (
        wrong
    )
    left = page.get_by_role("heading", name="Files that were left out").locator("+ ul li")
    expect(left).to_have_text([re.compile(f"^{n}.json: ") for n in ("04", "11", "23")])
