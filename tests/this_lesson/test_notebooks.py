"""The rules of the house for notebooks (`docs/`), on the files in `notebooks/` as they stand."""

from __future__ import annotations

import ast
import csv
import html
import itertools
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from support.folders import ROOT

PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
SETTINGS = tomllib.loads((ROOT / "data" / "lesson.toml").read_text("utf-8"))
MAPS = {one["id"]: one for one in SETTINGS["maps"]}

MAX_CELLS, MAX_CODE_LINES = 55, 10
VAGUE = ("understand", "know", "learn", "appreciate", "be", "become", "grasp", "realise", "see")
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u2b50\u2b55]")
MACHINE = re.compile(r"/(?:home|Users|root|work|tmp|opt|mnt|private)/|\b[A-Z]:\\\\\w")


class Notebook:
    """A notebook as it stands on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        self.raw: dict[str, Any] = json.loads(self.text)
        self.cells: list[dict[str, Any]] = self.raw["cells"]
        self.prose = [source(c) for c in self.cells if c["cell_type"] == "markdown"]
        self.code = [source(c) for c in self.cells if c["cell_type"] == "code"]
        self.trees = [ast.parse(code) for code in self.code]
        self.widgets: dict[str, Any] = (
            self.raw["metadata"].get("widgets", {}).get(STATE, {}).get("state", {})
        )

    def outputs(self) -> Iterator[tuple[int, dict[str, Any]]]:
        for n, cell in enumerate(self.cells):
            yield from ((n, output) for output in cell.get("outputs", ()))

    def views(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Give the mime bundles that show a widget, each with the number of its cell."""
        for n, output in self.outputs():
            if VIEW in output.get("data", {}):
                yield n, output["data"]

    def maps(self) -> Iterator[dict[str, Any]]:
        """Give the paragraph of `lesson.toml` of each map that is shown."""
        for tree in self.trees:
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and called(node) == "map":
                    match node.args:
                        case [ast.Constant(str(map_id))] if map_id in MAPS:
                            yield MAPS[map_id]


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def joined(value: Any) -> str:
    return value if isinstance(value, str) else "".join(value)


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def plain(prose: str) -> str:
    """Leave out code, comments, pictures and addresses, which are not words for a reader."""
    prose = re.sub(r"```.*?```|<!--.*?-->", "", prose, flags=re.DOTALL)
    prose = re.sub(r"`[^`]*`", "", prose)
    prose = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", prose)
    return re.sub(r"https?://\S+", "", prose)


def bound(tree: ast.Module) -> set[str]:
    """Return the names that a cell binds for the cells below it."""
    names: set[str] = set()
    pending: list[ast.AST] = list(tree.body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
            continue
        if isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp):
            continue
        if isinstance(node, ast.GeneratorExp):
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            names.add(node.id)
        elif isinstance(node, ast.alias):
            names.add(node.asname or node.name.partition(".")[0])
        pending += ast.iter_child_nodes(node)
    return names


def edited(tree: ast.Module) -> set[str]:
    """Return the names whose value a cell changes in place: `table["new"] = ...`."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            root: ast.expr = node
            while isinstance(root, ast.Subscript | ast.Attribute):
                root = root.value
            if isinstance(root, ast.Name):
                names.add(root.id)
    return names


@pytest.fixture(scope="module", params=PATHS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> Notebook:
    return Notebook(request.param)


def test_the_notebooks_are_those_of_the_lesson() -> None:
    lesson = tomllib.loads((ROOT / "data" / "lesson.toml").read_text("utf-8"))["lesson"]
    assert [path.name for path in PATHS] == lesson["notebooks"]
    assert PATHS


# ---- The rules can find what they look for ------------------------------------------------------


def test_the_rule_on_names_finds_each_way_to_bind_one() -> None:
    tree = ast.parse(
        "import a.b, c as d\nfrom e import f\ng = h = 1\ni, (j, *k) = x\nl += 1\nm: int = 1\n"
        "for n in x: o = 1\nwith x as p: pass\nif (q := 1): pass\ndef r(s): t = 1\nclass u: v = 1\n"
        "[w for w in x]\ny = lambda z: z\n"
    )
    assert bound(tree) == set("adfghijklmnopqruy")
    assert edited(ast.parse('a["x"] = 1\nb.c[0] += 1\nd.e = 1\nf = g["h"]')) == {"a", "b"}


# ---- Order and size -----------------------------------------------------------------------------


def test_it_has_one_title_in_the_first_cell(notebook: Notebook) -> None:
    headings = [
        line
        for prose in notebook.prose
        for line in re.sub(r"```.*?```", "", prose, flags=re.DOTALL).splitlines()
        if re.match(r"#{1,6} ", line)
    ]
    titles = [line for line in headings if line.startswith("# ")]
    assert len(titles) == 1
    assert notebook.cells[0]["cell_type"] == "markdown"
    assert source(notebook.cells[0]).startswith(titles[0])
    depths = [len(line.split()[0]) for line in headings]
    jumps = [b for a, b in itertools.pairwise(depths) if b > a + 1]
    assert not jumps, "a heading skips a level"


def test_it_opens_with_a_question_and_a_map_and_little_else(notebook: Notebook) -> None:
    head, shown = source(notebook.cells[0]), notebook.cells[2]
    assert re.search(r"\*\*Question:\*\*[^\n]*\?$", head)
    assert len(plain(head).split()) <= 35
    assert all(cell["cell_type"] == "code" for cell in notebook.cells[1:3])
    first = next(notebook.maps())
    assert source(shown) == f'lesson.map("{first["id"]}")'
    steps = [one for one in SETTINGS["steps"] if one["map"] == first["id"]]
    assert len(steps) == 1, "one thing to do"
    assert re.search(r"20\d\d", steps[0]["title"]), "the day"
    assert "?" in steps[0]["question"]
    assert len(" ".join((steps[0]["text"], steps[0]["question"])).split()) <= 60


def test_time_objectives_and_needs_are_folded(notebook: Notebook) -> None:
    fold = [n for n, c in enumerate(notebook.cells) if source(c).startswith("<details>")]
    assert 2 < fold[0] <= 5
    opening = source(notebook.cells[fold[0]])
    assert "</details>" in opening
    parts = ["**Time:**", "**After this notebook you can**", "**You need:**"]
    places = [opening.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
    minutes = re.search(r"\*\*Time:\*\* (\d+) minutes", opening)
    assert minutes
    assert 0 < int(minutes[1]) <= 60
    aims = re.findall(r"^- (\w+)", opening[places[1] : places[2]], re.MULTILINE)
    assert 2 <= len(aims) <= 4
    assert not [aim for aim in aims if aim.lower() in VAGUE], "a verb that nobody can observe"


def test_it_ends_with_takeaways_what_next_sources_and_licences(notebook: Notebook) -> None:
    end = "\n\n".join(notebook.prose[-3:])
    assert notebook.cells[-1]["cell_type"] == "markdown"
    found = re.search(r"^## Key takeaways\n(.*?)(?=^## |\*\*Next|\Z)", end, re.M | re.DOTALL)
    assert found
    assert re.findall(r"^(\d)\. ", found[1], re.MULTILINE) == ["1", "2", "3"]
    following = re.search(r"\*\*(?:What )?next:?\*\*|^## What next", end, re.M | re.IGNORECASE)
    assert following, "nothing says what next"
    sources = re.search(r"^## Sources and licences\n(.+)", end, re.M | re.DOTALL)
    assert sources
    assert found.start() < following.start() < sources.start()
    for part in ("CC BY 4.0", "BSD-3-Clause", "sources.csv"):
        assert part in sources[1]


def test_it_is_short(notebook: Notebook) -> None:
    assert len(notebook.cells) <= MAX_CELLS
    long = {code: n for code in notebook.code if (n := len(code.splitlines())) > MAX_CODE_LINES}
    assert long == {}
    assert not [n for n, cell in enumerate(notebook.cells) if not source(cell).strip()]


def test_links_between_files_lead_somewhere(notebook: Notebook) -> None:
    for prose in notebook.prose:
        for target in re.findall(r"\]\(([^)\s]+)\)", prose):
            if not re.match(r"https?://|#|mailto:", target):
                assert (notebook.path.parent / target.partition("#")[0]).exists(), target


# ---- Code ---------------------------------------------------------------------------------------


def test_imports_stand_in_one_cell(notebook: Notebook) -> None:
    having = [
        n
        for n, tree in enumerate(notebook.trees)
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(tree))
    ]
    assert having == [0]
    stars = [
        node
        for tree in notebook.trees
        for node in ast.walk(tree)
        if isinstance(node, ast.alias) and node.name == "*"
    ]
    assert not stars
    for cell in notebook.cells:
        assert not {"hide-input", "remove-input", "hide"} & set(cell["metadata"].get("tags", ()))


def test_code_is_folded_where_a_reader_does_not_write(notebook: Notebook) -> None:
    """JupyterLab opens a folded cell with a click; nothing is taken away."""
    for cell in notebook.cells:
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        is_to_write = "your line" in source or "lesson.check(" in source
        folded = cell["metadata"].get("jupyter", {}).get("source_hidden", False)
        assert folded is not is_to_write, source[:60]


def test_code_installs_nothing_and_hides_no_warning(notebook: Notebook) -> None:
    for code in notebook.code:
        assert not re.search(
            r"^\s*[%!]|get_ipython|\bpip\b|\bconda\b|subprocess|urlopen", code, re.M
        )
        assert not re.search(r"filterwarnings|simplefilter|catch_warnings|\bglobals\(", code)
        assert not re.search(r"/home/|/Users/|[A-Z]:\\\\", code)


def test_no_name_is_bound_again_and_no_value_changed_in_a_later_cell(notebook: Notebook) -> None:
    earlier: dict[str, int] = {}
    again, changed = [], []
    for n, tree in enumerate(notebook.trees):
        mine = bound(tree)
        again += [f"{name}: code cells {earlier[name]} and {n}" for name in mine & set(earlier)]
        changed += [f"{name}: code cell {n}" for name in edited(tree) - mine]
        earlier |= dict.fromkeys(mine - set(earlier), n)
    assert again == []
    assert changed == []
    assert not [code for code in notebook.code if re.search(r"inplace\s*=\s*True", code)]


def test_every_notebook_shows_maps(notebook: Notebook) -> None:
    assert list(notebook.maps())


def test_every_map_has_a_title_and_an_alt_text() -> None:
    for described in MAPS.values():
        title, alt = described["title"], described["alt"]
        assert len(title.split()) >= 4, title
        assert title[-1] != "."
        assert "map" in alt.lower(), alt  # type, place, pattern
        assert len(alt) >= 60, alt
        assert alt != title


# ---- Prose --------------------------------------------------------------------------------------


def readable(notebook: Notebook) -> list[str]:
    """Return what a reader reads: the prose, and the words of the maps."""
    words = [plain(prose) for prose in notebook.prose]
    for described in notebook.maps():
        words += [described.get(name, "") for name in ("title", "subtitle", "alt")]
    return words


def test_prose_is_calm(notebook: Notebook) -> None:
    for words in readable(notebook):
        assert "!" not in words, words[max(0, words.find("!") - 60) :][:80]
        assert not EMOJI.search(words), words


# ---- Outputs ------------------------------------------------------------------------------------


def test_it_has_been_run_from_top_to_bottom(notebook: Notebook) -> None:
    cells = [cell for cell in notebook.cells if cell["cell_type"] == "code"]
    counts = [cell["execution_count"] for cell in cells]
    assert counts == list(range(1, len(cells) + 1)), "run `make notebooks`"


def test_every_cell_that_shows_something_has_its_output(notebook: Notebook) -> None:
    missing = []
    for cell in notebook.cells:
        if cell["cell_type"] != "code":
            continue
        last = ast.parse(source(cell)).body[-1]
        shows = isinstance(last, ast.Expr) and not source(cell).rstrip().endswith(";")
        if (shows or "print(" in source(cell)) and not cell["outputs"]:
            missing.append(source(cell)[:60])
    assert missing == []


def test_no_output_is_an_error_or_a_warning(notebook: Notebook) -> None:
    for n, output in notebook.outputs():
        assert output["output_type"] != "error", n
        assert output.get("name") != "stderr", f"cell {n}: {joined(output.get('text', ''))[:200]}"


def test_nothing_names_the_machine_that_ran_it(notebook: Notebook) -> None:
    text = re.sub(r"base64,[A-Za-z0-9+/=\\n]+", "", notebook.text)
    text = re.sub(r"https?://[^\s\"'<>\\]+", "", text)
    found = [text[max(0, m.start() - 40) : m.end() + 40] for m in MACHINE.finditer(text)]
    assert found == []
    shown = [
        joined(words)
        for _, output in notebook.outputs()
        for kind, words in output.get("data", {}).items()
        if kind.startswith("text/")
    ]
    assert not [words[:80] for words in shown if re.search(r"at 0x[0-9a-f]{6,}", words)]


def test_widgets_come_with_their_state(notebook: Notebook) -> None:
    views = list(notebook.views())
    assert len(views) >= len(list(notebook.maps())) > 0
    for n, data in views:
        assert data[VIEW]["model_id"] in notebook.widgets, f"cell {n}"
    references = set(re.findall(r"IPY_MODEL_([0-9a-f]{32})", json.dumps(notebook.widgets)))
    assert references <= set(notebook.widgets)
    assert not [m for m in notebook.widgets.values() if m.get("buffers")]  # lost on save


def test_each_widget_has_a_still_picture_with_alt_text(notebook: Notebook) -> None:
    for n, data in notebook.views():
        assert joined(data["text/plain"]).strip()
        images = re.findall(r"<img\b[^>]*>", joined(data.get("text/html", "")))
        state = notebook.widgets[data[VIEW]["model_id"]]["state"]
        # Of words alone, which are neither a map nor a list beside one, there is no picture.
        if "svg" not in state and state["view"] != "list":
            assert len(joined(data["text/html"])) > 40, f"cell {n} says nothing without a kernel"
            continue
        assert images, f"cell {n} shows nothing without a kernel"
        for image in images:
            alt = re.search(r'\balt="([^"]+)"', image)
            assert alt, f"cell {n}"
            assert len(html.unescape(alt[1])) >= 40


@pytest.fixture(scope="module")
def raw_ids() -> set[str]:
    """Return the ids of the lesson's tables that are no English words."""
    known = (
        *(("places", "place_id"), ("actors", "actor_id"), ("sources", "source_id")),
        *(("events", "event_id"), ("claims", "claim_id"), ("figures", "figure_id")),
    )
    found = set()
    for table, key in known:
        with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            found |= {row[key] for row in csv.DictReader(file)}
    return {one for one in found if re.search(r"[-\d]", one)}


def test_tables_for_readers_hold_words_not_the_signs_of_a_program(
    notebook: Notebook, raw_ids: set[str]
) -> None:
    """No ISO date, empty number, name of a column or id; exercises that ask for code may."""
    wrong = []
    tables = 0
    for n, output in notebook.outputs():
        shown = joined(output.get("data", {}).get("text/html", ""))
        if "<table" not in shown and "lk-actor" not in shown:
            continue
        tables += 1
        for cell in re.split(r"<[^>]+>", re.sub(r"<style>.*?</style>", "", shown, flags=re.DOTALL)):
            words = html.unescape(cell)
            signs = re.findall(r"\d{4}-\d\d|\b(?:nan|NaN|NaT|None|True|False)\b|\w*_\w*", words)
            signs += [w for w in re.findall(r"(?<![\w/-])[\w-]+(?![\w/-])", words) if w in raw_ids]
            wrong += [(n, sign, words[:60]) for sign in signs]
    assert tables
    assert wrong == []


def test_no_still_picture_is_stored_twice(notebook: Notebook) -> None:
    shown = [
        joined(output.get("data", {}).get("text/html", "")) for _, output in notebook.outputs()
    ]
    pictures = [one for words in shown for one in re.findall(r'src="(data:image[^"]*)"', words)]
    assert pictures
    assert len(pictures) == len(set(pictures))


def test_every_picture_has_alt_text(notebook: Notebook) -> None:
    for _, output in notebook.outputs():
        for image in re.findall(
            r"<img\b[^>]*>", joined(output.get("data", {}).get("text/html", ""))
        ):
            assert re.search(r'\balt="[^"]+"', image)
        assert not {"image/png", "image/jpeg"} & set(output.get("data", {}))  # these carry no alt
    for prose in notebook.prose:
        assert not re.search(r"!\[\s*\]\(", prose)


def test_the_metadata_is_the_same_everywhere(notebook: Notebook) -> None:
    metadata = notebook.raw["metadata"]
    assert metadata["kernelspec"] == {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    }
    assert metadata["language_info"] == {"name": "python"}
    assert set(metadata) == {"kernelspec", "language_info", "widgets"}
    assert notebook.raw["nbformat"] == 4
    for cell in notebook.cells:
        assert not {"execution", "ExecuteTime", "collapsed"} & set(cell["metadata"])
    ids = [cell["id"] for cell in notebook.cells]
    assert len(set(ids)) == len(ids)


def test_it_is_written_as_make_notebooks_writes_it(notebook: Notebook) -> None:
    nbformat.validate(nbformat.reads(notebook.text, as_version=4))
    written = json.dumps(notebook.raw, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    assert notebook.text == written
    assert b"\r" not in notebook.path.read_bytes()
