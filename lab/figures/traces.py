"""How each kind of trace is drawn with matplotlib; what of plotly's dicts the lab's figures use."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

DASHES = {"solid": "-", "dot": ":", "dash": "--", "dashdot": "-.", "longdash": "--", "longdashdot": "-."}
SYMBOLS = {
    "circle": "o",
    "square": "s",
    "diamond": "D",
    "triangle-up": "^",
    "x": "x",
    "x-thin": "x",
    "cross": "P",
    "star": "*",
}
SCALE = 1.2
"""Widths and sizes against those on a page: previews are looked at small."""
POINT = 0.72
"""Points in a px, at 100 px an inch."""
UNSEEN = "rgba(0,0,0,0)"
"""Plotly's colour of what only takes room."""
TAGS = (
    (r"<sub>(.*?)</sub>", r"$_{\\mathrm{\1}}$"),
    (r"<sup>(.*?)</sup>", r"$^{\\mathrm{\1}}$"),
    (r"<br>", "\n"),
)
"""Plotly's tags, and matplotlib's text for them."""
Trace = Mapping[str, Any]
Colors = Mapping[str, str]


def _scatter(plot: Axes, trace: Trace, colors: Colors) -> None:
    x, y = _numbers(trace.get("x", [])), _numbers(trace.get("y", []))
    if not len(y):
        return
    mode, opacity = trace.get("mode", "lines"), trace.get("opacity", 1)
    line, marker = trace.get("line", {}), trace.get("marker", {})
    if trace.get("connectgaps"):
        held = np.isfinite(y)
        x, y = x[held], y[held]
    if trace.get("fill") in ("tozeroy", "toself"):
        plot.fill_between(x, y, color=trace.get("fillcolor", line.get("color")), linewidth=0, alpha=0.3)
    if "lines" in mode:
        plot.plot(x, y, alpha=opacity, **stroke(line, colors))
    if "markers" in mode:
        _dots(plot, x, y, marker, colors, opacity)
    if "text" in mode:
        _words(plot, x, y, trace, colors)


def _words(plot: Axes, x: Any, y: Any, trace: Trace, colors: Colors) -> None:
    up, _, along = trace.get("textposition", "middle center").partition(" ")
    size = trace.get("textfont", {}).get("size", 13) * POINT * SCALE
    seen = x > 0 if plot.get_xscale() == "log" else np.isfinite(x)
    for across, height, text in zip(x[seen], y[seen], trace.get("text", ()), strict=False):
        if np.isfinite(height):
            plot.annotate(
                plain(str(text)),
                (across, height),
                ha={"left": "right", "right": "left"}.get(along, "center"),
                va={"top": "bottom", "bottom": "top"}.get(up, "center"),
                size=size,
                color=trace.get("textfont", {}).get("color", colors["soft"]),
            )


def _dots(plot: Axes, x: Any, y: Any, marker: Trace, colors: Colors, opacity: float) -> None:
    color, symbol = marker.get("color", colors["model"]), marker.get("symbol", "circle")
    hollow = isinstance(symbol, str) and symbol.endswith("-open")
    size = (np.asarray(marker.get("size", 6), dtype=float) * POINT * SCALE) ** 2
    edge = marker.get("line", {})
    kind = SYMBOLS.get(symbol.removesuffix("-open"), "o") if isinstance(symbol, str) else "o"
    style: dict[str, Any] = {"s": size, "marker": kind, "alpha": marker.get("opacity", opacity)}
    if hollow:
        plot.scatter(x, y, facecolors="none", edgecolors=color, linewidths=1.5, **style)
    elif isinstance(color, str):
        plot.scatter(
            x, y, color=color, edgecolors=edge.get("color", "none"), linewidths=edge.get("width", 0), **style
        )
    else:
        plot.scatter(x, y, c=_colors(marker, color), cmap=_map(marker.get("colorscale"), colors), **style)


def _bar(plot: Axes, trace: Trace, colors: Colors) -> None:
    color = trace.get("marker", {}).get("color", colors["model"])
    along, values = trace.get("x", []), trace.get("y", [])
    style: dict[str, Any] = {"color": "none" if color == UNSEEN else color}
    if trace.get("orientation") == "h" and all(isinstance(value, int | float) for value in values):
        before = [_reach(plot, float(value)) for value in values] if trace.get("stacked") else 0
        plot.barh(values, along, trace.get("width", 0.8), left=before, **style)
    elif trace.get("orientation") == "h":
        plot.barh([str(value) for value in values], along, **style)
    elif len(values):
        plot.bar(along, values, **style)


def _reach(plot: Axes, y: float) -> float:
    """Where the bars that lie at this height end."""
    bars = [patch for patch in plot.patches if isinstance(patch, Rectangle)]
    there = [bar for bar in bars if abs(bar.get_y() + bar.get_height() / 2 - y) < 1e-9]
    return float(sum(bar.get_width() for bar in there))


def _heatmap(plot: Axes, trace: Trace, colors: Colors) -> None:
    z = np.asarray(trace.get("z", []), dtype=float)
    if z.ndim != 2 or not z.size:
        return
    x, y = trace.get("x"), trace.get("y")
    log = [scale == "log" for scale in (plot.get_xscale(), plot.get_yscale())]
    edges = (_edges(x, z.shape[1], log[0]), _edges(y, z.shape[0], log[1]))
    colormap = _map(trace.get("colorscale"), colors)
    limits = {"vmin": trace.get("zmin"), "vmax": trace.get("zmax"), "alpha": trace.get("opacity", 1)}
    plot.pcolormesh(*edges, z, cmap=colormap, linewidth=0, antialiased=True, **limits)
    plot.grid(False)
    if "texttemplate" in trace:
        _cells(plot, edges, z, trace, colors)


def _cells(plot: Axes, edges: tuple[Any, Any], z: Any, trace: Trace, colors: Colors) -> None:
    """Write what plotly's template says into each cell, its text or its number, readable on its colour."""
    number = re.fullmatch(r"%{z:(.+)}", trace["texttemplate"])
    texts = np.asarray(
        [[format(value, number[1]) for value in row] for row in z] if number else trace["text"]
    )
    across, up = np.meshgrid(*(np.convolve(edge, [0.5, 0.5], "valid") for edge in edges))
    low, high = trace.get("zmin", np.nanmin(z)), trace.get("zmax", np.nanmax(z))
    strong = z > (low + high) / 2
    for there, color in ((strong, "panel"), (~strong & np.isfinite(z), "ink")):
        words = {**trace, "text": texts[there], "textfont": {"color": colors[color]}}
        _words(plot, across[there], up[there], words, colors)


def _polar(plot: Axes, trace: Trace, colors: Colors) -> None:
    angle = _numbers(trace.get("theta", [])) * (1 if trace.get("thetaunit") == "radians" else np.pi / 180)
    _scatter(plot, {**trace, "x": angle, "y": trace.get("r", [])}, colors)


KINDS: dict[str, Callable[[Any, Trace, Colors], None]] = {
    "scatter": _scatter,
    "bar": _bar,
    "heatmap": _heatmap,
    "scatterpolar": _polar,
}
"""The traces that can be drawn."""


def stroke(line: Trace, colors: Colors) -> dict[str, Any]:
    """How a line is drawn."""
    dash = DASHES.get(line.get("dash", "solid"), "--")
    width = line.get("width", 2) * POINT * SCALE
    return {"color": line.get("color", colors["model"]), "linewidth": width, "linestyle": dash}


def plain(text: str) -> str:
    """Plotly's few tags as matplotlib writes them."""
    text = text.replace("$", r"\$")
    for tag, written in TAGS:
        text = re.sub(tag, written, text)
    return re.sub(r"</?(b|i|span)[^>]*>", "", text)


def _colors(marker: Trace, values: Any) -> Any:
    low, high = marker.get("cmin"), marker.get("cmax")
    if low is None or high is None:
        return values
    return np.clip(np.asarray(values, dtype=float), low, high)


def _map(scale: Any, colors: Colors) -> LinearSegmentedColormap:
    stops: list[Any] = scale if isinstance(scale, list) else [[0, colors["panel"]], [1, colors["model"]]]
    return LinearSegmentedColormap.from_list("lab", [(float(at), str(color)) for at, color in stops])


def _edges(centres: Any, count: int, log: bool) -> Any:
    """Borders of cells around these centres."""
    at = np.asarray(centres if centres is not None and len(centres) else range(count), dtype=float)
    if len(at) == count + 1:
        return at
    at = np.log10(at) if log else at
    middles = (at[1:] + at[:-1]) / 2
    half = (at[1] - at[0]) / 2 if count > 1 else 0.5
    ends = np.concatenate(
        [[at[0] - half], middles, [2 * at[-1] - (middles[-1] if count > 1 else at[0] - half)]]
    )
    return 10**ends if log else ends


def _numbers(values: Any) -> Any:
    return np.asarray([np.nan if value is None else value for value in values], dtype=float)
