"""A curve that grows."""

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from lab.contract.figure.binding import Binding, Curve, Waiting
from lab.contract.figure.sheet import Sheet, Where
from lab.contract.training import Floats, Recorded

WAITING = "shown after your answer"
NONE = np.array([])
GAP = np.array([np.nan]), np.array([np.nan])
"""Between two curves of one trace."""


@dataclass(frozen=True)
class Line(Binding):
    """Trace `trace` grows with a column: y (divided by the column `over`) against the column x.

    Of a set, one curve for each member that has the coordinates `where`. `name` is written at its end.
    """

    trace: int
    y: str
    x: str = "step"
    over: str | None = None
    where: Where = field(default_factory=dict)
    name: str = ""

    def fill(self, sheet: Sheet) -> None:
        """Show each member's curve, with a gap between two."""
        trace = sheet.traces[self.trace]
        members = sheet.chosen(self.where)
        curves = [self._points(sheet, member) for member in members]
        if trace.get("connectgaps") and len(members) > 1:  # inside a curve, not from one to the next
            curves = [(x[np.isfinite(y)], y[np.isfinite(y)]) for x, y in curves]
            trace["connectgaps"] = False
        gapped = [part for curve in curves for part in (GAP, curve)][1:]
        trace |= {
            name: np.concatenate([part[axis] for part in gapped] or [NONE]) for axis, name in enumerate("xy")
        }

    def _points(self, sheet: Sheet, member: Recorded) -> tuple[Floats, Floats]:
        x, y = sheet.upto(member, self.x), sheet.upto(member, self.y)
        if self.over:
            with np.errstate(all="ignore"):
                y = y / sheet.upto(member, self.over)
        if sheet.window:
            inside = slice(*np.searchsorted(x, sheet.window))
            x, y = x[inside], y[inside]
        if sheet.log(sheet.traces[self.trace].get("xaxis", "x")):  # which has no place for others
            seen = np.append(np.flatnonzero(x > 0), len(x))[0]
            x, y = x[seen:], y[seen:]
        return sheet.thinned(x, y)

    @property
    def curve(self) -> Curve:
        """It itself."""
        return Curve(self.y, self.over, self.x)

    def waits(self, veil: Collection[str]) -> Waiting | None:
        """What its panel says where its heights are kept back."""
        return Waiting(self.trace, WAITING, 0.75) if self.y in veil else None
