"""The anchor task, or its mixture with random answers; at each look every pair's accuracy."""

from collections.abc import Sequence

import numpy as np

from lab.contract.training import Frame
from lab.experiments.complexity.reason_or_memorize.config import Config
from lab.experiments.complexity.sweep.anchors import AnchorTraining
from lab.experiments.complexity.sweep.config import AnchorConfig
from lab.experiments.complexity.sweep.training import Arrays, schedule
from lab.numerics.ensembles import Schedule
from lab.numerics.task import Task
from lab.worlds import anchors


class Pairs(AnchorTraining):
    """Rows of the sweep; `gap` is the loss on random answers minus that on the rule's."""

    members: tuple[Config, ...]

    def __init__(self, members: Sequence[Config]) -> None:
        self.mixture = members[0].task == "mixture"
        super().__init__(members)

    def schedule(self, config: AnchorConfig) -> Schedule:
        assert isinstance(config, Config)
        return schedule(config, decay_window=config.decay_window)

    def task_of(self, config: AnchorConfig) -> Task:
        return anchors.mixture(data_seed=config.data_seed) if self.mixture else super().task_of(config)

    def step(self) -> Frame | None:
        frame = super().step()
        if frame is None or not self.mixture:
            return frame
        gap = np.subtract(frame.scalars["memory_loss"], frame.scalars["reasoning_loss"])
        return Frame(frame.step, {**frame.scalars, "gap": gap}, frame.arrays, marks=frame.marks)

    def pictures(self) -> Arrays:
        """Accuracy (members, 4, 4) by a1 and a2, and answer minus key on (4, 3), by key and place."""
        if self.mixture:
            return {}
        predicted = self.sweep.predicted
        offsets = anchors.unseen_offsets(self.task, predicted).clip(-128, 127)
        pairs = anchors.pair_accuracy(self.task, predicted)
        return {"pairs": pairs.astype(np.float32), "answers": offsets.astype(np.int8)}
