"""The entries of a list scroll in their own box."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from lessonkit.browser.bundle import join_scripts

pytestmark = pytest.mark.browser

OPENED = """async text => {
  const own = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  const host = document.body.appendChild(document.createElement("ol"));
  host.style = "position: relative; height: 200px; overflow-y: auto; margin: 0; padding: 0";
  const itemOf = (id) => ({ id, head: [id], title: id, says: [] });
  const items = ["a", "b", "c", "d", "e", "f"].map(itemOf);
  const tall = { style: "height: 500px" };
  const detailOf = () => [Object.assign(document.createElement("div"), tall)];
  const list = own.buildItems(host, items, { onChoose() {}, detailOf, saysOf: () => "" });
  list.open("b");
  host.scrollTop += 150;
  list.bring(["d", "b"]);
  const top = host.querySelectorAll("li")[1].getBoundingClientRect().top;
  return top - host.getBoundingClientRect().top;
}"""


def test_of_an_open_entry_that_is_higher_than_its_box_the_head_stays_in_sight(
    browser: Browser,
) -> None:
    """Though another entry belongs to the day, too: the open one is what is read."""
    page = browser.new_page()
    assert page.evaluate(OPENED, join_scripts("lists/items")) == pytest.approx(0, abs=1)
    page.close()
