"""Adam is Adam, and its inside may be read and changed."""

import numpy as np
import pytest
import torch

from lab.contract.errors import BadInput
from lab.numerics.optimizers import Adam, GradientDescent

DEVICES = ["cpu", "cuda"] if torch.cuda.is_available() else ["cpu"]


def gradients(steps: int, device: str = "cpu") -> torch.Tensor:
    drawn = torch.randn(steps, 7, generator=torch.Generator().manual_seed(3), dtype=torch.float64)
    return (drawn * torch.logspace(-6, 2, 7, dtype=torch.float64)).to(device)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize(
    ("beta1", "beta2", "epsilon"), [(0.9, 0.999, 1e-8), (0.0, 0.9, 1e-3), (0.5, 0.99, 0.1)]
)
def test_adam_equals_torch(beta1: float, beta2: float, epsilon: float, device: str) -> None:
    theta = torch.zeros(7, dtype=torch.float64, device=device)
    weight = torch.nn.Parameter(theta.clone())
    ours = Adam(theta, eta=0.01, beta1=beta1, beta2=beta2, epsilon=epsilon)
    theirs = torch.optim.Adam([weight], lr=0.01, betas=(beta1, beta2), eps=epsilon)
    for gradient in gradients(200, device):
        ours.absorb(gradient)
        theta = ours.update(theta)
        weight.grad = gradient
        theirs.step()
        torch.testing.assert_close(theta, weight.detach(), rtol=0, atol=1e-12)


def test_gradient_descent_equals_torch() -> None:
    theta = torch.ones(7, dtype=torch.float64)
    weight = torch.nn.Parameter(theta.clone())
    ours, theirs = GradientDescent(theta, eta=0.01), torch.optim.SGD([weight], lr=0.01)
    for gradient in gradients(50):
        ours.absorb(gradient)
        theta = ours.update(theta)
        weight.grad = gradient
        theirs.step()
    torch.testing.assert_close(theta, weight.detach(), rtol=0, atol=1e-12)
    assert ours.preconditioner.tolist() == [1.0] * 7
    assert ours.curvature_scale == 1.0


def test_a_changed_beta_keeps_the_bias_correction_exact() -> None:
    """Of a constant gradient, m̂ is the gradient and v̂ its square, whatever the betas did on the way."""
    gradient = gradients(1)[0]
    optimizer = Adam(gradient, eta=0.01)
    for beta1, beta2 in [(0.9, 0.999), (0.5, 0.9), (0.0, 0.99), (0.8, 0.5)]:
        optimizer.beta1, optimizer.beta2 = beta1, beta2
        optimizer.absorb(gradient)
        torch.testing.assert_close(optimizer.m_hat, gradient, rtol=1e-12, atol=0)
        torch.testing.assert_close(optimizer.v_hat, gradient**2, rtol=1e-12, atol=0)


def test_scale_v_and_reset_v_do_what_they_say() -> None:
    first, second = gradients(2)
    optimizer = Adam(first, eta=0.01, epsilon=0.0)
    optimizer.absorb(first)
    before = optimizer.preconditioner
    optimizer.scale_v(1.21)
    torch.testing.assert_close(optimizer.preconditioner, 1.1 * before, rtol=1e-12, atol=0)
    optimizer.reset_v()
    optimizer.absorb(second)
    torch.testing.assert_close(optimizer.preconditioner, second.abs(), rtol=1e-12, atol=0)


@pytest.mark.parametrize("make", [Adam, GradientDescent])
def test_a_state_saved_midway_goes_on_to_the_same_bits(make: type) -> None:
    theta = torch.ones(7, dtype=torch.float64)
    optimizer = make(theta, eta=0.01)
    for step, gradient in enumerate(gradients(40)):
        if step == 20:
            saved, at = optimizer.state_dict(), theta
        optimizer.absorb(gradient)
        theta = optimizer.update(theta)
    other = make(at, eta=0.5)
    other.load_state_dict(saved)
    for gradient in gradients(40)[20:]:
        other.absorb(gradient)
        at = other.update(at)
    assert torch.equal(theta, at)


def test_numpy_in_numpy_out_in_the_same_float_type() -> None:
    theta = np.ones(3, dtype=np.float32)
    optimizer = Adam(theta, eta=0.01)
    optimizer.absorb(np.array([1, -2, 3], dtype=np.float32))
    moved = optimizer.update(theta)
    assert isinstance(moved, np.ndarray)
    assert moved.dtype == optimizer.preconditioner.dtype == np.float32
    np.testing.assert_allclose(moved, [0.99, 1.01, 0.99], rtol=1e-6)


@pytest.mark.parametrize("wrong", [{"eta": -1.0}, {"beta1": 1.0}, {"beta2": -0.1}, {"epsilon": -1.0}])
def test_impossible_settings_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(BadInput, match=str(next(iter(wrong)))):
        Adam(torch.zeros(1), **{"eta": 0.1, **wrong})
    with pytest.raises(BadInput, match="factor"):
        Adam(torch.zeros(1), eta=0.1).scale_v(0.0)
    with pytest.raises(BadInput, match="eta"):
        GradientDescent(torch.zeros(1), eta=-1.0)
