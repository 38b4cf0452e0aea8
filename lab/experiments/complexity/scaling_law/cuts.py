"""What the first ten seconds show: two lines that start together, and where one of them ends."""

from collections.abc import Sequence

import numpy as np

from lab.contract.cut import Cliff, Cut, Place, Scene
from lab.contract.seen import last
from lab.contract.training import Recorded
from lab.experiments.complexity.scaling_law.claims import way
from lab.experiments.complexity.scaling_law.config import Config

AS_BLUE, BETWEEN, WORSE = "Down, as low as blue", "In between", "Up, above its loss at 16"
NARROW = 16


def _ends(recordings: Sequence[Recorded[Config]]) -> tuple[float, float, float]:
    """Mean loss of the widest networks at a constant rate and at the σ of width 16, and that of width 16."""
    found = [(recording.config, last(recording, "id_loss")) for recording in recordings]

    def mean(kept: str | float, width: int) -> float:
        return float(
            np.mean([loss for config, loss in found if (way(config), config.width) == (kept, width)])
        )

    widest = max(config.width for config, _ in found)
    return mean("rate", widest), mean(0.0, widest), mean(0.0, NARROW)


def truth(recordings: Sequence[Recorded[Config]]) -> tuple[str, ...]:
    """Where the widest network whose σ was kept lands."""
    blue, orange, narrow = _ends(recordings)
    return (AS_BLUE if orange < 1.1 * blue else WORSE if orange > narrow else BETWEEN,)


def told(recordings: Sequence[Recorded[Config]]) -> str:
    """The sentence with the three losses."""
    blue, orange, narrow = _ends(recordings)
    return f"At width 96: {orange:.2g} with σ kept, {blue:.2g} with γ kept. At width 16: {narrow:.2g}."


CUTS = (
    Cut(
        "width",
        (
            Scene(
                Place("start"),
                Place("start", 250),
                3.0,
                "Networks of six widths learn. A dot: its loss on new questions.",
            ),
            Scene(
                Place("start", 250),
                Place("end"),
                3.5,
                "Pale: earlier. Blue: the wider, the smaller at birth; orange: one size.",
            ),
            Scene(
                Place("start", 150),
                Place("end"),
                4.0,
                "Wide orange networks started with too large weights: they stay behind.",
            ),
        ),
        Cliff(
            1,
            "Orange is shown to width 32. Where is its loss at width 96?",
            (AS_BLUE, BETWEEN, WORSE),
            truth,
            told,
            veil=("id_loss",),
            futures=("sinks", "levels", "rises"),
        ),
    ),
)
