"""Grids, targets, samples and features: exact masses, and draws of which more begin with the fewer."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lab.contract.errors import BadInput
from lab.numerics.density import Grid, kernel_density, kl, kl_of_log, mmd, normalized
from lab.numerics.features import random_features
from lab.worlds.targets import MIXTURES, NAMES, samples, target, teacher

SEEDS = st.integers(0, 2**32 - 1)
MASSES = arrays(float, 9, elements=st.floats(1e-6, 1)).map(normalized)


@given(cells=st.integers(1, 12), dim=st.integers(1, 3), extent=st.floats(0.1, 10))
def test_a_cells_centre_lies_in_it(cells: int, dim: int, extent: float) -> None:
    grid = Grid(cells, dim, extent)
    assert grid.cell_of(grid.centres).tolist() == list(range(grid.size))


@given(points=arrays(float, (7, 2), elements=st.floats(-3, 3)), order=st.permutations(range(7)))
def test_every_point_has_its_mass_wherever_it_lies(points: np.ndarray, order: list[int]) -> None:
    grid = Grid(5)
    p_n = grid.empirical(points)
    assert p_n.sum() == pytest.approx(1, abs=1e-12)
    assert (p_n >= 0).all()
    assert (grid.empirical(points[order]) == p_n).all()


@pytest.mark.parametrize("name", NAMES)
def test_targets_are_positive_densities(name: str) -> None:
    p = target(name, Grid())
    assert p.sum() == pytest.approx(1, abs=1e-12)
    assert p.min() > 0


def test_the_targets_floor_and_width_are_what_is_asked_for() -> None:
    grid = Grid(40)
    assert target("gauss", grid, floor=0.5).min() == pytest.approx(0.5 / grid.size, rel=0.01)
    x = grid.centres[:, 0]
    assert target("gauss", grid, sd=0.1, floor=0) @ x**2 == pytest.approx(0.1**2, rel=1e-6)
    assert len(MIXTURES["ring8"][0]()) == 8


def test_a_kernel_far_narrower_than_a_cell_still_has_its_mass() -> None:
    p = kernel_density(Grid(4), [[0.1, 0.1]], bandwidth=1e-3)
    assert p.max() == pytest.approx(1)


@given(n=st.integers(1, 30), seed=SEEDS)
def test_more_points_begin_with_the_fewer(n: int, seed: int) -> None:
    grid = Grid(6)
    p = target("ring8", grid)
    few, many = samples(p, grid, n, seed, test=3), samples(p, grid, n + 5, seed, test=4)
    assert (many.train[:n] == few.train).all()
    assert (many.heldout[:n] == few.heldout).all()
    assert (many.test[:3] == few.test).all()
    assert not (few.train == few.heldout).any()
    assert np.abs(many.train).max() <= 1


def test_samples_follow_the_density() -> None:
    """Pearson's statistic of 20 000 draws over 16 cells: its mean is 15, and 40 has a chance below 1e-3."""
    grid = Grid(4)
    p = target("ring", grid)
    counts = 20_000 * grid.empirical(grid.draw(p, 20_000, np.random.default_rng(0)))
    assert ((counts - 20_000 * p) ** 2 / (20_000 * p)).sum() < 40


@given(p=MASSES, q=MASSES)
def test_kl_is_positive_but_for_equals(p: np.ndarray, q: np.ndarray) -> None:
    assert kl(p, p) == 0
    assert kl(p, q) >= 0.5 * np.abs(p - q).sum() ** 2 - 1e-12  # Pinsker's inequality


def test_kl_stays_finite_where_masses_vanish() -> None:
    assert kl([0.5, 0.5], [1, 0]) == pytest.approx(0.5 * np.log(0.5) + 0.5 * np.log(0.5e300))
    assert kl_of_log([0, 1], [0, -5000]) == 5000
    assert kl([0, 1], [0.5, 0.5]) == pytest.approx(np.log(2))


def test_mmd_is_the_kernels_distance() -> None:
    phi = random_features("fourier", 30, seed=0)(Grid(3).centres)
    p, q = normalized(np.arange(9)), normalized(np.ones(9))
    assert mmd(phi, p, q) ** 2 == pytest.approx((p - q) @ (phi @ phi.T) @ (p - q))
    assert mmd(phi, p, p) == 0


def test_cosines_make_the_gaussian_kernel() -> None:
    """20 000 features: the standard error of the kernel is below 1/√20000 = 0.007."""
    x = np.array([[0.0, 0.0], [0.1, 0.0], [0.2, 0.3]])
    phi = random_features("fourier", 20_000, seed=0, bandwidth=0.2)(x)
    squares = ((x[:, None] - x) ** 2).sum(-1)
    assert np.abs(phi @ phi.T - np.exp(-squares / (2 * 0.2**2))).max() < 0.03


def test_the_papers_features_lie_on_their_sphere() -> None:
    features = random_features("l1-relu", 50, seed=1, dim=3)
    assert np.abs(features.weights).sum(axis=0) + np.abs(features.biases) == pytest.approx(np.ones(50))
    assert features([[0.0, 0.0, 0.0]])[0] == pytest.approx(np.maximum(features.biases, 0) / np.sqrt(50))


@pytest.mark.parametrize("kind", ["relu", "l1-relu", "fourier"])
def test_the_features_gradient_is_that_of_their_sum(kind: str) -> None:
    features, rng, h = random_features(kind, 40, seed=2), np.random.default_rng(0), 1e-6
    x, a = rng.uniform(-1, 1, (5, 2)), rng.normal(size=40)
    along = [(features(x + h * axis) @ a - features(x - h * axis) @ a) / (2 * h) for axis in np.eye(2)]
    assert features.gradient(x, a) == pytest.approx(np.stack(along, axis=1), rel=1e-4, abs=1e-6)
    single = features(x.astype(np.float32))
    assert single.dtype == np.float32
    assert single == pytest.approx(features(x), abs=1e-5)


@settings(max_examples=10)
@given(norm=st.floats(0.1, 30), seed=SEEDS)
def test_a_teacher_has_the_norm_it_was_given(norm: float, seed: int) -> None:
    phi = random_features("fourier", 20, seed=0)(Grid(5).centres)
    p, a = teacher(phi, norm, seed)
    assert np.linalg.norm(a) == pytest.approx(norm)
    potential = -np.log(p)
    assert potential - potential.mean() == pytest.approx((phi - phi.mean(axis=0)) @ a, abs=1e-9)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: target("square", Grid()),
        lambda: target("gauss", Grid(4, dim=1)),
        lambda: Grid(0),
        lambda: normalized([0, 0]),
        lambda: normalized([1, -1]),
        lambda: normalized([1, np.nan]),
        lambda: random_features("sine", 3, seed=0),
        lambda: random_features("relu", 0, seed=0),
        lambda: random_features("fourier", 3, seed=0, bandwidth=0),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(wrong) -> None:
    with pytest.raises(BadInput, match=r"\w+ .*\.$"):
        wrong()
