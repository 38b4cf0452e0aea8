"""The rate of initialization: closed forms, and normals that belong to a seed and a name."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.numerics.initialization import equivalent_rate, standard_normals, std


@pytest.mark.parametrize(
    ("gamma", "d", "sigma"), [(0.5, 64, 0.125), (1, 32, 1 / 32), (0, 7, 1), (2, 10, 0.01)]
)
def test_std_is_d_to_the_minus_gamma(gamma: float, d: int, sigma: float) -> None:
    assert std(gamma, d) == pytest.approx(sigma, rel=1e-15)


@pytest.mark.parametrize(("d", "gamma"), [(96, 0.857), (280, 0.694), (1024, 0.564), (2500, 0.5)])
def test_a_fixed_std_is_a_smaller_rate_in_a_wider_network(d: int, gamma: float) -> None:
    assert equivalent_rate(0.02, d) == pytest.approx(gamma, abs=5e-4)


@given(gamma=st.floats(0.05, 2), d=st.integers(2, 10**6))
def test_rate_and_std_are_inverse(gamma: float, d: int) -> None:
    assert equivalent_rate(std(gamma, d), d) == pytest.approx(gamma)


@pytest.mark.parametrize(("sigma", "d"), [(0.0, 10), (-1.0, 10), (math.nan, 10), (0.1, 1)])
def test_a_rate_needs_a_positive_std_and_two_inputs(sigma: float, d: int) -> None:
    with pytest.raises(ValueError, match="must be positive"):
        equivalent_rate(sigma, d)


def test_std_needs_an_input() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        std(0.5, 0)


def test_normals_depend_on_seed_and_name_alone() -> None:
    one = standard_normals(1, "query.0", (300, 300))
    assert np.array_equal(one, standard_normals(1, "query.0", (300, 300)))
    for other in (standard_normals(2, "query.0", (300, 300)), standard_normals(1, "key.0", (300, 300))):
        assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < 0.02
    assert one.mean() == pytest.approx(0, abs=0.02)
    assert one.std() == pytest.approx(1, abs=0.02)
