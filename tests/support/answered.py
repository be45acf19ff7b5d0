"""What a student of a published lesson answers and hands in, over its pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect
from support.exercise_reader import MANY_WORDS, button
from support.site_page import brought_to_rest

Find = Callable[[str], Locator]


def foretell(box: Locator) -> None:
    """Write a prediction, with an answer to each of its statements, and seal it."""
    box.get_by_role("textbox", name="Your text").fill(f"My own prediction. {MANY_WORDS}")
    statements = box.locator(".lk-statement").all()
    assert statements
    for one in statements:
        if one.get_by_role("radio").count():
            one.get_by_role("radio").first.check()
        else:
            one.get_by_label("Not before").fill("2017-09-01")
            one.get_by_label("Not after").fill("2017-10-01")
        one.get_by_label("How sure are you?").select_option("60")
    button(box, "Compare").click()
    expect(box).to_contain_text("Now compare.")


def answered(find: Find, choice: str, options: tuple[str, str], number: str, text: str) -> None:
    """Answer a choice, with each option in turn, a number wrongly, and a prediction."""
    box = find(choice)
    for option in options:
        brought_to_rest(box.get_by_role("radio", name=option, exact=True)).check()
        box.locator("button.lk-check").click()
    find(number).get_by_role("textbox").fill("-3")
    find(number).locator("button.lk-check").click()
    foretell(find(text))
    expect(box.locator(".lk-state b")).to_have_text("Right")


def handed_in(page: Page, strip: Locator, tmp_path: Path, name: str) -> dict[str, Any]:
    with page.expect_event("download", lambda one: one.suggested_filename.endswith("json")) as made:
        button(strip, "Download my answers").click()
    path = tmp_path / f"{name}.json"
    made.value.save_as(path)
    return dict(json.loads(path.read_text(encoding="utf-8")))


def timeless(payload: dict[str, Any]) -> Any:
    """Leave out the times, and titles: those of a site are as old as its notebooks."""
    for one in payload["exercises"]:
        one.pop("title")
    text = json.dumps({key: payload[key] for key in ("format", "lesson", "name", "exercises")})
    return json.loads(re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "a time", text))
