"""Answers are kept: over a reload, in two tabs, from a saved notebook, and where nothing is."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Page, expect
from support.exercise_reader import (
    ANSWERED_HERE,
    EVIL,
    LOOKS,
    ONE,
    ONE_OF_EACH,
    STORED,
    again,
    answer_all_wrong,
    ask_model,
    beside,
    button,
    check,
    count_when_done,
    delete_all,
    download,
    expect_state,
    give,
    kind,
    left,
    name_it,
    now_and_after_a_reload,
    progress_of,
    record,
    right_answer,
    stored_script,
    strip,
    visit,
)

from lessonkit import Lesson

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
JORDAN, TURKEY = ["Jordan"], ["Turkey"]


@pytest.fixture
def few_kinds(course: Lesson, open_page: Open) -> Open:
    """Return a function that opens a page with the strip, a choice and a text: half the work."""
    exercises = (course.exercise(ONE_OF_EACH[name]) for name in ("choice", "text"))
    return partial(open_page, progress_of(course), *exercises)


def choose(page: Page, answer: list[str]) -> None:
    give(page, kind(page, "choice"), ONE["choice"], answer)
    check(kind(page, "choice"))


def test_answers_drafts_hints_and_shown_answers_outlive_a_reload(
    course: Lesson, all_kinds: Open
) -> None:
    page = all_kinds()
    empty = page.evaluate(LOOKS)
    answer_all_wrong(course, page)
    for name, entry in ONE.items():
        button(kind(page, name), f"Hint 1 of {len(entry['hints'])}").click()
    for name in ("number", "classify"):
        ask_model(kind(page, name))
    for name in ANSWERED_HERE:  # drafts that nobody has checked
        give(page, kind(page, name), ONE[name], right_answer(course, ONE[name]))
    name_it(page, "Zoë")
    kind(page, "text").get_by_role("textbox").fill(f"{EVIL}\nA second line.")
    before = page.evaluate(LOOKS)
    assert all(before[name] != empty[name] for name in ONE_OF_EACH.values())
    again(page)  # at once: the last letters are not lost
    assert page.evaluate(LOOKS) == before
    expect(strip(page).get_by_label("Name")).to_have_value("Zoë")
    expect(kind(page, "choice").locator(".lk-kept")).to_have_text("Saved in this browser for Zoë.")
    expect(strip(page).locator(".lk-kept")).to_contain_text("saved in this browser")


def test_what_was_typed_is_kept_when_a_check_refuses_it(few_kinds: Open) -> None:
    page = few_kinds()
    kind(page, "text").get_by_role("textbox").fill("Too short.")
    check(kind(page, "text"))
    expect(kind(page, "text").locator(".lk-said")).to_contain_text("You have 2.")
    again(page)
    expect(kind(page, "text").get_by_role("textbox")).to_have_value("Too short.")


BLOCKED = {
    "no storage": """Object.defineProperty(window, "localStorage",
      { get() { throw new DOMException("denied", "SecurityError"); } })""",
    "no reading": """for (const name of ["getItem", "setItem"])
      Storage.prototype[name] = () => { throw new DOMException("denied", "SecurityError"); }""",
    "full": """Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError"); }""",
}


@pytest.mark.parametrize("how", BLOCKED)
def test_blocked_storage_is_said_and_everything_else_works(few_kinds: Open, how: str) -> None:
    page = few_kinds(script=BLOCKED[how])
    box, kept = kind(page, "choice"), strip(page).locator(".lk-kept")
    expect(kept).to_contain_text("This browser keeps nothing")
    expect(kept).to_contain_text("Download your answers")
    expect(box.locator(".lk-kept")).to_contain_text("This browser does not keep your answers.")
    name_it(page, "Ana")
    choose(page, JORDAN)
    expect_state(box, "Right")
    expect(strip(page).locator(".lk-count")).to_have_text(count_when_done(ONE_OF_EACH["choice"]))
    expect(strip(page).get_by_label("Name")).to_have_value("Ana")
    html, _ = download(page)
    assert "Name: <bdi>Ana</bdi>" in html.read_text(encoding="utf-8")


def test_storage_with_no_room_for_an_answer_is_said_before_work(few_kinds: Open) -> None:
    page = few_kinds(
        script="""const set = Storage.prototype.setItem;
        Storage.prototype.setItem = function(key, value) {
          if (value.length > 2000) throw new DOMException("full", "QuotaExceededError");
          set.call(this, key, value);
        };"""
    )
    expect(strip(page).locator(".lk-kept")).to_contain_text("storage is blocked or full")
    expect(kind(page, "text").locator(".lk-kept")).to_contain_text("does not keep your answers")


def test_answers_to_another_version_are_named(course: Lesson, few_kinds: Open) -> None:
    page = few_kinds()
    choose(page, JORDAN)
    kept = strip(page).locator(".lk-kept")
    expect(kept).not_to_contain_text("also has answers")
    page.evaluate(
        """([now, before]) => {
          for (const [key, value] of Object.entries(localStorage))
            localStorage.setItem(key.replace(now, before), value);
        }""",
        [f"/{course.version}/", "/0.9/"],
    )
    again(page)
    expect(kept).to_contain_text(
        "This browser also has answers to version 0.9 of this lesson. They are kept, and not shown"
    )
    expect_state(kind(page, "choice"), "Right")


# ---- Deleted on purpose -------------------------------------------------------------------------


def test_clear_asks_first(few_kinds: Open) -> None:
    page = few_kinds()
    box = kind(page, "choice")
    clear = button(box, "Clear")
    expect(clear).to_be_hidden()
    choose(page, TURKEY)
    button(box, "Hint 1 of 2").click()
    before = page.evaluate(LOOKS)
    clear.click()
    expect(box.locator(".lk-confirm")).to_contain_text("Clear your answer")
    button(box, "Not now").click()
    clear.click()
    page.keyboard.press("Escape")
    assert page.evaluate(LOOKS) == before
    clear.click()
    button(box, "Clear it").click()
    for _ in now_and_after_a_reload(page):
        expect_state(box, "Not attempted")
        expect(box.locator(".lk-said")).to_be_empty()
        expect(box.locator(".lk-hints li")).to_have_count(0)
        expect(box.get_by_role("radio", checked=True)).to_have_count(0)


def test_start_again_empties_everything_after_a_question(course: Lesson, all_kinds: Open) -> None:
    page = all_kinds()
    empty = page.evaluate(LOOKS)
    answer_all_wrong(course, page)
    button(kind(page, "number"), "Hint 1 of 3").click()
    name_it(page, "Ana")
    full = page.evaluate(LOOKS)
    for leave in ("Not now", ""):
        button(strip(page), "Start again").click()
        expect(strip(page).locator(".lk-confirm")).to_contain_text("This cannot be undone.")
        if leave:
            button(strip(page), leave).click()
        else:
            page.keyboard.press("Escape")
        assert page.evaluate(LOOKS) == full
    delete_all(page)
    for _ in now_and_after_a_reload(page):
        assert page.evaluate(LOOKS) == empty
        expect(strip(page).get_by_label("Name")).to_have_value("")


# ---- From elsewhere -----------------------------------------------------------------------------


def test_a_saved_notebook_brings_its_answers_until_they_are_deleted(
    course: Lesson, open_page: Open
) -> None:
    saved = course.exercise(ONE_OF_EACH["choice"])
    saved.record = record(True, 0)
    page = open_page(progress_of(course), saved)
    expect_state(kind(page, "choice"), "Right")
    expect(kind(page, "choice").get_by_role("radio", name="Jordan")).to_be_checked()
    expect(strip(page).locator(".lk-count")).to_have_text(count_when_done(ONE_OF_EACH["choice"]))
    delete_all(page)
    expect_state(kind(page, "choice"), "Not attempted")
    again(page)  # the file still has the answer
    expect_state(kind(page, "choice"), "Not attempted")
    choose(page, TURKEY)
    again(page)
    expect_state(kind(page, "choice"), "Not yet")


def test_start_again_holds_for_what_is_not_drawn_yet(course: Lesson, open_page: Open) -> None:
    """JupyterLab draws a cell when it comes into sight; other notebooks are opened later."""
    drawn, later = (course.exercise(ONE_OF_EACH[name]) for name in ("multi", "choice"))
    drawn.record, later.record = record(True, [0]), record(True, 0)
    page = open_page(progress_of(course), drawn)
    expect_state(kind(page, "multi"), "Right")
    delete_all(page)
    other = beside(page, "later", later)
    expect_state(kind(other, "choice"), "Not attempted")


def test_another_version_of_the_lesson_has_its_own_answers(course: Lesson, open_page: Open) -> None:
    page = open_page(course.exercise(ONE_OF_EACH["choice"]))
    choose(page, JORDAN)
    newer = course.exercise(ONE_OF_EACH["choice"])
    newer.lesson = newer.lesson | {"version": "99"}
    other = beside(page, "newer", newer)
    expect_state(kind(other, "choice"), "Not attempted")
    again(page)
    expect_state(kind(page, "choice"), "Right")


OLDER_FORMS = [
    {"choice": record(False, 7), "multi": record(False, 2), "number": record(False, [1, 2])}
    | {"order": record(False, ["gone"]), "classify": record(False, {"gone": "fact"})}
    | {"text": record(False, 5), "place": record(False, "nowhere")},
    {"choice": record(False, 1, hints=9), "multi": record(False, "x"), "number": record(False, {})}
    | {"order": record(False, {}), "classify": record(False, [1]), "place": record(False, 3)}
    | {"text": record(False, {"text": "Own words", "ticked": [99]})},
    {"choice": record(False, "x"), "text": record(False, {"text": 5, "ticked": 7})},
]


def put(course: Lesson, page: Page, text: str) -> None:
    """Load a page anew that finds a text in the place of the answers of who works here."""
    address = left(page)
    page.evaluate("localStorage.clear(); sessionStorage.clear()")
    page.evaluate(stored_script(course, text))
    visit(page, address)


def test_an_answer_to_an_older_form_of_an_exercise_breaks_nothing(
    course: Lesson, all_kinds: Open, subtests: pytest.Subtests
) -> None:
    """Somebody takes away an option or a hint and does not raise the version."""
    page = all_kinds()
    for n, kept in enumerate(OLDER_FORMS):
        with subtests.test(n=n):
            records = {ONE_OF_EACH[name]: one for name, one in kept.items()}
            put(course, page, json.dumps({"records": records}))
            for name in kept:
                expect_state(kind(page, name), "Not yet")
                check(kind(page, name))
                expect(kind(page, name).locator(".lk-said")).not_to_be_empty()
            download(page)


SPOILT = ("{", "null", "[]", '{"records": 5}', '{"records": {"x": 1}}')


def test_spoilt_storage_is_written_anew(
    course: Lesson, open_page: Open, subtests: pytest.Subtests
) -> None:
    page = open_page(course.exercise(ONE_OF_EACH["choice"]))
    for kept in SPOILT:
        with subtests.test(kept=kept):
            put(course, page, kept)
            expect_state(kind(page, "choice"), "Not attempted")
            choose(page, JORDAN)
            expect_state(kind(page, "choice"), "Right")
            again(page)
            expect_state(kind(page, "choice"), "Right")


def test_a_page_that_opens_writes_nothing_over_the_answers(course: Lesson, open_page: Open) -> None:
    """What it read can be older than what the page before it wrote a moment ago."""
    page = open_page(
        course.exercise(ONE_OF_EACH["choice"]),
        script="""globalThis.written = [];
        const set = Storage.prototype.setItem;
        Storage.prototype.setItem = function(key, value) {
          written.push(key);
          set.call(this, key, value);
        };""",
    )
    key = f"lessonkit/{course.id}/{course.version}"
    answers = "written.filter(key => /person/.test(key))"
    assert page.evaluate(answers) == []
    choose(page, JORDAN)
    expect_state(kind(page, "choice"), "Right")
    (mine,) = set(page.evaluate(answers))
    again(page)
    expect_state(kind(page, "choice"), "Right")
    assert page.evaluate(answers) == []
    assert sorted(page.evaluate("Object.keys(localStorage)")) == [f"{key}/new", mine]


# As a busy Chromium now and then shows a page from a disk: nothing is there, nothing is kept, and
# no error tells it. The next page has all again.
LOST = """if (name === "lost") {
  const found = new Map();
  const fake = new Proxy({}, {
    get: (_, word) => ({
      getItem: key => found.get(key) ?? null,
      setItem: (key, value) => { found.set(key, value); },
      removeItem: key => { found.delete(key); },
    })[word],
    ownKeys: () => [...found.keys()],
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  });
  Object.defineProperty(globalThis, "localStorage", { value: fake });
}"""
ALL_KEPT = """() => Object.entries(localStorage).some(([key, text]) => /person/.test(key) &&
  JSON.parse(text).name === "Ana" && Object.keys(JSON.parse(text).records).length === 2)"""


def test_a_page_that_finds_its_storage_empty_loses_nothing(course: Lesson, open_page: Open) -> None:
    both = [course.exercise(ONE_OF_EACH[name]) for name in ("choice", "number")]
    page = open_page(progress_of(course), *both, script=LOST)
    name_it(page, "Ana")
    choose(page, JORDAN)
    page.evaluate("name = 'lost'")
    again(page)
    expect(strip(page).locator(".lk-whose")).to_have_text("Answers of Ana.")
    expect_state(kind(page, "choice"), "Right")
    kind(page, "number").get_by_role("textbox").fill("190")
    check(kind(page, "number"))
    expect_state(kind(page, "number"), "Right")
    page.evaluate("name = ''")
    again(page)
    expect_state(kind(page, "choice"), "Right")
    expect_state(kind(page, "number"), "Right")
    page.wait_for_function(ALL_KEPT)  # also for the next tab
    delete_all(page)
    again(page)
    expect(strip(page).locator(".lk-whose")).to_have_text("Nobody has answered here yet.")


# ---- Two tabs -----------------------------------------------------------------------------------


def test_another_tab_with_the_lesson_follows(course: Lesson, all_kinds: Open) -> None:
    page = all_kinds()
    other = visit(page.context.new_page(), page.url)
    page.bring_to_front()  # a tab behind is slow
    answer_all_wrong(course, page)
    button(kind(page, "multi"), "Hint 1 of 3").click()
    name_it(page, "Ana")
    expect(strip(other).get_by_label("Name")).to_have_value("Ana")
    for name in ANSWERED_HERE:
        expect_state(kind(other, name), "Not yet")
    expect(kind(other, "multi").locator(".lk-hints li")).to_have_count(1)
    assert other.evaluate(LOOKS) == page.evaluate(LOOKS)
    other.bring_to_front()
    choose(other, JORDAN)
    expect_state(kind(page, "choice"), "Right")
    expect(strip(page).locator(".lk-count")).to_have_text(count_when_done(ONE_OF_EACH["choice"]))
    delete_all(other)
    for name in ANSWERED_HERE:
        expect_state(kind(page, name), "Not attempted")
    expect(strip(page).get_by_label("Name")).to_have_value("")


@pytest.mark.parametrize(
    "clear",
    ["localStorage.clear()", "Object.keys(localStorage).forEach(k => localStorage.removeItem(k))"],
)
def test_what_something_else_took_from_the_storage_is_written_again(
    course: Lesson, few_kinds: Open, clear: str
) -> None:
    """Another page from the same disk, or an extension, clears it; nobody deleted anything."""
    page = few_kinds()
    name_it(page, "Ana")
    choose(page, JORDAN)
    other = page.context.new_page()
    other.goto(page.url)  # the same storage
    page.bring_to_front()
    other.evaluate(clear)
    expect(strip(page).get_by_label("Name")).to_have_value("Ana")
    expect_state(kind(page, "choice"), "Right")
    page.wait_for_function("Object.keys(localStorage).some(key => /person/.test(key))")
    again(page)
    expect(strip(page).get_by_label("Name")).to_have_value("Ana")
    expect_state(kind(page, "choice"), "Right")


DAMAGED = [
    "{",
    "[]",
    '"text"',
    '{"name": 5, "emptied": {}, "records": []}',
    '{"name": "Ana", "records": "text"}',
    '{"name": "Ana", "records": {"ID": null}}',
    '{"name": "Ana", "records": {"ID": {"at": "9999", "state": [], "hints": "x", "given": 1}}}',
    '{"emptied": "9999-12-31T00:00:00.000Z", "records": {"ID": 7}}',
]


def test_damaged_storage_keeps_nobody_from_working(
    course: Lesson, open_page: Open, subtests: pytest.Subtests
) -> None:
    page = open_page(progress_of(course), course.exercise(ONE_OF_EACH["choice"]))
    name_it(page, "Ana")
    choose(page, JORDAN)
    for text in DAMAGED:
        with subtests.test(text=text):
            spoilt = text.replace("ID", ONE_OF_EACH["choice"])
            page.evaluate(
                """spoilt => {
                  for (const key of Object.keys(localStorage)) localStorage.setItem(key, spoilt);
                  for (const key of Object.keys(sessionStorage))
                    if (key.includes("person")) sessionStorage.removeItem(key);
                }""",
                spoilt,
            )
            again(page)
            choose(page, JORDAN)
            expect_state(kind(page, "choice"), "Right")
            again(page)
            expect_state(kind(page, "choice"), "Right")


def test_a_record_of_another_form_still_lets_each_exercise_be_answered(
    all_kinds: Open, subtests: pytest.Subtests
) -> None:
    page = all_kinds()
    name_it(page, "Ana")
    for draft in (5, "text", [1, None], {"x": [1]}, None):
        with subtests.test(draft=draft):
            attempt = {"at": "2026-01-01T00:00:00.000Z", "right": False, "answer": draft}
            record = {"attempts": [attempt], "hints": 99, "shown": False, "draft": draft}
            address = left(page)  # else it may write the last answer once more as it goes
            page.evaluate(
                """([record, ids]) => {
                  const key = Object.keys(localStorage).find(one => /person/.test(one));
                  const records = Object.fromEntries(ids.map(id => [id, record]));
                  for (const place of [localStorage, sessionStorage])
                    place.setItem(key, JSON.stringify({ name: "Ana", emptied: "", records }));
                }""",
                [record | {"at": "2026"}, list(ONE_OF_EACH.values())],
            )
            visit(page, address)
            for name in ANSWERED_HERE:
                expect_state(kind(page, name), "Not yet")
            choose(page, JORDAN)
            expect_state(kind(page, "choice"), "Right")


SLOW_NEWS = """const listen = globalThis.addEventListener;
globalThis.addEventListener = (type, tell, ...more) => listen.call(globalThis, type,
  type === "storage" ? event => setTimeout(() => tell(event), 300) : tell, ...more);
const set = Storage.prototype.setItem;
window.writes = 0;
Storage.prototype.setItem = function (...words) { window.writes += 1; set.apply(this, words); };"""


def test_two_tabs_that_answer_at_one_moment_keep_both_answers_and_come_to_rest(
    course: Lesson, open_page: Open
) -> None:
    """On a slow machine each tab writes before it hears of the other."""
    both = [course.exercise(ONE_OF_EACH[name]) for name in ("choice", "number")]
    one = open_page(*both, script=SLOW_NEWS)
    two = visit(one.context.new_page(), one.url)
    kind(two, "number").get_by_role("textbox").fill("190")
    choose(one, JORDAN)
    check(kind(two, "number"))
    for page in (one, two):
        expect_state(kind(page, "choice"), "Right")
        expect_state(kind(page, "number"), "Right")
    counts = []
    for _ in range(20):  # how long the last news takes depends on the machine
        counts.append([page.evaluate("writes") for page in (one, two)])
        if len(counts) > 1 and counts[-1] == counts[-2]:
            break
        one.wait_for_timeout(700)  # twice as long as news takes
    assert counts[-1] == counts[-2]


def test_a_tab_does_not_undo_what_one_that_is_closed_now_wrote(
    course: Lesson, open_page: Open
) -> None:
    both = [course.exercise(ONE_OF_EACH[name]) for name in ("choice", "number")]
    deaf = "globalThis.addEventListener = () => {};"  # the news comes too late
    one = open_page(*both, script=deaf)
    two = visit(one.context.new_page(), one.url)
    choose(two, JORDAN)
    two.close()
    kind(one, "number").get_by_role("textbox").fill("190")
    check(kind(one, "number"))
    assert len(one.evaluate(STORED)["records"]) == 2
