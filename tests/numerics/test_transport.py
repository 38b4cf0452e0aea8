"""Transport against closed forms and the assignment problem, and what must not change it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linear_sum_assignment
from scipy.stats import norm

from lab.contract.errors import BadInput
from lab.numerics.density import Grid, kernel_density
from lab.numerics.transport import grid_w2, sliced_w2, w2

COORDINATES = st.floats(-2, 2, allow_subnormal=False)
CLOUDS = arrays(float, st.tuples(st.integers(1, 8), st.just(2)), elements=COORDINATES)
SHIFTS = arrays(float, 2, elements=COORDINATES)


def cloud(n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, 2))


def test_gaussians_in_the_plane() -> None:
    """W₂² = |b|² + |A - 1|² between N(0, 1) and N(b, A²): exact for points of mean 0 and covariance 1."""
    x = cloud(200, 0)
    x -= x.mean(axis=0)
    x = x @ np.linalg.inv(np.linalg.cholesky(x.T @ x / 200)).T
    a, b = np.array([[1.5, 0.4], [0.4, 0.7]]), np.array([0.3, -1.0])
    assert w2(x, x @ a + b) == pytest.approx(np.sqrt(b @ b + ((a - np.eye(2)) ** 2).sum()), rel=1e-12)


def test_gaussians_on_the_line() -> None:
    """Quantiles of N(0, 1) and of N(1, 2²): the distance is √(1² + 1²), less the tails beyond 400 points."""
    z = norm.ppf((np.arange(400) + 0.5) / 400)[:, None]
    assert w2(z, 1 + 2 * z) == pytest.approx(np.sqrt(1 + (z**2).mean()), rel=1e-12)
    assert w2(z, 1 + 2 * z) == pytest.approx(np.sqrt(2), rel=2e-3)


def test_transport_of_equal_weights_is_an_assignment() -> None:
    x, y = cloud(60, 1), cloud(60, 2) + 1
    squares = ((x[:, None] - y) ** 2).sum(-1)
    pairs = linear_sum_assignment(squares)
    assert w2(x, y) == pytest.approx(np.sqrt(squares[pairs].mean()), rel=1e-12)


def test_weights_count_points() -> None:
    x, y = cloud(4, 3), cloud(5, 4)
    assert w2(x, y, a=[3, 1, 2, 1]) == pytest.approx(w2(np.repeat(x, [3, 1, 2, 1], axis=0), y), rel=1e-9)
    assert w2([[0.0]], [[1.0], [2.0]], b=[0.75, 0.25]) == pytest.approx(np.sqrt(0.75 + 0.25 * 4))


@given(x=CLOUDS, y=CLOUDS, shift=SHIFTS, data=st.data())
def test_neither_names_nor_the_origin_matter(x, y, shift, data) -> None:
    order = data.draw(st.permutations(range(len(x))))
    distance = w2(x, y)
    assert w2(x[order], y) == pytest.approx(distance, abs=1e-7)
    assert w2(x + shift, y + shift) == pytest.approx(distance, abs=1e-6)
    assert w2(y, x) == pytest.approx(distance, abs=1e-7)


@given(x=CLOUDS, shift=SHIFTS)
def test_a_translation_costs_its_length(x, shift) -> None:
    assert w2(x, x + shift) == pytest.approx(np.linalg.norm(shift), abs=1e-7)


@given(x=CLOUDS, y=CLOUDS, z=CLOUDS)
def test_it_is_a_distance_that_slices_do_not_exceed(x, y, z) -> None:
    assert w2(x, z) <= w2(x, y) + w2(y, z) + 1e-9
    assert sliced_w2(x, y, projections=8) <= w2(x, y) + 1e-9


def test_slices_see_a_translation_over_root_two() -> None:
    x = cloud(50, 5)
    assert sliced_w2(x, x + np.array([3, 4]), projections=4000) == pytest.approx(5 / np.sqrt(2), rel=0.02)
    assert sliced_w2(x[:, :1], x[:, :1] + 3) == pytest.approx(3)


@pytest.mark.parametrize("coarsen", [1, 2, 4])
def test_a_density_moved_by_cells_is_as_far_as_they_are(coarsen: int) -> None:
    p = np.zeros((16, 16))
    p[4:8, 8:12] = np.random.default_rng(0).random((4, 4))
    p /= p.sum()
    assert grid_w2(p, np.roll(p, (4, -4), axis=(0, 1)), coarsen=coarsen) == pytest.approx(np.sqrt(2) * 0.5)
    assert grid_w2(p, np.roll(p, 4, axis=0), extent=3, coarsen=coarsen) == pytest.approx(1.5)


def test_gaussians_on_a_grid() -> None:
    """Of standard deviations 0.1 and 0.2, 0.3 apart; rounding to cells moves each by spacing/√12 at most."""
    grid = Grid(400, dim=1)
    narrow, wide = kernel_density(grid, [[0.2]], 0.1), kernel_density(grid, [[-0.1]], 0.2)
    assert grid_w2(narrow, wide) == pytest.approx(np.hypot(0.3, 0.1), abs=grid.spacing / np.sqrt(3))


@settings(max_examples=20)
@given(seed=st.integers(0, 1000), coarsen=st.sampled_from([1, 2, 3, 6]))
def test_joined_cells_move_no_mass_further_than_their_size(seed: int, coarsen: int) -> None:
    rng = np.random.default_rng(seed)
    p, q = rng.dirichlet(np.full(36, 0.3), size=2).reshape(2, 6, 6)
    blurred = np.sqrt(2) * coarsen * (2 / 6) / 2
    assert abs(grid_w2(p, q, coarsen=coarsen) - grid_w2(p, q)) <= 2 * blurred


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: w2(np.zeros((0, 2)), [[0.0, 0.0]]),
        lambda: w2([[0.0, np.nan]], [[0.0, 0.0]]),
        lambda: w2([[0.0]], [[0.0, 0.0]]),
        lambda: w2([[0.0], [1.0]], [[0.0]], a=[1]),
        lambda: w2([[0.0], [1.0]], [[0.0]], a=[0, 0]),
        lambda: sliced_w2([[0.0]], [[0.0, 0.0]]),
        lambda: grid_w2(np.ones((4, 4)), np.ones((4, 5))),
        lambda: grid_w2(np.ones((4, 4)), np.ones((4, 4)), coarsen=3),
    ],
)
def test_what_cannot_be_compared_is_refused_in_a_sentence(wrong) -> None:
    with pytest.raises(BadInput, match=r"\w+ .*\.$"):
        wrong()
