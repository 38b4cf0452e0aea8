"""Which recording is trained when, and what may be asked of it: the supervisor without its socket."""

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from lab.contract.errors import BadInput, Conflict, LabError, OverLimit, Refused
from lab.contract.settings import number
from lab.runs.names.specification import Run, estimated, set_id
from lab.runs.read.branch import Changes
from lab.runs.service import jobs, room
from lab.runs.service.batches import in_batches
from lab.runs.service.fair import Asked, Asker, FairQueue
from lab.runs.service.jobs import Job
from lab.runs.service.ledger import Ledger
from lab.runs.service.pauses import Pauses
from lab.runs.service.room import Load
from lab.runs.store.facts import RecordingInfo
from lab.runs.store.log import Log
from lab.runs.store.states import ACTIVE, MOVES
from lab.runs.work import limits, protocol
from lab.runs.work.executor import Executor, Message

COMMANDS = ("pause", "resume", "step", "stop")


class Scheduler:
    """Starts workers as places become free, visitors in turn; a paused worker gives its place to another."""

    def __init__(self, log: Log, executor: Executor) -> None:
        self._log, self._executor = log, executor
        self._ledger = Ledger(log)
        self._places = max(1, int(number("LAB_WORKERS")))
        self._queue = FairQueue()
        self._first: dict[str, list[Message]] = {}
        self._asked: dict[str, Asked] = {}
        self._pauses = Pauses(self._resting)
        self._jobs: dict[str, Job] = {}
        self._starting: dict[str, asyncio.Task[None]] = {}
        self._leaving = False
        self.draining = False
        """Whether what waits and computes ends, and nothing new begins."""

    @property
    def idle(self) -> bool:
        """Whether nothing waits, computes or is paused."""
        return not (self._jobs or self._starting or self._queue)

    def adopt(self) -> None:
        """At start: what an earlier supervisor left unfinished has lost its worker, or never had one."""
        for info in self._log.active():
            if info.foreign:  # its process is its owner's
                continue
            self._ledger.end(info.recording, "Its supervisor ended; it can go on from here.")
        self._ledger.make_room()

    def launch(
        self,
        runs: Sequence[Run],
        asker: Asker,
        *,
        again: bool = False,
        paused: bool = False,
        begun: Mapping[str, Any] | None = None,
    ) -> list[str]:
        """Recordings in which these runs are: existing ones, and new ones for the rest.

        `begun` says of a single run how it branches from another.

        Raises:
            OverLimit: too dear, or too much waits already.
            BadInput: one learns from points that are not here.
        """
        self._log.require(runs)
        begin_paused = [recording for recording, first in self._first.items() if first]
        known = {} if again else {run.id: self._log.usable(run.id, asker.owner, begin_paused) for run in runs}
        batches = in_batches([run for run in runs if known.get(run.id) is None])
        for batch in batches:
            limits.check_cost(batch)
        self._check_room(asker, [estimated(batch).seconds for batch in batches])
        self._log.remember(*runs)
        if len(runs) > 1:
            self._log.remember_set(set_id(runs), [run.id for run in runs])
        if begun is not None:
            self._log.remember_branch(runs[0], begun["run"], begun["step"])
        for batch in batches:
            recording = self._log.create(batch, owner=asker.owner, begun=begun)
            known |= {run.id: recording for run in batch}
            self._push(Asked(asker, estimated(batch).seconds), recording, "pause" if paused else "resume")
        self._dispatch()
        return list(dict.fromkeys(str(known[run.id]) for run in runs))

    async def command(self, recording: str, command: str, asker: Asker) -> str:
        """Pass a command on and return the state it led to.

        Raises:
            BadInput, NotFound, Refused, Conflict: in one sentence.
        """
        if command not in COMMANDS:
            raise BadInput(f"{command} is not a command; there are {', '.join(COMMANDS)}.")
        info = self._owned(recording, asker.owner)
        if info.state not in ACTIVE:
            await self._take_up(info, command, asker)
        elif job := await self._job(recording):
            await self._tell(job, command)
        elif command == "stop":
            self._forget(recording)
            self._log.move(recording, "stopped")
            self._ledger.ring(recording)
        elif command == "pause":
            raise Conflict("This run waits for its turn: there is nothing to pause yet.")
        else:
            self._begin_with(recording, command)
        return self._log.recording(recording).state

    async def intervene(self, recording: str, changes: Changes, owner: str) -> Message:
        """Change what computes or is paused: its worker goes on as a child, in a recording of its own.

        Raises:
            BadInput, NotFound, Refused, Conflict: in one sentence.
        """
        info = self._owned(recording, owner)
        job = await self._job(recording)
        if job is None:
            raise Conflict(f"This run is {info.state}: branch it at a step instead.")
        if len(info.members) > 1:
            raise Conflict(
                f"{len(info.members)} runs train together here: branch one of them at a step instead."
            )
        self._ledger.check_room()
        await job.answer()  # to a change before, perhaps
        if job.recording != recording:
            raise Conflict("This run was just left for another: change that one.")
        job.coming.add(child := uuid.uuid4().hex)
        answer = await job.ask("intervene", set=dict(changes), recording=child)
        if not answer:
            raise LabError("The step in hand takes long: what you changed is done when it has ended.")
        return protocol.result(answer)

    def _owned(self, recording: str, owner: str) -> RecordingInfo:
        info = self._log.recording(recording)
        if info.foreign:
            raise Refused("Another process trains this: end it there.")
        if info.owner != owner:
            raise Refused("Someone else started this run: you can pause your own view of it.")
        return info

    def ahead(self, recording: str) -> int:
        """How many recordings are taken up before this one; 0 if it does not wait."""
        order = self._queue.order()
        return order.index(recording) if recording in order else 0

    async def leave(self, seconds: float) -> None:
        """Have every worker write and end; after so many seconds, kill those that have not."""
        self._leaving = True
        for recording in self._queue.order():
            self._queue.remove(recording)
            if recording not in self._jobs:
                self._forget(recording)
                self._ledger.end(recording, "The lab was shut down; it can go on from here.")
        await asyncio.gather(*self._starting.values())
        await jobs.leave(self._jobs, seconds)

    def _check_room(self, asker: Asker, wanted: Sequence[float]) -> None:
        if wanted and self.draining:
            raise OverLimit("This lab is about to be stopped and starts nothing new; try again in a while.")
        if wanted:
            self._ledger.check_room()
            room.check(asker, wanted, self._load())

    def _load(self) -> Load:
        waiting, computing = self._queue.order(), self._computing()
        resting = self._asked.keys() - computing - set(waiting)
        parts = ([self._asked[name] for name in part] for part in (waiting, computing, resting))
        return Load(*parts, free=self._free())

    def _computing(self) -> set[str]:
        return {*self._starting, *(name for name, job in self._jobs.items() if job.computing)}

    def _free(self) -> int:
        return self._places - len(self._computing())

    def _next(self) -> str | None:
        """What is taken up now; where long runs have all places, a short one gets one more beside them."""
        free = self._free()
        if free > 0:
            return self._queue.pop()
        swift = free == 0 and not any(self._asked[name].short for name in self._computing())
        return self._queue.pop(short=True) if swift else None

    def _push(self, asked: Asked, recording: str, first: str) -> None:
        self._asked[recording] = asked
        self._queue.push(asked, recording)
        self._begin_with(recording, first)
        self._ledger.ring(recording)

    def _begin_with(self, recording: str, first: str) -> None:
        """What its worker is to do before anything else."""
        self._first[recording] = [] if first == "resume" else [{"command": first}]

    def _dispatch(self) -> None:
        while not self._leaving and (recording := self._next()) is not None:
            if job := self._jobs.get(recording):
                job.computing = True
                job.tell("resume")
            else:
                self._starting[recording] = asyncio.create_task(self._start(recording))

    async def _start(self, recording: str) -> None:
        first = self._first[recording]
        job = Job(recording, first)
        try:
            job.worker = await self._executor.start(
                recording, first, lambda answer: self._said(job, answer), lambda how: self._gone(job, how)
            )
            self._jobs[recording] = job
        except LabError as error:
            self._forget(recording)
            self._ledger.end(recording, str(error))
        finally:
            del self._starting[recording]
            self._dispatch()

    async def _job(self, recording: str) -> Job | None:
        if recording in self._starting:
            await self._starting[recording]
        return self._jobs.get(recording)

    async def _take_up(self, info: RecordingInfo, command: str, asker: Asker) -> None:
        """Queue what has stopped on its way, to go on from its last checkpoint."""
        while job := self._jobs.get(info.recording):  # its last words are written, but it is still there
            await job.released.wait()
        state = self._log.recording(info.recording).state
        if command not in ("resume", "step") or "queued" not in MOVES[state]:
            raise Conflict(f"This run is {state}: there is nothing to {command}.")
        runs = [self._log.specification(run) for run in info.members]
        seconds = estimated(runs).seconds * (1 - info.progress / max(1, info.steps))
        self._check_room(asker, [seconds])
        self._log.move(info.recording, "queued")
        self._push(Asked(asker, seconds), info.recording, command)
        self._dispatch()

    async def _tell(self, job: Job, command: str) -> None:
        recording = job.recording
        if command == "resume":
            await job.answer()  # to a pause, it may be, that is in the log already
            if not job.computing and recording not in self._queue.order():
                self._queue.push(self._asked[recording], recording)
                self._dispatch()
                if not job.computing:
                    return  # it waits for a place, paused
            await job.answer()
        else:
            self._queue.remove(recording)
            await job.ask(command)

    def _said(self, job: Job, answer: Message) -> None:
        """A worker answers a command, or says of itself that it goes on in another recording."""
        if coming := answer.get("coming"):
            job.coming.add(coming)
            return
        if moved := answer.get("recording") or answer.get("moved"):
            self._jobs[moved] = self._jobs.pop(job.recording)
            self._first.pop(job.recording, None)
            self._asked[moved] = self._asked.pop(job.recording)
            if self._queue.remove(job.recording):
                self._queue.push(self._asked[moved], moved)
            job.move(moved)
        if "moved" in answer:
            return
        job.heard(answer)
        self._first.pop(job.recording, None)  # the log has it: a pause that it began with is written
        if answer["state"] == "paused":
            job.computing = False
            self._pauses.begin(job)
        else:
            job.pauses += 1
        self._dispatch()

    def _resting(self) -> list[tuple[Job, str]]:
        """The paused jobs that wait for no place, with the addresses that they were asked for from."""
        busy = {*self._queue.order(), *self._computing()}
        resting = [job for name, job in self._jobs.items() if name not in busy and not job.leaving]
        return [(job, self._asked[job.recording].asker.address) for job in resting]

    def _gone(self, job: Job, how: str) -> None:
        del self._jobs[job.recording]
        self._forget(job.recording)
        for recording in (job.recording, *job.coming):  # it may have begun one, and died before it said so
            self._ledger.end(recording, how)
        self._ledger.make_room()
        job.end()
        self._dispatch()

    def _forget(self, recording: str) -> None:
        self._queue.remove(recording)
        self._asked.pop(recording, None)
        self._first.pop(recording, None)
