"""What the first ten seconds show: eight families find two moons, and after the question their points."""

from collections.abc import Sequence

from lab.contract.cut import Cliff, Cut, Place, Scene
from lab.contract.training import Recorded
from lab.experiments.distributions.distribution_atlas.claims import COPIED, end
from lab.experiments.distributions.distribution_atlas.config import Config

FOUND = 300
"""Step at which all have found the shape."""
COUNTS = {"None": (0, 0), "One to three": (1, 3), "About half": (4, 5), "Nearly all": (6, 8)}


def _copiers(recordings: Sequence[Recorded[Config]]) -> int:
    return sum(end(recording, "memorized") >= COPIED for recording in recordings)


def truth(recordings: Sequence[Recorded[Config]]) -> tuple[str, ...]:
    """How many families end with three quarters of their points nearer to the training set."""
    count = _copiers(recordings)
    return tuple(name for name, (low, high) in COUNTS.items() if low <= count <= high)


def told(recordings: Sequence[Recorded[Config]]) -> str:
    """The count, and the range of the shares."""
    shares = [100 * end(recording, "memorized") for recording in recordings]
    return (
        f"{_copiers(recordings)} of {len(recordings)} draw at least three quarters of their points closer to "
        f"the training set than to a set they never saw: {min(shares):.0f} to {max(shares):.0f} % in the "
        "median of the last rows, where chance is 50 %."
    )


CUTS = (
    Cut(
        "race",
        (
            Scene(
                Place("start"),
                Place("start", 20),
                3.0,
                "Orange rings: the 25 training points. Blue dots: what each model draws.",
            ),
            Scene(
                Place("start", 20),
                Place("start", FOUND),
                3.0,
                "The blue moves towards the rings, each model in its own way.",
            ),
            Scene(Place("start", FOUND), Place("end"), 4.0, "Trained on, the dots close in on the rings."),
        ),
        Cliff(
            1,
            "At 75 % or more it copies. How many of the eight will, in the end?",
            tuple(COUNTS),
            truth,
            told,
        ),
    ),
)
