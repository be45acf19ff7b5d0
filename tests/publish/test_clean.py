"""What a notebook brings to a page is cleaned: nothing of it runs, and any words stay text."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lessonkit.html import styles
from lessonkit.html.styles import sheet
from lessonkit.letters import LocalNames
from lessonkit.notebook import Lesson
from lessonkit.publish.site.clean import Cleaner
from lessonkit.publish.site.files import files_of
from lessonkit.publish.site.page import page_of

EVIL = "<script>alert(1)</script>"
ARABIC = LocalNames("ar", "Arabic")
STYLES = Path(styles.__file__).parent


def clean(markup: str, **titles: str) -> str:
    named = {f"{key}.ipynb": title for key, title in titles.items()}
    return Cleaner(named, Path(), ARABIC).clean(markup)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (f"<p>a{EVIL}b</p>", "<p>ab</p>"),
        ("<p>&lt;script&gt;</p>", "<p>&lt;script&gt;</p>"),
        ('<p onclick="x()" data-model="m" data-label="n">a</p>', '<p data-label="n">a</p>'),
        ('<a href="javascript:x()">a</a>', "<a>a</a>"),
        ('<a href=" java\nscript:x()">a</a>', "<a>a</a>"),
        ('<a href="//far.example">a</a>', "<a>a</a>"),
        ('<img src="https://far.example/a.png" alt="A cat">', "A cat"),
        ('<p style="background: url(//far.example)">a</p>', "<p>a</p>"),
        ("<iframe src='https://far.example'></iframe><b>a</b>", "<b>a</b>"),
        ("<blink>a</blink>", "a"),
        ("<p>دير الزور, a town</p>", '<p><span dir="rtl" lang="ar">دير الزور</span>, a town</p>'),
        ('<p lang="ar">تدمر</p>', '<p lang="ar">تدمر</p>'),
        ("<ul><li>a</li><li>b <!-- only with a kernel --></li></ul>", "<ul><li>a</li></ul>"),
        ('<a href="two.ipynb#x">two.ipynb</a>', '<a href="two.html#x">Part two</a>'),
        ('<a href="two.ipynb#1.-Ein-Ödland">a</a>', '<a href="two.html#1-ein-ödland">a</a>'),
        ('<a href="two.ipynb">the maps</a>', '<a href="two.html">the maps</a>'),
    ],
)
def test_cleaning(markup: str, expected: str) -> None:
    made = clean(markup, two="Part two")
    assert sorted(made) == sorted(expected)  # attributes come in any order
    assert re.sub(r"<[^>]*>", "", made) == re.sub(r"<[^>]*>", "", expected)


@pytest.mark.parametrize("path", sorted(STYLES.glob("*.css")), ids=lambda path: path.stem)
def test_the_sheets_of_our_own_outputs_come_to_the_page(path: Path) -> None:
    """One with a backslash did not: the tables of all sites lost their look, unnoticed."""
    cleaner = Cleaner({}, Path())
    cleaner.clean(f"<style>{sheet(path.stem)}</style>")
    assert list(cleaner.styles) == [sheet(path.stem)]


def test_a_style_attribute_becomes_a_rule_that_ends_where_it_ends() -> None:
    cleaner = Cleaner({}, Path())
    made = cleaner.clean('<p class="a" style="text-align: right">1</p>')
    [name] = re.findall(r'<p class="a (lk-\w+)">1</p>', made)
    assert list(cleaner.styles) == [f".{name}.{name}.{name}{{text-align: right}}"]
    for look in ("color:red}body{display:none", "color:red/*", "content:'", "color:re\\d"):
        cleaner = Cleaner({}, Path())
        assert (cleaner.clean(f'<b style="{look}">1</b>'), cleaner.styles) == ("<b>1</b>", {})


@given(st.text("<>\"'/= abcsriptonlead:()&;#xé", max_size=60))
def test_cleaning_leaves_nothing_that_runs(markup: str) -> None:
    made = clean(f"<div>{markup}</div>{EVIL}")
    assert not re.search(r"<\s*(script|iframe|style|object|embed|link|meta)\b", made, re.IGNORECASE)
    assert not re.search(r"<[^>]*\son\w+\s*=", made, re.IGNORECASE)
    assert not re.search(r'href="\s*(?!https?:|mailto:|[^:"]*")', made)


def test_headings_have_ids_of_their_own() -> None:
    cleaner = Cleaner({}, Path())
    made = cleaner.clean("<h2>The same</h2><h2>The same</h2><h3>?</h3>")
    assert [one.id for one in cleaner.headings] == ["the-same", "the-same-2", "section"]
    assert re.findall(r'id="([^"]+)"', made) == ["the-same", "the-same-2", "section"]


def test_a_picture_of_an_output_becomes_a_file_with_its_size() -> None:
    dot = "R0lGODlhAwACAIAAAAAAAAAAACH5BAEAAAAALAAAAAADAAIAAAIChF8AOw=="
    cleaner = Cleaner({}, Path())
    made = cleaner.clean(f'<img alt="A dot" src="data:image/gif;base64,{dot}">')
    (name,) = cleaner.media
    assert name.endswith(".gif")
    for part in (f'src="{name}"', 'width="3"', 'height="2"', 'alt="A dot"', 'loading="eager"'):
        assert part in made
    assert 'loading="lazy"' in cleaner.clean(f'<img src="data:image/gif;base64,{dot}">')


def test_prose_and_outputs_of_a_notebook_cannot_run(tmp_path: Path) -> None:
    output = new_output("execute_result", {"text/html": f"<b>{EVIL}x</b>", "text/plain": "x"})
    stream = new_output("stream", name="stdout", text=EVIL)
    cells = [
        new_markdown_cell(f"# A title\n\n{EVIL}\n\n[a](javascript:alert(1))", id="a"),
        new_code_cell("1", id="b", outputs=[output, stream]),
    ]
    text = nbformat.writes(new_notebook(cells=cells))
    page = page_of("a.ipynb", text, {"a.ipynb": "A title"}, tmp_path)
    assert "<script" not in page.body
    assert "javascript:" not in page.body
    assert "&lt;script&gt;alert(1)" in page.body, "what a program prints is shown as text"


def test_the_words_of_a_lesson_stay_text_on_each_page(lesson: Lesson, tmp_path: Path) -> None:
    evil = "<img src=x onerror=alert(1)>&\"'"
    changed = copy.copy(lesson)
    changed.title = changed.question = evil
    columns = ("citation", "publisher", "kind", "stance")
    changed.sources = lesson.sources.head(2).assign(**dict.fromkeys(columns, evil))
    title = new_markdown_cell(f"# `{evil}`\n\n## `{evil}`", id="a")
    text = nbformat.writes(new_notebook(cells=[title]))
    files = files_of(changed, {"a.ipynb": text, "b.ipynb": text}, tmp_path)
    pages = {name: data for name, data in files.items() if name.endswith(".html")}
    assert len(pages) == 5
    for data in pages.values():
        page = BeautifulSoup(data, "html.parser")
        assert not page.find_all("img")
        assert not page.find_all(onerror=True)
        assert evil in page.get_text()
