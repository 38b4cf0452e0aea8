"""What fills a figure on paper: its dicts, copied, the members, and the step up to which they are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lab.contract.divergence import ends
from lab.contract.errors import NotFound
from lab.contract.figure import Across, Figure, Snapshot
from lab.contract.training import Floats, Mark, Recorded
from lab.figures.compare import place
from lab.runs.names.specification import Run

Members = Sequence[tuple[Run, Recorded]]
Dicts = list[dict[str, Any]]


@dataclass(frozen=True)
class Group:
    """A point or a cell, and the members that it stands for."""

    x: Any
    y: Any
    members: tuple[Recorded, ...]


class Sheet:
    """A figure's dicts, copied, and what fills them: the members, and the step up to which they are shown."""

    def __init__(self, figure: Figure, members: Members, step: int) -> None:
        self.figure, self.members, self.step = figure, members, step
        self.traces: Dicts = [dict(trace) for trace in figure.traces]
        layout = dict(figure.layout)
        self.shapes: Dicts = [dict(one) for one in layout.get("shapes", ())]
        self.annotations: Dicts = [dict(one) for one in layout.get("annotations", ())]
        if figure.window:
            layout["xaxis"] = {**layout.get("xaxis", {}), "range": list(figure.window)}
        self.layout = {**layout, "shapes": self.shapes, "annotations": self.annotations}
        self.groups: dict[int, list[Group]] = {}

    def chosen(self, where: Mapping[str, Any]) -> list[Recorded]:
        """Recordings of the members that have these coordinates, or one of several values of a coordinate."""
        wanted = {
            name: value if isinstance(value, list | tuple) else (value,) for name, value in where.items()
        }
        return [
            recording
            for run, recording in self.members
            if all(place(run).get(name) in values for name, values in wanted.items())
        ]

    def wanted(self, binding: Snapshot | Across) -> dict[str, Any]:
        """The coordinates that a binding's members have, the picked one among them."""
        pick = self.figure.pick
        return {**binding.where, **({binding.pick: pick.start} if binding.pick and pick else {})}

    def upto(self, recording: Recorded, name: str, share: float = 1.0) -> Floats:
        """A column's rows up to the step, and not later than at that share of all."""
        steps = recording.column("step")
        last = min(self.step, round(share * steps[-1])) if len(steps) else self.step
        return recording.column(name)[: int(np.searchsorted(steps, last, side="right"))]

    def latest(self, recording: Recorded, name: str, share: float = 1.0) -> float:
        """A column's last number up to the step, or that of the snapshot of its name where there is none; of
        a run that has left the range of numbers there is none."""
        if any(end <= self.step for end in ends(recording.marks).values()):
            return float("nan")
        if len(recording.column("step")):
            values = self.upto(recording, name, share)
            numbers = values[np.isfinite(values)]
            if len(numbers):
                return float(numbers[-1])
        try:
            return float(np.ravel(recording.array(name, self.step))[0])
        except NotFound:
            return float("nan")

    def place(self, trace: int, groups: Sequence[Group]) -> None:
        """Make the trace's points those of the groups."""
        self.groups[trace] = list(groups)
        self.traces[trace] |= {"x": [one.x for one in groups], "y": [one.y for one in groups]}

    def marks(self, name: str, where: Mapping[str, Any]) -> list[Mark]:
        """Marks of that name, `crossing` or `crossing-2`, that are known at the step; of the first member
        that has the coordinates `where`."""
        marks = [mark for recording in self.chosen(where)[:1] for mark in recording.marks]
        return [one for one in marks if one.step <= self.step and _named(one.name, name)]

    def partner(self, yaxis: str) -> str:
        """The x axis that goes with a y axis."""
        own = (trace.get("xaxis", "x") for trace in self.traces if trace.get("yaxis", "y") == yaxis)
        return str(next(own, "x"))


def _named(mark: str, name: str) -> bool:
    prefix, _, number = mark.rpartition("-")
    return mark == name or (prefix == name and number.isdecimal())
