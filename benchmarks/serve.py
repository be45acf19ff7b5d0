"""Serve the static edition to 500 readers at once with nginx, and the same lesson through Voilà.

    PYTHONPATH=scripts python benchmarks/serve.py

nginx and wrk must be installed (Debian: nginx-light, wrk), and Voilà beside the lesson. All on
loopback, bounded in time. A reader of the site loads every page with all that it asks for; a reader
of Voilà opens one notebook, which runs in a kernel of its own. Linux only.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from browser import find
from common import ROOT, machine, percentile, say, write_result
from from_disk import asked_for, site_of
from lab_server import CHROMIUM_ARGUMENTS
from playwright.sync_api import sync_playwright

READERS, SECONDS, THREADS = 500, 20, 2
VOILA_READERS = (1, 4)
VOILA_LIMIT = 120.0  # seconds that a reader waits before it counts as given up
NOTEBOOK = "02_the_race.ipynb"
NGINX = """
worker_processes auto; worker_rlimit_nofile 4096; pid {place}/nginx.pid; daemon off;
error_log {place}/error.log;
events {{ worker_connections 2048; }}
http {{
  include /etc/nginx/mime.types; access_log off; sendfile on; keepalive_requests 100000;
  gzip_static on;
  client_body_temp_path {place}/a; proxy_temp_path {place}/b; fastcgi_temp_path {place}/c;
  uwsgi_temp_path {place}/d; scgi_temp_path {place}/e;
  server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""
# Each reader has a connection of its own and asks for one file after another.
SCRIPT = """
local paths = {{ {paths} }}
local n = 0
request = function()
  n = n % #paths + 1
  return wrk.format("GET", paths[n], {{ ["Accept-Encoding"] = "gzip" }})
end
done = function(summary, latency)
  local form = "REQUESTS %d\\nERRORS %d\\nMICROSECONDS %d\\nP50 %d\\nP99 %d\\nBYTES %d\\n"
  local e = summary.errors
  local failed = e.connect + e.read + e.write + e.status + e.timeout
  io.write(string.format(form, summary.requests, failed, summary.duration,
    latency:percentile(50), latency:percentile(99), summary.bytes))
end
"""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def pss_mb(process: psutil.Process) -> float:
    """Add up the proportional set size of a process and of all that it started, in MB."""
    family = [process, *process.children(recursive=True)]
    return sum(one.memory_full_info().pss for one in family if one.is_running()) / 1e6


@contextmanager
def running(command: list[str], port: int, **options: Any) -> Iterator[psutil.Process]:
    """Start a server and wait until it answers; end it with all that it started."""
    server = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options
    )
    try:
        for _ in range(600):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        else:
            sys.exit(f"{command[0]} does not answer.")
        yield psutil.Process(server.pid)
    finally:
        family = psutil.Process(server.pid).children(recursive=True)
        server.terminate()
        server.wait(30)
        for one in family:
            if one.is_running():
                one.kill()


def with_nginx(site: Path, place: Path, paths: list[str]) -> dict[str, Any]:
    """Let wrk load the files of all pages again and again, one connection a reader."""
    port = free_port()
    config, script = place / "nginx.conf", place / "readers.lua"
    config.write_text(NGINX.format(place=place, port=port, root=site), encoding="utf-8")
    listed = ", ".join(f'"/{path}"' for path in paths)
    script.write_text(SCRIPT.format(paths=listed), encoding="utf-8")
    load = ["wrk", f"-t{THREADS}", f"-c{READERS}", f"-d{SECONDS}s", "--timeout", "20s"]
    with running([_tool("nginx"), "-c", str(config)], port) as server:
        command = [*load, "-s", str(script), f"http://127.0.0.1:{port}"]
        said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
        memory = pss_mb(server)
    found = {
        key: int(number) for key, number in re.findall(r"^([A-Z0-9]+) (\d+)$", said.stdout, re.M)
    }
    seconds = found["MICROSECONDS"] / 1e6
    return {
        "readers": READERS,
        "seconds": round(seconds, 1),
        "requests": found["REQUESTS"],
        "errors": found["ERRORS"],
        "requests_a_second": round(found["REQUESTS"] / seconds),
        "lessons_a_second": round(found["REQUESTS"] / seconds / len(paths), 1),
        "p50_ms": round(found["P50"] / 1e3, 1),
        "p99_ms": round(found["P99"] / 1e3, 1),
        "megabytes_a_second": round(found["BYTES"] / seconds / 1e6),
        "memory_mb": round(memory, 1),
    }


def with_voila(place: Path) -> list[dict[str, Any]]:
    """Open a notebook through Voilà, with more and more readers at once."""
    lesson = place / "lesson"
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, lesson / name, ignore=shutil.ignore_patterns(".ipynb_*"))
    rows = []
    for readers in VOILA_READERS:
        port = free_port()
        command = [_tool("voila"), "notebooks", "--no-browser", f"--port={port}"]
        own = {f"JUPYTER_{n}_DIR": str(place / n) for n in ("CONFIG", "DATA", "RUNTIME")}
        with running(command, port, cwd=lesson, env={**os.environ, **own}) as server:
            address = f"http://127.0.0.1:{port}/voila/render/{NOTEBOOK}"
            with ThreadPoolExecutor(readers) as pool:
                times = list(pool.map(_open, [address] * readers))
            memory = pss_mb(server)
        got = [one for one in times if one is not None]
        rows.append(
            {
                "readers": readers,
                "answered": len(got),
                "p50_ms": round(percentile(got, 0.5) * 1e3) if got else None,
                "p99_ms": round(percentile(got, 0.99) * 1e3) if got else None,
                "memory_mb": round(memory, 1),
            }
        )
        say(f"Voilà, {readers} readers: {rows[-1]}")
        if len(got) < readers or max(got) > VOILA_LIMIT / 2:
            break
    return rows


def _open(address: str) -> float | None:
    start = time.monotonic()
    try:
        with urllib.request.urlopen(address, timeout=VOILA_LIMIT) as answer:
            whole = answer.read().decode()
    except OSError:
        return None
    return time.monotonic() - start if "</html>" in whole else None


def _tool(name: str) -> str:
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name) or ""


def main() -> None:
    if missing := [name for name in ("nginx", "wrk", "voila") if not _tool(name)]:
        say(f"Not here, so this measurement is left out: {', '.join(missing)}.")
        return
    load = round(os.getloadavg()[0], 1)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        site, files = place / "site", site_of(place / "site")
        pages = [name for name in files if name.endswith(".html")]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find(), args=CHROMIUM_ARGUMENTS)
            paths = [one for page in pages for one in sorted(asked_for(browser, site, page))]
            browser.close()
        for file in site.rglob("*.*"):  # packed once, not for each reader
            if file.suffix in (".html", ".css", ".js"):
                Path(f"{file}.gz").write_bytes(gzip.compress(file.read_bytes(), 6))
        os.chmod(place, 0o755)  # nginx's workers are another user
        result: dict[str, Any] = {
            "command": "python benchmarks/serve.py",
            "machine": machine() | {"load_before": load},
            "versions": {name: _version(name) for name in ("nginx", "wrk", "voila")},
            "pages": len(pages),
            "files_of_a_lesson": len(paths),
            "notebook": NOTEBOOK,
            "nginx": with_nginx(site, place, paths),
        }
        say(f"nginx: {result['nginx']}")
        result["voila"] = with_voila(place)
    write_result("serve.json", result)


def _version(name: str) -> str:
    option = "--version" if name == "voila" else "-v"
    said = subprocess.run([_tool(name), option], capture_output=True, text=True, check=False)
    found = re.search(r"\d+(?:\.\d+)+", said.stdout + said.stderr)
    return found[0] if found else "unknown"


if __name__ == "__main__":
    main()
