"""Key terms with their entries: a list, in plain HTML, to which the words of the prose lead.

A word in the prose is a link, `[delta](#lk-term-delta)`. Where scripts run, its entry
opens beside the word (`browser/core/terms.js`); everywhere else the link leads to the list.
"""

from __future__ import annotations

from collections.abc import Sequence

from IPython.display import HTML

from lessonkit.errors import LessonError, known_id
from lessonkit.html.styles import sheet
from lessonkit.html.template import rendered
from lessonkit.lesson import LessonData, rows_of


def key_terms(lesson: LessonData, term_ids: Sequence[str]) -> HTML:
    """Show entries of the glossary. See `Lesson.terms`."""
    lesson.needed("glossary", "terms")
    _check(term_ids, list(lesson.glossary["term_id"]))
    entries = lesson.glossary.set_index("term_id", drop=False).loc[list(term_ids)]
    citation = lesson.sources.set_index("source_id")["citation"]
    listed = [
        {
            "id": f"lk-term-{entry['term_id']}",
            "term": entry["term"],
            "definition": entry["definition"],
            "sources": [citation[source] for source in entry["source_ids"]],
        }
        for entry in rows_of(entries)
    ]
    return HTML(rendered("html/terms", sheet=sheet("terms"), entries=listed))


def _check(term_ids: Sequence[str], known: list[str]) -> None:
    if not term_ids or len(set(term_ids)) < len(term_ids):
        raise LessonError(
            f"terms: got {', '.join(map(str, term_ids)) or 'no id'}, expected one id or "
            "several, each once. The ids stand in the table glossary."
        )
    for term_id in term_ids:
        remedy = "Add it to the table glossary."
        known_id(term_id, known, "term", otherwise=remedy, where="terms")
