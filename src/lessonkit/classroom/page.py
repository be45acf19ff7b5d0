"""The page of a class: who did what, what was answered wrongly, and what was written."""

from __future__ import annotations

import base64
import hashlib
import html
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from lessonkit.classroom.handins import ABSENT, Handed, Record
from lessonkit.exercises.states import NOT_YET, RIGHT, SIGNS, named

OPENING = "<!doctype html>\n<!-- Written by lessonkit answers. -->\n"
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SIGNS = {**dict(reversed(SIGNS.items())), ABSENT: "?"}  # what is done comes first
# On the page. A wider table does not fit on paper; all_answers has every answer, whole.
_MOST_COLUMNS, _MOST_ANSWERS, _LONGEST = 8, 12, 300
_STYLE = """
:root { color-scheme: light dark; --ink: #1f2429; --muted: #545b63; --paper: #fbfaf7;
  --line: #d5d0c6; --accent: #0b5c9c; --right: #e2efe5; --not-yet: #f8ecd2; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #eceae6; --muted: #b4b8bd;
  --paper: #1b1e22; --line: #43484f; --accent: #7cc0f5; --right: #20382a; --not-yet: #40351d; } }
body { max-width: 76rem; margin: 0 auto; padding: 1rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.45 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.2; } h2 { font-size: 1.2rem; margin: 2.2rem 0 0.4rem; }
h3 { font-size: 1rem; margin: 1.6rem 0 0.2rem; } p, ul { max-width: 46rem; margin: 0.3rem 0; }
h1, h2, h3, p, li, caption, th[scope="row"] { overflow-wrap: anywhere; }
.wide { overflow-x: auto; margin: 0.8rem 0 1.6rem; }
.wide:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; min-width: min(100%, 24rem); }
small { display: block; color: var(--muted); }
caption { text-align: left; padding: 0.3rem 0; color: var(--muted); }
.wide caption { font-weight: 600; color: var(--ink); } .wide table { width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem;
  border-bottom: 1px solid var(--line); }
tbody th { font-weight: 400; } .wide td, .wide thead th { min-width: 6.6rem; }
.wide th:first-child { position: sticky; left: 0; background: var(--paper); min-width: 5rem; }
.right { background: var(--right); } .not-yet { background: var(--not-yet); }
@page { size: landscape; margin: 12mm; }
@media print {
  :root { --paper: #fff; font-size: 8.5pt; } body { max-width: none; padding: 0; }
  h2, h3, caption { break-after: avoid; }
  .wide { overflow: visible; } .wide td, .wide thead th { min-width: 0; }
  tr { break-inside: avoid; } }
"""


def count(number: int, what: str) -> str:
    """Say how many: `1 file`, `2 files`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def seen(text: str) -> str:
    """Take out characters that no page and no table can show."""
    return _UNSEEN.sub("\ufffd", text)


def _html(text: str) -> str:
    return html.escape(seen(text))


def page(handed: Handed) -> str:
    """Give the page of a class as HTML."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    read, out = len(handed.students + handed.older), len(handed.left_out)
    title = f"Answers of the class: {_html(handed.title)}"
    nobody, untried = _gaps(handed)
    texts = {key: one for key, one in handed.exercises.items() if _own(one)}
    if not nobody + untried:
        nobody = ["None. Somebody got each one right."]
    body = [
        f"<h1>{title}</h1>",
        f"<p>{count(len(handed.students), 'student')}. {count(read, 'file')} read, {out} left out.",
        "Names are as the students typed them. Delete this page when you no longer need it.</p>",
        _list("Exercises that nobody got right", nobody),
        _list("Exercises that nobody tried", untried),
        _list("Files that were left out", [str(fault) for fault in handed.left_out]),
        _list("Handed in more than once", handed.notes),
        "<h2>Who did what</h2>",
        *_who(handed),
        "<h2>Wrong answers, by how often they were given</h2>",
        *(_wrong(handed, key, one) for key, one in handed.exercises.items() if not _own(one)),
        "<h2>Texts of their own, as each student compared them last</h2>" if texts else "",
        *(_texts(handed, key, exercise) for key, exercise in texts.items()),
    ]
    return (
        f'{OPENING}<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(part for part in body if part)
        + "\n</main>\n</body>\n</html>\n"
    )


def _list(heading: str, items: Sequence[str]) -> str:
    lines = "".join(f"<li>{_html(item)}</li>" for item in items)
    return f"<h2>{heading}</h2>\n<ul>{lines}</ul>" if items else ""


def _gaps(handed: Handed) -> tuple[list[str], list[str]]:
    """Give the exercises that were tried and never solved, and those that were never tried."""
    nobody, untried = list[str](), list[str]()
    for key, exercise in handed.exercises.items():
        states = Counter(one["state"] for one in _records(handed, key))
        name = f"{exercise['title']} ({exercise['notebook']})"
        if states[NOT_YET] and not states[RIGHT]:
            if _own(exercise):  # written, and judged by nobody
                continue
            nobody.append(f"{name}: {count(states[NOT_YET], 'student')} tried")
        elif not states[RIGHT]:
            untried.append(name)
    return nobody, untried


def _records(handed: Handed, key: str) -> list[Record]:
    return [hand.exercises.get(key, handed.exercises[key]) for hand in handed.students]


def _who(handed: Handed) -> Iterator[str]:
    """Write a table for each notebook, or several where one would be too wide."""
    exercises, notebooks = handed.exercises, defaultdict[str, list[str]](list)
    for key, exercise in exercises.items():
        notebooks[exercise["notebook"]].append(key)
    for notebook, keys in notebooks.items():
        size = math.ceil(len(keys) / math.ceil(len(keys) / _MOST_COLUMNS))
        for start in range(0, len(keys), size):
            some = keys[start : start + size]
            part = f", exercises {start + 1} to {start + len(some)} of {len(keys)}"
            caption = _html(notebook + part if len(keys) > size else notebook)
            heads = ["Student", *(_html(exercises[key]["title"]) for key in some)]
            rows = (
                [f"<bdi>{_html(hand.student)}</bdi>"]
                + [_cell(hand.exercises.get(key, exercises[key])) for key in some]
                for hand in handed.students
            )
            # A region takes the focus, so that the keys can scroll it.
            region = f'class="wide" role="region" tabindex="0" aria-label="{caption}"'
            yield f"<div {region}>{_table(caption, heads, rows)}</div>"


def _table(caption: str, heads: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table from HTML; a cell may be a whole `td`, and a row begins with its heading."""
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    body = "\n".join(
        f'<tr><th scope="row">{first}</th>{"".join(cells)}</tr>' for first, *cells in rows
    )
    return (
        f"<table><caption>{caption}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{body}\n</tbody></table>"
    )


def _cell(one: Record) -> str:
    tries, hints, state = len(one["attempts"]), one["hints"], one["state"]
    more = [count(tries, "attempt")] if tries else []
    more += [count(hints, "hint")] if hints else []
    more += ["model answer seen"] if one["model_shown"] else []
    sign = f'<span aria-hidden="true">{_SIGNS[state]}</span> {named(one["kind"], state)}'
    return f'<td class="{state.replace(" ", "-")}">{sign}<small>{", ".join(more)}</small></td>'


def _wrong(handed: Handed, key: str, exercise: Record) -> str:
    records = _records(handed, key)
    given, students = Counter[str](), Counter[str]()
    for one in records:
        wrong = [" ".join(each["words"].split()) for each in one["attempts"] if not each["right"]]
        given.update(wrong)
        students.update(set(wrong))
    title = _html(exercise["title"])
    parts = [f"<h3>{title} ({_html(exercise['notebook'])})</h3>", f"<p>{_told(records)}</p>"]
    most = sorted(given, key=lambda words: (-given[words], -students[words], words))
    if most:
        rows = (
            [f"<bdi>{_html(_short(words))}</bdi>"]
            + [f"<td>{number}</td>" for number in (given[words], students[words])]
            for words in most[:_MOST_ANSWERS]
        )
        heads = ["Answer", "Times given", "Students"]
        parts.append(_table(f"Wrong answers to: {title}", heads, rows))
    if len(most) > _MOST_ANSWERS:
        parts.append(f"<p>{len(most) - _MOST_ANSWERS} more are in answers.csv.</p>")
    return "\n".join(parts)


def _own(exercise: Record) -> bool:
    return bool(exercise["kind"] == "text")


def _texts(handed: Handed, key: str, exercise: Record) -> str:
    """Give the last text of each student: none is wrong or right."""
    title = _html(exercise["title"])
    rows = [
        [f"<bdi>{_html(hand.student)}</bdi>", f"<td>{_html(one['attempts'][-1]['words'])}</td>"]
        for hand, one in zip(handed.students, _records(handed, key), strict=True)
        if one["attempts"]
    ]
    parts = [f"<h3>{title} ({_html(exercise['notebook'])})</h3>"]
    parts.append(f"<p>{_told(_records(handed, key))}</p>")
    parts += [_table(f"Texts: {title}", ["Student", "Text"], rows)] if rows else []
    return "\n".join(parts)


def _told(records: Sequence[Record]) -> str:
    """Say in a sentence how many got an exercise right, and what help they took."""
    states = Counter(one["state"] for one in records)
    kind = records[0]["kind"]
    told = [", ".join(f"{states[one]} {named(kind, one)}" for one in _SIGNS if states[one])]
    hints = sum(one["hints"] > 0 for one in records)
    told += [f"{hints} opened a hint"] if hints else []
    models = sum(one["model_shown"] for one in records)
    told += [f"{models} saw the model answer"] if models else []
    return "".join(f"{words}. " for words in told).rstrip()


def _short(words: str) -> str:
    return (words if len(words) <= _LONGEST else f"{words[: _LONGEST - 3]}...") or "(no words)"
