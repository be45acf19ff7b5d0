"""From a lesson to its site: run the notebooks, make the files, put them in their place."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from lessonkit.browser.bundle import HERE, join_scripts, shared_styles, style
from lessonkit.browser.fonts import face_rules, font_files
from lessonkit.check.notebooks import project_of, title_of, titles_of
from lessonkit.check.read import open_lesson
from lessonkit.errors import PublishError
from lessonkit.lesson import LessonData
from lessonkit.publish.folder import check_place, replace
from lessonkit.publish.handout.content import HANDOUT, student_content
from lessonkit.publish.handout.typeset import typeset
from lessonkit.publish.run import run
from lessonkit.publish.site.page import Page, environment, page_of
from lessonkit.publish.site.policy import POLICY
from lessonkit.publish.site.state import pack
from lessonkit.terminal import Told, unheard
from lessonkit.words import vague_words

SHARED = "lesson"
"""The folder of what all pages share."""

SOURCES = "sources.html"
"""The page with all sources."""


def files_of(
    lesson: LessonData, texts: Mapping[str, str], folder: Path, handout: bytes = b""
) -> dict[str, bytes]:
    """Make the files of a site.

    Parameters
    ----------
    lesson : LessonData
    texts : mapping of str to str
        The executed notebooks by their file names, in the order of the lesson.
    folder : path
        Folder of the notebooks, where pictures of the prose lie.
    handout : bytes, optional
        The handout without answers, as PDF; the start page links to it.

    Returns
    -------
    dict of str to bytes
        Each file by its path in the site; the same for the same input.
    """
    titles = {name: title_of(text) or Path(name).stem for name, text in texts.items()}
    pages = [
        page_of(name, text, titles, folder, binder_of(lesson, name)) for name, text in texts.items()
    ]
    packed, shared = pack({page.name: page.models for page in pages})
    env = environment()
    common = {
        "lesson": lesson,
        "policy": POLICY,
        "shared": SHARED,
        "pages": pages,
        "about": _json(_about(lesson)),
        "page": None,
        "at_sources": False,
    }
    files = {
        "index.html": env.get_template("start.html.j2").render(
            common,
            binder=binder_of(lesson, pages[0].name),
            handout=HANDOUT if handout else "",
            credits=next((page.credits for page in pages if page.credits), ""),
        )
    }
    files[SOURCES] = env.get_template("sources.html.j2").render(
        common, at_sources=True, sources=_sources(lesson)
    )
    for n, page in enumerate(pages):
        state = packed[page.name] | {"binder": binder_of(lesson, page.name)}
        files[page.file] = env.get_template("page.html.j2").render(
            common,
            page=page,
            before=pages[n - 1] if n else None,
            after=pages[n + 1] if n + 1 < len(pages) else None,
            state=_json(state),
        )
    files |= {f"{SHARED}/{name}": text for name, text in _shared_files(pages, shared).items()}
    media = {name: data for page in pages for name, data in page.media.items()}
    media |= {HANDOUT: handout} if handout else {}
    fonts = {f"{SHARED}/{name}": data for name, data in font_files().items()}
    return {name: text.encode("utf-8") for name, text in files.items()} | media | fonts


def binder_of(lesson: LessonData, notebook: str) -> str:
    """Give the address of a notebook on Binder, empty if the lesson names none."""
    if not lesson.binder:
        return ""
    return f"{lesson.binder}?urlpath={quote(f'lab/tree/notebooks/{notebook}', safe='')}"


def _sources(lesson: LessonData) -> list[dict[str, str]]:
    rows = lesson.sources.sort_values("citation", key=lambda words: words.str.casefold())
    return [
        {
            **{key: row[key] for key in ("citation", "url", "publisher", "kind", "stance")},
            "date": vague_words(row["date"]),
        }
        for row in rows.to_dict("records")
    ]


def _about(lesson: LessonData) -> dict[str, Any]:
    """Collect what the strip of progress needs to know on every page."""
    return {
        "lesson": {"id": lesson.id, "version": lesson.version, "title": lesson.title},
        "exercises": [
            {key: one[key] for key in ("id", "notebook", "minutes", "extra")}
            for one in lesson.exercises.values()
        ],
    }


def _shared_files(pages: list[Page], shared: Mapping[str, Any]) -> dict[str, str]:
    data = _quoted(_compact({"shared": shared, "styles": shared_styles()}))
    sheets = dict.fromkeys(sheet for page in pages for sheet in page.styles)
    return {
        "early.js": (HERE / "site" / "early.js").read_text("utf-8"),
        "page.js": join_scripts("site/page", module=False),
        "notebook.js": join_scripts("site/notebook", module=False),
        "shared.js": f'globalThis[Symbol.for("lessonkit.shared")] = JSON.parse({data});\n',
        "page.css": "\n".join((face_rules(), style("type/type"), style("site/page"))),
        "outputs.css": "\n".join(sheets) + "\n",
    }


def _json(value: Any) -> str:
    """Write JSON that may stand in a script element: nothing in it can end the element."""
    return _compact(value).replace("<", "\\u003c")


def _compact(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _quoted(text: str) -> str:
    """Write one line as a string of a script, in single quotes: JSON is full of double ones."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


_LIST = f"{SHARED}/files.txt"  # what was published, so that nothing else is deleted


def publish(
    folder: Path,
    to: Path,
    told: Told = unheard,
    execute: Callable[[Path, Told], str] = run,
) -> list[Path]:
    """Publish a lesson as a folder that opens from a disk.

    Parameters
    ----------
    folder : path
        The lesson: the folder with `data/` and `notebooks/`.
    to : path
        Where to write. A site that was published there before is replaced.
    told : callable, optional
        Called as each cell of a notebook, and each step of the site, begins.
    execute : callable, optional
        What gives the text of an executed notebook.

    Returns
    -------
    list of path
        The files, in the order of their names.

    Raises
    ------
    PublishError
        If a notebook is missing or a cell fails, or `to` holds something else or cannot be written.
        The old site is then as it was.
    LessonError
        If the lesson has faults.
    """
    lesson = open_lesson(folder)
    check_place(to, _LIST)
    notebooks = project_of(lesson.folder) / "notebooks"
    for name in lesson.notebooks:
        if not (notebooks / name).is_file():
            raise PublishError(
                f"{name} is not in {notebooks}. lesson.toml names it in `notebooks`."
            )
    texts = {name: execute(notebooks / name, told) for name in lesson.notebooks}
    told("site", "step", 1, 2)
    handout = typeset(student_content(lesson, titles_of(lesson)))
    told("site", "step", 2, 2)
    files = files_of(lesson, texts, notebooks, handout)
    files[_LIST] = "".join(f"{name}\n" for name in sorted(files)).encode()
    replace(to, files)
    return [to / name for name in sorted(files)]
