"""What a test does in a browser, whatever its engine.

An engine gives four things: to go to an address, to run a script, to press a key, and to press a
point. All else is made of them here, so that it is the same in each.
"""

from __future__ import annotations

import json
import shutil
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

SECONDS = 20  # for one wait; a slow machine needs it, a fast one never uses it
WIDTH, HEIGHT = 1300, 900

# A path is made of selectors; `>>` goes into the shadow of what was found. The last may end in
# `=words`: then it is what has these words, as its text or as its name.
_FIND = """const find = (path, words) => {
  let found = [document];
  for (const selector of path.split(" >> "))
    found = found.flatMap((node) => [...(node.shadowRoot ?? node).querySelectorAll(selector)]);
  const named = (node) => (node.getAttribute("aria-label") ?? node.textContent).trim();
  const shown = (node) => node.getClientRects().length && node.checkVisibility();
  return found.find((node) => (!words || named(node) === words) && shown(node));
};"""

# What a failed wait shows: the words of the widget that it looked into, or of the page.
_SEEN = """const host = document.querySelector(String(given[0] ?? "body").split(" >> ")[0]);
  const words = (node) => [...node.children].map((one) => one.innerText).join("\\n");
  return location.href + "\\n" + words(host?.shadowRoot ?? document.body).slice(0, 2000)"""


class PageLeftError(Exception):
    """A script ended because its page was left."""


class Tab(ABC):
    """A tab of a browser."""

    @abstractmethod
    def go(self, address: str) -> None:
        """Open an address, and return when the page is loaded."""

    @abstractmethod
    def evaluate(self, expression: str) -> Any:
        """Give the value of an expression in the page, or of the promise that it is.

        Raises
        ------
        PageLeftError
            If the page was left before there was a value.
        """

    @abstractmethod
    def press(self, key: str) -> None:
        """Press a key: a letter, or a name of `KEYS`."""

    @abstractmethod
    def press_point(self, x: float, y: float) -> None:
        """Press the mouse at a point of the window, in CSS pixels."""

    @abstractmethod
    def close(self) -> None:
        """Close the tab."""

    def run(self, body: str, *arguments: Any) -> Any:
        """Run the body of a function of `given`, with `find` at hand."""
        return self.evaluate(
            f"(async (given) => {{ {_FIND} {body} }})({json.dumps(list(arguments))})"
        )

    def wait(self, body: str, *arguments: Any) -> Any:
        """Run it until it gives something; fail if it does not."""
        until, pause = time.monotonic() + SECONDS, 0.02
        while True:
            try:
                if value := self.run(body, *arguments):
                    return value
            except PageLeftError:
                pass
            if time.monotonic() > until:
                seen = self.run(_SEEN, *arguments)
                raise AssertionError(f"{body} of {arguments} gives nothing. There is:\n{seen}")
            time.sleep(pause)
            pause = min(1.3 * pause, 0.1)  # each question is work for the page that is waited for

    def text(self, path: str) -> str:
        """Wait for what a path leads to; give its words."""
        return str(self.wait("return find(given[0])?.innerText.trim()", path))

    def has(self, path: str, words: str = "") -> bool:
        return bool(self.run("return Boolean(find(...given))", path, words))

    def wait_text(self, path: str, words: str) -> None:
        """Wait until what a path leads to has these words among others."""
        self.wait("return find(given[0])?.textContent.includes(given[1])", path, words)

    def click(self, path: str, words: str = "") -> None:
        """Press what a path leads to, with the mouse, as a person does."""
        x, y = self.wait(
            """const node = find(...given);
            const middle = () => {
              const box = node?.getBoundingClientRect();
              return box && [box.x + box.width / 2, box.y + box.height / 2];
            };
            const first = middle();
            const seen = first && first[1] > 0 && first[1] < innerHeight;
            if (!seen) node?.scrollIntoView({ block: "center", behavior: "instant" });
            // What was out of sight had a guessed height, and its map is drawn only now.
            await new Promise((on) => requestAnimationFrame(() => setTimeout(on, seen ? 0 : 100)));
            const then = middle();
            if (!seen || String(first) !== String(then)) return null;
            let hit = document.elementFromPoint(...then);
            while (hit?.shadowRoot?.elementFromPoint(...then) && !node.contains(hit))
              hit = hit.shadowRoot.elementFromPoint(...then);
            // A mark of a map may be hollow: the map itself finds what is nearest.
            if (node.ownerSVGElement || node.contains(hit)) return then;
            node.scrollIntoView({ block: "center", behavior: "instant" }); // something lies over it
            return null""",
            path,
            words,
        )
        self.press_point(x, y)

    def focus(self, path: str) -> None:
        """Go to something with the keyboard; WebKit scrolls there a moment after."""
        self.wait(
            """const node = find(given[0]);
            node?.scrollIntoView({ block: "center", behavior: "instant" });
            node?.focus({ preventScroll: true });
            await new Promise((on) => setTimeout(on, 100));
            return Boolean(node)""",
            path,
        )

    def fill(self, path: str, text: str) -> None:
        """Write into a field, and leave it, without the focus: WebKit scrolls to it when it can."""
        self.wait(
            """const node = find(given[0]);
            if (node) node.value = given[1];
            node?.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
            node?.dispatchEvent(new Event("change", { bubbles: true }));
            return Boolean(node)""",
            path,
            text,
        )

    def give_file(self, path: str, file: Path) -> None:
        """Choose a file in a field for files; the field itself may be hidden."""
        self.wait(
            """const [host, field] = given[0].split(" >> ");
            const node = document.querySelector(host)?.shadowRoot?.querySelector(field);
            if (!node) return false;
            const box = new DataTransfer();
            box.items.add(new File([given[2]], given[1], { type: "application/json" }));
            node.files = box.files;
            return node.dispatchEvent(new Event("change", { bubbles: true }))""",
            path,
            file.name,
            file.read_text(encoding="utf-8"),
        )


class Engine(ABC):
    """A browser with a profile of its own. It starts once: to start takes longer than a test."""

    folder: Path  # for its profile and what it downloads

    @property
    def downloads(self) -> Path:
        return self.folder / "Downloads"

    @abstractmethod
    def tab(self) -> Tab:
        """Open a tab."""

    def renew(self) -> None:
        """Become the browser of another computer, which nobody has used."""
        shutil.rmtree(self.downloads, ignore_errors=True)
        self.downloads.mkdir(parents=True)
        self.forget()

    @abstractmethod
    def forget(self) -> None:
        """Close all tabs, and have nothing of what their pages kept."""

    @abstractmethod
    def close(self) -> None:
        """End the browser."""

    def downloaded(self, ending: str, many: int = 1) -> list[Path]:
        """Wait for so many whole files of an ending; give them, the last one last."""
        until = time.monotonic() + SECONDS
        while True:
            found = [path for path in self.downloads.glob(f"*{ending}") if path.stat().st_size]
            unready = [path for path in self.downloads.iterdir() if _is_part(path)]
            if len(found) >= many and not unready:
                return sorted(found, key=lambda path: path.stat().st_mtime)
            if time.monotonic() > until:
                names = [path.name for path in self.downloads.iterdir()]
                raise AssertionError(f"{many} files {ending} expected, got {names}")
            time.sleep(0.05)


def _is_part(path: Path) -> bool:
    return path.suffix in (".part", ".wkdownload", ".crdownload")
