"""A lesson with its exercises, as notebooks use it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from IPython.display import HTML

from lessonkit.errors import ExerciseError
from lessonkit.grading import OPEN, RIGHT, Feedback, grade
from lessonkit.lesson import Lesson as Tables
from lessonkit.rules import suggest
from lessonkit.widgets.cards import actor_cards
from lessonkit.widgets.exercise import Exercise, Progress
from lessonkit.widgets.making import interactive_map
from lessonkit.widgets.relations import Relations, relations
from lessonkit.widgets.stakes import stakes_table


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

    def actor_cards(self, ids: Sequence[str] | str | None = None) -> HTML:
        """Show a card for each actor: who it was, and what it and others say that it wants.

        Parameters
        ----------
        ids : list of str, optional
            Ids of actors, in the order of the cards; all actors if not given.

        Raises
        ------
        LessonError
            If there is no such actor.
        """
        return actor_cards(self, ids)

    def stakes_table(
        self,
        stakes: Sequence[str] | str | None = None,
        actors: Sequence[str] | str | None = None,
        by: str = "stake",
        caption: str = "What each actor wants, in its own words and in those of others",
    ) -> HTML:
        """Show what actors want: what each states itself beside what others say of it.

        Parameters
        ----------
        stakes, actors : list of str, optional
            Ids of stakes and of actors; all of them if not given.
        by : {"stake", "actor"}
            What the rows are put together by.
        caption : str
            What the table is.

        Raises
        ------
        LessonError
            If an id is not known, `by` is another word, or no position is left to show.
        """
        return stakes_table(self, stakes, actors, by, caption)

    def relations(
        self,
        date: str | dt.date,
        actors: Sequence[str] | None = None,
        title: str = "Who worked with whom, and against whom",
    ) -> Relations:
        """Show who worked with and against whom on a day, with a slider for the date.

        Parameters
        ----------
        date : str or date
            Day shown first, ISO 8601; a day of the lesson.
        actors : list of str, optional
            Ids of at least two actors, in the order of the rows; if not given, all actors that
            `relations.csv` names.
        title : str
            What the picture is.

        Raises
        ------
        LessonError
            If the date is no day of the lesson, or an actor is not known.
        """
        return relations(self, date, actors, title)

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
