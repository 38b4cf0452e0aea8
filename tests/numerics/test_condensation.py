"""Two-layer networks: gradient flow, the plateau of one orientation, phases, and members that do not meet."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lab.numerics.condensation import ACTIVATIONS, TwoLayer
from lab.numerics.phase_diagram import (
    boundary_distance,
    condensed,
    four_points,
    initial_weights,
    kinked_target,
    wavy_target,
)
from lab.numerics.scaling import exponent


def networks(starts, target=kinked_target, **settings) -> TwoLayer:
    outer, inner = (np.stack(weights) for weights in zip(*starts, strict=True))
    return TwoLayer(*target(), outer, inner, **settings)


def rows(run: TwoLayer, count: int) -> dict[str, np.ndarray]:
    found = [run.step() for _ in range(count)]
    return {name: np.stack([row[name] for row in found]) for name in run.columns}


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return all(np.array_equal(one[name], other[name], equal_nan=True) for name in one)


def test_equal_weights_come_from_equal_normals() -> None:
    (outer, inner), (small_outer, small_inner) = (initial_weights(100, gamma, 0, seed=3) for gamma in (1, 4))
    assert small_outer == pytest.approx(outer * 100**-1.5)
    assert small_inner == pytest.approx(inner * 100**-1.5)
    shifted_outer, shifted_inner = initial_weights(100, 1, 0.5, seed=3)
    assert shifted_outer / outer == pytest.approx(np.full(100, 100**-0.25))
    assert shifted_inner / inner == pytest.approx(np.full((100, 2), 100**0.25))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_step_goes_down_the_gradient_at_half_the_fastest_time(activation: str) -> None:
    x, y = wavy_target()
    outer, inner = initial_weights(7, 0.2, 0, seed=1)
    run = TwoLayer(x, y, outer[None], inner[None], steps=1, activation=activation)
    a, w = (torch.tensor(v, requires_grad=True) for v in (outer, inner))
    z = w[:, :1] * torch.tensor(x) + w[:, 1:]
    value = {"relu": torch.relu(z), "tanh": torch.tanh(z), "x-tanh": z * torch.tanh(z)}[activation]
    output = a @ value
    loss = (output - torch.tensor(y)).square().mean() / 2
    gradient = torch.cat([g.flatten() for g in torch.autograd.grad(loss, (a, w), retain_graph=True)])
    jacobian = torch.stack(
        [torch.cat([g.flatten() for g in torch.autograd.grad(f, (a, w), retain_graph=True)]) for f in output]
    )
    rate = 0.5 / torch.linalg.eigvalsh(jacobian @ jacobian.T / len(x))[-1]
    for weights, part in ((a, gradient[:7]), (w, gradient[7:])):
        rate = min(rate, 0.1 * weights.norm() / part.norm())
    assert run.step()["loss"][0] == pytest.approx(loss.item(), rel=1e-12)
    moved = torch.cat(((run.outer[0] - a).flatten(), (run.inner[0] - w).flatten()))
    assert torch.allclose(moved, -rate * gradient, rtol=1e-9, atol=1e-13)


def plateau() -> tuple[float, float]:
    """Least loss of neurons of one orientation, and that orientation, by search over the circle."""
    x, y = kinked_target()
    theta = np.linspace(-math.pi / 4 + 1e-3, math.pi / 2, 4001)
    f = np.maximum(np.cos(theta)[:, None] * x + np.sin(theta)[:, None], 0)
    losses = ((y @ y) - (f @ y) ** 2 / (f * f).sum(1)) / (2 * len(x))
    return losses.min(), theta[losses.argmin()]


def test_small_weights_condense_to_one_orientation_on_its_plateau_and_large_ones_do_not() -> None:
    run = networks(
        [initial_weights(100, 2 * std, 0, seed) for std in (2.0, 0.5) for seed in (1, 2)],
        steps=301,
        stride=100,
    )
    columns = rows(run, 301)
    loss, theta = plateau()
    assert (loss, theta) == (pytest.approx(1.3502e-2, rel=1e-4), pytest.approx(0.5884, abs=1e-3))
    assert columns["loss"][200, :2] == pytest.approx(loss, rel=1e-3)
    weight = (run.outer.abs() * run.amplitude()).numpy()
    orientation = run.orientation().numpy()
    assert (weight * orientation)[:2].sum(1) / weight[:2].sum(1) == pytest.approx(theta, abs=0.01)
    assert columns["effective_neurons"][-1, :2] == pytest.approx(1, abs=1e-3)
    assert (columns["effective_neurons"][-1, 2:] > 5).all()
    assert (columns["relative_distance"][-1, :2] > 100).all()
    assert (columns["relative_distance"][-1, 2:] < 1).all()


def test_tanh_neurons_condense_to_two_opposite_orientations() -> None:
    starts = [initial_weights(100, 4, 0, seed) for seed in (1, 2, 3)]
    run = networks(starts, wavy_target, activation="tanh", steps=101, stride=100)
    assert (rows(run, 101)["effective_neurons"][-1] < 2.001).all()
    assert ((np.abs(np.sin(run.orientation().numpy())) < 0.1).mean(1) > 0.95).all()


def test_the_distance_travelled_grows_with_width_in_the_condensed_phase_only() -> None:
    cells, widths = [(0.4, -0.6), (0.7, 0.6), (1.6, 0.0), (1.9, -0.3), (1.3, 0.9)], (50, 100, 200, 400)
    distances = []
    for m in widths:
        starts = [initial_weights(m, *cell, seed=1) for cell in cells]
        run = networks(starts, four_points, steps=600, stride=600, subtract_initial=True)
        distances.append(rows(run, 600)["relative_distance"][-1])
    slopes = [exponent(widths, travelled) for travelled in np.transpose(distances)]
    assert [slope > 0 for slope in slopes] == [condensed(*cell) for cell in cells]


@given(gamma=st.floats(0, 2), prime=st.floats(-1, 1))
def test_the_phase_changes_on_the_boundary_and_nowhere_else(gamma: float, prime: float) -> None:
    distance = boundary_distance(gamma, prime)
    if distance > 1e-6:
        turned = [
            condensed(gamma + 0.999 * distance * math.cos(t), prime + 0.999 * distance * math.sin(t))
            for t in np.linspace(0, 2 * math.pi, 16)
        ]
        assert set(turned) == {condensed(gamma, prime)}


def test_the_distance_to_the_boundary_by_hand() -> None:
    assert boundary_distance(1, -0.5) == boundary_distance(1.5, 0.5) == 0
    assert boundary_distance(0.4, -2) == pytest.approx(0.6)
    assert boundary_distance(2, 0) == pytest.approx(math.sqrt(0.5))
    assert boundary_distance(0.7, 0.2) == pytest.approx(math.hypot(0.3, 0.2))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_member_equals_its_run_alone_and_a_resumed_run_the_whole_bit_for_bit(activation: str) -> None:
    starts = [
        initial_weights(23, gamma, prime, seed)
        for gamma, prime, seed in ((4, 0, 1), (1, 0.3, 2), (0.5, 0, 9))
    ]
    settings = {"activation": activation, "subtract_initial": True, "stride": 3, "steps": 8}
    together = rows(networks(starts, **settings), 8)
    for e, start in enumerate(starts):
        alone = rows(networks([start], **settings), 8)
        assert same(alone, {name: column[:, [e]] for name, column in together.items()})
    first, second = networks(starts, **settings), networks(starts, **settings)
    head = rows(first, 5)
    second.load_state_dict(first.state_dict())
    tail = rows(second, 3)
    assert same({name: np.concatenate((head[name], tail[name])) for name in head}, together)
    assert np.isfinite(together["effective_neurons"]).all(1).nonzero()[0].tolist() == [0, 3, 6, 7]


def test_silent_neurons_stay_where_they_are() -> None:
    silent = np.tile([0.1, -1.0], (1, 20, 1))
    run = TwoLayer(*kinked_target(), np.ones((1, 20)), silent, steps=2)
    losses = [run.step()["loss"][0] for _ in range(2)]
    assert losses[0] == losses[1]
    assert torch.equal(run.inner, torch.tensor(silent))


def test_an_unknown_activation_or_a_finished_run_says_what_to_do() -> None:
    with pytest.raises(ValueError, match="choose one of relu, tanh, x-tanh"):
        networks([initial_weights(5, 1, 0, 1)], steps=1, activation="gelu")
    run = networks([initial_weights(5, 1, 0, 1)], steps=1)
    run.step()
    with pytest.raises(ValueError, match="over after 1 steps"):
        run.step()
