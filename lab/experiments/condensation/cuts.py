"""What the first ten seconds show: a hundred directions, and how many are left."""

from collections.abc import Sequence

from lab.experiment import Cliff, Cut, Place, Recorded, Scene
from lab.experiments.anchor_sweep.claims import last

SOON = 300
"""Step that is asked about."""
COUNTS = {
    "One": (0.0, 1.1),
    "Two or three": (1.1, 4.0),
    "About ten": (4.0, 30.0),
    "Still a hundred": (30.0, 1e9),
}


def truth(recordings: Sequence[Recorded]) -> tuple[str, ...]:
    """In how many directions the neurons point at step 300."""
    count = last(recordings[0], "effective_neurons", SOON)
    return tuple(name for name, (low, high) in COUNTS.items() if low <= count < high)


def told(recordings: Sequence[Recorded]) -> str:
    """The count then, and at the end."""
    soon, late = (last(recordings[0], "effective_neurons", step) for step in (SOON, None))
    return f"{soon:.3g} at step {SOON}: all of them work as one neuron. At the end they point in {late:.2g}."


CUTS = (
    Cut(
        "condense",
        (
            Scene(Place("start"), Place("start", 10), 3.0, "A hundred neurons, each a dot with a direction."),
            Scene(
                Place("start", 10),
                Place("start", SOON),
                4.0,
                "They swing round before the network fits anything.",
            ),
            Scene(
                Place("start", SOON), Place("end"), 3.0, "Then the one splits, and the fit becomes better."
            ),
        ),
        Cliff(0, "In how many directions will they point at step 300?", tuple(COUNTS), truth, told),
    ),
)
