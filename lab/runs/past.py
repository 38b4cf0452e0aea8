"""The past that a branch shares with its parent: taken from the parent's recording, not computed again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lab.errors import NotFound
from lab.runs import checkpoint, chunk, digest, parcel
from lab.runs.environment import differs
from lab.runs.facts import RecordingInfo
from lab.runs.log import Log
from lab.runs.specification import Run

AT_ONCE = 32
"""Chunks in memory at a time."""


def take_over(log: Log, info: RecordingInfo) -> None:
    """Give a branch's new recording its parent's rows, and the checkpoint from which it goes on.

    Where the parent was recorded in another environment, its rows are taken over up to that checkpoint only:
    the steps from there to the branch would come out a little differently here, and then not fit.
    """
    begun: dict[str, Any] = dict(info.begun or {})
    try:
        parent = log.recording(begun["parent"] or "")
    except NotFound:
        return
    alone = len(parent.members) == 1
    saved = [step for step in log.checkpoints(parent.recording) if alone and step <= begun["step"]]
    start = saved[-1] if saved else None
    elsewhere = differs(parent.environment, info.environment)
    shared = (start or 0) if elsewhere else min(begun["step"], parent.progress)
    begun |= {"shared": shared, "checkpoint": start, "note": _note(elsewhere, shared)}
    with log.transaction():
        log.begun(info.recording, begun)
        _copy(log, Past(parent, parent.members.index(begun["run"]), shared, start), info.recording)


def hand_over(log: Log, info: RecordingInfo, child: Run, step: int, recording: str) -> None:
    """Make the recording of the child of a run that computes and has just left a checkpoint at this step."""
    begun: dict[str, Any] = {"run": info.members[0], "parent": info.recording, "step": step}
    if info.begun is not None and info.begun["step"] == step:  # it replaces one that has not made a step
        begun = {name: info.begun[name] for name in begun}
    begun |= {"shared": step, "checkpoint": step, "note": ""}
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
        _copy(log, Past(info, 0, step, step), recording)


@dataclass(frozen=True)
class Past:
    """A member of a recording before a step, and the checkpoint in it to go on from."""

    info: RecordingInfo
    member: int
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
                    yield chunk.before(*self._alone(header, arrays), self.step)

    def _alone(self, header: chunk.Header, arrays: chunk.Arrays) -> tuple[chunk.Header, chunk.Arrays]:
        return (
            (header, arrays) if len(self.info.members) == 1 else chunk.narrow(header, arrays, [self.member])
        )


def _copy(log: Log, past: Past, recording: str) -> None:
    chain, saved = digest.START, {}
    if past.checkpoint is not None:
        saved = {past.checkpoint: log.checkpoint(past.info.recording, past.checkpoint)}
        chain = bytes.fromhex(checkpoint.unpack(saved[past.checkpoint])["digests"][past.member])
    for header, arrays in past.chunks(log):
        chain = _chained(chain, past.checkpoint or 0, header, arrays)
        log.append(
            recording, header["number"], parcel.pack(header, arrays), digests=[chain.hex()], checkpoints=saved
        )
        saved = {}


def _chained(chain: bytes, first: int, header: chunk.Header, arrays: chunk.Arrays) -> bytes:
    """The digest with the rows and snapshots of a chunk from a step on."""
    steps = arrays["column:step"]
    start = int(np.searchsorted(steps, first))
    names = sorted(name for name in arrays if name.startswith("column:") and name != "column:step")
    rows: Sequence[Sequence[float]] = (
        np.stack([arrays[name][start:, 0] for name in names], axis=1).tolist() if names else []
    )
    shots = [
        (one["step"], one["name"], arrays[one["array"]][0])
        for one in header["snapshots"]
        if one["step"] >= first
    ]
    return digest.add(chain, [int(step) for step in steps[start:]] if names else [], rows, shots)


def _note(elsewhere: str, shared: int) -> str:
    if not elsewhere:
        return ""
    begins = f"from step {shared} on it is computed here" if shared else "it is computed here from its start"
    return f"The run it branches from was recorded elsewhere ({elsewhere}): {begins}."
