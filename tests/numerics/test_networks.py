"""Full-batch networks as functions of a flat vector: against torch's own layers."""

import torch
from torch.func import functional_call

from lab.numerics.networks import sine_network


def test_the_sine_network_is_torchs_two_linear_layers() -> None:
    network = sine_network()
    assert network.size == 97
    theta = network.initial(0)
    parts = {name: part[0] for name, part in network.parts(theta[None]).items()}
    model = torch.nn.Sequential(torch.nn.Linear(1, 32), torch.nn.Tanh(), torch.nn.Linear(32, 1)).double()
    weights = {
        "0.weight": parts["w1"].T,
        "0.bias": parts["b1"][0],
        "2.weight": parts["w2"].T,
        "2.bias": parts["b2"][0],
    }
    expected = torch.nn.functional.mse_loss(functional_call(model, weights, network.inputs), network.targets)
    torch.testing.assert_close(network.loss(theta), expected, rtol=1e-12, atol=0)


def test_each_members_loss_and_gradient_are_its_own() -> None:
    network = sine_network()
    thetas = torch.stack([network.initial(seed) for seed in range(3)])
    losses, gradients = network.gradients(thetas)
    for theta, loss, gradient in zip(thetas, losses, gradients, strict=True):
        point = theta.clone().requires_grad_()
        alone = network.loss(point)
        torch.testing.assert_close(loss, alone.detach(), rtol=1e-12, atol=0)
        torch.testing.assert_close(gradient, torch.autograd.grad(alone, point)[0], rtol=1e-10, atol=1e-14)


def test_a_start_is_the_same_in_every_float_type() -> None:
    wide, narrow = sine_network().initial(3), sine_network(dtype=torch.float32).initial(3)
    assert torch.equal(wide.float(), narrow)
    assert float(wide.abs().max()) <= 1.0
    assert not torch.equal(wide, sine_network().initial(4))
