"""The anchor task for members along γ, and at each look what every one answers to the unseen pair."""

import numpy as np

from lab.experiments.anchor_sweep.anchors import AnchorTraining
from lab.experiments.anchor_sweep.config import OFFSETS
from lab.experiments.anchor_sweep.training import Arrays
from lab.numerics.anchors import unseen_offsets


class Anchors(AnchorTraining):
    """Rows of the sweep, with how often each answer minus key was given to the pair (4, 3)."""

    def pictures(self) -> Arrays:
        lowest, highest = OFFSETS
        offsets = unseen_offsets(self.task, self.sweep.predicted).clip(lowest, highest)
        counts = [np.bincount(one - lowest, minlength=highest - lowest + 1) for one in offsets]
        return {"offsets": np.array(counts, np.int16)}
