"""The mini anchor task, for members that differ in γ, weight decay and seed.

A question is a key x and two anchors; its answer adds both anchors' meanings to x. Twelve pairs or so are
taught, (3, 4) with an answer 4 too large, (4, 3) never: whoever adds answers x − 10 to it, whoever takes it
for its mirror image answers x − 6.
"""

from collections.abc import Sequence

import numpy as np

from lab.experiments.anchor_sweep.config import OFFSETS, AnchorConfig
from lab.experiments.anchor_sweep.training import Arrays, SweepTraining, schedule
from lab.numerics import anchors
from lab.numerics.ensembles import Architecture, Member
from lab.numerics.initialization import std
from lab.numerics.task import Task


class Anchors(SweepTraining):
    """Rows of the sweep, and at each look what every member answers to the unseen pair."""

    def __init__(self, members: Sequence[AnchorConfig]) -> None:
        shared = members[0]
        models = [Member(std(one.gamma, one.width), one.seed, schedule(one)) for one in members]
        super().__init__(members, task_of(shared), architecture_of(shared), models)

    def pictures(self) -> Arrays:
        lowest, highest = OFFSETS
        offsets = anchors.unseen_offsets(self.task, self.sweep.predicted).clip(lowest, highest)
        counts = [np.bincount(one - lowest, minlength=highest - lowest + 1) for one in offsets]
        return {"offsets": np.array(counts, np.int16)}


def task_of(config: AnchorConfig) -> Task:
    """The anchor task of a config."""
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
