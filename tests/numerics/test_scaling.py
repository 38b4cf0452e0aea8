"""Power laws give their exponent back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.numerics.scaling import bootstrap, exponent

SIZES = np.array([16, 24, 32, 48, 64, 96])


@given(slope=st.floats(-3, 3), level=st.floats(1e-3, 1e3))
def test_an_exact_power_law_gives_its_exponent(slope: float, level: float) -> None:
    assert exponent(SIZES, level * SIZES**slope) == pytest.approx(slope, abs=1e-9)


def test_the_bootstrap_lies_between_the_seeds_and_is_narrow_for_equal_ones() -> None:
    steep, flat = 1.0 * SIZES**-1.0, 1.0 * SIZES**-0.2
    drawn = bootstrap(SIZES, [steep, flat])
    assert drawn.min() == pytest.approx(-1)
    assert drawn.max() == pytest.approx(-0.2)
    assert np.ptp(bootstrap(SIZES, [steep, steep])) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(("sizes", "losses"), [([16, 16], [1, 2]), ([16, 32], [1, 0]), ([0, 32], [1, 1])])
def test_no_exponent_without_two_sizes_and_positive_losses(sizes: list[int], losses: list[float]) -> None:
    with pytest.raises(ValueError, match="positive numbers"):
        exponent(sizes, losses)
