"""The widget that shows a student's own words again; `recall.js` takes them from the browser."""

from __future__ import annotations

import html

import traitlets

from lessonkit.widgets.home import LessonWidget


class Recall(LessonWidget):
    """What the student wrote in an exercise of the kind `text`. Make one with `Lesson.recall`.

    Attributes
    ----------
    spec : dict
        Id, notebook and title of the exercise.
    lesson : dict
        Id, version and title; the browser keeps answers under the first two.
    """

    view = traitlets.Unicode("recall").tag(sync=True)
    spec = traitlets.Dict().tag(sync=True)
    lesson = traitlets.Dict().tag(sync=True)

    def _fallback(self) -> tuple[str, str]:
        """Say where the words can be read."""
        words = (
            f"What you wrote in the exercise “{self.spec['title']}” of {self.spec['notebook']} "
            "is shown here in JupyterLab, from this browser."
        )
        return words, f"<p>{html.escape(words)}</p>"
