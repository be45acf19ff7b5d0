"""From an executed notebook to the parts of its page, by nbconvert's exporter and our template."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from bs4 import BeautifulSoup
from jinja2 import BytecodeCache, StrictUndefined
from jinja2.bccache import Bucket
from nbconvert.exporters import HTMLExporter
from PIL import Image
from traitlets.config import Config

from lessonkit.html.template import rendered
from lessonkit.letters import LocalNames
from lessonkit.publish.site.clean import Cleaner, Heading
from lessonkit.publish.site.state import read_state

TEMPLATES = Path(__file__).parent / "templates"
_PREVIEW = 540  # pixels of width
# Cleaned, so that its attributes are in order; a chart stays a picture on many pages.
_FIRST = re.compile(
    r'data-view="(?:map|list|comparison|pair)">'
    r'(?P<tag><img [^>]*loading="eager" src="(?P<name>[^"]+)"[^>]*/?>)'
)
_CHECK = re.compile(r"\.check\(\s*[\"']")


class _Compiled(BytecodeCache):
    """Keeps templates as compiled: each page has an exporter of its own, and compiling is slow."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was kept of a template; the bucket takes it only of the same source."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


@dataclass
class Page:
    """What an executed notebook gives: its parts as HTML, and the state of its widgets."""

    name: str
    title: str
    opening: str
    body: str
    headings: list[Heading]
    models: dict[str, Any]
    media: dict[str, bytes]
    styles: list[str]
    credits: str

    @property
    def file(self) -> str:
        """Name of the page's file."""
        return Path(self.name).stem + ".html"


def exporter() -> HTMLExporter:
    """Make nbconvert's exporter with the template of this folder."""
    made = HTMLExporter(
        config=Config({"TemplateExporter": {"extra_template_basedirs": [str(TEMPLATES)]}}),
        template_name="lesson",
        exclude_anchor_links=True,
    )
    made.environment.bytecode_cache = _COMPILED
    made.register_filter("is_check", lambda source: bool(_CHECK.search(source)))
    made.register_filter("picture", _picture)
    return made


@cache
def environment() -> Any:
    """Give the templates of whole pages: what is put in is escaped, what is missing an error."""
    return exporter().environment.overlay(
        autoescape=True, undefined=StrictUndefined, bytecode_cache=None
    )


def page_of(
    name: str,
    text: str,
    titles: Mapping[str, str],
    folder: Path,
    binder: str = "",
    local: LocalNames | None = None,
) -> Page:
    """Turn an executed notebook into the parts of its page.

    Parameters
    ----------
    name : str
        File name of the notebook.
    text : str
        The notebook, executed.
    titles : mapping of str to str
        Titles of all notebooks by their file names.
    folder : path
        Folder of the notebook, where pictures of the prose lie.
    binder : str
        Address where the notebook can be run, or empty.
    local : LocalNames, optional
        The language of names in other letters, which are marked.
    """
    notebook = nbformat.reads(text, as_version=4)
    models = read_state(notebook)
    _forget_state(notebook)
    cleaner = Cleaner(titles, folder, local)
    tool = exporter()
    tool.register_filter("clean", cleaner.clean)
    views = {model: state["view"] for model, state in models.items()}
    steps = _steps(models)
    told = {"views": views, "binder": binder, "steps": steps}
    body, _ = tool.from_notebook_node(notebook, told)
    body = _with_preview(body, cleaner)
    soup = BeautifulSoup(body, "html.parser")
    credits = _credits(soup)  # first: the opening is cut out
    return Page(
        name=name,
        title=titles[name],
        opening=_opening(soup),
        body=body,
        headings=[one for one in cleaner.headings if one.level in (2, 3)],
        models=models,
        media=cleaner.media,
        styles=[*cleaner.styles, _room(steps)],
        credits=credits,
    )


def _forget_state(notebook: nbformat.NotebookNode) -> None:
    """Leave the names of the widgets alone: nbconvert asks for these, and copies all there is."""
    for one in notebook.metadata.get("widgets", {}).values():
        one["state"] = {model: {} for model in one.get("state", {})}


def _with_preview(body: str, cleaner: Cleaner) -> str:
    """Let a small picture keep the place of the first map for the second until the map is there.

    Where no script runs, the whole picture stands.
    """
    found = _FIRST.search(body)
    if found is None:
        return body
    with Image.open(io.BytesIO(cleaner.media[found["name"]])) as picture:
        if picture.width <= _PREVIEW:
            return body
        file = io.BytesIO()
        picture.thumbnail((_PREVIEW, _PREVIEW))
        picture.save(file, "WEBP", quality=30, method=6)
    small = found["tag"].replace(found["name"], cleaner.keep(file.getvalue(), "webp"))
    source = f'<source media="(scripting: none)" srcset="{found["name"]}"/>'
    return body.replace(found["tag"], f"<picture>{source}{small}</picture>", 1)


def _room(steps: int) -> str:
    """Keep room for a strip of so many steps: 15 stand in a row, on a narrow page 7."""
    rows, narrow = (math.ceil(steps / most) for most in (15, 7))
    return f'.lk-widget[data-steps="{steps}"]{{--rows:{rows};--narrow-rows:{narrow}}}'


def _steps(models: Mapping[str, Any]) -> int:
    """Count the steps of the strip of progress, so that a page can keep room for it."""
    specs = [state["spec"] for state in models.values() if state["view"] == "progress"]
    return max(
        (sum(one["notebook"] == spec["notebook"] for one in spec["exercises"]) for spec in specs),
        default=0,
    )


def _picture(output: Any, kind: str) -> str:
    data, metadata = output["data"][kind].replace("\n", ""), output.get("metadata", {})
    alt = metadata.get(kind, {}).get("alt", "")
    return rendered("html/picture", alt=alt, kind=kind, data=data)


def _opening(soup: BeautifulSoup) -> str:
    """Return what the first cell says below the title, and how long the part takes.

    The time is the first paragraph of what is folded first.
    """
    first, time = soup.select_one(".lk-prose"), soup.select_one(".lk-prose > details > p")
    if first is None:
        return ""
    for heading in first.find_all("h1"):
        heading.decompose()
    if time is not None and first not in time.parents:
        first.append(time)
    return first.decode_contents().strip()


def _credits(soup: BeautifulSoup) -> str:
    """Return the section about sources and licences, if the notebook has one."""
    for heading in soup.find_all(["h2", "h3"]):
        if re.search(r"licen[cs]es?|credits", heading.get_text(), re.IGNORECASE):
            parts = []
            for after in heading.find_next_siblings():
                if after.name in ("h1", "h2", "h3"):
                    break
                parts.append(str(after))
            return "".join(parts)
    return ""
