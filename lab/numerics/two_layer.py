"""The bias potential whose features learn too: V is a two-layer network, and so is no longer linear.

V(x) = 1/m Σ_j a_j relu(w_j·x + b_j). Its loss is convex in V but not in (a, w, b). In the limit of many
units a flow that converges from weights of every direction still ends at a global minimum (Yang and E 2021,
proposition 4).
"""

import numpy as np
import numpy.typing as npt

from lab.contract.errors import BadInput
from lab.numerics.density import Floats, log_normalized
from lab.numerics.features import Features


class TwoLayerPotential:
    """Loss, gradient and density of the model, for all weights in one vector.

    The vector is (a, w, b)/√m, shape ((dim + 2)·m,), so that its norm is a mean over units, as the norm of
    fixed features' coefficients is, and Adam's steps of η/√m in it are steps η in every weight.

    Args:
        features: where w and b start.
        grid: centres of the cells, shape (G, dim); the base P_0 is uniform there.
        samples: the n training points, shape (n, dim).

    Raises:
        BadInput: the features are cosines, or shapes do not fit.
    """

    def __init__(self, features: Features, grid: npt.ArrayLike, samples: npt.ArrayLike) -> None:
        if features.periodic:
            raise BadInput("Fourier features do not learn: give ReLU features to a two-layer potential.")
        cells, points = (np.asarray(places, dtype=np.float64) for places in (grid, samples))
        dim, self.units = features.weights.shape
        if cells.ndim != 2 or cells.shape[1] != dim or points.ndim != 2 or points.shape[1] != dim:
            raise BadInput(f"A grid of shape {cells.shape} and samples of {points.shape}, for dim = {dim}.")
        self.cells = len(cells)
        places = np.concatenate([cells, points])
        self.places: Floats = np.hstack([places, np.ones((len(places), 1))])
        """Cells, then samples, each with a one for the bias; shape (G + n, dim + 1)."""
        self.inner: Floats = np.vstack([features.weights, features.biases])
        self.active, self.on = np.empty((2, len(places), self.units))

    @property
    def start(self) -> Floats:
        """The weights at V = 0, the base density: outer ones zero, inner ones as drawn."""
        return np.asarray(np.concatenate([np.zeros(self.units), self.inner.ravel()]) / np.sqrt(self.units))

    def norm(self, c: Floats) -> float:
        """Root mean square of the outer weights a."""
        return float(np.linalg.norm(c[: self.units]))

    def loss(self, c: Floats) -> float:
        """L = E_{P_n}[V] + log E_{P_0}[e^{-V}], in nats."""
        v = self._potential(c)
        log_z = -v[0] - log_normalized(-v[: self.cells])[0]  # the same at every cell
        return float(v[self.cells :].mean() + log_z - np.log(self.cells))

    def log_density(self, c: Floats) -> Floats:
        """Log masses of the cells, shape (G,)."""
        v = self._potential(c)
        return log_normalized(-v[: self.cells])

    def gradient(self, c: Floats) -> Floats:
        """∇L in all weights, shape ((dim + 2)·m,)."""
        v = self._potential(c)
        pull = np.full(len(v), 1 / (len(v) - self.cells))
        pull[: self.cells] = -np.exp(log_normalized(-v[: self.cells]))
        np.sign(self.active, out=self.on)
        inner = (self.places.T * pull) @ self.on * (np.sqrt(self.units) * c[: self.units])
        return np.asarray(np.concatenate([pull @ self.active, inner.ravel()]) / np.sqrt(self.units))

    def _potential(self, c: Floats) -> Floats:
        """V at cells and samples, shape (G + n,), with the units there in `active`, (G + n, m)."""
        weights = np.sqrt(self.units) * c.reshape(-1, self.units)
        np.maximum(np.matmul(self.places, weights[1:], out=self.active), 0, out=self.active)
        return np.asarray(self.active @ weights[0] / self.units)
