"""The page of a class: who did what, what was answered wrongly, and what was written."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from lessonkit.classroom.file import Record, judged
from lessonkit.classroom.handins import ABSENT, Handed
from lessonkit.classroom.names import in_line
from lessonkit.classroom.sure import surely_right
from lessonkit.errors import counted
from lessonkit.exercises.states import EDITORS, KEY, LATER, NOT_YET, RIGHT, SELF, SIGNS, named
from lessonkit.exercises.sure import SURE
from lessonkit.html.template import rendered
from lessonkit.publish.site.policy import hashed

OPENING = "<!doctype html>\n<!-- Written by lessonkit answers. -->\n"
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SIGNS = {**dict(reversed(SIGNS.items())), ABSENT: "?"}  # what is done comes first
# On the page. A wider table does not fit on paper; all_answers has every answer, whole.
_MOST_COLUMNS, _MOST_ANSWERS, _LONGEST = 8, 12, 300
_STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")


def seen(text: str) -> str:
    """Take out what no page and no table can show, or what would turn the text after it."""
    return in_line(_UNSEEN.sub("\ufffd", text))


def page(handed: Handed) -> str:
    """Give the page of a class as HTML."""
    own = f"default-src 'none'; style-src {hashed(_STYLE)}"
    policy = f"{own}; base-uri 'none'; form-action 'none'"
    nobody, untried = _gaps(handed)
    if not nobody + untried:
        nobody = ["None. Somebody got each one right."]
    lists = {
        "Exercises that nobody got right": nobody,
        "Exercises that nobody tried": untried,
        "How sure, and how often right": surely_right(handed),
        "Files that were left out": [str(fault) for fault in handed.left_out],
        "Handed in more than once": handed.notes,
    }
    by_judge = defaultdict[str, list[tuple[str, Record]]](list)
    for pair in handed.exercises.items():
        by_judge[judged(pair[1])].append(pair)
    body = rendered(
        "classroom/page",
        policy=policy,
        style=Markup(_STYLE),
        title=f"Answers of the class: {seen(handed.title)}",
        students=counted(len(handed.students), "student"),
        files=f"{counted(len(handed.hands), 'file')} read, {len(handed.left_out)} left out",
        found=[(seen(file), seen(what)) for file, what in handed.files.items()],
        lists={heading: [seen(one) for one in listed] for heading, listed in lists.items()},
        sure=_sure_and_wrong(handed),
        twice=_asked_twice(handed),
        who=list(_who(handed)),
        wrong=[_wrong(handed, *pair) for pair in by_judge[KEY]],
        judgements=[_judgements(handed, *pair) for pair in by_judge[EDITORS]],
        texts=[_texts(handed, *pair) for pair in by_judge[SELF]],
    )
    return f"{OPENING}{body}\n"


def _gaps(handed: Handed) -> tuple[list[str], list[str]]:
    """Give the exercises that were tried and never solved, and those that were never tried."""
    nobody, untried = list[str](), list[str]()
    for key, exercise in handed.exercises.items():
        states = Counter(one["state"] for one in _records(handed, key))
        name = f"{exercise['title']} ({exercise['notebook']})"
        if states[NOT_YET] and not states[RIGHT]:
            # Judged by nobody, or asked before anybody could know.
            if _own(exercise) or exercise.get("judged") == LATER:
                continue
            nobody.append(f"{name}: {counted(states[NOT_YET], 'student')} tried")
        elif not states[RIGHT]:
            untried.append(name)
    return nobody, untried


def _records(handed: Handed, key: str) -> list[Record]:
    return [hand.exercises.get(key, handed.exercises[key]) for hand in handed.students]


def _who(handed: Handed) -> Iterator[dict[str, Any]]:
    """Give a table for each notebook, or several where one would be too wide."""
    exercises, notebooks = handed.exercises, defaultdict[str, list[str]](list)
    for key, exercise in exercises.items():
        notebooks[exercise["notebook"]].append(key)
    for notebook, keys in notebooks.items():
        size = math.ceil(len(keys) / math.ceil(len(keys) / _MOST_COLUMNS))
        for start in range(0, len(keys), size):
            some = keys[start : start + size]
            part = f", exercises {start + 1} to {start + len(some)} of {len(keys)}"
            yield {
                "caption": seen(notebook + part if len(keys) > size else notebook),
                "heads": [seen(exercises[key]["title"]) for key in some],
                "rows": [
                    (
                        seen(hand.student),
                        [_cell(hand.exercises.get(key, exercises[key])) for key in some],
                    )
                    for hand in handed.students
                ],
            }


def _cell(one: Record) -> dict[str, str]:
    tries, hints, state = len(one["attempts"]), one["hints"], one["state"]
    more = [counted(tries, "attempt")] if tries else []
    more += [counted(hints, "hint")] if hints else []
    more += ["model answer seen"] if one["model_shown"] else []
    return {
        "look": state.replace(" ", "-"),
        "sign": _SIGNS[state],
        "state": named(judged(one), state),
        "more": ", ".join(more),
    }


def _wrong(handed: Handed, key: str, exercise: Record) -> dict[str, Any]:
    """Give the wrong answers to an exercise, the most common first."""
    records = _records(handed, key)
    given, students = Counter[str](), Counter[str]()
    for one in records:
        wrong = [" ".join(each["words"].split()) for each in one["attempts"] if not each["right"]]
        given.update(wrong)
        students.update(set(wrong))
    most = sorted(given, key=lambda words: (-given[words], -students[words], words))
    return {
        **_headed(exercise, records),
        "rows": [(seen(_short(w)), given[w], students[w]) for w in most[:_MOST_ANSWERS]],
        "left": max(0, len(most) - _MOST_ANSWERS),
    }


def _sure_and_wrong(handed: Handed) -> list[tuple[str, str, int]]:
    """Give each wrong answer that students were sure of, with how many of them: the most first.

    These are the ones to talk about: who guesses knows that there is something to learn.
    """
    found = Counter[tuple[str, str]]()
    for key, exercise in handed.exercises.items():
        if _own(exercise):
            continue
        for one in _records(handed, key):
            wrong = [a for a in one["attempts"] if not a["right"] and a.get("sure") == SURE]
            answers = {_short(" ".join(attempt["words"].split())) for attempt in wrong}
            found.update((exercise["title"], words) for words in answers)
    return [(seen(title), seen(words), n) for (title, words), n in found.most_common()]


def _asked_twice(handed: Handed) -> list[dict[str, Any]]:
    """Give each question that came before and after, and how many had it right at the first try.

    Only students who answered it both times are counted. The last row is the sum of all.
    """
    found: list[tuple[str, int, int, int]] = []
    for key, exercise in handed.exercises.items():
        first = exercise.get("again") or ""
        if first not in handed.exercises:
            continue
        pairs = zip(_records(handed, first), _records(handed, key), strict=True)
        both = [
            (before["attempts"][0]["right"], after["attempts"][0]["right"])
            for before, after in pairs
            if before["attempts"] and after["attempts"]
        ]
        if both:
            before, after = (sum(right) for right in zip(*both, strict=True))
            found.append((seen(exercise["title"]), len(both), before, after))
    if len(found) > 1:
        _, all_of_them, befores, afters = zip(*found, strict=True)
        found.append(("All answers", sum(all_of_them), sum(befores), sum(afters)))
    return [
        {
            "title": title,
            "answers": answers,
            "before": _part(before, answers),
            "after": _part(after, answers),
            "gain": f"{after - before:+d}".replace("-", "\u2212") if after != before else "0",
        }
        for title, answers, before, after in found
    ]


def _part(some: int, of: int) -> str:
    return f"{some} ({round(100 * some / of)} %)"


def _own(exercise: Record) -> bool:
    return judged(exercise) != KEY


def _judgements(handed: Handed, key: str, exercise: Record) -> dict[str, Any]:
    """Give how a class judged, with how many of it, and the reasons: none is wrong or right."""
    records = _records(handed, key)
    given, reasons = Counter[str](), []
    for hand, one in zip(handed.students, records, strict=True):
        if one["attempts"]:
            last = one["attempts"][-1]
            reason = _reason(last)
            chosen = " ".join(last["words"].split())
            given.update(_parts(chosen.removesuffix(f". Reason: {reason}") if reason else chosen))
            reasons += [(seen(hand.student), seen(reason))] if reason else []
    return {
        **_headed(exercise, records),
        "rows": [(seen(_short(words)), n) for words, n in sorted(given.items(), key=_most_first)],
        "reasons": reasons,
    }


def _reason(attempt: Record) -> str:
    answer = attempt.get("answer")
    reason = answer.get("reason") if isinstance(answer, dict) else None
    return " ".join(reason.split()) if isinstance(reason, str) else ""


def _parts(words: str) -> list[str]:
    """Cut an answer of several sentences, each with its kind, into them."""
    parts = words.split("; ")
    return parts if all(": " in part for part in parts) else [words]


def _most_first(pair: tuple[str, int]) -> tuple[str, int, str]:
    """Keep the judgements of one sentence together, the most common first."""
    words, count = pair
    return words.rpartition(": ")[0], -count, words


def _texts(handed: Handed, key: str, exercise: Record) -> dict[str, Any]:
    """Give the last text of each student: none is wrong or right."""
    records = _records(handed, key)
    return {
        **_headed(exercise, records),
        "rows": [
            (seen(hand.student), seen(one["attempts"][-1]["words"]))
            for hand, one in zip(handed.students, records, strict=True)
            if one["attempts"]
        ],
    }


def _headed(exercise: Record, records: Sequence[Record]) -> dict[str, str]:
    return {
        "title": seen(exercise["title"]),
        "notebook": seen(exercise["notebook"]),
        "told": _told(records),
    }


def _told(records: Sequence[Record]) -> str:
    """Say in a sentence how many got an exercise right, and what help they took."""
    states = Counter(one["state"] for one in records)
    judge = judged(records[0])
    told = [", ".join(f"{states[one]} {named(judge, one)}" for one in _SIGNS if states[one])]
    hints = sum(one["hints"] > 0 for one in records)
    told += [f"{hints} opened a hint"] if hints else []
    models = sum(one["model_shown"] for one in records)
    told += [f"{models} saw the model answer"] if models else []
    return "".join(f"{words}. " for words in told).rstrip()


def _short(words: str) -> str:
    return (words if len(words) <= _LONGEST else f"{words[: _LONGEST - 3]}...") or "(no words)"
