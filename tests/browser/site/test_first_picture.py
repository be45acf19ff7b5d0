"""A picture keeps the place of the first map: a small one, where the map itself is to come."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from support.river_site import PAGES
from support.site_page import Site

pytestmark = pytest.mark.browser


def width_of(page: Page, address: str) -> int:
    """Return the width of a picture in pixels."""
    width: int = page.evaluate(
        """async (address) => {
          const picture = Object.assign(new Image(), { src: address });
          await picture.decode();
          return picture.naturalWidth;
        }""",
        address,
    )
    return width


def test_where_scripts_run_the_small_one_is_loaded_alone(
    site: Callable[..., Site],
) -> None:
    here = site()
    page = here.open(PAGES[0])
    loaded = [one for one in here.requests if one.endswith(".webp")]
    assert [width_of(page, one) for one in loaded] == [540]


def test_without_scripts_the_whole_one_is(site: Callable[..., Site], folder: Path) -> None:
    page = site(java_script_enabled=False).context.new_page()
    page.goto((folder / PAGES[0]).as_uri())
    picture = page.locator(".lk-widget img").first
    assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") > 900
    assert picture.get_attribute("alt")
