"""The map of the start page: the one that `lesson.toml` names, or the first of the lesson."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup

from lessonkit.publish.site.page import Page

# CSS pixels, about: a chip without its words and the gap beside it, a letter, the width of a phone.
_CHIP, _LETTER, _PHONE = 40, 6, 358


@dataclass(frozen=True)
class Opening:
    """A map of a page: the id of its model, its state, and what stands in its place at first."""

    model: str
    state: dict[str, Any]
    still: str

    @property
    def sheet(self) -> str:
        """The rule that lets a page keep room for the map.

        How wide it is for its height, and how many rows of chips a phone has below it.
        """
        spec = self.state["spec"]
        ratio = spec["width"] / spec["height"]
        chips = [
            len(layer["short"] or layer["label"]) for layer in spec["layers"] if layer["holder"]
        ]
        wide = sum(_CHIP + n * _LETTER for n in chips) + (_CHIP + _LETTER if len(chips) > 1 else 0)
        return f".lk-poster{{--ratio:{ratio:.4f};--rows:{-(-wide // _PHONE)}}}"


def opening_of(map_id: str, pages: Iterable[Page]) -> Opening | None:
    """Give the map of the start page, as the first notebook shows it that has it.

    One that stands by itself is taken before one beside a list; the list stays where it is.

    Parameters
    ----------
    map_id : str
        Id of a map, or empty for the first map of the lesson.
    pages : iterable of Page

    Returns
    -------
    Opening or None
        None if no page shows that map.
    """
    found = [one for page in pages for one in _maps_of(page)]
    mine = [one for one in found if map_id in ("", one[1].state["spec"]["id"])]
    return next((one for _, one in sorted(mine, key=lambda one: one[0])), None)


def _maps_of(page: Page) -> Iterator[tuple[bool, Opening]]:
    """Give the maps of a page in their order, and of each whether it stands beside a list."""
    for tag in BeautifulSoup(page.body, "html.parser").select("[data-model]"):
        model, view = str(tag["data-model"]), tag.get("data-view")
        if view == "list":
            model = page.models[model]["map"].removeprefix("IPY_MODEL_")
            for words in tag.select(".lk-tablebox"):
                words.decompose()
        if view in ("map", "list"):
            yield view == "list", Opening(model, page.models[model], tag.decode_contents())
