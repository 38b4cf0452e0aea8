"""Where workers run: an executor starts one for a recording, sends it commands, and says when it has gone."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

Message = dict[str, Any]
"""`{"command": "pause"}`; a worker answers each in order, `{"state": "paused"}`, unless it ends instead."""


class Worker(Protocol):
    """A started worker; it writes to the log itself."""

    def send(self, command: Message) -> None:
        """Pass on pause, resume, step, stop or leave (write, and end interrupted); too late does no harm."""

    def kill(self) -> None:
        """End it at once."""


class Executor(Protocol):
    """Starts workers."""

    async def start(
        self,
        recording: str,
        first: Sequence[Message],
        answered: Callable[[Message], None],
        gone: Callable[[str], None],
    ) -> Worker:
        """Start a worker for a recording, which obeys `first` before its first step.

        `answered` is called with each answer to a command, `gone` once it has ended, with a sentence on how.

        Raises:
            LabError: it did not come up.
        """
