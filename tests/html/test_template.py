"""Templates escape what is put into them, and say what they miss."""

from functools import partial
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup

from lessonkit.html.template import directed, emphasised, rendered
from lessonkit.letters import LocalNames

ROOMS = Path(__file__).parents[2] / "src" / "lessonkit"
EVIL = "<img src=x onerror=alert(1)>&\"'"
SOURCE = {"citation": EVIL, "url": f'https://example.org/"><script>{EVIL}'}
CARD = {
    "label": EVIL,
    "description": EVIL,
    "first": EVIL,
    "rest": EVIL,
    "names": EVIL,
    "aims": [(EVIL, EVIL, "itself"), (EVIL, EVIL, "others")],
    "later": EVIL,
    "naming": EVIL,
    "partners": [(EVIL, [EVIL, EVIL])],
    "met": EVIL,
    "sources": [SOURCE],
}
HEADED = {"title": EVIL, "notebook": EVIL, "told": EVIL}
BESIDE = {
    "caption": EVIL,
    "others": [EVIL],
    "rows": [{"label": EVIL, "nearest": EVIL, "others": [EVIL]}],
    "notes": [EVIL],
}
FILLED = {
    "html/cards": {"note": EVIL, "groups": [(None, [CARD]), (EVIL, [CARD])]},
    "html/stakes": {
        "caption": EVIL,
        "heads": [EVIL],
        "bases": {"stated": EVIL},
        "nothing": EVIL,
        "groups": [
            (EVIL, [(EVIL, {"stated": [{"words": EVIL, "met": EVIL, "sources": [SOURCE]}]})])
        ],
    },
    "html/table": {
        "caption": EVIL,
        "heads": [EVIL],
        "rows": [[(EVIL, EVIL), (EVIL, [SOURCE])]],
        "width": 3,
        "looks": [EVIL, ""],
        "local": None,
    },
    "html/terms": {"entries": [{"id": EVIL, "term": EVIL, "definition": EVIL, "sources": [EVIL]}]},
    "html/picture": {"alt": EVIL, "kind": "image/png", "data": EVIL},
    "widgets/comparison": {
        "spec": {"title": EVIL, "subtitle": EVIL, "beside": BESIDE, "headings": {"holder": EVIL}},
        "tables": [(EVIL, EVIL, [{"label": EVIL, "words": EVIL}])],
        "stills": [],
        "nearest": EVIL,
    },
    "widgets/exercise": {"number": EVIL, "title": EVIL, "prompt": [EVIL], "lists": [[EVIL]]},
    "widgets/list": {"title": EVIL, "subtitle": EVIL, "lines": [EVIL], "notes": [EVIL]},
    "widgets/note": {"words": EVIL},
    "widgets/no_picture": {"alt": EVIL},
    "widgets/steps": {"steps": [{"title": EVIL, "text": EVIL, "question": EVIL}]},
    "widgets/chart": {
        "picture": Markup(),
        "spec": {
            "title": EVIL,
            "subtitle": EVIL,
            "alt": EVIL,
            "numbered": True,
            "points": [
                {
                    "name": EVIL,
                    "value": EVIL,
                    "when": EVIL,
                    "said_by": EVIL,
                    "sources": [EVIL],
                    "note": EVIL,
                }
            ],
        },
    },
    "classroom/page": {
        "policy": EVIL,
        "style": Markup(),
        "title": EVIL,
        "students": EVIL,
        "files": EVIL,
        "lists": {EVIL: [EVIL]},
        "who": [
            {
                "caption": EVIL,
                "heads": [EVIL],
                "rows": [(EVIL, [{"look": EVIL, "sign": EVIL, "state": EVIL, "more": EVIL}])],
            }
        ],
        "sure": [(EVIL, EVIL, 1)],
        "twice": [{"title": EVIL, "answers": 1, "before": EVIL, "after": EVIL, "gain": EVIL}],
        "judgements": [HEADED | {"rows": [(EVIL, 1)], "reasons": [(EVIL, EVIL)]}],
        "wrong": [HEADED | {"rows": [(EVIL, EVIL, EVIL)], "left": 3}],
        "texts": [HEADED | {"rows": [(EVIL, EVIL)]}],
        "found": [(EVIL, EVIL)],
    },
}


def test_each_template_is_tried() -> None:
    found = (path.relative_to(ROOMS) for path in ROOMS.rglob("*.html.j2"))
    rooms = {str(path)[: -len(".html.j2")] for path in found if "templates" not in path.parts}
    assert rooms == {*FILLED, "html/cite"}  # which the others use


@pytest.mark.parametrize("name", FILLED)
def test_what_is_put_in_stays_text(name) -> None:
    sheet = {"sheet": Markup()} if name.startswith("html/") else {}
    soup = BeautifulSoup(rendered(name, **sheet, **FILLED[name]), "html.parser")
    assert not soup.find_all("script")
    assert not soup.find_all(onerror=True)
    pictures = [one for one in soup.find_all("img") if name != "html/picture"]
    assert not pictures
    assert EVIL in soup.get_text() or soup.find(alt=EVIL)


@pytest.mark.parametrize("name", FILLED)
def test_a_value_that_is_missing_is_an_error(name) -> None:
    with pytest.raises(UndefinedError):
        rendered(name)


ARABIC = LocalNames("ar", "Arabic")


@pytest.mark.parametrize("made", [emphasised, partial(directed, local=ARABIC)])
@given(words=st.text(st.characters(exclude_characters="*", exclude_categories=["Cs", "Cc"])))
def test_words_keep_their_letters(made, words) -> None:
    markup = f"<p>{made(words)}</p>"
    assert BeautifulSoup(markup, "html.parser").get_text() == words


def test_stars_and_local_names() -> None:
    assert emphasised("a *b* <c>") == "a <em>b</em> &lt;c&gt;"
    assert directed("T3 <تي>", ARABIC) == 'T3 &lt;<bdi lang="ar" dir="rtl">تي</bdi>&gt;'
    greek = LocalNames("el", "Greek")
    assert directed("Athens (Αθήνα)", greek) == 'Athens (<bdi lang="el" dir="ltr">Αθήνα</bdi>)'
    assert directed("Wien, Αθήνα", LocalNames("de", "German")) == "Wien, Αθήνα"
    assert directed("Αθήνα", None) == "Αθήνα"
