"""A bracket over the steps from one moment to another."""

from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import pairwise

from lab.contract.figure.binding import Binding
from lab.contract.figure.sheet import Sheet, Where

LOW, HIGH = 0.78, 0.83
"""Heights of a bracket, as shares of its panel."""


@dataclass(frozen=True)
class Span(Binding):
    """A bracket from the step in the mark's value `start` to the mark's `at`; {length} is in steps. Of the
    first member that has the coordinates `where`."""

    mark: str
    start: str
    yaxis: str
    label: str = "{length} steps"
    role: str = "ink"
    where: Where = field(default_factory=dict)

    def fill(self, sheet: Sheet) -> None:
        """Draw the marks that are known, the latest with the label."""
        marks = [mark for mark in sheet.marks(self.mark, self.where) if self.start in mark.values]
        xaxis, color = sheet.partner(self.yaxis), f"@{self.role}"
        axes, line = {"xref": xaxis, "yref": f"{self.yaxis} domain"}, {"color": color, "width": 1}
        for mark in marks:
            start, end = mark.values[self.start], mark.at
            corners = (start, LOW), (start, HIGH), (end, HIGH), (end, LOW)
            for (x0, y0), (x1, y1) in pairwise(corners):
                ends = {"x0": x0, "x1": x1, "y0": y0, "y1": y1}
                sheet.shapes.append({"type": "line", **axes, **ends, "line": line})
        if marks and self.label:
            start, end = marks[-1].values[self.start], marks[-1].at
            text = self.label.replace("{length}", f"{end - start:.0f}")
            middle = {"x": sheet.noted(xaxis, (start + end) / 2), "y": LOW, "yanchor": "top"}
            sheet.annotations.append({"text": text, **middle, "font": {"color": color}, **axes})

    def veiled(self, veil: Collection[str]) -> None:
        """It would tell."""
