"""The coarse ground of the whole earth that a new lesson gets: no network is needed for it."""

from __future__ import annotations

import zipfile
from pathlib import Path

NAME = "ground"
"""The folder in `basemap/` that the windows of a new lesson name."""
PACKED = Path(__file__).with_name("world.zip")
"""Made by `scripts/build_ground.py` from Natural Earth, 1:50 million. Public domain."""
README = """# Ground of the whole earth, coarse

Countries, borders, coast, lakes and a pale relief, made from Natural Earth, 1:50 million (public
domain, naturalearthdata.com), and made simpler: a line may be off by 10 km. There are no rivers.
Borders are those of today, and as Natural Earth sees them.

`lessonkit basemap` puts a finer ground of your map windows in its place, with rivers. It needs the
network once.
"""


def ground_files() -> dict[str, bytes]:
    """Give the files of the ground and where it comes from, by their paths in `basemap/`."""
    with zipfile.ZipFile(PACKED) as archive:
        files = {f"{NAME}/{name}": archive.read(name) for name in archive.namelist()}
    return files | {f"{NAME}/README.md": README.encode()}
