"""The nine kinds of exercises: what is said to an answer, by hand and by keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from support.exercise_page import Open, opened, told
from support.exercise_reader import (
    ANSWERED_HERE,
    ONE,
    ONE_OF_EACH,
    ROOT,
    STORED,
    WRITTEN,
    again,
    button,
    check,
    count_when_done,
    expect_state,
    feature_of,
    give,
    heard,
    is_focused,
    it,
    kind,
    likely_wrong,
    middle,
    now_and_after_a_reload,
    paragraphs,
    plain,
    progress_of,
    right_answer,
    squeezed,
    strip,
    tab_to,
    value_of,
)
from support.lab_reader import row

from lessonkit import Lesson, geodesy

pytestmark = pytest.mark.browser
NOTHING = {
    "choice": "Choose an answer first.",
    "multi": "Choose at least one answer first.",
    "number": "Type a number first.",
    "place": "Open the card of a place on the map first.",
    "classify": "Sort every sentence first. 7 are still open.",
    "text": "You have 0.",
}


# ---- Right, wrong and nothing at all ------------------------------------------------------------


@pytest.mark.parametrize("name", ANSWERED_HERE)
def test_from_nothing_over_each_likely_mistake_to_the_right_answer_which_stays(
    course: Lesson, open_page: Open, name: str
) -> None:
    entry = ONE[name]
    page = open_page(progress_of(course), course.exercise(entry["id"]))
    box = kind(page, name)
    said, model = box.locator(".lk-said"), box.locator(".lk-model")
    expect_state(box, "Not attempted")
    if name != "order":  # rows always stand in some order
        check(box)
        expect(said).to_contain_text(NOTHING[name])
        expect_state(box, "Not attempted")
    expect(model).to_be_hidden()
    for answer, words in likely_wrong(course, entry):
        give(page, box, entry, answer)
        check(box)
        expect_state(box, "Not yet")
        expect(said.locator("> b")).to_have_text("Now compare." if name == "text" else "Not yet.")
        assert words <= set(told(box)), answer
        assert model.is_hidden()
    give(page, box, entry, right_answer(course, entry))
    if name == "text":
        box.locator(".lk-points input").first.check()
        button(box, "I have compared it: done").click()
    else:
        check(box)
    expect_state(box, "Right")
    expect(said.locator("> b")).to_have_text("Done." if name == "text" else "Right.")
    shown = [squeezed(text) for text in model.locator("p").all_text_contents()]
    assert set(paragraphs(entry["explanation"])) <= set(shown)
    citations = [
        row(ROOT / "data", "sources", source_id=one)["citation"]
        for one in entry.get("source_ids", [])
    ]
    places = ", ".join(map(str, entry.get("paragraphs", [])))
    sources = [*([f"The report, ¶ {places}"] if places else []), *citations]
    assert model.locator(".lk-sources li").all_text_contents() == sources
    if name != "text":
        what_is_solved_stays_solved_and_head_and_box_say_the_same(course, page, name)


def what_is_solved_stays_solved_and_head_and_box_say_the_same(
    course: Lesson, page: Page, name: str
) -> None:
    entry, box, count = ONE[name], kind(page, name), strip(page).locator(".lk-count")
    said, head = box.locator(".lk-said > b"), box.locator(".lk-state b")
    expect(head).to_have_text("Right")
    answer, words = next(likely_wrong(course, entry))
    give(page, box, entry, answer)
    check(box)
    for _ in now_and_after_a_reload(page):
        expect(said).to_have_text("This try: not yet. You solved it before.")
        expect(head).to_have_text("Right (solved before)")
        expect(count).to_have_text(count_when_done(entry["id"]))
        expect(box.locator(".lk-model")).to_be_visible()
        assert words <= set(told(box))
    give(page, box, entry, right_answer(course, entry))
    check(box)
    expect(said).to_have_text("Right.")
    expect(head).to_have_text("Right")


def test_a_text_is_neither_wrong_nor_right_and_the_student_says_when_it_is_done(
    course: Lesson, open_page: Open
) -> None:
    entry = ONE["text"]
    page = open_page(progress_of(course, entry["notebook"]), course.exercise(entry["id"]))
    box = kind(page, "text")
    said, model = box.locator(".lk-said"), box.locator(".lk-model")
    done = button(box, "I have compared it: done")
    step = strip(page).locator(f'.lk-step[aria-label*="{entry["title"]}"]')
    expect(done).to_be_hidden()
    box.get_by_role("textbox").fill(right_answer(course, entry))
    check(box)
    expect(said.locator("> b")).to_have_text("Now compare.")
    expect(box).not_to_contain_text(re.compile("not yet|wrong", re.IGNORECASE))
    expect(step).to_have_attribute(
        "aria-label", re.compile(r"^\d+\. " + re.escape(entry["title"]) + ": to compare$")
    )
    expect(model).to_be_hidden()
    expect(button(box, "Open the model answer")).to_be_hidden()  # it is judged before
    box.get_by_role("checkbox", name=plain(entry["criteria"][0]), exact=True).check()
    button(box, "Open the model answer").click()
    for paragraph in entry["model"].split("\n\n"):
        expect(model).to_contain_text(squeezed(paragraph)[:60])
    assert is_focused(model)
    attempts = f"{STORED}.records['{entry['id']}'].attempts.length"
    for words in entry["criteria"][:2]:
        box.get_by_role("checkbox", name=plain(words), exact=True).check()
    assert page.evaluate(attempts) == 1  # a tick is no attempt
    for words in entry["criteria"][:2]:
        box.get_by_role("checkbox", name=plain(words), exact=True).uncheck()
    done.click()
    expect(said).to_contain_text("Tick the points that your text has first")
    expect_state(box, "Not yet")
    none = box.get_by_role("checkbox", name="None of these points")
    none.check()
    for words in entry["criteria"][:2]:
        box.get_by_role("checkbox", name=plain(words), exact=True).check()
    expect(none).not_to_be_checked()
    expect_state(box, "Not yet")
    done.click()
    expect_state(box, "Right")
    expect(said).to_contain_text("ticked 2 of 4 points")
    expect(step).to_have_attribute(
        "aria-label", re.compile(r"^\d+\. " + re.escape(entry["title"]) + ": done$")
    )
    expect(strip(page).locator(".lk-count")).to_have_text(
        count_when_done(entry["id"], notebook=entry["notebook"])
    )
    assert is_focused(box.locator(".lk-check"))
    again(page)
    expect_state(box, "Right")
    for words in entry["criteria"][:2]:
        expect(box.get_by_role("checkbox", name=plain(words), exact=True)).to_be_checked()
    check(box)
    expect(box.locator(".lk-state b")).to_have_text("Done (before)")
    expect(said.locator("> b")).to_have_text("Now compare. You marked it as done before.")
    expect(strip(page).locator(".lk-count")).to_have_text(
        count_when_done(entry["id"], notebook=entry["notebook"])
    )
    box.get_by_role("textbox").fill("Too short.")
    done.click()
    expect(said).to_contain_text("You have 2.")


def test_what_a_kernel_checked_is_heard_once_and_counted(course: Lesson, open_page: Open) -> None:
    """The kind `code`: a notebook may show one exercise in two views."""
    name = ONE_OF_EACH["code"]
    page = open_page(progress_of(course), course.exercise(name), course.exercise(name))
    boxes = it(page, name)
    expect_state(boxes.first, "Not attempted")
    expect(boxes.first.locator("pre")).to_have_text(WRITTEN[name]["starter"].strip())
    for second, right, words in ((1, False, "You took the number of miles."), (2, True, "")):
        at, said = f"2026-01-02T10:00:0{second}.000Z", [words] if words else []
        for model in ("w1", "w2"):
            heard(page, model, at=at, right=right, said=said)
        for n in range(2):
            expect_state(boxes.nth(n), "Right" if right else "Not yet")
            expect(boxes.nth(n).locator(".lk-said")).to_contain_text(words or "Right.")
    attempts = page.evaluate(STORED)["records"][name]["attempts"]
    assert [one["right"] for one in attempts] == [False, True]
    expect(strip(page).locator(".lk-count")).to_have_text(count_when_done(name))


def test_a_wrong_place_without_words_of_its_own_gets_a_direction(
    course: Lesson, open_page: Open
) -> None:
    entry, page, box = opened(course, open_page, "place")
    right = entry["answer"][0]
    known = {mistake["place"] for mistake in entry["mistakes"]} | {right}
    other = next(one for one in entry["map"]["places"] if one not in known)
    give(page, box, entry, other)
    check(box)
    one, two = course.place(other), course.place(right)
    km = geodesy.distance(*(x for p in (one, two) for x in (p.lon, p.lat)))
    about = float(f"{km:.1g}")
    expect(box.locator(".lk-said")).to_have_text(
        re.compile(
            f"^Not yet.This is {one.name_en}. The place asked for lies about {about:g} km to the "
            r"(north|east|south|west)[a-z-]*\.$"
        )
    )


def test_a_place_of_the_map_is_pointed_at_and_chosen_with_the_mouse(
    course: Lesson, open_page: Open
) -> None:
    """Neither the words under the pointer nor an open card lie between it and the mark."""
    _, page, box = opened(course, open_page, "place")
    # The map leaves room for the question and its buttons.
    page.set_viewport_size({"width": 934, "height": 720})
    expect(box.locator(".lk-stage")).to_be_visible()
    page.wait_for_timeout(300)
    glance, button_ = (box.locator(one).bounding_box() for one in (".lk-glance", "button.lk-check"))
    assert glance
    assert button_
    assert button_["y"] + button_["height"] - glance["y"] <= 720
    page.set_viewport_size({"width": 1300, "height": 900})

    name = ONE["place"]["map"]["places"][0]
    feature_of(page, box, name).hover()  # it is named, and this is no answer
    expect(box.locator(".lk-tip")).to_contain_text(course.place(name).name_en)
    expect(box.locator(".lk-card")).to_be_hidden()
    expect(box.locator(".lk-chosen-place")).to_have_text("No place is chosen.")
    for name in ONE["place"]["map"]["places"]:
        give(page, box, ONE["place"], name)
        expect(box.locator(".lk-chosen-place")).to_have_text(
            f"Chosen: {course.place(name).name_en}"
        )
        expect(box.locator(".lk-card h4").first).to_contain_text(course.place(name).name_en)


def test_a_multiple_choice_counts_what_is_missing_and_does_not_name_it(
    course: Lesson, open_page: Open
) -> None:
    entry, page, box = opened(course, open_page, "multi")
    right = right_answer(course, entry)
    wrong = next(one for one in entry["options"] if not one.get("right"))
    give(page, box, entry, [wrong["text"]])
    check(box)
    assert f"{len(right)} answers are missing." in told(box)
    for text in right:
        expect(box.locator(".lk-said")).not_to_contain_text(text)


def test_feedback_is_told_once_and_not_again_while_one_types(all_kinds: Open) -> None:
    """A live region speaks whenever its content is replaced, even by the same words."""
    page = all_kinds()
    box, count = kind(page, "number"), strip(page).locator(".lk-count")
    box.get_by_role("textbox").fill("12")
    check(box)
    expect_state(box, "Not yet")
    for region in (box.locator(".lk-said"), count):
        region.evaluate(
            """node => { window.told ??= []; new MutationObserver(() => told.push(node.className))
              .observe(node, { childList: true, subtree: true, characterData: true }); }"""
        )
    box.get_by_role("textbox").press("End")
    page.keyboard.type("34")
    page.wait_for_function(f"{STORED}.records['{ONE_OF_EACH['number']}'].draft === '1234'")
    assert page.evaluate("told") == []
    check(box)  # the same words once more are news
    page.wait_for_function("told.includes('lk-said')")


# ---- Hints and the model answer -----------------------------------------------------------------


def test_hints_open_one_at_a_time(all_kinds: Open) -> None:
    page = all_kinds()
    for name, entry in ONE.items():
        box, hints = kind(page, name), kind(page, name).locator(".lk-hints > li")
        shown = [squeezed(text) for text in box.locator(".lk-prompt p").all_text_contents()]
        assert shown == paragraphs(entry["prompt"])
        expect(hints).to_have_count(0)
        for n, words in enumerate(entry["hints"], 1):
            button(box, f"Hint {n} of {len(entry['hints'])}").click()
            expect(hints).to_have_count(n)
            shown = [squeezed(text) for text in hints.last.locator("p").all_text_contents()]
            assert shown == paragraphs(words)
        expect(box.get_by_role("button", name=re.compile("^Hint"))).to_have_count(0)
        expect_state(box, "Not attempted")


def test_a_button_that_goes_leaves_the_keyboard_in_its_exercise(
    all_kinds: Open, course: Lesson
) -> None:
    page, entry = all_kinds(), ONE["choice"]
    box = kind(page, "choice")
    for n in range(1, len(entry["hints"]) + 1):
        button(box, f"Hint {n} of {len(entry['hints'])}").press("Enter")
    expect(box.locator(".lk-hints")).to_be_focused()
    give(page, box, entry, next(likely_wrong(course, entry))[0])
    button(box, "Check").press("Enter")
    button(box, "Show the model answer").press("Enter")
    expect(box.locator(".lk-confirm")).to_be_visible()
    button(box, "Check").press("Enter")  # a new try answers the question
    expect(box.locator(".lk-confirm")).to_have_count(0)
    button(box, "Clear").press("Enter")
    button(box, "Clear it").press("Enter")
    expect(box.locator(".lk-ex")).to_be_focused()
    expect(box.locator(".lk-kept")).to_have_text("Your answer will be saved in this browser.")


def test_the_model_answer_needs_an_attempt_and_a_second_step(
    course: Lesson, all_kinds: Open, subtests: pytest.Subtests
) -> None:
    page = all_kinds()
    for n, name in enumerate(ONE_OF_EACH, 1):
        if name != "text":
            with subtests.test(name=name):
                asks_twice_for_the_model_answer(course, page, name, f"w{n}")


def asks_twice_for_the_model_answer(course: Lesson, page: Page, name: str, model_: str) -> None:
    entry, box = ONE[name], kind(page, name)
    ask, model = button(box, "Show the model answer"), box.locator(".lk-model")
    expect(ask).to_be_hidden()
    if name == "code":
        heard(page, model_)
    else:
        answer, _ = next(likely_wrong(course, entry))
        give(page, box, entry, answer)
        expect(ask).to_be_hidden()
        check(box)
    for leave in (lambda: page.keyboard.press("Escape"), button(box, "Not now").click):
        ask.click()
        expect(box.locator(".lk-confirm")).to_contain_text("See the model answer now?")
        expect(model).to_be_hidden()
        leave()
        expect(box.locator(".lk-confirm")).to_have_count(0)
        expect(model).to_be_hidden()
        assert is_focused(ask)
    ask.press("Enter")
    page.keyboard.press("Enter")
    expect(model).to_be_visible()
    expect(ask).to_be_hidden()
    expect_state(box, "Not yet")
    if name in ("number", "code"):
        words = [f"{value_of(course, entry['answer']):.0f} km"]
    elif name == "place":
        words = [course.place(entry["answer"][0]).name_en]
    elif name == "classify":
        labels = {one["key"]: one["text"] for one in entry["categories"]}
        right = right_answer(course, entry)
        words = [f"{labels[category]}: {item}" for item, category in right.items()]
    else:
        words = right_answer(course, entry)
    text = squeezed(model.inner_text())
    for one in [*words, *paragraphs(entry["explanation"])]:
        assert squeezed(one) in text


# ---- By keyboard alone, and by hand -------------------------------------------------------------


def choose_by_keys(page: Page, box: Locator, right: list[str]) -> None:
    radios = box.get_by_role("radio")
    tab_to(page, radios.first)
    page.keyboard.press("Space")
    for _ in range(radios.count()):
        if box.get_by_role("radio", name=right[0], exact=True).is_checked():
            return
        page.keyboard.press("ArrowDown")


def tick_by_keys(page: Page, box: Locator, right: list[str]) -> None:
    for text in right:
        tab_to(page, box.get_by_role("checkbox", name=text, exact=True))
        page.keyboard.press("Space")


def type_by_keys(page: Page, box: Locator, right: str) -> None:
    tab_to(page, box.get_by_role("textbox"))
    page.keyboard.type(right[:60])
    page.keyboard.insert_text(right[60:])  # letter by letter, a long text takes seconds


def find_by_keys(page: Page, box: Locator, right: str) -> None:
    """Go from mark to mark with the arrows, towards the one that is asked for."""
    chosen, goal = box.locator(".lk-chosen-place"), feature_of(page, box, right)
    tab_to(page, box.locator(".lk-stage"))
    page.keyboard.press("ArrowLeft")
    expect(chosen).to_contain_text("Chosen: ")
    for _ in range(12):
        (x, y), (u, v) = (middle(one) for one in (goal, box.locator(".lk-chosen")))
        if abs(x - u) + abs(y - v) < 1:
            return
        ways = ["ArrowRight" if x > u else "ArrowLeft", "ArrowDown" if y > v else "ArrowUp"]
        before = chosen.inner_text()
        for way in ways if abs(x - u) > abs(y - v) else reversed(ways):
            page.keyboard.press(way)
            if chosen.inner_text() != before:
                break


def arrange_by_keys(page: Page, box: Locator, right: list[str]) -> None:
    rows, news = box.locator(".lk-order li span"), box.locator("[aria-live=polite].lk-unseen")
    for n, text in enumerate(right):
        up = button(box, f"Move up: {text}")
        page.evaluate("document.activeElement?.blur()")
        tab_to(page, up)
        for place in range(rows.all_inner_texts().index(text), n, -1):
            page.keyboard.press("Enter" if place % 2 else "Space")
            assert is_focused(up)
            expect(news).to_have_text(f"{text}: now {place} of {len(right)}")
    assert rows.all_inner_texts() == right
    for key in ("down", "up"):  # there and back
        button(box, f"Move {key}: {right[0]}").focus()
        page.keyboard.press("Enter")
        assert rows.all_inner_texts().index(right[0]) == (key == "down")


def sort_by_keys(page: Page, box: Locator, right: dict[str, str]) -> None:
    keys = [one["key"] for one in ONE["classify"]["categories"]]
    for legend in box.locator(".lk-sort legend").all_text_contents():
        group = box.get_by_role("group", name=legend, exact=True)
        tab_to(page, group.get_by_role("radio").first)
        page.keyboard.press("Space")
        for _ in range(keys.index(right[legend])):
            page.keyboard.press("ArrowDown")


BY_KEYS = {
    "choice": choose_by_keys,
    "multi": tick_by_keys,
    "number": type_by_keys,
    "place": find_by_keys,
    "order": arrange_by_keys,
    "classify": sort_by_keys,
    "text": type_by_keys,
}


def test_one_sentence_again_and_again_is_told_and_a_text_with_none_of_the_points_is_done(
    course: Lesson, open_page: Open
) -> None:
    _, _, box = opened(course, open_page, "text")
    box.get_by_role("textbox").fill("This is the one sentence that I have written. " * 9)
    check(box)
    expect(box.locator(".lk-said")).to_contain_text("Without that you have 9 words")
    expect_state(box, "Not attempted")

    box.get_by_role("textbox").fill(right_answer(course, ONE["text"]))
    check(box)
    box.get_by_role("checkbox", name="None of these points").check()
    button(box, "I have compared it: done").click()  # when the student says so
    expect_state(box, "Right")
    expect(box.locator(".lk-said")).to_contain_text("ticked 0 of 4 points")


def test_what_is_said_to_a_sentence_stands_in_its_row(course: Lesson, open_page: Open) -> None:
    entry = ONE["classify"]
    *_, box = opened(course, open_page, "classify")
    right = right_answer(course, entry)
    rows = box.locator(".lk-sort")
    labels = [one["text"] for one in entry["categories"]]
    for n, (text, key) in enumerate(right.items()):
        label = next(one["text"] for one in entry["categories"] if one["key"] == key)
        chosen = next(one for one in labels if one != label) if n == 1 else label
        row = rows.filter(has_text=text)
        row.get_by_role("radio", name=chosen, exact=True).check()
    check(box)
    said = box.locator(".lk-row-said")
    expect(said.filter(has_text="✓ Right.")).to_have_count(len(right) - 1)
    expect(box.locator(".lk-said p")).to_have_count(1)
    expect(box.locator(".lk-said")).to_contain_text(f"{len(right) - 1} of {len(right)}")
    wrong = rows.filter(has_text="◐")
    expect(wrong).to_have_accessible_description(wrong.locator(".lk-row-said").inner_text())
    wrong.get_by_role("radio").first.check()
    wrong.get_by_role("radio").last.check()
    expect(said.filter(has_text="◐")).to_have_count(0)


@pytest.mark.parametrize("name", BY_KEYS)
def test_an_exercise_is_done_by_keyboard_alone(course: Lesson, open_page: Open, name: str) -> None:
    _, page, box = opened(course, open_page, name)
    BY_KEYS[name](page, box, right_answer(course, ONE[name]))
    tab_to(page, box.locator("button.lk-check"))
    page.keyboard.press("Enter")
    if name == "text":
        expect_state(box, "Not yet")
        for words in ONE[name]["criteria"]:
            tab_to(page, box.get_by_role("checkbox", name=plain(words), exact=True))
            page.keyboard.press("Space")
        page.evaluate("document.activeElement?.blur()")
        tab_to(page, button(box, "Open the model answer"))
        page.keyboard.press("Enter")
        page.evaluate("document.activeElement?.blur()")
        tab_to(page, button(box, "I have compared it: done"))
        page.keyboard.press("Enter")
    expect_state(box, "Right")


def test_code_shows_its_hints_and_its_cell_by_keyboard_alone(
    course: Lesson, open_page: Open
) -> None:
    _, page, box = opened(course, open_page, "code")
    tab_to(page, box.locator("summary"))
    page.keyboard.press("Enter")
    expect(box.locator("pre")).to_be_visible()
    tab_to(page, button(box, f"Hint 1 of {len(ONE['code']['hints'])}"))
    page.keyboard.press("Enter")
    expect(box.locator(".lk-hints > li")).to_have_count(1)


def test_rows_are_dragged(course: Lesson, open_page: Open) -> None:
    page = open_page(course.exercise(ONE_OF_EACH["order"]))
    box, wanted = kind(page, "order"), right_answer(course, ONE["order"])
    rows, texts = box.locator(".lk-order li"), box.locator(".lk-order li span")
    for n, text in enumerate(wanted):
        here = texts.all_inner_texts().index(text)
        if here == n:
            continue
        rows.nth(here).drag_to(rows.nth(n), target_position={"x": 200, "y": 3})
        assert texts.all_inner_texts()[n] == text
        expect(box.locator("[aria-live=polite].lk-unseen")).to_have_text(
            f"{text}: now {n + 1} of {len(wanted)}"
        )
    expect(box.locator(".lk-dragged")).to_have_count(0)
    again(page)
    assert texts.all_inner_texts() == wanted
    check(box)
    expect_state(box, "Right")


def test_where_nothing_runs_the_rows_stand_as_on_the_page(course: Lesson, open_page: Open) -> None:
    made = {n: course.exercise(ONE_OF_EACH[n]) for n in ("choice", "multi", "order", "classify")}
    page = open_page(*made.values())
    for name, exercise in made.items():
        rows = kind(page, name).locator(".lk-option span, .lk-order li span, .lk-sort legend")
        plain = exercise._fallback()[0].splitlines()
        listed = [line.removeprefix("- ") for line in plain if line.startswith("- ")]
        assert rows.count() > 2, name
        assert listed[: rows.count()] == rows.all_text_contents(), name
