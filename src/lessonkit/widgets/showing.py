"""A lesson as notebooks use it: its tables and exercises, and what shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from IPython.display import HTML

from lessonkit.widgets.cards import Groups, actor_cards
from lessonkit.widgets.classroom import Classroom
from lessonkit.widgets.comparing import compare_methods
from lessonkit.widgets.comparison import Comparison
from lessonkit.widgets.listing import claims_spec, events_spec
from lessonkit.widgets.map import Map
from lessonkit.widgets.reader import Reader
from lessonkit.widgets.relations import Relations, relations
from lessonkit.widgets.stakes import stakes_table
from lessonkit.widgets.terms import key_terms
from lessonkit.widgets.whatif import WhatIf, what_if
from lessonkit.widgets.words import Day


class Lesson(Classroom):
    """A lesson folder, read and checked, with its exercises and what shows its tables.

    See `lessonkit.lesson.Lesson` for the tables, what they hold, and what can go wrong.
    """

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
        """Draw one table of control in three ways, side by side; see `widgets.compare_methods`."""
        return compare_methods(self, extent, date, **options)

    def what_if(self, ways: Sequence[Mapping[str, Any]], **options: Any) -> WhatIf:
        """Estimate with ranges when some ways could end; see `widgets.what_if`."""
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
