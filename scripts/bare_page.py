"""A bare page with one widget of the lesson and a stand-in for its model: no kernel, no server."""

from __future__ import annotations

import json
from typing import Any

import ipywidgets

from lessonkit.browser.bundle import HERE, style
from lessonkit.browser.fonts import face_rules

# The stand-in is that of the static edition: what works here works there.
STAND_IN = (HERE / "site" / "standin.js").read_text("utf-8").replace("export class", "class")
STAND_IN += """
async function standIns(states) {
  const manager = new Models(states);
  for (const id of Object.keys(states)) await manager.get_model(id);
  return manager.made;
}"""

_TYPE = face_rules(inside=True) + style("type/type")

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A map</title>
<style>%s</style>
<body style="margin: 12px"><div id="host"></div>
<script type="module">
%s
window.models = await standIns(%s);
window.model = models.model;
await Promise.all([...document.fonts].map((face) => face.load()));
const script = new Blob([%s], { type: "text/javascript" });
const { default: widget } = await import(URL.createObjectURL(script));
window.end = await widget.render({ model, el: document.getElementById("host") });
document.body.dataset.ready = "";
</script></body></html>"""


def bare_page(map_: Any) -> str:
    """Return the page of a widget.

    In the page, `model` is the stand-in for its model (a comparison also has `models.dots` and
    its like), and `end` closes the view.
    """
    return _PAGE % (_TYPE, STAND_IN, _in_script(_states(map_)), _in_script(map_._esm))


def _in_script(value: Any) -> str:
    return json.dumps(value).replace("<", "\\u003c")


def _states(widget: Any, name: str = "model") -> dict[str, Any]:
    """Return the state of a widget, and of those that it refers to, by the id of their models."""
    states: dict[str, Any] = {name: {}}
    for trait in widget.keys:
        value = getattr(widget, trait)
        if trait.startswith("_") or trait in ("layout", "tabbable", "tooltip"):
            continue
        if isinstance(value, ipywidgets.Widget):
            states |= _states(value, trait)
            value = f"IPY_MODEL_{trait}"
        states[name][trait] = value
    return states
