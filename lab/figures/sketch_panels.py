"""Where the plots of a drawing lie: those of a figure that show something, spread over all of its room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from lab.contract.training import Floats

WIDTH, HEIGHT = 640, 280
"""Units of a drawing, half a px on a tile."""
MARGIN, TEXT = 8, 25
"""Room around the plots; height of words."""
SMALL, WAITS = 0.15, 0.5
"""A plot is drawn if it has this share of the largest one's area; one that waits for an answer, that."""
SPREAD, FEW = 0.05, 8
"""Room beyond the data where an axis has no range; cells a side up to which a map's cells are squares."""
Key = tuple[str, str]
Trace = Mapping[str, Any]


@dataclass(frozen=True)
class Axis:
    """An axis: its range, in powers of ten if `log`, and where its ends are in the drawing."""

    low: float
    high: float
    log: bool = False
    names: tuple[str, ...] = ()
    start: float = 0.0
    end: float = 1.0

    def __call__(self, values: Sequence[Any] | Floats) -> Floats:
        """Where values are in the drawing; NaN where they are nowhere."""
        at = numbers(values, self.names)
        if self.log:
            at = np.log10(np.where(at > 0, at, np.nan))
        return self.start + self.share(at) * (self.end - self.start)

    def share(self, at: Floats) -> Floats:
        """Where numbers, or powers of ten, are between the ends: 0 to 1."""
        return (at - self.low) / (self.high - self.low)

    def within(self, start: float, end: float) -> "Axis":
        """The axis between these places."""
        return replace(self, start=start, end=end)


@dataclass(frozen=True)
class Panel:
    """A plot: its two axes, and whether they are angle (in radians) and radius."""

    x: Axis
    y: Axis
    polar: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the plot."""
        (left, right), (top, bottom) = sorted((self.x.start, self.x.end)), sorted((self.y.start, self.y.end))
        return left, top, right, bottom

    @property
    def area(self) -> float:
        """How much room it takes."""
        left, top, right, bottom = self.box
        return (right - left) * (bottom - top)

    @property
    def center(self) -> tuple[float, float]:
        """The middle of the plot."""
        return (self.x.start + self.x.end) / 2, (self.y.start + self.y.end) / 2

    def place(self, x: Sequence[Any] | Floats, y: Sequence[Any] | Floats) -> tuple[Floats, Floats]:
        """Where points are in the drawing."""
        if not self.polar:
            return self.x(x), self.y(y)
        angle, radius = np.asarray(x, dtype=float), self.x(y) - self.x([0.0])
        across, down = self.center
        return across + radius * np.cos(angle), down - radius * np.sin(angle)


def numbers(values: Sequence[Any] | Floats, names: tuple[str, ...] = ()) -> Floats:
    """Values as numbers; names as the places that they have."""
    places = {name: float(place) for place, name in enumerate(names)}
    found = [np.nan if value is None else places.get(value, value) for value in list(values)]
    return np.asarray(found, dtype=float)


def axis_of(thing: Mapping[str, Any], side: str) -> str:
    """The axis that a shape or a note refers to."""
    return str(thing.get(f"{side}ref", side)).removesuffix(" domain")


def place(thing: Mapping[str, Any], panel: Panel, x: float, y: float) -> tuple[float, float]:
    """Where a shape's corner or a note is: told in data, or in shares of the plot."""
    found = []
    for axis, side, value in ((panel.x, "x", x), (panel.y, "y", y)):
        ref = thing.get(f"{side}ref", side)
        if ref == "paper" or "domain" in ref:
            found.append(axis.start + value * (axis.end - axis.start))
        else:
            power = axis.log and "text" in thing  # plotly's notes are powers of ten where shapes are numbers
            found.append(float(axis([10.0**value if power else value])[0]))
    return found[0], found[1]


def has_data(trace: Trace) -> bool:
    """Whether a trace shows something: a map has cells, others have points that are somewhere."""
    if trace.get("mode") == "text":
        return False
    if "z" in trace:
        return np.ndim(trace["z"]) == 2 and np.size(trace["z"]) > 0
    sides = [_values(trace, name) for name in (("theta", "r") if "r" in trace else ("x", "y"))]
    return any(not (_gap(a) or _gap(b)) for a, b in zip(*sides, strict=False))


def _gap(value: Any) -> bool:
    return value is None or (not isinstance(value, str) and not np.isfinite(value))


def key(trace: Trace) -> Key:
    """The plot of a trace."""
    if trace.get("type") == "scatterpolar":
        return trace.get("subplot", "polar"), ""
    return trace.get("xaxis", "x"), trace.get("yaxis", "y")


class Panels:
    """The plots of a filled figure by their axes' names; `waiting` are y axes of those that are not filled
    before an answer, `headed`: there is a line of words above them."""

    def __init__(self, filled: Mapping[str, Any], waiting: Sequence[str], *, headed: bool) -> None:
        self._traces: list[Trace] = [trace for trace in filled["data"] if trace.get("visible", True) is True]
        self._layout, self._waiting = filled["layout"], waiting
        self._top = MARGIN + (TEXT if headed else 0)

    def of(self, trace: Trace) -> Panel | None:
        """The plot of a trace, if it is drawn."""
        return self.all.get(key(trace))

    def at(self, yaxis: str) -> Panel | None:
        """The plot that has this y axis, if it is drawn."""
        return next((panel for (_, y), panel in self.all.items() if y == yaxis), None)

    def title(self, yaxis: str) -> str:
        """What the heights of a plot mean."""
        title = self.axis(yaxis).get("title", "")
        return str(title.get("text", "") if isinstance(title, dict) else title)

    def is_map(self, plot: Key) -> bool:
        """Whether a plot is a map: of cells, or with one scale along both axes."""
        cells = any("z" in trace for trace in self._traces if key(trace) == plot)
        return cells or any("scaleanchor" in self.axis(name) for name in plot)

    @cached_property
    def all(self) -> dict[Key, Panel]:
        """Each plot that is drawn."""
        return {plot: self._panel(plot) for plot in self._drawn}

    @cached_property
    def _drawn(self) -> list[Key]:
        full = dict.fromkeys(key(trace) for trace in self._traces if has_data(trace))
        waits = [fromkey for fromkey in dict.fromkeys(map(key, self._traces)) if fromkey[1] in self._waiting]
        most = max(map(self._area, full), default=0.0)
        kept = [plot for plot in full if self._area(plot) >= SMALL * most]
        return kept + [wait for wait in waits if wait not in kept and self._area(wait) >= WAITS * most]

    @property
    def shown(self) -> list[Key]:
        """Each plot that shows something, also a small one."""
        return list(dict.fromkeys(key(trace) for trace in self._traces if has_data(trace)))

    def _area(self, plot: Key) -> float:
        (left, right), (low, high) = self.domains(plot)
        return (right - left) * (high - low)

    def domains(self, plot: Key) -> tuple[tuple[float, float], tuple[float, float]]:
        """The part of a page's figure that a plot has, in width and in height."""
        if not plot[1]:
            domain = self._layout.get(plot[0], {}).get("domain", {})
            found = domain.get("x", (0, 1)), domain.get("y", (0, 1))
        else:
            found = tuple(self.axis(name).get("domain", (0, 1)) for name in plot)
        (left, right), (low, high) = found
        return (left, right), (low, high)

    def axis(self, name: str) -> Mapping[str, Any]:
        """The layout of an axis."""
        axis: Mapping[str, Any] = self._layout.get(f"{name[0]}axis{name[1:]}", {})
        return axis

    def _panel(self, plot: Key) -> Panel:
        sides = zip(*(self.domains(other) for other in self._drawn), strict=True)
        spans = [(min(low for low, _ in side), max(high for _, high in side)) for side in sides]
        ends = ((MARGIN, WIDTH - MARGIN), (HEIGHT - MARGIN, self._top))
        (left, right), (bottom, top) = (
            [start + (end - start) * (at - low) / (high - low) for at in domain]
            for domain, (low, high), (start, end) in zip(self.domains(plot), spans, ends, strict=True)
        )
        if not plot[1]:
            return self.circle(plot, left, right, bottom, top)
        x, y = self.ranged(plot[0]), self.ranged(plot[1])
        width, height = self._fitted(plot, x, y, right - left, bottom - top)
        return _around(x, y, (left + right) / 2, (top + bottom) / 2, width, height)

    def circle(self, plot: Key, left: float, right: float, bottom: float, top: float) -> Panel:
        """A plot of angles and radii, as large as it can be within these ends."""
        reach = max(float(np.nanmax(numbers(trace["r"]))) for trace in self._traces if key(trace) == plot)
        side, axis = min(right - left, bottom - top), Axis(-reach * (1 + SPREAD), reach * (1 + SPREAD))
        middle = (left + right) / 2, (bottom + top) / 2
        return replace(_around(axis, axis, *middle, side, side), polar=True)

    def _fitted(self, plot: Key, x: Axis, y: Axis, width: float, height: float) -> tuple[float, float]:
        """Width and height of a plot: where the axes have one scale, and a map has few cells, less."""
        maps = [np.shape(trace["z"]) for trace in self._traces if key(trace) == plot and "z" in trace]
        squares = any(max(shape) <= FEW for shape in maps if len(shape) == 2)
        ratio = self.ratio(plot, x, y) or (squares and abs(x.high - x.low) / abs(y.high - y.low))
        return (min(width, height * ratio), min(height, width / ratio)) if ratio else (width, height)

    def ratio(self, plot: Key, x: Axis, y: Axis) -> float | None:
        """Width by height of a plot whose axes have one scale."""
        if not any("scaleanchor" in self.axis(name) for name in plot):
            return None
        return abs(x.high - x.low) / (float(self.axis(plot[1]).get("scaleratio", 1)) * abs(y.high - y.low))

    def ranged(self, name: str) -> Axis:
        """An axis with its range: the figure's, else that of its data."""
        layout, log = self.axis(name), self.axis(name).get("type") == "log"
        values = [
            self._extent(trace, name) for trace in self._traces if name in key(trace) and has_data(trace)
        ]
        found = [value for extent in values for value in extent]
        names = tuple(dict.fromkeys(value for value in found if isinstance(value, str)))
        if layout.get("categoryorder") == "total ascending":
            bars = [
                pair
                for trace in self._traces
                if name in key(trace)
                for pair in zip(trace["x"], trace["y"], strict=True)
            ]
            names = tuple(dict.fromkeys(place for _, place in sorted(bars)))
        if "range" in layout:
            low, high = (float(end) for end in layout["range"])
            return Axis(low, high, log, names)
        at = numbers(found, names)
        at = np.log10(at[at > 0]) if log else at
        at = at[np.isfinite(at)]
        low, high = (float(at.min()), float(at.max())) if len(at) else (0.0, 1.0)
        dotted = any("markers" in trace.get("mode", "") for trace in self._traces if name in key(trace))
        lines = name.startswith("x") and not names and not dotted
        room = 0.0 if lines else SPREAD * (high - low) or 0.5
        ends = (low - room, high + room)
        if layout.get("autorange") == "reversed":
            ends = ends[::-1]
        return Axis(*ends, log=log, names=names)

    def _extent(self, trace: Trace, name: str) -> list[Any]:
        """The values that a trace has on an axis."""
        side = name[0]
        if "z" not in trace:
            values = list(_values(trace, side))
            return [*values, 0.0] if trace.get("type") == "bar" and not isinstance(values[0], str) else values
        logs = tuple(self.axis(axis).get("type") == "log" for axis in key(trace))
        return list(edges(trace, logs)["xy".index(side)])


def _around(x: Axis, y: Axis, across: float, down: float, width: float, height: float) -> Panel:
    """A plot of these axes, so large, with its middle there."""
    w, h = width / 2, height / 2
    return Panel(x.within(across - w, across + w), y.within(down + h, down - h))


def edges(trace: Trace, logs: Sequence[bool]) -> tuple[Floats, Floats]:
    """Borders of a map's cells, across and up, on axes that are logarithmic or not."""
    rows, columns = np.shape(trace["z"])
    return _borders(trace.get("x"), columns, logs[0]), _borders(trace.get("y"), rows, logs[1])


def _borders(centres: Any, count: int, log: bool) -> Floats:
    if centres is None or not len(centres) or isinstance(centres[0], str):
        return np.asarray(np.arange(count + 1) - 0.5, dtype=np.float64)
    at: Floats = np.asarray(centres, dtype=np.float64)
    if len(at) == count + 1:
        return at
    at = np.log10(at) if log else at
    steps = np.diff(at) if count > 1 else np.array([1.0])
    around = np.concatenate([[at[0] - steps[0]], at, [at[-1] + steps[-1]]])
    middles = np.asarray((around[1:] + around[:-1]) / 2, dtype=np.float64)
    return np.asarray(10**middles if log else middles, dtype=np.float64)


def _values(trace: Trace, name: str) -> Sequence[Any]:
    values: Sequence[Any] = trace.get(name, ())
    return values if values is not None else ()
