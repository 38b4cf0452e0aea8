"""The bias potential's flow against closed forms, its bounds on exact densities, and its symmetries."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from lab.contract.errors import BadInput
from lab.numerics.bounds import early_stopping_bound
from lab.numerics.density import Grid, kl, kl_of_log
from lab.numerics.features import random_features
from lab.numerics.optimizers import Adam
from lab.numerics.potential import Potential, best_within, gradient_flow, log_time_flow, within
from lab.worlds.targets import teacher

GRID = Grid(12)
PHI = random_features("fourier", 25, seed=0, bandwidth=0.4)(GRID.centres)
TIMES = np.geomspace(0.1, 1e4, 25)
SEEDS = st.integers(0, 2**32 - 1)
TWO_CELLS = np.array([[0.0], [1.0]])


def sample(p: np.ndarray, n: int, seed: int) -> np.ndarray:
    """Rows of PHI at n cells drawn from p."""
    return PHI[np.random.default_rng(seed).choice(GRID.size, n, p=p)]


@given(q=st.floats(0, 1), h=st.floats(1e-3, 1e4))
def test_one_feature_on_two_cells_has_its_step_in_closed_form(q: float, h: float) -> None:
    """P(second cell) = 1/(1 + e^a), so the step solves q - 1/(1 + e^a) + a/h = 0."""
    potential = Potential(TWO_CELLS, [[q]], turned=False)
    (a,) = potential.proximal_step(np.zeros(1), h)
    expected = brentq(lambda a: q - 1 / (1 + np.exp(a)) + a / h, -30, 30, xtol=1e-12)
    assert a == pytest.approx(expected, abs=1e-5)
    assert potential.density(np.array([a])) == pytest.approx([1 / (1 + np.exp(-a)), 1 / (1 + np.exp(a))])


def test_a_long_step_ends_at_its_minimum_where_newton_leads_past_it() -> None:
    """Ramps on a line and five samples, to t = 1e9: full steps alone do not find the last minima."""
    rng = np.random.default_rng(20)
    slope, offset = rng.standard_normal(20), rng.uniform(-1, 1, 20)
    ramps = np.maximum(np.outer(np.linspace(-1, 1, 81), slope) + offset, 0) / np.sqrt(20)
    potential, flow = log_time_flow(ramps, ramps[rng.integers(0, 81, 5)], times := np.geomspace(1, 1e9, 8))
    before = potential.start
    for h, c in zip(np.diff(times, prepend=0.0), flow, strict=True):
        left = potential.gradient(c) + (c - before) / h
        assert np.linalg.norm(left) < 1e-6
        before = c


def test_one_feature_memorizes_one_cell_along_a_known_curve() -> None:
    """All samples in the first cell: da/dt = 1/(1 + e^a), that is a + e^a = 1 + t. The norm has no bound."""
    times = np.linspace(0, 50, 5001)[1:]
    _, implicit = log_time_flow(TWO_CELLS, [[0.0]], times)
    _, explicit = gradient_flow(TWO_CELLS, [[0.0]], learning_rate=0.01)
    for t, first, second in zip(times, implicit, explicit, strict=False):
        exact = brentq(lambda a, t=t: a + np.exp(a) - 1 - t, 0, 60)
        assert abs(first[0]) == pytest.approx(exact, abs=2e-3)
        assert abs(second[0]) == pytest.approx(exact, abs=2e-3)


def test_both_solvers_approach_one_flow_at_first_order() -> None:
    p, _ = teacher(PHI, 10)
    seen = sample(p, 10, seed=0)
    ends = []
    for steps in (50, 100, 200):
        potential, implicit = log_time_flow(PHI, seen, np.linspace(0, 50, steps + 1)[1:])
        _, explicit = gradient_flow(PHI, seen, 50 / steps)
        after = [list(zip(range(steps), flow, strict=False))[-1][1] for flow in (implicit, explicit)]
        ends.append(np.abs(potential.density(after[0]) - potential.density(after[1])).max())
    assert ends[0] / ends[1] == pytest.approx(2, rel=0.2)
    assert ends[1] / ends[2] == pytest.approx(2, rel=0.2)


@settings(max_examples=15)
@given(seed=SEEDS, norm=st.floats(0.5, 20))
def test_the_population_flow_keeps_its_bound(seed: int, norm: float) -> None:
    """Proposition 3: KL(P*‖P_t) <= |a*|²/2t when training sees P* itself."""
    p, _ = teacher(PHI, norm, seed)
    potential, flow = log_time_flow(PHI, p @ PHI, TIMES)
    for t, c in zip(TIMES, flow, strict=True):
        assert -1e-12 <= kl_of_log(p, potential.log_density(c)) <= norm**2 / (2 * t)


@settings(max_examples=10)
@given(seed=SEEDS, n=st.integers(1, 40))
def test_samples_move_the_flow_by_no_more_than_time_times_their_error(seed: int, n: int) -> None:
    """Lemma 9 in its exact form, and theorem 6, whose bound is loose: |a_n(t) - a(t)| <= t |E_n φ - E φ|."""
    p, _ = teacher(PHI, 8, seed=1)
    seen = sample(p, n, seed)
    error = np.linalg.norm(seen.mean(axis=0) - p @ PHI)
    potential, of_samples = log_time_flow(PHI, seen, TIMES)
    _, of_all = log_time_flow(PHI, p @ PHI, TIMES)
    bounds = np.add(*early_stopping_bound(TIMES, norm=8, dim=2, n=n))
    for t, bound, c, c_all in zip(TIMES, bounds, of_samples, of_all, strict=True):
        assert np.linalg.norm(c - c_all) <= t * error * (1 + 1e-6) + 1e-5
        assert kl_of_log(p, potential.log_density(c)) <= bound


@settings(max_examples=10)
@given(seed=SEEDS, data=st.data())
def test_training_descends_and_sees_no_order(seed: int, data) -> None:
    p, _ = teacher(PHI, 10)
    seen = sample(p, 8, seed)
    order = data.draw(st.permutations(range(8)))
    potential, flow = log_time_flow(PHI, seen, TIMES)
    _, shuffled = log_time_flow(PHI, seen[order], TIMES)
    last = potential.loss(potential.start)
    assert last == pytest.approx(0, abs=1e-12)
    for c, other in zip(flow, shuffled, strict=True):
        assert potential.loss(c) < last
        last = potential.loss(c)
        masses = potential.density(c)
        assert masses == pytest.approx(potential.density(other), rel=1e-6)
        assert masses.sum() == pytest.approx(1)
        assert masses.min() > 0
        assert potential.log_density(c) == pytest.approx(np.log(masses))


def test_the_loss_is_the_divergence_up_to_a_constant() -> None:
    p, _ = teacher(PHI, 10)
    potential = Potential(PHI, p @ PHI)
    c = np.random.default_rng(0).normal(size=len(potential.start))
    gained = kl(p, potential.density(c)) - kl(p, GRID.uniform)
    assert potential.loss(c) == pytest.approx(gained)


def test_turned_features_make_the_same_density_in_fewer_directions() -> None:
    doubled = np.concatenate([PHI, PHI], axis=1) / np.sqrt(2)
    p, _ = teacher(PHI, 10)
    flows = [log_time_flow(features, p @ features, [1.0, 10.0, 100.0]) for features in (PHI, doubled)]
    for first, second in zip(flows[0][1], flows[1][1], strict=True):
        assert flows[0][0].density(first) == pytest.approx(flows[1][0].density(second), rel=1e-9)
        assert len(second) == len(first) == 25
        a = flows[1][0].modes @ second
        assert np.linalg.norm(a) == pytest.approx(np.linalg.norm(second))
        assert doubled @ a == pytest.approx(flows[1][0].features @ second)


@pytest.mark.parametrize("radius", [0.5, 2.0])
def test_a_bounded_norm_is_met_and_nothing_is_left_to_gain_along_it(radius: float) -> None:
    p, _ = teacher(PHI, 10)
    potential = Potential(PHI, sample(p, 10, seed=3))
    c, slope = best_within(potential, radius), None
    slope = potential.gradient(c)
    assert np.linalg.norm(c) == pytest.approx(radius, rel=1e-6)
    assert slope @ c == pytest.approx(-np.linalg.norm(slope) * radius, rel=1e-5)
    _, descent = gradient_flow(PHI, sample(p, 10, seed=3), learning_rate=1.0, radius=radius)
    for _, bounded in zip(range(3000), descent, strict=False):
        assert np.linalg.norm(bounded) <= radius * (1 + 1e-12)
    assert potential.loss(bounded) == pytest.approx(potential.loss(c), abs=1e-6)


def test_a_wide_bound_leaves_the_minimum_alone() -> None:
    p, a = teacher(PHI, 3)
    potential = Potential(PHI, p @ PHI)
    assert potential.density(best_within(potential, radius=100)) == pytest.approx(p, rel=1e-3)
    assert within(2.0, np.array([3.0, 4.0])) == pytest.approx([1.2, 1.6])
    assert np.linalg.norm(a) == pytest.approx(3)


def test_adam_descends_the_same_loss_in_the_features_own_coordinates() -> None:
    p, _ = teacher(PHI, 10)
    potential = Potential(PHI, p @ PHI, turned=False)
    c, adam = potential.start, Adam(potential.start, eta=0.3)
    for _ in range(1000):
        adam.absorb(potential.gradient(c))
        c = adam.update(c)
    assert kl(p, potential.density(c)) < 1e-3


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Potential(PHI, PHI[:, :3]),
        lambda: Potential(PHI, PHI * np.nan),
        lambda: list(log_time_flow(PHI, PHI[:3], [0.0, 1.0])[1]),
        lambda: list(log_time_flow(PHI, PHI[:3], [2.0, 1.0])[1]),
    ],
)
def test_what_cannot_flow_is_refused_in_a_sentence(wrong) -> None:
    with pytest.raises(BadInput, match=r"\w+ .*\.$"):
        wrong()
