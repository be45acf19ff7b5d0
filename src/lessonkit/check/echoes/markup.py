"""Which HTML of a notebook's prose a page keeps, and which it leaves out."""

from __future__ import annotations

import re

_KEPT = """
a abbr article aside b blockquote br caption cite code col colgroup dd del details div dl dt em
figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp section small span
strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr
svg g path rect circle ellipse line polyline polygon text tspan
"""
_GONE = """
script style iframe object embed link meta base form template noscript math
"""
_OTHER = """
audio big body button canvas center dir fieldset font footer frame frameset head header html input
label legend main map marquee nav option param picture select source strike textarea title track
tt video
"""
KEPT = frozenset(_KEPT.split())
"""Elements that stand in a page as they were written."""
GONE = frozenset(_GONE.split())
"""Elements that a page leaves out with all that they hold."""
_HTML = KEPT | GONE | frozenset(_OTHER.split())
_TAG = re.compile(r"(?<!\\)</?([a-zA-Z][\w-]*)(?:\s[^<>]*|/)?>")


def tags_in(text: str) -> list[tuple[str, str]]:
    """Give the tags of a text as they stand there, with the names of their elements.

    >>> tags_in("If a < b, <b>press</b>.")
    [('<b>', 'b'), ('</b>', 'b')]
    """
    return [(one[0], one[1].lower()) for one in _TAG.finditer(text)]


def left_out(text: str) -> tuple[str, str] | None:
    """Give the first tag of a prose that a page does not keep, and what to do; None for none.

    >>> left_out("See <iframe src='x'></iframe>.")[0]
    "<iframe src='x'>"
    """
    for tag, name in tags_in(text):
        if name in GONE:
            return (
                tag,
                "The page leaves it out, with all that it holds. Write it in words, or link.",
            )
        if name in _HTML - KEPT:
            return tag, "The page leaves the tag out and keeps its words. Delete it."
        if name not in KEPT:
            return tag, "It is taken for HTML and left out. Write &lt; in place of < to show it."
    return None


def shown_as_text(text: str) -> str:
    """Give the first tag of HTML in a text that is shown as it is; empty text if there is none."""
    return next((tag for tag, name in tags_in(text) if name in _HTML), "")
