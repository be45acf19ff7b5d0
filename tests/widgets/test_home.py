"""All widgets share one script."""

from __future__ import annotations

from support.maps import WORDS

from lessonkit.notebook import Lesson
from lessonkit.widgets.map import Map


def test_all_widgets_share_one_script(lesson: Lesson, tanf: Map) -> None:
    assert tanf.home is lesson.map(extent="tanf", layers=["towns"], **WORDS).home
    assert len(str(tanf._esm)) < 2000 < len(tanf.home.script)


def test_a_new_home_is_made_when_somebody_closed_it(lesson: Lesson) -> None:
    first = lesson.map(extent="tanf", layers=["towns"], **WORDS).home
    first.close()
    second = lesson.map(extent="tanf", layers=["towns"], **WORDS).home
    assert second is not first
    assert second.script == first.script
