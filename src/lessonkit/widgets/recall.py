"""The widget that shows a student's own words again; `recall.js` takes them from the browser."""

from __future__ import annotations

import html
from typing import Any

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

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Add words for viewers that run nothing."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        if data is not None:
            words = (
                f"What you wrote in the exercise “{self.spec['title']}” of {self.spec['notebook']} "
                "is shown here in JupyterLab, from this browser."
            )
            data |= {"text/plain": words, "text/html": f"<p>{html.escape(words)}</p>"}
        return data, metadata
