"""A power law through points."""

from dataclasses import dataclass

import numpy as np

from lab.contract.figure.binding import Binding
from lab.contract.figure.numbers import slope
from lab.contract.figure.sheet import Sheet


@dataclass(frozen=True)
class Fit(Binding):
    """Trace `trace` is the straight line, in logarithms, through the points of the trace `of` (an `Across`).

    Points at one x count as their geometric mean; `{slope}` in the label is the line's.
    """

    trace: int
    of: int
    label: str = "slope {slope}"

    def fill(self, sheet: Sheet) -> None:
        """Draw the line from the first to the last x, with its label at the end."""
        law = sheet.law(self.of)
        if law is None:
            return
        trace = sheet.traces[self.trace]
        ends = np.array([min(law.points)[0], max(law.points)[0]])
        trace |= {"x": ends, "y": law.level * ends**law.slope}
        place = {
            "xref": trace.get("xaxis", "x"),
            "yref": trace.get("yaxis", "y"),
            "xanchor": "left",
            "xshift": 8,
        }
        end = {"x": np.log10(ends[1]), "y": np.log10(trace["y"][1]), "yanchor": "middle", "showarrow": False}
        text, font = self.label.replace("{slope}", slope(law.slope)), {"color": trace["line"]["color"]}
        sheet.annotations.append({"text": text, **place, **end, "font": font})
