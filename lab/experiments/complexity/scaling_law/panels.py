"""Where the panels of the losses over width are: the losses, the σ of each width, the σ to be dragged."""

from collections.abc import Sequence
from typing import Any

from lab.contract.figure import Stop

LOG = (-2.0, -0.6)
"""Decades of the axes of σ."""

ACROSS = (0.0, 0.82)
"""What the losses take of a phone's width: slopes stand beside them."""


def along(values: Sequence[int], title: str) -> dict[str, Any]:
    """A log axis with a tick at each size."""
    ticks = {"tickvals": list(values), "ticktext": [f"{value:,}" for value in values]}
    return {"type": "log", **ticks, "title": {"text": title, "standoff": 8}, "showgrid": False}


def panels(widths: Sequence[int], stops: Sequence[Stop]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Axes on a wide screen and on a phone; without stops there is no σ to be dragged."""
    wide = _axes(widths, stops, [0, 1], [0.44, 1], ([0, 0.5], [0, 0.22]), ([0.76, 1], [0, 0.22]))
    return wide, _axes(
        widths, stops, list(ACROSS), [0.5, 1], ([0, 0.6], [0.2, 0.36]), ([0.05, 0.95], [0, 0.08])
    )


Place = tuple[list[float], list[float]]
"""Domains across and up."""


def _axes(
    widths: Sequence[int],
    stops: Sequence[Stop],
    across: list[float],
    losses: list[float],
    sizes: Place,
    sigma: Place,
) -> dict[str, Any]:
    small = {"font": {"size": 12}, "standoff": 2}
    ends = [stop.at for stop in stops]
    width, every = along(widths, "width of the network"), along(widths, "")
    axes: dict[str, Any] = {
        "xaxis": {
            **width,
            "anchor": "y",
            "domain": across,
            "title": {"text": "width of the network", **small},
        },
        "yaxis": {"domain": losses},
        "xaxis2": {**every, "anchor": "y2", "domain": sizes[0]},
        "yaxis2": {
            "anchor": "x2",
            "domain": sizes[1],
            "title": {"text": "σ: how large the starting weights are"},
            "type": "log",
            "range": list(LOG),
            "tickvals": [0.02, 0.05, 0.1],
            "ticktext": ["0.02", "0.05", "0.1"],
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
            "title": {"text": "drag: the σ that orange keeps", **small},
        }
        axes["yaxis3"] = {
            "range": [-1, 2],
            "tickvals": [],
            "showgrid": False,
            "anchor": "x3",
            "domain": sigma[1],
        }
    return axes
