"""AdamW (arXiv:1711.05101) on flat parameter vectors (E, size), every setting a member's own."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from lab.numerics.roots import sqrt

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


@dataclass(frozen=True)
class Schedule:
    """Learning rate and weight decay of one member over a run of `steps` updates.

    The rate rises linearly over `warmup` updates to `learning_rate`, then follows a cosine down to the
    fraction `floor` of it; a run shorter than its warm-up is cut. The decay, decoupled and multiplied by the
    learning rate, acts on the updates in `decay_window`, two fractions of the run.
    """

    steps: int
    learning_rate: float
    weight_decay: float
    warmup: int = 100
    floor: float = 0.1
    decay_window: tuple[float, float] = (0.0, 1.0)

    def rate(self, step: int) -> float:
        """The learning rate of update `step`."""
        if step < self.warmup:
            return self.learning_rate * (step + 1) / self.warmup
        progress = (step - self.warmup) / max(1, self.steps - self.warmup)
        return self.learning_rate * (self.floor + (1 - self.floor) * (1 + math.cos(math.pi * progress)) / 2)

    def decay(self, step: int) -> float:
        """The fraction of every parameter that update `step` takes away: learning rate times weight decay."""
        start, stop = self.decay_window
        return self.rate(step) * self.weight_decay if start * self.steps <= step < stop * self.steps else 0.0


class AdamW:
    """Moments and updates of E members; each gradient is clipped by its own norm."""

    def __init__(self, parameters: Tensor, schedules: Sequence[Schedule], clips: Sequence[float]) -> None:
        self.parameters = parameters
        self.schedules = schedules
        self.clips = parameters.new_tensor(clips)[:, None]
        self.moment1 = torch.zeros_like(parameters)
        self.moment2 = torch.zeros_like(parameters)

    @torch.no_grad()
    def update(self, step: int, gradient: Tensor) -> None:
        """Applies update number `step` (from 0) with a gradient (E, size), which is overwritten."""
        theta, m, v = self.parameters, self.moment1, self.moment2
        rate = theta.new_tensor([s.rate(step) for s in self.schedules])[:, None]
        decay = theta.new_tensor([s.decay(step) for s in self.schedules])[:, None]
        norm = torch.linalg.vector_norm(gradient, dim=1, keepdim=True)
        gradient.mul_((self.clips / (norm + 1e-6)).clamp_(max=1.0))
        m.lerp_(gradient, 1 - BETA1)
        v.mul_(BETA2).addcmul_(gradient, gradient, value=1 - BETA2)
        # The corrections of both biases are moved into one factor, which saves a pass over memory.
        correction = math.sqrt(1 - BETA2 ** (step + 1))
        denominator = sqrt(v, out=gradient).add_(EPSILON * correction)
        torch.div(m, denominator, out=gradient)
        theta.mul_(1 - decay).addcmul_(gradient, rate * (-correction / (1 - BETA1 ** (step + 1))))
