"""What the first ten seconds show: the film of a density, and after the question how far off it was."""

from collections.abc import Sequence

from lab.contract.cut import Cliff, Cut, Place, Scene
from lab.contract.training import Recorded
from lab.experiments.drawing.names import number

MOMENTS = {
    "At t\u00a0=\u00a010, early": (0.0, 50.0),
    "At t\u00a0=\u00a0300": (50.0, 3e3),
    "At t\u00a0=\u00a010\u00a0000": (3e3, 1e5),
    "At t\u00a0=\u00a010⁶, the end": (1e5, 1e12),
}


def truth(recordings: Sequence[Recorded]) -> tuple[str, ...]:
    """The moment nearest to the truth."""
    (recording,) = recordings
    best = recording.column("time")[recording.column("kl").argmin()]
    return tuple(name for name, (low, high) in MOMENTS.items() if low <= best < high)


def told(recordings: Sequence[Recorded]) -> str:
    """The lowest distance and its time, beside the last."""
    (recording,) = recordings
    kl, time = recording.column("kl"), recording.column("time")
    best = int(kl.argmin())
    return (
        f"Closest to the truth at t = {number(time[best])}, at a distance of {kl[best]:.2g}; at the end "
        f"it is {kl[-1]:.2g}. The training loss fell all the way and did not tell."
    )


CUTS = (
    Cut(
        "ring8",
        (
            Scene(
                Place("start"),
                Place("early-stop"),
                3.0,
                "Orange: fifty training points. Blue: where the model expects more.",
            ),
            Scene(
                Place("early-stop"),
                Place("end"),
                3.5,
                "Trained on, the blue gathers around the fifty points.",
            ),
            Scene(Place("start"), Place("end"), 3.5, "The same film, with the distance to the truth."),
        ),
        Cliff(
            1,
            "When would you have stopped training, to be closest to the truth?",
            tuple(MOMENTS),
            truth,
            told,
            veil=("kl",),
        ),
    ),
)
