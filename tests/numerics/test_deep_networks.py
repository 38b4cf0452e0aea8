"""The deeper networks as functions of a flat vector, whole and in batches: against torch's own layers."""

import pytest
import torch
import torch.nn.functional as F

from lab.experiments.optimization.adam_spikes.config import Config
from lab.numerics.deep_networks import deep_digits_network, deep_modular_network

NETWORKS = {"cnn-deep": deep_digits_network, "tf-deep": deep_modular_network}
SEEN = torch.tensor([3, 1, 8, 40])


def drawn(make, width=8):
    """A network on four examples, a start, and its blocks without the members' axis."""
    network = make(width).on(SEEN)
    theta = network.initial(0)
    return network, theta, {name: part[0] for name, part in network.parts(theta[None]).items()}


@pytest.mark.parametrize(("architecture", "make"), NETWORKS.items())
def test_the_config_knows_their_sizes(architecture, make):
    for width in (4, 8, 12):
        assert make(width).size == Config(architecture=architecture, width=width, batch_size=1).parameters


def test_the_deep_convolutions_are_torchs():
    network, theta, parts = drawn(deep_digits_network, 4)
    maps = network.images.T.reshape(len(SEEN), 1, 8, 8)
    for layer in (1, 2, 3, 4):
        kernel = parts[f"k{layer}"].view(-1, maps.shape[1], 3, 3)
        maps = F.conv2d(maps, kernel, parts[f"b{layer}"][:, 0], padding=1).tanh()
        maps = F.avg_pool2d(maps, 2) if layer % 2 == 0 else maps
    outputs = F.linear(maps.flatten(1), parts["w"], parts["b"][:, 0])
    expected = F.mse_loss(outputs, network.targets.T)
    torch.testing.assert_close(network.loss(theta), expected, rtol=1e-12, atol=0)


def test_the_deep_transformer_is_torchs_causal_attention():
    network, theta, parts = drawn(deep_modular_network)
    x = network.tokens @ parts["token"] + parts["position"][0]
    for layer in range(4):
        of = {name: parts[name][layer] for name in network.layered}
        heads = ((x @ of[name]).view(4, 3, 4, 2).transpose(1, 2) for name in ("query", "key", "value"))
        attended = F.scaled_dot_product_attention(*heads, is_causal=True)
        x = x + attended.transpose(1, 2).reshape(4, 3, 8) @ of["out"]
        x = x + (x @ of["w1"] + of["b1"]).relu() @ of["w2"] + of["b2"]
    expected = F.mse_loss(x[:, 2] @ parts["read"], network.targets)
    torch.testing.assert_close(network.loss(theta), expected, rtol=1e-12, atol=0)


@pytest.mark.parametrize("make", NETWORKS.values())
def test_the_gradient_of_all_examples_is_the_mean_of_its_batches(make):
    whole = make(4).on(torch.arange(60))
    theta = whole.initial(1)[None]
    parts = [whole.on(batch).gradients(theta) for batch in torch.randperm(60).split(20)]
    for all_of_it, mean in zip(whole.gradients(theta), map(sum, zip(*parts, strict=True)), strict=True):
        torch.testing.assert_close(all_of_it, mean / 3)
