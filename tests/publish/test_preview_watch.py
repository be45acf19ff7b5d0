"""The preview while files and folders come and go below it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from support.folders import RIVER

from lessonkit.publish.preview.edition import Editions
from lessonkit.publish.preview.server import Preview
from lessonkit.terminal import Told

Play = Callable[[Preview, Path], Awaitable[None]]
FIRST = "01_river.ipynb"
MOST = 20  # seconds until a change must have been heard


def saved(path: Path, told: Told) -> str:
    """Stand in for a kernel."""
    return path.read_text(encoding="utf-8")


def play(folder: Path, act: Play) -> None:
    """Let something happen to a lesson while its preview watches it."""

    async def run() -> None:
        preview = Preview(Editions(folder, saved))
        watching = asyncio.create_task(preview.watch())
        try:
            await until(lambda: bool(preview.edition.files) and not preview.working)
            await act(preview, folder)
            assert not watching.done()
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching

    asyncio.run(run())


async def until(is_so: Callable[[], bool]) -> None:
    for _ in range(MOST * 20):
        if is_so():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("It was not heard.")


async def is_heard(preview: Preview, folder: Path) -> None:
    """Spoil a table and mend it: both must be seen, and the pages stay."""
    table, files = folder / "data" / "places.csv", preview.edition.files
    good = table.read_bytes()
    table.write_bytes(b"")
    await until(lambda: any("places.csv: got an empty" in one for one in preview.edition.faults))
    assert preview.edition.files == files
    table.write_bytes(good)
    await until(lambda: not preview.edition.faults and not preview.working)


@pytest.fixture
def river(tmp_path: Path) -> Path:
    made = tmp_path / "river"
    shutil.copytree(RIVER, made)
    return made


def test_a_folder_that_is_written_again_is_heard(river: Path) -> None:
    """As a copy of the lesson does that is put in its place, or a change of branches."""

    async def act(preview: Preview, folder: Path) -> None:
        kept = folder.parent / "kept"
        shutil.copytree(folder / "data", kept)
        shutil.rmtree(folder / "data")
        await until(lambda: any("no folder" in one for one in preview.edition.faults))
        shutil.copytree(kept, folder / "data")
        await until(lambda: not preview.edition.faults)
        await is_heard(preview, folder)

    play(river, act)


@pytest.mark.parametrize("what", ["", "notebooks"])
def test_a_folder_that_was_away_is_heard(river: Path, what: str) -> None:
    async def act(preview: Preview, folder: Path) -> None:
        files = preview.edition.files
        place, away = folder / what, folder.parent / "away"
        place.rename(away)
        await until(lambda: bool(preview.edition.faults))
        assert preview.edition.files.keys() == files.keys()
        away.rename(place)
        await until(lambda: not preview.edition.faults)
        await is_heard(preview, folder)

    play(river, act)


def test_a_name_that_is_no_text_makes_nobody_deaf(river: Path) -> None:
    name = os.fsencode(river / "data") + b"/r\xe9sum\xe9.csv"

    async def act(preview: Preview, folder: Path) -> None:
        with open(name, "wb") as file:
            file.write(b"a,b\n")
        await asyncio.sleep(0.3)
        await is_heard(preview, folder)
        os.unlink(name)
        await is_heard(preview, folder)

    try:
        Path(os.fsdecode(name)).touch()
    except OSError:
        pytest.skip("this file system has only names that are text")
    Path(os.fsdecode(name)).unlink()
    play(river, act)


def test_many_saves_end_with_the_last(river: Path) -> None:
    async def act(preview: Preview, folder: Path) -> None:
        table = folder / "data" / "places.csv"
        good = table.read_text(encoding="utf-8")
        for n in range(50):
            table.write_text(good[: len(good) // 2] if n % 2 else good, encoding="utf-8")
            await asyncio.sleep(0.02)
        await until(lambda: bool(preview.edition.faults) and not preview.working)
        new = table.with_suffix(".new")
        new.write_text(good, encoding="utf-8")
        new.replace(table)  # as editors save
        await until(lambda: not preview.edition.faults and not preview.working)

    play(river, act)


def test_an_error_that_nobody_thought_of_is_told(
    river: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def act(preview: Preview, folder: Path) -> None:
        files = preview.edition.files
        with monkeypatch.context() as broken:
            broken.setattr(
                "lessonkit.publish.preview.edition.open_lesson",
                lambda folder: (_ for _ in ()).throw(ZeroDivisionError("by\nnought")),
            )
            (folder / "data" / "places.csv").write_bytes(b"")
            words = "The lesson cannot be shown (ZeroDivisionError: by nought)."
            await until(lambda: preview.edition.faults == [words])
        assert preview.edition.files == files
        shutil.copy(RIVER / "data" / "places.csv", folder / "data")
        await until(lambda: not preview.edition.faults and not preview.working)

    play(river, act)
