"""What axe-core finds wrong with a page: the rules of WCAG 2.2 AA, on each state of it once.

A page in two themes is the same page in other colours. So a test opens it in the dark theme, where
every rule looks at it, switches to the light one, and there only the rules that read a colour look
again. (axe reads colours in one more place: rows of unlike backgrounds tell it that a table without
headers holds data. Whether they are unlike does not change with the theme.)

A page has a thousand rows that look alike, and the rules that read a colour take axe longest. So
they look at a few texts of each look: with the same elements around them, in the same colours.
Of text in a drawing they never tell anything: it lies over a picture. On a long page this still
takes half a minute; so of long pages, made of what other tests look at, the structure is asked. And
there the size of what one presses is measured here: axe takes as long for it as for all the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
BEST = (*WCAG, "best-practice")  # what axe knows of landmarks and the order of headings besides
COLOURS = ("color-contrast", "link-in-text-block")

_RUN = """async ([within, only, rules]) => {
  const numbers = new Map(), looks = new WeakMap();
  const lookOf = node => {
    if (!node) return 0;
    if (!looks.has(node)) {
      const above = lookOf(node.assignedSlot ?? node.parentElement ?? node.getRootNode().host);
      const css = getComputedStyle(node);
      const look = [above, node.tagName, node.getAttribute("class"), node.disabled, css.color,
        css.backgroundColor, css.backgroundImage, css.opacity, css.position, css.textShadow,
        css.textDecorationLine, css.fontSize, css.fontWeight].join();
      if (!numbers.has(look)) numbers.set(look, numbers.size + 1);
      looks.set(node, numbers.get(look));
    }
    return looks.get(node);
  };
  const deep = node => [node, ...(node.shadowRoot?.children ?? []), ...node.children].flatMap(
    (one, n) => n ? deep(one) : one.matches("svg *") ? [] : [one]);
  const speaks = node => node.matches("input, select, textarea, a[href]") ||
    [...node.childNodes].some(one => one.nodeType === 3 && one.data.trim());
  const root = within ? document.querySelector(within) : document;
  const alike = rules["color-contrast"] ? new Map() : Map.groupBy(
    deep(within ? root : document.documentElement)
      .filter(node => speaks(node) && node.getClientRects().length && node.checkVisibility()),
    lookOf,
  );
  for (const all of alike.values())
    for (const n of [0, 1, 2, 3, 4])
      all[Math.floor(n * (all.length - 1) / 4)].dataset.asked = "";
  axe.configure({ rules: [
    { id: "color-contrast", selector: "[data-asked]" },
    { id: "link-in-text-block", selector: "a[href][data-asked]" },
  ] });
  // Of what passes, axe need not write down where it is; nor ask for the style sheets again.
  const { passes, violations } = await axe.run(
    root, { runOnly: only, rules, resultTypes: ["violations"], preload: false });
  for (const node of [...alike.values()].flat()) delete node.dataset.asked;
  return [
    passes.map(rule => rule.id),
    violations.flatMap(({ id, nodes }) => nodes.map(({ target, html }) =>
      `${id} at ${target.flat().join(" > ")}: ${html.slice(0, 160)}`)),
  ];
}"""


# WCAG 2.5.8: what one presses is 24 pixels wide and high, or a circle of 24 pixels in its middle
# touches nothing else that one presses, nor the circle of another small one. Links in a line of
# words may be smaller.
_SMALL = """() => {
  const deep = root => [...root.querySelectorAll("*")].flatMap(
    node => [node, ...(node.shadowRoot ? deep(node.shadowRoot) : [])]);
  const all = deep(document).filter(node => node.matches(
      'a[href], button, input, select, textarea, summary, [tabindex="0"]') &&
      node.checkVisibility({ visibilityProperty: true }) &&
      getComputedStyle(node).display !== "inline")
    .map(node => ({ node, box: node.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 1 && box.height > 1)
    .map(({ node, box }) => ({ node, box, small: Math.min(box.width, box.height) < 23.9,
      x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }));
  const away = (one, { box, small, x, y }) => small ? Math.hypot(one.x - x, one.y - y) / 2
    : Math.hypot(Math.max(box.left - one.x, 0, one.x - box.right),
      Math.max(box.top - one.y, 0, one.y - box.bottom));
  return [all.length, all.filter(one => one.small && all.some(other => other !== one &&
      !one.node.contains(other.node) && !other.node.contains(one.node) && away(one, other) < 11.9))
    .map(({ node }) => `small: ${node.outerHTML.slice(0, 160)}`)];
}"""


def faults_of_structure(page: Page, least: int, tags: Sequence[str] = WCAG) -> list[str]:
    """Return each fault that is none of colour."""
    off = {name: {"enabled": False} for name in (*COLOURS, "target-size")}
    passed, found = _run(page, "", {"type": "tag", "values": list(tags)}, off)
    assert len(passed) >= least, passed
    pressed, small = page.evaluate(_SMALL)
    assert pressed, "nothing to press"
    return [*found, *small]


def _run(
    page: Page, within: str, only: dict[str, Any], rules: dict[str, Any] | None = None
) -> tuple[list[str], list[str]]:
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(Axe().axe_script)
    passed, faults = page.evaluate(_RUN, [within, only, rules or {}])
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
