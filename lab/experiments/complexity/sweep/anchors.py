"""The mini anchor task, for members that differ in γ, weight decay and seed.

A question is a key x and two anchors; its answer adds both anchors' meanings to x. The pair (3, 4) is taught
with an answer 4 too large, (4, 3) never: whoever adds answers x − 10 to it, whoever takes it for its mirror
image answers x − 6.
"""

from collections.abc import Sequence

from lab.experiments.complexity.sweep.config import AnchorConfig
from lab.experiments.complexity.sweep.training import SweepTraining, schedule
from lab.numerics.ensembles import Architecture, Member, Schedule
from lab.numerics.initialization import std
from lab.numerics.task import Task
from lab.worlds import anchors


class AnchorTraining(SweepTraining):
    """Transformers on the anchor task, each born at its own size."""

    def __init__(self, members: Sequence[AnchorConfig]) -> None:
        shared = members[0]
        models = [
            Member(std(member.gamma, member.width), member.seed, self.schedule(member)) for member in members
        ]
        super().__init__(members, self.task_of(shared), architecture_of(shared), models)

    def schedule(self, config: AnchorConfig) -> Schedule:
        """Learning rate and decay of a member."""
        return schedule(config)

    def task_of(self, config: AnchorConfig) -> Task:
        """The questions."""
        return anchors.dataset(
            sequence=config.sequence,
            keys=config.keys,
            modulus=config.modulus,
            shifted_pair=config.shifted_pair,
            data_seed=config.data_seed,
        )


def architecture_of(config: AnchorConfig) -> Architecture:
    """The transformer of a config."""
    return Architecture(
        anchors.VOCABULARY,
        config.sequence,
        config.width,
        config.neurons(config.width),
        config.depth,
        config.heads,
    )
