"""Power laws: the exponent of a loss against a size, with its scatter over seeds. Numpy only."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def exponent(sizes: ArrayLike, losses: ArrayLike) -> float:
    """Least-squares slope of log loss (n,) on log size (n,). ValueError unless positive and of two sizes."""
    x, y = np.asarray(sizes, float), np.asarray(losses, float)
    if len(np.unique(x)) < 2 or x.min() <= 0 or not y.min() > 0:
        raise ValueError(f"sizes {x}, losses {y}: give positive numbers for at least two different sizes")
    return float(np.polyfit(np.log(x), np.log(y), 1)[0])


def through_means(sizes: ArrayLike, losses: ArrayLike) -> tuple[float, float]:
    """Slope and level of the power law `level · size**slope` through the geometric mean of the losses (n,) at
    each size (n,): a size counts once, however often it was measured. ValueError as `exponent`."""
    x, y = np.asarray(sizes, float), np.asarray(losses, float)
    each = np.unique(x)
    means = np.exp([np.log(y[x == size]).mean() if y[x == size].min() > 0 else -np.inf for size in each])
    slope = exponent(each, means)
    return slope, float(np.exp((np.log(means) - slope * np.log(each)).mean()))


def bootstrap(sizes: ArrayLike, losses: ArrayLike, draws: int = 1000, seed: int = 0) -> NDArray[np.float64]:
    """Exponents (draws,) of the mean loss with seeds drawn anew with replacement; losses (seeds, n)."""
    x, table = np.log(np.asarray(sizes, float)), np.asarray(losses, float)
    chosen = np.random.default_rng(seed).integers(len(table), size=(draws, len(table)))
    y, x = np.log(table[chosen].mean(1)), x - x.mean()
    slopes: NDArray[np.float64] = y @ x / (x @ x)
    return slopes
