"""A lesson with its exercises, as notebooks use it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from IPython.display import HTML

from lessonkit.errors import ExerciseError, LessonError
from lessonkit.grading import OPEN, RIGHT, Feedback, grade
from lessonkit.lesson import Lesson as Tables
from lessonkit.rules import suggest
from lessonkit.widgets.exercise import Exercise, Progress
from lessonkit.widgets.making import interactive_map
from lessonkit.widgets.recall import Recall
from lessonkit.widgets.terms import terms_html


class Lesson(Tables):
    """A lesson folder, read and checked, with its exercises.

    See `lessonkit.lesson.Lesson` for the tables, what they hold, and what can go wrong.
    """

    def __init__(self, folder: str | Path) -> None:
        super().__init__(folder)
        self._open: dict[str, Exercise] = {}

    def exercise(self, exercise_id: str) -> Exercise:
        """Show an exercise.

        Parameters
        ----------
        exercise_id : str
            Id of an exercise in `data/exercises/`.

        Raises
        ------
        ExerciseError
            If there is no such exercise.
        """
        spec = self._spec(exercise_id)
        given = spec.get("map")
        shown = {key: value for key, value in spec.items() if key != "map"}
        drawn = interactive_map(self, **given) if given else None
        made = Exercise(spec=shown, lesson=self._name(), map=drawn)
        self._open[exercise_id] = made
        return made

    def check(self, exercise_id: str, answer: Any) -> Feedback:
        """Check the answer to an exercise of the kind `code`, and say what is off.

        Parameters
        ----------
        exercise_id : str
        answer : object
            What the student's lines gave; ``...`` for nothing yet.

        Raises
        ------
        ExerciseError
            If there is no such exercise, or it is answered on the page.
        """
        spec = self._spec(exercise_id)
        if spec["kind"] != "code":
            raise ExerciseError(
                f"{exercise_id} is answered on the page, not with check(). "
                f'Show it with lesson.exercise("{exercise_id}").'
            )
        feedback = grade(spec, answer)
        if feedback.state != OPEN and exercise_id in self._open:
            self._open[exercise_id].checked = {
                "at": _now(),
                "answer": feedback.given,
                "words": feedback.given,
                "right": feedback.state == RIGHT,
                "said": list(feedback.said),
            }
        return feedback

    def progress(self, notebook: str) -> Progress:
        """Show what is done and open in a notebook, with the file to hand in.

        Parameters
        ----------
        notebook : str
            File name of the notebook.

        Raises
        ------
        ExerciseError
            If the lesson has no such notebook.
        """
        if notebook not in self.notebooks:
            near = suggest(notebook, self.notebooks, f"There are: {', '.join(self.notebooks)}.")
            raise ExerciseError(f"There is no notebook {notebook!r}. {near}")
        keys = ("id", "notebook", "title", "kind", "minutes")
        listed = [{key: spec[key] for key in keys} for spec in self.exercises.values()]
        return Progress(spec={"lesson": self._name(), "notebook": notebook, "exercises": listed})

    def recall(self, exercise_id: str) -> Recall:
        """Show again what the student wrote in an exercise, of this notebook or another.

        It comes from the browser, which keeps the answers, and follows every change of them.

        Parameters
        ----------
        exercise_id : str
            Id of an exercise of the kind `text`.

        Raises
        ------
        ExerciseError
            If there is no such exercise, or it is not one in which the student writes.
        """
        spec = self._spec(exercise_id)
        if spec["kind"] != "text":
            texts = [one["id"] for one in self.exercises.values() if one["kind"] == "text"]
            raise ExerciseError(
                f"recall() shows what a student wrote, and {exercise_id} is of the kind "
                f"{spec['kind']}. Of the kind text: {', '.join(texts) or 'none yet'}."
            )
        shown = {key: spec[key] for key in ("id", "notebook", "title")}
        return Recall(spec=shown, lesson=self._name())

    def terms(self, *term_ids: str) -> HTML:
        """Show key terms, each with its entry in the glossary on hover, focus and tap.

        Parameters
        ----------
        *term_ids : str
            Ids from `data/glossary.csv`, in the order in which they are shown.

        Raises
        ------
        LessonError
            If no id is given, one is given twice, or the glossary does not have it.

        Examples
        --------
        ``lesson.terms("geodesic", "sdf")``
        """
        known = list(self.glossary["term_id"])
        if not term_ids or len(set(term_ids)) < len(term_ids):
            raise LessonError(
                f"terms: got {', '.join(map(str, term_ids)) or 'no id'}, expected one id or "
                "several, each once. The ids stand in data/glossary.csv."
            )
        for term_id in term_ids:
            if term_id not in known:
                near = suggest(str(term_id), known, "Add it to data/glossary.csv.")
                raise LessonError(f"terms: there is no term {term_id!r} in the glossary. {near}")
        entries = self.glossary.set_index("term_id", drop=False).loc[list(term_ids)]
        return terms_html(entries, self.sources)

    def _spec(self, exercise_id: str) -> dict[str, Any]:
        if not isinstance(exercise_id, str) or exercise_id not in self.exercises:
            near = suggest(str(exercise_id), self.exercises, "See data/exercises/.")
            raise ExerciseError(f"There is no exercise {exercise_id!r}. {near}")
        return self.exercises[exercise_id]

    def _name(self) -> dict[str, str]:
        return {"id": self.id, "version": self.version, "title": self.title}


def _now() -> str:
    """Give the time as a browser writes it."""
    now = dt.datetime.now(dt.UTC)
    return f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03}Z"
