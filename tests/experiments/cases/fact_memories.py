"""Recordings that support the claims of fact-memories, and recordings that violate them."""

import numpy as np

from lab import experiments
from lab.contract.training import Mark, Recorded
from lab.experiments.remembering.fact_memories.config import KEPT, SWEPT
from tests.experiments.rows import Rows

EXPERIMENT = experiments.find("fact-memories")
SMALL = {"groups": 2, "most": 6}
NAN = float("nan")


def fact(*, apart=1e-6, agree=1.0, sparse=0.998, size=264, steps=9, known=1.0, **fields) -> Rows:
    """A made-up run of one fact in four memories; eight words are as good as four."""
    rows = 4 + steps
    made = [1.0, 1.0, sparse, *[0.0] * steps, known]
    columns = {
        "step": range(rows),
        "phase": [min(row, 3) for row in range(rows)],
        "accuracy_written": made,
        "bytes": [32, 8192, size, *[18432] * (steps + 1)],
        "flops": [1e6 * row for row in range(rows)],
        "difference": [NAN, apart, *[NAN] * (rows - 2)],
        "difference64": [NAN, apart**2, *[NAN] * (rows - 2)],
        "agree": [NAN, agree, *[NAN] * (rows - 2)],
    }
    config = EXPERIMENT.configure("one-fact", device="cpu", **fields)
    sizes = {"sizes": np.full((len(KEPT), 2 * len(SWEPT)), sparse)}
    return Rows(config, columns, [Mark("written", 12, 12)], sizes)


def choices(reference: float, others: float) -> list[Recorded]:
    """Runs whose words Memory³'s rule, other questions, somebody else's and an answer key choose."""
    right = {"reference": reference, "other-facts": others, "other-people": 0.9, "query-probe": 1.0}
    return [fact(sparse=share, token_choice=choice) for choice, share in right.items()]


def groups(old: float = 0.05, skill: float = 0.1, replay: str = "none") -> Rows:
    """A made-up run of two groups."""
    columns = {
        "step": range(4),
        "accuracy_written": [0, 1, 0, 1],
        "accuracy_other": [NAN, NAN, 1, old],
        "accuracy_first": [0, 1, 1, old],
        "accuracy_skill": [1, 0.8, 0.8, skill],
    }
    marks = [Mark("written-1", 1, 1), Mark("written-2", 3, 3)]
    return Rows(EXPERIMENT.configure("forgetting", device="cpu", replay=replay), columns, marks)


def merged(naive: float = 0.2, turned: float = 0.47) -> Rows:
    columns = {"step": [0], "exact": [0.48], "naive": [naive], "turned": [turned], "parallel": [0.9]}
    return Rows(EXPERIMENT.configure("merge", device="cpu"), columns)


def stale(old: float = 1.0) -> Rows:
    columns = {"step": [0], "stale_old": [old], "stale_new": [1 - old], "both_new": [0.5]}
    return Rows(EXPERIMENT.configure("stale", device="cpu"), columns)


def conflict(text: float = 0.4, weights: float = 0.02) -> Rows:
    columns = {
        "step": range(3),
        "accuracy_written": [0.03, 0.5, 1.0],
        "says_text": [1.0, NAN, text],
        "says_weights": [0.0, NAN, weights],
        "says_other": [0.0, NAN, 1 - text - weights],
    }
    return Rows(EXPERIMENT.configure("conflict", device="cpu"), columns, [Mark("written", 2, 2)])


def foreign(stranger: float = 0.03, own: float = 1.0, *, complete: bool = True) -> Rows:
    columns = {
        "step": range(3),
        "own_stranger": [0.0, own, NAN],
        "own_sibling": [0.0, 1.0, NAN],
        "stranger": [0.03, stranger, NAN],
        "sibling": [0.05, 0.7, NAN],
    }
    made = Rows(EXPERIMENT.configure("foreign", device="cpu"), columns, [Mark("reads", 1, 1)])
    made.complete = complete
    return made


REFERENCE = fact(sparse=0.995, token_choice="reference")
EIGHT = {"token_choice": "reference", "kept_tokens": 8, "bits": "4"}
SUPPORTED: dict[str, list[list[Recorded]]] = {
    "cache-is-the-text": [[fact()], [fact(), fact(apart=9e-6)]],
    "sparse-suffices": [[fact()]],
    "reference-suffices": [[REFERENCE], [fact(sparse=0.5), REFERENCE]],
    "eight-words-suffice": [[fact(sparse=0.995, **EIGHT)], [REFERENCE, fact(sparse=0.995, **EIGHT)]],
    "questions-choose-better": [choices(0.6, 0.8)],
    "four-facts-are-quick": [[fact()], [fact(steps=60)]],
    "later-facts-erase": [[groups()], [groups(0.35)]],
    "rehearsal-keeps": [[groups(0.99, 0.97, "both")]],
    "merging-lies": [[merged()], [merged(), merged(turned=0.5)]],
    "text-overrules": [[conflict(0.95)], [conflict(1.0, 0.0), conflict(0.96)]],
    "text-overrules-rehearsed": [[conflict(1.0, 0.0)]],
    "stale-answers-old": [[stale()]],
    "stranger-is-not-understood": [[foreign()], [foreign(), foreign(0.1)]],
}
VIOLATED: dict[str, list[list[Recorded]]] = {
    "cache-is-the-text": [[fact(apart=1e-3)], [fact(agree=0.99)], [fact(), fact(apart=1.5e-5)]],
    "sparse-suffices": [[fact(sparse=0.9)], [fact(size=400)]],
    "reference-suffices": [[fact(sparse=0.9, token_choice="reference"), fact()]],
    "eight-words-suffice": [[fact(sparse=0.9, **EIGHT), REFERENCE]],
    "questions-choose-better": [choices(0.7, 0.8), choices(0.9, 0.6)],
    "four-facts-are-quick": [[fact(steps=61)], [fact(known=0.75)]],
    "later-facts-erase": [[groups(0.4)], [groups(), groups(0.9)]],
    "rehearsal-keeps": [[groups(0.9, 0.97, "both")]],
    "merging-lies": [[merged(naive=0.4)], [merged(turned=0.3)]],
    "text-overrules": [[conflict()], [conflict(1.0, 0.0), conflict(0.1, 0.9)]],
    "text-overrules-rehearsed": [[conflict(0.9)]],
    "stale-answers-old": [[stale(0.9)]],
    "stranger-is-not-understood": [[foreign(0.2)], [foreign(), foreign(0.9)]],
}
SILENT: dict[str, list[list[Recorded]]] = {
    "cache-is-the-text": [[], [stale()]],
    "sparse-suffices": [[], [REFERENCE]],
    "reference-suffices": [[], [fact()]],
    "eight-words-suffice": [[], [REFERENCE], [fact(sparse=0.995, **EIGHT | {"bits": "8"})]],
    "questions-choose-better": [[fact()], choices(0.6, 0.8)[:3], choices(0.6, 0.8)[1:]],
    "four-facts-are-quick": [[], [groups()], [fact(people=2)]],
    "later-facts-erase": [[], [groups(1.0, 1.0, "both")]],
    "rehearsal-keeps": [[], [groups()]],
    "merging-lies": [[], [stale()]],
    "text-overrules": [[], [stale()]],
    "text-overrules-rehearsed": [[], [groups()]],
    "stale-answers-old": [[], [merged()]],
    "stranger-is-not-understood": [[], [stale()], [foreign(own=0.9)], [foreign(complete=False)]],
}
TOLD: tuple[Recorded, tuple[str, ...]] = (groups(), ("written-1",))
