"""What the first ten seconds show: twenty-seven networks, and where the loss on the unseen pair bends."""

from collections.abc import Sequence

from lab.experiment import Cliff, Cut, Place, Recorded, Scene
from lab.experiments.anchor_sweep.claims import by, means

PLACES = {
    "Born large, γ up to 0.4": (0.0, 0.4),
    "At the usual γ = 0.5": (0.5, 0.5),
    "Born small, γ = 0.6 to 0.9": (0.6, 0.9),
    "The smaller the better, γ = 1": (1.0, 2.0),
}


def _losses(recordings: Sequence[Recorded], column: str) -> dict[float, float]:
    return means(by(recordings, lambda config: config.gamma, column))


def truth(recordings: Sequence[Recorded]) -> tuple[str, ...]:
    """Where the mean loss on the unseen pair is lowest at the end."""
    loss = _losses(recordings, "ood_loss")
    best = min(loss, key=loss.__getitem__)
    return tuple(place for place, (low, high) in PLACES.items() if low <= best <= high)


def told(recordings: Sequence[Recorded]) -> str:
    """The lowest loss, beside that of the usual choice."""
    loss, train = (_losses(recordings, column) for column in ("ood_loss", "train_loss"))
    best = min(loss, key=loss.__getitem__)
    return (
        f"At γ = {best:g}: {loss[best]:.2g}, against {loss[0.5]:.2g} at the usual 0.5. "
        f"The training losses are {train[best]:.2g} and {train[0.5]:.2g}."
    )


CUTS = (
    Cut(
        "headline",
        (
            Scene(
                Place("start"),
                Place("start", 200),
                3.0,
                "27 networks. To the right their weights were born smaller.",
            ),
            Scene(
                Place("start", 200),
                Place("start", 360),
                3.0,
                "Blue: the loss on a pair they are never shown.",
            ),
            Scene(
                Place("start", 360),
                Place("end"),
                4.0,
                "Training hardly tells them apart. The unseen pair does.",
            ),
        ),
        Cliff(1, "Where will the blue curve be lowest?", tuple(PLACES), truth, told),
    ),
)
