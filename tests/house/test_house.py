"""The rules of the house, checked on the source text: which room may import what, and more."""

import ast
import csv
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from support.folders import ROOT

SRC = ROOT / "src" / "lessonkit"

# Each room imports only rooms to its left. A new room gets its place here.
ORDER = (
    "errors terminal shelf days words letters geodesy estimates tables control lesson exercises "
    "check maps basemap charts browser html widgets notebook publish classroom starter cli"
)
ROOMS = ORDER.split()
TOP = {"__init__", "__main__"}  # these may import every room, and no room imports them

ONLY_IN = {
    "matplotlib": "maps charts",
    "cartopy": "maps",
    "anywidget": "widgets",
    "ipywidgets": "widgets",
    "nbclient": "publish",
    "nbconvert": "publish",
    "typst": "publish",
}
MOST_MODULES, MOST_SCRIPTS = 12, 14  # in one folder
LONGEST_CHAIN = 10  # modules, of which each imports the next
LONGEST_FUNCTION = 50  # lines, without the docstring
MOST_PUBLIC_NAMES = 16
NO_KIND = {"__init__", "base"}  # the other modules of exercises/kinds are one kind each

# Words of names in data/ that a program may use, because they are ordinary English.
ORDINARY = """
area areas armed arms army base bases border bridge brigade brigades camp central city civilians
coalition command commando corps council country critics crossing defence democratic department
desert east eastern enclave energy field fighters fish forces foreign free front garrison gate
government governments governorate group guard human imam inherent international islamic island
junction june khan lake lion lions local lower march media military militias mobilization monitor
monitoring national nations neighbourhood news north northern observatory office operation
operations opponents other others party people plant popular post project province rebels region
regional relief resistance resolve revolutionary rights road room second security seen self service
shield short side sour south southern special state states station strip sultan support tall
tanker task television tell third town triangle tribal tribe tribes troops union united units
upper valley village volunteer well wells west western world
"""


# ---- Who imports whom ---------------------------------------------------------------------------


def dotted(path: Path, src: Path) -> str:
    """Return the full name of a module: `lessonkit.maps` for `maps/__init__.py`."""
    parts = ["lessonkit", *path.relative_to(src).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(name: str) -> str:
    """Return the room of a module: `maps` for `lessonkit.maps.svg`; `__init__` for the house."""
    return [*name.split("."), "__init__"][1]


def statements(tree: ast.AST, *, now: bool) -> Iterator[ast.Import | ast.ImportFrom]:
    """Yield imports; with `now` only those that run when the module itself is imported."""
    for node in ast.iter_child_nodes(tree):
        later = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or (
            isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        )
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif not (now and later):
            yield from statements(node, now=now)


@cache
def parsed(text: str) -> ast.Module:
    """Return the tree of a module; several tests look at each."""
    return ast.parse(text)


@cache
def imports_of(text: str, *, now: bool) -> list[ast.Import | ast.ImportFrom]:
    return list(statements(parsed(text), now=now))


@cache
def modules(src: Path) -> set[str]:
    return {dotted(one, src) for one in src.rglob("*.py")}


def imported(path: Path, src: Path, *, now: bool = False) -> set[str]:
    """Return the full dotted name of everything that a file imports, at any depth."""
    package = dotted(path, src).split(".")[: None if path.name == "__init__.py" else -1]
    found = set[str]()
    for node in imports_of(path.read_text("utf-8"), now=now):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        else:
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found |= {f"{module}.{alias.name}" for alias in node.names}
    return found


def own_imports(path: Path, src: Path, *, now: bool = False) -> set[str]:
    """Return the modules of the house that a file imports."""
    found = set[str]()
    for name in imported(path, src, now=now):
        if name.split(".")[0] == "lessonkit":
            found.add(name if name in modules(src) else name.rpartition(".")[0])
    return found - {dotted(path, src)}


def graph(src: Path) -> dict[str, set[str]]:
    """Return which modules of the house must be loaded before each one."""
    return {dotted(path, src): own_imports(path, src, now=True) for path in src.rglob("*.py")}


def longest_chain(imports: dict[str, set[str]]) -> list[str]:
    """Return the longest chain of modules of which each imports the next; fail at a circle."""
    known = dict[str, list[str]]()

    def below(name: str, above: tuple[str, ...]) -> list[str]:
        assert name not in above, f"a circle: {' imports '.join([*above, name])}"
        if name not in known:
            chains = [below(other, (*above, name)) for other in sorted(imports[name])]
            known[name] = [name, *max(chains, key=len, default=[])]
        return known[name]

    return max((below(name, ()) for name in sorted(imports)), key=len)


def wrong_rooms(path: Path, src: Path) -> set[str]:
    """Return the modules that a file imports from a room that stands to the right of its own."""
    here = room_of(dotted(path, src))
    if here in TOP:
        return set()
    assert here in ROOMS, f"tests/house/test_house.py: give {here} its place in ROOMS"
    allowed = ROOMS[: ROOMS.index(here) + 1]
    return {name for name in own_imports(path, src) if room_of(name) not in allowed}


MODULES = sorted(SRC.rglob("*.py"))


def where(paths: Iterable[Path], look: Callable[[Path], Any]) -> dict[str, Any]:
    """Return what a rule finds in files, by their names; one test a file would take longer."""
    found = {path.relative_to(SRC).as_posix(): look(path) for path in paths}
    assert found
    return {name: wrong for name, wrong in found.items() if wrong}


def test_imports_point_one_way() -> None:
    wrong = where(MODULES, lambda path: wrong_rooms(path, SRC))
    assert wrong == {}, f"the rooms are {' '.join(ROOMS)}"


def test_every_room_is_there() -> None:
    assert {room_of(dotted(path, SRC)) for path in MODULES} - TOP == set(ROOMS)


def test_the_architecture_describes_the_rooms_in_their_order() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    table = text[text.index("| room |") : text.index("`lesson` stands before")]
    assert re.findall(r"^\| `(\w+)/?` \|", table, re.MULTILINE) == ROOMS


def test_the_architecture_describes_each_folder_of_scripts() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    folders = {path.parent.relative_to(SRC / "browser") for path in SRC.glob("browser/*/**/*.*")}
    told = set(re.findall(r"`([a-z/]+)/`", text[text.index("| folder |") :].partition("\n\n")[0]))
    assert {folder.as_posix() for folder in folders if folder.name != "__pycache__"} == told


def test_no_chain_of_imports_is_long_and_none_is_a_circle() -> None:
    chain = longest_chain(graph(SRC))
    assert len(chain) <= LONGEST_CHAIN, " imports ".join(chain)


def heavy(path: Path) -> set[str]:
    """Return what a file imports of a library that has its home elsewhere."""
    outside = {
        lib for lib, homes in ONLY_IN.items() if room_of(dotted(path, SRC)) not in homes.split()
    }
    return {name for name in imported(path, SRC) if name.partition(".")[0] in outside}


def test_heavy_libraries_have_one_home() -> None:
    assert where(MODULES, heavy) == {}


def pyplot(path: Path) -> set[str]:
    names = imported(path, SRC)
    return {name for name in names if "pyplot" in name.split(".") or name.startswith("pylab")}


def test_nobody_imports_pyplot() -> None:
    assert where(MODULES, pyplot) == {}


# ---- Size and form ------------------------------------------------------------------------------


def crowded(src: Path) -> dict[str, int]:
    """Return the folders that hold too many modules or scripts, and how many."""
    modules = Counter(path.parent for path in src.rglob("*.py") if path.name != "__init__.py")
    scripts = Counter(path.parent for path in src.rglob("*.js"))
    many = {folder: n for folder, n in modules.items() if n > MOST_MODULES}
    many |= {folder: n for folder, n in scripts.items() if n > MOST_SCRIPTS}
    return {folder.relative_to(src).as_posix(): n for folder, n in many.items()}


def long_functions(text: str) -> dict[str, int]:
    """Return the functions of a module that are too long, and their lines."""
    found = {}
    for node in ast.walk(parsed(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            doc = node.body[0] if ast.get_docstring(node) is not None else None
            words = doc.end_lineno - doc.lineno + 1 if doc else 0
            found[node.name] = node.end_lineno - node.lineno + 1 - words
    return {name: lines for name, lines in found.items() if lines > LONGEST_FUNCTION}


def long_functions_of_script(text: str) -> dict[str, int]:
    """Return the top-level functions of a script that are too long, and their lines."""
    found = re.finditer(r"^(?:export )?(?:async )?function (\w+)[\s\S]*?^}$", text, re.MULTILINE)
    lines = {one[1]: one[0].count("\n") + 1 for one in found}
    return {name: n for name, n in lines.items() if n > LONGEST_FUNCTION}


def test_no_folder_is_crowded() -> None:
    assert crowded(SRC) == {}


def test_functions_are_short() -> None:
    assert where(MODULES, lambda path: long_functions(path.read_text("utf-8"))) == {}


def test_functions_of_scripts_are_short() -> None:
    scripts = sorted(SRC.rglob("*.js"))
    assert where(scripts, lambda path: long_functions_of_script(path.read_text("utf-8"))) == {}


def test_the_formatter_is_not_switched_off() -> None:
    switch = re.compile(r"#\s*(fmt|yapf):")
    assert where(MODULES, lambda path: switch.findall(path.read_text("utf-8"))) == {}


def test_public_names_are_few() -> None:
    # In a fresh process: the other tests may have filled the package.
    code = "import lessonkit; print(*lessonkit.__all__, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    names = done.stdout.split()
    assert len(names) == len(set(names))
    assert len(names) <= MOST_PUBLIC_NAMES


KINDS = sorted(path for path in SRC.glob("exercises/kinds/*.py") if path.stem not in NO_KIND)


@pytest.mark.parametrize("path", KINDS, ids=lambda path: path.stem)
def test_each_kind_of_exercise_has_the_same_four_things_and_a_script(path: Path) -> None:
    tree = parsed(path.read_text("utf-8"))
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    names |= {node.target.id for node in tree.body if isinstance(node, ast.AnnAssign)}
    assert {"FORM", "solve", "in_words", "on_paper"} <= names
    script = (SRC / "browser" / "exercises" / f"{path.stem}.js").read_text("utf-8")
    assert f"export const {path.stem} = {{" in script
    own = script[script.index(f"export const {path.stem} = {{") :]
    methods = re.findall(r"^  (?:async )?(\w+)[(:]", own, re.MULTILINE)
    assert {"build", "judge", "words"} <= set(methods)


@pytest.mark.parametrize("module", ["lessonkit.cli", "lessonkit.check.read"])
def test_checking_starts_without_what_draws_and_publishes(module: str) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & set(ONLY_IN)


# ---- These rules find what they are for ---------------------------------------------------------


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Return a house in which every rule is broken once."""
    files = {
        "errors.py": "from lessonkit import words\n",
        "words.py": "def later():\n    from lessonkit.maps.svg import draw\n",
        "maps/__init__.py": "",
        "maps/svg.py": "from . import window\n",
        "maps/window.py": "from ..errors import fault\n",
        "cellar/__init__.py": "",
    }
    files |= {f"html/page{n}.py": "" for n in range(MOST_MODULES + 1)}
    files |= {f"browser/part{n}.js": "" for n in range(MOST_SCRIPTS + 1)}
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_an_import_of_a_room_to_the_right_is_found(house: Path) -> None:
    assert wrong_rooms(house / "errors.py", house) == {"lessonkit.words"}
    assert wrong_rooms(house / "words.py", house) == {"lessonkit.maps.svg"}  # in a function, too
    assert wrong_rooms(house / "maps" / "svg.py", house) == set()
    with pytest.raises(AssertionError, match="give cellar its place"):
        wrong_rooms(house / "cellar" / "__init__.py", house)


def test_a_long_chain_and_a_circle_are_found(house: Path) -> None:
    names = ["maps.svg", "maps.window", "errors", "words"]
    assert longest_chain(graph(house)) == [f"lessonkit.{name}" for name in names]
    (house / "words.py").write_text("import lessonkit.maps.svg\n")
    with pytest.raises(AssertionError, match=r"a circle: lessonkit\.errors imports"):
        longest_chain(graph(house))


def test_a_crowded_folder_and_a_long_function_are_found(house: Path) -> None:
    assert crowded(house) == {"html": MOST_MODULES + 1, "browser": MOST_SCRIPTS + 1}
    body = "\n".join(["    x = 1"] * LONGEST_FUNCTION)
    assert long_functions(f'def fits():\n    """Words.\n\n    More.\n    """\n{body[:-10]}') == {}
    assert long_functions(f"def does_not():\n{body}") == {"does_not": LONGEST_FUNCTION + 1}
    script = "export async function {0}() {{\n{1}}}\n"
    text = script.format("fits", "  x += 1;\n" * (LONGEST_FUNCTION - 2))
    text += script.format("does_not", "  x += 1;\n" * (LONGEST_FUNCTION - 1))
    assert long_functions_of_script(text) == {"does_not": LONGEST_FUNCTION + 1}


# ---- The library knows no lesson ----------------------------------------------------------------


def rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lesson_names() -> set[str]:
    """Return the proper names of the lesson: words of places and actors, longer than 3 letters."""
    cells = [row[c] for row in rows("places.csv") for c in ("name_en", "name_local", "other_names")]
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


def test_source_names_no_place_or_actor() -> None:
    names = lesson_names()
    word = re.compile(r"[^\W\d_]+")
    found = where(
        source_files(), lambda path: names & set(word.findall(path.read_text("utf-8").lower()))
    )
    assert found == {}, "the lesson belongs in data/"


# No lesson has something to delete: a flood, an election and a voyage know nothing of these.
OF_ONE_LESSON = re.compile(
    r"\b(arabs?|arabic|syri\w+|iraq\w*|golan|governorates?|airfields?|air bases?|crossings?"
    r"|fronts?|front ?lines?|part(y|ies) to|conflicts?|wars?|battles?|rebels?|troops|air ?strikes?"
    r"|armed|forces|territor\w+|militar\w+|arm(y|ies)|weapons?|soldiers?|enem\w+|fought|sieges?"
    r"|besieged|advances?|deconfliction|de-escalation|garrisons?|oil[ -]?fields?|camps?)\b",
    re.IGNORECASE,
)
# By file and word, why it may stand there.
MAY_STAND = {
    "basemap/build.py": {"governorates": "a file of the base map"},
    "basemap/land.py": {"governorates": "a file of the base map"},
    "tables/areas/own.py": {"governorates": "a file of the base map"},
    "basemap/packages.py": {"governorates": "a kind of layer"},
    "browser/core/numbers.js": {"arabic": "the digits of a script"},
    "browser/map/names/labels.js": {"arabic": "a script whose letters are higher"},
    "browser/type/type.css": {"arabic": "the name of a face"},
    "classroom/students.py": {"arabic": "names of students run to the left"},
    "letters.py": {"arabic": "a script", "syriac": "a script"},
    "maps/ground.py": {"governorates": "a file of the base map"},
    "publish/handout/handout.typ": {"arabic": "the name of a face"},
    "tables/encoding.py": {"arabic": "a page of letters"},
    "tables/rules.py": {"arabic": "marks between digits"},
    "tables/schema.py": {"governorates": "a file of the base map"},
    "tables/settings.py": {"arabic": "an example of a language"},
}


def words_of_one_lesson(text: str) -> set[str]:
    return {match[0].lower() for match in OF_ONE_LESSON.finditer(text)}


def test_words_of_one_lesson_are_found() -> None:
    text = "Who held the Front, a party to the war? See forced, warm, updates and confronts."
    assert words_of_one_lesson(text) == {"front", "party to", "war"}


def test_no_word_of_one_lesson_stands_in_the_library() -> None:
    files = [*source_files(), *sorted(SRC.rglob("*.j2"))]
    found = where(files, lambda path: words_of_one_lesson(path.read_text("utf-8")))
    new = {(name, word) for name, words in found.items() for word in words}
    old = {(name, word) for name, words in MAY_STAND.items() for word in words}
    assert new - old == set(), "it belongs in the files of a lesson"
    assert old - new == set(), "take it off the list"


def test_source_has_no_date_of_the_lesson() -> None:
    lesson = tomllib.loads((ROOT / "data" / "lesson.toml").read_text("utf-8"))["lesson"]

    def told(path: Path) -> set[str]:
        texts = re.findall(r"\b\d{4}-\d{2}-\d{2}\b", path.read_text("utf-8"))
        dates = {date.fromisoformat(t) for t in texts if re.fullmatch(r"\d{4}-[01]\d-[0-3]\d", t)}
        return {d.isoformat() for d in dates if lesson["start"] <= d <= lesson["end"]}

    assert where(source_files(), told) == {}


# ---- Looks --------------------------------------------------------------------------------------


def test_no_sheet_needs_important_and_no_policy_allows_what_stands_inline() -> None:
    texts = {
        path.relative_to(SRC): path.read_text(encoding="utf-8")
        for path in SRC.rglob("*")
        if path.suffix in (".css", ".js", ".py", ".j2")
    }
    assert sum(path.suffix == ".css" for path in texts) > 10
    for word in ("!important", "unsafe-"):
        assert [str(path) for path, text in texts.items() if word in text] == []
