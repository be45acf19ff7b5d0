"""Find a Chromium for the browser tests, or install one.

``python scripts/browser.py find`` prints the path of a Chromium that starts.
``python scripts/browser.py ensure`` does the same, and installs one if there is none.
The path goes to standard output, everything else to standard error. If there is no Chromium in
the end, the exit code is 1: browser tests are never skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

VARIABLE = "LESSONKIT_CHROMIUM"
# The headless shell is the same Chromium without the windows that no test looks at: on the same
# two processors the tests of the tools took 118 s in place of 164 s.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
START_SECONDS = 60
INSTALL_SECONDS = 900


def say(text: str) -> None:
    """Print progress to standard error."""
    print(text, file=sys.stderr, flush=True)


def candidates() -> Iterator[str]:
    """Yield paths where a Chromium may be, the best first."""
    for name in NAMES:
        if path := shutil.which(name):
            yield path
    yield from (place for place in PLACES if Path(place).exists())
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    if Path(own).exists():
        yield own


def starts(path: str) -> bool:
    """Say whether the program at `path` runs: some systems install only a stub."""
    if os.name == "nt":  # here --version opens a window
        return Path(path).exists()
    try:
        run = subprocess.run(
            [path, "--version"], capture_output=True, text=True, timeout=START_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        say(f"{path} does not start: {error}")
        return False
    if run.returncode:
        say(f"{path} does not start: {run.stderr.strip()[:500]}")
        return False
    say(f"{path}: {run.stdout.strip()}")
    return True


def find() -> str | None:
    """Return the path of a Chromium that starts, or None.

    A path in the variable LESSONKIT_CHROMIUM is taken or refused: no other one is tried.
    """
    if chosen := os.environ.get(VARIABLE):
        path = shutil.which(chosen) or chosen
        return path if starts(path) else None
    return next((path for path in candidates() if starts(path)), None)


def run(*command: str) -> bool:
    """Run an installer with a time limit, its output to standard error; say whether it worked."""
    say("$ " + " ".join(command))
    try:
        done = subprocess.run(
            command,
            stdout=sys.stderr,
            timeout=INSTALL_SECONDS,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        say(f"Failed: {error}")
        return False
    return done.returncode == 0


def install() -> str | None:
    """Install a Chromium: from Debian's packages as root, or else Playwright's own."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if is_root and Path("/etc/debian_version").exists() and shutil.which("apt-get"):
        install_one = ("apt-get", "install", "--yes", "--no-install-recommends")
        if run("apt-get", "update"):
            any(run(*install_one, name) for name in NAMES[:2])
            if path := find():
                return path
    run(sys.executable, "-m", "playwright", "install", "chromium")
    return find()


def main(arguments: list[str]) -> int:
    """Run the command line; return the exit code."""
    if arguments not in (["find"], ["ensure"]):
        say(__doc__ or "")
        return 2
    path = find()
    chosen = os.environ.get(VARIABLE)
    if path is None and chosen:
        say(f"{VARIABLE}: got {chosen}, expected a Chromium that starts. Correct or unset it.")
        return 1
    if path is None and arguments == ["ensure"]:
        say("No Chromium found. Installing one.")
        path = install()
    if path is None:
        say(
            "No Chromium found, so the browser tests cannot run. Install Chromium or Chrome, or\n"
            f"set {VARIABLE} to its path, or run: python -m playwright install --with-deps chromium"
        )
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
