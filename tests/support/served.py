"""Pages that keep answers, from a server on this machine.

On a busy computer Chromium now and then shows an empty storage to a page from a disk that is
loaded anew: in a private window about one time in thirty, with a profile one in 150. For pages
from a server it was not seen.
"""

from __future__ import annotations

from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote, unquote

_folders: set[Path] = set()  # of which pages were asked for; nothing else is given away


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        file = Path(unquote(self.path.partition("?")[0]))
        found = file.parent in _folders and file.is_file()
        body = file.read_bytes() if found else b""
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@cache
def _server() -> str:
    """Start the server, which ends with the process; return its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def address_of(file: Path) -> str:
    """Give the address at which a file is served."""
    _folders.add(file.parent)
    return _server() + quote(file.as_posix())


def file_of(address: str) -> Path:
    """Give the file that is served at an address."""
    return Path(unquote(address.removeprefix(_server()).partition("?")[0]))
