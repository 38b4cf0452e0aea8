"""Intervals for what independent runs say: Wilson's of a share, the bootstrap's of anything else.

Sources: Wilson (1927), "Probable inference, the law of succession, and statistical inference"; Efron (1979),
"Bootstrap methods: another look at the jackknife" (here its percentiles).
"""

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist
from typing import TypeVar

import numpy as np

T = TypeVar("T")
Interval = tuple[float, float]

CONFIDENCE = 0.95
RESAMPLES = 2000
"""Draws of the bootstrap; the seed is fixed, so that equal runs have equal intervals."""
DIGITS = 9
"""Significant digits on which machines agree: a logarithm and a fit differ in the last bits of a double."""


def agreed(value: float) -> float:
    """A number in the digits that it has on every machine."""
    return float(f"{value:.{DIGITS}g}")


def wilson(successes: int, trials: int, confidence: float = CONFIDENCE) -> Interval:
    """Wilson's score interval of a share, from `successes` of `trials`. ValueError without a trial."""
    if not 0 <= successes <= trials or not trials:
        raise ValueError(f"{successes} of {trials}: give 0 … trials successes of at least one trial")
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share, scale = successes / trials, 1 + z * z / trials
    middle = (share + z * z / (2 * trials)) / scale
    half = z / scale * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return max(0.0, middle - half), min(1.0, middle + half)


def bootstrap(
    runs: Sequence[T],
    statistic: Callable[[Sequence[T]], float],
    confidence: float = CONFIDENCE,
    seed: int = 0,
) -> Interval:
    """Percentiles of a statistic over runs that are drawn anew with replacement, (n,) of n.

    A draw for which the statistic is no number is left out. ValueError without a run.
    """
    if not runs:
        raise ValueError("no run: an interval needs one at least")
    chosen = np.random.default_rng(seed).integers(len(runs), size=(RESAMPLES, len(runs)))
    values = np.array([statistic([runs[place] for place in places]) for places in chosen], float)
    known = values[np.isfinite(values)]
    if not len(known):
        return math.nan, math.nan
    low, high = np.quantile(known, (0.5 - confidence / 2, 0.5 + confidence / 2))
    return agreed(low), agreed(high)
