"""Where workers run: an executor starts one for a recording, sends it commands, and says when it has gone."""

from collections.abc import Callable
from typing import Protocol


class Worker(Protocol):
    """A started worker."""

    def send(self, command: str) -> None:
        """Pass a command on; one that comes too late is lost without harm."""

    def kill(self) -> None:
        """End it at once."""


class Executor(Protocol):
    """Starts workers; they write to the log themselves."""

    async def start(self, recording: str, gone: Callable[[str], None]) -> Worker:
        """Start a worker for a recording; `gone` is called with the recording when it has ended.

        Raises:
            TimeoutError: it did not come up.
        """
