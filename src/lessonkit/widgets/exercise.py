"""The widgets of an exercise and of the strip of progress: their state; scripts do the rest."""

from __future__ import annotations

import html
import re

import ipywidgets
import traitlets

from lessonkit.widgets.home import LessonWidget
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
        The map on which an exercise of the kind `place` is answered.
    """

    view = traitlets.Unicode("exercise").tag(sync=True)
    spec = traitlets.Dict().tag(sync=True)
    lesson = traitlets.Dict().tag(sync=True)
    record = traitlets.Dict().tag(sync=True)
    checked = traitlets.Dict().tag(sync=True)
    map = traitlets.Instance(Map, allow_none=True).tag(sync=True, **ipywidgets.widget_serialization)

    def _fallback(self) -> tuple[str, str]:
        """Give the task."""
        title, prompt = (self.spec[key].strip() for key in ("title", "prompt"))
        words = re.sub(r"\*([^*\n]+)\*", r"<em>\1</em>", html.escape(prompt))
        words = words.replace("\n\n", "</p><p>")
        markup = f"<p><b>Exercise: {html.escape(title)}</b></p><p>{words}</p>"
        return f"Exercise: {title}\n{prompt}", markup


class Progress(LessonWidget):
    """The strip at the head of a notebook. Make one with `Lesson.progress`."""

    view = traitlets.Unicode("progress").tag(sync=True)
    spec = traitlets.Dict().tag(sync=True)

    def _fallback(self) -> tuple[str, str]:
        """Say where the exercises can be answered."""
        words = "Exercises of this notebook: open it in JupyterLab to answer them."
        return words, f"<p>{words}</p>"
