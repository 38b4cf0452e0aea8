"""What the first ten seconds show: two grids fill up, and the framed cell of one of them."""

from collections.abc import Sequence

from lab.experiment import Cliff, Cut, Place, Recorded, Scene
from lab.experiments.anchor_sweep.claims import last

BOTH, LARGE, SMALL, NEITHER = "Both", "The one born large", "The one born small", "Neither"


def _shown(recordings: Sequence[Recorded]) -> tuple[float, float]:
    """Share of rule answers of the two networks in the grids: born large, born small."""
    first = min(one.config.values()["seeds"] for one in recordings)
    pair = [one for one in recordings if one.config.values()["seeds"] == first]
    large, small = sorted(pair, key=lambda one: float(one.config.values()["gammas"][0]))
    return last(large, "reasoning"), last(small, "reasoning")


def truth(recordings: Sequence[Recorded]) -> tuple[str, ...]:
    """Which of the two gives the rule's answer to most keys of the unseen pair."""
    large, small = (share > 0.5 for share in _shown(recordings))
    return ({(True, True): BOTH, (True, False): LARGE, (False, True): SMALL}.get((large, small), NEITHER),)


def told(recordings: Sequence[Recorded]) -> str:
    """How many of 80 keys each answers by the rule."""
    large, small = (round(80 * share) for share in _shown(recordings))
    return f"Of 80 keys the one born large answers {large} by the rule, the one born small {small}."


CUTS = (
    Cut(
        "duel",
        (
            Scene(
                Place("start"),
                Place("start", 125),
                3.0,
                "Two networks learn. The framed pair is shown to neither.",
            ),
            Scene(
                Place("start", 125), Place("start", 800), 4.0, "One cell fills up without ever being taught."
            ),
            Scene(Place("start", 800), Place("end"), 3.0, "Both answer all they were taught."),
        ),
        Cliff(
            0,
            "Both will learn all they are taught. Who will know the framed pair?",
            (BOTH, LARGE, SMALL, NEITHER),
            truth,
            told,
        ),
    ),
)
