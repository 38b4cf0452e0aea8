"""Intervals against closed forms."""

import math

import numpy as np
import pytest

from lab.numerics.intervals import bootstrap, wilson

Z = 1.959963984540054


@pytest.mark.parametrize(("successes", "trials"), [(0, 20), (3, 20), (10, 20), (20, 20), (1, 1), (450, 1000)])
def test_wilson_holds_the_shares_whose_z_is_within_its_own(successes, trials):
    """Its ends are the two roots p of (s/n − p)² = z² p(1 − p)/n."""
    for end in wilson(successes, trials):
        residual = (successes / trials - end) ** 2 - Z * Z * end * (1 - end) / trials
        assert abs(residual) < 1e-12
    low, high = wilson(successes, trials)
    assert low <= successes / trials <= high


def test_wilson_of_all_and_of_none_mirror_each_other():
    low, high = wilson(20, 20)
    assert high == pytest.approx(1)
    assert low == pytest.approx(20 / (20 + Z * Z))
    assert wilson(0, 20) == pytest.approx((1 - high, 1 - low))


def test_wilson_refuses_what_is_no_share():
    for successes, trials in ((0, 0), (3, 2), (-1, 2)):
        with pytest.raises(ValueError, match="successes of at least one trial"):
            wilson(successes, trials)


def test_the_bootstrap_of_a_mean_is_the_normal_interval_of_many_runs():
    values = np.random.default_rng(3).normal(2.0, 0.5, size=400).tolist()
    low, high = bootstrap(values, np.mean)
    half = Z * np.std(values) / math.sqrt(len(values))
    assert (low, high) == pytest.approx((np.mean(values) - half, np.mean(values) + half), abs=0.006)


def test_the_bootstrap_of_two_values_is_the_binomial_one():
    """The mean of n zeros and n ones, drawn anew, is a share of 2n tosses: its quantiles are known."""
    low, high = bootstrap([0.0] * 10 + [1.0] * 10, np.mean)
    tosses = [math.comb(20, k) / 2**20 for k in range(21)]
    quantiles = [float(np.searchsorted(np.cumsum(tosses), level)) / 20 for level in (0.025, 0.975)]
    assert (low, high) == pytest.approx(quantiles, abs=0.051)


def test_the_bootstrap_is_the_same_each_time_and_covers_nothing_that_is_constant():
    assert bootstrap([1.0, 2.0, 4.0], np.mean) == bootstrap([1.0, 2.0, 4.0], np.mean)
    assert bootstrap([3.0] * 20, np.mean) == (3.0, 3.0)
    low, high = bootstrap([0.0, 1.0], lambda drawn: 1.0 / drawn[0] if drawn[0] else math.nan)
    assert (low, high) == (1.0, 1.0)
    with pytest.raises(ValueError, match="no run"):
        bootstrap([], np.mean)


def test_an_interval_is_the_same_on_machines_whose_logarithms_differ_in_the_last_bit():
    values = np.random.default_rng(4).normal(0.55, 0.02, size=20).tolist()
    above, below = ([math.nextafter(value, side) for value in values] for side in (1.0, 0.0))
    assert bootstrap(above, np.mean) == bootstrap(below, np.mean) == bootstrap(values, np.mean)
