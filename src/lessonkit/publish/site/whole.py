"""All pages of a site in one file.

A page of the folder needs what lies beside it, and from a disk some browsers keep the answers of
each page apart. One file has nothing beside it and one storage: it survives mail, a ZIP and a
phone's preview. It is made of the finished pages, so it has what they have.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

_STATE = re.compile(r'<script type="application/json".*?</script>', re.DOTALL)
_REFERENCES = (
    "for",
    "headers",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-owns",
)
_ENDS = re.compile(r"</script|<!--", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """A page as a part of the one file: its id, what stands in it, and its state as JSON."""

    id: str
    markup: str
    state: str = ""


def ids_of(pages: Iterable[str]) -> dict[str, str]:
    """Give the id of each part by the name of its page; the first page is the start."""
    return {name: f"part-{n}" if n else "start" for n, name in enumerate(pages)}


def parts_of(
    pages: Mapping[str, str], states: Mapping[str, str], media: Mapping[str, bytes]
) -> list[Part]:
    """Turn finished pages into parts of one page.

    Parameters
    ----------
    pages : mapping of str to str
        The pages by their file names, in their order; the first one is the start.
    states : mapping of str to str
        The state of the widgets of a page, as JSON.
    media : mapping of str to bytes
        The pictures by the path from the page.
    """
    ids = ids_of(pages)
    return [
        Part(ids[name], _markup(text, name, ids, media), states.get(name, ""))
        for name, text in pages.items()
    ]


def _markup(text: str, name: str, ids: Mapping[str, str], media: Mapping[str, bytes]) -> str:
    soup = BeautifulSoup(_STATE.sub("", text), "html.parser")
    body = soup.body
    assert body is not None  # the template has one
    of_page = "body > :is(.lk-skip, .lk-top, .lk-foot, .lk-end)"
    for gone in body.select(f"{of_page}, .lk-beside, .lk-alone"):
        gone.decompose()
    for notice in body.select("noscript") if ids[name] != "start" else ():
        notice.decompose()  # said once
    for picture in body.select("picture"):  # in one file the whole one costs no second request
        source, img = picture.select_one("source"), picture.select_one("img")
        if source is not None and img is not None:
            img["src"] = source["srcset"]
            picture.replace_with(img)
    for tag in body.find_all(True):
        _move(tag, f"{ids[name]}-", ids, media)
    return body.decode_contents(formatter="minimal").strip()


def _move(tag: Tag, prefix: str, ids: Mapping[str, str], media: Mapping[str, bytes]) -> None:
    """Keep the ids of a page apart from those of the others, and turn its links to this file."""
    if "id" in tag.attrs:
        tag["id"] = prefix + str(tag["id"])
    for key in _REFERENCES:
        if key in tag.attrs:
            found = tag[key]
            names = found.split() if isinstance(found, str) else found
            tag[key] = " ".join(prefix + one for one in names)
    page, mark, place = str(tag.get("href", "")).partition("#")
    if mark and not page:
        tag["href"] = f"#{prefix}{place}"
    elif page in ids:
        tag["href"] = f"#{ids[page]}-{place}" if place else f"#{ids[page]}"
    if (picture := media.get(str(tag.get("src", "")))) is not None:
        kind = str(tag["src"]).rpartition(".")[2]
        tag["src"] = f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"


def in_page(script: str) -> str:
    """Give a script as it may stand in a page.

    Raises
    ------
    ValueError
        If something in it would end its element.
    """
    if found := _ENDS.search(script):
        raise ValueError(f"a script has {found[0]} in it, which a page would take for its own.")
    return script
