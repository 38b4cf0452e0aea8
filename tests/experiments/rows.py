"""Recordings in memory: of a real training, or made up to support or violate a claim."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lab.contract.config import ExperimentConfig
from lab.contract.training import Floats, Frame, Mark, Training
from lab.runs.format import digest


class Rows:
    """One member's columns, marks and snapshots (a `Recorded`)."""

    def __init__(
        self,
        config: ExperimentConfig,
        columns: Mapping[str, ArrayLike],
        marks: Sequence[Mark] = (),
        arrays: Mapping[str, Any] | None = None,
        changes: Sequence[tuple[int, str, Any]] = (),
    ) -> None:
        self.config, self.marks, self.complete = config.resolved, tuple(marks), True
        self.columns = {name: np.asarray(values, float) for name, values in columns.items()}
        self.arrays, self.changes = arrays or {}, changes

    def column(self, name: str) -> Floats:
        return self.columns[name]

    def array(self, name: str, step: int | None = None) -> Any:
        return self.arrays[name]


def frames(training: Training, most: int = 10**9) -> list[Frame]:
    """The frames of at most so many steps."""
    seen = []
    for _ in range(most):
        try:
            frame = training.step()
        except StopIteration:
            break
        if frame is not None:
            seen.append(frame)
    return seen


def rows(training: Training, most: int = 10**9, member: int = 0) -> Rows:
    """A member's recording of at most so many steps."""
    return gathered(training, frames(training, most), member)


def gathered(training: Training, seen: Sequence[Frame], member: int = 0) -> Rows:
    """A member's recording of these frames, of which one has a row at least."""
    shown = [frame for frame in seen if frame.scalars]
    columns = {
        name: [np.atleast_1d(frame.scalars[name])[member] for frame in shown] for name in shown[0].scalars
    }
    columns["step"] = [frame.step for frame in shown]
    marks = [mark for frame in seen for mark in frame.marks if mark.member == member]
    arrays = {name: array[member] for frame in seen for name, array in frame.arrays.items()}
    return Rows(training.members[member], columns, marks, arrays)


def digests(seen: Sequence[Frame], members: int) -> list[str]:
    """Digest of each member, as a worker would write it, and of its marks."""
    chains = [digest.START] * members
    for frame in seen:
        for member in range(members):
            if frame.scalars:
                row = [float(_of(frame.scalars[name], member)) for name in sorted(frame.scalars)]
                chains[member] = digest.add_row(chains[member], frame.step, row)
            for name, array in frame.arrays.items():
                chains[member] = digest.add_snapshot(chains[member], frame.step, name, array[member])
        for mark in frame.marks:
            moment = [float(mark.step), float(mark.at), *map(float, mark.values.values())]
            chains[mark.member] = digest.add_row(chains[mark.member], mark.step, moment)
    return [chain.hex() for chain in chains]


def _of(value: Any, member: int) -> Any:
    values = np.atleast_1d(value)
    return values[member if len(values) > 1 else 0]
