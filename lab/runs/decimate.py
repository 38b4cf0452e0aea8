"""Fewer points of a curve, none of them a lost spike: the lowest and the highest value of each bucket."""

import numpy as np
import numpy.typing as npt

from lab.experiment import Floats


def picks(y: Floats, points: int) -> npt.NDArray[np.int64]:
    """Indices, ascending, of at most `points` values that keep every bucket's minimum and maximum.

    The first and the last value are kept, and of each bucket the first value that is not finite, so that a
    run that diverged shows where. On a log axis values ≤ 0 are not drawn: each bucket's smallest positive
    value is kept as well.
    """
    if len(y) <= points:
        return np.arange(len(y))
    buckets = max(1, (points - 2) // 4)
    edges = np.linspace(0, len(y), buckets + 1).astype(np.int64)
    finite = np.isfinite(y)
    lowest = _first_smallest(np.where(finite, y, np.inf), edges)
    highest = _first_smallest(np.where(finite, -y, np.inf), edges)
    positive = _first_smallest(np.where(finite & (y > 0), y, np.inf), edges)
    strange = _first_smallest(np.where(finite, np.inf, 0.0), edges)
    ends = np.array([0, len(y) - 1])
    return np.unique(np.concatenate([ends, lowest, highest, positive, strange]))


def _first_smallest(y: Floats, edges: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Index of the first smallest value of each bucket; buckets without a finite one are left out."""
    smallest = np.minimum.reduceat(y, edges[:-1])
    sizes = np.diff(edges)
    hit = np.flatnonzero(y == np.repeat(smallest, sizes))
    bucket = np.searchsorted(edges, hit, side="right") - 1
    _, first = np.unique(bucket, return_index=True)
    found = hit[first]
    return found[np.isfinite(y[found])]
