"""The one server of a store, which says in it where it is reached."""

import contextlib
import fcntl
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from lab.contract.errors import LabError

SERVED = "served"
"""The file in LAB_HOME in which the running server leaves its address, and whose lock it holds."""
ANYWHERE = frozenset({"", "0.0.0.0", "::"})
"""What a server listens on that can be reached by every address of its machine."""
TRIES, RETRY = 20, 0.01
"""How often the lock is tried, and seconds between two tries."""


def url(host: str, port: int, scheme: str = "http", path: str = "") -> str:
    """The address of a server as one opens it: that of IPv6 in brackets, that of every network by name."""
    host = host.strip("[]")
    if host in ANYWHERE:
        host = "localhost"
    name = f"[{host}]" if ":" in host else host
    return f"{scheme}://{name}:{port}/{path.strip('/')}".rstrip("/")


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
        LabError: another server has it.
    """
    with open(directory / SERVED, "a", encoding="utf-8") as file:
        if not _locked(file):
            raise LabError(_taken(directory, served(directory) or "another port"))
        file.truncate(0)
        file.write(address)
        file.flush()
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # a full disk has room for nothing
                file.truncate(0)


def check_free(directory: Path) -> None:
    """Refuse to serve a store that is served; `serving` decides when two begin at once.

    Raises:
        LabError: another server has it.
    """
    if where := served(directory):
        raise LabError(_taken(directory, where))


def check_can_listen(host: str, port: int) -> None:
    """Refuse an address of no network here, or a port that is taken.

    Raises:
        LabError: one cannot listen there, and why.
    """
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except OSError as error:
        raise LabError(f"{url(host, port)} cannot be served: {error.strerror}.") from None


def _taken(directory: Path, where: str) -> str:
    return f"The store in {directory} is served on {where} already: open that, or set LAB_HOME."


def _locked(file: TextIO) -> bool:
    """Whether the lock is ours; tried for a while, since whoever looks for a server holds it an instant."""
    for _ in range(TRIES):
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(RETRY)
    return False
