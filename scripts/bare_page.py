"""A bare page with one widget of the lesson and a stand-in for its model: no kernel, no server."""

from __future__ import annotations

import json
from typing import Any

import ipywidgets

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A map</title>
<body style="margin: 12px"><div id="host"></div>
<script type="module">
function standIn(state) {
  const heard = {};
  return {
    get: name => state[name],
    set(name, value) { state[name] = value; (heard["change:" + name] || []).forEach(f => f()); },
    save_changes() {},
    on(name, f) { (heard[name] ??= []).push(f); },
    off(name, f) { heard[name] = heard[name].filter(one => one !== f); },
    widget_manager: { get_model: async id => models[id] },
  };
}
window.models = Object.fromEntries(Object.entries(%s).map(([id, state]) => [id, standIn(state)]));
window.model = models.model;
const script = new Blob([%s], { type: "text/javascript" });
const { default: widget } = await import(URL.createObjectURL(script));
window.end = await widget.render({ model, el: document.getElementById("host") });
document.body.dataset.ready = "";
</script></body></html>"""


def bare_page(map_: Any) -> str:
    """Return the page of a `Map` or `MapPair`.

    In the page, `model` is the stand-in for its model (two linked maps also have `models.left` and
    `models.right`), and `end` closes the view.
    """
    return _PAGE % tuple(_in_script(part) for part in (_states(map_), map_._esm))


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
