"""What the first ten seconds show: a hundred directions, and how many are left."""

from collections.abc import Sequence

from lab.contract.cut import Cliff, Cut, Place, Scene
from lab.contract.seen import Seen, last
from lab.contract.training import Recorded

PLATEAU = 150
"""Rows after which they have become one, and the fit as good as that can be."""
AFTER = {
    "They stay one": (0.0, 1.5),
    "They split into a few": (1.5, 8.0),
    "They scatter again": (8.0, 1e9),
}


def truth(recordings: Sequence[Recorded]) -> tuple[str, ...]:
    """In how many directions the neurons point at the end."""
    count = last(recordings[0], "effective_neurons")
    return tuple(name for name, (low, high) in AFTER.items() if low <= count < high)


def told(recordings: Sequence[Recorded]) -> str:
    """The count and the error, as one neuron and at the end."""
    (count, then), (late, now) = (
        [last(seen, column) for column in ("effective_neurons", "loss")]
        for seen in (Seen(recordings[0], PLATEAU), recordings[0])
    )
    return (
        f"{count:.2g} direction with a loss of {then:.2g}, {late:.2g} directions with {now:.2g} at the end."
    )


CUTS = (
    Cut(
        "condense",
        (
            Scene(
                Place("start"),
                Place("start", 40),
                3.0,
                "A hundred neurons learn a curve, each a dot in the circle.",
            ),
            Scene(
                Place("start", 40),
                Place("start", PLATEAU),
                3.0,
                "They gather in one direction: a hundred act as one.",
            ),
            Scene(
                Place("start", PLATEAU),
                Place("end"),
                4.0,
                "A plateau for a thousand steps; then they part.",
            ),
        ),
        Cliff(
            1,
            "A hundred act as one, and fit poorly. What comes next?",
            tuple(AFTER),
            truth,
            told,
            futures=("levels", "rises", "jumps"),
        ),
    ),
)
