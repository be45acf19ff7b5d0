"""The report beside a map: its paragraphs, who speaks, of what kind a claim is, no verdict."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lessonkit import Lesson
from lessonkit.tables.schema import CLAIM_KINDS
from lessonkit.widgets.lists.report import Report, report_spec


@pytest.fixture
def river(base: Path) -> Lesson:
    """Return the small lesson; three of its claims stand in one paragraph, of two speakers."""
    lesson = Lesson(base)
    lesson.claims["paragraph"] = [1, 1, 1, 2]
    lesson.claims.loc[1, "asserted_by"] = "the report"
    return lesson


@pytest.fixture
def report(river: Lesson) -> Report:
    return river.map("five-weeks").with_report()


def test_the_claims_stand_in_the_order_of_the_report_with_speaker_and_kind(report: Report) -> None:
    heads = [(one["keys"]["paragraph"], *one["head"]) for one in report.spec["items"]]
    assert heads == [
        (["1"], "The report", "Fact"),
        (["1"], "The report", "Quantity"),
        (["1"], "A trader", "Prediction"),
        (["2"], "The south", "Motive"),
    ]
    assert report.spec["title"] == "The report in our words, in 2 paragraphs"


def test_the_key_has_the_kinds_that_the_report_has_each_with_its_meaning(report: Report) -> None:
    kinds = report.spec["kinds"]
    assert [one["id"] for one in kinds] == ["fact", "quantity", "prediction", "motive"]
    assert [one["label"] for one in kinds] == ["Fact", "Quantity", "Prediction", "Motive"]
    assert all(one["meaning"].endswith(".") for one in kinds)


def test_every_kind_of_claim_has_a_mark_of_its_own(river: Lesson) -> None:
    signs = set()
    for kind in CLAIM_KINDS:
        river.claims["kind"] = kind
        [one] = report_spec(river)["kinds"]
        signs.add(one["sign"])
    assert len(signs) == len(CLAIM_KINDS)


def test_what_came_of_a_claim_is_not_told_even_by_a_lesson_that_knows(
    river: Lesson, report: Report
) -> None:
    sent = json.dumps(report.spec)
    for column in ("checked", "outcome", "outcome_note"):
        told = [words for words in river.claims[column] if words]
        assert told
        assert not [words for words in told if words in sent]
    assert [one["id"] for one in report.spec["filters"]] == ["speaker", "kind", "place", "event"]


def test_a_lesson_as_of_a_day_names_no_later_event(river: Lesson) -> None:
    named = {one for ids in river.claims["event_ids"] for one in ids}
    late = {
        row["event_id"]
        for row in river.events.to_dict("records")
        if row["event_id"] in named and f"{row['start']:%Y-%m-%d}" > "2017-06-07"
    }
    assert late
    then = river.as_of("2017-06-07").map("five-weeks").with_report()
    assert not late & then.spec["events"].keys()
    assert late <= river.map("five-weeks").with_report().spec["events"].keys()


@pytest.mark.usefixtures("kept")
def test_what_runs_nothing_gets_the_map_and_a_line_for_each_speaker(report: Report) -> None:
    bundle, _ = report._repr_mimebundle_()
    markup, plain = bundle["text/html"], bundle["text/plain"]
    assert "<img" in markup
    assert markup.count("<tr>") == 1 + 3
    assert "Fact: The old bridge fell in a flood. Quantity: The north came" in markup
    assert "¶ 1, A trader: Prediction: The south will lose the mills" in plain
    assert "Motive: it says why somebody does something" in plain


def test_words_of_a_table_are_no_markup(river: Lesson) -> None:
    river.claims.loc[0, "claim"] = "<img src=x onerror=alert(1)>"
    bundle, _ = river.map("five-weeks").with_report()._repr_mimebundle_()
    assert "<img src=x" not in bundle["text/html"]
    assert "&lt;img src=x" in bundle["text/html"]
