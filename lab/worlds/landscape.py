"""Two generator particles on a line, and the loss that a kernel discriminator gives them, in closed form.

Half of the target sits at -1 and half at +1; the loss is the squared kernel distance (MMD²) of particles
and target under the Gaussian kernel k(d) = exp(-d²/2h²).
"""

import numpy as np
import numpy.typing as npt

from lab.numerics.density import Floats

HOUSES = (-1.0, 1.0)
NEWTON_STEPS = 12
"""Of Newton's method for the threshold: it is exact after eight."""


def loss(x1: npt.ArrayLike, x2: npt.ArrayLike, h: float) -> Floats:
    """L(x1, x2) = ½(1 + k(x1-x2)) + ½(1 + k(2)) - ½Σ k(x_i ± 1), of any shape that x1 and x2 share."""
    first, second = np.asarray(x1, dtype=np.float64), np.asarray(x2, dtype=np.float64)

    def k(d: npt.ArrayLike) -> Floats:
        return np.asarray(np.exp(-np.square(d) / (2 * h**2)))

    pull = sum(k(x - house) for x in (first, second) for house in HOUSES)
    return np.asarray(1 + (k(first - second) + k(HOUSES[1] - HOUSES[0]) - pull) / 2)


def gradient(x1: npt.ArrayLike, x2: npt.ArrayLike, h: float) -> tuple[Floats, Floats]:
    """∂L/∂x1 and ∂L/∂x2, of the shape of x1 and x2."""
    first, second = np.asarray(x1, dtype=np.float64), np.asarray(x2, dtype=np.float64)

    def slope(d: Floats) -> Floats:
        return np.asarray(-d / h**2 * np.exp(-np.square(d) / (2 * h**2)))

    apart = slope(first - second)
    pull1, pull2 = (sum(slope(x - house) for house in HOUSES) for x in (first, second))
    return np.asarray((apart - pull1) / 2), np.asarray((-apart - pull2) / 2)


def hessian(x1: float, x2: float, h: float) -> Floats:
    """Second derivatives of L at one point, shape (2, 2)."""

    def bend(d: float) -> float:
        return (d**2 / h**2 - 1) / h**2 * float(np.exp(-(d**2) / (2 * h**2)))

    apart = bend(x1 - x2)
    pull1, pull2 = (sum(bend(x - house) for house in HOUSES) for x in (x1, x2))
    return np.array([[apart - pull1, -apart], [-apart, apart - pull2]]) / 2


def threshold() -> float:
    """The kernel width at which the wrong minimum vanishes: there it meets a saddle, and det ∇²L = 0."""

    def fold(point: Floats) -> Floats:
        slope1, slope2 = gradient(point[0], point[1], point[2])
        return np.array([float(slope1), float(slope2), np.linalg.det(hessian(*point))])

    point, nudge = np.array([1.3, 0.4, 0.6]), 1e-6 * np.eye(3)
    for _ in range(NEWTON_STEPS):
        slopes = [(fold(point + shift) - fold(point - shift)) / 2e-6 for shift in nudge]
        point = point - np.linalg.solve(np.transpose(slopes), fold(point))
    return float(point[2])


def descend(
    x1: npt.ArrayLike, x2: npt.ArrayLike, h: float, steps: int = 2000, every: int = 0
) -> tuple[Floats, Floats]:
    """Gradient descent of many starts at once, in steps of ½h² (the curvature is at most about 2/h²).

    Args:
        x1: starts of the first particle, any shape.
        x2: starts of the second particle, of that shape.
        h: kernel width.
        steps: how many.
        every: record a path point each so many steps; 0 gives the end alone.

    Returns:
        Positions of both: their ends, or paths with one more leading axis that begins with the start.
    """
    first, second = np.asarray(x1, dtype=np.float64), np.asarray(x2, dtype=np.float64)
    path = [(first, second)]
    for step in range(1, steps + 1):
        slope1, slope2 = gradient(first, second, h)
        first, second = first - h**2 / 2 * slope1, second - h**2 / 2 * slope2
        if every and step % every == 0:
            path.append((first, second))
    if not every:
        return first, second
    return np.stack([point[0] for point in path]), np.stack([point[1] for point in path])


def stuck(x1: npt.ArrayLike, x2: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Whether two particles at rest miss a house: the loss is 0 only with one of them at each."""
    apart = np.sort(np.stack([np.asarray(x1), np.asarray(x2)]), axis=0)
    return np.asarray(np.abs(apart - np.reshape(HOUSES, (2, *[1] * (apart.ndim - 1)))).max(axis=0) > 0.1)
