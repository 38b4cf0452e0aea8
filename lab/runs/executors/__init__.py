"""Where workers run: an executor starts one for a recording, sends it commands, and says when it has gone."""

from collections.abc import Callable
from typing import Protocol


class Worker(Protocol):
    """A started worker; it writes to the log itself."""

    def send(self, command: str) -> None:
        """Pass on pause, resume, step, stop or leave (write, and end interrupted); too late does no harm."""

    def kill(self) -> None:
        """End it at once."""


class Executor(Protocol):
    """Starts workers."""

    async def start(self, recording: str, said: Callable[[str], None], gone: Callable[[str], None]) -> Worker:
        """Start a worker for a recording.

        `said` is called with each state that it takes when commanded, `gone` once it has ended, with a
        sentence on how.

        Raises:
            LabError: it did not come up.
        """
