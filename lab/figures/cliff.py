"""A film's last moment before its question, for the top of home: what has been, and where it may go on.

Unlike a tile it has axes. It is as wide as its place: curves stretch, words and dots keep their size. So
places are shares of the drawing, in percent, and only what is drawn of a curve has units of its own.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from lab.contract.training import Floats
from lab.figures.sketch_marks import number, path
from lab.figures.sketch_panels import Axis, axis_of, key
from lab.figures.sketch_words import notes

BEFORE, HEAD = 76, 47
"""Steps that are shown, and the share of the width that they take, in percent."""
ROOMS = ((5.0, 57.0), (66.0, 91.0))
"""Top and bottom of the two plots, in percent of the height."""
HIGH, APART = 13.0, 15.0
"""Where the future that rises ends, and how far below the head that which falls does."""
UNITS = 1000
"""Of a curve, along both sides of the drawing."""
FLAT = 'preserveAspectRatio="none"'


@dataclass(frozen=True)
class Plot:
    """A curve up to the head, on its axis, with the heights that have a line."""

    title: str
    axis: Axis
    lines: tuple[float, ...]
    x: Floats
    y: Floats

    def at(self, value: float) -> float:
        """How far down a height is, in percent."""
        return float(self.axis([value])[0])

    @property
    def head(self) -> float:
        """How far down the curve ends."""
        return self.at(self.y[-1])


def cliff(filled: Mapping[str, Any], last: int, words: str) -> str:
    """The drawing of a figure that is filled up to a step: its two plots, of each the first curve.

    `data-ends` are the places where the futures end, from the lowest, in percent of the height.
    """
    first, *_ = plots = [
        _plot(filled, at, room, last) for at, room in zip(_places(filled), ROOMS, strict=True)
    ]
    ends = (first.head + APART, first.head, HIGH)
    past = "".join(_curve(plot, last) for plot in plots)
    heads = "".join(
        f'<circle class="lab-head" r="6" cx="{HEAD}%" cy="{_percent(one.head)}"/>' for one in plots
    )
    ring = f'<circle class="lab-ring" r="13" cx="{HEAD}%" cy="{_percent(first.head)}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%" role="img" '
        f'aria-label="{escape(words)}" data-ends="{" ".join(map(number, ends))}">'
        f"{_ground(filled, plots[1])}{''.join(map(_scale, plots))}{_steps(last)}"
        f'<svg viewBox="0 0 {UNITS} {UNITS}" {FLAT} width="100%" height="100%">{_crossing(filled, last)}'
        f'<g class="lab-past">{past}</g>{_futures(first.head, ends)}</svg>'
        f"{_name(filled, plots[1])}{ring}{heads}</svg>\n"
    )


def _places(filled: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The two plots, the upper one first."""
    domains = {
        key(trace): filled["layout"][f"yaxis{key(trace)[1][1:]}"]["domain"] for trace in filled["data"]
    }
    return sorted(domains, key=lambda plot: -float(domains[plot][1]))


def _plot(filled: Mapping[str, Any], at: tuple[str, str], room: tuple[float, float], last: int) -> Plot:
    trace = next(trace for trace in filled["data"] if key(trace) == at)
    x, y = (np.asarray(trace[side], dtype=float)[last - BEFORE : last + 1] for side in "xy")
    layout = filled["layout"][f"yaxis{at[1][1:]}"]
    title = layout["title"]["text"].split(";")[0]
    if layout.get("type") == "log":
        unit = 10.0 ** math.ceil(math.log10(y[-1]))
        low = math.floor(math.log2(y[-1] / unit) - 0.25)
        lines = tuple(unit * 2.0**power for power in range(low, low + 4))
        axis = Axis(math.log10(0.9 * lines[0]), math.log10(1.05 * lines[-1]), log=True)
        title += " <tspan>each line ×2</tspan>"
    else:  # in units of a limit
        half = math.ceil(20 * float(np.median(abs(y - 1)))) / 20
        lines, axis = (1 - half, 1.0, 1 + half), Axis(1 - half, 1 + half)
    return Plot(title, axis.within(room[1], room[0]), lines, x, y)


def _ground(filled: Mapping[str, Any], plot: Plot) -> str:
    """The forbidden side of the limit, the limit, and its name."""
    top, limit = plot.at(plot.lines[-1]), plot.at(1)
    (name,) = (note["text"] for note in notes(filled) if note["font"]["color"] == "@limit")
    return (
        f'<rect class="lab-beyond" width="100%" y="{_percent(top)}" height="{_percent(limit - top)}"/>'
        f"{_level(limit, 'lab-limit')}"
        f'<text class="lab-limit" x="100%" dx="-8" dy="-8" y="{_percent(limit)}" text-anchor="end">'
        f"the {name}</text>"
    )


def _scale(plot: Plot) -> str:
    """The lines across a plot with their heights, and what these mean."""
    marks = [f'<text class="lab-name" y="{_percent(plot.axis.end)}" dy="-10">{plot.title}</text>']
    for value in plot.lines:
        at, name = plot.at(value), f"{value:.6f}".rstrip("0").rstrip(".")
        marks.append("" if value == 1 else _level(at, "lab-grid"))
        look = ' class="lab-limit"' if value == 1 else ""
        marks.append(f'<text{look} x="-10" dy=".35em" y="{_percent(at)}" text-anchor="end">{name}</text>')
    return "".join(marks)


def _steps(last: int) -> str:
    """The steps along the lower edge."""
    width = BEFORE * 100 / HEAD
    apart = next(size for size in (10, 20, 40, 50, 100) if width / size <= 5)
    begin, floor = last - BEFORE, ROOMS[-1][1]
    marks = [_level(floor, "lab-axis")]
    for step in range(-(-begin // apart) * apart, round(begin + 0.97 * width), apart):
        name = f"{step:,}".replace(",", "\u202f")
        at = f'x="{_percent(100 * (step - begin) / width)}" y="{_percent(floor)}"'
        marks.append(f'<text {at} dy="22" text-anchor="middle">{name}</text>')
    return "".join(marks)


def _curve(plot: Plot, last: int) -> str:
    across = HEAD * 10 * (1 - (last - plot.x) / BEFORE)
    return f'<path class="lab-line" d="{path(zip(across, 10 * plot.axis(plot.y), strict=True), fine=1)}"/>'


def _crossing(filled: Mapping[str, Any], last: int) -> str:
    """The last step at which the limit was reached, through both plots."""
    steps = [shape["x0"] for shape in filled["layout"]["shapes"] if axis_of(shape, "x") == "x"]
    at = number(HEAD * 10 * (1 - (last - max(steps)) / BEFORE))
    return f'<path class="lab-line lab-crossing" d="M{at} {10 * ROOMS[0][0]:g}V{10 * ROOMS[1][1]:g}"/>'


def _futures(head: float, ends: Sequence[float]) -> str:
    """Dotted lines from the head to each end: down, on as it is, and up."""
    start, way = 10 * HEAD, UNITS - 10 * HEAD
    bends = ((0.4, 0.6, 1.0), (0.4, 0.6, 1.0), (0.28, 0.3, 0.58))
    lines = []
    for end, (out, back, there) in zip(ends, bends, strict=True):
        a, b, c = (number(start + share * way) for share in (out, back, there))
        y, to = number(10 * head), number(10 * end)
        lines.append(f'<path class="lab-line" d="M{start} {y}C{a} {y} {b} {to} {c} {to}H{UNITS}"/>')
    return f'<g class="lab-futures">{"".join(lines)}</g>'


def _name(filled: Mapping[str, Any], plot: Plot) -> str:
    """What the lower curve is, beside its head."""
    (text,) = (note["text"] for note in notes(filled) if note["font"]["color"] == "@model")
    text = text.replace("<sub>", '<tspan dy="3" class="lab-sub">').replace(
        "</sub>", '</tspan><tspan dy="-3">'
    )
    at = f'x="{HEAD}%" dx="14" y="{_percent(plot.head)}" dy="26"'
    return f'<text class="lab-model" {at}>{text}</tspan></text>'


def _level(at: float, name: str) -> str:
    return f'<line class="{name}" x2="100%" y1="{_percent(at)}" y2="{_percent(at)}"/>'


def _percent(share: float) -> str:
    return f"{number(share)}%"
