"""How a sweep is trained and what is seen of it: one batch of members, looked at on a stride."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from lab.contract.state import State
from lab.contract.training import Floats, Frame, Mark, Training
from lab.experiments.complexity.sweep.config import SweepConfig
from lab.numerics.ensembles import Architecture, Member, Schedule, Sweep
from lab.numerics.task import Task

MOMENTS = {"fits": ("train_accuracy", 0.99), "rule": ("reasoning", 0.5)}
"""Mark -> the column that has to reach a number for it, where there is such a column."""

Arrays = Mapping[str, npt.NDArray[Any]]


class SweepTraining(Training):
    """Members of one architecture on one task; a member's numbers are those of its run alone."""

    def __init__(
        self, members: Sequence[SweepConfig], task: Task, shape: Architecture, models: Sequence[Member]
    ) -> None:
        super().__init__(members)
        config = members[0]
        self.task = task
        self.sweep = Sweep(
            task,
            shape,
            models,
            steps=config.steps,
            batch_size=config.batch_size,
            stride=config.stride,
            data_seed=config.data_seed,
            device=config.device,
        )
        self.seen: list[str] = []

    def step(self) -> Frame | None:
        step = self.sweep.row
        if step == self.members[0].steps:  # type: ignore[attr-defined]
            raise StopIteration
        arrays: Arrays = {}
        with self.timed("measuring"):
            row = self.sweep.look()
            if self.sweep.due:
                arrays = self.pictures()
        row |= self.sweep.train()
        return Frame(step, row, arrays, marks=self._marks(step, row))

    def pictures(self) -> Arrays:
        """Snapshots (members, …) of the look that was just taken."""
        return {}

    def _marks(self, step: int, row: Mapping[str, Floats]) -> tuple[Mark, ...]:
        found = []
        for name, (column, least) in MOMENTS.items():
            reached = np.flatnonzero(row[column] >= least) if column in row else ()
            for member in map(int, reached):
                if f"{name} {member}" not in self.seen:
                    self.seen.append(f"{name} {member}")
                    found.append(Mark(name, step, step, member))
        return tuple(found)

    def progress(self) -> int:
        return self.sweep.row

    def state_dict(self) -> State:
        return {**self.sweep.state_dict(), "seen": list(self.seen)}

    def load_state_dict(self, state: State) -> None:
        self.sweep.load_state_dict(state)
        self.seen = list(state["seen"])


def schedule(config: SweepConfig, **changed: Any) -> Schedule:
    """Learning rate and decay of a member."""
    settings: dict[str, Any] = {
        "steps": config.steps,
        "learning_rate": config.learning_rate,
        "weight_decay": config.weight_decay,
        "warmup": config.warmup,
        "floor": config.final_rate,
    }
    return Schedule(**settings | changed)
