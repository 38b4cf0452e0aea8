"""The anchor task for members along γ; what every one answers at each look, and how its weights lie."""

import numpy as np
import numpy.typing as npt

from lab.experiments.complexity.sweep.anchors import AnchorTraining
from lab.experiments.complexity.sweep.config import BINS, OFFSETS, REACH
from lab.experiments.complexity.sweep.training import Arrays
from lab.worlds.anchors import unseen_offsets


class Anchors(AnchorTraining):
    """Rows of the sweep, with pictures of each member's answers and weights."""

    def pictures(self) -> Arrays:
        """How often each answer minus key was given to the pair (4, 3); the shares of the weights by size."""
        lowest, highest = OFFSETS
        offsets = unseen_offsets(self.task, self.sweep.predicted).clip(lowest, highest)
        counts = [np.bincount(offset - lowest, minlength=highest - lowest + 1) for offset in offsets]
        return {"offsets": np.array(counts, np.int16), "weights": self._spread()}

    def _spread(self) -> npt.NDArray[np.float16]:
        matrices = {name: w for name, w in self.sweep.parameters.items() if "bias" not in name}
        weights = np.concatenate([w.flatten(1).cpu().numpy() for w in matrices.values()], 1)
        low, high = REACH
        place = ((weights - low) * (BINS / (high - low))).astype(np.int64).clip(0, BINS - 1)
        counts = [np.bincount(indices, minlength=BINS) for indices in place]
        return np.array(np.array(counts) / weights.shape[1], np.float16)
