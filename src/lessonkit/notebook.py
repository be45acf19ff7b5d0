"""A lesson as notebooks use it: its tables and exercises, and what shows them."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import geopandas as gpd
import pandas as pd
from IPython.display import HTML

from lessonkit.check.notebooks import titles_of
from lessonkit.check.read import kept_lesson
from lessonkit.control import holders_on
from lessonkit.days import AnyDay
from lessonkit.errors import ExerciseError, LessonError, known_id
from lessonkit.exercises.marking import Feedback, grade
from lessonkit.exercises.states import OPEN, RIGHT
from lessonkit.geodesy import bearing, distance
from lessonkit.html.actors import Groups, cards
from lessonkit.html.stakes import positions
from lessonkit.html.table import figures_in_words, table, told_once, usual_columns
from lessonkit.html.terms import key_terms
from lessonkit.lesson import LessonData, day_of, days_of
from lessonkit.tables.entries import MapSpec
from lessonkit.tables.folder import nearest_folder
from lessonkit.widgets.exercise import (
    Exercise,
    Progress,
    Recall,
    exercise_spec,
    progress_spec,
    recall_spec,
)
from lessonkit.widgets.relations import Relations, relations_on
from lessonkit.widgets.reports import in_order, in_words
from lessonkit.widgets.state import Attempt, LessonName
from lessonkit.widgets.whatif import WhatIf, what_if
from lessonkit.words import as_day

# What draws is loaded by the first map: the libraries for it take as long as all the others.
if TYPE_CHECKING:
    from lessonkit.maps.layers import Layer
    from lessonkit.widgets.chart import Chart
    from lessonkit.widgets.comparison import Comparison
    from lessonkit.widgets.map import Map

_WORDS = {"title", "alt", "subtitle"}  # of a map: what it shows stays the same


@cache
def _keep_what_is_there() -> None:
    """Spare the collector what lives as long as the kernel, at the first lesson that is opened.

    To look again and again through all that was imported and read takes a tenth of the time of a
    notebook's cells.
    """
    gc.freeze()


class Lesson(LessonData):
    """A lesson folder, read and checked, with its exercises and what shows its tables.

    See `lessonkit.lesson.LessonData` for the tables and what they hold.

    Parameters
    ----------
    folder : path
        The folder with `lesson.toml`, or the one above it that holds `data/`.
    notebook : str, optional
        File name of the notebook in which it is used: its progress and its key terms are shown.

    Raises
    ------
    DataError
        With every fault of every file, if there is one.
    LessonError
        If the folder holds no lesson, or the lesson has no such notebook.
    """

    def __init__(self, folder: str | Path, notebook: str | None = None) -> None:
        data = kept_lesson(folder)
        super().__init__(**{one.name: getattr(data, one.name) for one in fields(data)})
        if notebook is not None:
            known_id(notebook, self.notebooks, "notebook")
        self.notebook = notebook
        self._open: dict[str, Exercise] = {}
        # Maps by what is known and the id in lesson.toml, and those that no cell has shown yet.
        self._maps: dict[tuple[Any, str], Map] = {}
        self._lent: set[tuple[Any, str]] = set()
        _keep_what_is_there()

    @classmethod
    def find(cls, notebook: str | None = None, *, start: str | Path | None = None) -> Self:
        """Open the lesson of this folder, or of the nearest folder above it.

        Parameters
        ----------
        notebook : str, optional
            File name of the notebook in which it is used.
        start : path, optional
            Where to begin, the current folder if not given.

        Raises
        ------
        LessonError
            If no folder on the way up holds `lesson.toml` or `data/lesson.toml`, or the lesson
            has no such notebook.

        Examples
        --------
        ``lesson = Lesson.find("01_first.ipynb").as_of("2001-05-14")``
        """
        return cls(nearest_folder(start), notebook)

    # ---- Maps, and what they are made of ----------------------------------------------------

    def map(
        self,
        map_id: str | None = None,
        *,
        extent: str | None = None,
        layers: Iterable[str] | None = None,
        places: Iterable[str] | None = None,
        title: str | None = None,
        alt: str | None = None,
        subtitle: str | None = None,
        day: AnyDay | None = None,
        days: tuple[AnyDay, AnyDay] | None = None,
        visible: Iterable[str] | None = None,
        names: int | None = None,
        add: Iterable[Layer] = (),
    ) -> Map:
        """Draw a map whose switches and dates work without a kernel.

        Parameters
        ----------
        map_id : str, optional
            Id of a map in `lesson.toml`. What else is given takes the place of what stands there.
        extent : str
            Id of a map window. Needed without `map_id`, as are `title` and `alt`.
        layers : iterable of str, optional
            Ids of layers; all if not given.
        places : iterable of str, optional
            Ids of the places to draw; all if not given. A map shows no more than it must.
        title : str
            The point that the map makes, as a sentence.
        alt : str
            What the map shows, for somebody who cannot see it: type, place, pattern.
        subtitle : str, optional
            What the marks are, and what they are not.
        day : str or date, optional
            The day shown first. Without `days` the map shows this day only, or all days if it has
            none.
        days : tuple of two days, optional
            The first and last day of a slider, both inclusive.
        visible : iterable of str, optional
            Ids of the layers that are on at the start.
        names : int, optional
            How many names of places the whole map shows at the most.
        add : iterable of Layer, optional
            Layers made with `lessonkit.layer`.

        Raises
        ------
        LessonError
            For an unknown map, window, layer, place or day, and for no title or alt text.

        Examples
        --------
        ``lesson.map("five-weeks", day="2001-05-18", add=[rings])``
        """
        own: dict[str, Any] = {
            "extent": extent,
            "title": title,
            "alt": alt,
            "subtitle": subtitle,
            "day": None if day is None else as_day(day, "day", unit=self.unit),
            "days": None if days is None else days_of(self, days),
            "layers": _ids("layers", layers),
            "places": _ids("places", places),
            "visible": _ids("visible", visible),
            "names": names,
        }
        from lessonkit.widgets.map import make_map

        own = {key: value for key, value in own.items() if value is not None}
        more = tuple(add)
        if map_id is None or own or more:
            return make_map(self, self._described(map_id, own), add=more)
        key = (self.known_by, map_id)
        # One that only an exercise has opened so far is not drawn twice.
        if key not in self._lent:
            self._maps[key] = make_map(self, self._described(map_id, {}))
        self._lent.discard(key)
        return self._maps[key]

    def _described(self, map_id: str | None, own: Mapping[str, Any]) -> MapSpec:
        """Give the map of `lesson.toml`, or one that a call describes alone."""
        if map_id is not None:
            known = self.maps
            described = known[known_id(map_id, known, "map", where="lesson.toml")]
            # Steps lead through the map as it is described: another window or day has none.
            kept = described.steps if not own or own.keys() <= _WORDS else ()
            return replace(described, **own, steps=kept)
        for key in ("extent", "title", "alt"):
            if key not in own:
                raise LessonError(
                    f"map: got no {key}. Give the id of a map in lesson.toml, or extent, title "
                    "and alt."
                )
        return MapSpec(id="", **own)

    def chart(self, chart_id: str, *, map: Map | None = None) -> Chart:
        """Draw a chart of `lesson.toml`: numbers with their days, each with its source.

        Parameters
        ----------
        chart_id : str
            Id of a chart in `lesson.toml`.
        map : Map, optional
            A map of the same lesson: the chart marks its day, and follows it.

        Raises
        ------
        LessonError
            If there is no such chart, or nothing of it is known.

        Examples
        --------
        ``lesson.chart("rain", map=districts)``
        """
        from lessonkit.widgets.chart import make_chart  # what draws is loaded when it is needed

        return make_chart(self, chart_id, map)

    def compare_methods(
        self,
        extent: str,
        day: AnyDay,
        distances: Sequence[float] = (5, 10, 20, 40),
        *,
        roads: Iterable[str] = (),
        distance: float | None = None,
        layers: Iterable[str] | None = None,
        title: str,
        subtitle: str = "",
    ) -> Comparison:
        """Draw one table of control in three ways: places, nearest place, land within a distance.

        Parameters
        ----------
        extent : str
            Id of a map window in `lesson.toml`.
        day : str or date
            The day of all three maps.
        distances : sequence of float
            Steps of the slider, 2 to 8 numbers of km. Each is drawn once.
        roads : iterable of str
            Ids of routes whose surroundings count as well on the third map.
        distance : float, optional
            The step shown first; the second smallest if not given.
        layers : iterable of str, optional
            Ids of layers to draw below; if not given, those of the base map and of towns that are
            on at the start, without relief.
        title : str
            What the comparison shows, as a sentence.
        subtitle : str, optional
            More words below the date.

        Raises
        ------
        LessonError
            For an unknown extent, layer, road or day, distances that are no list of numbers, a
            distance that is no step, an empty title, or a lesson without the outline of its
            country.
        """
        from lessonkit.widgets.comparison import compare_methods

        below = _ids("layers", layers)
        ways = roads if isinstance(roads, str) else list(roads)
        return compare_methods(
            self,
            extent,
            day,
            distances,
            roads=ways,
            distance=distance,
            layers=below,
            title=title,
            subtitle=subtitle,
        )

    def held_on(self, day: AnyDay) -> gpd.GeoDataFrame:
        """List who held each place on a day.

        Parameters
        ----------
        day : str or date
            A day of the lesson.

        Returns
        -------
        GeoDataFrame
            A row for each place or part of a town, points in EPSG:4326: `place_id`, `place` (its
            name), `part`, `holder` (an id), `label` (the holder in words), `confidence`, `status`,
            `source_ids`, `geometry`.

        Raises
        ------
        LessonError
            If `day` is no day of the lesson.

        Examples
        --------
        ``lesson.held_on("2001-05-14").query("holder == 'crown'")``
        """
        self.needed("control", "held_on")
        rows = holders_on(self.control, self.places, day_of(self, day)).rename(
            columns={"name_en": "place"}
        )
        labels = {one.id: one.label for one in self.holders.values()}
        columns = "place_id place part holder label confidence status source_ids geometry"
        return rows.assign(label=rows["holder"].map(labels))[columns.split()]

    def distance(self, place_id: str, other_id: str) -> float:
        """Give the distance of two places in km, in a straight line on the ellipsoid WGS 84.

        Raises
        ------
        LessonError
            If there is no such place.
        """
        one, other = self.place(place_id), self.place(other_id)
        return float(distance(one.lon, one.lat, other.lon, other.lat))

    def direction(self, place_id: str, other_id: str) -> float:
        """Give the direction from one place to another in degrees: north is 0, east is 90.

        It is that in which the geodesic on the ellipsoid WGS 84 begins.

        Raises
        ------
        LessonError
            If there is no such place.
        """
        one, other = self.place(place_id), self.place(other_id)
        return float(bearing(one.lon, one.lat, other.lon, other.lat))

    def what_if(self, estimate_id: str) -> WhatIf:
        """Let readers estimate when each of some ways could end, and what no estimate can say.

        Parameters
        ----------
        estimate_id : str
            Id of an estimate in `lesson.toml`.

        Raises
        ------
        LessonError
            If there is no such estimate.

        Examples
        --------
        ``lesson.what_if("to-the-mills")``
        """
        return what_if(self, estimate_id)

    # ---- Exercises --------------------------------------------------------------------------

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
        shown = exercise_spec(spec, self.number_of(exercise_id), self.citations(spec["source_ids"]))
        drawn = self.map(**given) if given else self._beside(spec.get("look_at"))
        made = Exercise(spec=shown, lesson=self._name(), map=drawn)
        self._open[exercise_id] = made
        return made

    def _beside(self, map_id: str | None) -> Map | None:
        """Give the map that an exercise opens: the one shown already, with its state, if it is."""
        if map_id is None:
            return None
        from lessonkit.widgets.map import make_map

        key = (self.known_by, map_id)
        if key not in self._maps:
            self._maps[key] = make_map(self, self._described(map_id, {}))
            self._lent.add(key)
        return self._maps[key]

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

    def progress(self) -> Progress:
        """Show what is done and open in this notebook, with the file to hand in.

        Raises
        ------
        LessonError
            If the lesson was not told its notebook: ``Lesson.find("01_first.ipynb")``.
        """
        here = self._here("progress")
        return Progress(spec=progress_spec(self._name(), here, self.exercises.values()))

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
        titles = {} if spec["notebook"] == self.notebook else titles_of(self)
        part = titles.get(spec["notebook"], "")
        return Recall(spec=recall_spec(spec, part, self.known_by is None), lesson=self._name())

    # ---- What is shown without a script -----------------------------------------------------

    def cards(self, actors: Groups | Sequence[str] | str | None = None) -> HTML:
        """Show a card for each actor: who it was, and what it and others say that it wants.

        Parameters
        ----------
        actors : list of str or dict of str to list of str, optional
            Ids of actors, in the order of the cards, or of groups of `lesson.toml`; if not given,
            all groups, and where there are none, all actors. A dict gives groups by their
            headings. The cards of groups show a name and a sentence each, and open one by one.

        Raises
        ------
        LessonError
            If there is no such actor or group.

        Examples
        --------
        ``lesson.cards(["east", "west"])``
        """
        return cards(self, actors)

    def positions(
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
            Ids of stakes, and of actors or groups of them; all of them if not given.
        by : {"stake", "actor"}
            What the rows are put together by.
        caption : str
            What the table is.

        Raises
        ------
        LessonError
            If an id is not known, `by` is another word, or no position is left to show.
        """
        return positions(self, stakes, actors, by, caption)

    def relations_on(
        self,
        day: AnyDay,
        actors: Sequence[str] | str | None = None,
        *,
        days: tuple[AnyDay, AnyDay] | None = None,
        title: str = "Who worked with whom, and against whom",
    ) -> Relations:
        """Show who worked with and against whom on a day, with a slider for the date.

        Parameters
        ----------
        day : str or date
            AnyDay shown first; a day of the lesson.
        actors : list of str, optional
            Ids of at least two actors, or of groups of `lesson.toml`, in the order of the rows;
            if not given, all actors that `relations.csv` names.
        days : tuple of two days, optional
            The first and last day of the slider, both inclusive; those of the lesson if not given.
            What began later is left out, and an end that came later is left open.
        title : str
            What the picture is.

        Raises
        ------
        LessonError
            If the days are none of the lesson, or an actor is not known.
        """
        return relations_on(self, day, actors, days, title)

    def table(
        self, frame: pd.DataFrame, caption: str, columns: Mapping[str, str] | None = None
    ) -> HTML:
        """Show a table to readers, each source in words.

        Parameters
        ----------
        frame : DataFrame
            Rows of a table of the lesson, or any other. Reports are shown in the order in which
            they were made, if you have not sorted them.
        caption : str
            What the table is.
        columns : mapping of str to str, optional
            Which columns, in which order, each with its heading. Rows of `figures`, `events`,
            `reports` or `actors`, and those of `held_on`, need none.

        Raises
        ------
        LessonError
            If a column is not in the frame, a source not in `sources.csv`, the caption no text, or
            if columns are needed.

        Examples
        --------
        ``lesson.table(lesson.figures, "Numbers", {"what": "Who is counted", "number": "Number"})``
        """
        if not isinstance(caption, str):
            raise LessonError(
                f"table: got {caption!r} as the caption, expected text. Write first what the table "
                "is, then its columns."
            )
        if "report_id" in frame.columns:
            frame = in_words(self, in_order(frame))
        if columns is None and {"figure_id", "number", "unit"} <= {*frame.columns}:
            frame = figures_in_words(frame)
        if columns is None:
            columns, caption = told_once(frame, usual_columns(frame), caption)
        return table(frame, columns, caption, self.sources, self.local_names)

    def terms(self, *term_ids: str) -> HTML:
        """List key terms, each with its entry in the glossary; words of the prose lead to them.

        Parameters
        ----------
        *term_ids : str
            Ids from `glossary.csv`, in the order in which they are shown; if none is given, those
            that `lesson.toml` lists for this notebook.

        Raises
        ------
        LessonError
            If an id is given twice, the glossary does not have it, or there is no list.
        """
        if term_ids:
            return key_terms(self, term_ids)
        listed = self.key_terms.get(self._here("terms"))
        if listed is None:
            raise LessonError(
                f"terms: lesson.toml lists no key terms for {self.notebook}. Add [[key_terms]] "
                "with this notebook and its terms, or give ids of the table glossary."
            )
        return key_terms(self, listed)

    def _here(self, what: str) -> str:
        if self.notebook is None:
            first = self.notebooks[0]
            raise LessonError(
                f"{what}: the lesson does not know which notebook this is. Open it with the name, "
                f'such as Lesson.find("{first}").'
            )
        return self.notebook

    def _spec(self, exercise_id: str) -> dict[str, Any]:
        known, remedy = self.exercises, "See data/exercises/."
        return known[
            known_id(exercise_id, known, "exercise", otherwise=remedy, error=ExerciseError)
        ]

    def _name(self) -> LessonName:
        return {"id": self.id, "version": self.version, "title": self.title}


def _ids(name: str, given: Iterable[str] | None) -> tuple[str, ...] | None:
    """Give ids as they were given; text alone is no list of them."""
    if isinstance(given, str):
        raise LessonError(f"{name}: got {given!r}, expected a list of ids. Write [{given!r}].")
    return None if given is None else tuple(given)


def _now() -> str:
    """Give the time as a browser writes it."""
    now = dt.datetime.now(dt.UTC)
    return f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03}Z"
