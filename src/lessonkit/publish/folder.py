"""Put new files in the place of an old folder, whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from lessonkit.errors import PublishError

HANDOUT = "handout.pdf"
"""The lesson on paper, without answers."""

_LEFT_BY_SYSTEMS = {".DS_Store", "Thumbs.db", "desktop.ini"}


def check_place(to: Path, listing: str) -> None:
    """Refuse a folder that cannot be written, or that holds something else, which would be lost.

    `listing` is the path in it of the list of what was written there before.
    """
    near = next(one for one in to.resolve().parents if one.exists())
    try:  # now, not after the notebooks have run
        tempfile.TemporaryDirectory(dir=near, prefix=".publishing-").cleanup()
    except OSError as error:
        raise PublishError(f"{to} cannot be written: {error.strerror or error}.") from error
    if not to.exists() or (to.is_dir() and not any(to.iterdir())):
        return
    if not (to / listing).is_file():
        raise PublishError(f"{to} holds something else than a published site. Name another folder.")
    ours = {to / name for name in (to / listing).read_text(encoding="utf-8").splitlines()}
    found = {path for path in to.rglob("*") if not path.is_dir()} - ours - {to / listing}
    others = sorted(path for path in found if path.name not in _LEFT_BY_SYSTEMS)
    if others:
        raise PublishError(
            f"{others[0]} was not written by `lessonkit site`, which would delete it. "
            "Put it elsewhere, or name another folder."
        )


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files by their paths in a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def take_place(new: Path, to: Path) -> None:
    """Put a folder in the place of `to`; what was there goes beside it, or stays if that fails."""
    old = new.with_name("old")
    try:
        if to.exists():
            to.rename(old)
        new.rename(to)
    finally:
        if old.exists() and not to.exists():
            old.rename(to)


def replace(to: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a new folder and put it in the place of `to`, all at once.

    Raises
    ------
    PublishError
        If that is not possible; what was there before is then as it was.
    """
    real = to.resolve()  # of a link, what it points to is replaced, not the link
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=real.parent, prefix=".publishing-") as place:
            new = Path(place, "new")
            write(new, files)
            take_place(new, real)
    except OSError as error:
        raise PublishError(f"{to} cannot be written: {error.strerror or error}.") from error
