"""The files of a site, made from a lesson and its executed notebooks."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import escape

from lessonkit.browser.bundle import join_classic, shared_styles, style
from lessonkit.browser.fonts import face_rules, font_files
from lessonkit.check.notebooks import title_of
from lessonkit.errors import PublishError
from lessonkit.lesson import LessonData, rows_of
from lessonkit.publish.folder import HANDOUT
from lessonkit.publish.site.opening import Opening, opening_of
from lessonkit.publish.site.page import Page, environment, page_of
from lessonkit.publish.site.policy import POLICY, policy_by_hash
from lessonkit.publish.site.state import Packed, Shared, States, pack
from lessonkit.publish.site.whole import Part, in_page, parts_of
from lessonkit.words import vague_words

SHARED = "lesson"
"""The folder of what all pages share."""

START, SOURCES = "index.html", "sources.html"
"""The first page, and the page with all sources."""

WHOLE = "lesson.html"
"""All pages in one file."""

APART = ("chart", "comparison", "recall", "relations", "report", "whatif")
"""Views that few pages have: each has a script with its sheet, which only those pages load."""

# What they have, the scripts behind them on a page use.
_PAGE, _VIEWS = "site/page", "site/common"


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
    return files_of_pages(lesson, pages_of(lesson, texts, folder), handout)


def pages_of(
    lesson: LessonData, texts: Mapping[str, str], folder: Path, page: Callable[..., Page] = page_of
) -> list[Page]:
    """Turn the executed notebooks into the parts of their pages; `page` makes one of them."""
    titles = {name: title_of(text) or Path(name).stem for name, text in texts.items()}
    told = titles, folder
    return [
        page(name, text, *told, binder_of(lesson, name), lesson.local_names)
        for name, text in texts.items()
    ]


def files_of_pages(
    lesson: LessonData,
    pages: list[Page],
    handout: bytes = b"",
    *,
    whole: bool = True,
    packing: Callable[[States], Packed] = pack,
) -> dict[str, bytes]:
    """Make the files of a site from the parts of its pages; without `whole`, not the one file."""
    opening = opening_of(lesson.opening, pages) or opening_of("", pages)
    models = {START: {opening.model: opening.state}} if opening else {}
    models |= {page.file: page.models for page in pages}
    packed, shared = packing(models)
    binders = {page.file: binder_of(lesson, page.name) for page in pages}
    states = {
        file: _json(state | {"binder": binders.get(file, "")}) for file, state in packed.items()
    }
    env = environment()
    common = _common(lesson, pages) | {"opening": opening}
    common["scripts"] = {file: _scripts_of(file, models[file], shared) for file in packed}
    files = _pages(env, common, pages, states, HANDOUT if handout else "")
    beside = _shared_files(pages, shared, opening)
    media = {name: data for page in pages for name, data in page.media.items()}
    if whole:
        order = [START, *(page.file for page in pages), SOURCES]
        parts = parts_of({name: files[name] for name in order}, states, media)
        files[WHOLE] = _whole(env, common, parts, beside, shared)
    files |= {f"{SHARED}/{name}": text for name, text in beside.items()}
    media |= {HANDOUT: handout} if handout else {}
    fonts = {f"{SHARED}/{name}": data for name, data in font_files().items()}
    return {name: text.encode("utf-8") for name, text in files.items()} | media | fonts


def _scripts_of(file: str, models: Mapping[str, Any], shared: Sequence[Shared]) -> list[str]:
    """Name what a page with widgets loads besides its own script, in order."""
    sharing = [_sharing(n) for n, one in enumerate(shared) if file in one.pages]
    views = {state["view"] for state in models.values()}
    apart = [f"{view}.js" for view in APART if view in views]
    return ["styles.js", *sharing, "common.js", *apart, "notebook.js"]


def _common(lesson: LessonData, pages: list[Page]) -> dict[str, Any]:
    """Collect what every page is told."""
    taken = {START, SOURCES, WHOLE} & {page.file for page in pages}
    if taken:
        name = Path(*taken).stem
        raise PublishError(
            f"{name}.ipynb would become {name}.html, which the site has already. "
            "Rename the notebook."
        )
    return {
        "lesson": lesson,
        "policy": POLICY,
        "shared": SHARED,
        "pages": pages,
        "about": _json(_about(lesson)),
        "page": None,
        "at_sources": False,
        "start": START,
        "all_sources": SOURCES,
        "whole": WHOLE,
        "main": "lk-main",
    }


def _credits_of(lesson: LessonData) -> str:
    """Give what lesson.toml says of sources and licences, for want of a section in a notebook."""
    return f"<p>{escape(lesson.credits)}</p>" if lesson.credits else ""


def _pages(
    env: Any,
    common: Mapping[str, Any],
    pages: list[Page],
    states: Mapping[str, str],
    handout: str,
) -> dict[str, str]:
    """Write the pages of the folder, by the names of their files."""
    lesson = common["lesson"]
    files = {
        START: env.get_template("start.html.j2").render(
            common,
            binder=binder_of(lesson, pages[0].name),
            handout=handout,
            credits=next((page.credits for page in pages if page.credits), _credits_of(lesson)),
            state=states.get(START, ""),
        ),
        SOURCES: env.get_template("sources.html.j2").render(
            common, at_sources=True, sources=_sources(lesson)
        ),
    }
    for n, page in enumerate(pages):
        files[page.file] = env.get_template("page.html.j2").render(
            common,
            page=page,
            before=pages[n - 1] if n else None,
            after=pages[n + 1] if n + 1 < len(pages) else None,
            state=states[page.file],
        )
    return files


def _whole(
    env: Any,
    common: Mapping[str, Any],
    parts: list[Part],
    beside: Mapping[str, str],
    shared: Sequence[Shared],
) -> str:
    """Write the page that has all parts in it, with its scripts and its sheet."""
    end, early = in_page(_script("end")), in_page(_script("early"))
    scripts = [in_page(beside["page.js"]), in_page(join_classic("site/whole", after=(_PAGE,)))]
    sheet = beside["outputs.css"] + _page_sheet(face_rules(inside=True))
    text: str = env.get_template("whole.html.j2").render(
        common,
        policy=policy_by_hash([end, early, *scripts], [sheet]),
        parts=parts,
        end=end,
        early=early,
        sheet=sheet,
        scripts=scripts,
        shared_state=_in_element(
            {"shared": [one.values for one in shared], "styles": shared_styles()}
        ),
        page=common["pages"][0],  # no part is the one page that is read
        start=f"#{parts[0].id}",
        main=f"{parts[0].id}-lk-main",
        all_sources=f"#{parts[-1].id}",
    )
    return text


def binder_of(lesson: LessonData, notebook: str) -> str:
    """Give the address of a notebook on Binder, empty if the lesson names none."""
    if not lesson.binder:
        return ""
    return f"{lesson.binder}?urlpath={quote(f'lab/tree/notebooks/{notebook}', safe='')}"


def _sources(lesson: LessonData) -> list[dict[str, str]]:
    rows = lesson.sources.sort_values("citation", key=lambda words: words.str.casefold())
    return [
        {
            **{key: row[key] for key in ("citation", "url", "publisher", "stance")},
            "kind": lesson.kind("source", row["kind"]).label,
            "date": vague_words(row["date"]),
        }
        for row in rows_of(rows)
    ]


def _about(lesson: LessonData) -> dict[str, Any]:
    """Collect what the strip of progress needs to know on every page."""
    return {
        "lesson": {"id": lesson.id, "version": lesson.version, "title": lesson.title},
        "exercises": [
            {key: one[key] for key in ("id", "notebook", "minutes", "extra", "judged", "again")}
            for one in lesson.exercises.values()
        ],
    }


def _page_sheet(faces: str) -> str:
    """Give the sheet of a page with these faces."""
    return "\n".join((faces, style("type/type"), style("answers/who"), style("site/page")))


def _shared_files(
    pages: list[Page], shared: Sequence[Shared], opening: Opening | None
) -> dict[str, str]:
    sharing = {
        _sharing(n): f"{_COMMON}.shared.push(JSON.parse({_quoted(_compact(one.values))}));\n"
        for n, one in enumerate(shared)
    }
    outputs = list(dict.fromkeys(sheet for page in pages for sheet in page.styles))
    if opening:
        outputs.append(opening.sheet)
    return {
        **_scripts(),
        **sharing,
        "page.css": _page_sheet(face_rules()),
        "outputs.css": "".join(f"{sheet}\n" for sheet in outputs),
    }


@cache  # no lesson changes them, and a preview writes its pages with each save
def _scripts() -> dict[str, str]:
    """Make the scripts that are the same in each site, with the sheets of the widgets in them."""
    sheets = shared_styles()
    views = {
        f"{view}.js": f"{_COMMON}.styles.{view} = {json.dumps(sheets.pop(view))};\n"
        + join_classic(f"site/apart/{view}", after=(_PAGE, _VIEWS))
        for view in APART
    }
    begun = {"shared": [], "styles": sheets}
    return {
        "early.js": _script("end") + _script("early"),
        "page.js": join_classic(_PAGE, is_open=True),
        "common.js": join_classic(_VIEWS, after=(_PAGE,), is_open=True),
        **views,
        "notebook.js": join_classic("site/notebook", after=(_PAGE, _VIEWS)),
        "sources.js": join_classic("site/sources", after=(_PAGE,)),
        "styles.js": f"{_COMMON} = JSON.parse({_quoted(_compact(begun))});\n",
    }


def _script(name: str) -> str:
    """Give a script that stands in the head of a page, without its comments."""
    return join_classic(f"site/{name}")


def _sharing(n: int) -> str:
    """Name a file of what pages share."""
    return f"shared-{n + 1}.js"


_COMMON = 'globalThis[Symbol.for("lessonkit.shared")]'


def _json(value: Any) -> str:
    """Write JSON that may stand in a script element: nothing in it can end the element."""
    return _compact(value).replace("<", "\\u003c")


def _in_element(value: Any) -> str:
    """Write JSON that may stand in a script element, and is full of drawings: they stay short."""
    return _compact(value).replace("</", "<\\/").replace("<!--", "\\u003c!--")


def _compact(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _quoted(text: str) -> str:
    """Write one line as a string of a script, in single quotes: JSON is full of double ones."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
