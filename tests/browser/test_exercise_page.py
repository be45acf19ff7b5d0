"""Exercises and the strip on bare pages from disk: no kernel, no server."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from bare_page import bare_page
from playwright.sync_api import Page, expect

from lessonkit import Lesson
from lessonkit.handins import collect
from lessonkit.kinds import Solved
from lessonkit.solving import solve

pytestmark = pytest.mark.browser

EVIL = "<img src=x onerror=alert(1)>"
KINDS = ("choice", "multi", "number", "place", "order", "classify", "text", "code")
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def course(root: Path) -> Lesson:
    return Lesson(root)


@pytest.fixture
def show(course: Lesson, new_context: Any, tmp_path: Path) -> Iterator[Open]:
    """Return a function that opens an exercise, or the strip for "", in one browser of its own."""
    made: dict[str, Any] = {}

    def opened(exercise_id: str, width: int = 1000, scheme: Any = "light", **options: Any) -> Page:
        if "context" not in made:
            made["context"], made["watch"] = new_context(color_scheme=scheme, **options)
        widget = (
            course.exercise(exercise_id) if exercise_id else course.progress("01_context.ipynb")
        )
        file = tmp_path / f"{exercise_id or 'strip'}.html"
        file.write_text(bare_page(widget), encoding="utf-8")
        page = made["context"].new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(file.as_uri())
        page.locator("body[data-ready]").wait_for()
        return page

    yield opened
    made["context"].close()
    assert made["watch"].requests == made["watch"].errors == made["watch"].dialogs == []


def one_of(course: Lesson, kind: str) -> str:
    return next(one for one, spec in course.exercises.items() if spec["kind"] == kind)


def written(root: Path, exercise_id: str) -> dict[str, Any]:
    """Return an exercise as its author wrote it."""
    for path in (root / "data" / "exercises").glob("*.toml"):
        for one in tomllib.loads(path.read_text(encoding="utf-8"))["exercises"]:
            if one["id"] == exercise_id:
                return dict(one)
    raise AssertionError(exercise_id)


def solved(course: Lesson, exercise_id: str) -> Solved:
    found = next(one for one in course._loaded.exercises if one.id == exercise_id)
    result = solve(found, course._loaded.data)
    assert isinstance(result, Solved)
    return result


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def plain(words: str) -> str:
    return words.replace("*", "").strip()


def test_a_number_says_what_is_off(show: Open) -> None:
    page = show("palmyra-to-deir-ez-zor")
    state, said, box = page.locator(".lk-state b"), page.locator(".lk-said"), page.locator("input")
    expect(state).to_have_text("Not attempted")
    for typed, words in (
        ("", "Type a number first."),
        ("far", "This is not a number"),
        ("12 days", "in km, not in days"),
    ):
        box.fill(typed)
        press(page, "Check")
        expect(said).to_contain_text(words)
        expect(state).to_have_text("Not attempted")  # this was no attempt
    for typed, words in (
        ("1901", "Ten times too much."),
        ("-190", "The sign is wrong."),
        ("0.19", "A thousand times too little."),
        ("197", "Nearly. Too large."),
        ("20", "Too small."),
    ):
        box.fill(typed)
        box.press("Enter")
        expect(said).to_contain_text(words)
        expect(state).to_have_text("Not yet")
    for typed in ("190,1", "190.1 km", "118 miles", "118,1 mi", "190 100 m"):
        box.fill(typed)
        press(page, "Check")
        expect(said).to_have_text("Right.")
    expect(state).to_have_text("Right")


def test_hints_open_one_at_a_time_and_the_model_answer_at_the_second_step(
    show: Open, root: Path
) -> None:
    page, wanted = show("tabqa-on-4-may"), written(root, "tabqa-on-4-may")
    hints, model = page.locator(".lk-hints li"), page.locator(".lk-model")
    ask = page.get_by_role("button", name="Show the model answer", exact=True)
    expect(ask).to_be_hidden()  # before an attempt
    count = len(wanted["hints"])
    for n, words in enumerate(wanted["hints"], 1):
        press(page, f"Hint {n} of {count}")
        expect(hints).to_have_count(n)
        expect(hints.last).to_have_text(plain(words))
    wrong = next(n for n, o in enumerate(wanted["options"]) if o["key"] == "government")
    page.get_by_role("radio").nth(wrong).check()
    press(page, "Check")
    expect(page.locator(".lk-said")).to_contain_text(plain(wanted["options"][wrong]["feedback"]))
    ask.click()
    expect(model).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator(".lk-confirm")).to_have_count(0)
    expect(model).to_be_hidden()
    ask.click()
    press(page, "Show it")
    expect(model).to_contain_text(plain(wanted["explanation"])[:60])


def test_a_multiple_choice_names_what_is_wrong_and_counts_what_is_missing(
    show: Open, root: Path, course: Lesson
) -> None:
    name = "who-has-no-voice"
    page, options = show(name), written(root, name)["options"]
    right = [n for n, option in enumerate(options) if option.get("right")]
    wrong = next(n for n, option in enumerate(options) if not option.get("right"))
    press(page, "Check")
    expect(page.locator(".lk-said")).to_have_text("Choose at least one answer first.")
    page.get_by_role("checkbox").nth(wrong).check()
    press(page, "Check")
    expect(page.locator(".lk-said")).to_contain_text(plain(options[wrong]["feedback"]))
    missing = "One answer is" if len(right) == 1 else f"{len(right)} answers are"
    expect(page.locator(".lk-said")).to_contain_text(f"{missing} missing.")
    page.get_by_role("checkbox").nth(wrong).uncheck()
    for n in right:
        page.get_by_role("checkbox").nth(n).check()
    press(page, "Check")
    expect(page.locator(".lk-state b")).to_have_text("Right")
    assert solved(course, name).model.count(";") == len(right) - 1


def test_things_are_put_in_order_by_keyboard_alone(show: Open, course: Lesson) -> None:
    page = show("five-weeks-in-order")
    rows = page.locator(".lk-order li")
    model = solved(course, "five-weeks-in-order").model
    wanted = [line.partition(". ")[2] for line in model.split("\n")]
    press(page, "Check")
    expect(page.locator(".lk-said")).to_contain_text("in the right place, of 7.")
    for n, text in enumerate(wanted):
        up = page.get_by_role("button", name=f"Move up: {text}", exact=True)
        up.focus()
        while rows.locator("span").all_inner_texts().index(text) > n:
            page.keyboard.press("Enter")
            expect(up).to_be_focused()
    expect(page.locator("[aria-live=polite].lk-unseen")).to_contain_text("of 7")
    assert rows.locator("span").all_inner_texts() == wanted
    press(page, "Check")
    expect(page.locator(".lk-state b")).to_have_text("Right")


def test_sentences_are_sorted_and_each_wrong_one_has_its_words(show: Open, course: Lesson) -> None:
    name = "fact-interpretation-prediction"
    page, key = show(name), solved(course, name)
    press(page, "Check")
    expect(page.locator(".lk-said")).to_contain_text("Sort every sentence first. 6 are still open.")
    for group in page.locator(".lk-sort").all():
        group.locator("input[value=fact]").check()
    press(page, "Check")
    said = page.locator(".lk-said").inner_text()
    wrong = {parts[1]: words for parts, words in key.messages.items() if parts[2] == "fact"}
    assert wrong
    for words in wrong.values():
        assert plain(words) in said
    for (_, item, category), group in (
        (parts, page.locator(f'.lk-sort:has(input[name$="-{parts[1]}"])')) for parts in key.right
    ):
        assert item
        group.locator(f"input[value={category}]").check()
    press(page, "Check")
    expect(page.locator(".lk-state b")).to_have_text("Right")


def test_a_place_is_found_on_the_map_by_keyboard_alone(show: Open, root: Path) -> None:
    page = show("where-two-rivers-meet")
    press(page, "Check")
    expect(page.locator(".lk-said")).to_contain_text("Open the card of a place")
    chosen, stage = page.locator(".lk-chosen-place"), page.locator(".lk-stage")
    stage.focus()
    page.keyboard.press("ArrowLeft")
    expect(chosen).to_contain_text("Chosen: ")
    press(page, "Check")
    expect(page.locator(".lk-state b")).to_have_text("Not yet")
    press(page, "Table")
    row = page.locator(".lk-twin tbody button", has_text="Al-Busayrah")
    row.focus()
    page.keyboard.press("Enter")
    expect(chosen).to_have_text("Chosen: Al-Busayrah")
    press(page, "Check")
    expect(page.locator(".lk-state b")).to_have_text("Right")


def test_a_text_is_compared_and_judged_by_its_writer(show: Open, root: Path) -> None:
    name = "own-words-and-others-words"
    page, wanted = show(name), written(root, name)
    page.get_by_label("Your answer").last.fill("Too short.")
    press(page, "Compare")
    expect(page.locator(".lk-said")).to_contain_text(f"at least {wanted['words']} words")
    expect(page.locator(".lk-model")).to_be_hidden()
    page.locator("textarea").fill("word " * wanted["words"])
    press(page, "Compare")
    expect(page.locator(".lk-model")).to_contain_text(plain(wanted["model"])[:40])
    expect(page.locator(".lk-state b")).to_have_text("Not yet")
    for box in page.locator(".lk-points input").all():
        box.check()
    expect(page.locator(".lk-state b")).to_have_text("Right")


def test_answers_outlive_a_reload_and_stand_in_the_strip(show: Open) -> None:
    page = show("palmyra-to-deir-ez-zor")
    page.locator("input").fill("300")
    press(page, "Check")
    press(page, "Hint 1 of 3")
    page.locator("input").fill("19")  # a draft, not checked
    page.wait_for_timeout(600)
    page.reload()
    expect(page.locator("input")).to_have_value("19")
    expect(page.locator(".lk-state b")).to_have_text("Not yet")
    expect(page.locator(".lk-hints li")).to_have_count(1)
    expect(page.locator(".lk-kept")).to_have_text("Saved in this browser.")
    strip = show("")
    expect(strip.locator(".lk-count")).to_contain_text("0 of 15 exercises done.")
    page.locator("input").fill("190")
    press(page, "Check")
    strip.reload()
    expect(strip.locator(".lk-count")).to_contain_text("1 of 15 exercises done.")
    expect(
        strip.get_by_role("button", name="3. From Palmyra to Deir ez-Zor: right")
    ).to_be_visible()
    press(strip, "Next open exercise")
    expect(strip.locator(".lk-told")).to_contain_text("is not on the page yet")
    press(strip, "Start again")
    press(strip, "Delete them")
    expect(strip.locator(".lk-count")).to_contain_text("0 of 15 exercises done.")
    page.reload()
    expect(page.locator(".lk-state b")).to_have_text("Not attempted")


def hand_in(strip: Page, to: Path) -> Path:
    saved = []
    strip.on("download", lambda one: saved.append(one))
    press(strip, "Download my answers")
    strip.wait_for_timeout(800)
    for one in saved:
        one.save_as(to / one.suggested_filename)
    assert sorted(Path(one.suggested_filename).suffix for one in saved) == [".html", ".json"]
    return next(
        to / one.suggested_filename for one in saved if one.suggested_filename.endswith("n")
    )


def test_the_file_to_hand_in_is_read_by_the_teacher_and_loaded_again(
    show: Open, tmp_path: Path, new_context: Any, root: Path
) -> None:
    page = show("own-words-and-others-words", accept_downloads=True)
    page.locator("textarea").fill(f"{EVIL} " + "word " * 40)
    press(page, "Compare")
    strip = show("")
    strip.locator("input[type=text]").fill(EVIL)
    strip.locator("input[type=text]").press("Tab")
    file = hand_in(strip, tmp_path)
    handed = collect([str(file)])
    assert [hand.data["name"] for hand in handed.students] == [EVIL]
    html = next(tmp_path.glob("answers*.html")).read_text(encoding="utf-8")
    assert EVIL not in html
    assert "&#60;img src=x" in html
    press(strip, "Start again")
    press(strip, "Delete them")
    text = file.read_text(encoding="utf-8")
    for name, content, words in (
        ("cut.json", text[:-40], "it is cut off"),
        ("changed.json", text.replace('"right": false', '"right": true', 1), "changed or damaged"),
        ("page.json", html, "the page to read"),
        ("other.json", text.replace("deir-ez-zor-2017", "another"), "another lesson"),
    ):
        (tmp_path / name).write_text(content, encoding="utf-8")
        strip.locator("input[type=file]").set_input_files(tmp_path / name)
        expect(strip.locator(".lk-told")).to_contain_text(words)
    strip.locator("input[type=file]").set_input_files(file)
    expect(strip.locator(".lk-told")).to_contain_text("Loaded")


def test_blocked_storage_is_said_and_no_error(show: Open) -> None:
    page = show("palmyra-to-deir-ez-zor")
    page.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('blocked'); } })"
    )
    page.reload()
    expect(page.locator(".lk-kept")).to_contain_text("does not keep your answers")
    page.locator("input").fill("190")
    press(page, "Check")
    expect(page.locator(".lk-state b")).to_have_text("Right")
    expect(show("").locator(".lk-kept")).to_contain_text("This browser keeps nothing")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_no_fault_and_nothing_overflows(
    show: Open, course: Lesson, kind: str, scheme: str
) -> None:
    page = show(one_of(course, kind), 390, scheme)
    if page.get_by_role("button", name="Check", exact=True).count():
        for group in page.locator(".lk-sort").all():
            group.locator("input").first.check()
        if kind in ("choice", "multi"):
            page.locator(".lk-option input").first.check()
        press(page, "Check")
    press(page, f"Hint 1 of {len(course.exercises[one_of(course, kind)]['hints'])}")
    results = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert [one["id"] for one in results.response["violations"]] == []
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0


def test_the_page_shows_no_answer_in_plain_text(course: Lesson) -> None:
    for exercise_id in course.exercises:
        text = json.dumps(course.exercise(exercise_id).spec, ensure_ascii=False)
        result = solved(course, exercise_id)
        for words in result.messages.values():
            assert words not in text
