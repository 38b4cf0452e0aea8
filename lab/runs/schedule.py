"""What computes, what waits, and who may command it: the supervisor's decisions, apart from its socket."""

import asyncio
import contextlib
from collections.abc import Hashable, Sequence

from lab import experiments
from lab.errors import BadInput, Conflict, LabError, OverLimit, Refused
from lab.runs import states, wake
from lab.runs.executors import Executor, Worker
from lab.runs.fair import FairQueue
from lab.runs.log import Log, RecordingInfo
from lab.runs.specification import Run, spanning
from lab.settings import number

GOODBYE = 5.0
"""Seconds that workers have to write down where they are when the supervisor ends."""


class Schedule:
    """Starts recordings in turn, at most `LAB_WORKERS` at a time."""

    def __init__(self, log: Log, executor: Executor) -> None:
        self._log, self._executor = log, executor
        self._queue = FairQueue()
        self._workers: dict[str, Worker | None] = {}  # None: it is being started
        self._owners: dict[str, str] = {}
        self._starting: set[asyncio.Task[None]] = set()
        self._quiet = asyncio.Event()
        self._open = True

    @property
    def busy(self) -> bool:
        """Whether anything computes or waits."""
        return bool(self._workers) or len(self._queue) > 0

    def launch(self, runs: Sequence[Run], owner: str, *, again: bool) -> list[str]:
        """The recordings in which these runs are, new ones queued for those that have none.

        Raises:
            OverLimit: it would cost too much, or too much waits already.
        """
        found = {} if again else self._present(runs)
        batches = _batches([run for run in runs if run.id not in found])
        for batch in batches:
            self._check_cost(batch)
        self._check_room(owner, len(batches))
        for batch in batches:
            recording = self._log.create(batch, owner=owner)
            found |= {run.id: recording for run in batch}
            self._queue.push(owner, recording)
        self._fill()
        return list(dict.fromkeys(found[run.id] for run in runs))

    def _present(self, runs: Sequence[Run]) -> dict[str, str]:
        """Run id -> recording that is complete, or on its way."""
        usable = {run.id: self._log.usable(run.id) for run in runs}
        return {id: recording for id, recording in usable.items() if recording is not None}

    def _check_cost(self, batch: Sequence[Run]) -> None:
        cost = experiments.find(batch[0].experiment).cost(spanning(batch))
        seconds, megabytes = number("LAB_MAX_SECONDS"), number("LAB_MAX_RUN_MEGABYTES")
        if cost.seconds > seconds:
            raise OverLimit(
                f"This run would take about {cost.seconds:.0f} s of processor time, {seconds:.0f} s are "
                "allowed: give it fewer steps or members."
            )
        if cost.bytes > megabytes * 1e6:
            raise OverLimit(
                f"This run would store about {cost.bytes / 1e6:.0f} MB, {megabytes:.0f} MB are allowed: "
                "give it fewer steps or members."
            )

    def _check_room(self, owner: str, coming: int) -> None:
        waiting, mine = number("LAB_QUEUE"), number("LAB_QUEUE_PER_VISITOR")
        owned = self._queue.count(owner) + sum(self._owners.get(one) == owner for one in self._workers)
        if owned + coming > mine:
            raise OverLimit(f"You have {owned} runs waiting or computing, {mine:.0f} are allowed: stop one.")
        if len(self._queue) + coming > waiting:
            raise OverLimit(
                f"{len(self._queue)} runs wait already, {waiting:.0f} may: try again in a minute."
            )

    def _fill(self) -> None:
        """Start what is next while there is room."""
        while self._open and len(self._workers) < number("LAB_WORKERS"):
            recording = self._queue.pop()
            if recording is None:
                return
            self._workers[recording] = None
            self._owners[recording] = self._log.recording(recording).owner
            task = asyncio.create_task(self._start(recording))
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _start(self, recording: str) -> None:
        try:
            self._workers[recording] = await self._executor.start(recording, self._gone)
        except (OSError, EOFError, TimeoutError) as error:
            self._workers.pop(recording, None)
            self._move(recording, "failed", f"Its worker did not start: {error or 'no answer'}.")
            self._fill()

    def _gone(self, recording: str) -> None:
        """A worker has ended: if it did not say how, it was killed."""
        self._workers.pop(recording, None)
        self._owners.pop(recording, None)
        if self._log.recording(recording).state in states.ACTIVE:
            self._move(
                recording, "interrupted", "Its worker was killed; it can go on from its last checkpoint."
            )
        self._fill()
        if not self._workers:
            self._quiet.set()

    async def command(self, recording: str, command: str, owner: str) -> str:
        """Pass a command on to the worker of a recording; the state that it leads to.

        Raises:
            Refused: the recording is somebody else's.
            Conflict: it has ended.
        """
        info = self._log.recording(recording)
        if command not in ("pause", "resume", "step", "stop"):
            raise BadInput(f"{command} is no command; there are pause, resume, step and stop.")
        if info.owner != owner:
            raise Refused("Only whoever started this run can do that; you can pause your own view.")
        if self._queue.remove(recording):
            return self._command_waiting(info, command)
        if recording not in self._workers:
            raise Conflict(f"This run is {info.state}; there is nothing to {command}.")
        worker = self._workers[recording]
        while worker is None:  # it is being started
            await asyncio.gather(*self._starting)
            worker = self._workers.get(recording)
        worker.send(command)
        return {"pause": "paused", "step": "paused", "resume": "running", "stop": "stopped"}[command]

    def _command_waiting(self, info: RecordingInfo, command: str) -> str:
        if command == "stop":
            self._move(info.recording, "stopped", None)
            return "stopped"
        self._queue.push(info.owner, info.recording)
        raise Conflict(f"This run waits for its turn; it can be stopped, but there is nothing to {command}.")

    def ahead(self, recording: str) -> int:
        """How many recordings are taken before this one."""
        order = self._queue.order()
        return order.index(recording) if recording in order else 0

    async def end(self) -> None:
        """Stop everything in good order: workers write down where they are, what waits is interrupted."""
        self._open = False
        for recording in self._queue.order():
            self._move(recording, "interrupted", "The lab was ended before its turn came.")
        if self._starting:
            await asyncio.gather(*self._starting)
        self._quiet.clear()
        for worker in self._workers.values():
            if worker is not None:
                worker.send("leave")
        if self._workers:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._quiet.wait(), GOODBYE)
        for worker in self._workers.values():
            if worker is not None:
                worker.kill()

    def _move(self, recording: str, state: states.State, error: str | None) -> None:
        # The worker may have written its own end in the meantime.
        with contextlib.suppress(ValueError, LabError):
            self._log.move(recording, state, error)
        wake.ring(self._log.path.parent, recording)


def _batches(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs grouped as they train: members of one batch by the experiment's key, the others alone."""

    def key(run: Run) -> Hashable:
        by = experiments.find(run.experiment).batch_by
        return (
            (run.experiment, run.id) if by is None or run.interventions else (run.experiment, by(run.config))
        )

    grouped: dict[Hashable, list[Run]] = {}
    for run in {run.id: run for run in runs}.values():
        grouped.setdefault(key(run), []).append(run)
    return list(grouped.values())
