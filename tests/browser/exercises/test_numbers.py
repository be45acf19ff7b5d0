"""Numbers: page and kernel judge alike, and read many forms."""

from __future__ import annotations

import hashlib
import re

import pytest
from playwright.sync_api import expect
from support.exercise_page import Open, opened
from support.exercise_reader import (
    ONE_OF_EACH,
    STORED,
    WRITTEN,
    value_of,
)

from lessonkit import Lesson
from lessonkit.browser.bundle import join_scripts
from lessonkit.exercises.marking import grade

pytestmark = pytest.mark.browser


NUMBERS = {
    name: entry
    for name, entry in WRITTEN.items()
    if entry["kind"] == "number" or entry.get("expects") == "number"
}
JUDGE = """async ([script, seals, asked]) => {
  const load = text => import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  const [{ judgeNumber }, { Seal }] = [await load(script), await load(seals)];
  return asked.map(([spec, values]) => values.map(value => {
    const { right, said } = judgeNumber(new Seal(spec.salt), spec, value);
    return [right ? "Right." : "Not yet.", ...said].join(" ");
  }));
}"""


def numbers_around(value: float, tolerance: float, mistakes: list[float]) -> list[float]:
    near = [value + k * tolerance for k in (0, 0.5, 0.999, 1.001, 1.5, 2.9, 3.1, 4.9, 5.1, 30, 900)]
    near += [value - k * tolerance for k in (0.5, 0.999, 1.001, 1.5, 2.9, 3.1, 4.9, 5.1, 30, 900)]
    slips = [-value, *(value * 10.0**k for k in (-3, -2, -1, 1, 2, 3))]
    slips += [value * 1.609344, value / 1.609344, value * 1000 * 1.609344, value * 1.852]
    slips += [value + 180, value - 180, 90 - value, 360 - value, value + 360, value - 360]
    slips += [value - 1, value + 1, value * 60, value / 60, value * 24, value / 24]
    return [*near, *slips, *mistakes, 0.0, 1.0, -1.0, 1e6, 123456789.0]


def as_in_a_browser(words: str) -> str:
    """Put the few words that differ on purpose: here one measures, there one calculates."""
    words = words.replace("Calculate again", "Measure again")
    miles = "This is the number of miles. "
    return words.replace(f"{miles}Turn it", f"{miles}Write miles behind it, or turn it")


def test_page_and_kernel_judge_numbers_alike(course: Lesson, open_page: Open) -> None:
    asked, wanted = [], []
    for name, entry in NUMBERS.items():
        spec, value = course.exercises[name], value_of(course, entry["answer"])
        mistakes = [value_of(course, one["answer"]) for one in entry["mistakes"]]
        near = (-2.5, -1.5, -0.15, 0.15, 1.5, 2.5)
        mistakes += [one + k * entry["tolerance"] for one in mistakes for k in near]
        values = numbers_around(value, entry["tolerance"], mistakes)
        asked.append((spec, values))
        graded = [grade(spec | {"expects": "number"}, one) for one in values]
        states = [one.state for one in graded]
        assert {"right", "not yet"} == set(states)
        wanted.append([as_in_a_browser(str(one)) for one in graded])
    page = open_page(course.exercise(ONE_OF_EACH["choice"]))
    found = page.evaluate(JUDGE, [join_scripts("core/numbers"), join_scripts("core/seal"), asked])
    differ = []
    for (spec, values), here, there in zip(asked, found, wanted, strict=True):
        for value, one, other in zip(values, here, there, strict=True):
            if "radians" in other:  # nobody types these, so the page does not look for them
                assert one.startswith("Not yet.")
            elif one != other:
                differ.append((spec["id"], value, one, other))
    assert differ == []
    assert sum(map(len, found)) > 300


# What begins a row of digits: Arabic-Indic, Persian, Devanagari, Bengali, Thai, wide, mathematical.
ZEROS = (0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10, 0x1D7CE, 0x1D7D8)


def written(text: str, zero: int) -> str:
    """Write a text with the digits of another script."""
    return "".join(chr(zero + int(one)) if one.isdigit() else one for one in text)


FORMS = [  # the answer is 190.1 km, give or take 5
    *((text, "Right.") for text in ("190", "190,1", "190.1", " 190.1 ", "+190", "190.", "0190")),
    *((text, "Right.") for text in ("190 km", "190,1 kilometres", "190km", "190 kilometer.")),
    *((text, "Right.") for text in ("118.1 miles", "118,1 mi", "118 mile", "118 MILES")),
    *((text, "Right.") for text in ("190100 m", "190,100 m", "190 100 m", "190'100 metres")),
    *((text, "Right.") for text in ("190.100,5 m", "190,100.5 m", "190\u00a0100 m")),
    ("190.1\u202fkm", "Right."),
    ("190’100 m", "Right."),  # as a phone writes it
    *((written("190", zero), "Right.") for zero in ZEROS),
    *((written("190,1 km", zero), "Right.") for zero in ZEROS),
    *((written(f"190{mark}1", 0x660), "Right.") for mark in ("\u066b", ",", "\u060c")),
    *((written(text, 0x660), "Right.") for text in ("190\u066c100\u066b5 m", "118\u066b1 miles")),
    *((text, "Right.") for text in ("\uff0b190\uff0e1", "190\uff4b\uff4d", "190\u339e")),  # wide
    *((text, "Right.") for text in ("\u200e190", "\u200f190\u200e km\u200f", "\u2067190\u2069")),
    *((text, "Right.") for text in ("\u202b190 km\u202c", "\u061c190.1\u061c", "\ufeff190")),
    (written("\u200f-190", 0x660), "The sign is wrong."),
    (written("1901", 0x6F0), "Ten times too much."),
    ("1901", "Ten times too much."),
    ("1,901", "Ten times too much."),
    ("1 901", "Ten times too much."),
    ("1.901,0", "Ten times too much."),
    ("19,01", "Ten times too little."),
    ("−190", "The sign is wrong."),
    ("118", "This is the number of miles."),  # the unit goes before what the author expects
    ("118", "Or: This is the distance from Raqqa"),
    ("120", "This is the number of miles."),
    ("133", "This is the distance from As-Sukhnah"),
    ("190100", "This is the number of metres."),
    ("302", "too much by the factor between miles and km"),
    ("197", "Nearly. Too large."),
    ("183", "Nearly. Too small."),
    ("90000", "This is far off."),
]  # fmt: skip
FAULTS = [
    ("190 days", "in km, not in days"),
    (written("190 days", 0x660), "in km, not in days"),
    ("190 \u066a", "in km, not in %"),
    *((text, "not a number that can be read") for text in ("190²", "½", "一百", "\u200f")),
    ("190 degrees", "in km, not in degrees"),
    ("190 hours", "in km, not in hours"),
    ("190 %", "in km, not in %"),
    ("190 lightyears", "in km, not in lightyears"),
    *((text, "not a number that can be read") for text in ("far", "km", "about 190", "1/2")),
    *((text, "not a number that can be read") for text in ("1.9e2", "190 km to go", "--1")),
    ("   ", "Type a number first."),
]  # fmt: skip


# What is said to each text that is typed and sent: by hand, that takes seconds.
TYPE_EACH = """async (host, texts) => {
  const root = host.shadowRoot, field = root.querySelector(".lk-answer input"), told = [];
  for (const text of texts) {
    field.value = text;
    field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
    field.form.requestSubmit();
    await new Promise(requestAnimationFrame);
    told.push(root.querySelector(".lk-said").innerText);
  }
  return told;
}"""


def test_numbers_are_read_in_many_forms(course: Lesson, open_page: Open) -> None:
    _, page, box = opened(course, open_page, "number")
    (first, words), *rest = FORMS + FAULTS
    box.get_by_role("textbox").fill(first)
    box.get_by_role("textbox").press("Enter")
    expect(box.locator(".lk-said")).to_contain_text(words)
    told = box.evaluate(TYPE_EACH, [text for text, _ in rest])
    wrong = [(*one, said) for one, said in zip(rest, told, strict=True) if one[1] not in said]
    assert wrong == []
    stored = page.evaluate(STORED)["records"]
    attempts = stored[ONE_OF_EACH["number"]]["attempts"]
    assert len(attempts) == len(FORMS)  # a fault is no attempt
    said = [one["words"] for one in attempts]
    typed = {written("190 km", zero) for zero in ZEROS}
    assert typed <= set(said), "kept as it was typed, but for the marks"
    assert not re.search("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]", "".join(said))


def test_hashes_are_sha256(course: Lesson, open_page: Open) -> None:
    page = open_page(course.exercise(ONE_OF_EACH["choice"]))
    texts = ["x" * n for n in (0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000, 70_000)]
    texts += ["دير الزور", "Zoë — “quoted”", "😀" * 16, "\x1f", "a\u0308" * 28]
    found = page.evaluate(
        """async ([script, texts]) => {
          const blob = new Blob([script], { type: "text/javascript" });
          const { sha256Text } = await import(URL.createObjectURL(blob));
          return texts.map(sha256Text);
        }""",
        [join_scripts("core/seal"), texts],
    )
    assert found == [hashlib.sha256(text.encode()).hexdigest() for text in texts]
