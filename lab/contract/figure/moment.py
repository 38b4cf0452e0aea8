"""A short line where something happened."""

from collections.abc import Collection
from dataclasses import dataclass, field

from lab.contract.figure.binding import Binding
from lab.contract.figure.sheet import Sheet, Where

HEIGHT = 0.09
"""Of a line, as a share of its panel."""


@dataclass(frozen=True)
class Moment(Binding):
    """A short vertical line on an axis pair (`x`, `y2`) at each mark of that name, of the first member that
    has the coordinates `where`; with `hanging` from the top, where a curve is lowest at the mark; with
    `before` its label ends there."""

    mark: str
    yaxis: str
    role: str
    label: str = ""
    hanging: bool = False
    before: bool = False
    where: Where = field(default_factory=dict)

    def fill(self, sheet: Sheet) -> None:
        """Draw the marks that are known, the latest with the label."""
        marks, xaxis = sheet.marks(self.mark, self.where), sheet.partner(self.yaxis)
        axes = {"xref": xaxis, "yref": f"{self.yaxis} domain"}
        foot, tip = (1.0, 1 - HEIGHT) if self.hanging else (0.0, HEIGHT)
        color = f"@{self.role}"
        line = {"type": "line", **axes, "y0": foot, "y1": tip, "line": {"color": color, "width": 2}}
        sheet.shapes.extend({**line, "x0": mark.at, "x1": mark.at} for mark in marks)
        if marks and self.label:
            at = sheet.noted(xaxis, marks[-1].at)
            label = {"text": self.label, "x": at, "y": tip, "font": {"color": color}}
            label |= {"xanchor": "right"} if self.before else {}
            sheet.annotations.append({**label, **axes, "yanchor": "top" if self.hanging else "bottom"})

    def veiled(self, veil: Collection[str]) -> None:
        """It would tell."""
