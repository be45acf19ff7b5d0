"""WebKitGTK: its MiniBrowser on a screen in memory, by WebDriver.

A MiniBrowser that is driven keeps nothing when it ends. As long as it runs, its tabs share what
pages keep, as in any browser.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from socket import socket
from typing import Any

from support.engines.keys import key_actions, point_actions
from support.engines.tab import HEIGHT, SECONDS, WIDTH, Engine, PageLeftError, Tab

START_SECONDS = 60


class Screen:
    """A screen in memory, for programs that have no mode without one."""

    def __init__(self, program: str) -> None:
        ours, theirs = os.pipe()
        size = f"{WIDTH + 200}x{HEIGHT + 300}x24"
        self.process = subprocess.Popen(
            [program, "-displayfd", str(theirs), "-screen", "0", size, "-nolisten", "tcp"],
            pass_fds=[theirs],
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs)
        with os.fdopen(ours) as said:
            self.name = f":{said.readline().strip()}"

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(SECONDS)


class WebKit(Engine):
    """A MiniBrowser on a screen."""

    def __init__(self, programs: dict[str, str], folder: Path) -> None:
        self.folder = folder
        self.screen = Screen(programs["Xvfb"])
        self.downloads.mkdir(parents=True, exist_ok=True)
        settings = folder / ".config"
        settings.mkdir(exist_ok=True)
        (settings / "user-dirs.dirs").write_text('XDG_DOWNLOAD_DIR="$HOME/Downloads"\n')
        own = {
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(settings),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_RUNTIME_DIR": str(folder),
            "DISPLAY": self.screen.name,
            "GDK_BACKEND": "x11",
            "LIBGL_ALWAYS_SOFTWARE": "1",
            # Without a graphics card all else takes five times as long with it.
            "WEBKIT_DISABLE_DMABUF_RENDERER": "1",
        }
        self.base = f"http://127.0.0.1:{(port := _free_port())}"
        self.process = subprocess.Popen(
            [programs["WebKitWebDriver"], f"--port={port}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **own},
        )
        self.options = {"binary": programs["MiniBrowser"], "args": ["--automation"]}
        self.session = ""
        self._started()

    def forget(self) -> None:
        if self.session:
            self.call("DELETE", f"/session/{self.session}")
        asked = {"alwaysMatch": {"webkitgtk:browserOptions": self.options}}
        self.session = self.call("POST", "/session", capabilities=asked)["sessionId"]
        self.first = self.ask("GET", "window")  # it stays open: with the last one all ends
        self.now = self.first  # where commands go

    def _started(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            try:
                if self.call("GET", "/status")["ready"]:
                    return
            except urllib.error.URLError:
                time.sleep(0.05)
        raise AssertionError("WebKitWebDriver does not answer")

    def call(self, method: str, path: str, **body: Any) -> Any:
        """Send a command of WebDriver; give its value."""
        data = json.dumps(body).encode() if method == "POST" else None
        request = urllib.request.Request(self.base + path, data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=START_SECONDS) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            with error:
                said = json.load(error)["value"]
            raise WebDriverError(f"{path}: {said['error']}: {said['message']}") from error

    def ask(self, method: str, path: str, **body: Any) -> Any:
        return self.call(method, f"/session/{self.session}/{path}", **body)

    def tab(self) -> Tab:
        """Open a window: a tab that is not seen would draw nothing and answer no mouse."""
        return _WebKitTab(self, self.ask("POST", "window/new", type="window")["handle"])

    def close(self) -> None:
        try:
            if self.session:
                self.call("DELETE", f"/session/{self.session}")
        finally:
            self.process.terminate()
            self.process.wait(SECONDS)
            self.screen.close()


class WebDriverError(Exception):
    """What WebKit says a command did not do."""


class _WebKitTab(Tab):
    def __init__(self, engine: WebKit, handle: str) -> None:
        self.engine, self.handle = engine, handle
        self._ask("POST", "window/rect", width=WIDTH + 50, height=HEIGHT + 150)

    def _ask(self, method: str, path: str, **body: Any) -> Any:
        if self.engine.now != self.handle:
            self.engine.ask("POST", "window", handle=self.handle)
            self.engine.now = self.handle
        return self.engine.ask(method, path, **body)

    def go(self, address: str) -> None:
        self._ask("POST", "url", url=address)

    def evaluate(self, expression: str) -> Any:
        script = f"""const done = arguments[arguments.length - 1];
          (async () => JSON.stringify(await ({expression})))()
            .then((value) => done([value ?? null]), (error) => done([null, String(error)]));"""
        try:
            answer = self._ask("POST", "execute/async", script=script, args=[])
        except WebDriverError as error:
            raise PageLeftError(str(error)) from error
        text, *fault = answer
        if fault:
            raise AssertionError(fault[0])
        return None if text is None else json.loads(text)

    def press(self, key: str) -> None:
        self._ask("POST", "actions", actions=key_actions(key))

    def press_point(self, x: float, y: float) -> None:
        self._ask("POST", "actions", actions=point_actions(x, y))

    def close(self) -> None:
        self._ask("DELETE", "window")
        self.engine.now = self.engine.first
        self.engine.ask("POST", "window", handle=self.engine.first)


def _free_port() -> int:
    with socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
