"""What the models are asked to learn: densities on a grid by name, and the samples they get to see."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lab.contract.errors import BadInput
from lab.numerics.density import Floats, Grid, mixture, normalized

FLOOR, BOARD_FLOOR = 0.02, 1e-3
"""Shares of uniform mass in the mixtures and in the board: they keep KL(P‖P*) finite."""


def ring_centres(count: int, radius: float = 0.65) -> Floats:
    """Points on a circle at equal angles, shape (count, 2)."""
    angle = 2 * np.pi * np.arange(count) / count
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1)


def moons_centres(count: int = 60, scale: float = 0.55) -> Floats:
    """Two interlocked half circles, shape (2 count, 2)."""
    angle = np.linspace(0, np.pi, count)
    upper = np.stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25], axis=-1)
    return np.concatenate([scale * upper, -scale * upper])


def spiral_centres(count: int = 120, turns: float = 1.5, radius: float = 0.85) -> Floats:
    """An Archimedean spiral from the origin, shape (count, 2)."""
    along = np.linspace(0, 1, count)[:, None]
    angle = 2 * np.pi * turns * along
    return np.concatenate([radius * along * np.cos(angle), radius * along * np.sin(angle)], axis=-1)


MIXTURES: dict[str, tuple[Callable[[], Floats], float]] = {
    "ring8": (lambda: ring_centres(8), 0.08),
    "moons": (moons_centres, 0.07),
    "spiral": (spiral_centres, 0.05),
    "ring": (lambda: ring_centres(120), 0.07),
    "gauss": (lambda: np.zeros((1, 2)), 0.3),
    "two": (lambda: np.array([[-0.5, 0.0], [0.5, 0.0]]), 0.12),
}
"""Centres and standard deviation of the targets that are mixtures of Gaussians."""

NAMES = (*MIXTURES, "checkerboard")


def target(name: str, grid: Grid, sd: float | None = None, floor: float | None = None) -> Floats:
    """The target density of that name on a grid of the plane, shape (G,).

    Args:
        name: one of NAMES.
        grid: of the plane.
        sd: standard deviation of the bumps; None for the target's own.
        floor: share of uniform mass; None for the target's own.

    Raises:
        BadInput: no target has that name, or the grid is not of the plane.
    """
    if grid.dim != 2:
        raise BadInput(f"Targets live in the plane; the grid given has dim = {grid.dim}: use dim = 2.")
    if name == "checkerboard":
        return checkerboard(grid, BOARD_FLOOR if floor is None else floor)
    if name not in MIXTURES:
        raise BadInput(f"target = {name} is not known; there are {', '.join(NAMES)}.")
    centres, width = MIXTURES[name]
    return mixture(grid, centres(), width if sd is None else sd, FLOOR if floor is None else floor)


def checkerboard(grid: Grid, floor: float = BOARD_FLOOR, squares: int = 4) -> Floats:
    """Uniform on the dark squares of a board, plus a thin floor; shape (G,)."""
    board = np.floor((grid.centres / grid.extent + 1) * squares / 2).sum(axis=1) % 2
    return (1 - floor) * normalized(board) + floor * grid.uniform


def teacher(features: npt.ArrayLike, norm: float = 10.0, seed: int = 123) -> tuple[Floats, Floats]:
    """A target of known norm, P* ∝ e^{-V*} with V* = a*·φ and a* uniform on the sphere |a*| = norm.

    Args:
        features: φ on the grid, shape (G, m).
        norm: |a*|.
        seed: of a*.

    Returns:
        P*, shape (G,), and a*, shape (m,).
    """
    phi = np.asarray(features, dtype=np.float64)
    direction = np.random.default_rng(seed).normal(size=(phi.shape[1],))
    a = direction * (norm / float(np.linalg.norm(direction)))
    potential = phi @ a
    return normalized(np.exp(potential.min() - potential)), a


@dataclass(frozen=True)
class Samples:
    """The points of a run: train (n, dim), as many held out, and more to test on, all from the target."""

    train: Floats
    heldout: Floats
    test: Floats


def split(points: npt.ArrayLike, n: int, data_seed: int) -> Samples:
    """A finite set of points (N, dim) as a run's: n of them to train on, others held out and to test on.

    At most half of them are trained on; all that are not are tested on, and n of these are the held-out twin.
    """
    all_points = np.asarray(points, dtype=np.float64)
    count = min(n, len(all_points) // 2)
    order = np.random.default_rng([data_seed, 3]).permutation(len(all_points))
    train, others = all_points[order[:count]], all_points[order[count:]]
    return Samples(train, others[:count], others)


def samples(p: npt.ArrayLike, grid: Grid, n: int, data_seed: int, test: int = 500) -> Samples:
    """Draw a run's points; each set has a random stream of its own, and more points begin with the fewer."""
    sizes = (n, n, test)
    drawn = [grid.draw(p, size, np.random.default_rng([data_seed, k])) for k, size in enumerate(sizes)]
    return Samples(*drawn)
