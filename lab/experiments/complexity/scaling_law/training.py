"""Transformers of one width, at a constant rate and at a fixed standard deviation, on the same batches."""

from collections.abc import Sequence

from lab.experiments.complexity.scaling_law.config import Config
from lab.experiments.complexity.sweep.training import SweepTraining, schedule
from lab.numerics.ensembles import Architecture, Member
from lab.numerics.task import Task
from lab.worlds import anchors, tiny_language


class Scaling(SweepTraining):
    """Rows of the sweep; the learning rate is that of the width."""

    def __init__(self, members: Sequence[Config]) -> None:
        shared = members[0]
        task = task_of(shared)
        width, length = shared.width, task.train.tokens.shape[1]
        models = [
            Member(
                member.sigma,
                member.seed,
                schedule(member, learning_rate=member.rate, weight_decay=member.decay),
            )
            for member in members
        ]
        shape = Architecture(
            task.vocabulary, length, width, shared.neurons(width), shared.depth, shared.heads
        )
        super().__init__(members, task, shape, models)


def task_of(config: Config) -> Task:
    """The questions, or the lines, of a config."""
    if config.task == "language":
        return tiny_language.dataset(config.questions, data_seed=config.data_seed)
    return anchors.composition(config.questions, data_seed=config.data_seed)
