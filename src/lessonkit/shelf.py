"""What is kept between sessions, in the user's cache folder: it can be made again at any time.

A thing lies there under a key that says all that it is made of, so nothing on the shelf is ever out
of date. What cannot be read is made anew, and where nothing can be written nothing is kept. What is
only numbers and text is kept as JSON; a lesson, with its tables and shapes, as a pickle.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from platformdirs import user_cache_path

T = TypeVar("T")
PLACE = "LESSONKIT_CACHE"
"""Environment variable: another folder, or nothing for none."""

MOST_BYTES = 64_000_000
"""What was used longest ago goes first."""


def folder() -> Path | None:
    """Give the folder of the shelf, which need not be there; None if nothing is to be kept."""
    given = os.environ.get(PLACE)
    if given is None:
        return user_cache_path("lessonkit", appauthor=False)
    return Path(given) if given else None


@cache
def makers() -> bytes:
    """Say in a few bytes by which code a thing is made: ours, and that of others. Part of a key."""
    told = hashlib.sha256("".join((sys.version, *map(version, _MAKERS))).encode())
    for file in sorted(_OURS.rglob("*")):
        if file.suffix in (".py", ".json"):
            told.update(file.read_bytes())
    return told.digest()


_OURS = Path(__file__).parent
_MAKERS = [
    "matplotlib",
    "cartopy",
    "geopandas",
    "shapely",
    "pyproj",
    "numpy",
    "pandas",
    "pillow",
    "python-calamine",
]


def key_of(kind: str, files: Iterable[Path], *names: str) -> str:
    """Give the key of a thing that is made by this code from files, and from some names.

    Raises
    ------
    OSError
        If a file cannot be read.
    """
    told = hashlib.sha256(makers())
    for name in names:
        told.update(f"{name}\0".encode(errors="surrogatepass"))
    for file in files:
        content = file.read_bytes()
        told.update(f"{file.name}\0{len(content)}\0".encode(errors="surrogatepass"))
        told.update(content)
    return f"{kind}-{told.hexdigest()}"


def take(key: str) -> Any:
    """Give what lies under a key as it was written to JSON, or None.

    Parameters
    ----------
    key : str
        A name for a file: letters and digits.
    """
    try:
        return json.loads(gzip.decompress(_read(f"{key}.json.gz")))
    except (OSError, EOFError, ValueError):
        return None


def put(key: str, value: Any) -> None:
    """Lay a value, which JSON can hold, under a key, and make room for it."""
    _write(f"{key}.json.gz", gzip.compress(json.dumps(value).encode(), compresslevel=1))


def made(key: str, make: Callable[[], T]) -> T:
    """Give the object that lies under a key, or make it and lay it there.

    To read a pickle is to run what it says. So only a file that this user wrote is read, as it is
    with the packages that Python imports; where files have no owner, the folder is the user's own.

    Raises
    ------
    Exception
        What `make` raises; nothing is kept then.
    """
    file = f"{key}.pickle"
    with suppress(Exception):  # a damaged pickle may raise anything
        kept: T = pickle.loads(_read(file, own=True))
        return kept
    # Behind it, so that what `make` raises does not tell of a file that was only not there yet.
    value = make()
    if folder() is None:
        return value
    content = pickle.dumps(value, protocol=5)
    _write(file, content)
    # As every later session has it: what is made of it then lies under the same keys.
    again: T = pickle.loads(content)
    return again


def _read(name: str, own: bool = False) -> bytes:
    if (place := folder()) is None:
        raise FileNotFoundError(name)
    file = place / name
    if own and hasattr(os, "getuid") and file.stat().st_uid != os.getuid():
        raise PermissionError(name)
    content = file.read_bytes()
    os.utime(file)
    return content


def _write(name: str, content: bytes) -> None:
    if (place := folder()) is None:
        return
    try:
        place.mkdir(parents=True, exist_ok=True)
        # Written beside it and moved there: another session never reads half of a file.
        with tempfile.NamedTemporaryFile(dir=place, suffix=".new", delete=False) as file:
            file.write(content)
        Path(file.name).replace(place / name)
        _make_room(place)
    except OSError:
        return


_OF_THE_SHELF = (".gz", ".pickle", ".new")


def _make_room(place: Path) -> None:
    found = [(one.stat(), one) for one in place.iterdir() if one.suffix in _OF_THE_SHELF]
    total = 0
    for stat, one in sorted(found, key=lambda pair: pair[0].st_mtime, reverse=True):
        total += stat.st_size
        if total > MOST_BYTES:
            one.unlink(missing_ok=True)
