"""Gradient descent of two numbers on a closed form (`lab.worlds.landscape`), and of many starts beside."""

from collections.abc import Sequence

import numpy as np

from lab.contract.training import Counted, Floats, Frame, Mark
from lab.experiments.distributions.landscape.config import REACH, Config
from lab.worlds.landscape import descend, loss, stuck

REST = 1e-7
"""Both walkers rest where a step moves them by less."""


class Walk(Counted, saved=("told", "x1", "x2")):
    """Two walkers, one step a row."""

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        (self.config,) = members
        at = [np.array([self.config.x1]), np.array([self.config.x2])]
        if self.config.starts:
            random = np.random.default_rng(self.config.seed).uniform(-REACH, REACH, (2, self.config.starts))
            at = [np.concatenate([start, more]) for start, more in zip(at, random, strict=True)]
        self.x1, self.x2 = at
        self.steps, self.told = self.config.steps, False
        self.rows = set(self.config.rows)

    def advance(self, step: int) -> Frame | None:
        before = self.x1, self.x2
        self.x1, self.x2 = descend(self.x1, self.x2, self.config.kernel_width, steps=1)
        if step not in self.rows:
            return None
        return self._row(step, *before)

    def _row(self, step: int, all1: Floats, all2: Floats) -> Frame:
        """Row `step`: the walkers before the step, and how many of the others are stuck."""
        x1, x2 = float(all1[0]), float(all2[0])
        others = stuck(all1[1:], all2[1:]) if self.config.starts else np.array([np.nan])
        columns = {
            "x1": x1,
            "x2": x2,
            "loss": float(loss(x1, x2, self.config.kernel_width)),
            "stuck": float(stuck(x1, x2)),
            "stuck_share": float(others.mean()),
        }
        marks = []
        moved = abs(float(self.x1[0]) - x1) + abs(float(self.x2[0]) - x2)
        if moved < REST and not self.told:
            self.told = True
            marks.append(Mark("rest", step, step, values={"stuck": columns["stuck"]}))
        walkers = np.array([[x1, x2]], np.float32)
        return Frame(step, columns, {"walkers": walkers}, marks=tuple(marks))
