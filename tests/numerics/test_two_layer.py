"""The potential whose features learn: its gradient, its density, and the fixed features inside it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.contract.errors import BadInput
from lab.numerics.density import Grid
from lab.numerics.features import Features, random_features
from lab.numerics.optimizers import Adam
from lab.numerics.potential import Potential, log_time_flow
from lab.numerics.two_layer import TwoLayerPotential

GRID, UNITS = Grid(8), 7
SEEDS = st.integers(0, 2**32 - 1)


def drawn(seed: int, n: int = 5) -> tuple[Features, np.ndarray]:
    """Features, and samples inside the square."""
    return random_features("relu", UNITS, seed), np.random.default_rng(seed).uniform(-1, 1, (n, 2))


def model(seed: int) -> TwoLayerPotential:
    features, samples = drawn(seed)
    return TwoLayerPotential(features, GRID.centres, samples)


@settings(max_examples=25)
@given(seed=SEEDS)
def test_the_gradient_is_that_of_the_loss(seed: int) -> None:
    potential = model(seed)
    rng = np.random.default_rng(seed)
    c = potential.start + rng.normal(size=4 * UNITS)
    direction = rng.normal(size=c.shape)
    h = 1e-6
    slope = (potential.loss(c + h * direction) - potential.loss(c - h * direction)) / (2 * h)
    assert potential.gradient(c) @ direction == pytest.approx(slope, abs=1e-4, rel=1e-4)


@settings(max_examples=25)
@given(seed=SEEDS)
def test_with_inner_weights_held_it_is_the_linear_model(seed: int) -> None:
    features, samples = drawn(seed)
    learned = TwoLayerPotential(features, GRID.centres, samples)
    fixed = Potential(features(GRID.centres), features(samples), turned=False)
    a = np.random.default_rng(seed).normal(size=UNITS)
    c = learned.start
    c[:UNITS] = a
    assert learned.loss(c) == pytest.approx(fixed.loss(a))
    assert learned.norm(c) == pytest.approx(fixed.norm(a))
    np.testing.assert_allclose(learned.log_density(c), fixed.log_density(a), atol=1e-12)
    np.testing.assert_allclose(learned.gradient(c)[:UNITS], fixed.gradient(a), atol=1e-12)


def test_it_begins_at_the_base_density_and_has_mass_one() -> None:
    potential = model(0)
    assert np.exp(potential.log_density(potential.start)) == pytest.approx(GRID.uniform)
    assert potential.loss(potential.start) == pytest.approx(0, abs=1e-12)
    moved = potential.start + np.random.default_rng(0).normal(size=4 * UNITS)
    assert np.exp(potential.log_density(moved)).sum() == pytest.approx(1)


def test_learned_features_end_no_higher_than_fixed_ones() -> None:
    features = random_features("relu", 20, 1)
    samples = np.array([[-0.5, 0.1], [-0.4, -0.1], [0.5, 0.0], [0.6, 0.2]])
    potential = TwoLayerPotential(features, GRID.centres, samples)
    c = potential.start
    adam = Adam(c, eta=0.1 / 20**0.5)
    for _ in range(2000):
        adam.absorb(potential.gradient(c))
        c = adam.update(c)
    fixed, flow = log_time_flow(features(GRID.centres), features(samples), np.geomspace(1, 1e6, 30))
    assert potential.loss(c) < min(fixed.loss(one) for one in flow) < -0.5


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: TwoLayerPotential(random_features("fourier", 3, 0), GRID.centres, [[0, 0]]),
        lambda: TwoLayerPotential(random_features("relu", 3, 0), GRID.centres, [[0.0]]),
        lambda: TwoLayerPotential(random_features("relu", 3, 0, dim=1), GRID.centres, [[0.0]]),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(wrong) -> None:
    with pytest.raises(BadInput, match=r"\w+ .*\.$"):
        wrong()
