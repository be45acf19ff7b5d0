"""The map of the start page: the one that `lesson.toml` names, or the first of the lesson."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup

from lessonkit.publish.site.page import Page


@dataclass(frozen=True)
class Opening:
    """A map of a page: the id of its model, its state, and what stands in its place at first."""

    model: str
    state: dict[str, Any]
    still: str

    @property
    def sheet(self) -> str:
        """The rule that tells how wide the map is for its height, so that a page can keep room."""
        spec = self.state["spec"]
        return f".lk-poster{{--ratio:{spec['width'] / spec['height']:.4f}}}"


def opening_of(map_id: str, pages: Iterable[Page]) -> Opening | None:
    """Give the map of the start page, as the first notebook shows it that has it.

    Parameters
    ----------
    map_id : str
        Id of a map, or empty for the first map of the lesson that stands by itself.
    pages : iterable of Page

    Returns
    -------
    Opening or None
        None if no page shows that map by itself.
    """
    for page in pages:
        for tag in BeautifulSoup(page.body, "html.parser").select('[data-view="map"]'):
            model = str(tag["data-model"])
            state = page.models[model]
            if map_id in ("", state["spec"]["id"]):
                return Opening(model, state, tag.decode_contents())
    return None
