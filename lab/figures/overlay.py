"""Marks over a filled figure on paper: the picked line, and the names of curves."""

import numpy as np

from lab.contract.figure import Figure, Line, Pick
from lab.figures.sheet import Sheet

LINE = 0.09
"""Height of a curve's name, as a share of its panel."""


def overlay(figure: Figure, sheet: Sheet) -> None:
    """Add to the sheet's shapes and annotations what belongs over its traces."""
    if figure.pick:
        _hairline(figure.pick, sheet)
    _names(figure, sheet)


def _names(figure: Figure, sheet: Sheet) -> None:
    """The names of curves of one member, from its first number on, in the order in which they end.

    They stand in the upper right corner of the plot: a picture has no margin for them as a page has.
    """
    ends = []
    for line in figure.bindings:
        if isinstance(line, Line) and line.name and len(sheet.chosen(line.where)) == 1:
            y = np.asarray(sheet.traces[line.trace]["y"], float)
            ends += [(line, end) for end in y[np.isfinite(y)][-1:]]
    for number, (line, _) in enumerate(sorted(ends, key=lambda end: -end[1])):
        trace = sheet.traces[line.trace]
        yaxis = trace.get("yaxis", "y")
        place = {"xref": f"{trace.get('xaxis', 'x')} domain", "x": 0.99, "xanchor": "right"}
        height = {"yref": f"{yaxis} domain", "y": 0.97 - LINE * number, "yanchor": "top"}
        font = {"color": trace["line"]["color"]}
        sheet.annotations.append({"text": line.name, **place, **height, "showarrow": False, "font": font})


def _hairline(pick: Pick, sheet: Sheet) -> None:
    at = pick.stop(pick.start).at
    for x, y in pick.axes:
        across = {"xref": x, "yref": f"{y} domain", "x0": at, "x1": at, "y0": 0, "y1": 1}
        sheet.shapes.append({"type": "line", **across, "line": {"color": "@ink", "width": 1}})
