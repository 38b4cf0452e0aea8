"""The measures of memorization on clouds whose answer is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lab.contract.errors import BadInput
from lab.numerics.density import normalized
from lab.numerics.memorization import copy_fraction, covered_modes, memorized_fraction, near_mass
from lab.numerics.schedule import log_spaced

QUARTERS = st.integers(-8, 8).map(lambda k: k / 4)
CLOUDS = arrays(float, (6, 2), elements=QUARTERS)


def test_copies_are_told_from_what_was_never_seen() -> None:
    train, heldout = np.random.default_rng(0).normal(size=(2, 20, 2))
    assert memorized_fraction(train, train, heldout) == 1
    assert memorized_fraction(heldout, train, heldout) == 0
    assert memorized_fraction(np.concatenate([train, heldout]), train, heldout) == 0.5
    assert copy_fraction(train, train) == 1


@given(generated=CLOUDS, train=CLOUDS, heldout=CLOUDS, order=st.permutations(range(6)), shift=QUARTERS)
def test_the_share_is_fair_and_sees_no_order_and_no_origin(generated, train, heldout, order, shift) -> None:
    share = memorized_fraction(generated, train, heldout)
    assert share + memorized_fraction(generated, heldout, train) == pytest.approx(1)
    assert memorized_fraction(generated[order], train[order], heldout) == share
    assert memorized_fraction(generated + shift, train + shift, heldout + shift) == share


def test_between_two_points_half_the_way_counts_as_copies() -> None:
    """d1 < d2/3 on a segment: within a quarter of either end. Copies of a training point change nothing."""
    along = np.linspace(0, 1, 1001)[:, None] * [1.0, 0.0]
    assert copy_fraction(along, [[0, 0], [1, 0]]) == pytest.approx(0.5, abs=2e-3)
    assert copy_fraction(along, [[0, 0], [1, 0], [1, 0], [0, 0]]) == copy_fraction(along, [[0, 0], [1, 0]])


def test_by_chance_a_ninth_looks_copied_in_the_plane() -> None:
    train, generated = np.random.default_rng(1).random((2, 4000, 2))
    assert copy_fraction(generated, train) == pytest.approx(1 / 9, abs=0.02)


def test_near_mass_counts_cells() -> None:
    uniform = np.full((10, 10), 0.01)
    assert near_mass(uniform, [[0.05, 0.05], [0.06, 0.06], [-0.5, 0.5]], radius=0) == pytest.approx(0.02)
    assert near_mass(uniform, [[0.1, 0.1]], radius=0.21) == pytest.approx(0.05)
    assert near_mass(uniform, [[0.0, 0.0]], radius=2) == pytest.approx(1)
    assert near_mass(np.full(10, 0.1), [[0.5]], radius=0, extent=2) == pytest.approx(0.1)


@given(masses=arrays(float, (5, 5), elements=st.floats(0.01, 1)), samples=CLOUDS, radius=st.floats(0, 1))
def test_near_mass_is_a_share_that_grows_with_the_radius(masses, samples, radius) -> None:
    p = normalized(masses)
    small, large = near_mass(p, samples, radius / 2), near_mass(p, samples, radius)
    assert 0 < small <= large <= 1 + 1e-12


def test_a_mode_is_covered_from_two_percent_on() -> None:
    points = np.repeat([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]], [97, 2, 1], axis=0)
    assert covered_modes(points, [[0.05, 0.0], [1.0, 0.05], [2.0, 0.0]], radius=0.1).tolist() == [
        True,
        True,
        False,
    ]


@given(last=st.integers(0, 20_000), count=st.integers(2, 60))
def test_the_schedule_is_fixed_by_its_arguments(last: int, count: int) -> None:
    steps = log_spaced(last, count)
    assert steps[0] == 0
    assert steps[-1] == last
    assert (np.diff(steps) > 0).all()
    assert len(steps) <= count


def test_the_schedule_is_even_in_the_logarithm() -> None:
    assert log_spaced(1000, 5).tolist() == [0, 1, 10, 100, 1000]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: memorized_fraction([[0, 0]], [[0, 0]], [[0, 0], [1, 1]]),
        lambda: copy_fraction([[0, 0]], [[1, 1], [1, 1]]),
        lambda: copy_fraction([[0, 0]], [[1, 1]]),
    ],
)
def test_what_cannot_be_told_is_refused_in_a_sentence(wrong) -> None:
    with pytest.raises(BadInput, match=r"\w+ .*\.$"):
        wrong()
