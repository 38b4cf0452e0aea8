"""What the first ten seconds show: a cloud over eight islands, and after the question how many it covers."""

from collections.abc import Sequence

import numpy as np

from lab.contract.cut import Cliff, Cut, Place, Scene
from lab.contract.training import Recorded

COUNTS = {"All eight": (8, 8), "Four to seven": (4, 7), "One to three": (1, 3), "None": (0, 0)}
LAST = 3


def _held(recording: Recorded) -> int:
    """Islands covered at the end: the median of the last rows, since a cloud may hop."""
    return int(np.median(recording.column("modes")[-LAST:]))


def truth(recordings: Sequence[Recorded]) -> tuple[str, ...]:
    """How many islands the run ends with."""
    (recording,) = recordings
    return tuple(name for name, (low, high) in COUNTS.items() if low <= _held(recording) <= high)


def told(recordings: Sequence[Recorded]) -> str:
    """The number at the end, and the most it ever covered."""
    (recording,) = recordings
    most = int(recording.column("modes").max())
    return (
        f"At the end it covers {_held(recording)} of 8 islands; it never covered more than {most} at a time."
    )


BEFORE = Place("complete", -40)
"""Just before the row in which all are covered."""
QUESTION = "How many islands will it cover at the end?"

CUTS = (
    Cut(
        "balanced",
        (
            Scene(
                Place("start", 40),
                BEFORE,
                4.5,
                "Orange: eight islands. Blue: what a generator draws.",
            ),
            Scene(
                BEFORE,
                Place("complete", 50),
                2.5,
                "Where the judge keeps up, empty islands get filled.",
            ),
            Scene(Place("complete", 50), Place("end"), 3.0, "Each row is lit while its island is covered."),
        ),
        Cliff(0, QUESTION, tuple(COUNTS), truth, told),
    ),
    Cut(
        "slow-discriminator",
        (
            Scene(
                Place("start"),
                Place("start", 650),
                4.0,
                "The same networks; the judge learns twenty times slower.",
            ),
            Scene(
                Place("start", 650),
                Place("end"),
                5.0,
                "The cloud flees from island to island, the judge behind it.",
            ),
        ),
        Cliff(0, QUESTION, tuple(COUNTS), truth, told),
    ),
)
