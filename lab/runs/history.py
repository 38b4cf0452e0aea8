"""What a late viewer gets: every curve of a run or a set, decimated, its marks and its latest snapshots."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from lab.errors import BadInput
from lab.experiment import Floats
from lab.runs import parcel
from lab.runs.decimate import picks
from lab.runs.facts import RecordingInfo
from lab.runs.log import Log
from lab.runs.recording import Columns, columns_of, snapshot

_SERIES = re.compile(r"(?P<y>\w{1,64})(/(?P<over>\w{1,64}))?(@(?P<x>\w{1,64}))?")
MAXIMUM_SERIES = 32
SMALLEST = 64
"""Points of a member's curve that a set never goes below, however many members share the viewer's points."""


@dataclass(frozen=True)
class Series:
    """A curve: y, or y divided by another column, against x."""

    y: str
    over: str | None
    x: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """`loss`, `lambda_max/threshold`, `loss@time`.

        Raises:
            BadInput: it is not of that form.
        """
        found = _SERIES.fullmatch(text)
        if found is None:
            raise BadInput(f"{text[:80]} is not a series, which is y, y/over, y@x or y/over@x.")
        return cls(found["y"], found["over"], found["x"] or "step")

    @property
    def text(self) -> str:
        """The series as it is asked for."""
        return self.y + (f"/{self.over}" if self.over else "") + (f"@{self.x}" if self.x != "step" else "")

    def values(self, columns: Columns) -> Floats:
        """Values of all members, shape (rows, members)."""
        y = columns.column(self.y)
        if self.over is None:
            return _matrix(y)
        with np.errstate(all="ignore"):  # 0/0 is a gap in the curve
            return _matrix(y / columns.column(self.over))


@dataclass(frozen=True)
class _Member:
    """Where a member's rows lie."""

    run: str
    info: RecordingInfo
    place: int


def history(
    log: Log,
    id: str,
    recordings: Sequence[RecordingInfo],
    series: Sequence[Series],
    points: int,
    start: int | None = None,
    stop: int | None = None,
) -> bytes:
    """The history parcel (docs/wire.md) of a run or a set over the rows of the steps `start … stop`.

    Raises:
        BadInput: too many series.
        NotFound: a column that the recordings do not have.
    """
    if len(series) > MAXIMUM_SERIES:
        raise BadInput(f"{len(series)} series were asked for, {MAXIMUM_SERIES} are allowed.")
    first, last = 0 if start is None else start, np.inf if stop is None else stop
    members = _members(log, id, recordings)
    arrays: dict[str, Any] = {}
    exact = True
    share = max(SMALLEST, points // max(1, len(members)))
    for m, member in enumerate(members):
        columns = columns_of(log, member.info.recording)
        for i, one in enumerate(series):
            exact &= _curve(arrays, f"{i}:{m}", one, columns, member.place, share, (first, last))
    snapshots, steps = _snapshots(log, recordings, members, last, arrays)
    header = {
        "type": "history",
        "id": id,
        "recordings": {info.recording: info.number for info in recordings},
        "members": [member.run for member in members],
        "series": [one.text for one in series],
        "rows": max((info.rows for info in recordings), default=0),
        "last_step": max((info.last_step for info in recordings), default=-1),
        "marks": _marks(log, members),
        "snapshots": snapshots,
        "snapshot_steps": steps,
        "exact": exact,
    }
    return parcel.pack(header, arrays)


def _members(log: Log, id: str, recordings: Sequence[RecordingInfo]) -> list[_Member]:
    found = {run: _Member(run, info, place) for info in recordings for place, run in enumerate(info.members)}
    return [found[run] for run in log.set_members(id) or [id] if run in found]


def _curve(
    arrays: dict[str, Any],
    name: str,
    one: Series,
    columns: Columns,
    place: int,
    points: int,
    limits: tuple[float, float],
) -> bool:
    """Put a member's curve into `arrays`; whether nothing was left out."""
    step = columns.column("step")
    inside = slice(*np.searchsorted(step, [limits[0], np.nextafter(limits[1], np.inf)]))
    y = one.values(columns)[inside, place]
    chosen = picks(y, points)
    arrays[f"y:{name}"] = y[chosen]
    if one.x == "step":
        arrays[f"x:{name}"] = step[inside][chosen]
    else:
        arrays[f"x:{name}"] = _matrix(columns.column(one.x))[inside, place][chosen]
        arrays[f"step:{name}"] = step[inside][chosen]
    return len(chosen) == len(y)


def _matrix(values: Floats) -> Floats:
    return values if values.ndim == 2 else values[:, None]


def _marks(log: Log, members: Sequence[_Member]) -> list[dict[str, Any]]:
    """Marks of all members, `member` counting in the parcel's members."""
    by_place = {(member.info.recording, member.place): m for m, member in enumerate(members)}
    found = []
    for recording in dict.fromkeys(member.info.recording for member in members):
        for mark in log.marks(recording):
            if (recording, mark.member) in by_place:
                about = {"name": mark.name, "step": mark.step, "at": mark.at, "values": dict(mark.values)}
                found.append({**about, "member": by_place[recording, mark.member]})
    return found


def _snapshots(
    log: Log,
    recordings: Sequence[RecordingInfo],
    members: Sequence[_Member],
    last: float,
    arrays: dict[str, Any],
) -> tuple[list[dict[str, Any]], dict[str, list[int]]]:
    """The latest snapshot of each name at or before `last`, all members in one array; and all steps."""
    known = {info.recording: log.snapshots(info.recording) for info in recordings}
    headers, steps = [], {}
    for name in dict.fromkeys(name for names in known.values() for name in names):
        common = sorted(set.intersection(*(set(known[one.info.recording].get(name, ())) for one in members)))
        steps[name] = common
        before = [step for step in common if step <= last]
        if before:
            headers.append({"name": name, "step": before[-1], "array": f"snapshot:{name}"})
            chunks = {uuid: names[name][before[-1]] for uuid, names in known.items()}
            read = {uuid: snapshot(log, uuid, name, before[-1], number) for uuid, number in chunks.items()}
            arrays[f"snapshot:{name}"] = np.stack([read[one.info.recording][one.place] for one in members])
    return headers, steps
