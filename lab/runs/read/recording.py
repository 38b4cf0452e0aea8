"""One member of a recording as figures, sentences and claims see it: columns, marks, arrays."""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from lab.contract.config import ExperimentConfig
from lab.contract.errors import NotFound
from lab.contract.training import Floats, Mark
from lab.runs.format import parcel
from lab.runs.names.specification import Run
from lab.runs.read.columns import Columns, read_graph
from lab.runs.store.log import Log, RecordingInfo


class Recording:
    """A member of a recording (a `Recorded`), as far as it was when its facts, `info`, were read: of one that
    computes, all columns end with the same row, and what has come since is in another `Recording`."""

    def __init__(self, log: Log, info: RecordingInfo, member: int = 0) -> None:
        self._log, self.info, self._member = log, info, member
        self._columns = Columns.of(log, info.recording, len(info.members))

    @property
    def complete(self) -> bool:
        """Whether it is all there: every row of the specification, or up to where no number was left."""
        return self.info.complete

    @cached_property
    def run(self) -> Run:
        return self._log.specification(self.info.members[self._member])

    @cached_property
    def config(self) -> ExperimentConfig:
        """What was trained, each field with the member's own value."""
        return self.run.config.resolved

    @property
    def changes(self) -> Sequence[tuple[int, str, Any]]:
        """What was changed on the way: step, live field or action, value."""
        return [(act.step, act.name, act.value) for act in self.run.interventions]

    @cached_property
    def marks(self) -> Sequence[Mark]:
        """Named moments, in the order in which they became known."""
        return self._log.marks(self.info.recording, self._member, last=self.info.number)

    @property
    def columns(self) -> list[str]:
        """Names of the columns but `step`."""
        return self._columns.names

    def column(self, name: str) -> Floats:
        """Values of a column, shape (rows,), read-only; `step` is one. A member that has left the range of
        numbers ends with that row, as its run alone does.

        Raises:
            BadInput: there is none of that name.
        """
        values = self._read(name)
        own = values if name == "step" else values[:, self._member]
        if (end := self._end) is None:
            return own
        return own[: int(np.searchsorted(self._read("step"), end, side="right"))]

    def _read(self, name: str) -> Floats:
        return self._columns.read(name, self.info.number)[: self.info.rows]

    @property
    def _end(self) -> int | None:
        """The row with which this member has left the range of numbers; its batch may go on."""
        return self._columns.ends(self.info.number).get(self._member)

    @property
    def steps(self) -> Floats:
        """The step of each row."""
        return self.column("step")

    def graph(self, step: int) -> list[dict[str, Any]]:
        """Changes of the graph up to a step, in order."""
        return [change for change in self._graph if change["step"] <= step]

    @cached_property
    def _graph(self) -> list[dict[str, Any]]:
        """All of them: a film asks for each of its steps."""
        return read_graph(self._log, self.info.recording, 0, self.info.last_step)

    @cached_property
    def _snapshots(self) -> dict[str, dict[int, int]]:
        """Name of each snapshot -> its steps -> the number of the chunk that holds it."""
        taken = self._log.snapshots(self.info.recording)
        return {
            name: {step: number for step, number in steps.items() if number <= self.info.number}
            for name, steps in taken.items()
        }

    def array(self, name: str, step: int | None = None) -> parcel.Array:
        """The last snapshot at or before `step` (None: of all).

        Raises:
            NotFound: there is none.
        """
        if (end := self._end) is not None:
            step = end if step is None else min(step, end)
        taken = self._snapshots.get(name, {})
        at = max((past for past in taken if step is None or past <= step), default=None)
        if at is None:
            raise NotFound(f"There is no {name} yet{'' if step is None else f' at step {step}'}.")
        snapshot: parcel.Array = read_snapshot(self._log, self.info.recording, taken[at], name, at)
        member: parcel.Array = snapshot[self._member]
        return member


@lru_cache(maxsize=4)  # members of a set are asked one after another for their part of the same snapshot
def read_snapshot(log: Log, recording: str, number: int, name: str, step: int) -> parcel.Array:
    """The snapshot of a step, shape (members, …), out of chunk `number`."""
    ((_, payload),) = log.chunks(recording, number - 1, 1)
    header, arrays = parcel.unpack(payload)
    (where,) = [
        snapshot["array"]
        for snapshot in header["snapshots"]
        if (snapshot["name"], snapshot["step"]) == (name, step)
    ]
    return arrays[where]
