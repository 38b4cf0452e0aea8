"""A recording as far as a step: what a sentence may see of it."""

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any, Generic

import numpy as np
import numpy.typing as npt

from lab.contract.training import C, Floats, Mark, Recorded


class Seen(Generic[C]):
    """A recording (and itself a `Recorded`) without the rows, marks and arrays that come after `step`."""

    def __init__(self, recording: Recorded[C], step: int) -> None:
        self._recording, self.step = recording, step

    @property
    def config(self) -> C:
        """The run's own settings."""
        return self._recording.config

    @cached_property
    def rows(self) -> int:
        """Rows up to the step."""
        return int(np.searchsorted(self._recording.column("step"), self.step, side="right"))

    @property
    def now(self) -> int:
        """The step of the last row."""
        return int(self.at("step"))

    @property
    def complete(self) -> bool:
        """Whether the run has come to its end, and nothing of it is left out."""
        return self._recording.complete and self.rows == len(self._recording.column("step"))

    @cached_property
    def marks(self) -> Sequence[Mark]:
        """Moments up to the step."""
        return [mark for mark in self._recording.marks if mark.at <= self.step]

    @property
    def told(self) -> set[str]:
        """Names of the marks."""
        return {mark.name for mark in self.marks}

    @property
    def columns(self) -> Collection[str]:
        """Names of the columns."""
        return self._recording.columns

    @property
    def changes(self) -> Sequence[tuple[int, str, Any]]:
        """What is changed on the way, all of it: the run's specification says so from its start."""
        return self._recording.changes

    def column(self, name: str) -> Floats:
        """Values of a column up to the step, shape (rows,)."""
        return self._recording.column(name)[: self.rows]

    def at(self, name: str) -> float:
        """A column's value in the last row."""
        return float(self.column(name)[-1])

    def last(self, name: str) -> float:
        """The last number of a column; NaN where there is none."""
        return last(self, name)

    def array(self, name: str, step: int | None = None) -> npt.NDArray[Any]:
        """The last snapshot at or before `step`, and up to this one in any case."""
        return self._recording.array(name, self.step if step is None else min(step, self.step))


def last(recording: Recorded, name: str) -> float:
    """The last number of a recording's column; NaN where there is none."""
    steps = recording.column("step")
    values = recording.column(name)[: len(steps)]  # of a run that computes, a row more may have come
    numbers = values[np.isfinite(values)]
    return float(numbers[-1]) if len(numbers) else float("nan")
