"""Where this lab is reached: what every address that is printed or linked begins with."""

import contextlib
import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from lab.errors import Conflict
from lab.settings import home, read

USUAL = "http://localhost:8501"
"""Where `lab serve` listens unless told otherwise."""
SERVED = "served"
"""The file in LAB_HOME in which the running server leaves its address, and whose lock it holds."""
TRIES, RETRY = 20, 0.01
"""How often the lock is tried, and seconds between two tries."""


def public() -> str:
    """LAB_PUBLIC_URL without a slash at its end; empty where it is not set."""
    return str(read("LAB_PUBLIC_URL")).rstrip("/")


def base(asked: str = "") -> str:
    """The address of this lab without a slash at its end: LAB_PUBLIC_URL, else the one by which somebody
    asked, else that of the server of this store, else the usual one."""
    return public() or asked.rstrip("/") or served(home()) or USUAL


def served(directory: Path) -> str:
    """Address of the server that serves the store in a directory now; empty without one."""
    try:
        with open(directory / SERVED, encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return (directory / SERVED).read_text(encoding="utf-8")
    except OSError:
        return ""
    return ""  # nobody holds the lock: what is written there is of a server that was killed


@contextmanager
def serving(directory: Path, address: str) -> Iterator[None]:
    """Be the one server of the store in a directory, and say so there, while the block runs.

    Raises:
        Conflict: another server has it.
    """
    with open(directory / SERVED, "a", encoding="utf-8") as file:
        if not _locked(file):
            where = served(directory) or "another port"
            raise Conflict(
                f"The store in {directory} is served on {where} already: open that, or set LAB_HOME."
            )
        file.truncate(0)
        file.write(address)
        file.flush()
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # a full disk has room for nothing
                file.truncate(0)


def _locked(file: TextIO) -> bool:
    """Whether the lock is ours; tried for a while, since whoever looks for a server holds it an instant."""
    for _ in range(TRIES):
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(RETRY)
    return False
