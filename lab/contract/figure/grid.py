"""A heat map over two coordinates."""

from dataclasses import dataclass

import numpy as np

from lab.contract.figure.binding import Binding, Curve
from lab.contract.figure.numbers import ascending
from lab.contract.figure.sheet import Sheet
from lab.contract.training import Recorded


@dataclass(frozen=True)
class Grid(Binding):
    """A heat map over two coordinates of a set's members (`beta1`, `beta2`), both in ascending order.

    z is each cell's latest number of the column (the mean over its members), or of the snapshot of that name
    while there is no row. The trace's own x and y, where given, are the axes: one value a coordinate's value,
    in that order. A click opens the preset `opens` with the cell's two coordinates, or the cell's run.
    """

    trace: int
    z: str
    x: str
    y: str
    opens: str | None = None

    def fill(self, sheet: Sheet) -> None:
        """Show the members' cells."""
        members = sheet.chosen({})
        values = [self._value(sheet, member) for member in members]
        groups = sheet.grouped(members, (self.x, self.y), values, together=True)
        xs, ys = (ascending(group[axis] for group in groups) for axis in (0, 1))
        trace = sheet.traces[self.trace]
        trace |= {"x": list(trace.get("x", xs)), "y": list(trace.get("y", ys))}
        trace["z"] = np.full((len(ys), len(xs)), np.nan)
        sheet.groups[self.trace] = []
        for group in groups:
            across, up = xs.index(group.x), ys.index(group.y)
            trace["z"][up, across] = group.value
            sheet.groups[self.trace].append(group._replace(x=trace["x"][across], y=trace["y"][up]))

    def _value(self, sheet: Sheet, member: Recorded) -> float:
        value = sheet.latest(member, self.z)
        if np.isfinite(value) or sheet.left(member) or (early := sheet.array(member, self.z)) is None:
            return value
        return float(np.ravel(early)[0])

    @property
    def curve(self) -> Curve:
        """The column."""
        return Curve(self.z)
