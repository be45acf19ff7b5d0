"""What all tests share."""

import gc
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from support.folders import RIVER, ROOT
from support.once import made_once
from support.schedule import Schedule

if TYPE_CHECKING:
    from lessonkit import Lesson as Classroom
    from lessonkit.notebook import Lesson


# As the command itself does: see `lessonkit.cli.main`.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

# What this code reads and draws is made once for all processes of a run, and kept for no other.
if "LESSONKIT_CACHE" not in os.environ:
    SHELF = tempfile.TemporaryDirectory(prefix="lessonkit-tests-", ignore_cleanup_errors=True)
    os.environ["LESSONKIT_CACHE"] = SHELF.name

settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Schedule:
    return Schedule(config, log)


def pytest_collection_finish() -> None:
    """Let Python look for garbage seldom, and never among what all tests need to the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the project folder."""
    return ROOT


@pytest.fixture(scope="session")
def lesson() -> "Lesson":
    """Return the lesson of `data/`, read once. Nobody may change its tables."""
    from lessonkit.notebook import Lesson  # here, so that a test without a lesson starts fast

    return Lesson(ROOT / "data")


@pytest.fixture(scope="session")
def course(root: Path) -> "Classroom":
    """Return the lesson as notebooks use it, read once. Nobody may change its tables."""
    from lessonkit import Lesson  # here, so that a test without a lesson starts fast

    return Lesson(root)


@pytest.fixture(scope="session")
def then(course: "Classroom") -> "Classroom":
    """Return the lesson as it was known on the day of the report. Nobody may change its tables."""
    return course.as_of("2017-06-07")


@pytest.fixture(scope="session")
def whole_site(lesson: "Lesson", tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of the lesson, made from its notebooks as they were saved."""

    def make(folder: Path) -> None:
        from lessonkit.publish.folder import write
        from lessonkit.publish.site.files import files_of

        notebooks = ROOT / "notebooks"
        texts = {name: (notebooks / name).read_text(encoding="utf-8") for name in lesson.notebooks}
        write(folder, files_of(lesson, texts, notebooks))

    return made_once(tmp_path_factory, "site", make)


@pytest.fixture(scope="session")
def base() -> Path:
    """Return the small lesson of the tests, with an exercise of each kind."""
    return RIVER


@pytest.fixture(scope="session")
def opened(base: Path) -> "Classroom":
    """Return the lesson of `base` as a notebook has it."""
    from lessonkit import Lesson  # here, for the same reason

    return Lesson(base)


@pytest.fixture(scope="session")
def river(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small lesson with long pages: its data, its notebooks as they ran, its site."""
    from support.river_site import publish_river

    return made_once(tmp_path_factory, "river", publish_river)


@pytest.fixture(scope="session")
def small(river: Path) -> "Classroom":
    """Return the lesson of `river`, read once. Nobody may change its tables."""
    from lessonkit import Lesson  # here, for the same reason

    return Lesson(river)


@pytest.fixture(scope="session")
def valued(tmp_path_factory: pytest.TempPathFactory) -> "Classroom":
    """Return the small lesson with values and charts. Nobody may change its tables."""
    from support.measured import measured

    from lessonkit import Lesson  # here, for the same reason

    folder = tmp_path_factory.mktemp("measured")
    measured(folder / "data")
    return Lesson(folder)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Return the path of a Chromium that starts; fail if there is none."""
    found = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "browser.py"), "find"],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    if found.returncode:
        pytest.fail(found.stderr, pytrace=False)
    return found.stdout.strip()
