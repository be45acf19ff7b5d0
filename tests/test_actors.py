"""Cards of actors and the table of stakes: who says what, escaped, and clear errors."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lessonkit import Lesson
from lessonkit.errors import LessonError

EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture
def own(root: Path, tmp_path: Path) -> Lesson:
    """Return a lesson whose tables a test may change."""
    skip = shutil.ignore_patterns("basemap")
    shutil.copytree(root / "data", tmp_path / "data", ignore=skip)
    (tmp_path / "data" / "basemap").symlink_to(root / "data" / "basemap")
    return Lesson(tmp_path)


def plain(markup: str) -> str:
    body = markup.partition("</style>")[2]
    text = html.unescape(re.sub(r"<[^>]+>", "\n", body))
    return re.sub(r"\s*\n\s*", "\n", text).strip()


def test_a_card_says_what_the_actor_and_what_others_say(course: Lesson) -> None:
    said = plain(course.actor_cards(["iran"]).data)
    assert said.startswith("Iran\nOther names: Islamic Revolutionary Guard Corps")
    own_words = said.partition("What it says it wants\n")[2]
    assert own_words.startswith("Its foreign ministry said in June 2017")
    others = said.partition("What others say it wants\n")[2]
    assert others.startswith("The reporter, and US and Israeli officials")
    assert "Why we write “Iran”\n'Tehran controls'" in said
    assert "Article, ¶ 1, 2, 4, 5, 6, 11 and 13." in said
    assert "UPI 18 June 2017 (copy)" in said


def test_a_card_takes_its_partners_from_the_relations_with_their_days(course: Lesson) -> None:
    said = plain(course.actor_cards("peshmerga").data)
    assert "Was against:\nPopular Mobilization Units (PMU) (from 16 October 2017 to 26" in said
    assert "Iraqi government forces (until 15 October 2017)" in said
    assert "Was in talks with:\nIraqi government forces (from 27 October 2017)." in said
    assert "Nothing in our table." in plain(course.actor_cards("civilians").data)


def test_all_actors_have_a_card_in_the_order_of_the_table(course: Lesson) -> None:
    found = re.findall(r'<article class="lk-actor" aria-label="([^"]*)"', course.actor_cards().data)
    assert list(map(html.unescape, found)) == list(course.actors["label"])
    some = course.actor_cards(["sdf", "iran"]).data
    assert some.index("Syrian Democratic Forces (SDF)</p>") < some.index(">Iran</p>")


def test_a_missing_aim_is_said_to_be_missing(own: Lesson) -> None:
    row = list(own.actors["actor_id"]).index("iran")
    own.actors.at[row, "aims_stated"] = ""
    own.actors.at[row, "paragraphs"] = ()
    said = plain(own.actor_cards("iran").data)
    assert "What it says it wants\nNothing in our sources." in said
    assert "The article does not name it." in said


def test_the_stakes_hold_own_words_and_those_of_others_apart(course: Lesson) -> None:
    markup = course.stakes_table("tanf-zone", ["united-states"]).data
    cells = dict(re.findall(r'<td role="cell" class="lk-(\w+)">(.*?)</td>', markup))
    assert "To protect its troops and partners" in cells["own"]
    assert "It says itself:" in cells["own"]
    assert "article, ¶ 15 and 16" in cells["own"]
    assert "To hold Syrian land under the pretext" in cells["others"]
    assert "Others say of it:" in cells["others"]
    assert "Syria Times 19 May 2017" in cells["others"]


@pytest.mark.parametrize("by", ["stake", "actor"])
def test_every_position_stands_once_in_the_table(course: Lesson, by: str) -> None:
    markup = course.stakes_table(by=by).data
    for position in course.stakes["position"]:
        assert markup.count(html.escape(position)) == 1
    names = list(course.stake_labels.values())
    if by == "actor":
        names = [n for n in course.actors["label"] if f">{html.escape(n)}</th>" in markup]
    groups = re.findall(r'scope="rowgroup"[^>]*>([^<]*)</th>', markup)
    assert list(map(html.unescape, groups)) == names
    assert markup.count('role="cell"') == 2 * markup.count('scope="row"')


@pytest.mark.parametrize("make", [Lesson.actor_cards, Lesson.stakes_table])
def test_html_in_the_data_is_shown_as_text(own: Lesson, make: Callable[[Lesson], object]) -> None:
    words = {
        "actors": ["label", "other_names", "description", "aims_stated", "aims_attributed"],
        "stakes": ["position"],
        "sources": ["citation"],
    }
    for table, columns in words.items():
        getattr(own, table)[columns] = EVIL
    own.actors["naming_note"] = EVIL
    own.sources["url"] = 'https://example.org/"><script>'
    for stake in own.stake_labels:
        own.stake_labels[stake] = EVIL
    markup = make(own).data  # type: ignore[attr-defined]
    assert "<img" not in markup
    assert "<script" not in markup
    assert html.escape(EVIL) in markup


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda one: one.actor_cards(["irann"]), r"no actor 'irann'. Did you mean iran\?"),
        (lambda one: one.actor_cards([]), "Got no actor, expected at least one"),
        (lambda one: one.actor_cards(7), "expected ids of actors"),
        (lambda one: one.stakes_table("oill"), r"no stake 'oill'. Did you mean oil\?"),
        (lambda one: one.stakes_table(actors="us"), "no actor 'us'"),
        (lambda one: one.stakes_table(by="place"), "got 'place', expected stake or actor"),
        (lambda one: one.stakes_table("oil", "un"), "has no position of these actors"),
    ],
)
def test_a_wrong_call_is_a_clear_error(
    course: Lesson, call: Callable[[Lesson], object], said: str
) -> None:
    with pytest.raises(LessonError, match=said):
        call(course)
