"""How each kind of trace is drawn as SVG: thinned, rounded, one path for all marks that look the same."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from contourpy import contour_generator

from lab.contract.training import Floats
from lab.figures.sketch_panels import FEW, Panel, edges, numbers
from lab.runs.read.decimation import picks

POINTS, PIECES, DOTS, FEWEST, CELLS, LEVELS = 120, 64, 480, 24, 24, 5
"""At most: points of a line, lines in a trace of many, dots of a drawing (but so many of each
trace), cells of a map along each side, steps of a colour."""
THIN, THICK, BAND = 0.8, 2.6, 10
"""Widths of lines against those on a page; the widest in px, but of what is a band there."""
RING = 8
"""Px of a dot on a page from which it can be hollow."""
FAINT = 0.2
"""Share of its colours from which a band is seen on any ground."""
GRAIN, GAP = 5.5, 1.5
"""Corners of a contour are at least that far apart; half the gap between two of few cells."""
DASHES = {"dot": "2 4", "dash": "7 4", "dashdot": "7 3 2 3", "longdash": "10 4"}
SIDES = {"diamond": (4, 0.0), "triangle-up": (3, np.pi / 2), "square": (4, np.pi / 4)}
"""Corners of a symbol, and the angle of the first."""
UNSEEN = "rgba(0,0,0,0)"
"""Plotly's colour of what only takes room."""
Trace = Mapping[str, Any]
Marks = Iterator[str]


def paint(color: str) -> str:
    """A role's colour, as the page has it."""
    return f"var(--lab-{color.removeprefix('@')})"


def number(value: float) -> str:
    """A coordinate in tenths of a unit, as short as it goes."""
    text = f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")
    return text.replace("0.", ".", 1) if abs(value) < 1 else text


def path(points: Iterable[tuple[float, float]], *, fine: int = 10, closed: bool = False) -> str:
    """Path data of a line through points, each told from the one before, in parts of a unit."""
    start, steps = _steps(points, fine)
    inner = " ".join(step for step in steps if step != "0 0").replace(" -", "-")
    return f"M{start}l{inner}{'z' if closed else ''}" if inner else f"M{start}h0"


def _steps(points: Iterable[tuple[float, float]], fine: int) -> tuple[str, list[str]]:
    """The first point, and the way from each to the next."""
    parts = [(round(fine * x), round(fine * y)) for x, y in points]
    ways = [(x - a, y - b) for (a, b), (x, y) in pairwise(parts)]
    start, *steps = (" ".join(number(value / fine) for value in pair) for pair in (parts[0], *ways))
    return start, steps


def rectangle(left: float, top: float, right: float, bottom: float) -> str:
    """Path data of a rectangle."""
    corner, width, height = f"{number(left)} {number(top)}", number(right - left), number(bottom - top)
    return f"M{corner}h{width}v{height}h{number(left - right)}z"


def line_style(line: Mapping[str, Any]) -> str:
    """Attributes of a line: colour, width in px, dashes."""
    asked = line.get("width", 2)
    width = number(asked if asked >= BAND else min(max(1.0, THIN * asked), THICK))
    dash = DASHES.get(line.get("dash", "solid"))
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'class="lab-line" stroke="{paint(line.get("color", "@model"))}" stroke-width="{width}"{dashes}'


def _scatter(trace: Trace, panel: Panel) -> Marks:
    mode = trace.get("mode", "lines")
    angle = numbers(trace["theta"]) if "theta" in trace else None
    if angle is not None and trace.get("thetaunit") != "radians":
        angle = np.radians(angle)
    x, y = panel.place(trace["x"] if angle is None else angle, trace["y"] if angle is None else trace["r"])
    if trace.get("connectgaps"):
        held = np.isfinite(y)
        x, y = x[held], y[held]
    if trace.get("fill") in ("tozeroy", "toself"):
        yield from _filled(trace, panel, x, y)
    if "lines" in mode:
        yield from lines(trace, x, y)
    if "markers" in mode and trace.get("marker", {}).get("opacity", 1):
        yield from _dots(trace, x, y)


def lines(trace: Trace, x: Floats, y: Floats) -> Marks:
    """A curve, in parts where it has gaps."""
    x, y = _stepped(x, y, trace.get("line", {}).get("shape", "linear"))
    many = 4 * np.count_nonzero(~np.isfinite(y)) > PIECES  # lines of their own, no curve with gaps
    rows = np.arange(len(x)) if many else picks(x, -y, POINTS)
    x, y = x[rows], y[rows]
    ends = np.flatnonzero(~(np.isfinite(x) & np.isfinite(y)))
    parts = (np.arange(begin, end) for begin, end in zip((0, *(ends + 1)), (*ends, len(x)), strict=True))
    drawn = [part[[0, len(part) // 2, -1]] if many else part for part in parts if len(part)]
    kept = drawn[:: -(-len(drawn) // PIECES) or 1]
    data = "".join(path(zip(x[part], y[part], strict=True), fine=1 if many else 10) for part in kept)
    if data:
        yield f'<path {line_style(trace.get("line", {}))}{_opacity(trace.get("opacity", 1))} d="{data}"/>'


def _stepped(x: Floats, y: Floats, shape: str) -> tuple[Floats, Floats]:
    """The corners of a curve that goes in steps."""
    if shape == "hv":
        return np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1]
    if shape == "hvh" and len(x) > 1:
        middles = np.repeat((x[1:] + x[:-1]) / 2, 2)
        return np.concatenate([x[:1], middles, x[-1:]]), np.repeat(y, 2)
    return x, y


def _filled(trace: Trace, panel: Panel, x: Floats, y: Floats) -> Marks:
    x, y = _stepped(x, y, trace.get("line", {}).get("shape", "linear"))
    floor = panel.y.start
    around = [(x[0], floor), *zip(x, y, strict=True), (x[-1], floor)]
    color = paint(trace.get("fillcolor", trace.get("line", {}).get("color", "@model")))
    yield f'<path fill="{color}" opacity=".2" d="{path(around, closed=True)}"/>'


def _dots(trace: Trace, x: Floats, y: Floats) -> Marks:
    """Dots, those of one look in one path: thinned evenly, the sizes in few steps."""
    marker = trace.get("marker", {})
    rows = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if not len(rows):
        return
    rows = rows[:: -(-len(rows) // trace.get("dots", DOTS))]
    sizes = np.broadcast_to(np.asarray(marker.get("size", 6), dtype=float), len(x))
    steps = np.unique(np.quantile(sizes[rows], np.linspace(0, 1, LEVELS)))
    nearest = np.abs(sizes[:, None] - steps).argmin(axis=1)
    symbol, opacity = str(marker.get("symbol", "circle")), marker.get("opacity", trace.get("opacity", 1))
    edge = marker.get("line", {})
    if symbol == "circle" and edge.get("color"):  # upon a larger one, of which the edge is left
        outer = {"symbol": symbol, "color": edge["color"], "size": sizes + 2 * edge["width"]}
        yield from _dots({**trace, "marker": outer}, x, y)
    for color, colored in _by_color(marker, rows):
        for step, size in enumerate(steps):
            own = [(x[row], y[row]) for row in colored if nearest[row] == step]
            if own:
                yield _symbols(symbol, own, size, color, opacity)


def _by_color(marker: Trace, rows: Any) -> Iterator[tuple[str, Any]]:
    """The rows of each colour."""
    color = marker.get("color", "@model")
    if isinstance(color, str):
        yield paint(color), rows
    elif all(isinstance(role, str) for role in color):
        for name in dict.fromkeys(color):
            yield paint(name), [row for row in rows if color[row] == name]
    else:
        levels = _levels(numbers(color), marker.get("cmin"), marker.get("cmax"))
        for level in range(LEVELS + 1):
            yield _shade(marker.get("colorscale"), level / LEVELS), rows[levels[rows] == level]


def _symbols(
    symbol: str, points: Sequence[tuple[float, float]], px: float, color: str, opacity: float
) -> str:
    kind, hollow = symbol.removesuffix("-open"), symbol.endswith("-open") and px >= RING
    size = 2.5 + 0.75 * px  # small ones are to be seen, and large ones are not to hide all
    look, width = _opacity(opacity), number(size)
    if kind in ("x", "x-thin", "cross"):
        half = size / 2
        data = "".join(
            path([(x - half, y - half), (x + half, y + half)])
            + path([(x - half, y + half), (x + half, y - half)])
            for x, y in points
        )
        return f'<path class="lab-line" stroke="{color}" stroke-width="1.5"{look} d="{data}"/>'
    if kind not in SIDES and not hollow:  # a line of no length with round ends is a dot
        start, steps = _steps(points, 1)
        data = f"M{start}h0" + "".join(f"m{step}h0" for step in steps).replace(" -", "-")
        return f'<path stroke="{color}" stroke-width="{width}" stroke-linecap="round"{look} d="{data}"/>'
    if kind not in SIDES:
        radius = number(size / 2)
        arcs = f"a{radius} {radius} 0 1 0 {width} 0a{radius} {radius} 0 1 0-{width} 0"
        data = "".join(f"M{number(x - size / 2)} {number(y)}{arcs}" for x, y in points)
    else:
        sides, first = SIDES[kind]
        turns = first + 2 * np.pi * np.arange(sides) / sides
        corners = size * 0.62 * np.stack([np.cos(turns), -np.sin(turns)], axis=1)
        data = "".join(path([(x + a, y + b) for a, b in corners], closed=True) for x, y in points)
    if hollow:
        return f'<path class="lab-line" stroke="{color}" stroke-width="1.2"{look} d="{data}"/>'
    return f'<path fill="{color}"{look} d="{data}"/>'


def _bar(trace: Trace, panel: Panel) -> Marks:
    lying = trace.get("orientation") == "h"
    along, across = (panel.x, panel.y) if lying else (panel.y, panel.x)
    lengths, places = (trace["x"], trace["y"]) if lying else (trace["y"], trace["x"])
    values, at = numbers(lengths), numbers(places, across.names)
    half = np.broadcast_to(trace.get("width", 0.8), len(at)) / 2
    base = np.asarray(trace.get("base", np.zeros(len(at))), dtype=float)
    begin, end = along(base), along(base + values)
    low, high = across(at - half), across(at + half)
    color = trace.get("marker", {}).get("color", "@model")
    colors = [color] * len(at) if isinstance(color, str) else list(color)
    for role in dict.fromkeys(name for name in colors if name != UNSEEN):
        own = [row for row, name in enumerate(colors) if name == role and abs(end[row] - begin[row]) >= 0.5]
        boxes = (
            (begin[row], low[row], end[row], high[row])
            if lying
            else (low[row], begin[row], high[row], end[row])
            for row in own
        )
        if data := "".join(rectangle(*box) for box in boxes):
            opacity = trace.get("marker", {}).get("opacity", trace.get("opacity", 1))
            yield f'<path fill="{paint(role)}"{_opacity(opacity)} d="{data}"/>'


def _heatmap(trace: Trace, panel: Panel) -> Marks:
    """A map: smooth ones as bands up to their own height, each over those below it, others as cells, few
    of them all."""
    z = np.asarray(trace["z"], dtype=float)
    x, y = edges(trace, (panel.x.log, panel.y.log))
    smooth = min(z.shape) > CELLS
    z, x, y = (z, x, y) if smooth else _coarse(z, x, y)
    shares = _shares(z, trace.get("zmin"), trace.get("zmax"))
    across, up = panel.x(x), panel.y(y)
    top = (float(np.nanmax(shares)) or 1.0) if smooth else 1.0
    for level in range(1 if max(z.shape) > FEW else 0, LEVELS + 1):
        share = max(FAINT, top * (level - 0.5) / LEVELS) if smooth else level / LEVELS
        color = _shade(trace.get("colorscale"), share)
        if level == 0 and z.size > 1:  # cells without anything are to be seen as cells
            color = f"color-mix(in srgb,{paint('@hairline')} 60%,{color})"
        cells = np.round(shares * LEVELS) == level
        data = _band(shares / top, across, up, level) if smooth else _cells(cells, across, up)
        if data:
            yield f'<path fill="{color}"{_opacity(trace.get("opacity", 1))} d="{data}"/>'


def _coarse(z: Floats, x: Floats, y: Floats) -> tuple[Floats, Floats, Floats]:
    """The means of blocks of cells, where there are more than a drawing has."""
    rows, columns = (-(-count // CELLS) for count in z.shape)
    down, along = (np.arange(0, count, block) for count, block in zip(z.shape, (rows, columns), strict=True))
    known = np.isfinite(z).astype(float)
    sums, counts = (
        np.add.reduceat(np.add.reduceat(values, down, axis=0), along, axis=1)
        for values in (np.nan_to_num(z), known)
    )
    with np.errstate(invalid="ignore"):
        return sums / counts, x[[*along, -1]], y[[*down, -1]]


def _band(shares: Floats, x: Floats, y: Floats, level: int) -> str:
    """Where a smooth map, whose cells have these borders, is above the lower end of a level."""
    x, y = ((side[1:] + side[:-1]) / 2 for side in (x, y))
    bands = contour_generator(x, y, shares, fill_type="OuterOffset")
    found = bands.filled((level - 0.5) / LEVELS, np.inf)
    rings = (
        points[begin:end] for points, offsets in zip(*found, strict=True) for begin, end in pairwise(offsets)
    )
    return "".join(path(ring, fine=1, closed=True) for ring in map(_grained, rings) if len(ring) > 2)


def _grained(ring: Floats) -> list[tuple[float, float]]:
    """The corners of a ring that are not too close to the one before."""
    kept: list[tuple[float, float]] = []
    for x, y in ring.tolist():
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= GRAIN:
            kept.append((x, y))
    return kept


def _cells(there: Any, x: Floats, y: Floats) -> str:
    """Cells of one level, those beside each other as one; few of them have a gap between."""
    gap = GAP if 1 < max(there.shape) <= FEW else 0.0
    boxes = []
    for row, cells in enumerate(there):
        top, bottom = sorted((y[row], y[row + 1]))
        ends = np.flatnonzero(np.diff([0, *cells.astype(int), 0])).reshape(-1, 2)
        spans = [(at, at + 1) for at in np.flatnonzero(cells)] if gap else ends
        boxes += [(x[begin] + gap, top + gap, x[end] - gap, bottom - gap) for begin, end in spans]
    return "".join(rectangle(*box) for box in boxes)


def _shares(z: Floats, low: float | None, high: float | None) -> Floats:
    """Where values are in the range of their colours: 0 to 1."""
    least = float(np.nanmin(z)) if low is None else low
    most = float(np.nanmax(z)) if high is None else high
    return np.clip((z - least) / (most - least or 1.0), 0, 1)


def _levels(values: Floats, low: float | None, high: float | None) -> Any:
    return np.round(_shares(values, low, high) * LEVELS)


def _shade(scale: Any, share: float) -> str:
    """The colour of a scale at a share of it."""
    stops: Any = scale if isinstance(scale, list) else [[0, "@panel"], [1, "@model"]]
    low, first = max(stop for stop in stops if stop[0] <= share)
    high, last = min(stop for stop in stops if stop[0] >= share)
    if first == last:
        return paint(last)
    return f"color-mix(in srgb,{paint(last)} {round(100 * (share - low) / (high - low))}%,{paint(first)})"


def _opacity(value: float) -> str:
    return f' opacity="{number(value)}"' if value < 1 else ""


KINDS: dict[str, Callable[[Trace, Panel], Marks]] = {
    "scatter": _scatter,
    "scatterpolar": _scatter,
    "bar": _bar,
    "heatmap": _heatmap,
}
"""The traces that can be drawn."""
