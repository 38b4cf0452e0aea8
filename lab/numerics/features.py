"""Random features φ_j(x): the fixed first layer of a potential, or of a discriminator.

They are scaled by 1/√m, so that sums over features are means over their law, and the time of a gradient
flow is learning rate times steps whatever the number of features.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from lab.contract.errors import BadInput
from lab.numerics.density import Floats

Kind = Literal["relu", "l1-relu", "fourier"]
BIAS_RANGE = 1.4
"""Largest bias of a ReLU feature: just below the corner of the square, √2."""


@dataclass(frozen=True)
class Features:
    """m functions of a point: relu(w·x + b)/√m, or √2 cos(w·x + b)/√m.

    `weights` has shape (dim, m), `biases` (m,). Points of float32 give float32, where cosines are ten times
    faster.
    """

    weights: Floats
    biases: Floats
    periodic: bool

    @property
    def scale(self) -> float:
        """1/√m, by √2 for cosines: their kernel is then 1 on the diagonal in the mean."""
        return float(np.sqrt((2 if self.periodic else 1) / len(self.biases)))

    def __call__(self, points: npt.ArrayLike) -> npt.NDArray[Any]:
        """φ at points (n, dim), shape (n, m)."""
        inner = self._inner(points)
        return np.asarray(self.scale * (np.cos(inner) if self.periodic else np.maximum(inner, 0)))

    def gradient(self, points: npt.ArrayLike, a: npt.ArrayLike) -> npt.NDArray[Any]:
        """Gradient of x -> a·φ(x) at points (n, dim), shape (n, dim)."""
        inner = self._inner(points)
        slope = -np.sin(inner) if self.periodic else (inner > 0).astype(inner.dtype)
        weights = (self.scale * np.asarray(a) * self.weights).astype(inner.dtype)
        return np.asarray(slope @ weights.T)

    def _inner(self, points: npt.ArrayLike) -> npt.NDArray[Any]:
        x = np.asarray(points)
        dtype = x.dtype if x.dtype == np.float32 else np.float64
        return np.asarray(x.astype(dtype) @ self.weights.astype(dtype) + self.biases.astype(dtype))


def random_features(kind: Kind, m: int, seed: int, *, dim: int = 2, bandwidth: float = 0.2) -> Features:
    """Draw m features.

    Args:
        kind: `relu` (w on the unit sphere, b uniform in ±1.4), `l1-relu` ((w, b) uniform on the sphere
            |w|₁ + |b| = 1; Yang 2022), or `fourier` (w normal with standard deviation 1/bandwidth, b a
            uniform phase: the Gaussian kernel of that bandwidth; Rahimi and Recht 2007).
        m: number of features.
        seed: of their random generator.
        dim: dimension of the points.
        bandwidth: of the Gaussian kernel; only `fourier` has one.

    Raises:
        BadInput: the kind is not known, or m or the bandwidth is not positive.
    """
    if m < 1 or not bandwidth > 0:
        raise BadInput(f"m = {m} and bandwidth = {bandwidth}: both must be positive.")
    rng = np.random.default_rng(seed)
    if kind == "fourier":
        return Features(rng.normal(size=(dim, m)) / bandwidth, rng.uniform(0, 2 * np.pi, m), periodic=True)
    if kind == "l1-relu":
        ray = rng.laplace(size=(dim + 1, m))
        ray /= np.abs(ray).sum(axis=0)
        return Features(ray[:dim], ray[dim], periodic=False)
    if kind == "relu":
        direction = rng.normal(size=(dim, m))
        direction /= np.linalg.norm(direction, axis=0)
        return Features(direction, rng.uniform(-BIAS_RANGE, BIAS_RANGE, m), periodic=False)
    raise BadInput(f"features = {kind} are not known; there are relu, l1-relu, fourier.")
