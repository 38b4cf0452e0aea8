"""Probability on a grid, where everything is exact: masses of cells, samples of them, divergences.

A density is an array of cell masses that sum to 1, of the grid's shape or flat.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lab.contract.errors import BadInput

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

SMALLEST = 1e-300
"""Masses below it count as it, so that a divergence stays finite (at most 691 nats)."""


@dataclass(frozen=True)
class Grid:
    """The box [-extent, extent]^dim in cells^dim equal cells, the last coordinate running fastest."""

    cells: int = 48
    dim: int = 2
    extent: float = 1.0

    def __post_init__(self) -> None:
        if self.cells < 1 or self.dim < 1 or not self.extent > 0:
            raise BadInput(f"{self} has no cells: cells, dim and extent must be positive.")

    @property
    def shape(self) -> tuple[int, ...]:
        """(cells,) * dim."""
        return (self.cells,) * self.dim

    @property
    def size(self) -> int:
        """Number of cells G."""
        return int(self.cells**self.dim)

    @property
    def spacing(self) -> float:
        """Side of a cell."""
        return 2 * self.extent / self.cells

    @property
    def centres(self) -> Floats:
        """Centres of the cells, shape (G, dim)."""
        ticks = (np.arange(self.cells) + 0.5) * self.spacing - self.extent
        return np.stack(np.meshgrid(*[ticks] * self.dim, indexing="ij"), axis=-1).reshape(-1, self.dim)

    @property
    def uniform(self) -> Floats:
        """The uniform density, shape (G,)."""
        return np.full(self.size, 1 / self.size)

    def cell_of(self, points: npt.ArrayLike) -> Indices:
        """Flat index of the cell of each point (n, dim), shape (n,); what lies outside goes to the border."""
        ticks = np.floor((np.asarray(points, dtype=np.float64) + self.extent) / self.spacing)
        inside = np.clip(ticks, 0, self.cells - 1).astype(np.int64)
        return np.asarray(np.ravel_multi_index(tuple(inside.T), self.shape), dtype=np.int64)

    def empirical(self, points: npt.ArrayLike) -> Floats:
        """P_n on the grid: the share of points (n, dim) in each cell, shape (G,)."""
        cells = self.cell_of(points)
        return np.bincount(cells, minlength=self.size) / len(cells)

    def draw(self, p: npt.ArrayLike, n: int, generator: np.random.Generator) -> Floats:
        """n points of a density: a cell by its mass, then uniform inside it; shape (n, dim).

        A longer draw from an equal generator begins with the same points.
        """
        uniforms = generator.random((n, self.dim + 1))
        cumulative = np.cumsum(np.asarray(p, dtype=np.float64).ravel())
        cells = np.searchsorted(cumulative, uniforms[:, 0] * cumulative[-1], side="right")
        points: Floats = self.centres[cells] + (uniforms[:, 1:] - 0.5) * self.spacing
        return points


def normalized(weights: npt.ArrayLike) -> Floats:
    """Masses in proportion to the weights, in their shape.

    Raises:
        BadInput: a weight is negative or not finite, or all are zero.
    """
    w = np.asarray(weights, dtype=np.float64)
    total = float(w.sum()) if np.isfinite(w).all() and (w >= 0).all() else 0.0
    if not total > 0:
        raise BadInput("These weights make no density: they must be finite, not negative, and not all zero.")
    return w / total


def log_normalized(logs: Floats) -> Floats:
    """Log masses of a density from logarithms of any weights: finite also where masses underflow."""
    below: Floats = logs - logs.max()
    return np.asarray(below - np.log(np.exp(below).sum()))


def kl_of_log(p: npt.ArrayLike, log_q: npt.ArrayLike) -> float:
    """KL(P‖Q) in nats, from masses p and log masses of Q of one shape: never infinite while log_q is not."""
    masses, logs = np.asarray(p, dtype=np.float64), np.asarray(log_q, dtype=np.float64)
    held = masses > 0
    return float(masses[held] @ (np.log(masses[held]) - logs[held]))


def kl(p: npt.ArrayLike, q: npt.ArrayLike) -> float:
    """KL(P‖Q) in nats, from masses of one shape; masses of Q below 1e-300 count as 1e-300."""
    return kl_of_log(p, np.log(np.maximum(np.asarray(q, dtype=np.float64), SMALLEST)))


def mmd(features: npt.ArrayLike, p: npt.ArrayLike, q: npt.ArrayLike) -> float:
    """Kernel distance |E_P φ - E_Q φ| of two densities, from features on the grid, shape (G, m)."""
    difference: Floats = np.asarray(p, dtype=np.float64).ravel() - np.asarray(q, dtype=np.float64).ravel()
    return float(np.linalg.norm(difference @ np.asarray(features)))


def kernel_density(grid: Grid, points: npt.ArrayLike, bandwidth: float) -> Floats:
    """The Gaussian kernel estimate from points (n, dim), normalized on the grid, shape (G,)."""
    return mixture(grid, points, bandwidth, floor=0.0)


def mixture(grid: Grid, centres: npt.ArrayLike, sd: float, floor: float) -> Floats:
    """Equal isotropic Gaussians at the centres (k, dim) by (1 - floor), plus a uniform floor; shape (G,)."""
    apart = grid.centres[:, None] - np.atleast_2d(np.asarray(centres, dtype=np.float64))
    exponents = np.square(apart).sum(axis=2) / (2 * sd**2)
    # The least exponent is taken out, so that a narrow sd between the cells' centres does not underflow.
    bumps = np.exp(exponents.min() - exponents).sum(axis=1)
    return (1 - floor) * normalized(bumps) + floor * grid.uniform
