"""Prose and outputs, made safe and fit for a page.

Pictures become files, styles go into one sheet, names in other letters are marked, and headings can
be found. What comes of it goes through nh3 at the end: only known elements and attributes stay, no
script, and no address but that of a link.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nh3
from bs4 import BeautifulSoup, Comment, NavigableString, Tag
from PIL import Image, UnidentifiedImageError

from lessonkit.check.echoes.markup import GONE, KEPT
from lessonkit.letters import LocalNames, is_apart, letters_of

MEDIA = "media"
KERNEL_ONLY = "only with a kernel"
"""A comment in prose, `<!-- only with a kernel -->`: its row, item or paragraph is left out."""

_ATTRIBUTES = """
class id lang dir title role tabindex hidden alt width height scope colspan
rowspan headers start reversed datetime open value cite abbr span d fill fill-opacity
fill-rule stroke stroke-width stroke-dasharray stroke-opacity stroke-linecap stroke-linejoin
opacity x y x1 x2 y1 y2 cx cy r rx ry dx dy points transform text-anchor font-size font-weight
viewBox preserveAspectRatio
"""
_ATTRIBUTES_OF = {"a": {"href", "rel"}, "img": {"src", "loading"}}
# They call the widgets of a page to life: prose and outputs may not.
_RESERVED = ("data-model", "data-view", "data-progress")
_ADDRESS = frozenset({"", "http", "https", "mailto"})
_FAR = re.compile(r"url\s*\(|@import|expression\s*\(|\\", re.IGNORECASE)
_LOOK = re.compile(r"[\w\s:;.,#%+-]*")  # nothing that could reach beyond its rule
_DATA = re.compile(r"data:image/(png|jpeg|gif|webp);base64,([A-Za-z0-9+/=\s]+)")
_SPACE = re.compile(r"\s+")


def _allowed(element: str, attribute: str, value: str) -> str | None:
    """Say what an attribute may keep: all of it, or nothing."""
    return None if attribute.startswith(_RESERVED) else value


_CLEANER = nh3.Cleaner(
    tags=set(KEPT),
    clean_content_tags=set(GONE),
    attributes=_ATTRIBUTES_OF | {"*": set(_ATTRIBUTES.split())},
    attribute_filter=_allowed,
    generic_attribute_prefixes={"aria-", "data-"},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


@dataclass
class Heading:
    """A heading of a page: its level, the id to go to, and its words."""

    level: int
    id: str
    words: str


@dataclass
class Cleaner:
    """Cleans the parts of one page and gathers what they need.

    Attributes
    ----------
    notebooks : mapping of str to str
        Title of each notebook by its file name: links to notebooks become links to their pages.
    folder : path
        Where the pictures of the prose lie.
    local : LocalNames or None
        The language of names in other letters.
    media : dict of str to bytes
        Pictures by the path from the page.
    styles : dict of str to None
        Style sheets of outputs, in their order, each once.
    """

    notebooks: Mapping[str, str]
    folder: Path
    local: LocalNames | None = None
    media: dict[str, bytes] = field(default_factory=dict)
    styles: dict[str, None] = field(default_factory=dict)
    headings: list[Heading] = field(default_factory=list)
    _ids: set[str] = field(default_factory=set)

    def clean(self, markup: str) -> str:
        """Return HTML of a cell or an output as it may stand in a page."""
        soup = BeautifulSoup(markup, "html.parser")
        for comment in soup.find_all(string=True):
            if isinstance(comment, Comment) and not comment.decomposed:
                self._comment(comment)
        for tag in soup.find_all(True):
            if not tag.decomposed:
                self._tag(tag)
        for tag in soup.find_all(["h1", "h2", "h3", "h4", "h5", "h6"]):
            self._heading(tag)
        for tag in soup.find_all("table"):
            _table(soup, tag)
        if self.local and is_apart(self.local.language):
            for text in soup.find_all(string=letters_of(self.local.language)):
                _mark_local(soup, text, self.local)
        return _CLEANER.clean(str(soup))

    def keep(self, picture: bytes, kind: str) -> str:
        """Keep a picture for the page, and give the path to it."""
        name = f"{MEDIA}/{hashlib.sha256(picture).hexdigest()[:16]}.{kind}"
        self.media[name] = picture
        return name

    def _comment(self, comment: Comment) -> None:
        whole = comment.find_parent(["tr", "li", "p"])
        if comment.strip() == KERNEL_ONLY and whole is not None:
            whole.decompose()
        else:
            comment.extract()

    def _tag(self, tag: Tag) -> None:
        if tag.name == "style":
            sheet = tag.get_text().strip()
            if not _FAR.search(sheet):
                self.styles[sheet] = None
            tag.decompose()
            return
        self._look(str(tag.get("style", "")), tag)
        if "href" in tag.attrs:
            self._link(tag)
        if tag.name == "img":
            self._picture(tag)

    def _look(self, look: str, tag: Tag) -> None:
        """Turn a style attribute, which the policy of the page forbids, into a rule of its own."""
        if look and _LOOK.fullmatch(look):
            name = f"lk-{hashlib.sha256(look.encode()).hexdigest()[:8]}"
            tag["class"] = " ".join([*(tag.get("class") or []), name])
            # Three times, so that the look of the page does not win.
            self.styles[f".{name}.{name}.{name}{{{look}}}"] = None

    def _link(self, tag: Tag) -> None:
        target = _SPACE.sub("", str(tag["href"]))
        if tag.name != "a" or urlsplit(target).scheme not in _ADDRESS or target.startswith("//"):
            del tag["href"]
            return
        name, mark, rest = target.partition("#")
        place = mark + _anchor(unquote(rest))  # JupyterLab has its own way: `#1.-Five-weeks`
        if mark and not name:
            tag["href"] = place
        elif name in self.notebooks:
            tag["href"] = Path(name).stem + ".html" + place
            if tag.get_text() == name:
                tag.string = self.notebooks[name]

    def _picture(self, tag: Tag) -> None:
        found = self._bytes_of(str(tag.get("src", "")))
        try:
            with Image.open(io.BytesIO(found or b"")) as picture:
                (width, height), kind = picture.size, str(picture.format).lower()
        except UnidentifiedImageError:
            tag.replace_with(str(tag.get("alt", "")))  # a picture from elsewhere is not fetched
            return
        # What is far below waits; the first picture keeps the place of the first map.
        loading = "lazy" if self.media else "eager"
        name = self.keep(found or b"", kind)
        given = {"src": name, "width": width, "height": height, "loading": loading}
        tag.attrs |= {"alt": ""} | tag.attrs | {key: str(value) for key, value in given.items()}

    def _bytes_of(self, source: str) -> bytes | None:
        if data := _DATA.fullmatch(source):
            try:
                return base64.b64decode(data[2])
            except binascii.Error:
                return None
        if not source or urlsplit(source).scheme or source.startswith("//"):
            return None
        path = (self.folder / unquote(source)).resolve()
        inside = path.is_relative_to(self.folder.resolve().parent) and path.is_file()
        return path.read_bytes() if inside else None

    def _heading(self, tag: Tag) -> None:
        words = _SPACE.sub(" ", tag.get_text()).strip()
        wanted = _anchor(words) or "section"
        name = wanted
        for n in range(2, 99):
            if name not in self._ids:
                break
            name = f"{wanted}-{n}"
        self._ids.add(name)
        tag["id"] = name
        self.headings.append(Heading(int(tag.name[1]), name, words))


def _anchor(words: str) -> str:
    """Make the id of a heading of its words."""
    return re.sub(r"[^\w]+", "-", words.lower()).strip("-")


def _table(soup: BeautifulSoup, tag: Tag) -> None:
    """Let a table of the prose scroll by itself, by keyboard too, and say what its cells are."""
    if tag.get("class") or tag.find_parent("table"):
        return
    for cell in tag.select("thead th"):
        cell["scope"] = "col"
    name = tag.caption.get_text() if tag.caption else ""
    first = tag.find("th")
    label = name or f"Table: {first.get_text() if first else ''}"
    tag.wrap(
        soup.new_tag(
            "div",
            attrs={"class": "lk-scroll", "role": "group", "tabindex": "0", "aria-label": label},
        )
    )


def _mark_local(soup: BeautifulSoup, text: NavigableString, local: LocalNames) -> None:
    """Mark the words that are in the letters of the local names, unless they are marked already."""
    told = {"lang": local.language, "dir": local.runs}
    parents = (parent for parent in text.parents if isinstance(parent, Tag))
    if any(parent.get("lang") == local.language for parent in parents):
        return
    parts = re.split(f"({letters_of(local.language).pattern})", str(text))
    made: list[NavigableString | Tag] = []
    for n, part in enumerate(parts):
        if n % 2:
            made.append(soup.new_tag("span", attrs=dict(told), string=part))
        elif part:
            made.append(NavigableString(part))
    text.replace_with(*made)


def words_of(markup: str) -> str:
    """Return the words of clean HTML."""
    return _SPACE.sub(" ", html.unescape(re.sub(r"<[^>]+>", " ", markup))).strip()
