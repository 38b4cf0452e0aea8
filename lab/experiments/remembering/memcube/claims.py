"""What the papers promise of scheduled memory, and what the recordings say to it."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lab.contract.claim import RunRequest, Verdict, claim, drawn, measured, ours, paper, unseen, verdict
from lab.contract.training import Recorded
from lab.experiments.remembering.memcube.config import Config
from lab.experiments.rules import Runs, at_least, at_most, figure, least, mean, means

Recordings = Sequence[Recorded[Config]]
Numbers = dict[str, float]

RIGHT = 0.99
HALF, BETTER, EQUAL, CHEAPER, TENFOLD = 0.6, 0.95, 1.01, 0.97, 10.0
WHOLE = ("text", "eager-kv", "lru-kv", "lfu-kv")
BUDGETS = (0.03, 0.125, 0.5, 1.0)

DEFAULT = RunRequest("default")
SEEDS = tuple(RunRequest("default", {"policies": (*WHOLE, "scheduler"), "seed": seed}) for seed in (1, 2))
CACHES_ALONE = (
    RunRequest("default", {"policies": ("lru-kv", "lfu-kv")}),
    RunRequest("default", {"policies": ("scheduler",), "forms": "text-kv"}),
)
RIVALS = tuple(
    RunRequest("default", {"policies": ("lru-sparse", "scheduler"), "budget": budget}) for budget in BUDGETS
)
FEW: dict[str, Any] = {"cubes": 24}
"""So few people that no two share a name, which in shared weights would be one place."""
WEIGHTS = (
    RunRequest("default", {**FEW, "policies": ("parametric",), "weights": "shared"}),
    RunRequest("default", {**FEW, "policies": ("scheduler",)}),
)
NO_ROOM = RunRequest("default", {"policies": ("text", "scheduler"), "budget": 0.0})
ALL, ALONE, BUDGETED = (drawn(*requests, over="seed") for requests in ((DEFAULT,), CACHES_ALONE, RIVALS))
OF_THE_CHEAPEST = "{value:.3f} of the cheapest rival's cost"


def against(*others: str) -> Callable[[Recordings], Numbers]:
    """Measures the scheduler's cost over that of the cheapest of others, by budget."""

    def measure(recordings: Recordings) -> Numbers:
        spent: dict[float, dict[str, float]] = {}
        for recording in recordings:
            of_budget = spent.setdefault(recording.config.budget, {})
            of_budget[recording.config.policy] = float(recording.column("flops")[-1])
        whole = {budget: by for budget, by in spent.items() if {"scheduler", *others} <= by.keys()}
        return {
            f"budget {100 * budget:g} %": by["scheduler"] / min(by[other] for other in others)
            for budget, by in whole.items()
        }

    return measure


def _dearest(runs: Runs) -> float:
    return max(means(runs).values(), default=np.nan)


@measured(
    "keeps-answering",
    "Memory can be moved between forms without losing answers (MemOS).",
    "At least 99 % of the answers right under every policy, in the mean of event streams.",
    ALL,
    mean("right", at_least(RIGHT), "{value:.4f} right under the policy that is wrong most often"),
    DEFAULT,
    source=paper("2507.03724", "abstract"),
)
def keeps_answering(recordings: Recordings) -> Numbers:
    """C1: the least share of right answers of all policies."""
    shares = [float(np.nanmean(recording.column("correct"))) for recording in recordings]
    return {"right": min(shares)} if shares else {}


HALVES_THE_COST = measured(
    "halves-the-cost",
    "Choosing the form by use saves most of the cost of remembering (MemOS, Memory³).",
    "With room for an eighth of the caches the scheduler pays at most 0.6 of the best of text and whole "
    "caches, in the mean of event streams.",
    ALL,
    figure(_dearest, at_most(HALF), OF_THE_CHEAPEST),
    DEFAULT,
    *SEEDS,
    source=paper("2507.03724", "abstract"),
)(against(*WHOLE))

OUTSCHEDULES_LRU = measured(
    "outschedules-lru",
    "It is the scheduling that saves: with the same forms it beats keeping what was last read.",
    "Limited to text and whole caches, at most 0.95 of the last-read cache's cost, in the mean of event "
    "streams.",
    ALONE,
    figure(_dearest, at_most(BETTER), OF_THE_CHEAPEST),
    *CACHES_ALONE,
    source=ours("is it the scheduling?"),
)(against("lru-kv"))

OUTSCHEDULES_LFU = measured(
    "outschedules-lfu",
    "And it beats keeping what was most read.",
    "Limited to text and whole caches, at most 0.95 of the most-read cache's cost, in the mean of event "
    "streams.",
    ALONE,
    figure(_dearest, at_most(BETTER), OF_THE_CHEAPEST),
    *CACHES_ALONE,
    source=ours("is it the scheduling?"),
)(against("lfu-kv"))

NO_WORSE = measured(
    "no-worse-than-lru-sparse",
    "The scheduler is never worse than a plain rule over the same small form.",
    "At each budget of 3 %, 12.5 %, 50 % and 100 %: at most 1 % dearer than last-read over sparse memory, in "
    "the mean of event streams.",
    BUDGETED,
    figure(_dearest, at_most(EQUAL), OF_THE_CHEAPEST + " at the worst budget"),
    *RIVALS,
    source=ours("is it the scheduling?"),
)(against("lru-sparse"))

BETTER_THAN_LRU_SPARSE = measured(
    "better-than-lru-sparse",
    "Cleverness pays even where the small form is at hand.",
    "At each of these budgets at least 3 % cheaper than last-read over sparse memory, in the mean of event "
    "streams.",
    BUDGETED,
    figure(_dearest, at_most(CHEAPER), OF_THE_CHEAPEST + " at the worst budget"),
    *RIVALS,
    source=ours("is it the scheduling?"),
)(against("lru-sparse"))


@measured(
    "dearer-in-weights",
    "Parametric memory is the dearest to write (Memory³): a store that keeps all in weights pays for it.",
    "All memories in weights that all share, rehearsed so that at least 99 % of the answers are right: "
    "at least 10 times the scheduler's cost, both in the mean of event streams.",
    drawn(*WEIGHTS, over="seed", runs=10, why="20 would take 28 minutes of CPU"),
    least(
        ("dearer", "right enough"),
        at_least(1),
        "{times:.0f} times the scheduler's cost, {right:.3f} right; the least of both over what is needed: "
        "{value:.3f}",
    ),
    *WEIGHTS,
    source=paper("2407.01178", "the memory hierarchy"),
)
def dearer_in_weights(recordings: Recordings) -> Numbers:
    """C5: cost of all memories in weights that all share, kept right by rehearsal, over the scheduler's."""
    shared = [recording for recording in recordings if recording.config.policy == "parametric"]
    others = [recording for recording in recordings if recording.config.policy == "scheduler"]
    if not shared or not others:
        return {}
    right = min(float(np.nanmean(recording.column("correct"))) for recording in (*shared, *others))
    times = paid(shared, "parametric") / paid(others, "scheduler")
    return {"times": times, "right": right, "dearer": times / TENFOLD, "right enough": right / RIGHT}


HOT_INTO_WEIGHTS = measured(
    "hot-into-weights",
    "Without room for caches, what is asked most belongs into the weights.",
    "At a budget of zero the scheduler pays at most 0.99 of reading text, in the mean of event streams. "
    "(Each memory has weights of its own here, which flatters: in shared weights facts would disturb one "
    "another.)",
    drawn(NO_ROOM, over="seed"),
    figure(_dearest, at_most(0.99), OF_THE_CHEAPEST),
    NO_ROOM,
    source=paper("2507.03724", "from one kind of memory to another"),
)(against("text"))


@claim(
    "bounded-by-the-oracle",
    "No policy beats the one that knows the future.",
    "Cumulative cost is at least the oracle's, at every event.",
    DEFAULT,
    source=ours("an identity of the accounts"),
    checked=True,
)
def bounded(recordings: Recordings) -> Verdict:
    """C7: no policy ever pays less than the oracle."""
    if not recordings:
        return unseen("no run")
    least = min(
        float((recording.column("flops") - recording.column("oracle")).min()) for recording in recordings
    )
    rows = sum(len(recording.column("step")) for recording in recordings)
    return verdict(least >= 0, f"smallest distance {least:.0f} FLOPs in {rows:,} events")


def paid(recordings: Recordings, policy: str) -> float:
    """FLOPs in the end of the run under a policy."""
    return next(
        float(recording.column("flops")[-1]) for recording in recordings if recording.config.policy == policy
    )


CLAIMS = (
    keeps_answering,
    HALVES_THE_COST,
    OUTSCHEDULES_LRU,
    OUTSCHEDULES_LFU,
    NO_WORSE,
    BETTER_THAN_LRU_SPARSE,
    dearer_in_weights,
    HOT_INTO_WEIGHTS,
    bounded,
)
