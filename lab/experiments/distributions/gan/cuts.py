"""What the first ten seconds show: a cloud between two sets of points, and later the one it closes in on."""

from collections.abc import Sequence

import numpy as np

from lab.contract.cut import Cliff, Cut, Place, Scene
from lab.contract.training import Recorded

SETS = {"A, the circles": "set_a", "B, the squares": "set_b"}


def truth(recordings: Sequence[Recorded]) -> tuple[str, ...]:
    """The set that is the training set."""
    (recording,) = recordings
    train = recording.array("train_points")
    return tuple(name for name, array in SETS.items() if np.array_equal(recording.array(array), train))


def told(recordings: Sequence[Recorded]) -> str:
    """How many points were closer to it at the cliff, and at the end."""
    (recording,) = recordings
    at = next(mark.at for mark in recording.marks if mark.name == "early-stop")
    closer, copies = recording.column("memorized"), recording.column("copies")
    then = closer[int(np.searchsorted(recording.column("step"), at))]
    return (
        f"At step {at:,}, {100 * then:.0f} % of its points were closer to that set, at the end "
        f"{100 * closer[-1]:.0f} %; as close to both is 50 %. By then {100 * copies[-1]:.0f} % are copies."
    )


CUTS = (
    Cut(
        "memorize",
        (
            Scene(
                Place("start"),
                Place("early-stop"),
                5.0,
                "Blue: what the generator makes. It trains on one set only.",
            ),
            Scene(Place("early-stop"), Place("end"), 5.0, "Trained on, the cloud closes in on that set."),
        ),
        Cliff(0, "Which set was it trained on?", tuple(SETS), truth, told),
    ),
)
