"""The script: all files joined into one, once each, in order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from lessonkit.browser import bundle
from lessonkit.browser.bundle import HERE, join_classic, join_scripts
from lessonkit.publish.site.files import APART

IMPORTS = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)\.js";$', re.MULTILINE)
TOP_LEVEL = re.compile(
    r"^(?:async )?(?:const|let|var|class|function\*?)\s+([A-Za-z_$][\w$]*)", re.MULTILINE
)
SCRIPTS = {path.relative_to(HERE).with_suffix("").as_posix(): path for path in HERE.rglob("*.js")}


def test_the_joined_script_is_one_module() -> None:
    text = join_scripts("main")
    assert not re.findall(r"^\s*import\b", text, re.MULTILINE)
    assert not re.findall(r"\bimport\s*\(", text)
    assert re.findall(r"^export\b.*", text, re.MULTILINE) == [
        "export const { begin, draw } = _main;"
    ]


def test_each_script_is_joined_once_and_after_what_it_imports() -> None:
    joined = re.findall(r"^const _(\w+) = \(\(\) => \{$", join_scripts("main"), re.MULTILINE)
    names = {key.replace("/", "_"): key for key in SCRIPTS}
    apart = {"loader", "state", *(key for key in SCRIPTS if key.startswith("site/"))}
    assert Counter(names[one] for one in joined) == Counter(set(SCRIPTS) - apart)
    for n, key in enumerate(names[one] for one in joined):
        text = SCRIPTS[key].read_text("utf-8")
        joined_in = re.findall(IMPORTS, text) + re.findall(
            r'^import \w+ from ".*\.json"', text, re.M
        )
        assert len(re.findall(r"^import\b", text, re.M)) == len(joined_in), key
        for imports, other in re.findall(IMPORTS, text):
            path = (SCRIPTS[key].parent / f"{other}.js").resolve()
            imported = path.relative_to(HERE).with_suffix("").as_posix()
            assert imported.replace("/", "_") in joined[:n], f"{key} imports {imported}"
            for one in imports.split(","):
                assert re.search(
                    rf"^export (?:const|(?:async )?function|class) {one.strip()}\b",
                    path.read_text("utf-8"),
                    re.M,
                )


def files_in(script: str) -> list[str]:
    """Return the scopes of the files that a joined script has."""
    return re.findall(r"^const _(\w+) = \(\(\) => \{$", script, re.MULTILINE)


def test_the_scripts_of_a_page_have_each_file_once_and_every_view() -> None:
    first = [
        join_classic("site/page", is_open=True),
        join_classic("site/common", after=["site/page"], is_open=True),
    ]
    common = [file for script in first for file in files_in(script)]
    assert len(common) == len(set(common))
    for script in first:  # open: those behind it see what it has
        assert "\n(() => {\n" not in script
    for entry in ("site/notebook", *(f"site/apart/{view}" for view in APART)):
        script = join_classic(entry, after=["site/page", "site/common"])
        assert not set(files_in(script)) & set(common), entry
        assert script.startswith('"use strict";\n(() => {\n')
        assert script.endswith("})();\n")
    views = re.findall(r"^  (\w+): render", SCRIPTS["views"].read_text("utf-8"), re.M)
    shared = re.findall(r"^  (\w+): render", SCRIPTS["site/common"].read_text("utf-8"), re.M)
    assert sorted(views) == sorted([*shared, *APART])
    for view in APART:
        assert f"VIEWS.{view} = " in SCRIPTS[f"site/apart/{view}"].read_text("utf-8")


def test_no_name_is_declared_twice_in_a_script() -> None:
    for key, path in SCRIPTS.items():
        names = Counter(TOP_LEVEL.findall(path.read_text("utf-8")))
        assert [name for name, n in names.items() if n > 1] == [], key


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return a function that writes scripts by their paths, and joins them from `main`."""
    monkeypatch.setattr(bundle, "HERE", tmp_path)

    def joined(**texts: str) -> str:
        for name, text in texts.items():
            path = tmp_path / f"{name.replace('__', '/')}.js"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return join_scripts("main")

    return joined


def test_two_scripts_of_one_name_in_two_folders_keep_apart(scripts: Callable[..., str]) -> None:
    text = scripts(
        main='import { a } from "./one/words.js";\nimport { b } from "./two/words.js";\n'
        "export const both = [a, b];\n",
        one__words="export const a = 1;\n",
        two__words='import {\n  a,\n} from "../one/words.js";\nexport const b = a + 1;\n',
    )
    assert text.count("const _one_words = ") == text.count("const _two_words = ") == 1
    assert text.endswith("export const { both } = _main;\n")


def test_what_a_json_file_holds_is_written_into_the_script(
    scripts: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "signs.json").write_text('{\n "right": "✓"\n}', encoding="utf-8")
    text = scripts(
        main='import SIGNS from "./signs.json" with { type: "json" };\nexport const all = SIGNS;\n'
    )
    assert 'const SIGNS = {"right": "✓"};' in text


@pytest.mark.parametrize(
    "line",
    [
        'import "./other.js";',
        'import other from "./other.js";',
        'import * as other from "./other.js";',
        'import { a as b } from "./other.js";',
        'import { a } from "https://example.org/a.js";',
        'import { missing } from "./other.js";',
        'import data from "./other.json";',
        "import { a } from './other.js';",
        "export default 1;",
        "export { x };",
        "export let x = 1;",
        'export * from "./other.js";',
        '  import { a } from "./other.js";',
        'const a = () => import("./other.js");',
    ],
)
def test_an_import_or_export_that_is_not_understood_is_refused(
    scripts: Callable[..., str], line: str
) -> None:
    with pytest.raises(ValueError, match=r"^main\.js "):
        scripts(main=f"// Words.\n{line}\n", other="export const a = 1;\n")


def test_a_circle_of_scripts_is_refused(scripts: Callable[..., str]) -> None:
    with pytest.raises(ValueError, match="main imports other imports main"):
        scripts(
            main='import { a } from "./other.js";\nexport const b = a;\n',
            other='import { b } from "./main.js";\nexport const a = b;\n',
        )


def test_comments_types_and_indentation_stay_at_home(scripts: Callable[..., str]) -> None:
    text = scripts(
        main="// Words.\n/**\n * @param {string} x\n */\n"
        "export const a = (x) => `\n  <p>//${x}</p>`; // left out\n\n  /** @type {any} */\n"
        'const b = "one; // two"; // its "end" stays\n',
    )
    assert text.startswith(
        "const _main = (() => {\nconst a = (x) => `\n<p>//${x}</p>`;\n"
        'const b = "one; // two"; // its "end" stays\nreturn'
    )
    assert "@" not in text


def test_a_style_sheet_comes_without_comments_and_indentation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "HERE", tmp_path)
    (tmp_path / "map.css").write_text("/* Two\n lines. */\np {\n  color: red;\n}\n", "utf-8")
    assert bundle.shared_styles() == {"map": "p{color:red}"}
