"""What the first ten seconds show: twenty-seven networks, and where the loss on the unseen pair bends."""

from collections.abc import Sequence

from lab.contract.cut import Cliff, Cut, Place, Scene
from lab.contract.training import Recorded
from lab.experiments.complexity.initialization_rate.config import Config
from lab.experiments.complexity.sweep.claims import by, means

ALIKE = "All of these alike"
PLACES = {
    "The usual, γ\u00a0=\u00a00.5": (0.0, 0.5),
    "Smaller, γ\u00a0=\u00a00.6\u00a0…\u00a00.9": (0.6, 0.9),
    "The smallest, γ\u00a0=\u00a01": (1.0, 2.0),
}
CLOSE = 1.2
"""Losses within this factor are alike."""


def _losses(recordings: Sequence[Recorded[Config]], column: str) -> dict[float, float]:
    return means(by(recordings, lambda config: config.gamma, column))


def truth(recordings: Sequence[Recorded[Config]]) -> tuple[str, ...]:
    """Where the mean loss on the unseen pair is lowest at the end."""
    loss = _losses(recordings, "ood_loss")
    best = min(loss, key=loss.__getitem__)
    small = [value for gamma, value in loss.items() if gamma >= 0.5]
    if max(small) <= CLOSE * loss[best]:
        return (ALIKE,)
    return tuple(place for place, (low, high) in PLACES.items() if low <= best <= high)


def told(recordings: Sequence[Recorded[Config]]) -> str:
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
                Place("start", 300),
                3.0,
                "27 networks learn, three of each size: further right, born smaller.",
            ),
            Scene(
                Place("start", 300),
                Place("end"),
                3.5,
                "Pale: earlier. The loss on taught questions sank; born large, it lags.",
            ),
            Scene(
                Place("start"),
                Place("end"),
                4.0,
                "Blue: the loss on D C, the pair that was never shown.",
            ),
        ),
        Cliff(
            1,
            "At γ = 0.5 and smaller weights, all have learned. Which answer D C, never shown, best?",
            (ALIKE, *PLACES),
            truth,
            told,
            veil=("ood_loss", "id_loss", "offsets"),
        ),
    ),
)
