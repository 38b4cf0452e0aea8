"""Pauses that keep a process: after some minutes, or where there are too many, they become checkpoints."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence

from lab.contract.settings import number
from lab.runs.service.jobs import Job

PUT_DOWN = "It was paused for long: it waits as a checkpoint, and goes on from here."

Resting = Callable[[], Sequence[tuple[Job, str]]]
"""The paused jobs that wait for no place, oldest first, each with the address that it was asked for from."""


class Pauses:
    """Has a worker that rests for too long write a checkpoint, and end."""

    def __init__(self, resting: Resting) -> None:
        self._resting = resting

    def begin(self, job: Job) -> None:
        """A job is paused; where too many are, the oldest of the address that has most is put down."""
        job.pauses += 1
        loop = asyncio.get_running_loop()
        loop.call_later(number("LAB_PAUSE_SECONDS"), self._put_down, job, job.pauses)
        resting = self._resting()
        if len(resting) > number("LAB_PAUSED"):
            ((fullest, _),) = Counter(address for _, address in resting).most_common(1)
            oldest = next(other for other, address in resting if address == fullest)
            self._put_down(oldest, oldest.pauses)

    def _put_down(self, job: Job, pause: int) -> None:
        """If it is still the same pause."""
        if job.pauses == pause and any(other is job for other, _ in self._resting()):
            job.leaving = True
            job.tell("leave", why=PUT_DOWN)
