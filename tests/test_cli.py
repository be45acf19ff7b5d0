"""The command itself: help, misuse, progress, and what the system refuses, without a traceback."""

from __future__ import annotations

import errno
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path
from shutil import copytree, rmtree

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from support.folders import RIVER

from lessonkit.cli import main
from lessonkit.terminal import progress

LESSON = Path(__file__).resolve().parents[1]
COMMANDS = ["check", "run", "site", "handout", "student", "answers"]
Capture = pytest.CaptureFixture[str]


def notebook(path: Path, *code: str) -> Path:
    cells = [new_markdown_cell("# Title", id="words")]
    cells += [new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(code)]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=cells), path)
    return path


# ---- The end ------------------------------------------------------------------------------------


def test_a_request_to_end_is_heard_also_where_a_shell_has_turned_interrupts_off() -> None:
    """So are programs in the background of a script."""
    code = """if True:
    import signal, time
    from lessonkit.cli import _stop_when_asked
    _stop_when_asked()
    try:
        signal.raise_signal(signal.SIGTERM)
        time.sleep(20)
    except KeyboardInterrupt:
        print("tidied up")"""
    run = subprocess.run(
        [sys.executable, "-c", code],
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
        capture_output=True,
        text=True,
        timeout=15,
        check=True,
    )
    assert run.stdout == "tidied up\n"


# ---- Help ---------------------------------------------------------------------------------------


def test_the_help_has_each_command_and_the_exit_codes(capsys: Capture) -> None:
    assert main(["--help"]) == 0
    out, err = capsys.readouterr()
    assert all(f" {name} " in out for name in COMMANDS)
    assert "130 it was interrupted" in out
    assert err == ""
    assert main([]) == 2  # no command is a wrong command; its help is what is wanted
    assert capsys.readouterr().out.strip() == out.strip()


def test_a_command_in_a_message_names_the_folder_that_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """As it stands it can be typed: where the lesson is, and with marks round a blank."""
    folder = tmp_path / "my lesson"
    copytree(RIVER, folder)
    rmtree(folder / "data" / "basemap" / "far")
    monkeypatch.chdir(tmp_path)
    assert main(["check", "my lesson"]) == 1
    assert "Make it: lessonkit basemap 'my lesson' --only far." in capsys.readouterr().out
    monkeypatch.chdir(folder)
    assert main(["check"]) == 1
    assert "Make it: lessonkit basemap --only far." in capsys.readouterr().out


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_has_its_defaults_and_an_example(name: str, capsys: Capture) -> None:
    assert main([name, "--help"]) == 0
    out = capsys.readouterr().out
    assert f"Usage: lessonkit {name} " in out
    assert f"Example: lessonkit {name} " in out
    assert "[default: " in out
    assert "\x1b" not in out


# ---- Misuse -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["sit"], "No such command 'sit'. Did you mean 'site'?\n`lessonkit --help`"),
        (["site", "--too", "x"], "No such option: --too. Did you mean --to?\n`lessonkit site -"),
        (["student", "--to"], "Option '--to' requires an argument."),
        (["check", "a", "b"], "Got unexpected extra argument"),
        (["answers"], "Missing argument 'FILES...'.\n`lessonkit answers --help`"),
        (["\x1b[2J"], "No such command"),
    ],
)
def test_misuse_is_told_in_two_lines(argv: list[str], words: str, capsys: Capture) -> None:
    assert main(argv) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"lessonkit: {words}")
    assert err.count("\n") == 2
    assert "\x1b" not in err


# ---- What the system refuses --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["check", "run", "site", "handout", "student"])
def test_a_file_in_the_place_of_a_folder_is_named(
    name: str, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "words.txt").write_text("mine", encoding="utf-8")
    assert main([name, str(tmp_path / "words.txt")]) == 2
    assert "words.txt is no" in capsys.readouterr().err.replace("is not a notebook", "is no")


def test_a_path_that_is_not_utf8_is_told_escaped(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/no\xff"
    # One process for all: to load what each needs takes longer than to refuse the path.
    code = (
        "import sys; from lessonkit.cli import main\n"
        "for name in sys.argv[2:]: print(name, main([name, sys.argv[1]]))"
    )
    command = [sys.executable, "-c", code, path, *COMMANDS]
    done = subprocess.run(command, capture_output=True, check=True, cwd=tmp_path)
    assert done.stdout.decode().splitlines() == [f"{name} 2" for name in COMMANDS]
    # Each says it in one line, that of answers below its own sentence.
    assert sum(b"no\\udcff" in line for line in done.stderr.splitlines()) == len(COMMANDS)
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOSPC])
def test_a_notebook_that_cannot_be_written_stays_as_it_was(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    path = notebook(tmp_path / "one.ipynb", "1 + 1")
    before = path.read_bytes()

    def refuse(self: Path, *_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), str(self))

    monkeypatch.setattr(Path, "write_text", refuse)
    assert main(["run", str(path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"lessonkit: {path} cannot be written: {os.strerror(number)}.\n" in err
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_noticed_before_a_notebook_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    path = notebook(tmp_path / "one.ipynb", f"open({str(tmp_path / 'ran')!r}, 'w')")

    def refuse(**_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("lessonkit.publish.run.tempfile.TemporaryDirectory", refuse)
    assert main(["run", str(path)]) == 2
    assert "one.ipynb cannot be written: Permission denied." in capsys.readouterr().err
    assert not (tmp_path / "ran").exists()


def test_a_copy_for_students_on_a_full_disk_names_one_file_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def refuse(source: str, target: str) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), source)

    monkeypatch.setattr("lessonkit.publish.student.shutil.copy2", refuse)
    assert main(["student", str(LESSON), "--to", str(tmp_path / "copy")]) == 2
    err = capsys.readouterr().err
    words = f"lessonkit: {tmp_path / 'copy'} cannot be written: No space left on device ("
    assert err.startswith(words + str(LESSON / "data"))
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_what_the_system_says_of_any_other_file_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(tmp_path / "a\x1bb"))

    monkeypatch.setattr("lessonkit.check.read.examine", refuse)
    assert main(["check", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"lessonkit: {tmp_path}/a\\x1bb: Permission denied.\n"


# ---- Progress -----------------------------------------------------------------------------------


def test_in_a_pipe_progress_is_a_line_each_and_stays_off_the_output(capsys: Capture) -> None:
    with progress() as told:
        for cell in (1, 2):
            told("01.ipynb", "cell", cell, 2)
        told("0\x1b2.ipynb", "cell", 1, 5)

    def fail() -> None:
        with progress() as told:
            told("03.ipynb", "cell", 4, 5)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "01.ipynb: cell 2 of 2, 0 s",
        "0\\x1b2.ipynb: cell 1 of 5, 0 s",
        "03.ipynb: stopped at cell 4 of 5, 0 s",
    ]


TELLING = """
import sys
from lessonkit.terminal import progress
with progress() as told:
    told("[red]01.ipynb", "cell", 1, 2)
    told("[red]01.ipynb", "cell", 2, 2)
    print("result", flush=True)
"""


def on_terminal(**variables: str) -> tuple[str, bytes]:
    """Run `TELLING` with the error stream on a terminal; give its output and what was drawn."""
    terminal, inside = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "100"} | variables
    command = [sys.executable, "-c", TELLING]
    done = subprocess.run(command, stdout=-1, stderr=inside, env=environment, text=True, check=True)
    os.close(inside)
    drawn = b""
    try:
        while part := os.read(terminal, 65536):
            drawn += part
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(terminal)
    return done.stdout, drawn


def test_on_a_terminal_progress_is_a_bar_and_the_result_goes_where_it_belongs() -> None:
    out, drawn = on_terminal()
    assert out == "result\n"
    assert b"[red]01.ipynb" in drawn  # a name is text, not markup
    assert b"cell 2 of 2" in drawn
    assert b"\x1b[?25h" in drawn  # the cursor is there again


def test_no_color_and_a_dumb_terminal_are_respected() -> None:
    out, drawn = on_terminal(NO_COLOR="1")
    assert b"\x1b[3" not in drawn.replace(b"\x1b[3m", b"")
    out, drawn = on_terminal(TERM="dumb")
    assert out == "result\n"
    assert drawn == b"[red]01.ipynb: cell 2 of 2, 0 s\r\n"


def test_help_and_progress_load_only_when_needed() -> None:
    code = "import sys, lessonkit.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"rich", "pandas", "pydantic"} & set(done.stdout.split())
