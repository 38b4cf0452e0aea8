"""The initialization rate gamma: weights are drawn from N(0, sigma²) with sigma = d^-gamma.

The larger gamma, the *smaller* the weights. gamma = 0.5 is the usual 1/sqrt(d). Numpy only.
"""

import hashlib
import math

import numpy as np
from numpy.typing import NDArray


def std(gamma: float, d: int) -> float:
    """Standard deviation d^-gamma of a width d (arXiv:2405.05409). ValueError unless d >= 1."""
    if d < 1:
        raise ValueError(f"d = {d} is below 1; give the number of inputs, at least 1")
    return math.pow(d, -gamma)


def equivalent_rate(std: float, d: int) -> float:
    """The gamma for which d^-gamma equals a given standard deviation: -ln(std) / ln(d).

    ValueError unless std > 0 and d >= 2 (with one input every rate gives 1).
    """
    if not (std > 0 and d >= 2):
        raise ValueError(f"std = {std}, d = {d}: std must be positive and d at least 2 to have a rate")
    return -math.log(std) / math.log(d)


def standard_normals(seed: int, name: str, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Standard normal numbers, shape `shape`, that depend on (seed, name, shape) alone.

    Members of one seed scale the same numbers by their own sigma, so they differ in scale only.
    """
    stream = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    return np.random.default_rng([seed, stream]).standard_normal(shape)
