"""A job: a worker, the recording that it makes just now, and who waits for its answers."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from lab.runs.work.executor import Message, Worker

ANSWER_SECONDS = 10.0
"""How long a command waits for the step in hand to end before it answers with the state as it is."""


class Job:
    """What the supervisor knows of a worker; `first` are the commands that it gets on its way."""

    def __init__(self, recording: str, first: Sequence[Message]) -> None:
        self.recording = recording
        self.computing = True
        self.leaving = False
        self.pauses = 0
        """Pauses and resumptions so far: a pause is over when there has been another."""
        self.worker: Worker | None = None
        self.released = asyncio.Event()
        """Set when this job does not make that recording any more."""
        self.coming: set[str] = set()
        """Recordings that it goes on to make once it has heard of the change."""
        self._loop = asyncio.get_running_loop()
        self._waiting = deque(self._loop.create_future() for _ in first)

    async def ask(self, command: str, **more: Any) -> Message:
        """The worker's answer; empty when it has gone, or does not answer in time."""
        self.tell(command, **more)
        return await self.answer()

    def tell(self, command: str, **more: Any) -> None:
        """Pass a command on without waiting."""
        if self.worker is not None:
            self._waiting.append(self._loop.create_future())
            self.worker.send({"command": command, **more})

    async def answer(self) -> Message:
        """The answer to the last command."""
        if not self._waiting:
            return {}
        with contextlib.suppress(TimeoutError):
            answer: Message = await asyncio.wait_for(asyncio.shield(self._waiting[-1]), ANSWER_SECONDS)
            return answer
        return {}

    def kill(self) -> None:
        """End the worker at once."""
        if self.worker is not None:
            self.worker.kill()

    def heard(self, message: Message) -> None:
        """The worker answers its commands in their order."""
        self._waiting.popleft().set_result(message)

    def move(self, recording: str) -> None:
        """It makes another recording from now on."""
        self.recording = recording
        self.coming.discard(recording)
        self.released.set()
        self.released = asyncio.Event()

    def end(self) -> None:
        """The worker has gone: nobody waits in vain."""
        self.released.set()
        while self._waiting:
            self._waiting.popleft().set_result({})


async def leave(jobs: Mapping[str, Job], seconds: float) -> None:
    """Have every worker write and end; after so many seconds, kill those that have not."""
    for job in jobs.values():
        job.tell("leave")
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(_all_gone(jobs), seconds)
    for job in jobs.values():
        job.kill()
    await _all_gone(jobs)


async def _all_gone(jobs: Mapping[str, Job]) -> None:
    while jobs:
        await next(iter(jobs.values())).released.wait()
