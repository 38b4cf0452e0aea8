"""Axes that many figures have: steps on a log clock, shares, bars sorted by length, a side of a map."""

import math
from collections.abc import Sequence
from typing import Any

Axis = dict[str, Any]

LOG: dict[str, Any] = {"type": "log", "exponentformat": "power"}
DECADES: dict[str, Any] = {**LOG, "dtick": 1}
PERCENT: dict[str, Any] = {"range": [0, 1.02], "tickformat": ".0%"}
SURE: dict[str, Any] = {
    "tickvals": [0, 0.5, 1],
    "ticktext": ["0", "probability 0.5", "1"],
    "fixedrange": True,
}
"""An axis of the probabilities of answers."""


def axis(title: str, **more: Any) -> dict[str, Any]:
    """An axis with its heading."""
    return {"title": {"text": title}, **more}


STEP = axis("step")


def log_steps(updates: int, **more: Any) -> dict[str, Any]:
    """Steps on a log clock, from the first to the last."""
    return axis("step", **DECADES, range=[0, math.log10(max(updates, 2))], **more)


def log_time(times: Sequence[float]) -> dict[str, Any]:
    """Ticks of a step axis whose step k ≥ 1 is the time times[k], evenly in the logarithm: powers of ten."""
    last = len(times) - 1
    if last < 2:
        return {}
    low, high = math.log10(times[1]), math.log10(times[last])
    powers = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
    few = powers[:: max(1, math.ceil(len(powers) / 7))]
    at = [1 + (power - low) / (high - low) * (last - 1) for power in few]
    return {"tickvals": at, "ticktext": [f"10<sup>{power}</sup>" if power else "1" for power in few]}


def likeliest(names: Sequence[str], most: int = 5) -> dict[str, Any]:
    """So many bars of all these, the longest above."""
    bare = {"dtick": 1, "showgrid": False, "zeroline": False, "fixedrange": True}
    ends = [len(names) - most - 0.5, len(names) - 0.5]
    return {"type": "category", "categoryorder": "total ascending", "range": ends, **bare}


def ticks(values: Sequence[Any], names: Sequence[str]) -> dict[str, Any]:
    """Ticks at these values, with these names."""
    return {"tickvals": list(values), "ticktext": list(names)}


def side(reach: float, **more: Any) -> dict[str, Any]:
    """A side of a map of [-reach, reach]², framed and without ticks."""
    bare = {"range": [-reach, reach], "tickvals": [], "showgrid": False, "fixedrange": True}
    return {**bare, "showline": True, "mirror": True, "constrain": "domain", **more}
