"""What a two-layer network starts from and learns in the condensation experiments, and the theory's phases.

Initial weights are a ~ N(0, β1²), (w, b) ~ N(0, β2²). The exponents gamma_pd = -log(β1 β2) / log m and
gamma_prime_pd = -log(β1 / β2) / log m (arXiv:2007.07497) are not the transformer's gamma. Numpy only.
"""

import math

import numpy as np
from numpy.typing import NDArray

from lab.numerics.initialization import standard_normals, std

Floats = NDArray[np.float64]


def kinked_target(points: int = 40) -> tuple[Floats, Floats]:
    """x (n,) evenly over [-1, 1] and a target of four ReLU neurons."""
    x = np.linspace(-1, 1, points)
    kinks = ((-1, 1, 0), (1, 2, 0.6), (-1, 1.5, -0.6), (1, 0.5, -0.4))
    return x, np.sum([sign * np.maximum(w * x + b, 0) for sign, w, b in kinks], axis=0)


def wavy_target(points: int = 40) -> tuple[Floats, Floats]:
    """x (n,) evenly over [-1, 1] and sin 3x + sin(6x) / 2, for smooth activations."""
    x = np.linspace(-1, 1, points)
    return x, np.sin(3 * x) + np.sin(6 * x) / 2


def four_points() -> tuple[Floats, Floats]:
    """The four points x, y that the networks of the phase diagram fit."""
    return np.array([-1, -0.34, 0.34, 1]), np.array([0.2, -0.6, 0.7, -0.1])


def initial_weights(m: int, gamma_pd: float, gamma_prime_pd: float, seed: int) -> tuple[Floats, Floats]:
    """Outer weights a (m,) and inner weights (w, b) (m, 2) of m neurons; the same normals for every exponent.

    Equal standard deviations m^-gamma_std are gamma_pd = 2 gamma_std, gamma_prime_pd = 0.
    """
    outer = std((gamma_pd + gamma_prime_pd) / 2, m) * standard_normals(seed, "outer", (m,))
    inner = std((gamma_pd - gamma_prime_pd) / 2, m) * standard_normals(seed, "inner", (m, 2))
    return outer, inner


def condensed(gamma_pd: float, gamma_prime_pd: float) -> bool:
    """Whether in theory the inner weights move far as m grows: gamma > 1 and gamma' < gamma - 1."""
    return gamma_pd > 1 and gamma_prime_pd < gamma_pd - 1


def boundary_distance(gamma_pd: float, gamma_prime_pd: float) -> float:
    """Euclidean distance to the boundary: gamma = 1 below gamma' = 0, and gamma' = gamma - 1 above."""
    right, up = gamma_pd - 1, gamma_prime_pd
    vertical = math.hypot(right, max(up, 0))
    along = max((right + up) / 2, 0)
    return min(vertical, math.hypot(right - along, up - along))
