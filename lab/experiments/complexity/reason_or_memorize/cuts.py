"""What the first ten seconds show: two grids fill up, and the framed cell of one of them."""

from collections.abc import Sequence

from lab.contract.cut import Cliff, Cut, Place, Scene
from lab.contract.seen import last
from lab.contract.training import Recorded
from lab.experiments.complexity.reason_or_memorize.config import Config

BOTH, LARGE, SMALL, NEITHER = "Both", "The one born large", "The one born small", "Neither"


def _shown(recordings: Sequence[Recorded[Config]]) -> tuple[float, float]:
    """Share of rule answers of the two networks in the grids: born large, born small."""
    first = min(recording.config.seed for recording in recordings)
    pair = [recording for recording in recordings if recording.config.seed == first]
    large, small = sorted(pair, key=lambda recording: recording.config.gamma)
    return last(large, "reasoning"), last(small, "reasoning")


def truth(recordings: Sequence[Recorded[Config]]) -> tuple[str, ...]:
    """Which of the two gives the rule's answer to most questions of the unseen pair."""
    large, small = (share > 0.5 for share in _shown(recordings))
    return ({(True, True): BOTH, (True, False): LARGE, (False, True): SMALL}.get((large, small), NEITHER),)


def told(recordings: Sequence[Recorded[Config]]) -> str:
    """How many of 80 questions each answers by the rule."""
    large, small = (round(80 * share) for share in _shown(recordings))
    return f"Of its 80 questions the one born large answers {large} right, the one born small {small}."


CUTS = (
    Cut(
        "duel",
        (
            Scene(
                Place("start"),
                Place("start", 400),
                3.0,
                "Two networks learn. The framed pair D C is shown to neither.",
            ),
            Scene(
                Place("start", 400),
                Place("start", 1100),
                3.5,
                "The bars: how much of what they are taught is right.",
            ),
            Scene(
                Place("start"),
                Place("end"),
                4.0,
                "Now the framed pair too, which neither was ever shown.",
            ),
        ),
        Cliff(
            1,
            "Both know all they were taught. Who answers the framed pair right?",
            (BOTH, LARGE, SMALL, NEITHER),
            truth,
            told,
            veil=("reasoning", "symmetric", "other", "answers", "id_accuracy"),
        ),
    ),
)
