"""pyproject.toml, environment.yml and constraints.txt tell one story."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version
from support.folders import ROOT

FILES = ("pyproject.toml", "environment.yml", "constraints.txt")

# What a PyPI package is called on conda-forge, where the names differ. The -base and -core
# packages leave away what the lesson does not use.
CONDA_NAMES = {
    "jupyter-client": {"jupyter_client"},
    "geopandas": {"geopandas-base", "pyogrio"},
    "matplotlib": {"matplotlib-base"},
    "nbconvert": {"nbconvert-core"},
}
NOT_OURS = {"pip", "python"}
LOCK_FILES = ("*.lock", "*-lock.*", "pylock*.toml", "requirements*.txt", "Pipfile*")


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def runtime() -> dict[str, SpecifierSet]:
    wanted = (Requirement(line) for line in project()["dependencies"])
    return {canonicalize_name(r.name): r.specifier for r in wanted}


def tools() -> dict[str, SpecifierSet]:
    wanted = (Requirement(line) for line in project()["optional-dependencies"]["test"])
    return {canonicalize_name(r.name): r.specifier for r in wanted}


def environment() -> dict:
    return yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))


def conda() -> dict[str, str]:
    """Return name -> version range of every line, as written, also of those for pip."""
    entries = environment()["dependencies"]
    lines = [line for line in entries if isinstance(line, str)]
    lines += [line for entry in entries if isinstance(entry, dict) for line in entry["pip"]]
    return {m[1]: m[2] for m in (re.fullmatch(r"([a-z0-9_-]+)(.*)", line) for line in lines)}


def pin_lines() -> list[str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def pins() -> dict[str, Version]:
    parts = (Requirement(line) for line in pin_lines())
    return {canonicalize_name(r.name): Version(next(iter(r.specifier)).version) for r in parts}


def test_every_pin_is_exact():
    pattern = r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*( ; [a-z_]+ (==|!=|<|>=) '[a-z0-9.]+')?"
    assert [line for line in pin_lines() if not re.fullmatch(pattern, line)] == []


def test_pins_are_sorted_and_not_repeated():
    names = [canonicalize_name(Requirement(line).name) for line in pin_lines()]
    assert names == sorted(set(names))


@pytest.mark.parametrize("name", sorted(runtime() | tools()))
def test_pin_is_in_the_range_of_pyproject(name):
    wanted = (runtime() | tools())[name]
    assert name in pins(), f"constraints.txt: no pin for {name}"
    assert pins()[name] in wanted, f"{name}: pinned {pins()[name]}, range {wanted}"


def test_environment_has_the_packages_of_pyproject():
    wanted = set().union(*(CONDA_NAMES.get(name, {name}) for name in runtime()))
    assert set(conda()) - NOT_OURS == wanted


@pytest.mark.parametrize("name", sorted(runtime()))
def test_environment_has_the_range_of_pyproject(name):
    for conda_name in CONDA_NAMES.get(name, {name}) - {"pyogrio"}:
        assert SpecifierSet(conda()[conda_name]) == runtime()[name]


def test_pip_has_only_what_conda_forge_lacks():
    entries = environment()["dependencies"]
    assert [entry for entry in entries if isinstance(entry, dict)] == [
        {"pip": [f"typst{runtime()['typst']}".replace("<0.16,>=0.15", ">=0.15,<0.16")]}
    ]
    assert entries.index("pip") < len(entries) - 1, "pip itself comes from conda"


def test_pyogrio_pin_is_in_the_range_of_environment():
    assert pins()["pyogrio"] in SpecifierSet(conda()["pyogrio"])


def test_python_of_environment_is_exact_and_allowed():
    wanted = conda()["python"]
    assert re.fullmatch(r"=3\.\d+\.\d+", wanted), f"python{wanted}: expected python=3.x.y"
    assert Version(wanted.removeprefix("=")) in SpecifierSet(project()["requires-python"])


def test_environment_uses_conda_forge_only():
    assert environment()["channels"] == ["conda-forge", "nodefaults"]


@pytest.mark.parametrize("name", FILES)
def test_no_address_in_version_files(name):
    text = (ROOT / name).read_text("utf-8")
    assert re.findall(r"\w+://\S+|\s@\s\S+|--(?:extra-)?index-url|--find-links", text) == []


def test_no_lock_files():
    found = [path.name for pattern in LOCK_FILES for path in ROOT.glob(pattern)]
    assert found == []


def test_changelog_names_the_version():
    heading = f"## {project()['version']}"
    lines = (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines()
    assert any(line.startswith(heading) for line in lines), f"CHANGELOG.md: no '{heading}'"


@pytest.mark.parametrize("name", ["postBuild", ".ci/run", "Makefile"])
def test_shell_parses(name):
    path = ROOT / name
    if name == "Makefile":
        command = ["make", "--dry-run", "--always-make", "-f", str(path), "help"]
    else:
        assert path.stat().st_mode & 0o111, f"{name} must be executable"
        command = ["bash", "-n", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr


def front_ends(path: Path) -> set[str]:
    """Return the versions of the front end that the widgets of a saved notebook ask for."""
    saved = json.loads(path.read_text("utf-8"))["metadata"].get("widgets", {})
    states = [model["state"] for one in saved.values() for model in one["state"].values()]
    return {
        state[key]
        for state in states
        for key in ("_model_module_version", "_view_module_version")
        if state.get("_model_module") == "anywidget" and state.get(key)
    }


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.stem)
def test_a_saved_notebook_opens_with_every_version_that_is_allowed(path: Path):
    """A saved widget asks for a line of anywidget, and the range of packages is that line."""
    [asked] = front_ends(path)
    line = re.fullmatch(r"~(\d+)\.(\d+)\.\*", asked)
    assert line, f"{path.name} asks for anywidget {asked}"
    major, minor = int(line[1]), int(line[2])
    wanted = SpecifierSet(f">={major}.{minor},<{major}.{minor + 1}")
    assert runtime()["anywidget"] == wanted
    assert pins()["anywidget"] in wanted
