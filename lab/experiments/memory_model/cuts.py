"""What the first ten seconds show: a question about a text, guessed at, and after the cliff looked up."""

from collections.abc import Sequence

from lab.experiment import Cliff, Cut, Place, Recorded, Scene
from lab.experiments.memory_model.claims import last

FEW, HALF, ALL = "About 3 %: it guesses", "About half", "99 % or more"


def truth(recordings: Sequence[Recorded]) -> tuple[str, ...]:
    """What it can do in the end, with one document."""
    (recording,) = recordings
    share = last(recording, "accuracy_k1")
    return (ALL if share >= 0.99 else FEW if share < 0.1 else HALF,)


def told(recordings: Sequence[Recorded]) -> str:
    """The three shares."""
    (recording,) = recordings
    one, three, without = (
        f"{100 * last(recording, f'accuracy_{name}'):.3g} %" for name in ("k1", "k3", "without")
    )
    return (
        f"{one} right with one document, {three} with three at once, {without} without any: it has learnt to "
        "read, and no fact."
    )


CUTS = (
    Cut(
        "quick",
        (
            Scene(
                Place("start"), Place("half", -20), 3.5, "Sixteen words, a question, an answer: it guesses."
            ),
            Scene(Place("half", -20), Place("half", 30), 4.0, "It begins to look at the right word."),
            Scene(Place("half", 30), Place("end"), 3.0, "One document is solved. Three at once take longer."),
        ),
        Cliff(
            0,
            "Every step brings new people with new habits. How many new facts will it get right?",
            (FEW, HALF, ALL),
            truth,
            told,
            low=True,
        ),
    ),
)
