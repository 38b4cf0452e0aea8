"""The tracker follows λ_max at every step: through crossings, kinks and pauses, with few products."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torch import Tensor

from lab.contract.errors import BadInput
from lab.numerics.curvature import (
    Curvature,
    Point,
    Tracker,
    dense_hessian,
    dense_lambda_max,
    differences,
    double_backward,
    evaluate,
    lambda_grad,
)
from lab.numerics.networks import modular_network, sine_network
from lab.numerics.optimizers import Adam

DEVICES = ["cpu", "cuda"] if torch.cuda.is_available() else ["cpu"]
F64 = torch.float64


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=F64)


def crossing(step: int, size: int = 80) -> Tensor:
    """A Hessian with two levels above a bulk: one falls, one rises, 6 % closer a step; they cross at 20."""
    levels = torch.linspace(-0.1, 0.1, size, dtype=F64)
    levels[0], levels[1] = 1.6 - 0.03 * step, 0.4 + 0.03 * step
    return basis(size) @ torch.diag(levels) @ basis(size).T


def basis(size: int = 80) -> Tensor:
    return torch.linalg.qr(normal(size, size, seed=1))[0]


def train(
    steps: int, dtype: torch.dtype, device: str, see: Callable[[Tensor, Adam, Curvature], None]
) -> Tracker:
    """The sine network under Adam, tracked at every step."""
    network = sine_network(dtype=dtype, device=device)
    theta = network.initial(0)
    optimizer, tracker = Adam(theta, eta=0.01), Tracker()
    for _ in range(steps):
        point = evaluate(network, theta, tracker.directions)
        optimizer.absorb(point.gradient)
        p, c = optimizer.preconditioner, optimizer.curvature_scale
        see(theta, optimizer, tracker.step(point.hvp, point.gradient, p, scale=c, images=point.images))
        theta = optimizer.update(theta)
    return tracker


@settings(max_examples=40, deadline=None)
@given(size=st.integers(1, 80), seed=st.integers(0, 2**32 - 1), scale=st.floats(1e-3, 1e3))
@example(size=69, seed=17558, scale=1.0)  # where the second vector converges before the first is seen
def test_of_any_still_problem_the_first_steps_are_exact(size: int, seed: int, scale: float) -> None:
    h, g = normal(size, size, seed=seed), normal(size, seed=seed + 1)
    h, p = (h + h.T) / 2, torch.exp(normal(size, seed=seed + 2))
    exact = dense_lambda_max(h, p, scale=scale)
    norm = scale * float(torch.linalg.matrix_norm(h / torch.outer(p, p).sqrt(), 2))
    expected = lambda_grad(lambda v: h @ v, g, p, scale=scale)
    tracker = Tracker()
    for _ in range(3):
        now = tracker.step(lambda v: h @ v, g, p, scale=scale)
        assert now.lambda_max == pytest.approx(exact.value, rel=1e-6, abs=1e-6 * norm)
        assert now.lambda_grad == pytest.approx(expected, rel=1e-6, abs=1e-9 * norm)
        assert now.lambda_grad.metric <= now.lambda_max + 1e-9 * norm
        assert not now.alarm


@pytest.mark.parametrize("still", [True, False])
def test_after_a_level_crossing_it_switches_within_three_steps(still: bool) -> None:
    """The gradient points along the falling direction, with a trace of all others, the same or changing."""
    tracker, late = Tracker(), []
    for step in range(40):
        h = crossing(step)
        g = basis()[:, 0] + 1e-2 * normal(80, seed=2 if still else 100 + step)
        now = tracker.step(lambda v, h=h: h @ v, g, torch.ones(80, dtype=F64))
        exact = float(torch.linalg.eigvalsh(h)[-1])
        assert now.lambda_max <= exact * 1.002
        late += [step] if now.lambda_max < 0.998 * exact else []
    assert set(late) <= {21, 22, 23}


@pytest.mark.parametrize("rate", [0.003, 0.0056, 0.012])
@pytest.mark.parametrize("seed", [0, 1])
def test_a_rise_that_the_gradient_hardly_sees_is_noticed(seed: int, rate: float) -> None:
    """At step 350 of 465 a level passes the top one; the gradient overlaps with its vector by 1e-4."""
    turn = torch.linalg.qr(normal(40, 40, seed=seed))[0]
    levels = torch.linspace(-0.1, 0.2, 40, dtype=F64)
    levels[0], levels[2] = 1.0, 0.5
    p, tracker = torch.exp(normal(40, seed=100 + seed)), Tracker()
    found = []
    for step in range(465):
        levels[1] = 1 + rate * (step - 350)
        h = torch.outer(p, p) * (turn @ torch.diag(levels) @ turn.T)
        seen = 0.02 * normal(40, seed=1000 * (seed + 1) + step)
        seen[0], seen[1], seen[2] = 1.0, 0.0, 0.3
        seen[1] = 1e-4 * float(torch.linalg.vector_norm(seen))
        now = tracker.step(lambda v, h=h: h @ v, p * (turn @ seen), p * p)
        found.append((now, abs(now.lambda_max / dense_lambda_max(h, p * p).value - 1)))
    assert sum(error > 0.01 and not now.alarm for now, error in found) <= 10
    assert sum(now.alarm for now, _ in found) < 60
    assert sum(now.products for now, _ in found[1:]) / 464 <= 2.125


def test_it_learns_what_curvature_lies_along_a_residual() -> None:
    """The top direction turns within a bulk of half its curvature, and every residual lies in that bulk."""
    tracker, top = Tracker(), basis()[:, 0]
    for step in range(40):
        top = top + 0.2 * normal(80, seed=step) / 80**0.5
        top /= torch.linalg.vector_norm(top)
        h = 0.5 * (torch.eye(80, dtype=F64) + torch.outer(top, top))
        now = tracker.step(lambda v, h=h: h @ v, normal(80, seed=100 + step), torch.ones(80, dtype=F64))
        assert now.lambda_max == pytest.approx(1.0, rel=tracker.tolerance)
    assert tracker.guess == pytest.approx(0.5, abs=0.05)


def test_negative_curvature_and_dead_parameters_never_win() -> None:
    h = torch.diag(torch.linspace(-1.0, 1.0, 100, dtype=F64))
    h[0, 0], h[50, 50] = -1000.0, 0.0
    g, p = normal(100), torch.ones(100, dtype=F64)
    g[50], p[50] = 0.0, 1e-8
    tracker = Tracker()
    for _ in range(5):
        now = tracker.step(lambda v: h @ v, g, p)
        assert now.lambda_max == pytest.approx(1.0, rel=tracker.tolerance)
        assert not now.alarm


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize(("dtype", "close"), [(F64, 1e-3), (torch.float32, 2e-3)])
def test_on_the_sine_network_it_is_right_and_cheap(dtype: torch.dtype, close: float, device: str) -> None:
    wide, products = sine_network(device=device), []

    def see(theta: Tensor, optimizer: Adam, now: Curvature) -> None:
        products.append(now.products)
        if len(products) % 25 == 0:
            hessian = dense_hessian(wide.loss, theta.double())
            p, c = optimizer.preconditioner.double(), optimizer.curvature_scale
            assert now.lambda_max == pytest.approx(dense_lambda_max(hessian, p, scale=c).value, rel=close)
            gradient = wide.gradients(theta.double()[None])[1][0]
            along = lambda_grad(lambda v: hessian @ v, gradient, p, scale=c)
            assert now.lambda_grad == pytest.approx(along, rel=close, abs=close * now.lambda_max)
            assert not now.alarm

    train(200, dtype, device, see)
    assert sum(products[100:]) / 100 <= 2.7


def test_a_state_saved_midway_goes_on_to_the_same_bits() -> None:
    """At whatever moment: also where the second vector or the probe is next."""
    g, p = normal(80, seed=2), torch.exp(normal(80, seed=3))
    tracker, others = Tracker(), list[Tracker]()
    for step in range(40):
        others.append(Tracker())
        others[-1].load_state_dict(tracker.state_dict())
        h = crossing(step)
        first = tracker.step(lambda v, h=h: h @ v, g, p)
        for other in others:
            assert other.step(lambda v, h=h: h @ v, g, p) == first


def test_images_made_in_the_gradients_pass_change_nothing_but_the_cost() -> None:
    network, trackers, alone = sine_network(), (Tracker(), Tracker()), []
    theta, p = network.initial(1), torch.ones(97, dtype=F64)
    for _ in range(12):
        point = evaluate(network, theta, trackers[0].directions)
        first = trackers[0].step(point.hvp, point.gradient, p, images=point.images)
        alone.append(0)

        def counted(v: Tensor, point: Point = point) -> Tensor:
            alone[-1] += 1
            return point.hvp(v)

        second = trackers[1].step(counted, point.gradient, p)
        assert first.lambda_max == pytest.approx(second.lambda_max, rel=1e-6)
        assert first.products == second.products == alone[-1]
        theta = theta - 1e-3 * point.gradient


def test_a_product_across_a_kink_is_noticed_and_made_from_the_other_side() -> None:
    """The gradient jumps at θ + hd, not at θ − hd."""
    h, g, p = crossing(0), normal(80, seed=2), torch.ones(80, dtype=F64)
    tracker = Tracker()
    usual = tracker.step(lambda v: h @ v, g, p).lambda_max
    (top,) = tracker.directions
    jump = 1e4 * normal(80, seed=9)
    now = tracker.step(lambda v: h @ v + (jump if float(v @ top) > 0.5 else 0), g, p)
    assert now.products >= 4
    assert now.lambda_max == pytest.approx(usual, rel=1e-6)
    assert not now.alarm


def test_an_alarm_is_lit_by_products_that_contradict_and_does_not_stay() -> None:
    h, g, p = crossing(0), normal(80, seed=2), torch.ones(80, dtype=F64)
    wrong = h + torch.triu(h)
    tracker = Tracker()
    assert not tracker.step(lambda v: h @ v, g, p).alarm
    assert tracker.step(lambda v: wrong @ v, g, p).alarm
    assert tracker.step(lambda v: wrong @ v, g, p).alarm
    assert tracker.directions is None
    after = tracker.step(lambda v: h @ v, g, p)
    assert not after.alarm
    assert after.lambda_max == pytest.approx(1.6, rel=1e-6)


def test_numpy_in_works_as_tensors_do() -> None:
    h, g, p = crossing(3), normal(80, seed=2), torch.exp(normal(80, seed=3))
    ours, theirs = Tracker(), Tracker()
    for _ in range(3):
        tensors = ours.step(lambda v: h @ v, g, p)
        arrays = theirs.step(lambda v: h.numpy() @ v, g.numpy(), p.numpy())
        assert arrays.lambda_max == pytest.approx(tensors.lambda_max, rel=1e-12)
        assert type(arrays.lambda_max) is float


@pytest.mark.parametrize("size", [1, 2, 3, 70])
def test_in_float32_every_product_is_asked_for_in_float32(size: int) -> None:
    tracker, h = Tracker(), normal(size, size).float()
    h = h + h.T
    for step in range(40):
        now = tracker.step(lambda v: h @ v, normal(size, seed=step).float(), torch.ones(size))
        assert now.lambda_max == pytest.approx(float(torch.linalg.eigvalsh(h)[-1]), rel=1e-3)


def test_a_training_that_diverged_gives_nan_and_a_bad_preconditioner_a_sentence() -> None:
    tracker, p = Tracker(), torch.ones(4, dtype=F64)
    lost = tracker.step(lambda v: v, torch.full((4,), torch.nan, dtype=F64), p)
    assert np.isnan(lost.lambda_max)
    assert lost.alarm
    assert tracker.step(lambda v: v, torch.ones(4, dtype=F64), p).lambda_max == pytest.approx(1.0)
    with pytest.raises(BadInput, match="preconditioner"):
        tracker.step(lambda v: v, torch.ones(4, dtype=F64), 0 * p)


def test_without_a_gradient_lambda_max_remains() -> None:
    h = crossing(0)
    now = Tracker().step(lambda v: h @ v, torch.zeros(80, dtype=F64), torch.ones(80, dtype=F64))
    assert now.lambda_max == pytest.approx(1.6, rel=1e-6)
    assert np.isnan(now.lambda_grad).all()


@pytest.mark.parametrize("device", DEVICES)
def test_differences_agree_with_double_backward_even_where_there_are_kinks(device: str) -> None:
    network = modular_network(device=device)
    for seed in range(3):
        theta = network.initial(seed)
        v = normal(network.size, seed=seed).to(device)
        point, exact = differences(network.gradients, theta, v[None]), double_backward(network.loss, theta)
        expected = exact.hvp(v)
        size = float(torch.linalg.norm(expected))
        assert float(torch.linalg.norm(point.hvp(v) - expected)) < 1e-5 * size
        assert float(torch.linalg.norm(point.images[0] - expected)) < 1e-5 * size
        torch.testing.assert_close(point.gradient, exact.gradient, rtol=1e-9, atol=1e-14)


def test_a_class_of_coarser_products_starts_early_and_goes_on():
    """A start that ends after thirty products is within a few percent, and later steps make up for it."""

    class Coarse(Tracker):
        contradiction, cold = 3e-3, (1e-2, 30)

    hessian, p = crossing(0), torch.ones(80, dtype=F64)
    tracker, g = Coarse(), normal(80, seed=5)
    first = tracker.step(lambda v: hessian @ v, g, p)
    assert first.products <= 30 + 7
    for _ in range(10):
        last = tracker.step(lambda v: hessian @ v, g, p)
    assert last.lambda_max == pytest.approx(1.6, rel=1e-6)
    assert set(tracker.state_dict()) == set(Tracker().state_dict())  # checkpoints of before are of this form
