"""Fewer points for the same picture: of each bucket of rows those that a line through all would reach."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from lab.contract.training import Floats

Rows = npt.NDArray[np.intp]


def picks(x: Floats, y: Floats, points: int) -> Rows:
    """Rows to draw of a curve of n rows, ascending, at most `points` (at least 2) unless n is smaller.

    Of each bucket of rows: minimum and maximum of y among the finite; where some are not finite, the first
    and the last of these, so that a run shows where it diverged; where some are not positive, the smallest
    positive one, which is the lowest that a logarithmic axis shows; and the extremes of an x that does not
    ascend. The first and the last row always.
    """
    rows = len(y)
    if rows <= points:
        return np.arange(rows)
    wanted = list(_wanted(x, y))
    buckets = max(1, (points - 2) // len(wanted))
    size = -(-rows // buckets)
    found = [np.array([0, rows - 1])]
    for score in wanted if points > len(wanted) + 1 else ():
        # The last bucket may be incomplete: nothing is never the largest.
        padded = np.concatenate([score, np.full(buckets * size - rows, -np.inf)]).reshape(buckets, size)
        best = padded.argmax(axis=1) + np.arange(buckets) * size
        found.append(best[padded.max(axis=1) > -np.inf])
    return np.unique(np.concatenate(found))


def _wanted(x: Floats, y: Floats) -> Iterator[Floats]:
    """Scores whose largest row in a bucket is wanted; -inf where a row does not stand for it at all."""
    finite = np.isfinite(y)
    yield np.where(finite, y, -np.inf)
    yield np.where(finite, -y, -np.inf)
    order = np.arange(len(y), dtype=np.float64)
    if not finite.all():
        yield np.where(finite, -np.inf, order)
        yield np.where(finite, -np.inf, -order)
    positive = y > 0
    if positive.any() and not positive.all():
        yield np.where(positive & finite, -y, -np.inf)
    if not (np.diff(x) >= 0).all():
        yield np.where(np.isfinite(x), x, -np.inf)
        yield np.where(np.isfinite(x), -x, -np.inf)
