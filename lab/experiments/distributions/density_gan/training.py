"""How the density follows its judge and what is measured; everything is numpy in float64 on a grid."""

from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np

from lab.contract.state import State
from lab.contract.training import Counted, Floats, Frame, Mark, Training
from lab.experiments.distributions.density_gan.config import Config, Judge
from lab.experiments.distributions.plane import FRESH, learned_from, truth_of
from lab.numerics.density import Grid, mmd
from lab.numerics.features import random_features
from lab.numerics.flows import DensityFlow
from lab.numerics.memorization import near_cells
from lab.numerics.transport import grid_w2, w2

TURNED = 1.05
"""The distance has turned where it is so many times its lowest."""


def build(members: Sequence[Config]) -> Training:
    """The training of a batch."""
    return Cubes(members) if members[0].measure == "cubes" else DensityGan(members)


@lru_cache(maxsize=4)
def judge(
    kind: Judge, width: int, bandwidth: float, seed: int, grid: Grid
) -> tuple[Floats | None, DensityFlow]:
    """A judge's features on the grid, and the flow they make; the last ones are kept."""
    if kind == "unrestricted":
        return None, DensityFlow(grid.uniform, None)
    features = random_features(kind, width, seed, bandwidth=bandwidth)(grid.centres)
    return features, DensityFlow(grid.uniform, features)


class Contest:
    """One member: its points, its judge and its density."""

    def __init__(self, config: Config, grid: Grid, truth: Floats, member: int) -> None:
        self.config, self.grid, self.truth, self.member = config, grid, truth, member
        drawn = learned_from(config, truth, grid, test=FRESH)
        self.train = drawn.train
        self.fresh = grid.empirical(drawn.test)
        if config.own is not None:
            self.truth = self.fresh
        self.near = near_cells(grid, self.train, config.radius)
        self.features, flow = judge(config.judge, config.width, config.bandwidth, config.seed, grid)
        self.flow = flow.towards(grid.empirical(self.train))
        self.p = grid.uniform
        self.times = np.concatenate([[0.0], np.geomspace(*config.clock, config.steps - 1)])
        self.best, self.best_step = np.inf, 0
        self.told: list[str] = []

    @cached_property
    def constants(self) -> dict[str, float]:
        """Levels that no step changes; found with the first row, since measuring them takes time, too."""
        own = self.config.own is not None
        return {
            "near_mass_target": self._near(self.truth),
            "w2_floor": np.nan if own else self._distance(self.truth, self.fresh),
            "w2_memorized": self._distance(self.truth, self.flow.p_n),
        }

    def _near(self, masses: Floats) -> float:
        return float(masses[self.near].sum())

    def _distance(self, p: Floats, q: Floats) -> float:
        shape = self.grid.shape
        return grid_w2(p.reshape(shape), q.reshape(shape), coarsen=self.config.coarsen)

    def row(self, step: int) -> tuple[dict[str, float], list[Mark]]:
        """Columns, and what has just become known."""
        near, distance, to_train = self._near(self.p), np.nan, np.nan
        last = step == self.config.steps - 1
        if step % self.config.distance_stride == 0 or last:
            distance = self._distance(self.p, self.truth)
        if last:
            to_train = self._distance(self.p, self.flow.p_n)
        if distance < self.best:
            self.best, self.best_step = distance, step
        columns = {
            "time": float(self.times[step]),
            "w2_test": distance,
            "best_w2": self.best,
            "w2_train": to_train,
            "mmd": self._mmd(),
            "near_mass": near,
            **self.constants,
        }
        marks = []
        if distance > TURNED * self.best:
            marks += self._tell("early-stop", step, self.best_step)
        if near > (1 + self.constants["near_mass_target"]) / 2:
            marks += self._tell("memorized", step, step)
        return columns, marks

    def _mmd(self) -> float:
        """How far the judge still tells the density from the training set."""
        if self.features is None:
            return float(np.linalg.norm(self.p - self.flow.p_n))
        return mmd(self.features, self.p, self.flow.p_n)

    def _tell(self, name: str, step: int, at: int) -> list[Mark]:
        if name in self.told:
            return []
        self.told.append(name)
        return [Mark(name, step, at, self.member, {"time": float(self.times[at])})]

    def advance(self, step: int) -> None:
        """From the moment of row `step` to the next, by exact substeps put back on the simplex."""
        before, after = self.times[step : step + 2]
        space = np.geomspace if before > 0 else np.linspace
        for h in np.diff(space(before, after, self.config.substeps + 1)):
            self.p = self.flow.advance(self.p, float(h))

    def state_dict(self) -> State:
        return {"p": self.p, "best": [self.best, float(self.best_step)], "told": list(self.told)}

    def load_state_dict(self, saved: State) -> None:
        self.p, self.told = np.array(saved["p"]), list(saved["told"])
        self.best, best_step = saved["best"]
        self.best_step = int(best_step)


class DensityGan(Counted):
    """Members advance side by side, each by sums of its own."""

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        self.config = config = members[0]
        grid = Grid(config.grid)
        truth = truth_of(config, config.target, grid)
        self.contests = [Contest(config, grid, truth, member) for member, config in enumerate(members)]
        self.steps = config.steps

    def advance(self, step: int) -> Frame:
        with self.timed("measuring"):
            frame = self._frame(step)
        if step + 1 < self.steps:
            for contest in self.contests:
                contest.advance(step)
        return frame

    def _frame(self, step: int) -> Frame:
        seen = [contest.row(step) for contest in self.contests]
        scalars = {name: np.array([columns[name] for columns, _ in seen]) for name in seen[0][0]}
        arrays = {}
        if self.config.record == "full":
            cells = self.config.grid
            masses = np.stack([contest.p for contest in self.contests]).reshape(-1, cells, cells)
            arrays["density"] = masses.astype(np.float16)
            if step == 0:
                arrays["train_points"] = np.stack([contest.train for contest in self.contests]).astype(
                    np.float32
                )
        return Frame(step, scalars, arrays, marks=tuple(mark for _, marks in seen for mark in marks))

    def state_dict(self) -> State:
        return {
            **super().state_dict(),
            "contests": {str(contest.member): contest.state_dict() for contest in self.contests},
        }

    def load_state_dict(self, saved: State) -> None:
        super().load_state_dict(saved)
        for contest in self.contests:
            contest.load_state_dict(saved["contests"][str(contest.member)])


class Cubes(Counted):
    """Two samples of the unit cube of some dimension, and how far apart they are: one row, no model."""

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        self.configs, self.steps = members, 1

    def advance(self, step: int) -> Frame:
        return Frame(step, {"w2": np.array([self._between(config) for config in self.configs])})

    @staticmethod
    def _between(config: Config) -> float:
        n, dim = config.samples, config.dim
        x, y = (np.random.default_rng([config.data_seed, dim, k]).random((n, dim)) for k in range(2))
        return w2(x, y)
