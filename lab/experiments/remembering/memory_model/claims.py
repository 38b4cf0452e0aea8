"""What must be so before the other pages may build on this model."""

from collections.abc import Sequence
from typing import Literal

from lab.contract.claim import Claim, RunRequest, Verdict
from lab.contract.training import Recorded

ONE, THREE, CHANCE = 0.99, 0.95, 0.1
SEEDS = (RunRequest("standard"), RunRequest("standard", {"seed": 1}), RunRequest("standard", {"seed": 2}))


def learns_to_look_up(recordings: Sequence[Recorded]) -> Verdict:
    """Accuracy on new facts at the end: ≥ 0.99 with one document and ≥ 0.95 with three."""
    ends = [(last(one, "accuracy_k1"), last(one, "accuracy_k3")) for one in recordings]
    if not _finished(recordings):
        return Verdict("not observed", "no finished run")
    one, three = (min(values) for values in zip(*ends, strict=True))
    said = f"{one:.3f} with one document, {three:.3f} with three, at the least"
    return _verdict(one >= ONE and three >= THREE, said)


def skill_without_facts(recordings: Sequence[Recorded]) -> Verdict:
    """Without a document the trained model is near chance (1/32), however well it reads."""
    if not _finished(recordings):
        return Verdict("not observed", "no finished run")
    most = max(last(one, "accuracy_without") for one in recordings)
    return _verdict(most <= CHANCE, f"{most:.3f} right without a document, at most; chance is {1 / 32:.3f}")


def _finished(recordings: Sequence[Recorded]) -> bool:
    return bool(recordings) and all(one.complete for one in recordings)


def last(recording: Recorded, name: str) -> float:
    """The last number of a column."""
    return float(recording.column(name)[-1])


def _verdict(holds: bool, number: str) -> Verdict:
    outcome: Literal["holds", "does not hold"] = "holds" if holds else "does not hold"
    return Verdict(outcome, number)


CLAIMS = (
    Claim(
        "learns-to-look-up",
        "Finding a fact in a text and repeating it is a skill that a small model learns from examples.",
        "On facts that were never trained on, 99 % right with one document and 95 % with three, for each of "
        "three seeds.",
        SEEDS,
        learns_to_look_up,
        each_run=True,
    ),
    Claim(
        "skill-without-facts",
        "The skill and the knowledge are different things: abstract knowledge can be learnt without facts.",
        "Asked without a document, at most 10 % of the world's facts right (chance is 3 %).",
        SEEDS,
        skill_without_facts,
        each_run=True,
    ),
)
