"""The rules of the house, checked on the source text: which module may import what, and more."""

import ast
import csv
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src" / "lessonkit"
MODULES = sorted(SRC.rglob("*.py"))

# Each module imports only modules to its left. A new module gets its place here.
ORDER = (
    *("errors", "records", "rules", "rowrules", "schemas"),
    *("tomltext", "tomlslips", "reading", "settings", "tables", "features"),
    *("dating", "geodesy", "estimates", "control", "relations", "crosscheck", "positions"),
    *(
        "derive",
        "exercises",
        "sealing",
        "kinds",
        "solving",
        "answerkey",
        "usage",
        "sourcing",
        "check",
        "knowledge",
        "lesson",
    ),
    *(
        "layers",
        "makers",
        "methods",
        "ways",
        "maps",
        "shapes",
        "grading",
        "widgets",
        "publish",
        "handout",
        "site",
        "handins",
        "classpage",
        "overview",
        "student",
        "cli",
    ),
)
TOP = ("__init__", "__main__")  # these may import every module, and no module imports them

ONLY_IN = {
    "matplotlib": "maps",
    "cartopy": "maps",
    "anywidget": "widgets",
    "ipywidgets": "widgets",
    "nbclient": "publish",
    "nbconvert": "site",
    "typst": "handout",
}
MAX_LINES = 300
MAX_PUBLIC_NAMES = 16

# Words of names in data/ that a program may use, because they are ordinary English.
ORDINARY = """
area areas armed arms army base bases border bridge brigade brigades camp central city civilians
coalition command commando corps council country critics crossing defence democratic department
desert east eastern enclave energy field fighters fish forces foreign free front garrison gate
government governments governorate group guard human imam inherent international islamic island
junction june khan lake lion lions local lower march media military militias mobilization monitor
monitoring national nations neighbourhood news north northern observatory office operation
operations opponents other others party people plant popular post project province rebels region
regional relief resistance resolve revolutionary rights road room second security self service
shield short side sour south southern special state states station strip sultan support tall
tanker task television tell third town triangle tribal tribe tribes troops union united units
upper valley village volunteer well wells west western world
"""


def place(path: Path) -> str:
    """Return the module or sub-package that a file belongs to: `maps` for `maps/svg.py`."""
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Yield the full dotted name of everything that a file imports, at any depth."""
    package = ("lessonkit", *path.relative_to(SRC).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def own_imports(path: Path) -> set[str]:
    """Return the places in lessonkit that a file imports; `__init__` for the package itself."""
    found = set()
    for name in imports(path):
        head, _, rest = name.partition(".")
        if head == "lessonkit":
            first = rest.partition(".")[0]
            is_module = (SRC / first).is_dir() or (SRC / f"{first}.py").exists()
            found.add(first if first and is_module else "__init__")
    return found - {place(path)}


def ids(path: Path) -> str:
    return path.relative_to(SRC).as_posix()


def test_there_are_modules():
    assert MODULES


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_imports_point_one_way(path):
    here = place(path)
    if here in TOP:
        return
    assert here in ORDER, f"tests/test_house.py: give {here} its place in ORDER"
    allowed = set(ORDER[: ORDER.index(here)])
    wrong = own_imports(path) - allowed
    assert not wrong, f"{ids(path)} imports {sorted(wrong)}; {here} may import {sorted(allowed)}"


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_heavy_libraries_have_one_home(path):
    outside = {lib for lib, home in ONLY_IN.items() if home != place(path)}
    wrong = {name for name in imports(path) if name.partition(".")[0] in outside}
    assert not wrong


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_nobody_imports_pyplot(path):
    names = set(imports(path))
    wrong = {name for name in names if "pyplot" in name.split(".") or name.startswith("pylab")}
    assert not wrong


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_modules_are_short(path):
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= MAX_LINES, f"{ids(path)}: {lines} lines, at most {MAX_LINES}"


def test_public_names_are_few():
    # In a fresh process: the other tests may have filled the package.
    code = "import lessonkit; print(*lessonkit.__all__, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    names = done.stdout.split()
    assert len(names) == len(set(names))
    assert len(names) <= MAX_PUBLIC_NAMES


@pytest.mark.parametrize("module", ["lessonkit.cli", "lessonkit.check"])
def test_checking_starts_fast(module):
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & set(ONLY_IN)


# ---- The library knows no lesson ----------------------------------------------------------------


def rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lesson_names() -> set[str]:
    """Return the proper names of the lesson: words of places and actors, longer than 3 letters."""
    cells = [row[c] for row in rows("places.csv") for c in ("name_en", "name_ar", "other_names")]
    cells += [row[c] for row in rows("actors.csv") for c in ("label", "other_names")]
    plain = (re.sub(r"\(.*?\)", "", cell) for cell in cells)  # who uses a name stands in brackets
    words = {word for cell in plain for word in re.findall(r"[^\W\d_]{4,}", cell)}
    return {word.lower() for word in words if not word[0].islower()} - set(ORDINARY.split())


def source_files() -> list[Path]:
    return sorted(path for path in SRC.rglob("*") if path.suffix in {".py", ".js", ".css", ".typ"})


def test_ordinary_words_are_not_too_many():
    names = lesson_names()
    assert len(names) > 50
    assert {"syrian", "iraq"} <= names


@pytest.mark.parametrize("path", source_files(), ids=ids)
def test_source_names_no_place_or_actor(path):
    text = path.read_text("utf-8").lower()
    found = lesson_names() & set(re.findall(r"[^\W\d_]+", text))
    assert not found, f"{ids(path)} names {sorted(found)}; the lesson belongs in data/"


@pytest.mark.parametrize("path", source_files(), ids=ids)
def test_source_has_no_date_of_the_lesson(path):
    lesson = tomllib.loads((ROOT / "data" / "lesson.toml").read_text("utf-8"))["lesson"]
    texts = re.findall(r"\b\d{4}-\d{2}-\d{2}\b", path.read_text("utf-8"))
    dates = {date.fromisoformat(t) for t in texts if re.fullmatch(r"\d{4}-[01]\d-[0-3]\d", t)}
    assert not {d.isoformat() for d in dates if lesson["start"] <= d <= lesson["end"]}
