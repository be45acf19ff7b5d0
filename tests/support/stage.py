"""Pages on which one map after another is drawn: to load the scripts each time takes twice as long.

A widget of a notebook is drawn and taken away, too, without a new page. Whatever a test does to its
page beyond the widget is undone, and a page that a test has left is not used again.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bare_page import _TYPE, STAND_IN, _states
from playwright.sync_api import Page
from support.exercise_reader import address_of
from support.pages import NewContext

# The first fonts of a page arrive late, and names are laid out by their widths.
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A map</title>
<style>%s</style>
<body style="margin: 12px"><div id="host"></div>
<script type="module">
%s
await Promise.all([...document.fonts].map((face) => face.load()));
const scripts = new Map();
window.draw = async (states, key, text) => {
  if (!scripts.has(key)) {
    const script = new Blob([text], { type: "text/javascript" });
    scripts.set(key, await import(URL.createObjectURL(script)));
  }
  window.models = await standIns(JSON.parse(states));
  window.model = models.model;
  window.end = await scripts.get(key).default.render({
    model, el: document.getElementById("host"),
  });
  document.body.dataset.ready = "";
};
const kept = [...document.body.children];
const head = [...document.head.children];
window.clear = async () => {
  await window.end?.();
  for (const node of [...document.documentElement.children])
    if (node !== document.head && node !== document.body) node.remove();
  for (const node of [...document.head.children]) if (!head.includes(node)) node.remove();
  for (const node of [...document.body.children]) if (!kept.includes(node)) node.remove();
  const host = document.createElement("div"); // with no shadow root, no listener, no attribute
  host.id = "host";
  kept[0].replaceWith(host);
  kept[0] = host;
  for (const { name } of [...document.body.attributes]) document.body.removeAttribute(name);
  for (const { name } of [...document.documentElement.attributes])
    if (name !== "lang") document.documentElement.removeAttribute(name);
  document.body.style.margin = "12px";
  document.title = "A map";
  localStorage.clear();
  sessionStorage.clear();
  getSelection().empty();
  document.activeElement?.blur?.();
  scrollTo(0, 0);
  return true;
};
document.body.dataset.stage = "";
</script></body></html>"""


class Stage:
    """A page for widgets, one after the other."""

    def __init__(self, new_context: NewContext, folder: Any) -> None:
        self.context, self.watch = new_context()
        self.page: Page = self.context.new_page()
        self._file = folder / f"stage-{id(self)}.html"
        self._file.write_text(_PAGE % (_TYPE, STAND_IN), encoding="utf-8")
        self.page.goto(self._file.as_uri())
        self.page.locator("body[data-stage]").wait_for(state="attached")
        self._scripts: set[int] = set()

    def draw(self, widget: Any, width: int, height: int) -> Page:
        """Draw a widget; the state of its model is its state now."""
        self.page.set_viewport_size({"width": width, "height": height})
        key = hash(widget._esm)
        text = "" if key in self._scripts else widget._esm
        self._scripts.add(key)
        # As text, because many numbers one by one are slow on their way.
        self.page.evaluate(
            "async ([states, key, text]) => { await draw(states, key, text); }",
            [json.dumps(_states(widget)), key, text],
        )
        return self.page

    def clear(self) -> bool:
        """Make the page as it was before; tell if that can be done."""
        page = self.page
        if page.is_closed() or page.url != self._file.as_uri() or len(self.context.pages) > 1:
            return False
        page.mouse.move(0, 0)
        page.emulate_media(
            media="null", color_scheme="null", reduced_motion="null", forced_colors="null"
        )
        return bool(page.evaluate("async () => window.clear ? await clear() : false"))


class Room:
    """A window for pages that keep answers, one after the other: each finds nothing kept."""

    def __init__(self, new_context: NewContext) -> None:
        self.context, self.watch = new_context()

    def open(self, address: str, width: int) -> Page:
        """Open a page; its scripts have nothing in memory."""
        page = self.context.pages[0] if self.context.pages else self.context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        return page

    def clear(self, folder: Path) -> None:
        """Close all tabs but one, and forget what the pages kept."""
        for page in self.context.pages[1:]:
            page.close()
        if not self.context.pages:
            self.context.new_page()
        (page,) = self.context.pages
        page.mouse.move(0, 0)
        page.emulate_media(
            media="null", color_scheme="null", reduced_motion="null", forced_colors="null"
        )
        empty = folder / "empty.html"
        empty.write_text("<!doctype html>", encoding="utf-8")
        page.goto(address_of(empty))  # a page that is left may write its last letters
        page.evaluate("localStorage.clear(); sessionStorage.clear(); name = ''")
        page.goto("about:blank")
