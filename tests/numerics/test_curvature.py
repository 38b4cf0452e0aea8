"""The largest eigenvalue and the curvature along the gradient, against closed forms and the dense oracle."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from lab.contract.errors import BadInput
from lab.numerics.curvature import (
    adam_scale,
    adam_scale_running,
    dense_hessian,
    dense_lambda_max,
    lambda_grad,
    lambda_max,
)
from lab.numerics.networks import sine_network
from lab.numerics.optimizers import Adam

DEVICES = ["cpu", "cuda"] if torch.cuda.is_available() else ["cpu"]
F64 = torch.float64


def problem(
    size: int, seed: int, dtype: torch.dtype = F64, device: str = "cpu"
) -> tuple[Tensor, Tensor, Tensor]:
    """A random symmetric H, a positive P over several orders, a gradient."""
    generator = torch.Generator().manual_seed(seed)
    h = torch.randn(size, size, generator=generator, dtype=F64)
    p = torch.exp(2 * torch.randn(size, generator=generator, dtype=F64))
    g = torch.randn(size, generator=generator, dtype=F64)
    return tuple(x.to(device, dtype) for x in ((h + h.T) / 2, p, g))


@pytest.mark.parametrize("beta1", [0.0, 0.5, 0.9, 0.99])
def test_adam_on_a_quadratic_turns_unstable_exactly_at_its_threshold(beta1: float) -> None:
    """With v frozen, (m, x) moves by a 2×2 matrix; its spectral radius passes 1 where c·k/√v̂ = 2/η."""
    k = 3.0
    radius = []
    for ratio in (0.999, 1.001):
        rate = 2 * ratio / (k * adam_scale(beta1, 10**9))  # η/√v̂ at this share of the threshold
        update = [[beta1, (1 - beta1) * k], [-rate * beta1, 1 - rate * (1 - beta1) * k]]
        radius.append(np.abs(np.linalg.eigvals(update)).max())
    assert radius[0] < 1 < radius[1]


def test_adam_scale_has_the_limits_of_the_paper() -> None:
    assert adam_scale(0.9, 1) == pytest.approx(1 / 1.9)
    assert 2 / adam_scale(0.9, 10**6) == pytest.approx(38)
    assert adam_scale(0.0, 5) == 1.0
    assert adam_scale_running(0.9, 0.9 * 0.5 * 0.7) == pytest.approx(0.1 / 1.9 / (1 - 0.315))
    with pytest.raises(BadInput, match="t = 0"):
        adam_scale(0.9, 0)
    with pytest.raises(BadInput, match=r"beta1 = 1\.0"):
        adam_scale(1.0, 3)


@settings(max_examples=40, deadline=None)
@given(
    size=st.integers(1, 90),
    seed=st.integers(0, 2**32 - 1),
    scale=st.floats(1e-3, 1e3),
    shift=st.floats(-50, 50),
)
def test_lambda_max_is_the_dense_one_and_bounds_every_direction(
    size: int, seed: int, scale: float, shift: float
) -> None:
    h, p, g = problem(size, seed)
    h = h + shift * torch.eye(size, dtype=F64)
    exact = dense_lambda_max(h, p, scale=scale)
    found = lambda_max(lambda v: h @ v, p, scale=scale)
    norm = scale * float(torch.linalg.matrix_norm(h / torch.outer(p, p).sqrt(), 2))
    assert found.value == pytest.approx(exact.value, rel=1e-9, abs=1e-12 * norm)
    image = scale * (h @ (found.vector * p.rsqrt())) * p.rsqrt()
    assert float(torch.linalg.norm(image - found.value * found.vector)) == pytest.approx(
        found.residual, abs=1e-8 * norm
    )
    along = lambda_grad(lambda v: h @ v, g, p, scale=scale)
    assert along.metric <= found.value + 1e-9 * norm
    assert along.paper == pytest.approx(float(scale * g @ (h @ g / p) / (g @ g)), abs=1e-9 * norm)


def test_of_a_non_normal_matrix_the_paper_quotient_may_exceed_lambda_max() -> None:
    """H = [[0, 1], [1, 0]], P = (1, 1/4): P⁻¹H = [[0, 1], [4, 0]] has eigenvalues ±2."""
    h, p = torch.tensor([[0.0, 1.0], [1.0, 0.0]], dtype=F64), torch.tensor([1.0, 0.25], dtype=F64)
    g = torch.tensor([1.0, 1.0], dtype=F64)
    assert lambda_max(lambda v: h @ v, p).value == pytest.approx(2.0, rel=1e-14)
    along = lambda_grad(lambda v: h @ v, g, p)
    assert along.paper == pytest.approx(2.5)
    assert along.metric == pytest.approx(1.6)


@pytest.mark.parametrize("size", [10, 200])
def test_a_start_orthogonal_to_the_wanted_vector_is_no_trap(size: int) -> None:
    h = torch.diag(torch.linspace(1.0, 2.0, size, dtype=F64))
    h[0, 0] = 3.0
    start = torch.zeros(size, dtype=F64)
    start[-1] = 1.0  # the exact second eigenvector
    found = lambda_max(lambda v: h @ v, torch.ones(size, dtype=F64), start=start)
    assert found.value == pytest.approx(3.0, rel=1e-10)
    assert abs(float(found.vector[0])) == pytest.approx(1.0, abs=1e-8)


@pytest.mark.parametrize("size", [20, 150])
def test_negative_curvature_never_wins(size: int) -> None:
    h = torch.diag(torch.linspace(-1.0, 1.0, size, dtype=F64))
    h[0, 0] = -1000.0
    assert lambda_max(lambda v: h @ v, torch.ones(size, dtype=F64)).value == pytest.approx(1.0, rel=1e-8)
    assert lambda_max(lambda v: -v, torch.ones(size, dtype=F64)).value == pytest.approx(-1.0, rel=1e-12)
    assert lambda_max(lambda v: 0 * v, torch.ones(size, dtype=F64)).value == 0.0


@pytest.mark.parametrize("dtype", [torch.float32, F64])
@pytest.mark.parametrize("size", [40, 300])
def test_dead_parameters_with_a_tiny_preconditioner_change_nothing(size: int, dtype: torch.dtype) -> None:
    h, p, g = problem(size, 5, dtype)
    dead = torch.arange(size) % 3 == 0
    h[dead], h[:, dead], g[dead] = 0.0, 0.0, 0.0
    alive = dense_lambda_max(h[~dead][:, ~dead], p[~dead])
    p[dead] = 1e-8
    assert lambda_max(lambda v: h @ v, p).value == pytest.approx(alive.value, rel=1e-5)
    kept = lambda_grad(lambda v: h[~dead][:, ~dead] @ v, g[~dead], p[~dead])
    assert lambda_grad(lambda v: h @ v, g, p) == pytest.approx(kept, rel=1e-5)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("size", [50, 400])
def test_float32_agrees_with_float64(size: int, device: str) -> None:
    values = []
    for dtype in (torch.float32, F64):
        h, p, _ = problem(size, 11, dtype, device)
        values.append(lambda_max(lambda v, h=h: h @ v, p, scale=0.1).value)
    assert values[0] == pytest.approx(values[1], rel=1e-5)


def test_a_warm_start_saves_products() -> None:
    h, p, _ = problem(400, 2)
    cold = lambda_max(lambda v: h @ v, p)
    warm = lambda_max(lambda v: h @ v, p, start=cold.vector)
    assert warm.matvecs < cold.matvecs < 400
    assert warm.value == pytest.approx(cold.value, rel=1e-9)


def test_numpy_in_numpy_out_in_the_same_float_type() -> None:
    h, p, g = (x.numpy() for x in problem(100, 4, torch.float32))
    pair = lambda_max(lambda v: h @ v, p, start=g)
    assert isinstance(pair.vector, np.ndarray)
    assert pair.vector.dtype == np.float32
    along = lambda_grad(lambda v: h @ v, g, p)
    assert type(pair.value) is type(along.paper) is type(along.metric) is float


def test_without_a_gradient_lambda_grad_is_nan() -> None:
    along = lambda_grad(lambda v: v, torch.zeros(3), torch.ones(3))
    assert np.isnan(along.paper)
    assert np.isnan(along.metric)


@pytest.mark.parametrize("p", [torch.zeros(3), torch.ones(2, 2), torch.ones(3, dtype=torch.int64)])
def test_impossible_preconditioners_are_refused(p: Tensor) -> None:
    with pytest.raises(BadInput, match="preconditioner"):
        lambda_max(lambda v: v, p)
    with pytest.raises(BadInput, match="scale"):
        lambda_max(lambda v: v, torch.ones(3), scale=0.0)


def test_dense_hessian_of_a_loss_with_a_known_one() -> None:
    theta = torch.tensor([1.0, 2.0, -1.0], dtype=F64)
    hessian = dense_hessian(lambda t: t[0] ** 2 * t[1] + t[2].exp() * t[1], theta)
    e = float(torch.tensor(-1.0, dtype=F64).exp())
    assert hessian.numpy() == pytest.approx(np.array([[4.0, 2.0, 0.0], [2.0, 0.0, e], [0.0, e, 2 * e]]))


def test_on_the_sine_network_mid_training_every_tool_agrees() -> None:
    network = sine_network()
    theta = network.initial(0)
    optimizer = Adam(theta, eta=0.01)
    for _ in range(300):
        gradient = network.gradients(theta[None])[1][0]
        optimizer.absorb(gradient)
        theta_before, theta = theta, optimizer.update(theta)
    hessian = dense_hessian(network.loss, theta_before)
    p, c = optimizer.preconditioner, optimizer.curvature_scale
    exact = dense_lambda_max(hessian, p, scale=c)
    found = lambda_max(lambda v: hessian @ v, p, scale=c)
    assert found.value == pytest.approx(exact.value, rel=1e-10)
    assert abs(float(found.vector @ exact.vector)) == pytest.approx(1.0, abs=1e-9)


def test_a_cap_on_products_is_kept_and_the_residual_tells():
    diagonal = torch.linspace(0.9, 1.0, 200, dtype=torch.float64)
    capped = lambda_max(lambda v: diagonal * v, torch.ones_like(diagonal), most=9)
    assert capped.matvecs == 9
    assert capped.residual > 1e-6
    assert capped.value <= 1.0
