"""A lesson as notebooks use it: its tables and exercises, and what shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Self

from IPython.display import HTML

from lessonkit.check.read import nearest_folder, open_lesson
from lessonkit.errors import ExerciseError, known_id
from lessonkit.exercises.marking import Feedback, grade
from lessonkit.exercises.states import OPEN, RIGHT
from lessonkit.html.actors import Groups, actor_cards
from lessonkit.html.stakes import stakes_table
from lessonkit.html.terms import key_terms
from lessonkit.lesson import LessonData
from lessonkit.widgets.comparison import Comparison, compare_methods
from lessonkit.widgets.exercise import (
    Exercise,
    Progress,
    Recall,
    exercise_spec,
    progress_spec,
    recall_spec,
)
from lessonkit.widgets.map import Map, interactive_map
from lessonkit.widgets.reader import Reader, claims_spec, events_spec
from lessonkit.widgets.relations import Relations, relations
from lessonkit.widgets.state import Attempt, LessonName
from lessonkit.widgets.whatif import WhatIf, what_if
from lessonkit.words import Day


class Lesson(LessonData):
    """A lesson folder, read and checked, with its exercises and what shows its tables.

    See `lessonkit.lesson.LessonData` for the tables and what they hold.

    Parameters
    ----------
    folder : path
        The folder with `lesson.toml`, or the one above it that holds `data/`.

    Raises
    ------
    DataError
        With every fault of every file, if there is one.
    LessonError
        If the folder holds no lesson.
    """

    def __init__(self, folder: str | Path) -> None:
        data = open_lesson(folder)
        super().__init__(**{one.name: getattr(data, one.name) for one in fields(data)})
        self._open: dict[str, Exercise] = {}

    @classmethod
    def find(cls, start: str | Path | None = None) -> Self:
        """Open the lesson of this folder, or of the nearest folder above it.

        Parameters
        ----------
        start : path, optional
            Where to begin, the current folder if not given.

        Raises
        ------
        LessonError
            If no folder on the way up holds `lesson.toml` or `data/lesson.toml`.
        """
        return cls(nearest_folder(start))

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
        shown = exercise_spec(spec, self.citations(spec["source_ids"]))
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
            checked: Attempt = {
                "at": _now(),
                "answer": feedback.given,
                "words": feedback.given,
                "right": feedback.state == RIGHT,
                "said": list(feedback.said),
            }
            self._open[exercise_id].checked = checked
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
        known_id(notebook, self.notebooks, "notebook", error=ExerciseError)
        return Progress(spec=progress_spec(self._name(), notebook, self.exercises.values()))

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
        return Recall(spec=recall_spec(spec), lesson=self._name())

    def actor_cards(self, ids: Groups | Sequence[str] | str | None = None) -> HTML:
        """Show a card for each actor: who it was, and what it and others say that it wants.

        Parameters
        ----------
        ids : list of str or dict of str to list of str, optional
            Ids of actors, in the order of the cards; all actors if not given. A dict gives groups
            by their headings: their cards show a name and a sentence each, and open one by one.

        Raises
        ------
        LessonError
            If there is no such actor.

        Examples
        --------
        ``lesson.actor_cards({"States": ["east", "west"]})``
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
        date: Day,
        actors: Sequence[str] | None = None,
        title: str = "Who worked with whom, and against whom",
        dates: tuple[Day, Day] | None = None,
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
        dates : tuple of two days, optional
            The first and last day of the slider, both inclusive; those of the lesson if not given.
            What began later is left out, and an end that came later is left open.

        Raises
        ------
        LessonError
            If the dates are no days of the lesson, or an actor is not known.
        """
        return relations(self, date, actors, title, dates)

    def claims_reader(self, map_: Map) -> Reader:
        """Show the claims of the article beside a map, each tied to its places and its date.

        Parameters
        ----------
        map_ : Map
            What `interactive_map` returned. The list draws it beside itself.

        How each claim was checked and what came of it is said only by a lesson that knows the
        end: nothing of it reaches the page of one made with `as_of`.

        Raises
        ------
        LessonError
            If `map_` is no such map.
        """
        return Reader(spec=claims_spec(self, map_), map=map_)

    def event_list(self, map_: Map) -> Reader:
        """Show the events on the days of a map beside it, tied to its date.

        Parameters
        ----------
        map_ : Map
            What `interactive_map` returned, with a slider (`dates`). The list draws it beside
            itself.

        Raises
        ------
        LessonError
            If `map_` is no such map, or has no slider.
        """
        return Reader(spec=events_spec(self, map_), map=map_)

    def compare_methods(self, extent: str, date: str | dt.date, **options: Any) -> Comparison:
        """Draw one table of control in three ways, side by side; see `widgets.comparison`."""
        return compare_methods(self, extent, date, **options)

    def what_if(self, ways: Sequence[Mapping[str, Any]], **options: Any) -> WhatIf:
        """Estimate with ranges when some ways could end; see `widgets.whatif.what_if`."""
        return what_if(self, ways, **options)

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
        return key_terms(self, term_ids)

    def _spec(self, exercise_id: str) -> dict[str, Any]:
        known, remedy = self.exercises, "See data/exercises/."
        return known[
            known_id(exercise_id, known, "exercise", otherwise=remedy, error=ExerciseError)
        ]

    def _name(self) -> LessonName:
        return {"id": self.id, "version": self.version, "title": self.title}


def _now() -> str:
    """Give the time as a browser writes it."""
    now = dt.datetime.now(dt.UTC)
    return f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03}Z"
