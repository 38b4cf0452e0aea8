"""Columns of a recording, read from its chunks: only those that are asked for, and each chunk once."""

import threading
from collections.abc import Iterator, Sequence
from typing import Any
from weakref import WeakValueDictionary

import numpy as np

from lab.contract.divergence import ends
from lab.contract.errors import BadInput
from lab.contract.training import Floats
from lab.runs.format import parcel
from lab.runs.store.log import Log

AT_ONCE = 32
"""Chunks in memory at a time."""


def read_columns(
    log: Log, recording: str, names: Sequence[str], first: int, last: int, members: int
) -> dict[str, Floats]:
    """Columns, shape (rows, members), of the chunks `first … last`; `step` has shape (rows,).

    Raises:
        BadInput: there is no column of a name.
    """
    pieces: dict[str, list[Floats]] = {name: [] for name in names}
    for _, arrays in _chunks_with_rows(log, recording, first, last):
        for name, parts in pieces.items():
            if f"column:{name}" not in arrays:
                known = ", ".join(sorted(array[7:] for array in arrays if array.startswith("column:")))
                raise BadInput(f"{name[:80]} is not a column here; there are {known}.")
            parts.append(arrays[f"column:{name}"].copy())  # the chunk's other columns can go
    return {
        name: np.concatenate([np.empty((0,) if name == "step" else (0, members)), *parts])
        for name, parts in pieces.items()
    }


def column_names(log: Log, recording: str) -> list[str]:
    """Names of a recording's columns but `step`; empty while it has no row."""
    for _, arrays in _chunks_with_rows(log, recording, 0, -1):
        names = [array.removeprefix("column:") for array in arrays if array.startswith("column:")]
        return [name for name in names if name != "step"]
    return []


def read_graph(log: Log, recording: str, start: int, stop: int) -> list[dict[str, Any]]:
    """Changes of the graph at the steps `start … stop`, each with its step; none begins later than step 0."""
    begin = log.chunks(recording, -1, 1)
    if not begin or not parcel.unpack(begin[0][1])[0]["graph"]:
        return []
    first, last = log.chunk_range(recording, start, stop)
    chunks = _chunks_with_rows(log, recording, first, last) if first <= last else ()
    changes = (change for header, _ in chunks for change in header["graph"])
    return [change for change in changes if start <= change["step"] <= stop]


def _chunks_with_rows(
    log: Log, recording: str, first: int, last: int
) -> Iterator[tuple[dict[str, Any], dict[str, parcel.Array]]]:
    """Headers and arrays of the chunks `first … last` (-1: to the end) that have rows."""
    after = first - 1
    while found := log.chunks(recording, after, AT_ONCE):
        for number, payload in found:
            if number > last >= 0:
                return
            header, arrays = parcel.unpack(payload)
            if header["rows"]:
                yield header, arrays
        after = found[-1][0]


class Columns:
    """The columns of one recording, kept and extended by what is new; shared by its members."""

    def __init__(self, log: Log, recording: str, members: int) -> None:
        self._log, self._recording, self._members = log, recording, members
        self._kept: dict[str, tuple[int, Floats]] = {}
        self._names: list[str] = []
        self._ends: tuple[int, dict[int, int]] = (-1, {})
        self._lock = threading.Lock()

    @classmethod
    def of(cls, log: Log, recording: str, members: int) -> "Columns":
        """The columns of a recording, the same object while anybody has it."""
        return _KNOWN.setdefault((str(log.path), recording), cls(log, recording, members))

    def read(self, name: str, last: int) -> Floats:
        """A column of the chunks up to `last`, and of later ones where somebody has read on; shape
        (rows, members), of `step` (rows,)."""
        with self._lock:
            until, values = self._kept.get(name, (-1, None))
            if values is None or until < last:
                new = read_columns(self._log, self._recording, [name], until + 1, last, self._members)[name]
                values = new if values is None else np.concatenate([values, new])
                values.flags.writeable = False
                self._kept[name] = (last, values)
            return values

    @property
    def names(self) -> list[str]:
        """Names of the columns but `step`; empty while there is no row."""
        self._names = self._names or column_names(self._log, self._recording)
        return self._names

    def ends(self, last: int) -> dict[int, int]:
        """Member -> its last row, of those that have left the range of numbers up to chunk `last`."""
        known = self._ends
        if known[0] != last:
            self._ends = known = last, ends(self._log.marks(self._recording, last=last))
        return known[1]


_KNOWN: WeakValueDictionary[tuple[str, str], Columns] = WeakValueDictionary()
