"""Marks as plotly's plain dicts, still empty: curves, points, heat maps, bars."""

from collections.abc import Sequence
from typing import Any

from lab.experiments.drawing.style import LABEL
from lab.numerics.density import Floats

Trace = dict[str, Any]
Look = dict[str, Any]

PALE, DARKEST = 1.6, 60.0
"""A map is darkest at so many times the truth's highest mass, at most so many times an even cell's."""


def line(role: str, *, width: float = 2.0, dash: str = "solid", shape: str = "", **more: Any) -> Trace:
    """A curve."""
    look = {"color": role, "width": width, "dash": dash} | ({"shape": shape} if shape else {})
    empty = {"type": "scatter", "mode": "lines", "x": [], "y": [], "connectgaps": True}
    return {**empty, "line": look, **more}


def points(role: str, *, size: float = 6.0, symbol: str = "circle", **more: Any) -> Trace:
    """Points that can be read and clicked."""
    marker = {"color": role, "size": size, "symbol": symbol}
    return {"type": "scatter", "mode": "markers", "x": [], "y": [], "marker": marker, **more}


def dots(
    role: str, *, size: float = 6, ring: bool = False, edge: float = 0, symbol: str = "", **more: Any
) -> Trace:
    """Points of a cloud; as rings where they stand for data."""
    symbol, edge = ("circle-open", 1) if ring else (symbol, edge)
    marker = {"color": role, "size": size, "line": {"width": edge}} | ({"symbol": symbol} if symbol else {})
    empty = {"type": "scatter", "mode": "markers", "x": [], "y": [], "hoverinfo": "skip"}
    return {**empty, "marker": marker, **more}


def font(role: str, size: int = LABEL, at: str = "middle right") -> Look:
    """How the words of a mark are written, and on which side of their points."""
    return {"textposition": at, "textfont": {"color": role, "size": size}}


def text(role: str, size: int = LABEL, at: str = "middle right", **more: Any) -> Trace:
    """Words at points, which may reach beyond the panel."""
    empty = {"type": "scatter", "mode": "text", "x": [], "y": [], "text": [], "hoverinfo": "skip"}
    return {**empty, **font(role, size, at), "cliponaxis": False, **more}


def bars(colours: str | Sequence[str], **more: Any) -> Trace:
    """Bars in a colour, or each in its own."""
    colour = colours if isinstance(colours, str) else list(colours)
    return {"type": "bar", "x": [], "y": [], "marker": {"color": colour}, **more}


def heat(*colours: str, bar: str = "", gap: int = 0, **more: Any) -> Trace:
    """Cells in colours at even distances, the lowest first; `bar` is the heading of a colour bar."""
    last = len(colours) - 1
    even = [[i / last if i % last else i // last, colour] for i, colour in enumerate(colours)]
    key = {"colorbar": {"title": {"text": bar}, "thickness": 10, "outlinewidth": 0}}
    gaps = {"xgap": gap, "ygap": gap} if gap else {}
    return {
        "type": "heatmap",
        "z": [],
        "colorscale": even,
        **(key if bar else {"showscale": False}),
        **gaps,
        **more,
    }


def density(cells: int, highest: float) -> Trace:
    """A density on [-1, 1]²; masses above `highest` have its colour. An array [x, y] is drawn transposed."""
    placed: Look = {"x": centres(cells), "y": centres(cells), "transpose": True, "hoverinfo": "skip"}
    return heat("@panel", "@model", zmin=0, zmax=highest, **placed)


def centres(cells: int) -> list[float]:
    """Centres of the cells of a side of [-1, 1]."""
    return [(2 * k + 1) / cells - 1 for k in range(cells)]


def highest(masses: Floats) -> float:
    """The mass of a map's darkest colour: above the truth's highest, and of points not above a few cells'."""
    return min(PALE * float(masses.max()), DARKEST / len(masses))
