"""Has a model learned the distribution, or its training set? Three measures that need no model inside."""

import numpy as np
import numpy.typing as npt
from scipy.spatial import KDTree

from lab.contract.errors import BadInput
from lab.numerics.density import Floats, Grid


def memorized_fraction(generated: npt.ArrayLike, train: npt.ArrayLike, heldout: npt.ArrayLike) -> float:
    """Share of generated points that lie nearer to the training set than to a held-out set of its size.

    About 1/2 where nothing is memorized, 1 for copies; a point as near to both counts half.

    Args:
        generated: shape (k, d).
        train: shape (n, d).
        heldout: points of the same distribution that the model never saw, shape (n, d).

    Raises:
        BadInput: the two sets differ in size, which alone would shift the share.
    """
    seen, unseen = np.asarray(train, dtype=np.float64), np.asarray(heldout, dtype=np.float64)
    if seen.shape != unseen.shape:
        raise BadInput(f"{len(seen)} training and {len(unseen)} held-out points: give as many of each.")
    to_train, to_heldout = nearest_distance(generated, seen), nearest_distance(generated, unseen)
    return float(np.mean(to_train < to_heldout) + np.mean(to_train == to_heldout) / 2)


def copy_fraction(generated: npt.ArrayLike, train: npt.ArrayLike, ratio: float = 1 / 3) -> float:
    """Share of generated points whose nearest training point is closer than `ratio` by the second nearest.

    By chance it is about ratio^d; duplicates in the training set count as one point.

    Args:
        generated: shape (k, d).
        train: shape (n, d).
        ratio: 1/3 is customary (Yoon et al. 2023).

    Raises:
        BadInput: the training set has fewer than two distinct points.
    """
    seen = np.unique(np.asarray(train, dtype=np.float64), axis=0)
    if len(seen) < 2:
        raise BadInput("Copies can be told only from two distinct training points on: add another.")
    distances, _ = KDTree(seen).query(np.asarray(generated, dtype=np.float64), k=2)
    return float(np.mean(distances[:, 0] < ratio * distances[:, 1]))


def nearest_distance(points: npt.ArrayLike, others: npt.ArrayLike) -> Floats:
    """Distance of each point (k, d) to the nearest of the others (n, d), shape (k,)."""
    distances, _ = KDTree(np.asarray(others, dtype=np.float64)).query(np.asarray(points, dtype=np.float64))
    return np.asarray(distances, dtype=np.float64)


def near_mass(density: npt.ArrayLike, samples: npt.ArrayLike, radius: float, extent: float = 1.0) -> float:
    """Mass of the cells that hold a sample or have their centre within `radius` of one.

    Args:
        density: masses on [-extent, extent]^d, shape (cells,) * d.
        samples: shape (n, d).
        radius: 0 counts the samples' own cells only.
        extent: half the side of the box.
    """
    masses = np.asarray(density, dtype=np.float64)
    grid = Grid(masses.shape[0], masses.ndim, extent)
    return float(masses.ravel()[near_cells(grid, samples, radius)].sum())


def near_cells(grid: Grid, samples: npt.ArrayLike, radius: float) -> npt.NDArray[np.bool_]:
    """Which cells hold a sample (n, dim) or have their centre within `radius` of one, shape (G,)."""
    near = nearest_distance(grid.centres, samples) <= radius
    near[grid.cell_of(samples)] = True
    return np.asarray(near)


def covered_modes(
    points: npt.ArrayLike, centres: npt.ArrayLike, radius: float, share: float = 0.02
) -> npt.NDArray[np.bool_]:
    """Which modes a model covers: those with at least `share` of its points within `radius` of the centre.

    Args:
        points: shape (k, 2).
        centres: of the modes, shape (modes, 2).
        radius: usually 4 standard deviations of a mode.
        share: of all points.

    Returns:
        One truth value a mode; its sum is the number of modes.
    """
    cloud = np.asarray(points, dtype=np.float64)
    counts = KDTree(cloud).query_ball_point(np.asarray(centres, dtype=np.float64), radius, return_length=True)
    return np.asarray(counts >= share * len(cloud))
