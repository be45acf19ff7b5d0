"""Whether a reader who went to a part of a page has come there, and stays."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

BREATH, REST = 150, 500  # ms
# Where a part stands when nothing has moved for so long; what has begun to move moves each frame.
SETTLED = """async find => {
  const node = () => find.step === undefined
    ? document.getElementById(find.id)
    : document.activeElement?.shadowRoot?.activeElement;
  const top = () => node()?.getBoundingClientRect().top;
  let last = top(), since = performance.now(), frames = 0;
  const end = since + 8000;
  while ((performance.now() - since < find.rest || frames < 8) && performance.now() < end) {
    await new Promise(requestAnimationFrame);
    frames += 1;
    if (top() !== last) { last = top(); since = performance.now(); frames = 0; }
  }
  const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
  const there = find.step === undefined
    ? document.activeElement === node() : node()?.matches(".lk-ex");
  return { top: last, there, atEnd, inSight: last > 0 && last < innerHeight };
}"""


def arrived(page: Page, rest: int = REST, **find: Any) -> None:
    """Hold a page to it: the part has the focus and is at the top, or the page ends there."""
    seen = page.evaluate(SETTLED, {"rest": rest, **find})
    assert seen["there"], (find, seen)
    assert 0 <= seen["top"] <= 80 or (seen["atEnd"] and seen["inSight"]), (find, seen)
