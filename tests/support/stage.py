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
from support.pages import NewContext
from support.served import address_of

# The first fonts of a page arrive late, and names are laid out by their widths.
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A map</title>
<style>%s</style>
<body style="margin: 12px"><div id="host"></div>
<script type="module">
%s
await Promise.all([...document.fonts].map((face) => face.load()));
const scripts = new Map(), texts = new Map();
const load = (text) => {
  const script = new Blob([text], { type: "text/javascript" });
  return import(URL.createObjectURL(script));
};
window.draw = async (sent, margin) => {
  document.body.style.margin = `${margin}px`;
  for (const [, key, text] of sent) if (text) texts.set(key, text);
  const [[, key], ...models] = sent;
  if (!scripts.has(key)) scripts.set(key, await load(texts.get(key)));
  window.models = await standIns(
    Object.fromEntries(models.map(([name, key]) => [name, JSON.parse(texts.get(key))])),
  );
  window.model = window.models.model;
  window.end = await scripts.get(key).default.render({
    model, el: document.getElementById("host"),
  });
  document.body.dataset.ready = "";
};
const [, itself] = document.body.children; // the host and this script
const head = [...document.head.children];
window.clear = async () => {
  await window.end?.();
  for (const node of [...document.documentElement.children])
    if (node !== document.head && node !== document.body) node.remove();
  for (const node of [...document.head.children]) if (!head.includes(node)) node.remove();
  const host = document.createElement("div"); // with no shadow root, no listener, no attribute
  host.id = "host";
  document.body.replaceChildren(host, itself);
  for (const { name } of [...document.body.attributes]) document.body.removeAttribute(name);
  for (const { name } of [...document.documentElement.attributes])
    if (name !== "lang") document.documentElement.removeAttribute(name);
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

    def __init__(self, new_context: NewContext, folder: Any, has_touch: bool = False) -> None:
        self.has_touch = has_touch
        self.context, self.watch = new_context(has_touch=has_touch)
        self.page: Page = self.context.new_page()
        self._file = folder / f"stage-{id(self)}.html"
        self._file.write_text(_PAGE % (_TYPE, STAND_IN), encoding="utf-8")
        self.page.goto(self._file.as_uri())
        self.page.locator("body[data-stage]").wait_for(state="attached")
        self._texts: set[int] = set()

    def draw(self, widget: Any, width: int, height: int, margin: int = 12, **media: Any) -> Page:
        """Draw a widget as its models are now, in a theme or for less motion if asked to."""
        self.page.set_viewport_size({"width": width, "height": height})
        if media:
            self.page.emulate_media(**media)
        states = {name: json.dumps(state) for name, state in _states(widget).items()}
        parts = [["", widget._esm], *states.items()]
        # As text, because many numbers one by one are slow on their way; and each text once: the
        # script of all widgets is large, and many tests draw the same map.
        sent = [[name, str(hash(text)), self._once(text)] for name, text in parts]
        self.page.evaluate(
            "async ([sent, margin]) => { await draw(sent, margin); }", [sent, margin]
        )
        return self.page

    def _once(self, text: str) -> str:
        """Return a text that the page has not been sent yet; else nothing."""
        if hash(text) in self._texts:
            return ""
        self._texts.add(hash(text))
        return text

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
