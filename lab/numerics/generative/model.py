"""The interface of all families, and what they are made of: seeded networks, each with its own Adam."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from itertools import pairwise
from math import inf, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from lab.contract.errors import BadInput
from lab.numerics.optimizers import Adam

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
    """A network and its Adam, on one flat vector `theta` of which the network's parameters are views.

    A finite `clip` bounds the gradient's norm.
    """

    def __init__(
        self,
        network: nn.Module,
        learning_rate: float,
        betas: tuple[float, float] = (0.9, 0.999),
        clip: float = inf,
    ) -> None:
        self.parameters = list(network.parameters())
        self.theta = parameters_to_vector(self.parameters).detach()
        vector_to_parameters(self.theta, self.parameters)
        self.adam = Adam(self.theta, eta=learning_rate, beta1=betas[0], beta2=betas[1])
        self.clip = clip

    def descend(self, loss: Tensor) -> float:
        """One update down the loss; its value before. Networks of other learners get no gradient."""
        gradients = torch.autograd.grad(loss, self.parameters)
        gradient = torch.cat([part.flatten() for part in gradients])
        if self.clip < inf:
            gradient *= min(1.0, self.clip / (float(torch.linalg.vector_norm(gradient)) + 1e-6))
        self.adam.absorb(gradient)
        self.theta.copy_(self.adam.update(self.theta))
        return float(loss.detach())

    def state_dict(self) -> State:
        """The parameters as one flat vector, and Adam's moments and numbers."""
        return {"theta": self.theta.clone(), "adam": self.adam.state_dict()}

    def load_state_dict(self, state: State) -> None:
        """Go on as the learner that `state` came from."""
        self.theta.copy_(state["theta"])
        self.adam.load_state_dict(state["adam"])


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
