"""Many transformers of one architecture trained together on one task, one batch stream for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from lab.numerics.complexity import mean_cosine, stable_rank
from lab.numerics.ensembles.adamw import AdamW, Schedule
from lab.numerics.ensembles.layers import LANES, cross_entropy
from lab.numerics.ensembles.transformer import Architecture, Plan, Symbols, forward
from lab.numerics.task import Floats, Integers, Task, draw

# Of the first layer where there are several.
COMPLEXITY = {
    "stable_rank_embedding": ("embedding", stable_rank),
    "stable_rank_mlp": ("mlp_in.0", stable_rank),
    "stable_rank_query": ("query.0", stable_rank),
    "cosine_mlp": ("mlp_in.0", mean_cosine),
}


@dataclass(frozen=True)
class Member:
    """What one model of a sweep has of its own: initial standard deviation, seed, schedule, gradient clip."""

    std: float
    seed: int
    schedule: Schedule
    clip: float = 1.0


class Sweep:
    """Trains E members; a member's numbers are those of its run alone, bit for bit on a CPU.

    Row k shows the state before update k: `train_loss` on the batch of step k always, the task's measures and
    the weights' complexity on rows 0, stride, 2 stride … and on the last, NaN between.
    """

    def __init__(
        self,
        task: Task,
        architecture: Architecture,
        members: Sequence[Member],
        *,
        steps: int,
        batch_size: int = 128,
        stride: int = 20,
        data_seed: int = 0,
        device: torch.device | str = "cpu",
    ) -> None:
        """ValueError unless there are members and the batch is a multiple of 32."""
        if not members or batch_size < LANES or batch_size % LANES:
            raise ValueError(
                f"{len(members)} members, batch_size = {batch_size}:"
                f" give at least one member and a batch that is a multiple of {LANES}"
            )
        self.task, self.architecture, self.steps = task, architecture, steps
        self._batch_size, self._stride, self._data_seed = batch_size, stride, data_seed
        self._device = torch.device(device)
        self.row = 0
        initial = np.stack([architecture.initial(member.std, member.seed) for member in members])
        # A copy on a cache line of its own: matrix products may round differently off it.
        self._flat = torch.from_numpy(initial).to(self._device, copy=True)
        self._gradient = torch.zeros_like(self._flat)
        self._weights = architecture.views(self._flat)
        self._leaves = [weight.requires_grad_() for weight in self._weights.values()]
        self._slots = architecture.views(self._gradient).values()
        self.optimizer = AdamW(self._flat, [m.schedule for m in members], [m.clip for m in members])
        self._symbols = Symbols((task.train.tokens, task.probe.tokens), self._device)
        self._train = self._symbols.index(task.train.tokens), self._tensor(task.train.targets)
        padding = np.arange(-(-len(task.probe) // LANES) * LANES) % len(task.probe)
        probe = task.probe[padding]
        self._probe = self._symbols.index(probe.tokens), self._tensor(probe.targets)
        length, outputs = task.train.tokens.shape[1], task.train.targets.shape[1]
        self._plans = {rows: Plan(rows, length, outputs, self._flat) for rows in (batch_size, len(padding))}

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of a row."""
        return "train_loss", *self.task.measures, "weight_norm", *COMPLEXITY

    @property
    def parameters(self) -> dict[str, Tensor]:
        """The weights by name, (E, rows, columns): views of the state before the next update."""
        return {name: weight.detach() for name, weight in self._weights.items()}

    @property
    def due(self) -> bool:
        """Whether this row is looked at."""
        return self.row % self._stride == 0 or self.row == self.steps - 1

    def step(self) -> dict[str, Floats]:
        """One row, (E,) by name, then the update. ValueError after the last."""
        return self.look() | self.train()

    def look(self) -> dict[str, Floats]:
        """What is measured of this row, (E,) by name; NaN where it is not due."""
        row = {name: np.full(len(self._flat), np.nan) for name in self.columns}
        return row | self.measure() if self.due else row

    def train(self) -> dict[str, Floats]:
        """The `train_loss` (E,) of this row, then the update. ValueError after the last."""
        if self.row >= self.steps:
            raise ValueError(f"the run is over after {self.steps} steps; start one with more")
        chosen = draw(self._data_seed, self.row, len(self.task.train), self._batch_size)
        loss = self._differentiate(self._tensor(chosen))
        self.optimizer.update(self.row, self._gradient)
        self.row += 1
        return {"train_loss": loss}

    def measure(self) -> dict[str, Floats]:
        """The task's measures and the weights' complexity now; `predicted` keeps the answers."""
        nll, self.predicted = self.examine()
        found = {name: measure(nll, self.predicted) for name, measure in self.task.measures.items()}
        found["weight_norm"] = _numbers(torch.linalg.vector_norm(self._flat, dim=1))
        weights = self.parameters
        return found | {
            name: _numbers(measure(weights[where])) for name, (where, measure) in COMPLEXITY.items()
        }

    @torch.no_grad()
    def examine(self) -> tuple[Floats, Integers]:
        """Negative log likelihoods and most likely tokens on the probe rows, both (E, M, T)."""
        batch, targets = self._probe
        logits = self._logits(batch)
        predicted = logits.argmax(-1).view(len(logits), *targets.shape)
        rows = len(self.task.probe)
        return _numbers(_losses(logits, targets))[:, :rows], predicted[:, :rows].cpu().numpy()

    def state_dict(self) -> dict[str, Any]:
        """Everything that changes: parameters and moments as tensors (E, size), the row as a number."""
        moments = {"moment1": self.optimizer.moment1.clone(), "moment2": self.optimizer.moment2.clone()}
        return {"row": self.row, "parameters": self._flat.clone(), **moments}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Goes on from a state of a sweep of the same members."""
        self.row = int(state["row"])
        self._flat.copy_(state["parameters"])
        self.optimizer.moment1.copy_(state["moment1"])
        self.optimizer.moment2.copy_(state["moment2"])

    def _tensor(self, numbers: Integers) -> Tensor:
        return torch.from_numpy(numbers).to(self._device)

    def _logits(self, batch: Tensor) -> Tensor:
        return forward(self.architecture, self._weights, self._symbols, self._plans[len(batch)], batch)

    def _differentiate(self, chosen: Tensor) -> Floats:
        """Fills the gradient (E, size) on the chosen rows and gives each member's loss, (E,)."""
        batch, targets = (table[chosen] for table in self._train)
        loss = _losses(self._logits(batch), targets).mean((1, 2))
        for slot, gradient in zip(self._slots, torch.autograd.grad(loss.sum(), self._leaves), strict=True):
            slot.copy_(gradient)
        return _numbers(loss.detach())


def _losses(logits: Tensor, targets: Tensor) -> Tensor:
    return cross_entropy(logits, targets.flatten()).view(len(logits), *targets.shape)


def _numbers(values: Tensor) -> Floats:
    return values.double().cpu().numpy()
