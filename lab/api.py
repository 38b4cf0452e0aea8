"""The lab from Python: `run = lab.run("adam-spikes", preset="fnn-sin")` in a notebook or a script."""

import functools
import weakref
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from lab.contract.claim import Claim, Verdict
from lab.contract.divergence import ends
from lab.contract.errors import NotFound
from lab.contract.experiment import Experiment
from lab.contract.training import Floats, Frame, Mark
from lab.figures.compare import compares, place
from lab.host.address import base
from lab.runs.files import shipping
from lab.runs.names.arithmetic import JOINED, comparable, described
from lab.runs.names.link import COMPARE, named
from lab.runs.names.specification import Run, estimated, set_id, specify
from lab.runs.read.branch import branch
from lab.runs.read.family import successor
from lab.runs.read.follow import follow, watch
from lab.runs.read.recording import Recording
from lab.runs.read.subject import sourced
from lab.runs.service.client import Client
from lab.runs.store.log import Log, RecordingInfo
from lab.runs.store.states import ACTIVE

OWNER = "python"
"""Owner of the recordings that Python and the command line start."""


class Opened:
    """A run or a set of runs, and what their recordings hold; iterating follows it while it computes."""

    def __init__(
        self, log: Log, runs: Sequence[Run], recordings: Sequence[str], held: ExitStack | None = None
    ) -> None:
        self.log = log
        self._runs = tuple(runs)
        self._recordings = tuple(recordings)
        self._let_go = weakref.finalize(self, (held or ExitStack()).close)

    @property
    def id(self) -> str:
        """Id of the run, or of the set."""
        return set_id(self._runs)

    @property
    def link(self) -> str:
        """Address of the page that shows it."""
        page = COMPARE if compares(self._runs) else self._runs[0].experiment.name
        return f"{base()}/{page}?run={self.id}"

    @property
    def specifications(self) -> list[dict[str, Any]]:
        """What each member is, as JSON values."""
        return [run.specification for run in self._runs]

    def __iter__(self) -> Iterator[Frame]:
        """Frames (scalars and marks) as they come, from the first; ends with the recording.

        Raises:
            LabError: the run failed or was interrupted, in one sentence.
        """
        for recording in self._held():
            yield from follow(self.log, recording)

    def wait(self) -> "Opened":
        """Return when every recording has ended, well or with its sentence raised."""
        for _ in self:
            pass
        return self

    def _held(self) -> Iterator[str]:
        """The recordings in turn; the supervisor is held until the last one has been followed to its end."""
        yield from self._recordings
        self._let_go()

    @functools.cached_property
    def _members(self) -> list[Recording]:
        if not all(self.log.recording(uuid).foreign for uuid in self._recordings):
            self.wait()
        return [Recording(self.log, *self._place(run.id)) for run in self._runs]

    def _place(self, run_id: str) -> tuple[RecordingInfo, int]:
        for uuid in self._recordings:
            info = self.log.recording(uuid)
            while (after := successor(self.log, info)) is not None:
                info = after
            if run_id in info.members:
                return info, info.members.index(run_id)
        raise NotFound(f"Run {run_id} has no recording here.")

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each row as it comes, with its run's id and its values of the plural fields."""
        wanted = {run.id: run.coordinates for run in self._runs}
        for recording in self._held():
            batch, ended = self.log.recording(recording).members, set[int]()
            for frame in follow(self.log, recording):
                for member, run_id in enumerate(batch if frame.scalars else ()):
                    if run_id in wanted and member not in ended:
                        values = {name: _of(value, member) for name, value in frame.scalars.items()}
                        yield {"run": run_id, **wanted[run_id], "step": frame.step, **values}
                ended |= ends(frame.marks).keys()

    def progress(self) -> Iterator[tuple[int, int]]:
        """Steps done and steps in all, as they change; ends with the last recording."""
        for recording in self._held():
            for info in watch(self.log, recording):
                yield info.progress, info.steps

    @property
    def frame(self) -> pd.DataFrame:
        """One row a step with a `step` column; of a set the members' rows one after the other, with columns
        for what differs between them (`gamma`, `seed`, …)."""
        frames = []
        for run, member in zip(self._runs, self._members, strict=True):
            columns = {name: member.column(name) for name in member.columns}
            frame = pd.DataFrame({"step": member.column("step").astype(np.int64), **columns})
            if len(self._runs) > 1:
                frame = frame.assign(**(place(run) if compares(self._runs) else run.coordinates))
            frames.append(frame)
        return pd.concat(frames, ignore_index=True)

    @property
    def marks(self) -> list[Mark]:
        """The named moments, in the order in which they became known."""
        return [mark for member in self._members for mark in member.marks]

    @property
    def digests(self) -> list[str]:
        """Digest of each member's columns and arrays."""
        places = [self._place(run.id) for run in self._runs]
        return [info.digests[index] for info, index in places]

    @property
    def agrees(self) -> bool | None:
        """Whether these recordings have the digests of those made before them in the same arithmetic; None
        without one."""
        equal = [
            info.digests[place] == before.digests[before.members.index(run)]
            for run, (info, place), before in self._earlier()
            if comparable(info.environment, before.environment)
        ]
        return all(equal) if equal else None

    @property
    def agreement(self) -> str:
        """Whether it came out like what was recorded before, in words; or why that cannot be said."""
        if self.agrees is not None:
            return "agrees with the one before" if self.agrees else "differs"
        for _, _, before in self._earlier():
            where = before.environment.get(JOINED) or f"recorded elsewhere ({described(before.environment)})"
            return f"cannot be compared with the one before: {where}"
        return "no recording before this one"

    def _earlier(self) -> Iterator[tuple[str, tuple[RecordingInfo, int], RecordingInfo]]:
        """Each member's id, its recording here and its place in it, and each complete one made before; what a
        file says of its numbers compares with nothing."""
        for run in self._runs:
            here = self._place(run.id)
            for info in self.log.recordings_of(run.id):
                if info.complete and not info.imported and info.recording != here[0].recording:
                    yield run.id, here, info

    def branch(self, at: int | str, **changes: Any) -> "Opened":
        """The run with live fields changed, or actions done, at a step or a mark; its past is this run's.

        While this run computes, it waits for its end. An action without arguments is given as `True`.

        Raises:
            BadInput, NotFound, Refused: in one sentence.
        """
        for _ in self.progress():
            pass
        fork = branch(self.log, self.id, at, changes)
        client = Client(self.log.path.parent)
        with ExitStack() as held:
            held.enter_context(client.hold())
            return Opened(self.log, [fork.child], [client.branch(fork, owner=OWNER)], held.pop_all())

    @property
    def claims(self) -> dict[str, Verdict]:
        """What these recordings say to each claim that can be judged on a single run or on this set."""
        experiment = self._runs[0].experiment
        verdicts = {claim.slug: claim.judge(self._members) for claim in _judged(experiment)}
        infos = [self.log.recording(uuid) for uuid in self._recordings]
        return {
            slug: replace(verdict, number=sourced(verdict.number, infos))
            for slug, verdict in verdicts.items()
        }

    def __repr__(self) -> str:
        states = ", ".join(self.log.recording(uuid).state for uuid in self._recordings)
        return f"<{self._runs[0].experiment.name} {self.id}: {len(self._runs)} run(s), {states}>"


def run(name: str, preset: str | None = None, *, again: bool = False, **fields: Any) -> Opened:
    """Start the run of a preset with some fields changed, or open it if it is recorded already.

    Raises:
        BadInput, NotFound, Refused: in one sentence.
    """
    client, runs = Client(), specify(name, preset, **fields).members
    with ExitStack() as held:
        held.enter_context(client.hold())
        log = shipping.shipped()
        return Opened(log, runs, client.launch(runs, owner=OWNER, again=again), held.pop_all())


def open(link: str) -> Opened:
    """The recorded run, or set, of an id or of a page's link.

    Raises:
        NotFound: nothing here goes by it, or nobody has run its settings here yet.
        BadInput: it is neither, or its settings are not allowed.
    """
    found, missing = named(link), list[NotFound]()
    for log in shipping.stores():
        try:
            return _open(log, found)
        except NotFound as error:
            missing.append(error)
    raise missing[0]


def _open(log: Log, found: Sequence[str | Run]) -> Opened:
    runs = [run for some in found for run in _stored(log, some)]
    ids = [run.id for run in runs]
    recordings = log.shown_of(ids)
    if None in recordings.values():
        raise NotFound(_not_run(runs))
    infos = {info.recording: info for info in recordings.values() if info is not None}
    with ExitStack() as held:
        if any(info.state in ACTIVE and not info.foreign for info in infos.values()):
            held.enter_context(Client(log.path.parent).hold())
        return Opened(log, runs, list(infos), held.pop_all())


def _stored(log: Log, found: str | Run) -> list[Run]:
    """A run that is specified, or those behind an id."""
    if isinstance(found, Run):
        return [found]
    return [log.specification(id) for id in log.set_members(found) or [found]]


def _not_run(runs: Sequence[Run]) -> str:
    """That nobody has run these settings here, and what to do about it."""
    experiment = runs[0].experiment
    seconds = estimated(runs).seconds
    return (
        f"{set_id(runs)} is known, but not recorded here: nobody has run these settings. "
        f'Press Run on its page, or use lab.run("{experiment.name}", …); it takes about {seconds:.0f} s.'
    )


def _of(value: float | Floats, member: int) -> float:
    return value if isinstance(value, float) else float(value[member])


def _judged(experiment: Experiment) -> list[Claim]:
    return [claim for claim in experiment.claims if claim.each_run]
