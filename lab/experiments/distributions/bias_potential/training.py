"""How the density is trained and what is measured: exact sums over a grid, row k before update k.

All of it is numpy in float64; `lab.numerics.potential` has the loss and the implicit steps.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from lab.contract.errors import BadInput
from lab.contract.state import State
from lab.contract.training import Counted, Floats, Frame, Mark
from lab.experiments.distributions.bias_potential.config import Config
from lab.experiments.distributions.plane import learned_from, truth_of
from lab.numerics.density import Grid, kl_of_log, normalized
from lab.numerics.features import random_features
from lab.numerics.memorization import near_cells
from lab.numerics.optimizers import Adam
from lab.numerics.potential import Potential, within
from lab.numerics.two_layer import TwoLayerPotential
from lab.worlds.targets import teacher

TURNED = 1.1
"""The divergence has turned where it is so many times its lowest."""


class Ground:
    """The grid, features and truth, shared by runs that differ in their points alone."""

    def __init__(self, config: Config) -> None:
        self.grid = Grid(config.grid, config.dim)
        self.functions = random_features(
            config.features, config.width, config.seed, dim=config.dim, bandwidth=config.bandwidth
        )
        phi = self.functions(self.grid.centres)
        turned = Potential(phi, phi[0], turned=not config.by_adam)
        self.features, self.modes = turned.features, turned.modes
        self.truth = _truth(config, self.grid, phi)
        self.learns_features = config.solver == "two-layer"

    def trained_on(self, points: Floats) -> Potential | TwoLayerPotential:
        """The model of these points."""
        if self.learns_features:
            return TwoLayerPotential(self.functions, self.grid.centres, points)
        return Potential(self.features, self.functions(points) @ self.modes, turned=False)

    def trained_on_truth(self) -> Potential:
        """The model of the truth itself, as if of infinitely many points."""
        return Potential(self.features, self.truth @ self.features, turned=False)


def _truth(config: Config, grid: Grid, phi: Floats) -> Floats:
    if config.target == "teacher":
        return teacher(phi, config.teacher_norm)[0]
    if config.target == "paper":  # a* is one constant, so V* is the mean of the functions times the norm
        potential = config.teacher_norm / np.sqrt(config.width) * phi.sum(axis=1)
        return normalized(np.exp(potential.min() - potential))
    return truth_of(config, config.target, grid, floor=config.floor)


@lru_cache(maxsize=1)
def ground(batch: Config) -> Ground:
    """The ground of a batch; the last one is kept, since runs by hand are mostly of one kind."""
    return Ground(batch)


class Student:
    """One member: its points, its coefficients c, and the lowest divergence so far."""

    def __init__(self, config: Config, shared: Ground, member: int) -> None:
        self.config, self.member = config, member
        self.grid, self.truth = shared.grid, shared.truth
        drawn = learned_from(config, self.truth, self.grid, test=1)
        self.train = drawn.train
        if config.own is not None:
            self.truth = self.grid.empirical(drawn.test)
        self.cells = self.grid.cell_of(self.train)
        self.potential = shared.trained_on(self.train)
        self.c = self.ridge = self.potential.start
        # The paper's Adam has steps η on a = √m c, and so on all weights of two layers.
        scale = 1 / math.sqrt(config.width)
        self.adam = Adam(self.c, eta=scale * config.learning_rate, epsilon=1e-8 * scale)
        self.near_cells = near_cells(self.grid, self.train, config.reach)
        self.near_truth = self._near(self.truth)
        self.best_kl, self.best_time, self.best_step = np.inf, 0.0, 0
        self.told: list[str] = []

    def _near(self, masses: Floats) -> float:
        return float(masses[self.near_cells].sum())

    def row(self, step: int, time: float) -> tuple[dict[str, float], Floats, list[Mark]]:
        """Columns, the masses of the cells, and what has just become known."""
        logs = self.potential.log_density(self.c)
        masses = np.exp(logs)
        kl, near = kl_of_log(self.truth, logs), self._near(masses)
        if kl < self.best_kl:
            self.best_kl, self.best_time, self.best_step = kl, time, step
        columns = {
            "time": time,
            "train_loss": self.potential.loss(self.c),
            "kl": kl,
            "best_kl": self.best_kl,
            "best_time": self.best_time,
            "nll_train": float(self.grid.dim * np.log(self.grid.spacing) - logs[self.cells].mean()),
            "near_mass": near,
            "near_mass_target": self.near_truth,
            "norm": self.potential.norm(self.c),
        }
        marks = []
        if kl > TURNED * self.best_kl:
            marks += self._tell("early-stop", step, self.best_step, kl=self.best_kl, time=self.best_time)
        if near > (1 + self.near_truth) / 2:
            marks += self._tell("memorized", step, step, near_mass=near, time=time)
        return columns, masses, marks

    def _tell(self, name: str, step: int, at: int, **values: float) -> list[Mark]:
        if name in self.told:
            return []
        self.told.append(name)
        return [Mark(name, step, at, self.member, values)]

    def advance(self, h: float) -> None:
        """One update: over the time h, or one of Adam's steps."""
        if self.config.solver == "implicit":
            self.c = self.linear.proximal_step(self.c, h)
            return
        gradient = self.potential.gradient(self.c)
        if self.config.by_adam:
            self.adam.absorb(gradient)
            self.c = self.adam.update(self.c)
        else:
            self.c = within(self.config.norm_cap or np.inf, self.c - h * gradient)

    @property
    def linear(self) -> Potential:
        """The model, where its features are fixed."""
        assert isinstance(self.potential, Potential)
        return self.potential

    def state_dict(self) -> State:
        best = [self.best_kl, self.best_time, float(self.best_step)]
        return {
            "c": self.c,
            "ridge": self.ridge,
            "adam": self.adam.state_dict(),
            "told": list(self.told),
            "best": best,
        }

    def load_state_dict(self, state: State) -> None:
        self.c, self.ridge = np.array(state["c"]), np.array(state["ridge"])
        self.told = list(state["told"])
        self.adam.load_state_dict(state["adam"])
        self.best_kl, self.best_time, best_step = state["best"]
        self.best_step = int(best_step)


class BiasPotential(Counted, saved=("time", "rate")):
    """Members advance side by side, each by sums of its own; with them the flow that sees the truth."""

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        self.config = config = members[0]
        shared = ground(config.without(("sizes", "data_seeds")))
        self.students = [Student(config, shared, member) for member, config in enumerate(members)]
        self.truth, self.population = shared.truth, shared.trained_on_truth()
        self.c_truth = self.population.start
        self.times = np.concatenate([[0.0], np.geomspace(1, config.end_time, config.steps - 1)])
        self.rows = set(config.rows)
        self.rate = config.learning_rate
        self.steps, self.time = config.steps, 0.0

    def advance(self, step: int) -> Frame | None:
        frame = None
        if step in self.rows:
            with self.timed("measuring"):
                frame = self._frame(step)
        if step + 1 < self.steps:
            self._move(step + 1)
        return frame

    def _move(self, step: int) -> None:
        """To the moment of row `step`."""
        before = self.time
        if self.config.solver == "implicit":
            self.time = float(self.times[step])
        else:
            self.time += self.rate if self.config.solver == "gradient-descent" else 1.0
        h = self.time - before
        for student in self.students:
            student.advance(h)
        if self.config.follows_truth:
            self.c_truth = self.population.proximal_step(self.c_truth, h)
        if self.config.compares_ridge:
            for student in self.students:  # the minimum of L + |a|²/2t, beside the flow at time t
                fresh = student.potential.start
                student.ridge = student.linear.proximal_step(fresh, self.time, guess=student.ridge)

    def _frame(self, step: int) -> Frame:
        seen = [student.row(step, self.time) for student in self.students]
        rows = [columns for columns, _, _ in seen]
        if self.config.follows_truth:
            rows = [row | self._beside(student) for row, student in zip(rows, self.students, strict=True)]
        scalars = {name: np.array([row[name] for row in rows]) for name in rows[0]}
        arrays = {}
        if self.config.record == "full":
            shape = (len(seen), *self.students[0].grid.shape)
            arrays["density"] = np.stack([masses for _, masses, _ in seen]).reshape(shape).astype(np.float16)
            if step == 0:
                arrays["train_points"] = np.stack([student.train for student in self.students]).astype(
                    np.float32
                )
        return Frame(step, scalars, arrays, marks=tuple(mark for _, _, marks in seen for mark in marks))

    def _beside(self, student: Student) -> dict[str, float]:
        """How far a member has come from the flow that sees the truth, and that flow's own divergence."""
        error = float(np.linalg.norm(student.linear.mean - self.population.mean))
        ridge = {}
        if self.config.compares_ridge:
            ridge["kl_ridge"] = kl_of_log(self.truth, student.potential.log_density(student.ridge))
        return ridge | {
            "kl_population": kl_of_log(self.truth, self.population.log_density(self.c_truth)),
            "gap": float(np.linalg.norm(student.c - self.c_truth)),
            "misled": self.time * error,  # lemma 9: the gap's bound
        }

    def intervene(self, name: str, value: Any) -> None:
        if name != "learning_rate" or self.config.solver == "implicit":
            raise BadInput(f"{name} = {value} changes nothing here: the implicit flow has no learning rate.")
        self.rate = value
        self.students[0].adam.eta = value / math.sqrt(self.config.width)

    def state_dict(self) -> State:
        students = {str(student.member): student.state_dict() for student in self.students}
        return {**super().state_dict(), "truth": self.c_truth, "students": students}

    def load_state_dict(self, saved: State) -> None:
        super().load_state_dict(saved)
        self.c_truth = np.array(saved["truth"])
        for student in self.students:
            student.load_state_dict(saved["students"][str(student.member)])
