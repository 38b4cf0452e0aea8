"""What the first ten seconds show: two walkers at one house, and after the question where they rest."""

from collections.abc import Sequence

from lab.experiment import Cliff, Cut, Place, Recorded, Scene

APART, TOGETHER, NEVER = "One at each house", "Both at the same house", "They never rest"


def truth(recordings: Sequence[Recorded]) -> tuple[str, ...]:
    """Where the walk ended."""
    (recording,) = recordings
    if not recording.marks:
        return (NEVER,)
    return (TOGETHER if recording.column("stuck")[-1] else APART,)


def told(recordings: Sequence[Recorded]) -> str:
    """Their places, and the loss that is left."""
    (recording,) = recordings
    x1, x2, loss = (float(recording.column(name)[-1]) for name in ("x1", "x2", "loss"))
    return (
        f"They end at {x1:.2f} and {x2:.2f} with a loss of {loss:.3g} that no further step can lower. "
        "Drag the start, or widen the bell, and see which starts are freed."
    )


CUTS = (
    Cut(
        "two-particles",
        (
            Scene(
                Place("start"),
                Place("start", 12),
                4.0,
                "Two walkers start at one house; they push each other.",
            ),
            Scene(Place("start", 12), Place("rest"), 3.0, "On the map their two positions are one ball."),
            Scene(Place("rest"), Place("end"), 1.0),
        ),
        Cliff(0, "Where will they come to rest?", (APART, TOGETHER, NEVER), truth, told),
    ),
)
