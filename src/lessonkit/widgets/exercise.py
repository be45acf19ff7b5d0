"""The widgets of an exercise, of the strip of progress, and of a student's own words again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

import ipywidgets
import traitlets

from lessonkit.exercises.seal import Seal
from lessonkit.html.template import rendered
from lessonkit.widgets.base import LessonWidget
from lessonkit.widgets.state import (
    AnswerRecord,
    Attempt,
    ExerciseListed,
    ExerciseSpec,
    LessonName,
    ProgressSpec,
    RecallSpec,
    StateTrait,
)

if TYPE_CHECKING:
    from lessonkit.widgets.map import Map


class Exercise(LessonWidget):
    """An exercise. Make one with `Lesson.exercise`.

    Attributes
    ----------
    spec : dict
        The sealed exercise: no answer in plain text.
    lesson : dict
        Id, version and title; the browser keeps answers under the first two.
    record : dict
        What the student did: attempts, hints, the answer in work. Written by the browser, and kept
        in the saved notebook.
    checked : dict
        The last answer that a kernel checked, for an exercise of the kind `code`.
    map : Map or None
        The map on which an exercise of the kind `place` is answered, or which another kind opens.
    """

    view = traitlets.Unicode("exercise").tag(sync=True)
    spec = StateTrait[ExerciseSpec]().tag(sync=True)
    lesson = StateTrait[LessonName]().tag(sync=True)
    record = StateTrait[AnswerRecord]().tag(sync=True)
    checked = StateTrait[Attempt]().tag(sync=True)
    # By its name: a notebook without a map does not load what draws.
    map: traitlets.Instance[Map | None] = traitlets.Instance(
        "lessonkit.widgets.map.Map", allow_none=True
    ).tag(sync=True, **ipywidgets.widget_serialization)

    def _fallback(self) -> tuple[str, str]:
        """Give the task, and what there is to choose from."""
        title, prompt = (self.spec[key].strip() for key in ("title", "prompt"))
        lists = _rows(self.spec)
        number = self.spec["number"]
        plain = f"Exercise {number}: {title}\n{prompt}"
        for rows in lists:
            plain += "\n\n" + "\n".join(f"- {row}" for row in rows)
        told = {"number": number, "prompt": prompt.split("\n\n"), "lists": lists}
        return plain, rendered("widgets/exercise", title=title, **told)


def _rows(spec: Mapping[str, Any]) -> list[list[str]]:
    """Give the lists of an exercise: options in the order of the page, rows to sort, kinds."""
    options = spec.get("options", [])
    mixed = [options[n] for n in Seal.of(spec.get("salt", "")).mixed(len(options))]
    named = ([one["text"] for one in spec.get(key, [])] for key in ("items", "categories"))
    return [rows for rows in (mixed, *named) if rows]


def exercise_spec(sealed: Mapping[str, Any], number: int, citations: Iterable[str]) -> ExerciseSpec:
    """Give what the page needs of a sealed exercise: with its number and its sources in words.

    What only a kernel asks for, to check lines of Python, does not reach the page.
    """
    wanted = ExerciseSpec.__required_keys__ | ExerciseSpec.__optional_keys__
    kept = {key: value for key, value in sealed.items() if key in wanted}
    # A dict drops the second mention: later sources all go by one citation.
    sources = list(dict.fromkeys(citations))
    return cast(ExerciseSpec, kept | {"number": number, "sources": sources})


def progress_spec(
    lesson: LessonName, notebook: str, exercises: Iterable[Mapping[str, Any]]
) -> ProgressSpec:
    """Give what the strip of a notebook needs: all exercises of the lesson."""
    listed: list[ExerciseListed] = [
        {
            "id": one["id"],
            "notebook": one["notebook"],
            "title": one["title"],
            "kind": one["kind"],
            "minutes": one["minutes"],
            "extra": one["extra"],
            "judged": one["judged"],
            "again": one["again"],
        }
        for one in exercises
    ]
    return {"lesson": lesson, "notebook": notebook, "exercises": listed}


def recall_spec(sealed: Mapping[str, Any], part: str) -> RecallSpec:
    """Give what shows the text of a sealed exercise again.

    Parameters
    ----------
    sealed : mapping
    part : str
        Title of the notebook of the exercise; empty if the text is shown in that notebook itself.
    """
    return {
        "id": sealed["id"],
        "notebook": sealed["notebook"],
        "part": part,
        "title": sealed["title"],
        "statements": sealed.get("statements", []),
        "salt": sealed["salt"],
        # The same scrambled words that the exercise has: nothing more is told.
        "came": sealed["model"] if sealed.get("statements") else "",
    }


class Progress(LessonWidget):
    """The strip at the head of a notebook. Make one with `Lesson.progress`."""

    view = traitlets.Unicode("progress").tag(sync=True)
    spec = StateTrait[ProgressSpec]().tag(sync=True)

    def _fallback(self) -> tuple[str, str]:
        """Say where the exercises can be answered."""
        words = "Exercises of this notebook: open it in JupyterLab to answer them."
        return words, rendered("widgets/note", words=words)


class Recall(LessonWidget):
    """What the student wrote in an exercise of the kind `text`. Make one with `Lesson.recall`.

    Attributes
    ----------
    spec : dict
        Id, notebook and title of the exercise, and the title of its notebook if it is another.
    lesson : dict
        Id, version and title; the browser keeps answers under the first two.
    """

    view = traitlets.Unicode("recall").tag(sync=True)
    spec = StateTrait[RecallSpec]().tag(sync=True)
    lesson = StateTrait[LessonName]().tag(sync=True)

    def _fallback(self) -> tuple[str, str]:
        """Say where the words can be read."""
        words = (
            f"What you wrote in the exercise “{self.spec['title']}” is shown here in JupyterLab, "
            "from this browser."
        )
        return words, rendered("widgets/note", words=words)
