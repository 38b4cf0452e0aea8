"""The density GAN (Yang and E 2022): masses on a grid that follow the best discriminator of a linear class.

With features φ the discriminator E_{P_n}[φ]·φ(x) - E_P[φ]·φ(x) moves the density by dP/dt = A(P_n - P),
A = φφᵀ/G. That is linear, so each step is exact; after it masses are put back on the simplex.
"""

from collections.abc import Iterator
from copy import copy

import numpy as np
import numpy.typing as npt

from lab.contract.errors import BadInput
from lab.numerics.density import Floats


class DensityFlow:
    """The flow to one empirical density: `advance` takes masses from one time to a later one.

    Args:
        p_n: masses of the training set, shape (G,).
        features: φ on the grid, shape (G, m); None for the unrestricted discriminator, P_n - P itself.

    Raises:
        BadInput: shapes do not fit.
    """

    def __init__(self, p_n: npt.ArrayLike, features: npt.ArrayLike | None) -> None:
        self.p_n = np.asarray(p_n, dtype=np.float64)
        self.directions: Floats | None = None
        if features is None:
            return
        phi = np.asarray(features, dtype=np.float64)
        if phi.ndim != 2 or self.p_n.shape != phi.shape[:1]:
            raise BadInput(
                f"Masses of shape {self.p_n.shape} and features of {phi.shape}: give (G,), (G, m)."
            )
        self.directions, sigma, _ = np.linalg.svd(phi, full_matrices=False)
        self.rates = sigma**2 / len(phi)

    def towards(self, p_n: npt.ArrayLike) -> "DensityFlow":
        """The same discriminator for another training set: features are not taken apart again."""
        other = copy(self)
        other.p_n = np.asarray(p_n, dtype=np.float64)
        return other

    def advance(self, p: Floats, h: float, *, project: bool = True) -> Floats:
        """Masses after a further time h, shape (G,); `project` keeps them a density."""
        gap = p - self.p_n
        if self.directions is None:
            moved = p + np.expm1(-h) * gap
        else:
            moved = p + self.directions @ (np.expm1(-h * self.rates) * (gap @ self.directions))
        return onto_simplex(moved) if project else moved


def linear_density_flow(
    p0: npt.ArrayLike,
    p_n: npt.ArrayLike,
    features: npt.ArrayLike | None,
    times: npt.ArrayLike,
    project: bool = True,
    substeps: int = 6,
) -> Iterator[Floats]:
    """Masses at each time of the flow from p0 towards p_n, shape (G,) each.

    Args:
        p0: masses at time 0, shape (G,).
        p_n: masses of the training set, shape (G,).
        features: φ on the grid, shape (G, m); None for the unrestricted discriminator.
        times: increasing, from above 0.
        project: put the masses back on the simplex after every substep; without, mass may turn negative.
        substeps: of each interval between times, geometric after the first.

    Raises:
        BadInput: shapes do not fit, or times do not increase.
    """
    ends = np.asarray(times, dtype=np.float64)
    if not (np.diff(ends, prepend=0.0) > 0).all():
        raise BadInput("Times must increase, from above 0.")
    flow = DensityFlow(p_n, features)
    p = np.asarray(p0, dtype=np.float64)
    for before, after in zip([0.0, *ends], ends, strict=False):
        space = np.geomspace if before > 0 else np.linspace
        for h in np.diff(space(before, after, substeps + 1)):
            p = flow.advance(p, float(h), project=project)
        yield p


def onto_simplex(values: npt.ArrayLike) -> Floats:
    """The nearest masses that sum to 1 and are not negative, shape (G,) (Held et al. 1974)."""
    v = np.asarray(values, dtype=np.float64)
    falling = -np.sort(-v)
    excess = (np.cumsum(falling) - 1) / np.arange(1, len(v) + 1)
    kept = np.flatnonzero(falling > excess)[-1]
    return np.asarray(np.maximum(v - excess[kept], 0))
