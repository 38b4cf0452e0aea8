"""The grammar of figures: panels in order, marks on them, names, and what of it differs on a phone."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from lab.numerics.density import Floats

HERO, FOLDED = (500, 560), (320, 240)
"""Heights in px, on a wide screen and on a phone."""
LOG = {"type": "log", "exponentformat": "power"}
MARGIN = {"l": 60, "r": 24, "t": 28, "b": 48}

SURE = {"tickvals": [0, 0.5, 1], "ticktext": ["0", "probability 0.5", "1"], "fixedrange": True}
"""An axis of the probabilities of answers."""
PALE, DARKEST = 1.6, 60.0
"""What the darkest colour of a map stands for: the truth's highest mass, and at most that of even cells."""

Trace = dict[str, Any]


def line(role: str, *, axes: str = "", width: float = 2.0, dash: str = "solid", **more: Any) -> Trace:
    """A curve on the axes x, y or those with a number after them (`axes="2"`)."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [],
        "y": [],
        "xaxis": "x",
        "yaxis": f"y{axes}",
        "line": {"color": role, "width": width, "dash": dash},
        "connectgaps": True,
        **more,
    }


def dots(role: str, *, axes: str = "", size: float = 6, ring: bool = False, **more: Any) -> Trace:
    """Points; as rings where they stand for data."""
    marker = {"color": role, "size": size, "line": {"width": 0}}
    if ring:
        marker |= {"symbol": "circle-open", "line": {"width": 1}}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [],
        "y": [],
        "xaxis": f"x{axes}",
        "yaxis": f"y{axes}",
        "marker": marker,
        "hoverinfo": "skip",
        **more,
    }


def ticks(cells: int) -> list[float]:
    """Centres of the cells of a side of [-1, 1]."""
    return [(2 * k + 1) / cells - 1 for k in range(cells)]


def density_map(cells: int, highest: float, *, axes: str = "", role: str = "@model") -> Trace:
    """A density in one hue; masses above `highest` have its colour. An array [x, y] is drawn transposed."""
    return {
        "type": "heatmap",
        "x": ticks(cells),
        "y": ticks(cells),
        "z": [],
        "zmin": 0,
        "zmax": highest,
        "colorscale": [[0, "@panel"], [1, role]],
        "showscale": False,
        "transpose": True,
        "hoverinfo": "skip",
        "xaxis": f"x{axes}",
        "yaxis": f"y{axes}",
    }


def highest(truth: Floats) -> float:
    """The mass of the darkest colour: above the truth's highest, and of points not above a few cells'."""
    return min(PALE * float(truth.max()), DARKEST / len(truth))


def square(axes: str, x: Sequence[float], y: Sequence[float] = (0, 1), reach: float = 1.0) -> dict[str, Any]:
    """Axes of a map of [-reach, reach]² within these shares of the figure, as wide as high, without ticks."""
    bare = {"range": [-reach, reach], "tickvals": [], "showgrid": False, "fixedrange": True}
    frame = {"showline": True, "mirror": True}
    return {
        f"xaxis{axes}": {**bare, **frame, "domain": list(x), "anchor": f"y{axes}", "constrain": "domain"},
        f"yaxis{axes}": {
            **bare,
            **frame,
            "domain": list(y),
            "anchor": f"x{axes}",
            "scaleanchor": f"x{axes}",
            "constrain": "domain",
        },
    }


def label(
    text: str, role: str, x: float, y: float, *, xref: str = "x domain", yref: str = "y domain", **more: Any
) -> dict[str, Any]:
    """A direct label at shares of a panel."""
    return {
        "text": text,
        "font": {"color": role, "size": 13},
        "showarrow": False,
        "xref": xref,
        "yref": yref,
        "x": x,
        "y": y,
        "xanchor": "right" if x > 0.5 else "left",
        "yanchor": "middle",
        **more,
    }


def layout(**more: Any) -> dict[str, Any]:
    """A layout with the lab's margins."""
    return {"margin": MARGIN, **more}


def panel(title: str, **y: Any) -> dict[str, Any]:
    """An upright axis with its heading."""
    return {"title": {"text": title}, **y}


def likeliest(names: Sequence[str], shown: int = 5) -> dict[str, Any]:
    """An upright axis of so many bars of all these, the longest above."""
    return {
        "type": "category",
        "categoryorder": "total ascending",
        "range": [len(names) - shown - 0.5, len(names) - 0.5],
        "dtick": 1,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }


def log_time(times: Sequence[float]) -> Mapping[str, Any]:
    """Ticks of a step axis whose step k ≥ 1 is the time times[k], evenly in the logarithm: powers of ten."""
    last = len(times) - 1
    if last < 2:
        return {}
    low, high = math.log10(times[1]), math.log10(times[last])
    powers = [power for power in range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)]
    few = powers[:: max(1, math.ceil(len(powers) / 7))]
    at = [1 + (power - low) / (high - low) * (last - 1) for power in few]
    return {"tickvals": at, "ticktext": [f"10<sup>{power}</sup>" if power else "1" for power in few]}


def number(value: float) -> str:
    """Three digits, and powers of ten as people write them: `320`, `4.1·10⁵`."""
    if 1e-3 <= abs(value) < 1e4 or value == 0:
        return f"{value:.3g}"
    mantissa, _, power = f"{value:.1e}".partition("e")
    digits = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{mantissa.removesuffix('.0')}·10{digits}" if mantissa != "1.0" else f"10{digits}"


def log_steps(updates: int, **more: Any) -> dict[str, Any]:
    """The axis of steps on a log clock, from the first to the last."""
    return {"title": {"text": "step"}, **LOG, "dtick": 1, "range": [0, math.log10(max(updates, 2))], **more}
