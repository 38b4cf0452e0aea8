"""How the networks, or the particles, are trained; a row counts the islands that are held."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from lab.contract.state import State
from lab.contract.training import Floats, Mark, Training
from lab.experiments.distributions.generative import Model, Watched, together
from lab.experiments.distributions.mode_collapse.config import SD, Config
from lab.numerics.density import Grid
from lab.numerics.features import random_features
from lab.numerics.generative.adversarial import Gan
from lab.numerics.memorization import covered_modes
from lab.numerics.particles import ParticleGan
from lab.numerics.transport import w2
from lab.worlds.targets import MIXTURES, ring_centres, target

PARTICLES, FEATURES, DAMPING = 300, 400, 0.2
BOX = 2.0
"""Particles further out are shown at the border: without damping they may leave for good."""


def build(members: Sequence[Config]) -> Training:
    """The training of a batch, whose members differ in their networks' start."""
    return together([Islands(config) for config in members])


class Particles:
    """Free particles in the place of a generator: all start on the left one of two islands."""

    def __init__(self, config: Config, train: Floats) -> None:
        features = random_features("fourier", FEATURES, config.seed, bandwidth=config.kernel_width)
        centre, sd = MIXTURES["two"][0]()[0], MIXTURES["two"][1]
        start = centre + sd * np.random.default_rng([config.seed, 1]).normal(size=(PARTICLES, 2))
        pace = config.pace or np.inf
        self.gan = ParticleGan(start, features(train), features, pace=pace, damping=DAMPING)

    def step(self) -> float:
        """One step of time; the kernel distance before."""
        return self.gan.step()

    def sample(self, n: int, _generator: torch.Generator) -> torch.Tensor:
        """The particles themselves, clipped to the box."""
        return torch.from_numpy(self.gan.x[:n].clip(-BOX, BOX))

    def state_dict(self) -> State:
        return self.gan.state_dict()

    def load_state_dict(self, state: State) -> None:
        self.gan.load_state_dict(state)


class Islands(Watched, saved=("roll",)):
    """Watched for islands: which of them hold at least 2 % of the points."""

    config: Config

    def __init__(self, config: Config) -> None:
        gan = config.model == "gan"
        truth = target("ring8", Grid(), sd=SD, floor=0) if gan else target("two", Grid(), floor=0)
        super().__init__(config, truth)
        self.centres = ring_centres(8) if gan else MIXTURES["two"][0]()
        self.reach = 4 * (SD if gan else MIXTURES["two"][1])
        self.roll = np.zeros((len(self.centres), len(self.rows)), np.float32)

    def build(self, train: Floats) -> Model:
        if self.config.model == "particles":
            return Particles(self.config, train)
        return Gan(train, self.config.seed, **self.config.arguments)

    def measure(self, drawn: Floats, step: int) -> tuple[dict[str, float], list[Mark]]:
        held = covered_modes(drawn, self.centres, self.reach)
        self.roll[:, self.rows.index(step)] = held
        modes = int(held.sum())
        ends = step in (0, self.config.updates - 1)
        columns = {
            "modes": float(modes),
            "most_modes": float(self.roll.sum(axis=0).max()),
            "w2_test": w2(drawn, self.points.test) if ends else float("nan"),
        }
        if self.config.model == "particles":
            apart = np.linalg.norm(drawn[:, None] - self.centres, axis=2)
            columns["matched"] = float(np.mean(apart <= self.reach, axis=0).clip(max=0.5).sum())
        return columns, self.tell("complete", step, step) if modes == len(self.centres) else []

    def arrays(self, drawn: Floats, step: int) -> dict[str, Any]:
        shots: dict[str, Any] = {"points": drawn, "roll": self.roll.copy()}
        if step == 0:
            shots["train_points"] = self.points.train[:300]
        return shots
