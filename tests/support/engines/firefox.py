"""Firefox, by WebDriver BiDi, which it speaks itself: no driver beside it is needed."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import websocket
from support.engines.keys import key_actions, point_actions
from support.engines.tab import HEIGHT, SECONDS, WIDTH, Engine, PageLeftError, Tab

# Quiet: nothing is asked of the network, and nothing of the person.
PREFERENCES: dict[str, Any] = {
    "app.update.auto": False,
    "app.normandy.enabled": False,
    "browser.download.folderList": 2,
    "browser.download.useDownloadDir": True,
    "browser.download.always_ask_before_handling_new_types": False,
    "browser.download.alwaysOpenPanel": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "browser.startup.page": 0,
    "browser.newtabpage.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.systemAddon.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.unified": False,
    "network.proxy.type": 0,
}
START_SECONDS = 60


class Firefox(Engine):
    """Firefox with a profile of its own. A computer is one of its containers."""

    def __init__(self, program: str, folder: Path) -> None:
        self.folder = folder
        self.downloads.mkdir(parents=True, exist_ok=True)
        profile = folder / "profile"
        profile.mkdir(exist_ok=True)
        mine = PREFERENCES | {"browser.download.dir": str(self.downloads)}
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in mine.items()]
        (profile / "user.js").write_text("".join(lines), encoding="utf-8")
        asked = ["--headless", "--no-remote", "--profile", str(profile)]
        self.log = (folder / "firefox.log").open("w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [program, *asked, f"--width={WIDTH}", "--remote-debugging-port", "0"],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "HOME": str(folder), "MOZ_CRASHREPORTER_DISABLE": "1"},
        )
        self.number = 0
        self.socket = websocket.create_connection(
            f"{self._address()}/session", suppress_origin=True, timeout=START_SECONDS
        )
        self.call("session.new", capabilities={})
        self.container: str | None = None

    def _address(self) -> str:
        assert self.process.stderr
        for line in self.process.stderr:
            if found := re.search(r"BiDi listening on (ws://\S+)", line):
                return found[1]
            self.log.write(line)
        raise AssertionError(f"Firefox ended with {self.process.wait()}: see {self.log.name}")

    def call(self, method: str, **parameters: Any) -> Any:
        """Send a command; give its result."""
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") != self.number:
                continue
            if answer["type"] == "error":
                raise BidiError(f"{method}: {answer['error']}: {answer['message']}")
            return answer["result"]

    def tab(self) -> Tab:
        own = self.container
        made = self.call("browsingContext.create", type="tab", userContext=own)["context"]
        size = {"width": WIDTH, "height": HEIGHT}
        self.call("browsingContext.setViewport", context=made, viewport=size)
        return _FirefoxTab(self, made)

    def forget(self) -> None:
        if self.container:
            self.call("browser.removeUserContext", userContext=self.container)
        self.container = self.call("browser.createUserContext")["userContext"]

    def close(self) -> None:
        try:
            self.call("browser.close")
            self.socket.close()
            self.process.wait(SECONDS)
        except (OSError, BidiError, subprocess.TimeoutExpired, websocket.WebSocketException):
            self.process.kill()
            self.process.wait()
        assert self.process.stderr
        self.process.stderr.close()
        self.log.close()


class BidiError(Exception):
    """What Firefox says a command did not do."""


class _FirefoxTab(Tab):
    def __init__(self, engine: Firefox, context: str) -> None:
        self.engine, self.context = engine, context

    def go(self, address: str) -> None:
        self.engine.call(
            "browsingContext.navigate", context=self.context, url=address, wait="complete"
        )

    def evaluate(self, expression: str) -> Any:
        try:
            answer = self.engine.call(
                "script.evaluate",
                # As text, because BiDi describes values in words of its own.
                expression=f"(async () => JSON.stringify(await ({expression})))()",
                target={"context": self.context},
                awaitPromise=True,
            )
        except BidiError as error:
            raise PageLeftError from error
        if answer["type"] == "exception":
            raise AssertionError(answer["exceptionDetails"]["text"])
        text = answer["result"].get("value")
        return None if text is None else json.loads(text)

    def _act(self, actions: list[dict[str, object]]) -> None:
        self.engine.call("input.performActions", context=self.context, actions=actions)

    def press(self, key: str) -> None:
        self._act(key_actions(key))

    def press_point(self, x: float, y: float) -> None:
        self._act(point_actions(x, y))

    def close(self) -> None:
        self.engine.call("browsingContext.close", context=self.context)
