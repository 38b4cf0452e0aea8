"""Marks with a colour and a percentage, at places of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lab.contract.figure.binding import Binding, Curve
from lab.contract.figure.numbers import mean
from lab.contract.figure.sheet import Group, Sheet, Where


@dataclass(frozen=True)
class Cells(Binding):
    """Marks at places of their own, one a member: the trace's x, y and text are the experiment's.

    Mark i stands for the members that have the coordinates `where[i]`: its colour is the mean of their latest
    number of the column, which is written below its text as a percentage. A click opens the run.
    """

    trace: int
    y: str
    where: Sequence[Where]

    def fill(self, sheet: Sheet) -> None:
        """Colour the marks and write their percentages; one without a number has the lowest colour."""
        trace = sheet.traces[self.trace]
        cells = [tuple(sheet.chosen(where)) for where in self.where]
        values = [mean([sheet.latest(member, self.y) for member in members]) for members in cells]
        texts = zip(trace["text"], values, strict=True)
        trace["text"] = [
            text + (f"<br>{int(100 * v + 0.5)} %" if np.isfinite(v) else "") for text, v in texts
        ]
        trace["marker"] = {**trace["marker"], "color": [v if np.isfinite(v) else 0.0 for v in values]}
        sheet.groups[self.trace] = [
            Group(*cell) for cell in zip(trace["x"], trace["y"], values, cells, strict=True)
        ]

    @property
    def curve(self) -> Curve:
        """The column."""
        return Curve(self.y)
