"""Whose words they are, who and what is named, and what is not copied."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from support.folders import DATA, ROOT
from support.prose import (
    NOTEBOOKS,
    QUOTED,
    SETTINGS,
    SHOWN_KEYS,
    STATE,
    VIEW,
    WORD,
    Text,
    cells,
    exercise_texts,
    exercises,
    literals,
    paragraphs,
    plain,
    prose,
    rows,
    strings,
)

MIN_CLAIMS = 45


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
        shown |= {word for c in here if "cards(" in c.source for word in literals(c.source)}
        if any("cards()" in c.source for c in here):
            shown |= {actor for group in SETTINGS["actor_groups"] for actor in group["actors"]}
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


@cache
def content(words: str) -> frozenset[str]:
    """Return the beginnings of the words that carry a text, so that "forces" meets "force"."""
    found = (word.lower().split("'")[0].split("’")[0] for word in WORD.findall(plain(words)))
    return frozenset(word[:5] for word in found if len(word) > 3 and word not in EMPTY.split())


def carried(claim: frozenset[str], words: str) -> bool:
    """Tell if a text has at least half of the words of a claim, and at least two."""
    return len(claim & content(words)) >= max(2, len(claim) / 2)


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
        shown = " ".join(words_ for key, words_ in strings(one) if key in SHOWN_KEYS)
        cites = paragraph in {*one.get("paragraphs", ()), *paragraphs(" ".join(said))}
        if claim["claim_id"] in said or (cites and carried(words, shown)):
            return f"exercises/{name}, {one['id']}"
    for cell in itertools.chain(*map(prose, NOTEBOOKS)):
        for block in re.split(r"\n\s*\n|\n(?=\|)", cell.source):
            if paragraph in paragraphs(block) and carried(words, block):
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
    made = [c for n in NOTEBOOKS for c in cells(n) if '.map("five-weeks")' in c.source]
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
    named = [(f"places.csv row {n}", r["name_local"]) for n, r in enumerate(rows("places.csv"), 2)]
    for path in sorted((DATA / "basemap").rglob("*.geojson")):
        for feature in json.loads(path.read_text("utf-8"))["features"]:
            name = feature["properties"].get("name_local") or ""
            named.append((f"{path.parent.name}/{path.name}", name))
    assert sum(bool(name) for _, name in named) > 100
    # Beside its letters a name may have vowel signs, spaces, brackets and hyphens, and no digits.
    signs = {c: unicodedata.category(c) for _, name in named for c in name if not c.isalpha()}
    strange = [c for c, kind in signs.items() if kind != "Mn" and c not in " ()-"]
    wrong = [(where, name) for where, name in named if not_arabic(name) or set(strange) & set(name)]
    assert wrong == []
