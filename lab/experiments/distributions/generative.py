"""How a generative model of points is trained and watched: what its pages share (torch).

Row s shows the model before update s. The points that it draws come from the same random numbers at every
row, so that they move and do not jump.
"""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
import torch

from lab.contract.state import State
from lab.contract.training import Counted, Floats, Frame, Mark, Training
from lab.experiments.distributions.plane import FRESH, TrainedConfig, learned_from
from lab.numerics.density import Grid
from lab.numerics.memorization import copy_fraction, memorized_fraction
from lab.numerics.transport import w2
from lab.worlds.targets import Samples, samples

FIRST = 20
"""The search for the best moment begins here: before, a blur may lie near the truth by chance."""
TURNED = 1.1
MOST = 1000
"""Points of the training set, at most, that a distance is measured to."""


class Model(Protocol):
    """A model of points that can be trained and sampled."""

    def step(self) -> float: ...
    def sample(self, n: int, generator: torch.Generator, /) -> torch.Tensor: ...
    def state_dict(self) -> State: ...
    def load_state_dict(self, state: State) -> None: ...


class Watched(Counted, saved=("loss", "told", "model")):
    """One model, a row at each step of the schedule; `picture` is the precision of its snapshots."""

    picture: Any = np.float16

    def __init__(self, config: TrainedConfig, truth: Floats) -> None:
        super().__init__((config,))
        self.config, self.truth = config, truth
        self.points: Samples = learned_from(config, truth, Grid(), test=config.test_points)
        self.model: Model = self.build(self.points.train)
        self.rows = config.rows
        self.steps, self.loss = config.updates, float("nan")
        self.told: list[str] = []

    @abstractmethod
    def build(self, train: Floats) -> Model:
        """The model, untrained."""

    @abstractmethod
    def measure(self, drawn: Floats, step: int) -> tuple[dict[str, float], list[Mark]]:
        """Columns of a row beside the loss, and what has just become known."""

    @abstractmethod
    def arrays(self, drawn: Floats, step: int) -> dict[str, Any]:
        """Snapshots of a row, without the leading axis."""

    def advance(self, step: int) -> Frame | None:
        frame = None
        if step in self.rows:
            with self.timed("measuring"):
                frame = self._frame(step)
        if step + 1 < self.steps:
            self.loss = self.model.step()
        return frame

    def _frame(self, step: int) -> Frame:
        generator = torch.Generator().manual_seed(self.config.seed)
        drawn = self.model.sample(self.config.generated, generator).double().numpy()
        finite = np.nan_to_num(drawn, nan=0.0, posinf=1e3, neginf=-1e3).clip(-1e3, 1e3)  # it may diverge
        columns, marks = self.measure(finite, step)
        shots = {
            name: np.asarray(shot, self.picture)[None] for name, shot in self.arrays(finite, step).items()
        }
        return Frame(step, {"train_loss": self.loss, **columns}, shots, marks=tuple(marks))

    def tell(self, name: str, step: int, at: int) -> list[Mark]:
        """A mark, the first time."""
        if name in self.told:
            return []
        self.told.append(name)
        return [Mark(name, step, at)]


class Copying(Watched, saved=("best", "best_step")):
    """Watched for copies: distances to fresh points and to the training set, and who is nearer."""

    def __init__(self, config: TrainedConfig, truth: Floats) -> None:
        super().__init__(config, truth)
        self.constants = {
            "w2_floor": self._floor(),
            "w2_memorized": w2(self.points.train[:MOST], self.points.test),
        }
        self.best, self.best_step = float("inf"), 0

    def _floor(self) -> float:
        """How far a fresh sample is from the test points; of own points there is none."""
        if self.config.own is not None:
            return float("nan")
        fresh = samples(self.truth, Grid(), FRESH, self.config.drawn[1] + 1, test=1).train
        return w2(fresh, self.points.test)

    def measure(self, drawn: Floats, step: int) -> tuple[dict[str, float], list[Mark]]:
        seen, distance = self.points, w2(drawn, self.points.test)
        if step >= FIRST and distance < self.best:
            self.best, self.best_step = distance, step
        columns = {
            "w2_test": distance,
            "best_w2": self.best if step >= FIRST else distance,
            "w2_train": w2(drawn, seen.train[:MOST]),
            "memorized": memorized_fraction(drawn, seen.train, seen.heldout),
            "copies": copy_fraction(drawn, seen.train),
            **self.constants,
        }
        marks = self.tell("early-stop", step, self.best_step) if distance > TURNED * self.best else []
        if columns["copies"] > 0.5:
            marks += self.tell("memorized", step, step)
        return columns, marks


class Together(Training):
    """Models of one schedule side by side, each with generators of its own: one recording of several."""

    def __init__(self, models: Sequence[Watched]) -> None:
        super().__init__([model.config for model in models])
        self.models = models

    def step(self) -> Frame | None:
        rows = [model.step() for model in self.models]
        self.durations["measuring"] = sum(model.durations.get("measuring", 0.0) for model in self.models)
        frames = [frame for frame in rows if frame is not None]
        if not frames:
            return None
        marks = [replace(mark, member=m) for m, frame in enumerate(frames) for mark in frame.marks]
        return Frame(
            frames[0].step,
            {name: np.array([frame.scalars[name] for frame in frames]) for name in frames[0].scalars},
            {name: np.concatenate([frame.arrays[name] for frame in frames]) for name in frames[0].arrays},
            marks=tuple(marks),
        )

    def progress(self) -> int:
        return self.models[0].progress()

    def state_dict(self) -> State:
        return {str(m): model.state_dict() for m, model in enumerate(self.models)}

    def load_state_dict(self, saved: State) -> None:
        for m, model in enumerate(self.models):
            model.load_state_dict(saved[str(m)])


def together(models: Sequence[Watched]) -> Training:
    """One model, or several side by side."""
    return models[0] if len(models) == 1 else Together(models)
