"""A bare page with one widget of the lesson and a stand-in for its model: no kernel, no server."""

from __future__ import annotations

import json
from typing import Any

_STATE = ("style_text", "svg", "spec", "date", "visible", "selected", "ruler")
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


def _states(map_: Any) -> dict[str, Any]:
    """Return the state of a map, or of two linked maps, by the id of their models."""
    if not hasattr(map_, "left"):
        return {"model": {name: getattr(map_, name) for name in _STATE}}
    sides = {side: _states(getattr(map_, side))["model"] for side in ("left", "right")}
    references = {side: f"IPY_MODEL_{side}" for side in sides}
    return sides | {"model": {"style_text": map_.style_text, **references}}
