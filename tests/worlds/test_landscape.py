"""The landscape of two particles: its derivatives, symmetries, wrong minimum, and where that vanishes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.worlds.landscape import descend, gradient, hessian, loss, stuck, threshold

PLACES = st.floats(-2, 2)
WIDTHS = st.floats(0.1, 1.5)


@given(x1=PLACES, x2=PLACES, h=WIDTHS)
def test_slope_and_bend_are_those_of_the_loss(x1: float, x2: float, h: float) -> None:
    e = 1e-5
    slopes = (loss(x1 + e, x2, h) - loss(x1 - e, x2, h), loss(x1, x2 + e, h) - loss(x1, x2 - e, h))
    assert gradient(x1, x2, h) == pytest.approx([slope / (2 * e) for slope in slopes], abs=1e-6)
    rows = (gradient(x1 + e, x2, h), gradient(x1, x2 + e, h))
    back = (gradient(x1 - e, x2, h), gradient(x1, x2 - e, h))
    assert hessian(x1, x2, h) == pytest.approx((np.array(rows) - np.array(back)) / (2 * e), abs=1e-4)


@given(x1=PLACES, x2=PLACES, h=WIDTHS)
def test_particles_and_houses_may_change_places(x1: float, x2: float, h: float) -> None:
    here = loss(x1, x2, h)
    assert here >= -1e-12
    assert loss(x2, x1, h) == pytest.approx(here)
    assert loss(-x1, -x2, h) == pytest.approx(here)
    assert loss(-1, 1, h) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("h", [0.05, 0.1, 0.2])
def test_narrow_kernels_have_a_wrong_minimum_in_closed_form(h: float) -> None:
    """(1+s, 1-s) with s = h√(2 ln 2 / 3), of loss 1 - 3/2 · 2^(-4/3); (1, 1) itself is a saddle."""
    s = h * np.sqrt(2 * np.log(2) / 3)
    ends = descend(1.01, 0.989, h)
    assert ends == pytest.approx((1 + s, 1 - s), abs=1e-3)
    assert loss(*ends, h) == pytest.approx(1 - 1.5 * 2 ** (-4 / 3), abs=1e-3)
    apart, together = np.array([1, -1]) / np.sqrt(2), np.array([1, 1]) / np.sqrt(2)
    assert apart @ hessian(1, 1, h) @ apart == pytest.approx(-1 / (2 * h**2), rel=1e-6)
    assert together @ hessian(1, 1, h) @ together == pytest.approx(1 / (2 * h**2), rel=1e-6)


def test_the_wrong_minimum_vanishes_at_the_threshold() -> None:
    assert threshold() == pytest.approx(0.5897, abs=1e-4)
    below, above = (stuck(*descend(1.01, 0.989, threshold() + gap, steps=5000)) for gap in (-0.003, 0.003))
    assert bool(below)
    assert not above


def test_random_starts_get_stuck_under_narrow_kernels_only() -> None:
    starts = np.random.default_rng(0).uniform(-2, 2, (2, 60))
    shares = {h: stuck(*descend(*starts, h)).mean() for h in (0.3, 0.6, 0.8)}
    assert shares[0.3] > 0.25
    assert shares[0.6] == shares[0.8] == 0


def test_a_path_begins_at_its_start_and_goes_down() -> None:
    x1, x2 = descend(1.5, 0.2, 0.4, steps=200, every=10)
    assert x1.shape == x2.shape == (21,)
    assert (x1[0], x2[0]) == (1.5, 0.2)
    assert (np.diff(loss(x1, x2, 0.4)) <= 1e-15).all()
    assert (x1[-1], x2[-1]) == descend(1.5, 0.2, 0.4, steps=200)
