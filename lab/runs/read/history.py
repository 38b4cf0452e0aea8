"""The history of a run or a set: what a viewer who comes late reads, in a bounded number of points."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np

from lab.contract.errors import BadInput
from lab.contract.training import Floats
from lab.runs.format import parcel
from lab.runs.read.columns import read_columns, read_graph
from lab.runs.read.decimation import picks
from lab.runs.read.recording import read_snapshot
from lab.runs.store.cache import open_cache
from lab.runs.store.log import Log, RecordingInfo

NAME = r"[a-z][a-z0-9_]*"
FORM = re.compile(rf"({NAME})(?:/({NAME}))?(?:@({NAME}))?", re.IGNORECASE)

DEAR = 100_000
"""Rows of finished recordings from which their decimated histories are kept in the cache."""


@dataclass(frozen=True)
class Series:
    """A curve: column `y`, divided by the column `over`, against the column `x`."""

    y: str
    over: str | None = None
    x: str = "step"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The series written as `y`, `y/over`, `y@x` or `y/over@x`.

        Raises:
            BadInput: it is written otherwise.
        """
        found = FORM.fullmatch(text)
        if found is None or len(text) > 200:
            raise BadInput(f"{text[:80]} is not a series: write y, y/over, y@x or y/over@x.")
        return cls(found[1], found[2], found[3] or "step")

    def __str__(self) -> str:
        over = f"/{self.over}" if self.over else ""
        return f"{self.y}{over}" + (f"@{self.x}" if self.x != "step" else "")

    @property
    def columns(self) -> list[str]:
        """The columns that it is made of."""
        return [name for name in (self.x, self.y, self.over) if name is not None]


@dataclass(frozen=True)
class Asked:
    """What is asked for: curves, points of each at most, and the steps between which (None: all)."""

    series: tuple[Series, ...]
    points: int
    start: int | None
    stop: int | None


def history(
    log: Log,
    id: str,
    recordings: Sequence[RecordingInfo],
    series: Sequence[Series],
    points: int,
    start: int | None = None,
    stop: int | None = None,
) -> bytes:
    """The parcel of docs/wire.md: the series of every member in these recordings, rows `start … stop`.

    Raises:
        BadInput: a series names no column.
    """
    asked = Asked(tuple(series), points, start, stop)
    wanted = log.set_members(id) or [id]
    if sum(info.rows for info in recordings) < DEAR or not all(info.complete for info in recordings):
        return _history(log, id, wanted, recordings, asked)
    names = [id, wanted, [info.recording for info in recordings], repr(asked)]
    cache, key = open_cache(log.path.parent), hashlib.sha256(json.dumps(names).encode()).hexdigest()
    kept = cache.get(key)
    if not isinstance(kept, bytes):
        kept = _history(log, id, wanted, recordings, asked)
        cache.set(key, kept)
    return kept


def _history(
    log: Log, id: str, wanted: Sequence[str], recordings: Sequence[RecordingInfo], asked: Asked
) -> bytes:
    placed = _places(wanted, recordings)
    members = [(info, place) for info, places in placed for place in places]
    arrays, exact = _curves(log, placed, asked)
    listed, steps, snapshots = _snapshots(log, placed, asked.stop)
    header = {
        "type": "history",
        "id": id,
        "recordings": {info.recording: info.number for info, _ in placed},
        "members": [info.members[place] for info, place in members],
        "series": [str(series) for series in asked.series],
        "rows": max((info.rows for info, _ in placed), default=0),
        "last_step": max((info.last_step for info, _ in placed), default=-1),
        "marks": _marks(log, members),
        "snapshots": listed,
        "snapshot_steps": steps,
        "exact": exact,
        "graph": _graph(log, placed[0][0], asked) if placed and wanted == [id] else [],
    }
    return parcel.pack(header, {**arrays, **snapshots})


def _places(
    wanted: Sequence[str], recordings: Sequence[RecordingInfo]
) -> list[tuple[RecordingInfo, list[int]]]:
    """The members that are wanted of each recording; each run once, from the first that has it."""
    missing, placed = set(wanted), []
    for info in recordings:
        places = [place for place, run in enumerate(info.members) if run in missing]
        missing -= {info.members[place] for place in places}
        if places:
            placed.append((info, places))
    return placed


def _curves(
    log: Log, placed: Sequence[tuple[RecordingInfo, list[int]]], asked: Asked
) -> tuple[dict[str, Floats], bool]:
    """Arrays of the curves by their names in the parcel, and whether no row was left out."""
    arrays: dict[str, Floats] = {}
    exact, m = True, 0
    for info, places in placed:
        columns = _columns(log, info, asked)
        for place in places:
            for i, series in enumerate(asked.series):
                x, y = (_of(columns[name], place) for name in (series.x, series.y))
                if series.over is not None:
                    with np.errstate(all="ignore"):
                        y = y / _of(columns[series.over], place)
                rows = picks(x, y, asked.points)
                exact = exact and len(rows) == len(y)
                arrays |= {f"x:{i}:{m}": x[rows], f"y:{i}:{m}": y[rows]}
                if series.x != "step":
                    arrays[f"step:{i}:{m}"] = columns["step"][rows]
            m += 1
    return arrays, exact


def _columns(log: Log, info: RecordingInfo, asked: Asked) -> dict[str, Floats]:
    """The columns that the series need, of the rows of the steps that are asked for."""
    names = list(dict.fromkeys(["step", *(name for series in asked.series for name in series.columns)]))
    start = 0 if asked.start is None else asked.start
    stop = info.last_step if asked.stop is None else asked.stop
    first, last = log.chunk_range(info.recording, start, stop)
    last = min(last, info.number)
    members = len(info.members)
    if first > last:
        return {name: np.empty((0,) if name == "step" else (0, members)) for name in names}
    columns = read_columns(log, info.recording, names, first, last, members)
    steps = columns["step"]
    begin, end = np.searchsorted(steps, start, "left"), np.searchsorted(steps, stop, "right")
    return {name: values[begin:end] for name, values in columns.items()}


def _of(values: Floats, member: int) -> Floats:
    return values if values.ndim == 1 else values[:, member]


def _marks(log: Log, members: Sequence[tuple[RecordingInfo, int]]) -> list[dict[str, Any]]:
    """Marks of the members, numbered as in the parcel."""
    number = {(info.recording, place): m for m, (info, place) in enumerate(members)}
    infos = {info.recording: info for info, _ in members}
    return [
        {**asdict(mark), "member": number[recording, mark.member]}
        for recording, info in infos.items()
        for mark in log.marks(recording, last=info.number)
        if (recording, mark.member) in number
    ]


def _graph(log: Log, info: RecordingInfo, asked: Asked) -> list[dict[str, Any]]:
    """The graph's changes at the steps that are asked for."""
    stop = info.last_step if asked.stop is None else min(asked.stop, info.last_step)
    return read_graph(log, info.recording, asked.start or 0, stop)


def _snapshots(
    log: Log, placed: Sequence[tuple[RecordingInfo, list[int]]], stop: int | None
) -> tuple[list[dict[str, Any]], dict[str, list[int]], dict[str, parcel.Array]]:
    """Of each recording and name the latest snapshot up to `stop`: listed; the steps of all; arrays."""
    listed: list[dict[str, Any]] = []
    every: dict[str, set[int]] = {}
    arrays: dict[str, parcel.Array] = {}
    first = 0
    for info, places in placed:
        for name, taken in log.snapshots(info.recording).items():
            known = [step for step, number in taken.items() if number <= info.number]
            every.setdefault(name, set()).update(known)
            before = [step for step in known if stop is None or step <= stop]
            if before:
                where = f"snapshot:{len(arrays)}"
                array = read_snapshot(log, info.recording, taken[before[-1]], name, before[-1])
                arrays[where] = array[places]
                listed.append({"name": name, "step": before[-1], "array": where, "first": first})
        first += len(places)
    return listed, {name: sorted(steps) for name, steps in every.items()}, arrays
