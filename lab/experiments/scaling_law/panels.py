"""Where the panels of the losses over width are: the losses, the equivalent γ, the σ to be dragged."""

from collections.abc import Sequence
from typing import Any

from lab.experiment import Stop

LOG = (-2.0, -0.6)
"""Decades of the axis on which σ is dragged."""


def along(values: Sequence[int], title: str) -> dict[str, Any]:
    """A log axis with a tick at each size."""
    ticks = {"tickvals": list(values), "ticktext": [f"{value:,}" for value in values]}
    return {"type": "log", **ticks, "title": {"text": title, "standoff": 8}, "showgrid": False}


def panels(widths: Sequence[int], stops: Sequence[Stop]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Axes on a wide screen and on a phone; without stops there is no σ to be dragged."""
    wide = _axes(widths, stops, [0.42, 1], ([0, 0.6 if stops else 1], [0, 0.2]), ([0.7, 1], [0, 0.2]))
    return wide, _axes(widths, stops, [0.5, 1], ([0, 1], [0.22, 0.36]), ([0.05, 0.95], [0, 0.1]))


Place = tuple[list[float], list[float]]
"""Domains across and up."""


def _axes(
    widths: Sequence[int], stops: Sequence[Stop], losses: list[float], rates: Place, sigma: Place
) -> dict[str, Any]:
    small = {"font": {"size": 12}, "standoff": 2}
    ends = [stop.at for stop in stops]
    width, every = along(widths, "width d"), along(widths, "")
    axes: dict[str, Any] = {
        "xaxis": {**width, "anchor": "y", "title": {"text": "width d", **small}},
        "yaxis": {"domain": losses},
        "xaxis2": {**every, "anchor": "y2", "domain": rates[0]},
        "yaxis2": {
            "anchor": "x2",
            "domain": rates[1],
            "title": {"text": "the γ that σ = d<sup>−γ</sup> amounts to"},
            "nticks": 4,
        },
    }
    if stops:
        axes["xaxis3"] = {
            "type": "log",
            "range": list(LOG),
            "tickvals": ends,
            "ticktext": [f"{end:.3g}" for end in ends],
            "anchor": "y3",
            "domain": sigma[0],
            "title": {"text": "σ that is kept: drag", **small},
        }
        axes["yaxis3"] = {
            "range": [-1, 2],
            "tickvals": [],
            "showgrid": False,
            "anchor": "x3",
            "domain": sigma[1],
        }
    return axes
