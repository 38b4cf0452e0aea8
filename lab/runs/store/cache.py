"""The cache: what the log can give again, only sooner. Text, bytes or numbers; never a pickle."""

import atexit
import os
import shutil
import sqlite3
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from diskcache import UNKNOWN, Cache, Disk

from lab.contract.settings import number

PICKLED = 4
"""diskcache's mode of a pickled value."""


class PlainDisk(Disk):  # type: ignore[misc]
    """A `Disk` that never unpickles: its parent does for any row that says so (CVE-2025-69872)."""

    def put(self, key: Any) -> Any:
        """The key as it is stored; text or bytes."""
        if type(key) not in (str, bytes):
            raise TypeError(f"a key is text or bytes, not {type(key).__name__}")
        return super().put(key)

    def get(self, key: Any, raw: bool) -> Any:
        """The key of a row; None for a pickled one, which nobody asked for."""
        return super().get(key, raw) if raw else None

    def store(self, value: Any, read: bool, key: Any = UNKNOWN) -> Any:
        """The value as it is stored: text, bytes or a number."""
        if type(value) not in (str, bytes, int, float) or (type(value) is int and abs(value) >= 2**63):
            raise TypeError(f"a value is text, bytes or a number, not {type(value).__name__}")
        return super().store(value, read, key)

    def fetch(self, mode: int, filename: Any, value: Any, read: bool) -> Any:
        """The value of a row; of a pickled or missing one None, which is a miss."""
        if mode == PICKLED or (filename is not None and not self._inside(filename)):
            return None
        try:
            return super().fetch(mode, filename, value, read)
        except OSError:
            return None

    def _inside(self, filename: str) -> bool:
        directory = Path(self._directory).resolve()
        return (directory / filename).resolve().is_relative_to(directory)


@lru_cache(maxsize=8)
def open_cache(home: Path) -> Cache:
    """The cache of a store, made if need be, for its owner only; a damaged one is thrown away.

    That of a store which cannot be written lasts as long as the process.
    """
    if not os.access(home, os.W_OK | os.X_OK):
        home = Path(tempfile.mkdtemp(prefix="lab-"))
        atexit.register(shutil.rmtree, home, ignore_errors=True)
    directory = home / "cache"
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        return _open(directory)
    except (sqlite3.DatabaseError, TypeError, ValueError):  # the last two: settings that make no sense
        shutil.rmtree(directory)
        directory.mkdir(mode=0o700)
        return _open(directory)


def _open(directory: Path) -> Cache:
    size = int(number("LAB_CACHE_MEGABYTES") * 2**20)
    return Cache(str(directory), disk=PlainDisk, size_limit=size, eviction_policy="least-recently-used")
