"""Small full-batch models as functions of one flat parameter vector, with a leading axis for members.

`losses` and `gradients` take parameters (n, D): n copies of the model cost little more than one, which
makes Hessian-vector products by differences of gradients nearly free. The written-out forms below
compute the same functions as the usual layers; convolution and pooling are products with constant
matrices, and attention is evaluated for the one position that is read.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from math import prod

import torch
from torch import Tensor

Parts = Mapping[str, Tensor]
"""The named blocks of the parameters, each (n, *shape)."""


class Network(ABC):
    """A model with its data: mean squared error over all outputs of all examples.

    `shapes` names the blocks of the flat vector in order, `fan_in` the inputs of each block.
    """

    shapes: Mapping[str, tuple[int, ...]]
    fan_in: Mapping[str, int]
    targets: Tensor

    @property
    def size(self) -> int:
        """D, the number of parameters."""
        return sum(prod(shape) for shape in self.shapes.values())

    @abstractmethod
    def predict(self, parts: Parts) -> Tensor:
        """Outputs (n, examples, outputs) of n members."""

    def parts(self, thetas: Tensor) -> Parts:
        """Parameters (n, D) as named blocks."""
        blocks = torch.split(thetas, [prod(shape) for shape in self.shapes.values()], dim=1)
        named = zip(self.shapes.items(), blocks, strict=True)
        return {name: block.view(-1, *shape) for (name, shape), block in named}

    def losses(self, thetas: Tensor) -> Tensor:
        """Losses (n,) at parameters (n, D)."""
        return (self.predict(self.parts(thetas)) - self.targets).square().mean((1, 2))

    def gradients(self, thetas: Tensor) -> tuple[Tensor, Tensor]:
        """Losses (n,) and gradients (n, D) at parameters (n, D), in one pass."""
        points = thetas.detach().requires_grad_()
        losses = self.losses(points)
        (gradients,) = torch.autograd.grad(losses.sum(), points)
        return losses.detach(), gradients

    def loss(self, theta: Tensor) -> Tensor:
        """The scalar loss at one flat vector (D,), differentiable any number of times."""
        return self.losses(theta[None])[0]

    def initial(self, seed: int) -> Tensor:
        """A start (D,): each block uniform in ±1/√fan_in, the same in every float type and device."""
        generator = torch.Generator().manual_seed(seed)
        drawn = torch.rand(self.size, generator=generator, dtype=torch.float64)
        bounds = [
            self.fan_in[name] ** -0.5 for name, shape in self.shapes.items() for _ in range(prod(shape))
        ]
        return ((2 * drawn - 1) * torch.tensor(bounds, dtype=torch.float64)).to(self.targets)


class Perceptron(Network):
    """One hidden layer of tanh on inputs (examples, features), targets (examples, outputs)."""

    def __init__(self, inputs: Tensor, targets: Tensor, width: int) -> None:
        features, outputs = inputs.shape[1], targets.shape[1]
        self.inputs, self.targets = inputs, targets
        self.shapes = {"w1": (features, width), "b1": (1, width), "w2": (width, outputs), "b2": (1, outputs)}
        self.fan_in = {"w1": features, "b1": features, "w2": width, "b2": width}

    def predict(self, parts: Parts) -> Tensor:
        """W2ᵀ tanh(W1ᵀx + b1) + b2."""
        inputs = self.inputs.expand(len(parts["w1"]), -1, -1)
        hidden = torch.tanh(torch.baddbmm(parts["b1"], inputs, parts["w1"]))
        return torch.baddbmm(parts["b2"], hidden, parts["w2"])


def sine_network(
    width: int = 32, *, dtype: torch.dtype = torch.float64, device: torch.device | str = "cpu"
) -> Perceptron:
    """The fit of sin x + sin 4x on 40 points of [−π, π]; D = 97 at width 32."""
    x = torch.linspace(-torch.pi, torch.pi, 40, dtype=torch.float64)[:, None]
    y = x.sin() + (4 * x).sin()
    return Perceptron(x.to(device, dtype), y.to(device, dtype), width)
