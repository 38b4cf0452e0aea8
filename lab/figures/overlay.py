"""What stands over a filled figure on paper: the picked line, and the names of curves."""

from lab.contract.figure import Line, Pick
from lab.figures.sheet import Sheet

LINE = 0.09
"""Height of a curve's name, as a share of its panel."""


def overlay(sheet: Sheet) -> None:
    """Add to the sheet's shapes and annotations what belongs over its traces."""
    if sheet.figure.pick:
        _hairline(sheet.figure.pick, sheet)
    _names(sheet)


def _names(sheet: Sheet) -> None:
    """The names of curves in the upper right corner of their plot, in the order in which they end."""
    named = [one for one in sheet.figure.bindings if isinstance(one, Line) and one.name]
    ends = [(one, sheet.traces[one.trace]) for one in named if len(sheet.traces[one.trace]["y"])]
    ends.sort(key=lambda end: -end[1]["y"][-1])
    for number, (one, trace) in enumerate(ends):
        yaxis = trace.get("yaxis", "y")
        place = {"xref": f"{trace.get('xaxis', 'x')} domain", "x": 0.99, "xanchor": "right"}
        height = {"yref": f"{yaxis} domain", "y": 0.97 - LINE * number, "yanchor": "top"}
        font = {"color": trace["line"]["color"]}
        sheet.annotations.append({"text": one.name, **place, **height, "showarrow": False, "font": font})


def _hairline(pick: Pick, sheet: Sheet) -> None:
    at = pick.stop(pick.start).at
    for x, y in pick.axes:
        across = {"xref": x, "yref": f"{y} domain", "x0": at, "x1": at, "y0": 0, "y1": 1}
        sheet.shapes.append({"type": "line", **across, "line": {"color": "@ink", "width": 1}})
