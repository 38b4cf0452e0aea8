"""The wake-up: after each commit one datagram to every listener in `LAB_HOME/wake`; one may be lost."""

import contextlib
import itertools
import os
import select
import socket
from pathlib import Path
from typing import Self

LONGEST = 100
"""Bytes of a Unix socket's path; where the store lies deeper, nobody listens and polling serves."""

_numbers = itertools.count()


def ring(home: Path, recording: str) -> None:
    """Tell whoever listens that a recording has grown or changed its state."""
    with contextlib.suppress(FileNotFoundError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bell:
        bell.setblocking(False)
        for path in (home / "wake").iterdir():
            try:
                bell.sendto(recording.encode("ascii"), str(path))
            except ConnectionRefusedError:  # its listener was killed
                path.unlink(missing_ok=True)
            except OSError:  # full or gone: its listener looks again within a second
                continue


class Bell:
    """A listener: `wait` returns the recordings that rang, or nothing after its time-out."""

    def __init__(self, home: Path) -> None:
        directory = home / "wake"
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = directory / f"{os.getpid()}-{next(_numbers)}"
        self.socket: socket.socket | None = None
        if len(str(self._path).encode()) < LONGEST:
            self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            self.socket.setblocking(False)
            self._path.unlink(missing_ok=True)  # of a killed process that had our number
            self.socket.bind(str(self._path))

    def wait(self, seconds: float) -> set[str]:
        """Block until something rings, at most so long."""
        ready, _, _ = select.select([self.socket] if self.socket else [], [], [], seconds)
        return self.drain() if ready else set()

    def drain(self) -> set[str]:
        """Recordings that have rung since the last call, without waiting."""
        rung: set[str] = set()
        while self.socket is not None:
            try:
                rung.add(self.socket.recv(64).decode("ascii", "replace"))
            except BlockingIOError:
                break
        return rung

    def close(self) -> None:
        """Stop listening."""
        if self.socket is not None:
            self.socket.close()
            self._path.unlink(missing_ok=True)
            self.socket = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
