"""Larger models of the same form, which see some of their examples at a time."""

import math
from abc import abstractmethod
from copy import copy
from itertools import pairwise
from typing import Self

import torch
from torch import Tensor
from torch.nn.functional import one_hot

from lab.numerics.networks import Device, Network, Parts, digits, patches, pooling


class Sampled(Network):
    """A model that may be had on a part of its examples."""

    @property
    @abstractmethod
    def examples(self) -> int:
        """How many it has."""

    @abstractmethod
    def on(self, chosen: Tensor) -> Self:
        """The same model with those examples alone, by their numbers (batch,)."""


class DeepConvolutional(Sampled):
    """Four convolutions 3×3 with tanh (1 → w → w → 2w → 2w channels), averages 2×2 after each pair of them,
    then a linear layer; `images` (examples, 8, 8), `labels` (examples,) of ten classes, targets one-hot."""

    def __init__(self, images: Tensor, labels: Tensor, width: int) -> None:
        self.images = images.reshape(len(images), 64).T.contiguous()
        self.targets = one_hot(labels, 10).T.to(images)  # (10, examples)
        channels = (1, width, width, 2 * width, 2 * width)
        self.shapes, self.fan_in = {}, {}
        for layer, (before, after) in enumerate(pairwise(channels), 1):
            self.shapes |= {f"k{layer}": (after, 9 * before), f"b{layer}": (after, 1)}
            self.fan_in |= {f"k{layer}": 9 * before, f"b{layer}": 9 * before}
        self.shapes |= {"w": (10, 8 * width), "b": (10, 1)}
        self.fan_in |= {"w": 8 * width, "b": 8 * width}
        self.patches = {side: patches(side).to(images) for side in (8, 4)}
        self.pools = {side: pooling(side).to(images) for side in (8, 4)}

    @property
    def examples(self) -> int:
        return self.targets.shape[1]

    def on(self, chosen: Tensor) -> Self:
        few = copy(self)
        few.images, few.targets = self.images[:, chosen], self.targets[:, chosen]
        return few

    def predict(self, parts: Parts) -> Tensor:
        """Outputs (n, 10, examples)."""
        n = len(parts["w"])
        maps = self.images.expand(n, -1, -1)
        for layer, side in ((1, 8), (2, 8), (3, 4), (4, 4)):
            maps = self._convolved(maps, parts[f"k{layer}"], parts[f"b{layer}"], side)
            if layer % 2 == 0:
                maps = self.pools[side] @ maps.reshape(-1, side * side, self.examples)
        return torch.baddbmm(parts["b"], parts["w"], maps.reshape(n, -1, self.examples))

    def _convolved(self, maps: Tensor, kernel: Tensor, bias: Tensor, side: int) -> Tensor:
        """tanh of a convolution: kernel (n, after, 9·before), bias (n, after, 1)."""
        taps = self.patches[side] @ maps.reshape(-1, side * side, self.examples)
        return torch.baddbmm(bias, kernel, taps.reshape(len(kernel), kernel.shape[2], -1)).tanh()


class DeepTransformer(Sampled):
    """Causal layers that read a, b, = and answer (a+b) mod p at the last position; no LayerNorm.

    All p² pairs, width d, ReLU feed-forward of width 4d, one-hot targets. What a layer adds starts smaller by
    √(2·layers), or the sum of all would grow with the depth (Radford et al. 2019).
    """

    normal = True

    def __init__(
        self, p: int, d: int, heads: int, layers: int, *, dtype: torch.dtype, device: Device
    ) -> None:
        a, b = torch.meshgrid(torch.arange(p), torch.arange(p), indexing="ij")
        tokens = torch.stack([a.flatten(), b.flatten(), torch.full((p * p,), p)], 1)
        self.tokens = one_hot(tokens, p + 1).to(device, dtype)  # (p², 3, p+1)
        self.targets = one_hot((a + b).flatten() % p, p).to(device, dtype)
        self.unseen = torch.full((3, 3), -torch.inf, dtype=dtype, device=device).triu(1)
        self.d, self.heads, self.layers = d, heads, layers
        squares = {name: (layers, d, d) for name in ("query", "key", "value", "out")}
        self.shapes = {"token": (p + 1, d), "position": (1, 3, d), **squares, "read": (d, p)}
        self.shapes |= {"w1": (layers, d, 4 * d), "b1": (layers, 1, 4 * d)}
        self.shapes |= {"w2": (layers, 4 * d, d), "b2": (layers, 1, d)}
        self.layered = (*squares, "w1", "b1", "w2", "b2")
        self.fan_in = dict.fromkeys(("token", "position", "query", "key", "value", "w1", "read"), d)
        self.fan_in |= {"out": d * 2 * layers, "w2": 4 * d * 2 * layers}

    @property
    def examples(self) -> int:
        return len(self.targets)

    def on(self, chosen: Tensor) -> Self:
        few = copy(self)
        few.tokens, few.targets = self.tokens[chosen], self.targets[chosen]
        return few

    def predict(self, parts: Parts) -> Tensor:
        """Outputs (n, examples, p)."""
        n, examples = len(parts["token"]), self.examples
        x = self.tokens.flatten(0, 1) @ parts["token"]
        x = (x.view(n, examples, 3, self.d) + parts["position"]).view(n, -1, self.d)
        for layer in range(self.layers):
            weights = {name: parts[name][:, layer] for name in self.layered}
            x = x + self._attended(x, weights) @ weights["out"]
            hidden = torch.baddbmm(weights["b1"], x, weights["w1"]).relu()
            x = x + torch.baddbmm(weights["b2"], hidden, weights["w2"])
        outputs: Tensor = x.view(n, examples, 3, self.d)[:, :, 2] @ parts["read"]
        return outputs

    def _attended(self, x: Tensor, parts: Parts) -> Tensor:
        """What each position reads from those up to it, (n, examples·3, d)."""
        split = (len(x), self.examples, 3, self.heads, self.d // self.heads)
        query, key, value = (
            (x @ parts[name]).view(split).transpose(2, 3) for name in ("query", "key", "value")
        )
        attention = (query @ key.transpose(3, 4) / math.sqrt(split[-1]) + self.unseen).softmax(-1)
        read: Tensor = attention @ value
        return read.transpose(2, 3).reshape(x.shape)


def deep_digits_network(
    width: int = 32, *, dtype: torch.dtype = torch.float64, device: Device = "cpu"
) -> DeepConvolutional:
    """Classification of 1000 handwritten digits of 8×8 (scikit-learn's, in their order)."""
    images, labels = (part[:1000] for part in digits())
    return DeepConvolutional(images.to(device, dtype), labels.to(device), width)


def deep_modular_network(
    width: int = 128, *, dtype: torch.dtype = torch.float64, device: Device = "cpu"
) -> DeepTransformer:
    """Addition mod 31 by four layers of four heads, over all 961 pairs."""
    return DeepTransformer(31, width, heads=4, layers=4, dtype=dtype, device=device)
