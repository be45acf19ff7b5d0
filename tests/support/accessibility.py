"""What axe-core finds wrong with a page: the rules of WCAG 2.2 AA, on each state of it once.

A page in two themes is the same page in other colours. So a test opens it in the dark theme, where
every rule looks at it, switches to the light one, and there only the rules that read a colour look
again. (axe reads colours in one more place: rows of unlike backgrounds tell it that a table without
headers holds data. Whether they are unlike does not change with the theme.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
BEST = (*WCAG, "best-practice")  # what axe knows of landmarks and the order of headings besides
COLOURS = ("color-contrast", "link-in-text-block")

_RUN = """async ([within, options]) => {
  const { passes, violations } = await axe.run(within || document, options);
  const told = (id, { target, html }) =>
    `${id} at ${target.flat().join(" > ")}: ${html.slice(0, 160)}`;
  return [
    passes.map(rule => rule.id),
    violations.flatMap(({ id, nodes }) => nodes.map(node => told(id, node))),
  ];
}"""


def _run(page: Page, within: str, only: dict[str, Any]) -> tuple[list[str], list[str]]:
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(Axe().axe_script)
    # Of what passes, axe need not write down where it is; nor ask for the style sheets again.
    options = {"runOnly": only, "resultTypes": ["violations"], "preload": False}
    passed, faults = page.evaluate(_RUN, [within, options])
    return passed, faults


def faults(page: Page, least: int, within: str = "", tags: Sequence[str] = WCAG) -> list[str]:
    """Return each fault as `rule at place: markup`; `least` rules must have found work, and passed.

    `within` is a selector in the page itself, not in a shadow root.
    """
    passed, found = _run(page, within, {"type": "tag", "values": list(tags)})
    assert len(passed) >= least, passed
    return found


def faults_of_colour(page: Page, within: str = "") -> list[str]:
    """Return the faults that another theme can make on a page that `faults` has looked at."""
    passed, found = _run(page, within, {"type": "rule", "values": list(COLOURS)})
    assert "color-contrast" in passed or found
    return found
