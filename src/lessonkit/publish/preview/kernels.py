"""Kernels that wait: each has imported what a lesson needs, runs one notebook, and ends.

The imports take seconds, and a kernel that is used twice would keep what the first run left.
"""

from __future__ import annotations

import asyncio
import os
from functools import cached_property
from pathlib import Path
from typing import IO

from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

from lessonkit.publish.run import run
from lessonkit.terminal import Told, unheard
from lessonkit.widgets.base import KEPT

_READY = 60  # seconds in which a kernel must answer


class Kernels:
    """Runs notebooks one after the other, always with a kernel in waiting. For one thread.

    Parameters
    ----------
    folder : path
        Folder of the notebooks, in which they run.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: AsyncKernelManager | None = None

    @cached_property
    def _loop(self) -> asyncio.SelectorEventLoop:
        # Not the loop of the thread: it must be of the kind that a kernel needs, also on Windows.
        return asyncio.SelectorEventLoop()

    def run(self, path: Path, told: Told = unheard) -> str:
        """Run one notebook; return its text with outputs and widget state.

        Raises
        ------
        PublishError
            If a cell fails.
        """
        try:
            return run(path, told, self._perform)
        finally:
            self.prepare()

    def prepare(self) -> None:
        """Let a kernel start and import, if none waits. It returns before the imports are done."""
        if self._waiting is None:
            self._waiting = self._loop.run_until_complete(self._started())

    def close(self) -> None:
        """End the kernel that waits."""
        if self._waiting is not None:
            self._loop.run_until_complete(self._waiting.shutdown_kernel(now=True))
        self._waiting = None
        self._loop.close()

    def _perform(self, client: NotebookClient, log: IO[bytes]) -> None:
        self.prepare()
        client.km, client.owns_km = self._waiting, False
        self._waiting = None
        try:
            self._loop.run_until_complete(client.async_execute())
        finally:
            self._loop.run_until_complete(_ended(client))

    async def _started(self) -> AsyncKernelManager:
        manager = AsyncKernelManager(kernel_name="python3")
        # So that cells give what viewers need that run nothing.
        await manager.start_kernel(
            cwd=str(self._folder), env=os.environ | {KEPT: "1"}, stderr=asyncio.subprocess.DEVNULL
        )
        client = manager.client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=_READY)
            client.execute("import lessonkit.notebook", silent=True, store_history=False)
        finally:
            client.stop_channels()
        return manager


async def _ended(client: NotebookClient) -> None:
    if client.kc is not None:
        client.kc.stop_channels()
    manager = client.km
    if isinstance(manager, AsyncKernelManager) and await manager.is_alive():
        await manager.shutdown_kernel(now=True)
