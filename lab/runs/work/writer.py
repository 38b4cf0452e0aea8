"""Frames in, chunks out: what a worker holds between two commits."""

import math
import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Protocol

import numpy as np

from lab.contract.errors import LabError
from lab.contract.training import Floats, Frame, Mark, Training
from lab.runs.format import checkpoint, digest, parcel
from lab.runs.store.facts import RecordingInfo
from lab.runs.store.states import State
from lab.runs.work.stride import Stride

INTERVAL = 0.1
"""Seconds between two chunks; the first row goes out at once."""


class Unrepeatable(LabError):
    """What is recorded cannot be gone on with; `start` is whether its checkpoints can."""

    start = True


class CameOutDifferently(Unrepeatable):
    """A step repeated from a checkpoint has not the digest that was recorded."""


class Outdated(Unrepeatable):
    """A checkpoint does not hold what this training goes on from: an earlier version made it."""

    start = False


class Sink(Protocol):
    """Where chunks go; `append` returns when they are durable (see `Log.append`)."""

    def append(self, number: int, payload: bytes, **change: Any) -> None: ...


class Writer:
    """Collects a training's frames and writes them as chunks and checkpoints of one recording.

    A training that goes on from a checkpoint repeats steps that are recorded already: as long as it is
    `behind`, these are passed over, but their digest must come out as before.
    """

    def __init__(self, sink: Sink, info: RecordingInfo) -> None:
        self._sink, self._info = sink, info
        self._number, self._row = info.number + 1, info.rows
        self._columns: list[str] = []
        self._chains = [digest.START] * len(info.members)
        self._stride = Stride(info.steps)
        self._checkpoints: dict[int, bytes | None] = {}
        self._first = True
        self.behind = info.progress > 0
        self.bytes = 0
        self._empty()

    def _empty(self) -> None:
        self._steps: list[int] = []
        self._values: list[list[Floats]] = []
        self._marks: list[Mark] = []
        self._snapshots: list[tuple[str, int, Any]] = []
        self._graph: list[dict[str, Any]] = []
        self._checkpoints = {}
        self._flushed = time.monotonic()

    def take(self, frame: Frame | None, training: Training) -> None:
        """Take what a step showed (a row where it has scalars), and a checkpoint where one is due.

        Raises:
            ValueError: its columns are not those of the first row.
            CameOutDifferently: a repeated step has not the digest that was recorded.
        """
        known = training.progress() <= self._info.progress
        if frame is not None:
            self._chain(frame, fresh=not known)
            if not known:
                self._marks += frame.marks
                self._graph += [{"step": frame.step, **change} for change in frame.graph]
        if known:
            self._compare(training)
        self.behind = training.progress() < self._info.progress
        # Nobody branches a batch, and its members' marks would be many.
        at_mark = bool(frame and frame.marks) and len(self._chains) == 1
        due, dropped = self._stride.take(training.progress(), at_mark)
        self._checkpoints |= dict.fromkeys(dropped)
        if due:
            self.keep(training)

    def _chain(self, frame: Frame, *, fresh: bool) -> None:
        members = len(self._chains)
        if frame.scalars:
            names = sorted(frame.scalars)
            self._columns = self._columns or names
            if names != self._columns:
                raise ValueError(f"row {frame.step} has columns {names}, the first row {self._columns}")
            values = [np.broadcast_to(np.asarray(frame.scalars[name], np.float64), members) for name in names]
            rows = np.stack(values, axis=1).tolist()
            self._chains = [
                chain if member in frame.ended else digest.add_row(chain, frame.step, row)
                for member, (chain, row) in enumerate(zip(self._chains, rows, strict=True))
            ]
            if fresh:
                self._steps.append(frame.step)
                self._values.append(values)
        for name in sorted(frame.arrays):
            array = np.array(frame.arrays[name])
            self._chains = [
                chain if member in frame.ended else digest.add_snapshot(chain, frame.step, name, part)
                for member, (chain, part) in enumerate(zip(self._chains, array, strict=True))
            ]
            if fresh:
                self._snapshots.append((name, frame.step, array))

    def _compare(self, training: Training) -> None:
        if training.progress() == self._info.progress and self._info.digests != self._digests:
            raise CameOutDifferently("Repeated from its checkpoint, this run came out differently")

    @property
    def _digests(self) -> tuple[str, ...]:
        return tuple(chain.hex() for chain in self._chains)

    @property
    def due(self) -> bool:
        """Whether what is held should go out now; what is repeated is not shown again."""
        first = self._first and self.holds
        return first or (not self.behind and time.monotonic() - self._flushed >= INTERVAL)

    @property
    def holds(self) -> bool:
        """Whether anything waits to be written."""
        return bool(self._steps or self._marks or self._snapshots or self._graph)

    def keep(self, training: Training) -> None:
        """Take a checkpoint before the coming step; the next flush writes it."""
        state = {
            "training": training.state_dict(),
            "columns": self._columns,
            "digests": list(self._digests),
            "durations": dict(training.durations),
            "stride": self._stride.length,
            "marked": sorted(self._stride.marked),
        }
        packed = checkpoint.pack(state)
        self._checkpoints[training.progress()] = packed
        self._stride.weigh(len(packed))

    def restore(self, training: Training, data: bytes) -> None:
        """Bring a new training to a checkpoint, and this writer to where it was then.

        Raises:
            Unrepeatable: the checkpoint is not of such a training, or not of what is recorded.
        """
        state = checkpoint.unpack(data)
        try:
            training.load_state_dict(state["training"])
        except Exception as error:
            raise Outdated("An earlier version of the lab made its checkpoint") from error
        training.durations |= state["durations"]
        self._columns = state["columns"]
        self._chains = [bytes.fromhex(text) for text in state["digests"]]
        self._stride = Stride(self._info.steps, state["stride"], state["marked"])
        self._stride.weigh(len(data))
        self._compare(training)
        self.behind = training.progress() < self._info.progress

    def flush(self, training: Training, *, state: State | None = None, error: str | None = None) -> None:
        """Write what is held as the next chunk, and with it a change of state."""
        payload = self._payload(max(training.progress(), self._info.progress))
        self._sink.append(
            self._number,
            payload,
            digests=self._digests if training.progress() >= self._info.progress else self._info.digests,
            durations=training.durations,
            checkpoints=self._checkpoints,
            state=state,
            error=error,
        )
        self.bytes += len(payload) + sum(len(data or b"") for data in self._checkpoints.values())
        self._number += 1
        self._row += len(self._steps)
        self._first = self._first and not self.holds
        self._empty()

    def _payload(self, progress: int) -> bytes:
        shots = [
            {"name": name, "step": step, "array": f"snapshot:{i}"}
            for i, (name, step, _) in enumerate(self._snapshots)
        ]
        header = {
            "type": "chunk",
            "number": self._number,
            "row": self._row,
            "rows": len(self._steps),
            "marks": [_mark(mark) for mark in self._marks],
            "snapshots": shots,
            "graph": self._graph,
            "progress": progress,
        }
        arrays: dict[str, Any] = {"column:step": np.array(self._steps, np.float64)}
        for i, name in enumerate(self._columns if self._steps else ()):
            arrays[f"column:{name}"] = np.stack([row[i] for row in self._values])
        arrays |= {f"snapshot:{i}": array for i, (_, _, array) in enumerate(self._snapshots)}
        return parcel.pack(header, arrays)


def _mark(mark: Mark) -> Mapping[str, Any]:
    # JSON has no infinities: a value that is not finite is left out.
    values = {name: float(value) for name, value in mark.values.items() if math.isfinite(value)}
    return {**asdict(mark), "values": values}
