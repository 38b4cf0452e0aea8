"""What must be so before the other pages may build on this model."""

from collections.abc import Sequence

from lab.contract.claim import RunRequest, drawn, measured, ours, paper
from lab.contract.training import Recorded
from lab.experiments.remembering.memory_model.config import Config
from lab.experiments.rules import at_least, at_most, least, mean

Recordings = Sequence[Recorded[Config]]
Numbers = dict[str, float]

ONE, THREE, CHANCE = 0.99, 0.95, 0.1
SEEDS = (RunRequest("standard"), RunRequest("standard", {"seed": 1}), RunRequest("standard", {"seed": 2}))


MODELS = drawn(RunRequest("standard"), over="seed")


@measured(
    "learns-to-look-up",
    "Finding a fact in a text and repeating it is a skill that a small model learns from examples.",
    "On facts that were never trained on, 99 % right with one document and 95 % with three, in the mean of "
    "seeds.",
    MODELS,
    least(
        ("one over its line", "three over its line"),
        at_least(1),
        "{one:.3f} with one document, {three:.3f} with three; the least ratio to what is needed: {value:.4f}",
    ),
    *SEEDS,
    source=ours("what the other pages build on"),
    each_run=True,
)
def learns_to_look_up(recordings: Recordings) -> Numbers:
    """Accuracy on new facts at the end, with one document and with three."""
    if not _finished(recordings):
        return {}
    one, three = (min(last(run, f"accuracy_k{k}") for run in recordings) for k in (1, 3))
    lines = {"one over its line": one / ONE, "three over its line": three / THREE}
    return {"one": one, "three": three, **lines}


@measured(
    "skill-without-facts",
    "The skill and the knowledge are different things: abstract knowledge can be learnt without facts.",
    "Asked without a document, at most 10 % of the world's facts right (chance is 3 %), in the mean of "
    "seeds.",
    MODELS,
    mean("without", at_most(CHANCE), "{value:.3f} right without a document; chance is 0.031"),
    *SEEDS,
    source=paper("2407.01178", "abstract and specific knowledge"),
    each_run=True,
)
def skill_without_facts(recordings: Recordings) -> Numbers:
    """Without a document the trained model is near chance (1/32), however well it reads."""
    if not _finished(recordings):
        return {}
    return {"without": max(last(recording, "accuracy_without") for recording in recordings)}


def _finished(recordings: Recordings) -> bool:
    return bool(recordings) and all(recording.complete for recording in recordings)


def last(recording: Recorded[Config], name: str) -> float:
    """The last number of a column."""
    return float(recording.column(name)[-1])


CLAIMS = (learns_to_look_up, skill_without_facts)
