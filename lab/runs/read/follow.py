"""Following a recording while it computes: its frames, or only how far it is."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from lab.contract.errors import LabError
from lab.contract.training import Frame, Mark
from lab.runs.format import parcel
from lab.runs.read.family import successor
from lab.runs.store import states
from lab.runs.store.log import Log, RecordingInfo
from lab.runs.store.wake import Bell

PATIENCE = 1.0
"""Seconds after which a follower looks again, in case a wake-up was lost."""


def watch(log: Log, recording: str) -> Iterator[RecordingInfo]:
    """The facts of a recording, anew at each change, until it has ended."""
    if (info := log.recording(recording)).state in states.FINAL:
        yield info
        return
    with Bell(log.path.parent) as bell:
        before = None
        while True:
            info = log.recording(recording)
            if info != before:
                yield info
                before = info
            if info.state in states.FINAL:
                return
            bell.wait(PATIENCE)


def follow(log: Log, recording: str) -> Iterator[Frame]:
    """Frames of a recording from its first, as they come.

    Where it goes on in another recording, because its steps did not repeat here, the frames from the
    checkpoint on come again, as they came out there.

    Raises:
        LabError: it ended in another way than done, in one sentence.
    """
    last = -1
    for _ in watch(log, recording):
        for number, payload in log.chunks(recording, last):
            yield from frames(payload)
            last = number
    info = log.recording(recording)
    if (after := successor(log, info)) is not None and after.begun is not None:
        shared = after.begun["shared"]
        yield from (frame for frame in follow(log, after.recording) if frame.step >= shared)
    elif info.state != "done":
        raise LabError(info.error or f"The recording {recording} was {info.state} at row {info.rows}.")


def frames(payload: bytes) -> Iterator[Frame]:
    """The rows of a chunk as frames; snapshots and graph changes come with the row of their step."""
    header, arrays = parcel.unpack(payload)
    steps = arrays["column:step"].astype(int).tolist()
    columns = {name[7:]: values for name, values in arrays.items() if name.startswith("column:")}
    columns.pop("step")
    row_at = {step: row for row, step in enumerate(steps)}
    every = sorted({entry["step"] for kind in ("snapshots", "graph") for entry in header[kind]} | set(steps))
    for step in every:
        row = row_at.get(step)
        yield Frame(
            step=step,
            scalars={} if row is None else {name: _one(values[row]) for name, values in columns.items()},
            arrays={
                snapshot["name"]: arrays[snapshot["array"]]
                for snapshot in header["snapshots"]
                if snapshot["step"] == step
            },
            graph=tuple(change for change in header["graph"] if change["step"] == step),
            marks=tuple(_mark(mark) for mark in header["marks"] if mark["step"] == step),
        )


def _one(values: Any) -> float | np.ndarray[Any, Any]:
    return float(values[0]) if len(values) == 1 else values


def _mark(mark: dict[str, Any]) -> Mark:
    return Mark(mark["name"], mark["step"], mark["at"], mark["member"], mark["values"])
