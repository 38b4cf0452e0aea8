"""How far apart two distributions lie: exact Wasserstein distances (POT's network simplex) and sliced ones.

Importing this module loads POT, which takes about a second; a process that forks workers preloads it.
"""

import os

import numpy as np
import numpy.typing as npt
from scipy.spatial.distance import cdist

from lab.contract.errors import BadInput
from lab.numerics.density import Floats, Grid, normalized

# POT loads every array library it finds; ours is numpy.
for _back_end in ("PYTORCH", "JAX", "CUPY", "TENSORFLOW"):
    os.environ.setdefault(f"POT_BACKEND_DISABLE_{_back_end}", "1")
import ot  # noqa: E402

PIVOTS = 2_000_000
"""Bound on the simplex's pivots; the largest problem here, 48² against 48² cells, needs fewer."""


def w2(
    x: npt.ArrayLike, y: npt.ArrayLike, a: npt.ArrayLike | None = None, b: npt.ArrayLike | None = None
) -> float:
    """The Wasserstein distance W₂ of two weighted point sets, exact, in the unit of the points.

    Args:
        x: points, shape (n, d).
        y: points, shape (k, d).
        a: weights of x, shape (n,); equal ones if None. They need not sum to 1.
        b: weights of y, shape (k,).

    Raises:
        BadInput: no points, dimensions that differ, a value that is not finite, or weights without mass.
    """
    left, right = _points(x), _points(y)
    if left.shape[1] != right.shape[1]:
        raise BadInput(f"Points of {left.shape[1]} and of {right.shape[1]} dimensions cannot be compared.")
    from_mass, to_mass = _weights(a, len(left)), _weights(b, len(right))
    cost, log = ot.emd2(from_mass, to_mass, cdist(left, right, "sqeuclidean"), numItermax=PIVOTS, log=True)
    if log["warning"] is not None:
        raise ArithmeticError(f"The transport of {len(left)} to {len(right)} points: {log['warning']}")
    return float(np.sqrt(max(cost, 0.0)))


def sliced_w2(x: npt.ArrayLike, y: npt.ArrayLike, projections: int = 64, seed: int = 0) -> float:
    """The sliced distance (Bonneel et al. 2015): the root mean square of W₂ along random directions.

    Never above W₂; for clouds in the plane apart by a translation it is W₂/√2.

    Args:
        x: points, shape (n, d).
        y: points, shape (k, d).
        projections: number of directions.
        seed: of the directions.

    Raises:
        BadInput: as `w2`.
    """
    left, right = _points(x), _points(y)
    if left.shape[1] != right.shape[1]:
        raise BadInput(f"Points of {left.shape[1]} and of {right.shape[1]} dimensions cannot be compared.")
    return float(ot.sliced_wasserstein_distance(left, right, n_projections=projections, seed=seed))


def grid_w2(p: npt.ArrayLike, q: npt.ArrayLike, extent: float = 1.0, coarsen: int = 1) -> float:
    """W₂ of two densities on [-extent, extent]^d, their cells joined in blocks of `coarsen` a side.

    Args:
        p: masses, shape (cells,) * d.
        q: masses, of the same shape.
        extent: half the side of the box.
        coarsen: cells a side that are joined into one; it divides `cells`.

    Raises:
        BadInput: shapes differ, or `coarsen` does not divide them.
    """
    masses, others = np.asarray(p, dtype=np.float64), np.asarray(q, dtype=np.float64)
    cells, dim = masses.shape[0], masses.ndim
    if masses.shape != others.shape or masses.shape != (cells,) * dim:
        raise BadInput(f"Densities of shapes {masses.shape} and {others.shape}: give two of one cubic shape.")
    if coarsen < 1 or cells % coarsen:
        raise BadInput(f"coarsen = {coarsen} does not divide {cells} cells a side.")
    centres = Grid(cells // coarsen, dim, extent).centres
    blocks = (cells // coarsen, coarsen) * dim
    inner = tuple(range(1, 2 * dim, 2))
    joined = [density.reshape(blocks).sum(axis=inner).ravel() for density in (masses, others)]
    held = [density > 0 for density in joined]
    return w2(centres[held[0]], centres[held[1]], joined[0][held[0]], joined[1][held[1]])


def _points(points: npt.ArrayLike) -> Floats:
    array = np.asarray(points, dtype=np.float64)
    if array.ndim != 2 or array.size == 0 or not np.isfinite(array).all():
        raise BadInput(f"Points of shape {array.shape}: give at least one, shape (n, d), all finite.")
    return array


def _weights(weights: npt.ArrayLike | None, count: int) -> Floats:
    masses = np.ones(count) if weights is None else np.asarray(weights, dtype=np.float64)
    if masses.shape != (count,):
        raise BadInput(f"Weights of shape {masses.shape} for {count} points: give one a point.")
    return normalized(masses)
