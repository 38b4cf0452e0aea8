"""Trainings whose loss jumps, as plain float32 loops; and what an alarm that was lit in them is worth."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import nan

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from lab.experiments.optimization.adam_spikes.moments import Moments
from lab.numerics.networks import (
    Network,
    digits_network,
    modular_network,
    polynomial_network,
    sine_network,
)
from lab.watching.watch import Watch, watch

Series = npt.NDArray[np.float64]
"""A number a step."""


@dataclass(frozen=True)
class Case:
    """A full-batch training under torch's Adam: its network, step size, length, and how many seeds of it."""

    network: Callable[..., Network]
    eta: float
    steps: int
    seeds: int


CASES = {
    "fnn-sin": Case(sine_network, 0.01, 3300, 10),
    "fnn-50d": Case(polynomial_network, 0.02, 500, 10),
    "cnn-digits": Case(digits_network, 0.02, 1000, 5),
    "tf-mod7": Case(modular_network, 0.003, 760, 5),
}
FIRST_SEED = 100
"""The stride's factor was chosen on seeds below; these are the next integers from here."""
HEIGHT = 3.0
"""A jump is a rise of the loss to so many times its level."""
SOON = 100
"""Steps within which an alarm is to come true, and within which a jump's own ringing is nobody's alarm."""
LATEST = 10
"""An alarm that was off for so many steps before a jump has not announced it."""
GAP = 5
"""Steps for which a light may go out within one alarm."""


class Flat(nn.Module):
    """A network of the lab with its data: one parameter vector (D,) in, the loss out."""

    def __init__(self, network: Network, seed: int) -> None:
        super().__init__()
        self.network, self.theta = network, nn.Parameter(network.initial(seed))

    def forward(self) -> Tensor:
        return self.network.loss(self.theta)


@dataclass(frozen=True)
class Training:
    """What a watched training leaves: a number a step each."""

    loss: Series
    norm: Series
    stage: Series
    measured: Series


def train(case: Case, seed: int, overhead: float) -> Training:
    """One run of a case, watched."""
    model = Flat(case.network(dtype=torch.float32), seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=case.eta)
    with watch(model, optimizer, overhead=overhead) as w:
        _steps(w, model, optimizer, case.steps)
    frame = w.run.frame
    return Training(*(frame[name].to_numpy() for name in ("loss", "grad_norm", "stage", "measured")))


def _steps(w: Watch, model: nn.Module, optimizer: torch.optim.Optimizer, steps: int) -> None:
    for _ in range(steps):
        loss = w.loss(model)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


@dataclass(frozen=True)
class Jump:
    """Where the loss begins to rise, and where it is highest."""

    onset: int
    peak: int


def jumps(loss: Series) -> list[Jump]:
    """The jumps of a run, by the lab's own finder."""
    moments = Moments()
    marks = [mark for step, value in enumerate(loss) for mark in moments.see(step, float(value), nan, nan)]
    found = [mark for mark in marks if mark.name.startswith("spike") and mark.values["height"] >= HEIGHT]
    return [Jump(mark.at, int(mark.values["peak"])) for mark in found]


# --- signals: whether a light is on at a step, from what is known at it


def doubling(run: Training) -> npt.NDArray[np.bool_]:
    """The gradient norm is twice the lowest of the ten steps before."""
    return np.array(
        [
            step > 0 and run.norm[step] >= 2 * run.norm[max(step - 10, 0) : step].min()
            for step in range(len(run.norm))
        ]
    )


def surprise(run: Training) -> npt.NDArray[np.bool_]:
    """The loss is three deviations above its mean of fifty steps."""
    lit = np.zeros(len(run.loss), bool)
    for step in range(50, len(run.loss)):
        past = run.loss[step - 50 : step]
        lit[step] = run.loss[step] > past.mean() + 3 * past.std()
    return lit


SIGNALS: dict[str, Callable[[Training], npt.NDArray[np.bool_]]] = {
    "lab.watch": lambda run: run.stage > 0,
    "lab.watch, now": lambda run: run.stage > 1,
    "gradient norm doubles in 10 steps": doubling,
    "loss 3 deviations over 50 steps": surprise,
}


@dataclass
class Worth:
    """What an alarm was worth in some runs."""

    jumps: int = 0
    leads: list[int] = field(default_factory=list)
    false: int = 0
    calm: int = 0
    lit: int = 0
    steps: int = 0

    def see(self, lit: npt.NDArray[np.bool_], found: list[Jump]) -> None:
        """Take in a run: where the light was on, and its jumps."""
        alarms = list(excursions(lit))
        for jump in found:
            before = [start for start, end in alarms if start < jump.onset and end >= jump.onset - LATEST]
            self.leads += [jump.onset - before[-1]] if before else []
        self.jumps += len(found)
        self.steps += len(lit)
        self.false += sum(not any(_meant(start, end, jump) for jump in found) for start, end in alarms)
        calm = np.ones(len(lit), bool)
        for jump in found:
            calm[max(jump.onset - SOON, 0) : jump.peak + SOON] = False
        self.calm += int(calm.sum())
        self.lit += int((lit & calm).sum())


def excursions(lit: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """First and last step of each alarm."""
    steps = np.flatnonzero(lit)
    for part in np.split(steps, np.flatnonzero(np.diff(steps) > GAP) + 1):
        if len(part):
            yield int(part[0]), int(part[-1])


def _meant(start: int, end: int, jump: Jump) -> bool:
    """Whether an alarm comes true in a jump, or is part of it."""
    return start <= jump.peak + SOON and max(end, start + SOON) >= jump.onset
