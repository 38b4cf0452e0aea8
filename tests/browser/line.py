"""A line between browser and server that can die as lines do: it stays open, and nothing passes any more."""

import contextlib
import socket
import threading
from typing import Self


class Line:
    """A TCP proxy on a port of its own.

    After `cut` nothing passes on any connection, old or new; after `mend` new ones pass, and those from
    before stay as dead as they were.
    """

    def __init__(self, to: int) -> None:
        self._to = to
        self._dead = threading.Event()
        self._ends: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self._door.getsockname()[1]}"

    def cut(self) -> None:
        """Let nothing pass."""
        self._dead.set()

    def mend(self) -> None:
        """Let new connections pass."""
        self._dead = threading.Event()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):  # the door is closed
            while True:
                self._join(self._door.accept()[0])

    def _join(self, near: socket.socket) -> None:
        far = socket.create_connection(("localhost", self._to))
        self._ends += [near, far]
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=self._pass, args=(one, other, self._dead), daemon=True).start()

    @staticmethod
    def _pass(one: socket.socket, other: socket.socket, dead: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while said := one.recv(2**16):
                if not dead.is_set():
                    other.sendall(said)
            if not dead.is_set():
                other.shutdown(socket.SHUT_WR)

    def __enter__(self) -> Self:
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        for end in [self._door, *self._ends]:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
