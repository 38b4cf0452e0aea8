"""The bias potential model (Yang 2022): a density e^{-V} P_0 / Z with V = a·φ linear in random features.

Its loss L(a) = E_{P_n}[V] + log E_{P_0}[e^{-V}] is convex, and less its minimum it is KL(P_n‖P). Training is
the gradient flow da/dt = -∇L(a) = E_P[φ] - E_{P_n}[φ], followed here by implicit steps in log time.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve

from lab.contract.errors import BadInput
from lab.numerics.density import Floats, log_normalized

RANK_TOLERANCE = 1e-13
"""Singular values of the features below it, relative to the largest, are rounding."""
NEWTON_STEPS = 100
CONVERGED = 1e-12
"""Newton ends where its decrement squared, twice the loss that is left to gain, falls below it."""
SEARCHED = 1e-8
"""From such a decrement squared on, what a step gains is above the rounding of the loss."""


class Potential:
    """Loss, gradient and density of the model, for coefficients c in the features' own directions.

    Features are turned and cut to the r directions in which they differ on the grid at all: the flow of the
    density is the same and r is often half of m. `modes` (m, r) leads back: a = modes @ c, |a| = |c|.

    Args:
        features_base: φ on the grid, shape (G, m); the base P_0 is uniform there.
        features_samples: φ at the n samples, shape (n, m), or their mean in any density, shape (m,).
        turned: False keeps the features as they are, for optimizers that see coordinates (Adam).

    Raises:
        BadInput: shapes do not fit, or a feature is not finite.
    """

    def __init__(
        self, features_base: npt.ArrayLike, features_samples: npt.ArrayLike, *, turned: bool = True
    ) -> None:
        base = np.asarray(features_base, dtype=np.float64)
        mean = np.atleast_2d(np.asarray(features_samples, dtype=np.float64)).mean(axis=0)
        if base.ndim != 2 or mean.shape != base.shape[1:]:
            raise BadInput(f"Features of shapes {base.shape} on the grid and {mean.shape} of the samples.")
        if not (np.isfinite(base).all() and np.isfinite(mean).all()):
            raise BadInput("Some feature is not finite: a sample or a weight is NaN or infinite.")
        self.modes = np.eye(base.shape[1])
        if turned:
            _, sigma, rows = np.linalg.svd(base, full_matrices=False)
            self.modes = rows[sigma > RANK_TOLERANCE * sigma.max()].T
            base, mean = base @ self.modes, mean @ self.modes
        self.features: Floats = base
        self.mean: Floats = mean

    @property
    def start(self) -> Floats:
        """Coefficients of V = 0, the base density; shape (r,)."""
        return np.zeros(len(self.mean))

    def norm(self, c: Floats) -> float:
        """|a|."""
        return float(np.linalg.norm(c))

    def loss(self, c: Floats) -> float:
        """L = E_{P_n}[V] + log E_{P_0}[e^{-V}], in nats."""
        weights, shift = self._weights(c)
        return float(self.mean @ c + shift + np.log(weights.mean()))

    def log_density(self, c: Floats) -> Floats:
        """Log masses of the cells, shape (G,): finite also where masses underflow."""
        return log_normalized(-(self.features @ c))

    def density(self, c: Floats) -> Floats:
        """Masses of the cells, shape (G,)."""
        weights, _ = self._weights(c)
        return np.asarray(weights / weights.sum())

    def _weights(self, c: Floats) -> tuple[Floats, float]:
        """e^{-V} by its largest value, shape (G,), and that value's logarithm."""
        minus_v: Floats = -(self.features @ c)
        largest = float(minus_v.max())
        return np.exp(minus_v - largest), largest

    def gradient(self, c: Floats) -> Floats:
        """∇L = E_{P_n}[φ] - E_P[φ], shape (r,)."""
        return self.mean - self.density(c) @ self.features

    def proximal_step(self, c: Floats, h: float, guess: Floats | None = None) -> Floats:
        """The implicit Euler step: the minimum over a of L(a) + |a - c|²/2h, by damped Newton.

        From c = 0 it is the ridge solution with penalty |a|²/2h.

        Args:
            c: coefficients, shape (r,).
            h: length of the step in time.
            guess: where Newton starts; None for c.

        Raises:
            BadInput: h is not positive, or so long that 100 Newton steps do not reach the minimum.
        """
        if not h > 0:
            raise BadInput(f"h = {h} is no step in time: times must grow, from above 0.")
        for searching in (False, True):  # where |a| is in the thousands, a step may lead far past the minimum
            found = self._newton(c, h, c if guess is None else guess, searching=searching)
            if found is not None:
                return found
        raise BadInput(f"A step of {h:g} in time is too long for Newton's method: give more times.")

    def _newton(self, c: Floats, h: float, a: Floats, *, searching: bool) -> Floats | None:
        """The minimum of `proximal_step` from a on; searching halves steps that do not lead down."""
        for _ in range(NEWTON_STEPS):
            p = self.density(a)
            mean = p @ self.features
            gradient = self.mean - mean + (a - c) / h
            spread = np.sqrt(p)[:, None] * (self.features - mean)
            hessian = spread.T @ spread
            hessian[np.diag_indices_from(hessian)] += 1 / h
            step = cho_solve(cho_factor(hessian, overwrite_a=True, check_finite=False), gradient)
            decrement = float(np.sqrt(max(gradient @ step, 0.0)))
            step = step if decrement < 0.5 else step / (1 + decrement)
            if searching and decrement**2 > SEARCHED:
                step = self._shortened(c, h, a, step)
            a = np.asarray(a - step)
            if decrement**2 < CONVERGED:
                return a
        return None

    def _shortened(self, c: Floats, h: float, a: Floats, step: Floats) -> Floats:
        """The step, halved until the objective falls."""

        def objective(at: Floats) -> float:
            return self.loss(at) + float((at - c) @ (at - c)) / (2 * h)

        here, halved = objective(a), (step / 2**k for k in range(NEWTON_STEPS))
        return next((shorter for shorter in halved if objective(a - shorter) < here), step)


def log_time_flow(
    features_base: npt.ArrayLike, features_samples: npt.ArrayLike, times: npt.ArrayLike
) -> tuple[Potential, Iterator[Floats]]:
    """The gradient flow from V = 0, one implicit step a time: meant for geometric times, to 1e9 if need be.

    Args:
        features_base: φ on the grid, shape (G, m).
        features_samples: φ at the samples, shape (n, m), or its mean, shape (m,).
        times: increasing, from above 0.

    Returns:
        The potential, and an iterator of its coefficients, shape (r,), at each time.
    """
    potential = Potential(features_base, features_samples)

    def coefficients() -> Iterator[Floats]:
        c = potential.start
        for h in np.diff(np.asarray(times, dtype=np.float64), prepend=0.0):
            c = potential.proximal_step(c, float(h))
            yield c

    return potential, coefficients()


def gradient_flow(
    features_base: npt.ArrayLike,
    features_samples: npt.ArrayLike,
    learning_rate: float,
    *,
    radius: float = np.inf,
) -> tuple[Potential, Iterator[Floats]]:
    """The same flow by gradient descent, where k steps are the time k · learning_rate; without an end.

    Stable while learning_rate < 2/max|φ|². A finite radius keeps |a| below it (Yang 2022, proposition 12).

    Args:
        features_base: φ on the grid, shape (G, m).
        features_samples: φ at the samples, shape (n, m), or its mean, shape (m,).
        learning_rate: time of a step.
        radius: bound on |a|.

    Returns:
        The potential, and an iterator of its coefficients, shape (r,), after each step.
    """
    potential = Potential(features_base, features_samples)

    def coefficients() -> Iterator[Floats]:
        c = potential.start
        while True:
            c = within(radius, c - learning_rate * potential.gradient(c))
            yield c

    return potential, coefficients()


def within(radius: float, c: Floats) -> Floats:
    """The nearest coefficients with |c| <= radius."""
    return c * min(1.0, radius / max(float(np.linalg.norm(c)), np.finfo(float).tiny))


def best_within(potential: Potential, radius: float, longest: float = 1e9) -> Floats:
    """The minimum of the loss over |a| <= radius: the ridge solution of that norm, found by bisection.

    The unbounded minimum may lie at infinity; penalties weaker than |a|²/2·longest are not tried.
    """
    shorter, longer, inside = 1e-3, 1e-3, potential.start
    while longer < longest:
        c = potential.proximal_step(potential.start, longer, guess=inside)
        if np.linalg.norm(c) > radius:
            break
        shorter, longer, inside = longer, 4 * longer, c
    while longer / shorter > 1 + 1e-9:
        middle = float(np.sqrt(longer * shorter))
        c = potential.proximal_step(potential.start, middle, guess=inside)
        if np.linalg.norm(c) > radius:
            longer = middle
        else:
            shorter, inside = middle, c
    return inside
