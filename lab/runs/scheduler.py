"""Which recording is trained when, and what may be asked of it: the supervisor without its socket."""

import asyncio
import contextlib
from collections.abc import Sequence

from lab import experiments
from lab.errors import BadInput, Conflict, LabError, OverLimit, Refused
from lab.runs import limits, wake
from lab.runs.executors import Executor, Worker
from lab.runs.fair import FairQueue
from lab.runs.log import Log
from lab.runs.prune import prune
from lab.runs.specification import Run, set_id
from lab.runs.states import ACTIVE
from lab.settings import number

COMMANDS = ("pause", "resume", "step", "stop")
ANSWER_SECONDS = 2.0
"""How long a command waits for the step in hand to end before it answers with the state as it is."""


class Scheduler:
    """Starts workers as places become free, visitors in turn; a paused worker gives its place to another."""

    def __init__(self, log: Log, executor: Executor) -> None:
        self._log, self._executor = log, executor
        self._places = max(1, int(number("LAB_WORKERS")))
        self._queue = FairQueue()
        self._workers: dict[str, Worker] = {}
        self._computing: set[str] = set()
        self._starting: dict[str, asyncio.Task[None]] = {}
        self._answers: dict[str, list[asyncio.Event]] = {}
        self._leaving = False

    @property
    def idle(self) -> bool:
        """Whether nothing waits, computes or is paused."""
        return not (self._workers or self._starting or self._queue)

    def adopt(self) -> None:
        """At start: what an earlier supervisor left unfinished has lost its worker, or never had one."""
        for info in self._log.active():
            self._end(info.recording, "Its supervisor ended; it can go on from here.")
        self._make_room()

    def launch(self, runs: Sequence[Run], owner: str, *, again: bool) -> list[str]:
        """Recordings in which these runs are: existing ones, and new ones for the rest.

        Raises:
            OverLimit: too dear, or too much waits already.
        """
        known = {} if again else {run.id: self._log.usable(run.id) for run in runs}
        batches = in_batches([run for run in runs if known.get(run.id) is None])
        for batch in batches:
            limits.check_cost(batch)
        self._check_room(owner, len(batches))
        self._log.remember(*runs)
        if len(runs) > 1:
            self._log.remember_set(set_id(runs), [run.id for run in runs])
        for batch in batches:
            recording = self._log.create(batch, owner=owner)
            known |= {run.id: recording for run in batch}
            self._queue.push(owner, recording)
            self._ring(recording)
        self._dispatch()
        return list(dict.fromkeys(str(known[run.id]) for run in runs))

    async def command(self, recording: str, command: str, owner: str) -> str:
        """Pass a command on and return the state it led to.

        Raises:
            BadInput, NotFound, Refused, Conflict: in one sentence.
        """
        if command not in COMMANDS:
            raise BadInput(f"{command} is not a command; there are {', '.join(COMMANDS)}.")
        info = self._log.recording(recording)
        if info.owner != owner:
            raise Refused("Someone else started this run: you can pause your own view of it.")
        if info.state not in ACTIVE:
            raise Conflict(f"This run is {info.state}: there is nothing to {command}.")
        if recording in self._starting:
            await self._starting[recording]
        if worker := self._workers.get(recording):
            await self._tell(recording, worker, command, owner)
        elif command == "stop":
            self._queue.remove(recording)
            self._log.move(recording, "stopped")
            self._ring(recording)
        elif command != "resume":
            raise Conflict(f"This run waits for its turn: there is nothing to {command} yet.")
        return self._log.recording(recording).state

    def ahead(self, recording: str) -> int:
        """How many recordings are taken up before this one; 0 if it does not wait."""
        order = self._queue.order()
        return order.index(recording) if recording in order else 0

    async def leave(self, seconds: float) -> None:
        """Have every worker write and end; after so many seconds, kill those that have not."""
        self._leaving = True
        for recording in self._queue.order():
            self._queue.remove(recording)
            if recording not in self._workers:
                self._end(recording, "The lab was shut down; start it again.")
        await asyncio.gather(*self._starting.values())
        for worker in self._workers.values():
            worker.send("leave")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._all_gone(), seconds)
        for worker in self._workers.values():
            worker.kill()
        await self._all_gone()

    async def _all_gone(self) -> None:
        while self._workers:
            await self._answer(next(iter(self._workers)))

    def _check_room(self, owner: str, wanted: int) -> None:
        waiting, each = int(number("LAB_QUEUE")), int(number("LAB_QUEUE_PER_VISITOR"))
        mine = sum(info.owner == owner for info in self._log.active()) if wanted else 0
        if mine + wanted > each:
            raise OverLimit(
                f"That makes {mine + wanted} runs of yours waiting or computing, and {each} is the limit: "
                "wait for one to end, or stop one."
            )
        if wanted and len(self._queue) + wanted > waiting + self._free():
            raise OverLimit(
                f"{len(self._queue)} runs wait already, and {waiting} may: try again in a minute."
            )

    def _free(self) -> int:
        return self._places - len(self._computing) - len(self._starting)

    def _dispatch(self) -> None:
        while self._free() > 0 and not self._leaving and (recording := self._queue.pop()) is not None:
            if worker := self._workers.get(recording):
                self._computing.add(recording)
                worker.send("resume")
            else:
                self._starting[recording] = asyncio.create_task(self._start(recording))

    async def _start(self, recording: str) -> None:
        try:
            worker = await self._executor.start(
                recording, lambda state: self._said(recording, state), lambda how: self._gone(recording, how)
            )
            self._workers[recording] = worker
            self._computing.add(recording)
        except LabError as error:
            self._end(recording, str(error))
        finally:
            del self._starting[recording]
            self._dispatch()

    async def _tell(self, recording: str, worker: Worker, command: str, owner: str) -> None:
        if command == "resume":
            if recording not in self._computing and recording not in self._queue.order():
                self._queue.push(owner, recording)
                self._dispatch()
                if recording not in self._computing:
                    return  # it waits for a place, paused
        else:
            self._queue.remove(recording)
            worker.send(command)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._answer(recording), ANSWER_SECONDS)

    async def _answer(self, recording: str) -> None:
        event = asyncio.Event()
        self._answers.setdefault(recording, []).append(event)
        await event.wait()

    def _said(self, recording: str, state: str) -> None:
        if state == "paused":
            self._computing.discard(recording)
        for event in self._answers.pop(recording, ()):
            event.set()
        self._dispatch()

    def _gone(self, recording: str, how: str) -> None:
        del self._workers[recording]
        self._computing.discard(recording)
        self._queue.remove(recording)
        self._end(recording, how)
        self._make_room()
        self._said(recording, "gone")

    def _end(self, recording: str, how: str) -> None:
        if self._log.recording(recording).state in ACTIVE:
            self._log.move(recording, "interrupted", how)
            self._ring(recording)

    def _make_room(self) -> None:
        for recording in prune(self._log, number("LAB_STORE_MEGABYTES") * limits.MEGABYTE):
            self._ring(recording)

    def _ring(self, recording: str) -> None:
        wake.ring(self._log.path.parent, recording)


def in_batches(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs that can train as one: those of an experiment with the same `batch_by` key, in their order."""
    batches: dict[object, list[Run]] = {}
    for run in {run.id: run for run in runs}.values():
        by = experiments.find(run.experiment).batch_by
        key = by(run.config) if by is not None and not run.interventions else None
        batches.setdefault(run.id if key is None else (run.experiment, key), []).append(run)
    return list(batches.values())
