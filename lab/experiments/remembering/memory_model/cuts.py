"""What the first ten seconds show: a question about a text, guessed at, then looked up; then no text."""

from collections.abc import Sequence

from lab.contract.cut import Cliff, Cut, Place, Scene
from lab.contract.training import Recorded
from lab.experiments.remembering.memory_model.claims import last
from lab.experiments.remembering.memory_model.config import Config

FEW, HALF, ALL = "Hardly any: it guesses", "About half", "All, as before"


def truth(recordings: Sequence[Recorded[Config]]) -> tuple[str, ...]:
    """How many questions it answers right in the end without a document."""
    (recording,) = recordings
    share = last(recording, "accuracy_without")
    return (ALL if share >= 0.99 else FEW if share < 0.1 else HALF,)


def told(recordings: Sequence[Recorded[Config]]) -> str:
    """The sentence with the three shares."""
    (recording,) = recordings
    k1, k3, without = (
        f"{100 * last(recording, f'accuracy_{name}'):.3g} %" for name in ("k1", "k3", "without")
    )
    return (
        f"{k1} right with one document, {k3} with three, {without} without any: it has learnt to "
        "read, and no fact."
    )


CUTS = (
    Cut(
        "quick",
        (
            Scene(
                Place("start"),
                Place("half", -20),
                2.0,
                "It reads a made-up document, is asked about it, and guesses.",
            ),
            Scene(Place("half", -20), Place("half", 50), 4.5, "It learns to look at the right word."),
            Scene(
                Place("half", 50), Place("end"), 4.0, "Without a document it guesses: it has learnt no fact."
            ),
        ),
        Cliff(
            1,
            "Each step brought new people. Now the document is taken away: how many answers are right?",
            (FEW, HALF, ALL),
            truth,
            told,
            veil=("no document",),
        ),
    ),
)
