"""What was made of the content of files, kept as long as this session: a preview reads all anew."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """So many things at `most`, the last used, by all that they are made of. Nobody changes one."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._made: dict[Hashable, T] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Give what is kept under a key, or make it; what `make` raises is not kept."""
        made = self._made.pop(key) if key in self._made else make()
        self._made[key] = made  # at the end: the first one is the one used longest ago
        if len(self._made) > self.most:
            del self._made[next(iter(self._made))]
        return made
