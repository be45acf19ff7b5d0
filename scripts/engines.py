"""Find Firefox and WebKit for the browser tests, or install them where Debian has them.

``python scripts/engines.py ensure`` installs what is missing, as root on Debian.
``python scripts/engines.py missing`` says in one line which tests did not run on this machine.
Chromium, which every browser test needs, is the matter of ``browser.py``.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from browser import run, say

PACKAGES = {"Firefox": ("firefox-esr",), "WebKit": ("webkit2gtk-driver", "xvfb")}
_FIREFOX_ELSEWHERE = (
    "/Applications/Firefox.app/Contents/MacOS/firefox",
    r"C:\Program Files\Mozilla Firefox\firefox.exe",
)


def firefox() -> str | None:
    """Return the path of a Firefox, or None."""
    found = (shutil.which(name) for name in ("firefox-esr", "firefox"))
    there = (place for place in _FIREFOX_ELSEWHERE if Path(place).exists())
    return next(filter(None, (*found, *there)), None)


def webkit() -> dict[str, str] | None:
    """Return the paths of WebKit's driver, browser and screen by their names, or None."""
    browsers = [
        path
        for pattern in ("lib/*/webkit*gtk-*/MiniBrowser", "lib*/webkit*gtk-*/MiniBrowser")
        for path in sorted(Path("/usr").glob(pattern))
    ]
    programs = {name: shutil.which(name) for name in ("WebKitWebDriver", "Xvfb")}
    programs["MiniBrowser"] = str(browsers[-1]) if browsers else None
    found = {name: path for name, path in programs.items() if path}
    return found if len(found) == len(programs) else None


def missing() -> Iterator[str]:
    """Yield the engines that are not on this machine."""
    yield from ["Firefox"] if firefox() is None else []
    yield from ["WebKit"] if webkit() is None else []


def ensure() -> None:
    """Install what is missing, where that is possible; say what is not there in the end."""
    names = [package for engine in missing() for package in PACKAGES[engine]]
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if names and is_root and Path("/etc/debian_version").exists() and shutil.which("apt-get"):
        say(f"Not found: {', '.join(missing())}. Installing.")
        install = ("apt-get", "install", "--yes", "--no-install-recommends")
        if run("apt-get", "update"):
            run(*install, *names)
    if words := in_words():
        say(words)


def in_words() -> str:
    """Say which engines are not here and how to get them; nothing if all are."""
    left = list(missing())
    packages = " ".join(package for engine in left for package in PACKAGES[engine])
    return (
        f"Not on this machine, so not tested in: {' and '.join(left)}. On Debian as root: "
        f"apt-get install {packages}"
        if left
        else ""
    )


def main(arguments: list[str]) -> int:
    """Run the command line; return the exit code."""
    if arguments == ["ensure"]:
        ensure()
    elif arguments == ["missing"]:
        print(in_words() or "Tested in Chromium, Firefox and WebKit.")
    else:
        say(__doc__ or "")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
