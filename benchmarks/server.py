"""A JupyterLab of its own for the benchmark, and a Chromium that may not leave this machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common import ROOT
from playwright.sync_api import Page, Route, sync_playwright

TOKEN = "benchmark"
NO_NEWS = {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True}
START_SECONDS, STOP_SECONDS = 120, 20
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
ELSEWHERE = re.compile(r"^(?!https?://127\.0\.0\.1[:/]|wss?://127\.0\.0\.1[:/]|file:|data:|blob:)")
# High enough for each contender's switches, slider and map at once: what is out of sight is not
# painted, and a picture that is not painted would be measured too fast.
VIEWPORT = {"width": 1300, "height": 1900}


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab and the folder it serves."""

    url: str
    folder: Path

    def ask(self, path: str, method: str = "GET") -> Any:
        headers = {"Authorization": f"token {TOKEN}"}
        request = urllib.request.Request(self.url + path, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or "null")

    def end_kernels(self) -> None:
        """Shut down every session, so that the next contender has the machine to itself."""
        for session in self.ask("api/sessions"):
            self.ask(f"api/sessions/{session['id']}", "DELETE")


@contextmanager
def running_lab() -> Iterator[Lab]:
    """Serve a copy of the lesson; the user's own Jupyter folders stay untouched."""
    # Make's time limit ends this process with a signal: leave by the way that stops the server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped: the time limit was reached."))
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        home, folder = Path(place, "jupyter"), Path(place, "lesson")
        shutil.copytree(ROOT / "data", folder / "data")
        (folder / "notebooks").mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        env = _own_settings(home)
        with (home / "server.log").open("wb") as out:
            server = subprocess.Popen(_command(port), cwd=folder, env=env, stdout=out, stderr=out)
            try:
                lab = Lab(f"http://127.0.0.1:{port}/", folder)
                _wait_until_ready(lab, server, home / "server.log")
                yield lab
            finally:
                _stop(server)


def _command(port: int) -> list[str]:
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}"]
    command += ["--ip=127.0.0.1", "--ServerApp.port_retries=0", "--ServerApp.root_dir=."]
    command += [f"--IdentityProvider.token={TOKEN}", "--LabApp.expose_app_in_browser=True"]
    return command + (["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [])


def _own_settings(home: Path) -> dict[str, str]:
    names = ("DATA", "RUNTIME", "CONFIG")
    own = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in names}
    own |= {f"JUPYTERLAB_{n}_DIR": str(home / n.lower()) for n in ("SETTINGS", "WORKSPACES")}
    file = home / "settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(NO_NEWS), encoding="utf-8")
    return {**os.environ, **own, "IPYTHONDIR": str(home / "ipython")}


def _wait_until_ready(lab: Lab, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            lab.ask("api/status")
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"JupyterLab does not start:\n{log.read_text(errors='replace')[-3000:]}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(STOP_SECONDS)


@contextmanager
def lab_page(lab: Lab, chromium: str) -> Iterator[tuple[Page, list[str]]]:
    """Open JupyterLab; give the page and a list that gets every request it made elsewhere."""
    refused: list[str] = []

    def refuse(route: Route) -> None:
        refused.append(route.request.url)
        route.abort()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS.split())
        context = browser.new_context(service_workers="block", viewport=VIEWPORT)
        context.route(ELSEWHERE, refuse)
        page = context.new_page()
        page.goto(f"{lab.url}lab?token={TOKEN}&reset")
        page.wait_for_function("window.jupyterapp !== undefined")
        page.evaluate("async () => { await jupyterapp.restored; jupyterapp.shell.collapseLeft(); }")
        yield page, refused
        browser.close()
