"""The preview: pages from memory, for the browsers of this machine, that hear what has changed."""

from __future__ import annotations

import asyncio
import hashlib
import json
import mimetypes
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import escape
from tornado.httpserver import HTTPServer
from tornado.iostream import StreamClosedError
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler
from watchfiles import DefaultFilter, awatch

from lessonkit.browser.bundle import join_classic, style
from lessonkit.errors import PublishError
from lessonkit.publish.folder import HANDOUT
from lessonkit.publish.preview.beside import is_beside
from lessonkit.publish.site.files import SHARED, START
from lessonkit.publish.site.page import environment
from lessonkit.publish.site.policy import POLICY

if TYPE_CHECKING:
    from lessonkit.publish.preview.edition import Edition, Editions

ADDRESS = "127.0.0.1"
"""The preview can be reached from this machine only."""

_SCRIPT, _SHEET, _EVENTS = (f"{SHARED}/{name}" for name in ("preview.js", "preview.css", "events"))
_POLICY = POLICY.replace("default-src 'none'", "default-src 'none'; connect-src 'self'")
_LOOK = 1000  # ms after which it is looked whether the folders are still there
_ALIVE = 15  # seconds after which a silent connection is used, so that a closed one is found


class _SupersededError(Exception):
    """Something has changed while an edition was made."""


class Preview:
    """What is shown now, and who is looking at it.

    Parameters
    ----------
    editions : Editions
        What makes the lesson anew.
    """

    def __init__(self, editions: Editions) -> None:
        self._editions = editions
        self.edition = editions.last
        self.working = "Reading the lesson"
        self.readers: dict[Any, str] = {}  # who listens, and to which page
        self._changed = threading.Event()

    # ---- Making ----------------------------------------------------------------------------------

    async def watch(self) -> None:
        """Make the lesson, and again after each change, until it is cancelled.

        The editions are then closed, in the thread in which they were made.
        """
        with ThreadPoolExecutor(1, "preview") as worker:
            loop = asyncio.get_running_loop()
            wanted = asyncio.Event()
            wanted.set()
            heard = asyncio.create_task(self._hear(wanted))
            try:
                while True:
                    await wanted.wait()
                    wanted.clear()
                    self._changed.clear()
                    await loop.run_in_executor(worker, self._make, loop)
            finally:
                heard.cancel()
                self._changed.set()  # what is being made ends with its cell
                await loop.run_in_executor(worker, self._editions.close)

    async def _hear(self, wanted: asyncio.Event) -> None:
        """Listen to the folders of the lesson, and anew where one is not the same any more.

        A folder that is moved away, or deleted and written again, is another one for the system,
        which says nothing of it.
        """
        while True:
            before = _places(self._editions.folders)
            there = [folder for folder, place in before.items() if place]
            if await self._is_moved(there, before, wanted):
                self._changed.set()
                wanted.set()

    async def _is_moved(
        self, there: list[Path], before: dict[Path, Any], wanted: asyncio.Event
    ) -> bool:
        """Tell of each change in some folders, until they are others or cannot be listened to."""
        if not there:
            await asyncio.sleep(_LOOK / 1000)
            return _places(before) != before
        changes = awatch(
            *there, watch_filter=_Written(), step=50, rust_timeout=_LOOK, yield_on_timeout=True
        )
        try:
            async for some in changes:
                if some:
                    self._changed.set()
                    wanted.set()
                is_gone = any(Path(path) in before for _, path in some)
                if is_gone or _places(before) != before:
                    return True
        except Exception:
            # Such as of a file whose name is no text: which change was meant is not known, so all
            # is read again.
            await asyncio.sleep(_LOOK / 1000)
        return True

    def _make(self, loop: asyncio.AbstractEventLoop) -> None:
        """Make the editions of one change. Runs in the worker; readers are told in the loop."""

        def told(what: str, unit: str, part: int, parts: int) -> None:
            if self._changed.is_set():
                raise _SupersededError
            loop.call_soon_threadsafe(self._say, f"{what}: {unit} {part} of {parts}")

        loop.call_soon_threadsafe(self._say, "Reading the lesson")
        watched = {Path(page).with_suffix(".ipynb").name for page in self.readers.values()}
        try:
            for edition in self._editions.make(watched, told):
                loop.call_soon_threadsafe(self._show, edition)
        except _SupersededError:
            return
        except Exception as error:  # whatever it is, the preview goes on
            loop.call_soon_threadsafe(self._show, self._editions.failed(error))
        loop.call_soon_threadsafe(self._say, "")

    def _show(self, edition: Edition) -> None:
        self.edition = edition
        self._tell()

    def _say(self, working: str) -> None:
        if working != self.working:
            self.working = working
            self._tell()

    def _tell(self) -> None:
        for reader in list(self.readers):
            reader.tell()

    # ---- Showing ---------------------------------------------------------------------------------

    def state(self, page: str) -> dict[str, Any]:
        """Give what a page must know: which form of it is the newest, what is wrong, what runs."""
        return {
            "version": _version(self.edition.files.get(page, b"")),
            "faults": self.edition.faults,
            "working": self.working,
        }

    def file(self, name: str) -> bytes | None:
        """Give a file of the preview by its path, None if there is none."""
        if name == _SCRIPT:
            return join_classic("site/preview").encode()
        if name == _SHEET:
            return (style("type/type") + style("site/preview")).encode()
        found = self.edition.files.get(name)
        if name.endswith(".html") and (found is not None or not self.edition.files):
            return self._page(name, found)
        return found

    def _page(self, name: str, page: bytes | None) -> bytes:
        """Let a page listen; before the first edition there is one that only waits."""
        if page is None:
            words = {"policy": _POLICY, "shared": SHARED, "version": _version(b"")}
            return str(environment().get_template("waiting.html.j2").render(words)).encode()
        head = (
            f'<link rel="stylesheet" href="{_SHEET}">\n'
            f'<script src="{_SCRIPT}" data-version="{_version(page)}" defer></script>\n</head>'
        )
        text = page.decode().replace(escape(POLICY), escape(_POLICY), 1)
        return text.replace("</head>", head, 1).encode()


class _Written(DefaultFilter):
    """What somebody wrote: not what a program keeps beside it while it has a file open."""

    def __call__(self, change: Any, path: str) -> bool:
        return super().__call__(change, path) and not is_beside(Path(path).name)


def _places(folders: Iterable[Path]) -> dict[Path, Any]:
    """Say of each folder which one it is, None if there is none."""
    found: dict[Path, Any] = {}
    for folder in folders:
        try:
            at = folder.stat()
            found[folder] = (at.st_dev, at.st_ino) if folder.is_dir() else None
        except OSError:
            found[folder] = None
    return found


def _version(page: bytes) -> str:
    return hashlib.sha256(page).hexdigest()[:16] if page else ""


class _Handler(RequestHandler):
    """A request of this machine: another site may not ask in the name of its reader."""

    preview: Preview

    def initialize(self, preview: Preview) -> None:
        self.preview = preview

    def prepare(self) -> None:
        if self.request.host_name not in (ADDRESS, "localhost"):
            self.send_error(403)

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")


class _Files(_Handler):
    async def get(self, path: str) -> None:
        name = path or START
        data = self.preview.file(name)
        if name == HANDOUT and data is not None:
            data = await self._handout()
        if data is None:
            self.send_error(404)
            return
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        is_text = kind.startswith("text/") or kind.endswith(("javascript", "json"))
        self.set_header("Content-Type", f"{kind}; charset=utf-8" if is_text else kind)
        self.finish(data)

    async def _handout(self) -> bytes | None:
        edition = self.preview.edition
        return await asyncio.to_thread(lambda: edition.handout)


class _Events(_Handler):
    """The line that a page keeps open: it hears each change of what it shows."""

    async def get(self) -> None:
        self.page = self.get_query_argument("page", START)
        self.set_header("Content-Type", "text/event-stream")
        self.preview.readers[self] = self.page
        try:
            while True:
                self.write(f"data: {json.dumps(self.preview.state(self.page))}\n\n")
                self.more = asyncio.Event()
                await self.flush()
                try:
                    await asyncio.wait_for(self.more.wait(), _ALIVE)
                except TimeoutError:
                    continue
        except StreamClosedError:
            return
        finally:
            self.preview.readers.pop(self, None)

    def on_connection_close(self) -> None:
        self.preview.readers.pop(self, None)
        self.tell()

    def tell(self) -> None:
        """Send the state as it is now."""
        if more := getattr(self, "more", None):
            more.set()


def _application(preview: Preview) -> Application:
    known = {"preview": preview}
    return Application(
        [(f"/{_EVENTS}", _Events, known), (r"/(.*)", _Files, known)],
        log_function=lambda handler: None,
    )


async def serve(editions: Editions, port: int, opened: Callable[[str], None]) -> None:
    """Show a lesson until it is cancelled.

    Parameters
    ----------
    editions : Editions
        What makes the lesson anew.
    port : int
        Where to listen; 0 lets the system choose.
    opened : callable
        Called once with the address of the first page.

    Raises
    ------
    PublishError
        If the port is taken.
    """
    preview = Preview(editions)
    try:
        sockets = bind_sockets(port, ADDRESS)
    except OSError as error:
        raise PublishError(
            f"Port {port} cannot be used: {error.strerror or error}. "
            "Another preview may be open. Close it, or name another port with --port."
        ) from error
    server = HTTPServer(_application(preview))
    server.add_sockets(sockets)
    opened(f"http://{ADDRESS}:{sockets[0].getsockname()[1]}/")
    try:
        await preview.watch()
    finally:
        server.stop()
        await server.close_all_connections()
