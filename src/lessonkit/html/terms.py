"""Key terms with their entries: on hover, focus and tap, in plain HTML and CSS.

The entry chosen stands in a panel that is always there, so it never covers anything, and there is
nothing to close. Where the style is lost (an untrusted notebook, an old browser, paper), all
entries stand there as a list.
"""

from __future__ import annotations

from collections.abc import Sequence

from IPython.display import HTML
from markupsafe import Markup

from lessonkit.errors import LessonError, known_id
from lessonkit.html.styles import sheet
from lessonkit.html.template import rendered
from lessonkit.lesson import LessonData


def key_terms(lesson: LessonData, term_ids: Sequence[str]) -> HTML:
    """Show entries of the glossary. See `Lesson.terms`."""
    _check(term_ids, list(lesson.glossary["term_id"]))
    entries = lesson.glossary.set_index("term_id", drop=False).loc[list(term_ids)]
    citation = lesson.sources.set_index("source_id")["citation"]
    key = "-".join(term_ids)
    listed = [
        {
            "id": f"lk-term-{entry['term_id']}-of-{key}",
            "term": entry["term"],
            "definition": entry["definition"],
            "sources": [citation[source] for source in entry["source_ids"]],
        }
        for entry in entries.to_dict("records")
    ]
    styles = f"{sheet('terms')} {_chosen(len(listed))}"
    return HTML(rendered("html/terms", sheet=Markup(styles), entries=listed))


def _check(term_ids: Sequence[str], known: list[str]) -> None:
    if not term_ids or len(set(term_ids)) < len(term_ids):
        raise LessonError(
            f"terms: got {', '.join(map(str, term_ids)) or 'no id'}, expected one id or "
            "several, each once. The ids stand in data/glossary.csv."
        )
    for term_id in term_ids:
        remedy = "Add it to data/glossary.csv."
        known_id(term_id, known, "term", otherwise=remedy, where="terms")


def _chosen(count: int) -> str:
    """Show the entry of the word under the pointer, or else of the word with the focus."""
    entries = ",".join(
        f".lk-terms:has(li:nth-child({n}):hover) dl>div:nth-of-type({n}),"
        f".lk-terms:not(:has(li:hover)):has(li:nth-child({n}):focus) dl>div:nth-of-type({n})"
        for n in range(1, count + 1)
    )
    return f"{entries}{{opacity:1;pointer-events:auto;z-index:1}}"
