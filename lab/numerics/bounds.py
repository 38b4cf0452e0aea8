"""What theory promises of the bias potential model, in closed form."""

import numpy as np
import numpy.typing as npt

from lab.numerics.density import Floats


def early_stopping_bound(
    times: npt.ArrayLike, norm: float, dim: int, n: int, delta: float = 0.1
) -> tuple[Floats, Floats]:
    """The two terms that bound KL(P*‖P_t) by their sum (Yang 2022, theorem 6), with probability 1 - delta.

    Args:
        times: of the gradient flow from V = 0.
        norm: |a*| of the target's potential.
        dim: dimension of the points.
        n: number of samples.
        delta: chance that the bound fails.

    Returns:
        The optimization term |a*|²/2t and the sampling term 2t(4√(2 log 2d) + √(2 log 2/δ))/√n.
    """
    t = np.asarray(times, dtype=np.float64)
    factor = 4 * np.sqrt(2 * np.log(2 * dim)) + np.sqrt(2 * np.log(2 / delta))
    return norm**2 / (2 * t), 2 * t * factor / np.sqrt(n)
