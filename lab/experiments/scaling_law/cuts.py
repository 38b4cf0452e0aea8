"""What the first ten seconds show: two lines that start together, and where one of them ends."""

from collections.abc import Sequence

import numpy as np

from lab.experiment import Cliff, Cut, Place, Recorded, Scene
from lab.experiments.anchor_sweep.claims import last
from lab.experiments.scaling_law.claims import way
from lab.experiments.scaling_law.config import Config

BETTER, SAME, WORSE = "Better than width 16", "About the same", "Worse than width 16"


def _ends(recordings: Sequence[Recorded]) -> tuple[float, float, int]:
    """Mean loss of the narrowest and of the widest network that keeps the σ of width 16, and that width."""
    found = [(one.config, last(one, "id_loss")) for one in recordings if isinstance(one.config, Config)]
    fixed = [(config.width, loss) for config, loss in found if way(config) == 0.0]
    least, most = min(fixed)[0], max(fixed)[0]
    narrow, wide = (float(np.mean([loss for width, loss in fixed if width == at])) for at in (least, most))
    return narrow, wide, most


def truth(recordings: Sequence[Recorded]) -> tuple[str, ...]:
    """Whether widening helped the networks whose σ was kept."""
    narrow, wide, _ = _ends(recordings)
    return (BETTER if wide < 0.9 * narrow else WORSE if wide > 1.1 * narrow else SAME,)


def told(recordings: Sequence[Recorded]) -> str:
    """Both losses."""
    narrow, wide, width = _ends(recordings)
    return f"With σ kept the loss is {wide:.2g} at width {width}, and {narrow:.2g} at width 16."


CUTS = (
    Cut(
        "width",
        (
            Scene(
                Place("start"),
                Place("start", 60),
                3.0,
                "Six widths. Blue keeps the rate, orange the weights' size.",
            ),
            Scene(
                Place("start", 60),
                Place("start", 450),
                4.0,
                "The wider, the larger the orange ones were born.",
            ),
            Scene(Place("start", 450), Place("end"), 3.0, "Blue falls on. Orange turns up."),
        ),
        Cliff(0, "At the end, the widest orange network will be …", (BETTER, SAME, WORSE), truth, told),
    ),
)
