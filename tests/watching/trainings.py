"""Small trainings, each as somebody would write it, watched or not: what is left of them to the last bit."""

import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

STEPS = 48


def data(seed=0, rows=16):
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(rows, 4, generator=generator)
    return x, torch.sin(2 * x).sum(1, keepdim=True)


def plain():
    return nn.Sequential(nn.Linear(4, 12), nn.Tanh(), nn.Linear(12, 1))


def dropped():
    return nn.Sequential(nn.Linear(4, 12), nn.Dropout(0.3), nn.Tanh(), nn.Linear(12, 1))


def normed():
    return nn.Sequential(nn.Linear(4, 12), nn.BatchNorm1d(12), nn.Tanh(), nn.Linear(12, 1))


class Unwatched:
    """What a loop calls where nobody watches."""

    def loss(self, closure):
        return closure()


@dataclass
class Case:
    """One way to train; `step` makes one step of it."""

    model: Callable[[], nn.Module] = plain
    optimizer: Callable[..., torch.optim.Optimizer] = torch.optim.Adam
    options: dict = None
    accumulate: int = 1
    clip: float = 0.0
    autocast: bool = False
    schedule: bool = False
    by_closure: bool = False
    noise: bool = False

    def train(self, watch, steps=STEPS, lr=0.02):
        """Train it from one seed; `watch` makes what the loop calls. Everything that is left of it."""
        torch.manual_seed(0)
        np.random.seed(0)
        random.seed(0)
        model = self.model()
        optimizer = self.optimizer(model.parameters(), **{"lr": lr, **(self.options or {})})
        w = watch(model, optimizer)
        scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps) if self.schedule else None
        losses = []
        for step in range(steps):
            losses.append(self.step(w, model, optimizer, step))
            if scheduler:
                scheduler.step()
        return w, model, optimizer, losses

    def step(self, w, model, optimizer, step):
        loss = None
        for part in range(self.accumulate):
            x, y = data(step * self.accumulate + part if self.accumulate > 1 else 0)

            def compute():
                with torch.autocast("cpu", torch.bfloat16, enabled=self.autocast):
                    noise = 0.01 * (random.random() + np.random.rand()) if self.noise else 0.0
                    return (model(x + noise) - y).float().square().mean() / self.accumulate  # noqa: B023

            if self.by_closure:

                def again():
                    optimizer.zero_grad()
                    found = w.loss(compute)
                    found.backward()
                    return found

                loss = optimizer.step(again)
            else:
                loss = w.loss(compute)
                loss.backward()
        if not self.by_closure:
            if self.clip:
                nn.utils.clip_grad_norm_(model.parameters(), self.clip)
            optimizer.step()
            optimizer.zero_grad()
        return loss.item()


CASES = {
    "plain": Case(),
    "dropout": Case(model=dropped),
    "BatchNorm": Case(model=normed),
    "accumulation": Case(accumulate=3),
    "clipping": Case(clip=0.1),
    "autocast": Case(autocast=True),
    "fused": Case(options={"fused": True}),
    "schedule": Case(schedule=True),
    "by closure": Case(by_closure=True),
    "numpy's and Python's dice": Case(noise=True),
    "SGD": Case(optimizer=torch.optim.SGD, options={"momentum": 0.9, "nesterov": True}),
    "RMSprop": Case(optimizer=torch.optim.RMSprop),
    "AdamW": Case(optimizer=torch.optim.AdamW),
    "no limit": Case(optimizer=torch.optim.Rprop),
    "LBFGS": Case(optimizer=torch.optim.LBFGS, by_closure=True),
}


def left(model, optimizer, losses):
    """Everything of a training that could differ, as plain values."""
    tensors = [*model.parameters(), *model.buffers()]
    states = [
        value
        for state in optimizer.state_dict()["state"].values()
        for value in state.values()
        if isinstance(value, torch.Tensor)
    ]
    dice = (torch.get_rng_state().tolist(), np.random.get_state()[1].tolist(), random.getstate())
    return [tensor.tolist() for tensor in (*tensors, *states)], dice, losses
