"""The words of the whole lesson: how hard they are to read, whose they are, what they rest on.

The notebooks are those that `data/lesson.toml` names; every rule holds for any number of them, and
a failure says the file and the cell. `pytest tests/test_words.py -rP` prints how hard each text is.
"""

from __future__ import annotations

import ast
import csv
import hashlib
import html
import itertools
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
NOTEBOOKS: list[str] = tomllib.loads((DATA / "lesson.toml").read_text("utf-8"))["lesson"][
    "notebooks"
]
VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"

MAX_GRADE = 9.0
MAX_PARAGRAPH = 5 * 95  # letters: five lines
MAX_PROSE = 250  # words between two things to look at or to do
MIN_CLAIMS = 45

QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|\u2018[^’]*’|(?<!\w)'[^']*'(?!\w)|«[^»]*»")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


# ---- Reading ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """Some words, and where they stand."""

    where: str
    words: str


@dataclass(frozen=True)
class Cell:
    """A cell of a notebook."""

    notebook: str
    number: int
    kind: str
    source: str
    outputs: tuple[dict[str, Any], ...]

    @property
    def where(self) -> str:
        return f"{self.notebook}, cell {self.number}"

    def printed(self) -> str:
        """Return what the cell printed and the tables it shows, without markup; no widgets."""
        parts = ["".join(o.get("text", "")) for o in self.outputs]
        shown = [o["data"] for o in self.outputs if VIEW not in o.get("data", {VIEW: 0})]
        parts += ["".join(data.get("text/html", data.get("text/plain", ""))) for data in shown]
        markup = re.sub(r"<style>.*?</style>", "", "\n".join(parts), flags=re.DOTALL)
        return html.unescape(re.sub(r"<[^>]+>", " ", markup))

    def shows(self) -> bool:
        """Tell if the cell puts a map, a table, an exercise or a result on the page."""
        if self.kind != "code":
            return False
        tree = ast.parse(self.source)
        calls = {_called(n) for n in ast.walk(tree) if isinstance(n, ast.Call)}
        ends = bool(tree.body) and isinstance(tree.body[-1], ast.Expr)
        return (ends or "print" in calls) and not {"terms"} & calls


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


@cache
def cells(notebook: str) -> tuple[Cell, ...]:
    raw = json.loads((ROOT / "notebooks" / notebook).read_text("utf-8"))
    return tuple(
        Cell(notebook, n, c["cell_type"], "".join(c["source"]), tuple(c.get("outputs", ())))
        for n, c in enumerate(raw["cells"])
    )


def prose(notebook: str) -> list[Cell]:
    return [cell for cell in cells(notebook) if cell.kind == "markdown"]


def plain(words: str) -> str:
    """Leave out code, comments, addresses and the marks of Markdown."""
    words = re.sub(r"```.*?```|<!--.*?-->", "", words, flags=re.DOTALL)
    words = re.sub(r"`[^`]*`", "", words)
    words = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", words)
    return re.sub(r"https?://\S+", "", words).replace("**", "").replace("*", "")


def blocks(words: str) -> list[str]:
    """Split into paragraphs and items of lists; headings and tables are neither."""
    parts = re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.)\s)|(?<=\n)(?=#)", words)
    kept = [re.sub(r"^\s*(?:[-*]|\d+\.)\s+", "", part.strip()) for part in parts]
    return [part for part in kept if part and not part.startswith(("#", "|"))]


@cache
def rows(file: str) -> tuple[dict[str, str], ...]:
    with (DATA / file).open(encoding="utf-8", newline="") as opened:
        return tuple(csv.DictReader(opened))


@cache
def exercises() -> dict[str, tuple[str, dict[str, Any]]]:
    """Return file and content of each exercise of the listed notebooks, by id."""
    found = {}
    for notebook in NOTEBOOKS:
        path = DATA / "exercises" / f"{Path(notebook).stem}.toml"
        if path.exists():
            for one in tomllib.loads(path.read_text("utf-8"))["exercises"]:
                found[one["id"]] = (path.name, one)
    return found


def strings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text in parsed TOML or JSON with the key that it stands under."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from strings(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, key)


def literals(code: str) -> list[str]:
    """Return the texts that stand in code: titles, captions, headings, ids."""
    nodes = ast.walk(ast.parse(code))
    return [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]


SHOWN_KEYS = {"title", "prompt", "hints", "text", "feedback", "explanation", "model", "mistakes"}
SHOWN_KEYS |= {"criteria", "label"}


def exercise_texts(file: str) -> list[Text]:
    """Return what a student reads in the exercises of a file."""
    return [
        Text(f"exercises/{name}, {one['id']}", words)
        for name, one in exercises().values()
        for key, words in strings(one)
        if name == file and key in SHOWN_KEYS
    ]


# ---- How hard it is to read ---------------------------------------------------------------------


@cache
def names() -> frozenset[str]:
    """Return the words of names of places, actors and publishers, in small letters."""
    cells_ = [r[c] for r in rows("places.csv") for c in ("name_en", "other_names")]
    cells_ += [r[c] for r in rows("actors.csv") for c in ("label", "other_names")]
    cells_ += [r["publisher"] for r in rows("sources.csv")]
    words = (word for cell in cells_ for word in WORD.findall(cell))
    # A short word, such as "The" or "On", begins too many ordinary sentences.
    return frozenset(word.lower() for word in words if word[0].isupper() and len(word) > 3)


def syllables(word: str) -> int:
    """Count groups of vowels, without a silent e at the end.

    >>> [syllables(word) for word in ("zone", "agreed", "wanted", "table", "question", "area")]
    [1, 2, 2, 2, 2, 3]
    """
    word = re.sub(r"[^a-z]", "", word.lower().removesuffix("'s").removesuffix("’s"))
    groups = len(re.findall(r"[aeiouy]+", word))
    # Two vowels side by side that are spoken one by one.
    groups += len(re.findall(r"(?<![cgst])i[aou]|(?<![gq])ua|eo(?!p)|[dr]ea$|[aeo]ing|iet", word))
    silent = re.search(r"[^aeiouyl]e$|[aeiou]le$|[^aeiouytd]ed$|[^aeiouyscxzgh]es$", word)
    return max(1, groups - bool(silent))


def sentences(words: str) -> list[str]:
    words = re.sub(r"\b(Col|Mr|Mrs|Dr|St|e\.g|i\.e)\.", r"\1", words)
    parts = re.split(r"(?<=[.?!])[\"”’)]*\s+|\n+", words)
    return [part for part in parts if WORD.search(part)]


def grade(texts: list[str]) -> tuple[float, int]:
    """Return the Flesch-Kincaid grade and the number of words.

    A name counts as one word of average length, and so does a quotation of four words or more: how
    long they are is not in the writer's hands. A name is a word of a place, an actor or a
    publisher, or has a capital inside a sentence.
    """
    count = ordinary = beats = ends = 0
    for text in texts:
        quoted = QUOTED.sub(lambda m: m[0] if len(m[0].split()) < 4 else " Title ", text)
        for sentence in sentences(quoted):
            found = WORD.findall(sentence)
            plain_words = [
                word
                for n, word in enumerate(found)
                if word[0].islower() or (n == 0 and word.lower() not in names())
            ]
            ends += 1
            count += len(found)
            ordinary += len(plain_words)
            beats += sum(map(syllables, plain_words))
    return 0.39 * count / ends + 11.8 * beats / ordinary - 15.59, count


def test_the_counter_of_syllables_is_right_about_ordinary_words() -> None:
    counted = {
        1: "zone who held held's named each moved town these strikes mine",
        2: "table agreed wanted question river people desert places between forces being quiet",
        3: "area distances government's idea agreement video prediction coalition radius",
        4: "military information territory situation society",
    }
    wrong = {
        word: (syllables(word), count)
        for count, words in counted.items()
        for word in words.split()
        if syllables(word) != count
    }
    assert wrong == {}


def test_the_grade_of_a_known_text() -> None:
    # Three sentences, 19 words, 20 syllables.
    easy = "The cat sat on the mat. It saw a bird in the tree. Then it went to sleep again."
    assert grade([easy])[0] == pytest.approx(0.39 * 19 / 3 + 11.8 * 20 / 19 - 15.59)
    hard = "Notwithstanding considerable uncertainty, international organisations characterised it."
    assert grade([hard])[0] > 20


def prose_blocks(notebook: str) -> list[str]:
    return [block for cell in prose(notebook) for block in blocks(plain(cell.source))]


def readability(notebook: str) -> dict[str, float]:
    """Return the grade of the prose of a notebook and of its exercises."""
    tasks = [t.words for t in exercise_texts(f"{Path(notebook).stem}.toml")]
    tasks = [block for words in tasks for block in blocks(plain(words))]
    texts = {"text": prose_blocks(notebook), "exercises": tasks}
    return {what: grade(words)[0] for what, words in texts.items() if words}


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_prose_can_be_read_after_nine_years_of_school(notebook: str) -> None:
    long = [t for t in prose_blocks(notebook) if len(t.split()) > 12]
    hard = sorted(((grade([t])[0], t[:90]) for t in long), reverse=True)
    assert max(readability(notebook).values()) <= MAX_GRADE, hard[:5]


def test_the_editorial_notes_state_how_hard_the_notebooks_are_to_read() -> None:
    notes = (ROOT / "docs" / "editorial.md").read_text("utf-8")
    stated = {
        (number, what): float(value)
        for number, *values in re.findall(r"^\| (0\d) \| (\d\.\d) \| (\d\.\d) \|$", notes, re.M)
        for what, value in zip(("text", "exercises"), values, strict=True)
    }
    found = {
        (notebook[:2], what): value
        for notebook in NOTEBOOKS
        for what, value in readability(notebook).items()
    }
    # One word more or less does not make the table wrong.
    assert stated == pytest.approx(found, abs=0.1), {k: round(v, 1) for k, v in found.items()}


# ---- How much of it there is --------------------------------------------------------------------


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_no_paragraph_is_longer_than_five_lines(notebook: str) -> None:
    long = [
        f"{cell.where}: {len(block)} letters, at most {MAX_PARAGRAPH}: {block[:60]}"
        for cell in prose(notebook)
        for block in blocks(plain(cell.source))
        if len(block) > MAX_PARAGRAPH
    ]
    assert long == []


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_something_to_see_or_to_do_comes_after_250_words_at_most(notebook: str) -> None:
    """The first cell is the cover, and what follows the last thing to do is the end: both apart."""
    stretches, run, began = [], 0, ""
    for cell in cells(notebook)[1:]:
        # A table may also stand in the text itself, between two parts of it.
        parts = re.split(r"(?m)(?:^\|.*\n?)+", cell.source) if cell.kind == "markdown" else []
        for n, part in enumerate(parts):
            if n:
                stretches.append((run, began, cell.where))
                run = 0
            began = began if run else cell.where
            run += len(WORD.findall(plain(part)))
        if cell.shows():
            stretches.append((run, began, cell.where))
            run = 0
    long = [f"{a} to {b}: {run} words" for run, a, b in stretches if run > MAX_PROSE]
    assert long == []


# ---- Numbers ------------------------------------------------------------------------------------

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# What may be typed: each with its reason. Where two overlap, the longer stands first.
TYPED = {
    "a document of the UN": r"\b[A-Z]/(?:[A-Z]+/)?\d+/\d+\b",
    "a day or a month": rf"\d{{1,2}}(?:(?:,| and| to| or) \d{{1,2}})* (?:{MONTHS})\b",
    "a year": r"(?<![\d.,])(?:19|20)\d\d(?!\d|[.,]\d)",
    "a paragraph of the article": r"(?:paragraphs? |¶ ?)\d+(?:(?:,| and| to| or) \d+)*",
    "a part of a notebook": r"[Ss]ections? \d+(?:(?:,| and| to| or) \d+)*",
    "the number of a heading or a row": r"(?m)^(?:#+ )?\d+\.\s",
    "the time on the cover": r"\*\*Time:\*\*.*",
    "a licence": r"CC BY(?:-SA)? \d\.\d|BSD-3-Clause",
}
# A number that no rule above allows, and why it may stand there all the same.
KNOWN = {
    ("02_the_race.ipynb", "55"): "the radius of the zone, as zones.geojson has it",
    ("02_the_race.ipynb", "17"): "the number of PPP Focus, with which an exercise works (E17)",
    **{
        ("02_the_race.ipynb", number): "a radius of the zone that texts of May gave (E12, E17)"
        for number in ("30", "34", "35")
    },
}
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


def paragraphs(words: str) -> set[int]:
    """Return the paragraphs of the article that a text cites.

    >>> sorted(paragraphs("The base (paragraphs 14 to 16) and paragraph 7."))
    [7, 14, 15, 16]
    """
    cited: set[int] = set()
    for part in re.findall(TYPED["a paragraph of the article"], words):
        found = [int(number) for number in re.findall(r"\d+", part)]
        cited |= set(range(found[0], found[-1] + 1)) if " to " in part else set(found)
    return cited


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


# ---- Whose words --------------------------------------------------------------------------------

PARTISAN = re.compile(
    r"\b(regimes?|terrorists?|prox(?:y|ies)|martyr(?:s|ed|dom)?|liberat(?:e|es|ed|ing|ion|ors?)|"
    r"mercenar(?:y|ies)|occupations?|occupiers?|crusaders?|rawafid|rafid[ai]s?|kuff?ar|kafirs?|"
    r"infidels?|apostates?|takfiris?|shabiha|puppets?|thugs?|stooges?|axis of (?:resistance|evil)|"
    r"shia crescent|rojava|caliphate|jihadis?)\b",
    re.IGNORECASE,
)
# Who is on a list of a state or of the UN is a matter of record, and is said with who lists it.
LISTED = re.compile(r"\b(?:lists? (?:it|them)|listed) as (?:a )?terrorists?(?: groups?)?\b")
# Columns that hold what somebody says, or what things are called, and say so in their heading.
OTHERS_WORDS = {
    *("other_names", "naming_note", "aims_stated", "aims_attributed"),
    *("citation", "publisher", "url", "said_by", "asserted_by"),
}


def partisan(words: str) -> list[str]:
    """Return words of one side that stand there as if they were the lesson's own."""
    words = QUOTED.sub(" ", plain(words).replace("’", "'"))
    return [found[0].lower() for found in PARTISAN.finditer(LISTED.sub(" ", words))]


def all_texts() -> Iterator[Text]:
    """Yield everything that a reader may meet: prose, titles in code, exercises, data."""
    for notebook in NOTEBOOKS:
        for cell in cells(notebook):
            parts = [cell.source] if cell.kind == "markdown" else literals(cell.source)
            yield from (Text(cell.where, part) for part in parts)
    for path in sorted((DATA / "exercises").glob("*.toml")):
        for one in tomllib.loads(path.read_text("utf-8"))["exercises"]:
            for key, words in strings(one):
                yield Text(f"exercises/{path.name}, {one['id']}, {key}", words)
    for path in sorted(DATA.glob("*.csv")):
        for n, row in enumerate(rows(path.name), start=2):
            kept = ((column, words) for column, words in row.items() if column not in OTHERS_WORDS)
            yield from (Text(f"{path.name} row {n}, {column}", words) for column, words in kept)
    for path in sorted(DATA.glob("*.geojson")):
        for feature in json.loads(path.read_text("utf-8"))["features"]:
            for column, words in feature["properties"].items():
                if isinstance(words, str) and column not in OTHERS_WORDS:
                    yield Text(f"{path.name} {feature['properties']['id']}, {column}", words)
    for key, words in strings(tomllib.loads((DATA / "lesson.toml").read_text("utf-8"))):
        yield Text(f"lesson.toml, {key}", words)


def test_the_rule_on_partisan_words_lets_quotations_pass() -> None:
    assert partisan("The report says \"proxies\", 'martyrs' and “the regime”.") == []
    assert partisan("The UN lists it as terrorist, the US lists it as a terrorist group.") == []
    assert partisan("The regime’s men liberated it from terrorists.") == [
        *("regime", "liberated", "terrorists"),
    ]
    assert partisan("It isn't the regime's.") == ["regime"]


def test_words_of_one_side_stand_in_quotation_marks() -> None:
    found = [f"{t.where}: {', '.join(partisan(t.words))}" for t in all_texts() if partisan(t.words)]
    assert found == []


# ---- Who and what is there ----------------------------------------------------------------------


def names_of(actor: dict[str, str]) -> list[str]:
    """Return the names under which a reader may meet an actor, and its id as code uses it."""
    every = [actor["label"], *actor["other_names"].split(";")]
    short = re.findall(r"\(([A-Z]+)\)", actor["label"])
    return [actor["actor_id"], *short, *(re.sub(r"\s*\([^)]*\)", "", n) for n in every if n)]


def named(name: str, text: str) -> bool:
    """Tell if a text has a name; the case of a single word counts, since "IS" is not "is"."""
    flags = re.IGNORECASE if " " in name else 0
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, flags))


def test_each_actor_is_named_in_a_notebook() -> None:
    parts = [
        cell.source
        if cell.kind == "markdown"
        else "\n".join([cell.printed(), *literals(cell.source)])
        for notebook in NOTEBOOKS
        for cell in cells(notebook)
    ]
    text = "\n".join(parts)
    missing = [
        actor["actor_id"]
        for actor in rows("actors.csv")
        if not any(named(name, text) for name in names_of(actor))
    ]
    assert missing == [], "no notebook names these actors"


def test_each_actor_has_its_card_by_the_notebook_that_first_names_it() -> None:
    shown: set[str] = set()
    unexplained = []
    for notebook in NOTEBOOKS:
        here = cells(notebook)
        shown |= {word for c in here if "actor_cards(" in c.source for word in literals(c.source)}
        text = "\n".join(
            c.source if c.kind == "markdown" else "\n".join(literals(c.source)) for c in here
        )
        tasks = "\n".join(t.words for t in exercise_texts(f"{Path(notebook).stem}.toml"))
        for actor in rows("actors.csv"):
            names = names_of(actor)[1:]  # the id is code, not a name
            met = any(named(name, f"{text}\n{tasks}") for name in names)
            if met and actor["actor_id"] not in shown:
                unexplained.append((notebook, actor["actor_id"]))
    assert shown
    assert unexplained == []


# Words that say nothing about what a claim is about.
EMPTY = """
about after also been before could each from have into like more most much near only other over
same side some such than that their them then there these they this those very were what when where
which while will with would
"""


def content(words: str) -> set[str]:
    """Return the beginnings of the words that carry a text, so that "forces" meets "force"."""
    found = (word.lower().split("'")[0].split("’")[0] for word in WORD.findall(plain(words)))
    return {word[:5] for word in found if len(word) > 3 and word not in EMPTY.split()}


def taken_up(claim: dict[str, str]) -> str:
    """Return where a claim is taken up, or nothing.

    That is: an exercise that names its id; or a paragraph of prose, or an exercise, that cites its
    paragraph of the article and has at least half of its words (at least two); or an event on the
    timeline of the second notebook that belongs to the claim and to its paragraph. A list of all
    claims does not count.
    """
    paragraph, words = int(claim["paragraph"]), content(claim["claim"])
    for name, one in exercises().values():
        said = [words_ for _, words_ in strings(one)]
        shown = content(" ".join(words_ for key, words_ in strings(one) if key in SHOWN_KEYS))
        cites = paragraph in {*one.get("paragraphs", ()), *paragraphs(" ".join(said))}
        if claim["claim_id"] in said or (cites and len(words & shown) >= max(2, len(words) / 2)):
            return f"exercises/{name}, {one['id']}"
    for cell in itertools.chain(*map(prose, NOTEBOOKS)):
        for block in re.split(r"\n\s*\n|\n(?=\|)", cell.source):
            shared = words & content(block)
            if paragraph in paragraphs(block) and len(shared) >= max(2, len(words) / 2):
                return cell.where
    for event in weeks():
        of_claim = event["event_id"] in claim["event_ids"].split(";")
        if of_claim and str(paragraph) in event["paragraphs"].split(";"):
            return f"event {event['event_id']}"
    return ""


def weeks() -> list[dict[str, str]]:
    return [e for e in rows("events.csv") if "2017-05-04" <= e["start"] <= "2017-06-07"]


def test_claims_named_anywhere_are_in_the_table() -> None:
    known = {row["claim_id"] for row in rows("claims.csv")}
    found = {(t.where, c) for t in all_texts() for c in re.findall(r"\bC\d\d\b", t.words)}
    assert known
    assert sorted((where, claim) for where, claim in found if claim not in known) == []


def test_claims_are_taken_up_in_the_notebooks() -> None:
    """Three notebooks take up 45 of the 60 claims; one notebook alone a third of that."""
    left = [row["claim_id"] for row in rows("claims.csv") if not taken_up(row)]
    count = len(rows("claims.csv")) - len(left)
    print(f"| claims taken up | {count} of {len(rows('claims.csv'))} | not: {', '.join(left)} |")
    assert count >= min(MIN_CLAIMS, MIN_CLAIMS // 3 * len(NOTEBOOKS)), f"not taken up: {left}"


def test_each_event_of_the_five_weeks_stands_on_the_timeline() -> None:
    made = [c for n in NOTEBOOKS for c in cells(n) if re.search(r"(?m)^race = ", c.source)]
    assert len(made) == 1
    raw = json.loads((ROOT / "notebooks" / made[0].notebook).read_text("utf-8"))
    states = raw["metadata"]["widgets"][STATE]["state"]
    shown = next(o["data"][VIEW]["model_id"] for o in made[0].outputs if VIEW in o["data"])
    if "map" in states[shown]["state"]:  # the map stands in a list beside it
        shown = states[shown]["state"]["map"].removeprefix("IPY_MODEL_")
    spec = states[shown]["state"]["spec"]
    assert (spec["first"], spec["last"]) == ("2017-05-04", "2017-06-07")
    there = {(e["start"], e["title"]) for e in spec["events"]}
    missing = [e["event_id"] for e in weeks() if (e["start"], e["title"]) not in there]
    assert len(weeks()) > 10
    assert missing == [], f"{made[0].where}: run `make notebooks`"


# ---- Nothing is copied from the article ---------------------------------------------------------

# The article is not part of this project. Of each sequence of eight of its words there is only a
# salted hash, in no order.
SEQUENCES = Path(__file__).with_name("article_sequences.txt")
LENGTH = 8


def sequences(text: str, salt: str) -> dict[str, str]:
    """Return each sequence of eight words of a text by its hash.

    Letters count, case, marks and accents do not.
    """
    bare = unicodedata.normalize("NFKD", text).lower()
    bare = "".join(c for c in bare if not unicodedata.combining(c) and c not in "'’\u2018")
    words = re.findall(r"[^\W_]+", bare)
    runs = (" ".join(words[n : n + LENGTH]) for n in range(len(words) - LENGTH + 1))
    return {hashlib.sha256(f"{salt} {run}".encode()).hexdigest()[:12]: run for run in runs}


def article() -> tuple[str, set[str]]:
    salt, *hashes = [
        line for line in SEQUENCES.read_text("utf-8").splitlines() if not line.startswith("#")
    ]
    return salt, set(hashes)


def test_a_copied_sentence_would_be_found() -> None:
    one = "This sentence has more than eight words, and somebody copied it."
    changed = "He wrote: \u2018THIS sentence has more than eight words and somebody’s copied it"
    known = set(sequences(one, "salt"))
    assert len(known) == 4
    assert known & set(sequences(changed, "salt"))
    assert not known & set(sequences(one, "other salt"))
    assert not known & set(
        sequences("A sentence has more than seven words, and somebody copied.", "salt")
    )


def test_nothing_is_copied_from_the_article() -> None:
    salt, known = article()
    assert len(known) > 400
    texts = list(all_texts())
    for path in [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]:
        texts.append(Text(str(path.relative_to(ROOT)), path.read_text("utf-8")))
    for path in sorted(DATA.glob("*.csv")):  # with the columns that hold the words of others
        for n, row in enumerate(rows(path.name), start=2):
            texts += [Text(f"{path.name} row {n}", words) for words in row.values()]
    copied = {
        (text.where, run)
        for text in texts
        for key, run in sequences(text.words, salt).items()
        if key in known
    }
    assert sorted(copied) == []


# ---- Arabic names -------------------------------------------------------------------------------


def not_arabic(name: str) -> str:
    """Return the letters of a name that are not Arabic."""
    letters = (c for c in name if c.isalpha())
    return "".join(c for c in letters if not unicodedata.name(c, "").startswith("ARABIC"))


def test_arabic_names_have_arabic_letters_only() -> None:
    assert not_arabic("\u062f\u064a\u0631") == ""
    assert not_arabic("\u062f\u064a\u0631 r") == "r"
    named = [(f"places.csv row {n}", r["name_ar"]) for n, r in enumerate(rows("places.csv"), 2)]
    for path in sorted((DATA / "basemap").rglob("*.geojson")):
        for feature in json.loads(path.read_text("utf-8"))["features"]:
            name = feature["properties"].get("name_ar") or ""
            named.append((f"{path.parent.name}/{path.name}", name))
    assert sum(bool(name) for _, name in named) > 100
    # Beside its letters a name may have vowel signs, spaces, brackets and hyphens, and no digits.
    signs = {c: unicodedata.category(c) for _, name in named for c in name if not c.isalpha()}
    strange = [c for c, kind in signs.items() if kind != "Mn" and c not in " ()-"]
    wrong = [(where, name) for where, name in named if not_arabic(name) or set(strange) & set(name)]
    assert wrong == []
