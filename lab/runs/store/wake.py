"""The wake-up: after each commit one datagram to every listener in `LAB_HOME/wake`; one may be lost."""

import itertools
import os
import select
import socket
from pathlib import Path
from typing import Self

from lab.contract.settings import writable
from lab.runs.store.sockets import address

_numbers = itertools.count()


def ring(home: Path, recording: str) -> None:
    """Tell whoever listens that a recording has grown or changed its state."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        for path in (home / "wake").glob("*.sock"):
            try:
                with address(path) as where:
                    sender.sendto(recording.encode("ascii"), where)
            except ConnectionRefusedError:  # its listener was killed
                path.unlink(missing_ok=True)
            except OSError:  # full or gone: its listener looks by itself within a second
                continue


class Bell:
    """A listener: `wait` returns the recordings that rang, or nothing after its time-out."""

    def __init__(self, home: Path) -> None:
        directory = writable(home) / "wake"
        directory.mkdir(exist_ok=True, mode=0o700)
        self._path = directory / f"{os.getpid()}-{next(_numbers)}.sock"
        self._path.unlink(missing_ok=True)  # of a killed process that had our number
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        with address(self._path) as where:
            self.socket.bind(where)

    def wait(self, seconds: float) -> set[str]:
        """Block until something rings, at most so long."""
        select.select([self.socket], [], [], seconds)
        return self.drain()

    def drain(self) -> set[str]:
        """Recordings that have rung since the last call, without waiting."""
        rung: set[str] = set()
        try:
            while True:
                rung.add(self.socket.recv(64).decode("ascii", "replace"))
        except BlockingIOError:
            return rung

    def close(self) -> None:
        """Stop listening."""
        self.socket.close()
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
