"""A recording as figures, sentences and claims see it: one member's columns, marks and snapshots."""

import weakref
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from lab.config import ExperimentConfig
from lab.errors import NotFound
from lab.experiment import Floats, Mark
from lab.runs import parcel
from lab.runs.facts import RecordingInfo
from lab.runs.log import Log

COLUMN = "column:"


class Columns:
    """The columns of all members of a recording; each is read when first asked for, then only what is new."""

    def __init__(self, log: Log, recording: str) -> None:
        self._log, self._recording = log, recording
        self._parts: dict[str, list[Floats]] = {}
        self._read: dict[str, int] = {}

    def names(self) -> list[str]:
        """Names of the columns, `step` not among them; none before the first row."""
        for _, payload in self._log.chunks(self._recording):
            _, arrays = parcel.unpack(payload)
            if len(arrays[f"{COLUMN}step"]):
                return [name[len(COLUMN) :] for name in arrays if name.startswith(COLUMN)][1:]
        return []

    def column(self, name: str) -> Floats:
        """Values of a column, shape (rows, members); of `step`, shape (rows,).

        Raises:
            NotFound: the recording has no such column.
        """
        parts = self._parts.setdefault(name, [])
        for number, payload in self._log.chunks(self._recording, self._read.get(name, -1)):
            _, arrays = parcel.unpack(payload)
            if len(arrays[f"{COLUMN}step"]):
                if COLUMN + name not in arrays:
                    raise NotFound(f"{name} is not a column here; there are {', '.join(self.names())}.")
                parts.append(np.array(arrays[COLUMN + name], np.float64))
            self._read[name] = number
        if len(parts) > 1:
            parts[:] = [np.concatenate(parts)]
        return parts[0] if parts else np.empty((0,) if name == "step" else (0, 1))


_columns: weakref.WeakValueDictionary[tuple[str, str], Columns] = weakref.WeakValueDictionary()


def columns_of(log: Log, recording: str) -> Columns:
    """The columns of a recording; whoever holds the same ones at the same time shares what was read."""
    key = (str(log.path), recording)
    found = _columns.get(key)
    if found is None:
        found = _columns[key] = Columns(log, recording)
    return found


class Recording:
    """One member of a recording (`lab.experiment.Recorded`)."""

    def __init__(self, log: Log, info: RecordingInfo, member: int = 0) -> None:
        self._log, self._info, self._member = log, info, member
        self._columns = columns_of(log, info.recording)

    @property
    def config(self) -> ExperimentConfig:
        """Config of the member's run."""
        return self._log.specification(self._info.members[self._member]).config

    @property
    def complete(self) -> bool:
        """Whether every row of the specification is there."""
        return self._info.complete

    @property
    def marks(self) -> Sequence[Mark]:
        """The member's marks, in the order in which they became known."""
        return self._log.marks(self._info.recording, self._member)

    @property
    def columns(self) -> list[str]:
        """Names of the columns, `step` not among them."""
        return self._columns.names()

    def column(self, name: str) -> Floats:
        """Values of a column, shape (rows,); `step` is one.

        Raises:
            NotFound: the recording has no such column.
        """
        values = self._columns.column(name)
        return values if values.ndim == 1 else values[:, min(self._member, values.shape[1] - 1)]

    def array(self, name: str, step: int | None = None) -> npt.NDArray[Any]:
        """The last snapshot of that name at or before `step` (None: of all).

        Raises:
            NotFound: there is none.
        """
        steps = self._log.snapshots(self._info.recording).get(name, {})
        before = [one for one in steps if step is None or one <= step]
        if not before:
            raise NotFound(f"There is no snapshot {name} at or before step {step}.")
        return snapshot(self._log, self._info.recording, name, max(before), steps[max(before)])[self._member]


def snapshot(log: Log, recording: str, name: str, step: int, number: int) -> npt.NDArray[Any]:
    """A snapshot of all members, shape (members, …), out of the chunk that holds it."""
    ((_, payload),) = log.chunks(recording, number - 1, 1)
    header, arrays = parcel.unpack(payload)
    (found,) = (one["array"] for one in header["snapshots"] if (one["name"], one["step"]) == (name, step))
    return arrays[found]
