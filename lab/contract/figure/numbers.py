"""How numbers of several members are one, and how numbers are written in a figure."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np


def mean(values: Sequence[float]) -> float:
    """The mean of those that are finite, NaN where there is none."""
    finite = [value for value in values if np.isfinite(value)]
    return float(np.mean(finite)) if finite else float("nan")


def ascending(values: Iterable[Any]) -> list[Any]:
    """The values of a coordinate, each once: numbers by their size, then words by their letters."""
    return sorted(set(values), key=lambda value: (isinstance(value, str), value))


def written(number: float) -> str:
    """A number with a minus sign: whole ones in full, others in six digits."""
    return (f"{number:.0f}" if float(number).is_integer() else f"{number:g}").replace("-", "−")


def slope(number: float) -> str:
    """A slope in two decimals, with a minus sign."""
    return f"{number:z.2f}".replace("-", "−")
