"""From a plan to the files of a small lesson, and from them to a folder.

The words stand in the templates of `lesson/`, each with notes on what to change.
"""

from __future__ import annotations

import json
import re
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbformat import v4

from lessonkit.days import Day, iso, unit_of, year_of
from lessonkit.errors import LessonError, shown
from lessonkit.geodesy import distance
from lessonkit.publish.folder import write
from lessonkit.starter.ground import ground_files
from lessonkit.starter.plan import Plan
from lessonkit.starter.workbook import write_workbook
from lessonkit.tables.rules import as_id
from lessonkit.tables.workbook import WHOLE

_TEMPLATES = Path(__file__).with_name("lesson")
_TABLES = ("places", "events", "sources")
# Of each place: its shares of the width and the height of the window.
_PLACES = (("First", 0.22, 0.66), ("Second", 0.5, 0.42), ("Third", 0.84, 0.74))
_NOTE = "To change: the name, the point, and here in a sentence why the place is in the lesson."
_WIDE = 2500  # km: in a smaller window the coarse relief is a blur
_CLOSER = 0.34  # of the window, in width and height: the second window


def make_lesson(folder: Path, plan: Plan, *, spreadsheet: bool = False) -> list[Path]:
    """Write a small lesson into a new or an empty folder.

    Parameters
    ----------
    folder : path
    plan : Plan
    spreadsheet : bool
        The tables stand in one workbook, not in CSV files.

    Returns
    -------
    list of path
        The files, in the order of their names.

    Raises
    ------
    LessonError
        If the folder holds something, or cannot be written. Nothing is written then.
    """
    check_folder(folder)
    files = files_of(plan, spreadsheet=spreadsheet)
    real = folder.resolve()
    try:
        real.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=real, prefix=".new-") as place:
            write(Path(place), files)
            for path in sorted(Path(place).iterdir()):
                path.rename(real / path.name)
    except OSError as error:
        raise LessonError(f"{folder} cannot be written: {error.strerror or error}.") from error
    return [folder / name for name in sorted(files)]


def check_folder(folder: Path) -> None:
    """Refuse a place that holds something: nothing is overwritten.

    Raises
    ------
    LessonError
        If it is a file, or a folder that holds something that is not hidden.
    """
    if folder.exists() and not folder.is_dir():
        raise LessonError(f"{folder} is a file, expected a new folder. Give another name.")
    # What systems and version control keep hidden there does no harm.
    held = sorted(one.name for one in folder.iterdir()) if folder.is_dir() else []
    if seen := [name for name in held if not name.startswith(".")]:
        raise LessonError(
            f"{folder} is not empty: it holds {shown(seen[0])}. Nothing was written. "
            "Give the name of a new folder."
        )


def files_of(plan: Plan, *, spreadsheet: bool = False) -> dict[str, bytes]:
    """Give the files of the lesson by their paths in it."""
    words = _words(plan) | {"tables": WHOLE[0] if spreadsheet else "tables (`.csv`)"}
    written = {
        path.relative_to(_TEMPLATES).with_suffix("").as_posix(): _ENVIRONMENT.get_template(
            path.relative_to(_TEMPLATES).as_posix()
        ).render(words)
        for path in sorted(_TEMPLATES.rglob("*.j2"))
    }
    notebook = written.pop("notebooks/01_start.md")
    files = {name: text.encode() for name, text in written.items()}
    files["notebooks/01_start.ipynb"] = _notebook(notebook)
    if spreadsheet:
        tables = {name: files.pop(f"data/{name}.csv").decode() for name in _TABLES}
        files[f"data/{WHOLE[0]}"] = write_workbook(tables, files["data/lesson.toml"].decode())
    return files | {f"data/basemap/{name}": content for name, content in ground_files().items()}


def _words(plan: Plan) -> dict[str, Any]:
    """Give what the templates ask for."""
    places: list[dict[str, Any]] = [
        {
            "id": f"{word.lower()}-place",
            "name": f"{word} place",
            "lon": plan.at(east, north)[0],
            "lat": plan.at(east, north)[1],
            "note": _NOTE,
        }
        for word, east, north in _PLACES
    ]
    first, second, third = ((one["lon"], one["lat"]) for one in places)
    apart, other = (float(distance(*first, *there)) for there in (second, third))
    west, south = plan.at(_PLACES[1][1] - _CLOSER / 2, _PLACES[1][2] - _CLOSER / 2)
    east, north = plan.at(_PLACES[1][1] + _CLOSER / 2, _PLACES[1][2] + _CLOSER / 2)
    return {
        "id": as_id(plan.title),
        "title": plan.title,
        "language": plan.language,
        "extent": plan.extent,
        "closer": {"west": west, "south": south, "east": east, "north": north},
        "first": plan.first,
        "last": plan.last,
        "by_hours": plan.by_hours,
        "first_day": plan.first_day,
        "first_event": plan.day(0.3),
        "second_event": plan.day(0.7),
        "linger": dict(zip(("number", "unit", "words"), plan.linger, strict=True)),
        "places": places,
        "wide": plan.width_km > _WIDE,
        "precision": _round(plan.width_km / 100),
        # Round the earth the way that is foreseen as a mistake may be nearly as long.
        "tolerance": _round(min(apart / 20, max(abs(apart - other) / 3, apart / 1000))),
    }


def _round(km: float) -> str:
    """Write a number with one digit that counts, and not as a power of ten."""
    return f"{Decimal(f'{km:.1g}'):f}"


def _notebook(text: str) -> bytes:
    """Make a notebook of cells that stand below lines `%% text` or `%% code`."""
    parts = re.split(r"^%% (text|code)\n", text, flags=re.MULTILINE)[1:]
    made = {"text": v4.new_markdown_cell, "code": v4.new_code_cell}
    cells = [
        made[kind](source.strip(), id=f"cell-{n}")
        for n, (kind, source) in enumerate(zip(parts[::2], parts[1::2], strict=True))
    ]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook = v4.new_notebook(cells=cells, metadata=metadata)
    return f"{v4.writes(notebook, split_lines=False)}\n".encode()


def _toml(value: str | Day) -> str:
    """Write text or a day as TOML has it, which knows no day before 1, and no hour like ours."""
    if isinstance(value, Day) and year_of(value) > 0 and unit_of(value) == "D":
        return iso(value)
    # A string of JSON is one of TOML, too, where no hidden character is in it.
    return json.dumps(iso(value) if isinstance(value, Day) else value, ensure_ascii=False)


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    undefined=StrictUndefined,
    keep_trailing_newline=True,
    autoescape=False,  # plain text and TOML, no HTML
)
_ENVIRONMENT.filters |= {"toml": _toml, "iso": iso}
