"""The past that a recording shares with an earlier one: taken from its rows, not computed again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lab.contract.errors import NotFound
from lab.runs.format import checkpoint, chunk, digest, parcel
from lab.runs.names.arithmetic import JOINED, alike, described
from lab.runs.names.specification import Run
from lab.runs.store.facts import RecordingInfo
from lab.runs.store.log import Log

AT_ONCE = 32
"""Chunks in memory at a time."""


def take_over(log: Log, info: RecordingInfo) -> None:
    """Give a branch's new recording its parent's rows, and the checkpoint from which it goes on.

    Where the parent was recorded in other arithmetic, its rows are taken over up to that checkpoint only:
    the steps from there to the branch would come out a little differently here, and then not fit. Of a parent
    that came as a file nothing is: a child that is computed here holds nobody's word.
    """
    begun: dict[str, Any] = dict(info.begun or {})
    try:
        parent = log.recording(begun["parent"] or "")
    except NotFound:
        return
    if parent.imported:
        word = f"The run it branches from was imported from a file: {_begins(0)}."
        with log.transaction():
            log.begun(info.recording, begun)
            log.surround(info.recording, info.environment | {JOINED: word})
        return
    alone = len(parent.members) == 1
    saved = [step for step in log.checkpoints(parent.recording) if alone and step <= begun["step"]]
    start = saved[-1] if saved else None
    elsewhere = not alike(info.environment, parent.environment)
    shared = (start or 0) if elsewhere else min(begun["step"], parent.progress)
    joined = _elsewhere(parent, shared) if elsewhere else parent.environment.get(JOINED)
    begun |= {"shared": shared, "checkpoint": start}
    with log.transaction():
        log.begun(info.recording, begun)
        if joined:
            log.surround(info.recording, info.environment | {JOINED: joined})
        _copy(log, Past(parent, (parent.members.index(begun["run"]),), shared, start), info.recording)


def hand_over(log: Log, info: RecordingInfo, child: Run, step: int, recording: str) -> None:
    """Make the recording of the child of a run that computes and has just left a checkpoint at this step."""
    begun: dict[str, Any] = {"run": info.members[0], "parent": info.recording, "step": step}
    if info.begun is not None and info.begun["step"] == step:  # it replaces one that has not made a step
        begun = {name: info.begun[name] for name in begun}
    begun |= {"shared": step, "checkpoint": step}
    with log.transaction():
        log.remember_branch(child, begun["run"], step)
        log.create(
            [child],
            owner=info.owner,
            state="running",
            environment=info.environment,
            begun=begun,
            recording=recording,
        )
        _copy(log, Past(info, (0,), step, step), recording)


def go_on(
    log: Log, info: RecordingInfo, step: int | None, here: Mapping[str, Any], why: str, recording: str
) -> None:
    """Leave a recording whose steps do not repeat here, and go on from a checkpoint of it in a new one.

    Nothing that was recorded is overwritten: the new recording begins with the rows before the checkpoint, or
    from its start where there is none.
    """
    begun: dict[str, Any] = info.begun or {
        "run": info.members[0],
        "parent": info.recording,
        "step": step or 0,
    }
    begun = begun | {"after": info.recording, "shared": step or 0, "checkpoint": step}
    joined = f"{why}: {_begins(step or 0)}."
    with log.transaction():
        log.move(info.recording, "left", joined)
        log.create(
            [log.specification(run) for run in info.members],
            owner=info.owner,
            state="running",
            environment={**here, JOINED: joined},
            begun=begun,
            recording=recording,
        )
        _copy(log, Past(info, tuple(range(len(info.members))), step or 0, step), recording)


@dataclass(frozen=True)
class Past:
    """Members of a recording before a step, and the checkpoint in it to go on from."""

    info: RecordingInfo
    members: tuple[int, ...]
    step: int
    checkpoint: int | None

    def chunks(self, log: Log) -> Iterator[tuple[chunk.Header, chunk.Arrays]]:
        """Its chunks."""
        after, progress = -1, 0
        while progress < self.step and (found := log.chunks(self.info.recording, after, AT_ONCE)):
            for number, payload in found:
                after = number
                if progress < self.step:
                    header, arrays = parcel.unpack(payload)
                    progress = header["progress"]
                    yield chunk.before(*self._narrow(header, arrays), self.step)

    def _narrow(self, header: chunk.Header, arrays: chunk.Arrays) -> tuple[chunk.Header, chunk.Arrays]:
        whole = len(self.info.members) == len(self.members)
        return (header, arrays) if whole else chunk.narrow(header, arrays, list(self.members))


def _copy(log: Log, past: Past, recording: str) -> None:
    chains, saved = [digest.START] * len(past.members), {}
    if past.checkpoint is not None:
        saved = {past.checkpoint: log.checkpoint(past.info.recording, past.checkpoint)}
        kept = checkpoint.unpack(saved[past.checkpoint])["digests"]
        chains = [bytes.fromhex(kept[member]) for member in past.members]
    for header, arrays in past.chunks(log):
        chains = [
            _chained(chain, past.checkpoint or 0, header, arrays, member)
            for member, chain in enumerate(chains)
        ]
        digests = [chain.hex() for chain in chains]
        log.append(
            recording, header["number"], parcel.pack(header, arrays), digests=digests, checkpoints=saved
        )
        saved = {}


def _chained(chain: bytes, first: int, header: chunk.Header, arrays: chunk.Arrays, member: int) -> bytes:
    """A member's digest with the rows and snapshots of a chunk from a step on."""
    steps = arrays["column:step"]
    start = int(np.searchsorted(steps, first))
    names = sorted(name for name in arrays if name.startswith("column:") and name != "column:step")
    rows: Sequence[Sequence[float]] = (
        np.stack([arrays[name][start:, member] for name in names], axis=1).tolist() if names else []
    )
    shots = [
        (shot["step"], shot["name"], arrays[shot["array"]][member])
        for shot in header["snapshots"]
        if shot["step"] >= first
    ]
    return digest.add(chain, [int(step) for step in steps[start:]] if names else [], rows, shots)


def _elsewhere(parent: RecordingInfo, shared: int) -> str:
    where = described(parent.environment)
    return f"The run it branches from was recorded elsewhere ({where}): {_begins(shared)}."


def _begins(shared: int) -> str:
    return f"from step {shared} on it is computed here" if shared else "it is computed here from its start"
