"""A lesson with its exercises: shown, checked, kept, recalled."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from lessonkit.errors import ExerciseError
from lessonkit.grading import OPEN, RIGHT, Feedback, grade
from lessonkit.lesson import Lesson as Tables
from lessonkit.rules import suggest
from lessonkit.widgets.exercise import Exercise, Progress
from lessonkit.widgets.making import interactive_map
from lessonkit.widgets.recall import Recall


class Classroom(Tables):
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
        shown = {key: value for key, value in spec.items() if key not in ("map", "source_ids")}
        # A dict drops the second mention: later sources all go by one citation.
        shown["sources"] = list(dict.fromkeys(self.citations(spec["source_ids"])))
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
        keys = ("id", "notebook", "title", "kind", "minutes", "extra")
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
