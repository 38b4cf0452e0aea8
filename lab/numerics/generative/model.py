"""The interface of all families, and what they are made of: seeded networks, each with its own Adam."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from itertools import pairwise
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn.utils import clip_grad_norm_, parameters_to_vector, vector_to_parameters

from lab.errors import BadInput

State = dict[str, Any]
STREAMS = ("initialization", "batches", "noise")


def mlp(
    sizes: Sequence[int], generator: torch.Generator, activation: type[nn.Module] = nn.ReLU
) -> nn.Sequential:
    """Linear layers of these sizes with an activation between them, uniform in ±1/√fan_in at the start."""
    layers: list[nn.Module] = []
    for into, out in pairwise(sizes):
        linear: nn.Linear = nn.utils.skip_init(nn.Linear, into, out)  # type: ignore[no-untyped-call]
        for parameter in linear.parameters():
            nn.init.uniform_(parameter, -1 / sqrt(into), 1 / sqrt(into), generator=generator)
        layers += [linear, activation()]
    return nn.Sequential(*layers[:-1])


class Learner:
    """A network and its Adam (Kingma and Ba 2015); a finite `clip` bounds the gradient's norm."""

    def __init__(
        self,
        network: nn.Module,
        learning_rate: float,
        betas: tuple[float, float] = (0.9, 0.999),
        clip: float | None = None,
    ) -> None:
        self.network = network
        self.parameters = list(network.parameters())
        self.adam = torch.optim.Adam(self.parameters, lr=learning_rate, betas=betas, fused=True)
        self.clip = clip

    @property
    def learning_rate(self) -> float:
        """Step size of the coming update; may be set at any time."""
        return float(self.adam.param_groups[0]["lr"])

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        self.adam.param_groups[0]["lr"] = value

    def descend(self, loss: Tensor) -> float:
        """One update down the loss; its value before. Networks of other learners get no gradient."""
        gradients = torch.autograd.grad(loss, self.parameters)
        for parameter, gradient in zip(self.parameters, gradients, strict=True):
            parameter.grad = gradient
        if self.clip is not None:
            clip_grad_norm_(self.parameters, self.clip)
        self.adam.step()
        return float(loss.detach())

    def state_dict(self) -> State:
        """Parameters and both moments as flat vectors, the number of updates, the learning rate."""
        moments = [self.adam.state.get(parameter, {}) for parameter in self.parameters]
        flat = {
            name: torch.cat(
                [
                    held.get(name, torch.zeros_like(p)).flatten()
                    for p, held in zip(self.parameters, moments, strict=True)
                ]
            )
            for name in ("exp_avg", "exp_avg_sq")
        }
        updates = float(moments[0].get("step", 0.0))
        theta = parameters_to_vector(self.parameters).detach().clone()
        return {"theta": theta, **flat, "updates": updates, "learning_rate": self.learning_rate}

    def load_state_dict(self, state: State) -> None:
        """Go on as the learner that `state` came from."""
        vector_to_parameters(state["theta"].clone(), self.parameters)
        sizes = [parameter.numel() for parameter in self.parameters]
        firsts, seconds = (state[name].clone().split(sizes) for name in ("exp_avg", "exp_avg_sq"))
        for parameter, first, second in zip(self.parameters, firsts, seconds, strict=True):
            self.adam.state[parameter] = {
                "step": torch.tensor(state["updates"]),
                "exp_avg": first.view_as(parameter),
                "exp_avg_sq": second.view_as(parameter),
            }
        self.learning_rate = state["learning_rate"]


class GenerativeModel(ABC):
    """A model of points in the plane: `step` trains it, `sample` draws from it.

    Every random number of training comes from one of three named generators, which follow from the seed:
    `initialization` and, kept in the state, `batches` and `noise`.

    Args:
        points: the training set, shape (n, 2).
        seed: of initialization, batches and noise.
        batch: points a step, drawn with replacement.

    Raises:
        BadInput: no points, points that are not in the plane, or not finite.
    """

    def __init__(self, points: npt.ArrayLike, seed: int, batch: int) -> None:
        array = np.asarray(points, dtype=np.float32)
        if array.ndim != 2 or array.shape[1] != 2 or not len(array) or not np.isfinite(array).all():
            raise BadInput(f"Points of shape {array.shape}: give at least one, shape (n, 2), all finite.")
        self.points = torch.from_numpy(array.copy())
        self.batch = batch
        self.learners: dict[str, Learner] = {}
        seeds = np.random.SeedSequence(seed).generate_state(len(STREAMS), np.uint64)
        self.generators = {
            name: torch.Generator().manual_seed(int(word >> np.uint64(1)))
            for name, word in zip(STREAMS, seeds, strict=True)
        }

    @abstractmethod
    def step(self) -> float:
        """Train once; the loss before the (last) update."""

    @abstractmethod
    def sample(self, n: int, generator: torch.Generator) -> Tensor:
        """n generated points, shape (n, 2); training does not notice."""

    def data(self) -> Tensor:
        """A batch of the training set, shape (batch, 2)."""
        rows = torch.randint(len(self.points), (self.batch,), generator=self.generators["batches"])
        return self.points[rows]

    def all_or_batch(self) -> Tensor:
        """The training set where it is no larger than a batch, else a batch of it."""
        return self.points if len(self.points) <= self.batch else self.data()

    def noise(self, *shape: int) -> Tensor:
        """Standard normal numbers for training."""
        return torch.randn(shape, generator=self.generators["noise"])

    def state_dict(self) -> State:
        """Everything that the next steps depend on, beside the arguments: tensors and numbers."""
        return {
            "learners": {name: learner.state_dict() for name, learner in self.learners.items()},
            "generators": {name: generator.get_state() for name, generator in self.generators.items()},
        }

    def load_state_dict(self, state: State) -> None:
        """Go on as the model that `state` came from, bit for bit."""
        for name, learner in self.learners.items():
            learner.load_state_dict(state["learners"][name])
        for name, generator in self.generators.items():
            generator.set_state(state["generators"][name])
