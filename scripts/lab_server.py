"""A JupyterLab of its own for tests and benchmarks, and a Chromium that may not leave the machine.

The user's own Jupyter folders stay untouched.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

TOKEN = "browser-tests"
# As JupyterLab comes: a lesson needs no setting to keep its maps and answers.
AS_IT_COMES = {"saveState": False}
NO_NEWS = {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True}
START_SECONDS, STOP_SECONDS = 120, 20
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ELSEWHERE = re.compile(r"^(?!https?://127\.0\.0\.1[:/]|wss?://127\.0\.0\.1[:/]|file:|data:|blob:)")

# A document that closes before its kernel is ready leaves a connection behind, and the next one
# with that kernel is then told too early that its widgets are there. A person is slower than that.
_OPEN = """async path => {
  for (const widget of [...jupyterapp.shell.widgets("main")]) {
    await widget.sessionContext?.ready;
    widget.dispose();
  }
  const opened = await jupyterapp.commands.execute(
    "docmanager:open", { path, factory: "Notebook" });
  jupyterapp.shell.activateById(opened.id);
  await opened.context.ready;
  await opened.revealed;
}"""


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab and the folder it serves."""

    url: str
    folder: Path

    def ask(self, path: str, method: str = "GET") -> Any:
        """Ask the server's API and return its answer."""
        headers = {"Authorization": f"token {TOKEN}"}
        request = urllib.request.Request(self.url + path, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or "null")

    def cells(self, notebook: str) -> list[str]:
        """Return the sources of a notebook's cells."""
        path = self.folder / "notebooks" / notebook
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return ["".join(cell["source"]) for cell in cells]

    def end_kernels(self) -> None:
        """Shut down every session."""
        for session in self.ask("api/sessions"):
            self.ask(f"api/sessions/{session['id']}", "DELETE")

    def load(self, page: Page) -> None:
        """Load JupyterLab in a page, with no notebook open."""
        page.goto(f"{self.url}lab?token={TOKEN}&reset")
        page.wait_for_function("window.jupyterapp !== undefined")
        page.evaluate("async () => { await jupyterapp.restored; jupyterapp.shell.collapseLeft(); }")


def open_notebook(page: Page, notebook: str) -> None:
    """Close every document and open a notebook as it is on disk."""
    page.evaluate(_OPEN, f"notebooks/{notebook}")


def _own_settings(home: Path) -> dict[str, str]:
    """Return an environment in which Jupyter reads and writes only below `home`."""
    names = ("DATA", "RUNTIME", "CONFIG")
    own = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in names}
    own |= {f"JUPYTERLAB_{n}_DIR": str(home / n.lower()) for n in ("SETTINGS", "WORKSPACES")}
    for plugin, chosen in (
        ("@jupyterlab/apputils-extension/notification", NO_NEWS),
        ("@jupyter-widgets/jupyterlab-manager/plugin", AS_IT_COMES),
    ):
        file = home / f"settings/{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(chosen), encoding="utf-8")
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
    raise RuntimeError(f"JupyterLab does not start:\n{log.read_text(errors='replace')[-3000:]}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(STOP_SECONDS)


@contextmanager
def serve(root: Path, home: Path, folder: Path) -> Iterator[Lab]:
    """Copy the lesson into `folder`, trust its notebooks and serve it; settings go to `home`."""
    for name in ("notebooks", "data"):
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns(".ipynb_*"))
    env = _own_settings(home)
    names = sorted(str(path) for path in (folder / "notebooks").glob("*.ipynb"))
    trust = [sys.executable, "-m", "jupyter", "trust", *names]
    subprocess.run(trust, env=env, check=True, timeout=60, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}"]
    command += ["--ip=127.0.0.1", "--ServerApp.port_retries=0", "--ServerApp.root_dir=."]
    command += [f"--IdentityProvider.token={TOKEN}", "--LabApp.expose_app_in_browser=True"]
    command += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    log = home / "server.log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=folder, env=env, stdout=out, stderr=out)
        try:
            lab = Lab(f"http://127.0.0.1:{port}/", folder)
            _wait_until_ready(lab, server, log)
            yield lab
        finally:
            _stop(server)
