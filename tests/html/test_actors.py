"""Cards of actors and the table of stakes: who says what, escaped, and clear errors."""

from __future__ import annotations

import copy
import html
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from markupsafe import escape

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
    said = plain(course.cards(["iran"]).data)
    assert said.startswith(
        "Iran\nOther names: Revolutionary Guards, IRGC (a part of its armed forces"
    )
    own_words = said.partition("What it says it wants\n")[2]
    assert own_words.startswith("The memorandum of Astana of May 2017, which it signed with Russia")
    others = said.partition("What others say it wants\n")[2]
    assert others.startswith("The reporter: it has ambitions in the region")
    assert "On the name, and how we use it\n'Tehran controls'" in said
    assert "Report, ¶ 1, 2, 4, 5, 6, 11 and 13." in said
    assert "Later:\nOn 18 June 2017 it fired missiles" in said
    assert "UPI 18 June 2017 (copy)" in said


def test_a_card_takes_its_partners_from_the_relations_with_their_days(course: Lesson) -> None:
    said = plain(course.cards("peshmerga").data)
    assert "Was against:\nPopular Mobilization Units (PMU) (from 16 October 2017 to 26" in said
    assert "Iraqi government forces (until 15 October 2017)" in said
    assert "Was in talks with:\nIraqi government forces (from 27 October 2017)." in said
    assert "Not in our list." in plain(course.cards("civilians").data)


def test_what_a_lesson_does_without_has_no_row_on_a_card(base: Path) -> None:
    """Nobody looked for it: to say that nothing is there would be a finding that nobody made."""
    lesson = Lesson(base)
    whole = plain(lesson.cards("south").data)
    for words in ("In the report, and sources", "With whom and against whom"):
        assert words in whole
    lesson.claims, lesson.relations = lesson.claims.iloc[:0], lesson.relations.iloc[:0]
    lesson.paragraphs = None
    lesson.actors = lesson.actors.assign(aims_attributed="", paragraphs=[()] * 3)
    bare = plain(lesson.cards("south").data)
    assert "report" not in bare
    assert "whom" not in bare
    assert "others say" not in bare
    assert "Nothing in our sources" not in bare
    assert "What it says it wants" in bare
    assert "Sources\n" in bare


def test_cards_as_of_a_day_know_nothing_later(course: Lesson, then: Lesson) -> None:
    full = plain(course.cards(["iraqi-government", "hezbollah"]).data)
    early = then.cards(["iraqi-government", "hezbollah"]).data
    said = plain(early)
    assert "Later:\nOn 9 December 2017" in full
    assert "Peshmerga (from 27 October 2017)" in full
    assert "Later:" not in said
    assert "Peshmerga (from 27 October" not in said
    assert "Was in talks with" not in said
    assert "Was against:\nIslamic State." in said  # until 8 December, which nobody knew yet
    # A later source is there, but neither when it was written, nor by whom, nor its address.
    url = course.source("reuters-2017-11-08")["url"]
    assert "Reuters 8 Nov 2017" not in said
    assert "A source that came later or has no date (part 4 names it)" in said
    assert url not in early
    assert url in course.cards("hezbollah").data
    assert course.source("globe-2017-06-07")["url"] in early


def test_stakes_as_of_a_day_leave_out_what_was_said_later(course: Lesson, then: Lesson) -> None:
    early = plain(then.positions().data)
    whole = plain(course.positions().data)
    for words in ("foreign minister said in October", "according to a US think tank", "Conoco"):
        assert words not in early
    assert "according to a US think tank (said in 2019)" in whole
    assert "predicts that victory would give it a way by land to Lebanon." in early
    assert "That all sides protect civilians and let aid through (said in January 2017)." in early
    assert "said in September 2017" not in early
    assert "Source: Editors" not in early


def test_cards_in_groups_show_a_name_and_a_sentence_and_open_one_by_one(own: Lesson) -> None:
    markup = own.cards({"States & co.": ["iran", "russia"], "Groups": ["sdf"]}).data
    headings = re.findall(r'class="lk-heading" role="heading"[^>]*>([^<]*)<', markup)
    assert headings == ["States &amp; co.", "Groups"]
    shown = re.findall(r'<details class="lk-actor"><summary>(.*?)</summary>', markup)
    assert shown[0] == "<b>Iran</b><span>Ally of the Syrian government.</span>"
    assert len(shown) == 3
    # What the summary says is not said again.
    assert plain(markup).count("Ally of the Syrian government.") == 1
    assert "It sent advisers, money and fighters" in plain(markup)
    assert 'data-lm-suppress-shortcuts="true"' in markup


def test_all_actors_have_a_card_in_the_order_of_the_table(course: Lesson) -> None:
    every = course.cards(list(course.actors["actor_id"])).data
    found = re.findall(r'<article class="lk-actor" aria-label="([^"]*)"', every)
    assert list(map(html.unescape, found)) == list(course.actors["label"])
    alone = copy.copy(course)
    alone.actor_groups = {}
    assert alone.cards().data == every
    some = course.cards(["sdf", "iran"]).data
    assert some.index("Syrian Democratic Forces (SDF)</p>") < some.index(">Iran</p>")


def test_a_missing_aim_is_said_to_be_missing(own: Lesson) -> None:
    row = list(own.actors["actor_id"]).index("iran")
    own.actors.at[row, "aims_stated"] = ""
    own.actors.at[row, "paragraphs"] = ()
    said = plain(own.cards("iran").data)
    assert "What it says it wants\nNothing in our sources." in said
    assert "The report does not name it." in said


def test_a_row_that_few_actors_have_stands_on_their_cards_alone(own: Lesson) -> None:
    """Nothing that somebody wrote is lost, and no card speaks of what nobody looked for."""
    table = own.actors
    table["aims_stated"] = ""
    table.loc[table.index[0], "aims_stated"] = "Peace."
    said = plain(own.cards(None).data)
    assert said.count("What it says it wants") == 1
    assert "What it says it wants\nPeace." in said
    assert said.count("What others say it wants") == said.count("With whom and against whom") > 20


def test_the_stakes_hold_own_words_and_those_of_others_apart(course: Lesson) -> None:
    markup = course.positions("tanf-zone", ["united-states"]).data
    cells = dict(re.findall(r'<td role="cell" class="lk-(\w+)">(.*?)</td>', markup))
    assert "To protect its troops and partners" in cells["own"]
    assert "It says itself:" in cells["own"]
    assert "report, ¶ 15 and 16" in cells["own"]
    assert "To hold Syrian land under the pretext" in cells["others"]
    assert "Others say of it:" in cells["others"]
    assert "Syria Times 19 May 2017" in cells["others"]


@pytest.mark.parametrize("by", ["stake", "actor"])
def test_every_position_stands_once_in_the_table(course: Lesson, by: str) -> None:
    markup = course.positions(by=by).data
    for position, rows in course.stakes["position"].value_counts().items():
        assert markup.count(escape(position)) == rows
    names = list(course.stake_labels.values())
    if by == "actor":
        names = [n for n in course.actors["label"] if f">{escape(n)}</th>" in markup]
    groups = re.findall(r'scope="rowgroup"[^>]*>([^<]*)</th>', markup)
    assert list(map(html.unescape, groups)) == names
    assert markup.count('role="cell"') == 2 * markup.count('scope="row"')


@pytest.mark.parametrize("make", [Lesson.cards, Lesson.positions])
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
    assert escape(EVIL) in markup


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda one: one.cards(["irann"]), r"no actor 'irann'. Did you mean iran\?"),
        (lambda one: one.cards([]), "Got no actor, expected at least one"),
        (lambda one: one.cards(7), "expected ids of actors"),
        (lambda one: one.cards({}), "Got no group, expected at least one"),
        (lambda one: one.cards({"A": ["irann"]}), r"no actor 'irann'. Did you mean iran\?"),
        (lambda one: one.as_of("2017-06-07").positions("oil", "dmc"), "has no position"),
        (lambda one: one.positions("oill"), r"no stake 'oill'. Did you mean oil\?"),
        (lambda one: one.positions(actors="us"), "no actor 'us'"),
        (lambda one: one.positions(by="place"), "got 'place', expected stake or actor"),
        (lambda one: one.positions("oil", "un"), "has no position of these actors"),
    ],
)
def test_a_wrong_call_is_a_clear_error(
    course: Lesson, call: Callable[[Lesson], object], said: str
) -> None:
    with pytest.raises(LessonError, match=said):
        call(course)
