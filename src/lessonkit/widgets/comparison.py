"""The state of three maps of one table of control; `comparing` makes them."""

from __future__ import annotations

import html
import math
from typing import Any

import ipywidgets
import traitlets

from lessonkit.widgets.home import LessonWidget
from lessonkit.widgets.map import Map, StateError

HEADINGS = {"dots": "Places", "nearest": "Nearest place", "reach": "Within reach"}


class _DistanceTrait(traitlets.Float):
    """A number of km; refuses anything else in words."""

    def validate(self, obj: Any, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
            raise StateError(f"distance: got {value!r}, expected a number of km.")
        return float(value)


class Comparison(LessonWidget):
    """Three maps of one window on one date. Make one with `Lesson.compare_methods`.

    Attributes
    ----------
    distance : float
        Distance in km that the third map shows, one of the steps of its slider.
    dots, nearest, reach : Map
        The three maps.
    """

    view = traitlets.Unicode("comparison").tag(sync=True)
    spec = traitlets.Dict().tag(sync=True)
    distance = _DistanceTrait().tag(sync=True)
    dots = traitlets.Instance(Map).tag(sync=True, **ipywidgets.widget_serialization)
    nearest = traitlets.Instance(Map).tag(sync=True, **ipywidgets.widget_serialization)
    reach = traitlets.Instance(Map).tag(sync=True, **ipywidgets.widget_serialization)

    @traitlets.validate("distance")
    def _check_distance(self, proposal: Any) -> float:
        steps = [step["km"] for step in self.spec.get("steps", ())]
        if proposal["value"] not in steps:
            known = ", ".join(f"{step:g}" for step in steps)
            got = f"{proposal['value']:g}"
            raise StateError(f"distance: got {got}, expected one of {known} (km).")
        return float(proposal["value"])

    def _fallback(self) -> tuple[str, str]:
        """Give the still maps and the shares by every method."""
        return self._words(), self._html()

    def _tables(self) -> list[tuple[str, str, list[dict[str, Any]]]]:
        """List heading, sentence and rows: both fixed methods, then each distance."""
        methods = self.spec["methods"]
        fixed = [
            (HEADINGS[name], methods[name]["sentence"], methods[name]["rows"])
            for name in ("dots", "nearest")
        ]
        steps = [
            (f"{HEADINGS['reach']}: {step['words']}", step["sentence"], step["rows"])
            for step in self.spec["steps"]
        ]
        return fixed + steps

    def _words(self) -> str:
        lines = [self.spec["title"], self.spec["subtitle"]]
        for heading, sentence, rows in self._tables():
            shares = "; ".join(f"{row['label']}: {row['words']}" for row in rows)
            lines.append(f"{heading}. {sentence} {shares}.")
        if beside := self.spec.get("beside"):
            for n, (who, note) in enumerate(zip(beside["others"], beside["notes"], strict=True)):
                shares = "; ".join(f"{row['label']}: {row['others'][n]}" for row in beside["rows"])
                lines.append(f"{who}. {shares}. {note}")
        return "\n".join(line for line in lines if line)

    def _html(self) -> str:
        maps = (self.dots, self.nearest, self.reach)
        head = f"<p><b>{html.escape(self.spec['title'])}</b></p>"
        head += f"<p>{html.escape(self.spec['subtitle'])}</p>"
        tables = ""
        for heading, sentence, rows in self._tables():
            cells = "".join(
                f'<tr><th scope="row">{html.escape(row["label"])}</th>'
                f"<td>{html.escape(row['words'])}</td></tr>"
                for row in rows
            )
            tables += (
                f"<table><caption><b>{html.escape(heading)}</b>. {html.escape(sentence)}</caption>"
                f"<tbody>{cells}</tbody></table>"
            )
        if beside := self.spec.get("beside"):
            tables += self._beside_html(beside)
        return head + "".join(one.still_html() for one in maps) + tables

    def _beside_html(self, beside: dict[str, Any]) -> str:
        """Give the counts of others as a table, with the share by the nearest place first."""
        heads = ("Holder", HEADINGS["nearest"], *beside["others"])
        head = "".join(f'<th scope="col">{html.escape(words)}</th>' for words in heads)
        body = "".join(
            f'<tr><th scope="row">{html.escape(row["label"])}</th>'
            + "".join(f"<td>{html.escape(one)}</td>" for one in (row["nearest"], *row["others"]))
            + "</tr>"
            for row in beside["rows"]
        )
        caption = f"<caption><b>{html.escape(beside['caption'])}</b></caption>"
        return (
            f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            + "".join(f"<p>{html.escape(note)}</p>" for note in beside["notes"])
        )
