"""What the first ten seconds show: two walkers set out, and after the question where they rest."""

from collections.abc import Sequence

from lab.contract.cut import Cliff, Cut, Place, Scene
from lab.contract.training import Recorded
from lab.experiments.distributions.landscape.config import Config
from lab.worlds.landscape import HOUSES

APART, TOGETHER = "One at each house", "Both at the same house"
BETWEEN, NEVER = "One at a house, one between", "They never rest"


def truth(recordings: Sequence[Recorded[Config]]) -> tuple[str, ...]:
    """Where the walk ended; at a house is who is within a bell's width of it."""
    (recording,) = recordings
    if not recording.marks:
        return (NEVER,)
    if not recording.column("stuck")[-1]:
        return (APART,)
    x1, x2 = (float(recording.column(name)[-1]) for name in ("x1", "x2"))
    reach = recording.config.kernel_width
    shared = any(abs(x1 - house) < reach and abs(x2 - house) < reach for house in HOUSES)
    return (TOGETHER if shared else BETWEEN,)


def told(recordings: Sequence[Recorded[Config]]) -> str:
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
                Place("start", 3),
                3.0,
                "Houses pull the walkers who feel them; walkers push each other away.",
            ),
            Scene(
                Place("start", 3),
                Place("start", 6),
                3.5,
                "The map: one dot for both walkers; the ring is their start.",
            ),
            Scene(Place("start", 6), Place("end"), 4.0, "Red: starts from which one house stays empty."),
        ),
        Cliff(
            1,
            "Where will they come to rest?",
            (APART, TOGETHER, BETWEEN, NEVER),
            truth,
            told,
            veil=("stuck",),
        ),
    ),
)
