"""What must be so before the other pages may build on this model."""

from collections.abc import Sequence

from lab.contract.claim import RunRequest, Verdict, claim, ours, paper, unseen, verdict
from lab.contract.training import Recorded
from lab.experiments.remembering.memory_model.config import Config

Runs = Sequence[Recorded[Config]]

ONE, THREE, CHANCE = 0.99, 0.95, 0.1
SEEDS = (RunRequest("standard"), RunRequest("standard", {"seed": 1}), RunRequest("standard", {"seed": 2}))


@claim(
    "learns-to-look-up",
    "Finding a fact in a text and repeating it is a skill that a small model learns from examples.",
    "On facts that were never trained on, 99 % right with one document and 95 % with three, for each of "
    "three seeds.",
    *SEEDS,
    source=ours("what the other pages build on"),
    each_run=True,
)
def learns_to_look_up(recordings: Runs) -> Verdict:
    """Accuracy on new facts at the end: ≥ 0.99 with one document and ≥ 0.95 with three."""
    ends = [(last(recording, "accuracy_k1"), last(recording, "accuracy_k3")) for recording in recordings]
    if not _finished(recordings):
        return unseen("no finished run")
    k1, k3 = (min(values) for values in zip(*ends, strict=True))
    number = f"{k1:.3f} with one document, {k3:.3f} with three, at the least"
    return verdict(k1 >= ONE and k3 >= THREE, number)


@claim(
    "skill-without-facts",
    "The skill and the knowledge are different things: abstract knowledge can be learnt without facts.",
    "Asked without a document, at most 10 % of the world's facts right (chance is 3 %).",
    *SEEDS,
    source=paper("2407.01178", "abstract and specific knowledge"),
    each_run=True,
)
def skill_without_facts(recordings: Runs) -> Verdict:
    """Without a document the trained model is near chance (1/32), however well it reads."""
    if not _finished(recordings):
        return unseen("no finished run")
    most = max(last(recording, "accuracy_without") for recording in recordings)
    return verdict(most <= CHANCE, f"{most:.3f} right without a document, at most; chance is {1 / 32:.3f}")


def _finished(recordings: Runs) -> bool:
    return bool(recordings) and all(recording.complete for recording in recordings)


def last(recording: Recorded[Config], name: str) -> float:
    """The last number of a column."""
    return float(recording.column(name)[-1])


CLAIMS = (learns_to_look_up, skill_without_facts)
