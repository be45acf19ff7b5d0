"""What is kept between sessions, in the user's cache folder: it can be made again at any time.

A thing lies there under a key that says all that it is made of, so nothing on the shelf is ever out
of date. What cannot be read is made anew, and where nothing can be written nothing is kept.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

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
    told = hashlib.sha256("".join(version(one) for one in _MAKERS).encode())
    for file in sorted(_OURS.rglob("*")):
        if file.suffix in (".py", ".json"):
            told.update(file.read_bytes())
    return told.digest()


_OURS = Path(__file__).parent
_MAKERS = ("matplotlib", "cartopy", "geopandas", "shapely", "pyproj", "numpy", "pillow")


def take(key: str) -> Any:
    """Give what lies under a key as it was written to JSON, or None.

    Parameters
    ----------
    key : str
        A name for a file: letters and digits.
    """
    if (place := folder()) is None:
        return None
    file = place / f"{key}.json.gz"
    try:
        kept = json.loads(gzip.decompress(file.read_bytes()))
        os.utime(file)
    except (OSError, EOFError, ValueError):
        return None
    return kept


def put(key: str, value: Any) -> None:
    """Lay a value, which JSON can hold, under a key, and make room for it."""
    if (place := folder()) is None:
        return
    try:
        place.mkdir(parents=True, exist_ok=True)
        # Written beside it and moved there: another session never reads half of a file.
        with tempfile.NamedTemporaryFile(dir=place, suffix=".new", delete=False) as file:
            file.write(gzip.compress(json.dumps(value).encode(), compresslevel=1))
        Path(file.name).replace(place / f"{key}.json.gz")
        _make_room(place)
    except OSError:
        return


def _make_room(place: Path) -> None:
    found = [(one.stat(), one) for one in place.iterdir() if one.suffix in (".gz", ".new")]
    total = 0
    for stat, one in sorted(found, key=lambda pair: pair[0].st_mtime, reverse=True):
        total += stat.st_size
        if total > MOST_BYTES:
            one.unlink(missing_ok=True)
