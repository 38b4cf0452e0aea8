"""Frames in, chunks out: what a worker holds between two commits."""

import math
import time
from typing import Any

import numpy as np

from lab.experiment import Floats, Frame, Mark, State, Training
from lab.runs import checkpoint, digest, parcel, wake
from lab.runs.log import Chunk, Log, RecordingInfo
from lab.runs.states import State as Moved

INTERVAL = 0.1
"""Seconds between two chunks; the first goes out at once."""
CHECKPOINTS = 64
"""Checkpoints of an uninterrupted run; at twice as many (marks add theirs) the stride doubles."""


class Writer:
    """Collects a training's frames and writes them as chunks, marks and checkpoints of one recording.

    After a restart from a checkpoint the rows that the log has already are passed over, but for the digest.
    """

    def __init__(self, log: Log, info: RecordingInfo) -> None:
        self._log, self._info = log, info
        self._number = info.number + 1
        self._written = info.rows
        self._marked = {
            (m.member, m.name) for i in range(len(info.members)) for m in log.marks(info.recording, i)
        }
        self._stride = max(1, math.ceil(info.steps / CHECKPOINTS))
        self._saved = set(log.checkpoints(info.recording))
        self.rows = 0
        self.columns: list[str] = []
        self.chains = [digest.START] * len(info.members)
        self.bytes = 0
        self._empty()

    def _empty(self) -> None:
        self._steps: list[int] = []
        self._values: list[list[Floats]] = []
        self._marks: list[Mark] = []
        self._snapshots: list[tuple[str, int, Any]] = []
        self._graph: list[dict[str, Any]] = []
        self._checkpoints: dict[int, bytes] = {}
        self._flushed = time.monotonic()

    def add(self, frame: Frame) -> None:
        """Take a frame: a row where it has scalars, its snapshots, graph changes and marks.

        Raises:
            ValueError: its columns are not those of the first row.
        """
        members = len(self.chains)
        if frame.scalars:
            self._add_row(frame, members)
        fresh = frame.step > self._info.last_step
        for name, array in frame.arrays.items():
            for member in range(members):
                self.chains[member] = digest.add_snapshot(
                    self.chains[member], frame.step, name, array[member]
                )
            if fresh:
                self._snapshots.append((name, frame.step, np.array(array)))
        if fresh:
            self._graph += [{"step": frame.step, **change} for change in frame.graph]
        self._marks += [mark for mark in frame.marks if (mark.member, mark.name) not in self._marked]

    def _add_row(self, frame: Frame, members: int) -> None:
        names = sorted(frame.scalars)
        if not self.columns:
            self.columns = names
        if names != self.columns:
            raise ValueError(f"row {frame.step} has columns {names}, the first row had {self.columns}")
        values = [np.broadcast_to(np.asarray(frame.scalars[name], np.float64), members) for name in names]
        for member, row in enumerate(np.stack(values, axis=1)):
            self.chains[member] = digest.add_row(self.chains[member], frame.step, row.tolist())
        self.rows += 1
        if self.rows > self._written:
            self._steps.append(frame.step)
            self._values.append(values)

    def due(self) -> bool:
        """Whether what is held should go out now."""
        return time.monotonic() - self._flushed >= INTERVAL or (self._number == 0 and bool(self._steps))

    def checkpoint_due(self, training: Training) -> bool:
        """Whether the specification fixes a checkpoint before the coming step."""
        step = training.progress()
        at_mark = bool(self._marks) and self._marks[-1].step == step - 1
        return step not in self._saved and (step % self._stride == 0 or at_mark)

    @property
    def holds(self) -> bool:
        """Whether anything waits to be written."""
        return bool(self._steps or self._marks or self._snapshots or self._graph)

    def keep(self, training: Training) -> None:
        """Take a checkpoint before the coming step; the next flush writes it."""
        self._checkpoints[training.progress()] = checkpoint.pack(self._state(training))
        self._saved.add(training.progress())

    def flush(self, training: Training, *, state: Moved | None = None, error: str | None = None) -> None:
        """Commit what is held and wake whoever watches."""
        chunk = self._chunk(training)
        self._log.append(self._info.recording, chunk, checkpoints=self._checkpoints, state=state, error=error)
        self.bytes += len(chunk.payload) + sum(map(len, self._checkpoints.values()))
        self._number += 1
        self._written = max(self._written, self.rows)
        self._marked |= {(mark.member, mark.name) for mark in self._marks}
        if len(self._saved) > 2 * CHECKPOINTS:
            self._thin()
        self._empty()
        wake.ring(self._log.path.parent, self._info.recording)

    def _chunk(self, training: Training) -> Chunk:
        marks = [_mark(mark) for mark in self._marks]
        snapshots = [
            {"name": name, "step": step, "array": f"snapshot:{i}"}
            for i, (name, step, _) in enumerate(self._snapshots)
        ]
        header = {
            "type": "chunk",
            "number": self._number,
            "row": self._written,
            "rows": len(self._steps),
            "marks": marks,
            "snapshots": snapshots,
            "graph": self._graph,
            "progress": training.progress(),
        }
        arrays: dict[str, Any] = {"column:step": np.array(self._steps, np.float64)}
        for i, name in enumerate(self.columns if self._steps else []):
            arrays[f"column:{name}"] = np.stack([row[i] for row in self._values])
        arrays |= {f"snapshot:{i}": array for i, (_, _, array) in enumerate(self._snapshots)}
        return Chunk(
            number=self._number,
            payload=parcel.pack(header, arrays),
            rows=len(self._steps),
            last_step=self._last_step(),
            progress=training.progress(),
            marks=self._marks,
            digests=[chain.hex() for chain in self.chains],
            durations=training.durations,
        )

    def _last_step(self) -> int:
        steps = [*self._steps[-1:], *(step for _, step, _ in self._snapshots[-1:])]
        return max(steps, default=self._info.last_step)

    def _state(self, training: Training) -> State:
        return {
            "training": training.state_dict(),
            "rows": self.rows,
            "columns": self.columns,
            "chains": [chain.hex() for chain in self.chains],
            "durations": dict(training.durations),
        }

    def restore(self, training: Training, state: State) -> None:
        """Go on from a checkpoint's state."""
        training.load_state_dict(state["training"])
        training.durations.update(state["durations"])
        self.rows, self.columns = state["rows"], list(state["columns"])
        self.chains = [bytes.fromhex(chain) for chain in state["chains"]]

    def _thin(self) -> None:
        self._stride *= 2
        self._saved = {step for step in self._saved if step % self._stride == 0} | {max(self._saved)}
        self._log.thin_checkpoints(self._info.recording, sorted(self._saved))


def _mark(mark: Mark) -> dict[str, Any]:
    return {
        "name": mark.name,
        "step": mark.step,
        "at": mark.at,
        "member": mark.member,
        "values": dict(mark.values),
    }
