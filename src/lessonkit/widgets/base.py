"""What all widgets of a lesson share: one script and its styles, in a model of their own.

A saved notebook carries the state of every widget. With a copy of the script in each, thirty
exercises would weigh megabytes; so each has only `loader.js`, which finds the one `Home`.
"""

from __future__ import annotations

import datetime as dt
import os
from functools import partial
from typing import Any

import anywidget
import ipywidgets
import numpy as np
import traitlets

from lessonkit.browser.bundle import HERE, join_scripts, shared_styles
from lessonkit.browser.fonts import faces
from lessonkit.days import SHARED, Day, iso, on_step, unit_of
from lessonkit.errors import LessonError
from lessonkit.lesson import LessonData
from lessonkit.shelf import key_of, made
from lessonkit.widgets.state import Clock
from lessonkit.words import as_day

KEPT = "LESSONKIT_KEPT"
"""Set in the environment of a kernel whose outputs are written to be kept: `lessonkit run` does it.

A still picture takes longer than its map, and a reader who runs a cell never sees it.
"""


def is_kept() -> bool:
    """Tell whether what cells show is written to be kept, for viewers that run nothing."""
    return bool(os.environ.get(KEPT))


class Home(ipywidgets.Widget):
    """The script, the styles and the faces. It has no view."""

    script = traitlets.Unicode().tag(sync=True)
    styles = traitlets.Dict().tag(sync=True)
    faces: traitlets.List[Any] = traitlets.List().tag(sync=True)


_home: Home | None = None


def home() -> Home:
    """Give the one `Home` of this kernel; made anew if somebody closed it."""
    global _home
    if _home is None or _home.comm is None:
        _home = Home(script=_script(), styles=shared_styles(), faces=faces())
    return _home


def _script() -> str:
    """Join the script once for all sessions: a first cell that shows something waits for it."""
    return made(key_of("script", sorted(HERE.rglob("*.js"))), partial(join_scripts, "main"))


class LessonWidget(anywidget.AnyWidget):
    """A widget that draws with the script of `Home`; `view` says what it is."""

    _esm = (HERE / "loader.js").read_text(encoding="utf-8")
    _css = ""
    view = traitlets.Unicode().tag(sync=True)
    home = traitlets.Instance(Home).tag(sync=True, **ipywidgets.widget_serialization)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**({"home": home()} | traits))

    def _fallback(self) -> tuple[str, str]:
        """Give text/plain and text/html for viewers that run nothing; empty to leave both out."""
        return "", ""

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Add the fallback to the widget view."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        if data is not None:
            words, markup = self._fallback()
            data |= {"text/plain": words, "text/html": markup} if markup else {}
        return data, metadata


class StateError(LessonError, traitlets.TraitError):
    """A wrong value for the state of a widget. As a TraitError it leaves the old value in place."""


class DayTrait(traitlets.Unicode):
    """ISO text of a day; takes a date as well."""

    def validate(self, obj: Any, value: Any) -> str:
        """Turn a date into text; anything else but text is an error."""
        if isinstance(value, dt.date | np.datetime64):
            value = iso(value)
        if not isinstance(value, str):
            raise StateError(f"date: got {value!r}, expected a day written like 2001-05-14.")
        return value


def iso_step(day: Day | None, step: str) -> str:
    """Write the step of a clock in which a day lies; empty text for None."""
    return "" if day is None else iso(on_step(day, step))


def clock_of(lesson: LessonData, first: Day | None, last: Day | None) -> Clock:
    """Say by which steps the day of a widget moves, from where to where, whose hours they are."""
    step = lesson.step_for(first, last)
    return {
        "step": step,
        "time_zone": lesson.time_zone,
        "gregorian_from": iso(lesson.gregorian_from) or SHARED["gregorian_from"],
        "first": iso_step(first, step),
        "last": iso_step(last, step),
    }


def day_within(value: str, first: str, last: str) -> str:
    """Check the `date` of a widget: a day from `first` to `last`. All are ISO 8601 text."""
    one, other = np.datetime64(first), np.datetime64(last)
    try:
        day = as_day(value, "date", unit=unit_of(other))
    except LessonError as error:
        raise StateError(str(error)) from None
    if not one <= day <= other:
        raise StateError(f"date: got {iso(day)}, expected a day from {first} to {last}.")
    return iso(day)
