"""Full-batch networks as functions of a flat vector: against torch's own layers."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor
from torch.func import functional_call

from lab.numerics.networks import Network, digits_network, modular_network, polynomial_network, sine_network

SIZES = {sine_network: 97, polynomial_network: 1561, digits_network: 666, modular_network: 2384}


def first(network: Network, theta: Tensor) -> dict[str, Tensor]:
    return {name: part[0] for name, part in network.parts(theta[None]).items()}


@pytest.mark.parametrize(("make", "size"), SIZES.items())
def test_sizes_are_the_published_ones(make: type, size: int) -> None:
    network = make()
    assert network.size == size == len(network.initial(0))


def test_the_sine_network_is_torchs_two_linear_layers() -> None:
    network = sine_network()
    theta = network.initial(0)
    parts = first(network, theta)
    model = torch.nn.Sequential(torch.nn.Linear(1, 32), torch.nn.Tanh(), torch.nn.Linear(32, 1)).double()
    weights = {
        "0.weight": parts["w1"].T,
        "0.bias": parts["b1"][0],
        "2.weight": parts["w2"].T,
        "2.bias": parts["b2"][0],
    }
    expected = F.mse_loss(functional_call(model, weights, network.inputs), network.targets)
    torch.testing.assert_close(network.loss(theta), expected, rtol=1e-12, atol=0)


def test_the_digits_network_is_torchs_convolution_and_pooling() -> None:
    images = torch.rand(5, 8, 8, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    network = digits_network(5)
    network = type(network)(images, torch.arange(5))
    theta = network.initial(0)
    parts = first(network, theta)
    maps = F.conv2d(images[:, None], parts["k1"].view(4, 1, 3, 3), parts["b1"][:, 0], padding=1)
    maps = F.avg_pool2d(maps.tanh(), 2)
    maps = F.conv2d(maps, parts["k2"].view(8, 4, 3, 3), parts["b2"][:, 0], padding=1)
    maps = F.avg_pool2d(maps.tanh(), 2)
    outputs = F.linear(maps.flatten(1), parts["w"], parts["b"][:, 0])
    expected = F.mse_loss(outputs, F.one_hot(torch.arange(5), 10).double())
    torch.testing.assert_close(network.loss(theta), expected, rtol=1e-12, atol=0)


def test_the_modular_network_is_torchs_causal_attention() -> None:
    network = modular_network()
    theta = network.initial(0)
    parts = first(network, theta)
    a, b = torch.arange(49) // 7, torch.arange(49) % 7
    tokens = torch.stack([a, b, torch.full((49,), 7)], 1)
    x = F.embedding(tokens, parts["token"]) + parts["position"][0]
    query, key, value = (
        (x @ parts[name]).view(49, 3, 2, 8).transpose(1, 2) for name in ("query", "key", "value")
    )
    attended = F.scaled_dot_product_attention(query, key, value, is_causal=True)
    x = x + attended.transpose(1, 2).reshape(49, 3, 16) @ parts["out"]
    x = x + (x @ parts["w1"] + parts["b1"]).relu() @ parts["w2"] + parts["b2"]
    expected = F.mse_loss(x[:, 2] @ parts["read"], F.one_hot((a + b) % 7, 7).double())
    torch.testing.assert_close(network.loss(theta), expected, rtol=1e-12, atol=0)


@pytest.mark.parametrize("make", SIZES)
def test_each_members_loss_and_gradient_are_its_own(make: type) -> None:
    network = make()
    thetas = torch.stack([network.initial(seed) for seed in range(3)])
    losses, gradients = network.gradients(thetas)
    for theta, loss, gradient in zip(thetas, losses, gradients, strict=True):
        point = theta.clone().requires_grad_()
        alone = network.loss(point)
        torch.testing.assert_close(loss, alone.detach(), rtol=1e-12, atol=0)
        torch.testing.assert_close(gradient, torch.autograd.grad(alone, point)[0], rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("make", SIZES)
def test_a_start_is_the_same_in_every_float_type(make: type) -> None:
    wide, narrow = make().initial(3), make(dtype=torch.float32).initial(3)
    assert torch.equal(wide.float(), narrow)
    assert not torch.equal(wide, make().initial(4))
