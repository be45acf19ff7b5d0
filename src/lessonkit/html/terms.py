"""Key terms with their entries: on hover, focus and tap, in plain HTML and CSS.

The entry chosen stands in a panel that is always there, so it never covers anything, and there is
nothing to close. Where the style is lost (an untrusted notebook, an old browser, paper), all
entries stand there as a list.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

from IPython.display import HTML

from lessonkit.errors import LessonError, known_id
from lessonkit.lesson import LessonData

# Keys typed on a word are no commands of JupyterLab.
_KEYS = 'data-lm-suppress-shortcuts="true"'
# All entries share one cell of a grid, as high as the longest; only the chosen one can be seen, all
# can be read out. An entry stays for a moment when the pointer leaves its word, so that the pointer
# can reach it.
_STYLE = """<style>
.lk-terms{max-width:60em;font-size:inherit;line-height:1.45}
.lk-terms>b{display:block;margin-bottom:4px}
.lk-terms :is(ul,li,dl,dt,dd){margin:0!important;padding:0!important;background:none}
.lk-terms ul{display:flex;flex-wrap:wrap;gap:6px;list-style:none!important}
.lk-terms li{padding:3px 10px!important;min-height:24px;box-sizing:border-box;cursor:help;
border:1px solid var(--jp-border-color1,#767676);border-radius:4px;
text-decoration:underline dotted;text-underline-offset:3px}
.lk-terms li:focus{outline:3px solid var(--jp-brand-color1,Highlight);outline-offset:1px}
.lk-terms dl{margin-top:8px!important}
.lk-terms :is(dt,dd){float:none;width:auto!important}
.lk-terms dt{font-weight:600}
.lk-terms dd+dd{font-size:.9em}
@media print{.lk-terms ul{display:none!important}}
@media screen{@supports selector(:has(a)){
.lk-terms dl{display:grid}
.lk-terms dl::before{content:"Point at a word, tap it, or reach it with the Tab key."}
.lk-terms dl::before,.lk-terms dl>div{grid-area:1/1;padding:7px 12px;
border-left:4px solid var(--jp-border-color1,#767676);background:var(--jp-layout-color0,Canvas)}
.lk-terms dl>div{opacity:0;pointer-events:none;
transition:opacity 0s .4s,pointer-events 0s .4s;transition-behavior:allow-discrete}
.lk-terms dl>div:hover{opacity:1;pointer-events:auto;transition:none}
.lk-terms:has(li:is(:hover,:focus)) dl>div{opacity:0;pointer-events:none;transition:none}
CHOSEN{opacity:1!important;pointer-events:auto!important;z-index:1}
}}</style>"""


def key_terms(lesson: LessonData, term_ids: Sequence[str]) -> HTML:
    """Show entries of the glossary. See `Lesson.terms`."""
    _check(term_ids, list(lesson.glossary["term_id"]))
    entries = lesson.glossary.set_index("term_id", drop=False).loc[list(term_ids)]
    citation = lesson.sources.set_index("source_id")["citation"]
    key = "-".join(term_ids)
    words, parts = [], []
    for entry in entries.to_dict("records"):
        term, definition = html.escape(entry["term"]), html.escape(entry["definition"])
        entry_id = f"lk-term-{entry['term_id']}-of-{key}"
        words.append(f'<li tabindex="0" aria-describedby="{entry_id}">{term}</li>')
        said = html.escape("; ".join(citation[source] for source in entry["source_ids"]))
        source = f"<dd>Source: {said}</dd>" if said else ""
        parts.append(f'<div><dt>{term}</dt><dd id="{entry_id}">{definition}</dd>{source}</div>')
    style = _STYLE.replace("CHOSEN", _chosen(len(parts)))
    return HTML(
        f'{style}<div class="lk-terms" role="group" aria-label="Key terms" {_KEYS}>'
        f"<b>Key terms</b><ul>{''.join(words)}</ul><dl>{''.join(parts)}</dl></div>"
    )


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
    """Select the entry of the word under the pointer, or else of the word with the focus."""
    return ",".join(
        f".lk-terms:has(li:nth-child({n}):hover) dl>div:nth-of-type({n}),"
        f".lk-terms:not(:has(li:hover)):has(li:nth-child({n}):focus) dl>div:nth-of-type({n})"
        for n in range(1, count + 1)
    )
