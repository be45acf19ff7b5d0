"""`publish.execute`: the same bytes each time, and one plain message when a notebook fails."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import nbformat
import pytest
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from support.folders import RIVER

from lessonkit.cli import main
from lessonkit.errors import PublishError
from lessonkit.publish import run
from lessonkit.publish.run import execute, notebooks_in
from lessonkit.widgets.base import KEPT

ANSI = "\x1b["
SLIDERS = """\
import ipywidgets
from IPython.display import display

box = ipywidgets.VBox([ipywidgets.IntSlider(description="a"), ipywidgets.IntSlider(value=3)])
display(box)
print("done")
box.children[1]"""


def write(path: Path, *code: str) -> bytes:
    cells = [new_markdown_cell("# A notebook", id="words")]
    cells += [new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(code)]
    nbformat.write(new_notebook(cells=cells), path)
    return path.read_bytes()


def model_ids(notebook: nbformat.NotebookNode) -> list[str]:
    return [
        output["data"]["application/vnd.jupyter.widget-view+json"]["model_id"]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if "application/vnd.jupyter.widget-view+json" in output.get("data", {})
    ]


def test_a_notebook_with_widgets_gives_the_same_bytes_in_any_folder(tmp_path: Path) -> None:
    first, second = tmp_path / "one" / "small.ipynb", tmp_path / "two" / "small.ipynb"
    for path in (first, second):
        path.parent.mkdir()
    source = write(first, SLIDERS)
    execute(first)
    once = first.read_bytes()
    second.write_bytes(once)
    execute(second)
    assert second.read_bytes() == once != source

    assert once.endswith(b"}\n")
    assert b"\r" not in once
    assert str(tmp_path).encode() not in once
    notebook = nbformat.reads(once.decode("utf-8"), as_version=4)
    nbformat.validate(notebook)
    assert notebook.cells[1].execution_count == 1
    assert notebook.cells[1].outputs[1]["text"] == "done\n"
    (views,) = notebook.metadata.widgets.values()
    shown = model_ids(notebook)
    assert len(shown) == len(set(shown)) == 2
    assert set(shown) <= set(views["state"])
    named = re.findall(r"IPY_MODEL_([0-9a-f]{32})", once.decode("utf-8"))
    assert named
    assert set(named) <= set(views["state"])
    assert not {"execution", "collapsed"} & set(notebook.cells[1].metadata)
    assert set(notebook.metadata) == {"kernelspec", "language_info", "widgets"}


def test_a_notebook_that_is_kept_has_a_still_picture_of_each_map(tmp_path: Path) -> None:
    path = tmp_path / "map.ipynb"
    open_it = f"from lessonkit import Lesson\nlesson = Lesson({str(RIVER)!r})"
    write(path, open_it, 'lesson.map("river-and-towns")')
    execute(path)
    data = nbformat.read(path, as_version=4).cells[2].outputs[0]["data"]
    assert data["text/html"].startswith('<img alt="')
    assert "data:image/webp;base64," in data["text/html"]
    assert KEPT not in os.environ  # only the kernel of the run is told


def test_two_notebooks_never_share_the_id_of_a_widget() -> None:
    def text(model: str) -> str:
        view = {"application/vnd.jupyter.widget-view+json": {"model_id": model}}
        return nbformat.writes(
            new_notebook(
                cells=[
                    new_code_cell(
                        "x",
                        id="x",
                        outputs=[nbformat.v4.new_output("display_data", data=view)],
                    )
                ],
                metadata={
                    "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {model: {}}}}
                },
            )
        )

    made = [run._stable_ids(text(m * 32), name) for m in "ab" for name in ("one", "two")]
    assert made[0] == made[2] != made[1] == made[3]


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[run.Perform]:
    """Return what runs notebooks in one kernel, where a test is of what is said of a cell."""
    loop = run._Loop()
    manager = AsyncKernelManager(kernel_name="python3")
    place = tmp_path_factory.mktemp("kernel")
    started = manager.start_kernel(cwd=str(place), stderr=asyncio.subprocess.DEVNULL)
    loop.run_until_complete(started)

    def perform(client: NotebookClient, log: IO[bytes]) -> None:
        client.km, client.owns_km = manager, False
        try:
            loop.run_until_complete(client.async_execute())
        finally:
            client.kc.stop_channels()

    yield perform
    loop.run_until_complete(manager.shutdown_kernel(now=True))
    loop.close()


@pytest.fixture
def quick(kernel: run.Perform, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run notebooks in that kernel, which has what others left."""
    monkeypatch.setattr(run, "_execute", kernel)


@pytest.mark.usefixtures("quick")
def test_a_failing_cell_is_named_and_the_file_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "bad.ipynb"
    before = write(path, "good = 1", "raise ValueError('the well is dry')")
    with pytest.raises(PublishError) as caught:
        execute(path)
    words = str(caught.value)
    line = "raise ValueError('the well is dry')"
    assert words.startswith(
        "bad.ipynb, cell 3 of 3 fails.\n"
        f"The line `{line}` could not be carried out: the well is dry.\n"
    )
    assert "ValueError" in words
    assert "the well is dry" in words
    assert "raise ValueError" in words  # the cell is quoted
    assert ANSI not in words
    assert path.read_bytes() == before


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{}['mill']", "The line `{}['mill']` could not be carried out: there is no 'mill'."),
        ("x = 1\nx.y", "`x.y` could not be carried out: 'int' object has no attribute 'y'."),
        ("assert False", "The line `assert False` could not be carried out: AssertionError."),
    ],
)
def test_who_runs_it_for_pages_hears_no_python(tmp_path: Path, source: str, said: str) -> None:
    path = tmp_path / "bad.ipynb"
    write(path, source)
    with pytest.raises(PublishError) as caught:
        run.run(path)
    assert str(caught.value).startswith("bad.ipynb, cell 2 of 2 fails.\n")
    assert str(caught.value).endswith(said)


SHOWS = """\
class Mill:
    def _repr_html_(self):
        raise {error}

mill = Mill()
mill"""


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            "ValueError('the well is dry')",
            "The line `mill` could not be carried out: the well is dry",
        ),
        ("KeyError('sluice')", "The line `mill` could not be carried out: there is no 'sluice'"),
        ("AssertionError", "The line `mill` could not be carried out: AssertionError"),
        (
            "__import__('lessonkit.errors').errors.LessonError('The map mill: no river.')",
            "The map mill: no river",
        ),
    ],
)
def test_what_fails_when_it_is_shown_is_told_by_the_line_of_the_notebook(
    tmp_path: Path, error: str, said: str
) -> None:
    """Not by a line of what shows it; the client then knows neither the error nor its words."""
    path = tmp_path / "bad.ipynb"
    write(path, SHOWS.format(error=error))
    with pytest.raises(PublishError) as caught:
        run.run(path)
    assert str(caught.value) == f"bad.ipynb, cell 2 of 2 fails.\n{said}."


@pytest.mark.usefixtures("quick")
def test_a_fault_of_the_lesson_is_told_in_its_own_words(tmp_path: Path) -> None:
    path = tmp_path / "lost.ipynb"
    write(path, "from lessonkit import Lesson\nLesson.find()")  # no lesson in or above the folder
    with pytest.raises(PublishError) as caught:
        execute(path)
    assert "cell 2 of 2 fails.\nNo lesson.toml" in str(caught.value)
    assert ANSI not in str(caught.value)


def test_a_kernel_that_dies_is_told_as_a_fault_of_the_notebook(tmp_path: Path) -> None:
    path = tmp_path / "dies.ipynb"
    before = write(path, "import os\nos._exit(1)")
    with pytest.raises(PublishError, match=r"dies\.ipynb"):
        execute(path)
    assert path.read_bytes() == before


def test_a_cell_that_never_ends_is_told_as_a_fault_of_the_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_CELL_SECONDS", 1)
    path = tmp_path / "slow.ipynb"
    before = write(path, "import time\ntime.sleep(5)")
    with pytest.raises(PublishError, match=r"slow\.ipynb"):
        execute(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("text", ["", "not JSON", "{}"])
def test_a_file_that_is_no_notebook_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "words.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PublishError, match=r"words\.ipynb"):
        execute(path)
    assert path.read_text("utf-8") == text


def test_a_folder_without_notebooks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match=r"No notebook in .*\.ipynb"):
        notebooks_in(tmp_path)
    with pytest.raises(PublishError, match=r"There is no .*nowhere"):
        notebooks_in(tmp_path / "nowhere")


def test_notebooks_run_in_the_order_of_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[str] = []
    monkeypatch.setattr(run, "execute", lambda path, *_: ran.append(path.name))
    for name in ("02_b.ipynb", "01_a.ipynb", "notes.txt"):
        (tmp_path / name).touch()
    assert main(["run", str(tmp_path)]) == 0
    assert ran == ["01_a.ipynb", "02_b.ipynb"]
    out = capsys.readouterr().out.splitlines()
    assert [Path(line.removeprefix("Written: ")).name for line in out] == ran


def test_main_says_what_is_wrong_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("lessonkit: No notebook in ")
    assert "Traceback" not in err
    write(tmp_path / "bad.ipynb", "1 / 0")
    assert main(["run", str(tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    progress, said = err.split("\n", 1)
    assert progress.startswith("bad.ipynb: stopped at cell 2 of 2, ")
    assert said.startswith("lessonkit: bad.ipynb, cell 2 of 2 fails.\n")
    assert "ZeroDivisionError: division by zero" in err
    assert not re.search(r"run\.py|nbclient|PublishError", err)  # no frame of ours
    assert ANSI not in err


@pytest.mark.usefixtures("quick")
def test_a_fault_of_the_data_is_said_in_words(tmp_path: Path) -> None:
    """The name of the class says nothing to somebody who writes no Python."""
    lines = "from lessonkit.errors import DataError, Fault\n"
    lines += 'raise DataError([Fault("places.csv", 2, "lat", "x", "a number", "Write it.")])'
    path = tmp_path / "bad.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(lines)]), path)
    with pytest.raises(PublishError) as caught:
        execute(path)
    assert str(caught.value) == (
        "bad.ipynb, cell 1 of 1 fails.\n1 fault in the data of the lesson:\n"
        "- places.csv row 2, lat: got x, expected a number. Write it."
    )


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        (b"", "a file that is cut or damaged"),
        (b"\xff\xfe\x00\x80", "a file that is not UTF-8 text"),
        (b"[]", "a file without cells that can be read"),
        (b'{"cells": [1], "metadata": {}, "nbformat": 4}', "a file without cells"),
        (b'{"cells": [], "metadata": [], "nbformat": 4}', "JSON of another form"),
    ],
)
def test_a_damaged_notebook_is_told_in_words(tmp_path: Path, spoilt: bytes, words: str) -> None:
    path = tmp_path / "bad.ipynb"
    path.write_bytes(spoilt)
    with pytest.raises(PublishError, match=f"bad.ipynb is not a notebook: {words}"):
        execute(path)
    assert path.read_bytes() == spoilt
