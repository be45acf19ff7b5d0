"""Make `src/lessonkit/starter/world.zip`: the coarse ground of the whole earth for a new lesson.

    python scripts/build_ground.py [FOLDER WITH THE PACKAGES]

Only what is in the public domain goes in: no rivers. Natural Earth 1:50 million, made simpler.
"""

from __future__ import annotations

import json
import sys
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

from PIL import Image

from lessonkit.basemap.build import make_basemaps
from lessonkit.starter.ground import PACKED

LESSON = """
[lesson]
id = "world"
version = "1"
title = "The earth"
question = "What does it look like?"
language = "en"
start = 2000-01-01
end = 2000-01-02
notebooks = ["world.ipynb"]

[[extents]]
id = "world"
label = "The earth"
west = -180
east = 180
south = -90
north = 90
basemap = "world"
projection = "equal-earth"
"""
DETAIL = "[grounds.world]\ntolerance = 0.1\ndecimals = 2\nwidth = 1500\n"
VECTORS = ("borders", "coast", "countries", "lakes")
BORN = (2000, 1, 1, 0, 0, 0)  # of each file: the same data give the same bytes


def main(kept: Path | None) -> None:
    """Make the ground and pack it."""
    with tempfile.TemporaryDirectory() as temporary:
        data = Path(temporary, "data")
        (data / "basemap").mkdir(parents=True)
        (data / "lesson.toml").write_text(LESSON, "utf-8")
        (data / "basemap" / "names.toml").write_text(DETAIL, "utf-8")
        (made,) = make_basemaps(data, kept=kept)
        files = {f"{name}.geojson": _plain(made / f"{name}.geojson") for name in VECTORS}
        files["relief.json"] = (made / "relief.json").read_bytes()
        files["relief.webp"] = _small(made / "relief.webp")
    with zipfile.ZipFile(PACKED, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, BORN), content, zipfile.ZIP_DEFLATED, 9)
    print(f"Written: {PACKED} ({PACKED.stat().st_size / 1000:.0f} kB)")


def _plain(path: Path) -> bytes:
    """Leave out names in a second language: which one a lesson has is not known here."""
    lines = path.read_text("utf-8").splitlines()
    return "\n".join(_without_local(line) for line in lines).encode() + b"\n"


def _without_local(line: str) -> str:
    if '"name_local"' not in line:
        return line
    feature = json.loads(line.removesuffix(","))
    feature["properties"]["name_local"] = ""
    text = json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
    return text + ("," if line.endswith(",") else "")


def _small(path: Path) -> bytes:
    file = BytesIO()
    with Image.open(path) as picture:
        picture.save(file, "WEBP", quality=76, method=6)
    return file.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
