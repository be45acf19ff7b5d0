"""Numbers in the prose are dates or quotations, or a cell above prints them."""

from __future__ import annotations

import re
from functools import cache

import pytest
from support.prose import NOTEBOOKS, TYPED, cells, paragraphs, plain, prose, rows

# A number that no rule above allows, and why it may stand there all the same.
KNOWN: dict[tuple[str, str], str] = {}
NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*(?!\w)")
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
SPELLED = {word: str(n) for n, word in enumerate(TEENS, start=13)}
SPELLED |= {word: str(n) for n, word in zip(range(20, 100, 10), TENS, strict=True)}


def numbers(words: str) -> set[str]:
    """Return the numbers in digits, and those from thirteen up in words.

    A smaller number in words is ordinary language ("two kinds of zone") and is left alone.
    """
    found = {number.replace(",", "") for number in NUMBER.findall(words)}
    spelled = re.findall(rf"\b(?:{'|'.join(SPELLED)})\b", words.lower())
    return found | {SPELLED[word] for word in spelled}


def typed(words: str) -> set[str]:
    """Return the numbers of a piece of prose that stand there for no reason it gives itself."""
    said = {n for p in paragraphs(words) for n in article_numbers(p)}
    listed = re.findall(r"(?m)^\s*(?:[-*]|\d+\.)\s", words)
    for pattern in TYPED.values():
        words = re.sub(pattern, " ", words)
    return numbers(plain(words)) - said - {str(len(listed))}


@cache
def article_numbers(paragraph: int) -> frozenset[str]:
    """Return the numbers of the claims of a paragraph."""
    claims = [r["claim"] for r in rows("claims.csv") if r["paragraph"] == str(paragraph)]
    return frozenset(n for claim in claims for n in numbers(claim))


def test_the_rule_on_numbers_finds_what_is_typed() -> None:
    for words in (
        "On 4 May 2017, and on 18 or 19 May, see section 2.",
        "The post is 40 miles away (paragraph 14).",
        "It names 2 things:\n\n- one\n- other",
        "T2 and T3 are stations. CC BY 4.0.",
        "Two kinds of zone.",
        "Report A/HRC/37/72, and S/2017/623.",
        "## 3. Numbers\n\n1. First",
    ):
        assert typed(words) == set(), words
    assert typed("The post is 40 miles away.") == {"40"}
    assert typed("The post is 41 miles away (paragraph 14).") == {"41"}
    assert typed("Forty towns, 1,600 people, 23.5 km, in 12 days.") == {"40", "1600", "23.5", "12"}


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_numbers_are_dates_or_quotations_or_printed_by_a_cell_above(notebook: str) -> None:
    """A number in the prose goes stale when the data change; one that a cell prints does not.

    The cell that prints it stands in the same section, and the paragraph of the article that has it
    is named in the same cell of prose.
    """
    wrong, printed = [], set[str]()
    for cell in cells(notebook):
        if cell.kind == "markdown":
            if re.search(r"(?m)^## ", cell.source):
                printed = set()
            found = typed(cell.source) - printed
            known = {n for n in found if (notebook, n) in KNOWN}
            if found - known:
                wrong.append(f"{cell.where}: {', '.join(sorted(found - known))}")
        else:
            printed |= numbers(cell.printed())
    assert wrong == []


def test_no_exception_for_a_number_is_kept_for_nothing() -> None:
    for notebook, number in KNOWN:
        assert notebook in NOTEBOOKS
        found = {n for cell in prose(notebook) for n in numbers(cell.source)}
        assert number in found, f"take {number} of {notebook} out of KNOWN"
