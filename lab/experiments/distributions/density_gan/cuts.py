"""What the first ten seconds show: three judges' densities, and after the question their distances."""

from collections.abc import Sequence

import numpy as np

from lab.contract.cut import Cliff, Cut, Place, Scene
from lab.contract.training import Recorded
from lab.experiments.distributions.density_gan.config import JUDGES, Config
from lab.experiments.distributions.density_gan.figures import NAMES


def _lowest(recordings: Sequence[Recorded[Config]]) -> dict[str, float]:
    """Each judge's lowest distance to the truth, by the judge's name for people."""
    return {
        NAMES[recording.config.judge]: float(np.nanmin(recording.column("w2_test")))
        for recording in recordings
    }


def truth(recordings: Sequence[Recorded[Config]]) -> tuple[str, ...]:
    """The judge whose density came closest to the truth."""
    lowest = _lowest(recordings)
    return (min(lowest, key=lowest.__getitem__),)


def told(recordings: Sequence[Recorded[Config]]) -> str:
    """The lowest distances, beside the training set's own."""
    lowest = ", ".join(f"{name} {value:.3f}" for name, value in _lowest(recordings).items())
    copy = float(recordings[0].column("w2_memorized")[0])
    return f"At their best moments: {lowest}. A copy of the training points is at {copy:.3f}."


CUTS = (
    Cut(
        "judges",
        (
            Scene(
                Place("start", 12),
                Place("start", 18),
                2.0,
                "Orange: 25 points of a hidden truth. Blue: what three generators make.",
            ),
            Scene(
                Place("start", 18),
                Place("early-stop"),
                2.0,
                "A judge compares blue with orange and pushes the blue.",
            ),
            Scene(
                Place("early-stop"),
                Place("end"),
                2.5,
                "The all-seeing judge pulled straight to the points; others formed clouds first.",
            ),
            Scene(Place("start"), Place("end"), 3.5),
        ),
        Cliff(
            2,
            "Whose best moment is closest to the truth?",
            tuple(NAMES[judge] for judge in JUDGES),
            truth,
            told,
            veil=("w2_test",),
        ),
    ),
)
