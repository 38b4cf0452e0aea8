"""Small full-batch models as functions of one flat parameter vector, with a leading axis for members.

`losses` and `gradients` take parameters (n, D): two copies of a model cost little more than one, which makes
Hessian-vector products by differences of gradients nearly free. The written-out forms compute what the usual
layers compute: pooling and patches are products with constant matrices, and attention is evaluated for
the one position that is read. Every network takes `dtype` and `device` for its data, and so for all else.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from math import prod

import torch
from torch import Tensor
from torch.nn.functional import one_hot

Parts = Mapping[str, Tensor]
"""The named blocks of the parameters, each (n, *shape)."""
Device = torch.device | str


class Network(ABC):
    """A model with its data: mean squared error over all outputs of all examples.

    `shapes` names the blocks of the flat vector in order; `fan_in` the inputs of each block, which set its
    start: uniform in ±1/√fan_in, or of that deviation where `normal`; blocks without one start at zero.
    """

    shapes: Mapping[str, tuple[int, ...]]
    fan_in: Mapping[str, int]
    normal = False
    targets: Tensor

    @property
    def size(self) -> int:
        """D, the number of parameters."""
        return sum(prod(shape) for shape in self.shapes.values())

    @abstractmethod
    def predict(self, parts: Parts) -> Tensor:
        """Outputs of n members, (n, *the shape of the targets)."""

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
        """A start (D,) as `fan_in` says, the same in every float type and on every device."""
        generator = torch.Generator().manual_seed(seed)
        draw = torch.randn if self.normal else torch.rand
        drawn = draw(self.size, generator=generator, dtype=torch.float64)
        unit = drawn if self.normal else 2 * drawn - 1
        scales = {
            name: 1 / math.sqrt(self.fan_in[name]) if name in self.fan_in else 0.0 for name in self.shapes
        }
        entries = [scales[name] for name, shape in self.shapes.items() for _ in range(prod(shape))]
        return (unit * torch.tensor(entries, dtype=torch.float64)).to(self.targets)


class Perceptron(Network):
    """One hidden layer of tanh: inputs (examples, features), targets (examples, outputs)."""

    def __init__(self, inputs: Tensor, targets: Tensor, width: int) -> None:
        features, outputs = inputs.shape[1], targets.shape[1]
        self.inputs, self.targets = inputs, targets
        self.shapes = {"w1": (features, width), "b1": (1, width), "w2": (width, outputs), "b2": (1, outputs)}
        self.fan_in = {"w1": features, "b1": features, "w2": width, "b2": width}

    def predict(self, parts: Parts) -> Tensor:
        """tanh(x·W1 + b1)·W2 + b2, of shape (n, examples, outputs)."""
        inputs = self.inputs.expand(len(parts["w1"]), -1, -1)
        hidden = torch.tanh(torch.baddbmm(parts["b1"], inputs, parts["w1"]))
        return torch.baddbmm(parts["b2"], hidden, parts["w2"])


class Convolutional(Network):
    """Twice convolution 3×3, tanh and average pooling 2×2 (1 → 4 → 8 channels), then a linear layer.

    `images` (examples, 8, 8), `labels` (examples,) of ten classes, targets one-hot; D = 666. Inside, pixels
    lead and examples come last, so that pooling and taking patches multiply from the left.
    """

    shapes: Mapping[str, tuple[int, ...]] = {
        "k1": (4, 9), "b1": (4, 1), "k2": (8, 36), "b2": (8, 1), "w": (10, 32), "b": (10, 1),
    }  # fmt: skip
    fan_in: Mapping[str, int] = {"k1": 9, "b1": 9, "k2": 36, "b2": 36, "w": 32, "b": 32}

    def __init__(self, images: Tensor, labels: Tensor) -> None:
        examples = len(images)
        self.targets = one_hot(labels, 10).T.to(images)  # (10, examples)
        taps = patches(8).to(images) @ images.reshape(examples, 64).T
        self.inputs = taps.view(9, 64 * examples)
        self.pool8, self.pool4 = pooling(8).to(images), pooling(4).to(images)
        self.patches4 = patches(4).to(images)

    def predict(self, parts: Parts) -> Tensor:
        """Outputs (n, 10, examples)."""
        n, examples = len(parts["w"]), self.targets.shape[1]
        maps = torch.baddbmm(parts["b1"], parts["k1"], self.inputs.expand(n, -1, -1)).tanh()
        pooled = self.pool8 @ maps.view(n * 4, 64, examples)
        taps = (self.patches4 @ pooled).view(n, 4 * 9, 16 * examples)
        maps = torch.baddbmm(parts["b2"], parts["k2"], taps).tanh()
        pooled = self.pool4 @ maps.view(n * 8, 16, examples)
        return torch.baddbmm(parts["b"], parts["w"], pooled.view(n, 8 * 4, examples))


def patches(side: int) -> Tensor:
    """The matrix (9·side², side²) from pixels to the 3×3 patch around each, zero outside; taps lead."""
    pixels = torch.eye(side * side, dtype=torch.float64).view(-1, side, side)
    return torch.nn.functional.unfold(pixels[:, None], 3, padding=1).flatten(1).T.contiguous()


def pooling(side: int) -> Tensor:
    """The matrix (side²/4, side²) of 2×2 averages."""
    pixels = torch.eye(side * side, dtype=torch.float64).view(-1, side, side)
    return torch.nn.functional.avg_pool2d(pixels, 2).flatten(1).T.contiguous()


class Transformer(Network):
    """One causal layer that reads a, b, = and answers (a+b) mod p at the last position; no LayerNorm.

    All p² pairs, width d, ReLU feed-forward of width ff, one-hot targets; D = 2384 at the defaults.
    """

    normal = True

    def __init__(
        self,
        p: int = 7,
        d: int = 16,
        heads: int = 2,
        ff: int = 32,
        *,
        dtype: torch.dtype = torch.float64,
        device: Device = "cpu",
    ) -> None:
        a, b = torch.meshgrid(torch.arange(p), torch.arange(p), indexing="ij")
        tokens = torch.stack([a.flatten(), b.flatten(), torch.full((p * p,), p)], 1)
        self.tokens = one_hot(tokens.flatten(), p + 1).to(device, dtype)  # (p²·3, p+1)
        self.targets = one_hot((a + b).flatten() % p, p).to(device, dtype)
        self.d, self.heads = d, heads
        squares = {name: (d, d) for name in ("query", "key", "value", "out")}
        self.shapes = {"token": (p + 1, d), "position": (1, 3, d), **squares}
        self.shapes |= {"w1": (d, ff), "b1": (1, ff), "w2": (ff, d), "b2": (1, d), "read": (d, p)}
        self.fan_in = dict.fromkeys(("token", "position", *squares, "w1", "read"), d) | {"w2": ff}

    def predict(self, parts: Parts) -> Tensor:
        """Outputs (n, p², p); causality hides nothing from the last position, which alone asks."""
        n, pairs, per_head = len(parts["token"]), len(self.targets), self.d // self.heads
        split = (n, pairs, -1, self.heads, per_head)
        x = (self.tokens @ parts["token"]).view(n, pairs, 3, self.d) + parts["position"]
        last, flat = x[:, :, 2], x.view(n, pairs * 3, self.d)
        query = (last @ parts["query"]).view(split).transpose(2, 3)
        key = (flat @ parts["key"]).view(split).permute(0, 1, 3, 4, 2)
        value = (flat @ parts["value"]).view(split).transpose(2, 3)
        attention = (query @ key / math.sqrt(per_head)).softmax(-1)
        last = last + (attention @ value).reshape(n, pairs, self.d) @ parts["out"]
        hidden = torch.baddbmm(parts["b1"], last, parts["w1"]).relu()
        outputs: Tensor = (last + torch.baddbmm(parts["b2"], hidden, parts["w2"])) @ parts["read"]
        return outputs


def sine_network(
    width: int = 32, *, dtype: torch.dtype = torch.float64, device: Device = "cpu"
) -> Perceptron:
    """The fit of sin x + sin 4x on 40 points of [−π, π]; D = 97 at width 32."""
    x = torch.linspace(-torch.pi, torch.pi, 40, dtype=torch.float64)[:, None]
    y = x.sin() + (4 * x).sin()
    return Perceptron(x.to(device, dtype), y.to(device, dtype), width)


def polynomial_network(
    width: int = 30, *, dtype: torch.dtype = torch.float64, device: Device = "cpu"
) -> Perceptron:
    """The fit of w·x + Σ v_i x_i², normalised, on 600 normal points in 50 dimensions; D = 1561."""
    generator = torch.Generator().manual_seed(100)
    x = torch.randn(600, 50, generator=generator, dtype=torch.float64)
    w, v = torch.randn(2, 50, generator=generator, dtype=torch.float64)
    y = (x @ w + x**2 @ v)[:, None]
    return Perceptron(x.to(device, dtype), (y / y.std()).to(device, dtype), width)


def digits() -> tuple[Tensor, Tensor]:
    """Scikit-learn's 1797 handwritten digits: images (1797, 8, 8) within 0 … 1, labels (1797,)."""
    from sklearn.datasets import load_digits  # its import takes a second, and few networks need it

    dataset = load_digits()
    return torch.from_numpy(dataset.images) / 16, torch.from_numpy(dataset.target)


def digits_network(
    examples: int = 50, *, dtype: torch.dtype = torch.float64, device: Device = "cpu"
) -> Convolutional:
    """Classification of 8×8 handwritten digits, chosen by a fixed shuffle; D = 666."""
    images, labels = digits()
    chosen = torch.randperm(len(labels), generator=torch.Generator().manual_seed(0))[:examples]
    return Convolutional(images[chosen].to(device, dtype), labels[chosen].to(device))


def modular_network(
    width: int = 16, *, dtype: torch.dtype = torch.float64, device: Device = "cpu"
) -> Transformer:
    """Addition mod 7 by a one-layer transformer over all 49 pairs; D = 2384 at width 16."""
    return Transformer(d=width, ff=2 * width, dtype=dtype, device=device)
