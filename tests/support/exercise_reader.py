"""What the tests of exercises share: pages with several of them, and what a student does there."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bare_page
from playwright.sync_api import Download, Locator, Page, expect
from support import this_lesson
from support.folders import ROOT
from support.lab_reader import row
from support.served import address_of, file_of

from lessonkit import Lesson
from lessonkit.classroom.handins import HandIn, collect
from lessonkit.exercises.answers import derive
from lessonkit.widgets.exercise import Progress

EVIL = "<img src=x onerror=alert(1)>"
CONTEXT = "01_context.ipynb"
ONE_OF_EACH = {
    "choice": "the-other-border",
    "multi": "who-has-no-voice",
    "number": "palmyra-to-deir-ez-zor",
    "place": "where-two-rivers-meet",
    "order": "from-tehran-to-beirut",
    "classify": "four-kinds-of-claims",
    "text": "own-words-and-others-words",
    "code": "beirut-to-deir-ez-zor",
}
ANSWERED_HERE = [kind for kind in ONE_OF_EACH if kind != "code"]
MANY_WORDS = " ".join(
    f"In sentence {n} each word stands for something that a student could have written here."
    for n in range(1, 6)
)

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Exercises</title>
<meta name="viewport" content="width=device-width"><body style="margin: 12px"><main>%s</main>
<script type="module">
%s
window.models = await standIns(%s);
const script = new Blob([%s], { type: "text/javascript" });
const { default: widget } = await import(URL.createObjectURL(script));
window.ends = [];
for (const el of document.querySelectorAll("[data-model]"))
  window.ends.push(await widget.render({ model: models[el.dataset.model], el }));
document.body.dataset.ready = "";
</script></body></html>"""
EVIL_ELEMENTS = """() => {
  const all = root => [...root.querySelectorAll("*")].flatMap(
    node => [node, ...(node.shadowRoot ? all(node.shadowRoot) : [])]);
  return all(document).filter(node => node.matches("img[src=x], [onerror]")).length;
}"""
# All that a student has done with each exercise, as the page shows it.
LOOKS = """() => Object.fromEntries([...document.querySelectorAll("[data-model]")].map(host => {
  const root = host.shadowRoot, text = css => [...root.querySelectorAll(css)].map(
    node => node.textContent);
  return [host.dataset.id, host.dataset.id === "strip" ? text(".lk-count, .lk-step") : {
    fields: [...root.querySelectorAll(".lk-answer input:not([data-layer]), textarea")].map(
      node => ["radio", "checkbox"].includes(node.type) ? node.checked : node.value),
    rows: text(".lk-order li span"), place: text(".lk-chosen-place"), state: text(".lk-state b"),
    said: text(".lk-said"), hints: text(".lk-hints li"), points: text(".lk-points label"),
    model: root.querySelector(".lk-model").hidden || text(".lk-model"),
  }];
}))"""
# What is kept of the one person who has worked in a browser.
STORED = """JSON.parse(localStorage[Object.keys(localStorage).find(key => /person/.test(key))])"""
Entry = dict[str, Any]


def _written() -> dict[str, Entry]:
    """Return every exercise as its author wrote it, with the notebook, by its id."""
    return {
        key: one
        | {
            "notebook": f"{one['notebook']}.ipynb",
            "title": "Extra: " * ("extra" in one) + one["title"],
        }
        for key, one in this_lesson.WRITTEN.items()
    }


def count_when_done(*done: str, notebook: str = CONTEXT) -> str:
    """Say what the strip of a notebook says when these exercises are done, and no others."""
    mine = [entry for entry in WRITTEN.values() if entry["notebook"] == notebook]
    core, extra = [
        (
            f"{sum(entry['id'] in done for entry in part)} of {len(part)}",
            sum(entry["minutes"] for entry in part if entry["id"] not in done),
        )
        for part in ([e for e in mine if "extra" not in e], [e for e in mine if "extra" in e])
    ]
    assert core[1] > 1, "say what the strip says when all is done"
    assert extra[1] > 1, "say what the strip says when all is done"
    return (
        f"{core[0]} exercises done. About {core[1]} minutes of exercises left. "
        f"Extra: {extra[0]} done, about {extra[1]} minutes."
    )


def progress_of(lesson: Lesson, notebook: str = CONTEXT) -> Progress:
    """Return the strip of a notebook, of a lesson that was opened without its name."""
    here = copy.copy(lesson)
    here.notebook = notebook
    return here.progress()


WRITTEN = _written()
TEXTS = {name for name, entry in WRITTEN.items() if entry["kind"] == "text"} | {"evil-text"}
ONE = {kind: WRITTEN[name] for kind, name in ONE_OF_EACH.items()}


# ---- Pages --------------------------------------------------------------------------------------


def page_of(*widgets: Any) -> str:
    """Return a page with several widgets, each in an element with the id of its exercise.

    The stand-ins for their models are `models.w0`, `models.w1` and so on in the page.
    """
    states, hosts = dict[str, Any](), []
    for n, widget in enumerate(widgets):
        mine = bare_page._states(widget, f"w{n}")
        names = {old: old if old in ("home", f"w{n}") else f"w{n}-{old}" for old in mine}
        names = {f"IPY_MODEL_{old}": new for old, new in names.items()}
        for old, state in mine.items():
            states[names[f"IPY_MODEL_{old}"]] = {
                key: f"IPY_MODEL_{names[value]}"
                if isinstance(value, str) and value in names
                else value
                for key, value in state.items()
            }
        hosts.append(f'<div data-model="w{n}" data-id="{widget.spec.get("id", "strip")}"></div>')
    script = bare_page._in_script(widgets[0]._esm)
    return PAGE % ("".join(hosts), bare_page.STAND_IN, bare_page._in_script(states), script)


def visit(page: Page, address: str) -> Page:
    page.goto(address)
    page.locator("body[data-ready]").wait_for()
    return page


def again(page: Page) -> None:
    page.reload()
    page.locator("body[data-ready]").wait_for()


def now_and_after_a_reload(page: Page) -> Iterator[str]:
    """Let something be asserted of a page as it is, and once more when it was loaded anew."""
    yield "now"
    again(page)
    yield "after a reload"


def left(page: Page) -> str:
    """Leave a page for an empty one that has the same storage; return its address.

    What the page had not yet written is written then, and it writes no more.
    """
    address = page.url
    empty = file_of(address).with_name("empty.html")
    empty.write_text("<!doctype html>", encoding="utf-8")
    page.goto(address_of(empty))
    return address


def beside(page: Page, name: str, *widgets: Any) -> Page:
    """Open another page in the same browser."""
    file = file_of(page.url).with_name(f"{name}.html")
    file.write_text(page_of(*widgets), encoding="utf-8")
    return visit(page.context.new_page(), address_of(file))


def it(page: Page, exercise_id: str) -> Locator:
    return page.locator(f'[data-id="{exercise_id}"]')


def kind(page: Page, name: str) -> Locator:
    return it(page, ONE_OF_EACH[name])


def strip(page: Page) -> Locator:
    return it(page, "strip")


def button(box: Locator, name: str | re.Pattern[str]) -> Locator:
    return box.get_by_role("button", name=name, exact=True)


def check(box: Locator) -> None:
    box.locator("button.lk-check").click()


OWN_STATES = {"Not yet": "To compare", "Right": "Done"}


def expect_state(box: Locator, words: str) -> None:
    """Wait for a state; of a text that only the student judges it has words of its own."""
    own = box.get_attribute("data-id") in TEXTS
    expect(box.locator(".lk-state b")).to_have_text(OWN_STATES.get(words, words) if own else words)


def ask_model(box: Locator) -> None:
    if box.get_attribute("data-id") in TEXTS:
        points = box.locator(".lk-points").get_by_role("checkbox")  # a text is judged before
        if not any(one.is_checked() for one in points.all()):
            points.first.check()
        button(box, "Open the model answer").click()
    else:
        button(box, "Show the model answer").click()
        button(box, "Show it").click()


def delete_all(page: Page) -> None:
    button(strip(page), "Start again").click()
    button(strip(page), "Delete them").click()


def heard(page: Page, model: str, **attempt: Any) -> None:
    """Let a kernel say what it thinks of an answer in Python."""
    made = {"at": "2026-01-02T10:00:00.000Z", "answer": "1", "words": "1", "right": False}
    page.evaluate("([m, made]) => models[m].set('checked', made)", [model, made | attempt])


def record(right: bool, answer: Any, at: str = "2026-01-02T10:00:00.000Z", **more: Any) -> Entry:
    attempt = {"at": at, "answer": answer, "words": "words", "right": right, "said": ["Said."]}
    made = {"attempts": [attempt], "hints": 0, "shown": False, "draft": answer, "at": at}
    return made | {"person": "ana1", "name": "Ana"} | more


# ---- What the authors wrote ---------------------------------------------------------------------


def squeezed(text: str) -> str:
    return " ".join(text.split())


def plain(text: str) -> str:
    """Return what a reader sees of a text: stars make italics."""
    return squeezed(re.sub(r"\*([^*\n]+)\*", r"\1", text))


def paragraphs(text: str) -> list[str]:
    return [plain(piece) for piece in re.split(r"\n\s*\n", text.strip())]


def item_text(data: Path, item: Entry) -> str:
    if "event" in item:
        return row(data, "events", event_id=item["event"])["title"]
    if "claim" in item:
        found = row(data, "claims", claim_id=item["claim"])
        return f"{found['claim']} (¶\u00a0{found['paragraph']})"
    return str(item["text"])


def in_order(data: Path, entry: Entry) -> list[Entry]:
    """Return the items in the right order."""
    if "event" not in entry["items"][0]:
        return list(entry["items"])
    return sorted(
        entry["items"], key=lambda item: row(data, "events", event_id=item["event"])["start"]
    )


def value_of(course: Lesson, form: Entry) -> Any:
    return derive(form, course)


def sorted_right(data: Path, entry: Entry) -> dict[str, str]:
    """Return the right category of each sentence."""
    column = entry.get("column", "kind")
    return {
        item_text(data, item): item["category"]
        if "category" in item
        else row(data, "claims", claim_id=item["claim"])[column]
        for item in entry["items"]
    }


def right_answer(course: Lesson, entry: Entry) -> Any:
    data = ROOT / "data"
    if entry["kind"] in ("choice", "multi"):
        return [option["text"] for option in entry["options"] if option.get("right")]
    if entry["kind"] == "number":
        return f"{value_of(course, entry['answer']):.6f}"
    if entry["kind"] == "place":
        return entry["answer"][0]
    if entry["kind"] == "order":
        return [item_text(data, item) for item in in_order(data, entry)]
    if entry["kind"] == "classify":
        return sorted_right(data, entry)
    return MANY_WORDS


def likely_wrong(course: Lesson, entry: Entry) -> Iterator[tuple[Any, set[str]]]:
    """Yield each wrong answer that the author expects, with the words that it should get."""
    data, right = ROOT / "data", right_answer(course, entry)
    if entry["kind"] == "choice":
        for option in entry["options"]:
            if not option.get("right"):
                yield [option["text"]], {plain(option["feedback"])}
    elif entry["kind"] == "multi":
        for option in entry["options"]:
            if option.get("right"):
                others = [text for text in right if text != option["text"]]
                yield others, {"One answer is missing.", plain(option["feedback"])}
            else:
                words = plain(f"{option['text']}: {option['feedback']}")
                yield [*right, option["text"]], {words}
    elif entry["kind"] == "number":
        for mistake in entry["mistakes"]:
            yield f"{value_of(course, mistake['answer']):.6f}", {plain(mistake["text"])}
    elif entry["kind"] == "place":
        for mistake in entry["mistakes"]:
            yield mistake["place"], {plain(mistake["text"])}
    elif entry["kind"] == "order":
        keys = [item.get("event") or item["key"] for item in in_order(data, entry)]
        for mistake in entry["mistakes"]:
            early, late = keys.index(mistake["then"]), keys.index(mistake["first"])
            moved = [*right[:early], right[late], *right[early:late], *right[late + 1 :]]
            yield moved, {plain(mistake["text"])}
    elif entry["kind"] == "classify":
        for item in entry["items"]:
            text = item_text(data, item)
            for wrong, words in item["feedback"].items():
                said = f"{len(right) - 1} of {len(right)} are sorted right."
                said += " What is said to each stands in its row."
                yield {**right, text: wrong}, {plain(f"◐ {words}"), said}
    else:
        yield MANY_WORDS, set(map(plain, entry["mistakes"]))


# ---- What a student does ------------------------------------------------------------------------


def feature_of(page: Page, box: Locator, place: str) -> Locator:
    """Return the mark of a place on the map of an exercise."""
    model = box.get_attribute("data-model")
    ids = page.evaluate(
        """([model, place]) => Object.entries(models[`${model}-map`].get("spec").cards)
          .filter(([, card]) => card.place === place && card.kind !== "Event")
          .map(([id]) => id)""",
        [model, place],
    )
    shown = (box.locator(f'[data-feature="{one}"] .lk-at') for one in ids)
    return next(mark for mark in shown if mark.is_visible())


def middle(mark: Locator) -> tuple[float, float]:
    box = mark.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def give(page: Page, box: Locator, entry: Entry, answer: Any) -> None:
    """Answer an exercise, without checking."""
    if entry["kind"] == "choice":
        box.get_by_role("radio", name=answer[0], exact=True).check()
    elif entry["kind"] == "multi":
        for option in entry["options"]:
            asked = box.get_by_role("checkbox", name=option["text"], exact=True)
            asked.set_checked(option["text"] in answer)
    elif entry["kind"] == "place":
        if button(box, "Close the card").is_visible():  # it may lie over the mark
            button(box, "Close the card").click()
        mark = feature_of(page, box, answer)
        mark.scroll_into_view_if_needed()
        page.mouse.click(*middle(mark))
    elif entry["kind"] == "order":
        rows = box.locator(".lk-order li span")
        for n, text in enumerate(answer):
            for _ in range(rows.all_inner_texts().index(text) - n):
                button(box, f"Move up: {text}").click()
        assert rows.all_inner_texts() == answer
    elif entry["kind"] == "classify":
        labels = {one["key"]: one["text"] for one in entry["categories"]}
        for text, category in answer.items():
            group = box.get_by_role("group", name=text, exact=True)
            group.get_by_role("radio", name=labels[category], exact=True).check()
    else:
        box.get_by_role("textbox").fill(answer)


def answer_all_wrong(course: Lesson, page: Page) -> None:
    """Give a likely mistake to each exercise of a page with all kinds, but that in Python."""
    for name in ANSWERED_HERE:
        answer, _ = next(likely_wrong(course, ONE[name]))
        give(page, kind(page, name), ONE[name], answer)
        check(kind(page, name))
        expect_state(kind(page, name), "Not yet")


def is_focused(it: Locator) -> bool:
    return bool(it.evaluate("node => node.getRootNode().activeElement === node"))


def tab_to(page: Page, wanted: Locator, most: int = 80) -> None:
    for _ in range(most):
        if is_focused(wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not reach {wanted}")


# ---- Files --------------------------------------------------------------------------------------


def download(page: Page) -> tuple[Path, Path]:
    """Press the button and return the page and the JSON file, under the names they came with."""
    saved: list[Download] = []

    def keep(one: Download) -> None:
        saved.append(one)

    page.on("download", keep)
    button(strip(page), "Download my answers").click()
    for _ in range(200):
        if len(saved) == 2:
            break
        page.wait_for_timeout(50)
    page.remove_listener("download", keep)
    files = [one.path().parent / one.suggested_filename for one in saved]
    for one, file in zip(saved, files, strict=True):
        one.save_as(file)
    said = strip(page).locator(".lk-told").inner_text()
    assert all(file.name in said for file in files)
    html, made = sorted(files, key=lambda file: file.suffix)
    assert (html.suffix, made.suffix) == (".html", ".json")
    return html, made


def load(page: Page, file: Path) -> Locator:
    """Load a file and return what the strip says to it."""
    strip(page).locator("input[type=file]").set_input_files(file)
    return strip(page).locator(".lk-told")


def name_it(page: Page, name: str) -> None:
    """Write a name into the strip."""
    field = strip(page).get_by_label("Name")
    field.fill(name)
    field.press("Tab")


def read_by_teacher(file: Path) -> HandIn:
    handed = collect([file])
    assert handed.left_out == []
    (student,) = handed.students
    (hand,) = student.files
    return hand


def stored_script(course: Lesson, text: str) -> str:
    """Return a script that puts a text in the place of the answers of one who works here, once."""
    key = f"lessonkit/{course.id}/{course.version}"
    now = json.dumps({"person": "ana1", "chosen": True})
    return f"""try {{
      const [key, text] = {json.dumps([f"{key}/person/ana1", text])};
      localStorage.getItem(key) ?? localStorage.setItem(key, text);
      sessionStorage.setItem({json.dumps(key)}, {json.dumps(now)});
    }} catch {{}}"""  # the empty page before has no storage
