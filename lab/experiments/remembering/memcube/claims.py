"""What the papers promise of scheduled memory, and what the recordings say to it."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lab.contract.claim import RunRequest, Verdict, claim, ours, paper, unseen, verdict
from lab.contract.training import Recorded
from lab.experiments.remembering.memcube.config import Config

Runs = Sequence[Recorded[Config]]

RIGHT = 0.99
HALF, BETTER, EQUAL, TENFOLD = 0.6, 0.95, 1.01, 10.0
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


@claim(
    "keeps-answering",
    "Memory can be moved between forms without losing answers (MemOS).",
    "At least 99 % of the answers right under every policy.",
    DEFAULT,
    source=paper("2507.03724", "abstract"),
)
def keeps_answering(recordings: Runs) -> Verdict:
    """C1: at least 99 % right under every policy."""
    if not recordings:
        return unseen("no run")
    shares = [
        (float(np.nanmean(recording.column("correct"))), recording.config.policy) for recording in recordings
    ]
    lowest, who = min(shares)
    return verdict(lowest >= RIGHT, f"{lowest:.4f} right at the least ({who})")


@claim(
    "halves-the-cost",
    "Choosing the form by use saves most of the cost of remembering (MemOS, Memory³).",
    "With room for an eighth of the caches the scheduler pays at most 0.6 of the best of text and whole "
    "caches, for three seeds.",
    DEFAULT,
    *SEEDS,
    source=paper("2507.03724", "abstract"),
)
def halves_the_cost(recordings: Runs) -> Verdict:
    """C2: the scheduler pays at most 0.6 of the best policy over text and whole caches, in every group."""
    return _against(recordings, "scheduler", WHOLE, HALF)


@claim(
    "outschedules-lru",
    "It is the scheduling that saves: with the same forms it beats keeping what was last read.",
    "Limited to text and whole caches, at most 0.95 of the last-read cache's cost.",
    *CACHES_ALONE,
    source=ours("is it the scheduling?"),
)
def outschedules_lru(recordings: Runs) -> Verdict:
    """C3: with text and whole caches alone the scheduler pays at most 0.95 of the last-read cache."""
    return _against(recordings, "scheduler", ("lru-kv",), BETTER)


@claim(
    "outschedules-lfu",
    "And it beats keeping what was most read.",
    "Limited to text and whole caches, at most 0.95 of the most-read cache's cost.",
    *CACHES_ALONE,
    source=ours("is it the scheduling?"),
)
def outschedules_lfu(recordings: Runs) -> Verdict:
    """C3, against the most-read cache."""
    return _against(recordings, "scheduler", ("lfu-kv",), BETTER)


@claim(
    "no-worse-than-lru-sparse",
    "The scheduler is never worse than a plain rule over the same small form.",
    "At budgets of 3 %, 12.5 %, 50 % and 100 %: at most 1 % dearer than last-read over sparse memory.",
    *RIVALS,
    source=ours("is it the scheduling?"),
)
def no_worse_than_lru_sparse(recordings: Runs) -> Verdict:
    """C4: at every budget above zero the scheduler pays at most 1 % more than last-read, sparse."""
    return _against(recordings, "scheduler", ("lru-sparse",), EQUAL)


@claim(
    "better-than-lru-sparse",
    "Cleverness pays even where the small form is at hand.",
    "At every one of these budgets at least 3 % cheaper than last-read over sparse memory.",
    *RIVALS,
    source=ours("is it the scheduling?"),
)
def better_than_lru_sparse(recordings: Runs) -> Verdict:
    """C4: and at least 3 % less, as one would hope."""
    return _against(recordings, "scheduler", ("lru-sparse",), 0.97)


@claim(
    "dearer-in-weights",
    "Parametric memory is the dearest to write (Memory³): a store that keeps all in weights pays for it.",
    "All memories in weights that all share, rehearsed so that at least 99 % of the answers are right: "
    "at least 10 times the scheduler's cost.",
    *WEIGHTS,
    source=paper("2407.01178", "the memory hierarchy"),
)
def dearer_in_weights(recordings: Runs) -> Verdict:
    """C5: all memories in weights that all share, kept right by rehearsal, cost ten times the scheduler's."""
    shared = [recording for recording in recordings if recording.config.policy == "parametric"]
    others = [recording for recording in recordings if recording.config.policy == "scheduler"]
    if not shared or not others:
        return unseen("no run of weights beside the scheduler")
    right = min(float(np.nanmean(recording.column("correct"))) for recording in (*shared, *others))
    share = paid(shared, "parametric") / paid(others, "scheduler")
    number = f"{share:.0f} times the scheduler's cost, {right:.3f} right at the least"
    return verdict(share >= TENFOLD and right >= RIGHT, number)


@claim(
    "hot-into-weights",
    "Without room for caches, what is asked most belongs into the weights.",
    "At a budget of zero the scheduler pays less than reading text. (Each memory has weights of its own "
    "here, which flatters: in shared weights facts would disturb one another.)",
    NO_ROOM,
    source=paper("2507.03724", "from one kind of memory to another"),
)
def hot_into_weights(recordings: Runs) -> Verdict:
    """C6: without any room for caches the scheduler pays less than reading everything as text."""
    return _against(recordings, "scheduler", ("text",), 0.99)


@claim(
    "bounded-by-the-oracle",
    "No policy beats the one that knows the future.",
    "Cumulative cost is at least the oracle's, at every event.",
    DEFAULT,
    source=ours("an identity of the accounts"),
    checked=True,
)
def bounded(recordings: Runs) -> Verdict:
    """C7: no policy ever pays less than the oracle."""
    if not recordings:
        return unseen("no run")
    least = min(
        float((recording.column("flops") - recording.column("oracle")).min()) for recording in recordings
    )
    rows = sum(len(recording.column("step")) for recording in recordings)
    return verdict(least >= 0, f"smallest distance {least:.0f} FLOPs in {rows:,} events")


def paid(recordings: Runs, policy: str) -> float:
    """FLOPs in the end of the run under a policy."""
    return next(
        float(recording.column("flops")[-1]) for recording in recordings if recording.config.policy == policy
    )


def _against(recordings: Runs, policy: str, others: tuple[str, ...], most: float) -> Verdict:
    """Cost of `policy` over that of the cheapest of `others`, for runs of the same stream and budget."""
    groups: dict[tuple[float, int, int], dict[str, float]] = {}
    for recording in recordings:
        config = recording.config
        key = (config.budget, config.seed, config.events)
        groups.setdefault(key, {})[config.policy] = float(recording.column("flops")[-1])
    whole = {key: paid for key, paid in groups.items() if policy in paid and set(others) <= set(paid)}
    if not whole:
        return unseen(f"no run of {policy} beside {' and '.join(others)}")
    shares = {key: paid[policy] / min(paid[other] for other in others) for key, paid in whole.items()}
    worst = max(shares, key=lambda key: shares[key])
    number = f"{shares[worst]:.3f} of the cheapest rival"
    if len(shares) > 1:
        number = f"{min(shares.values()):.3f} … {number}, worst at budget {worst[0]:g}"
    return verdict(shares[worst] <= most, number)


CLAIMS = (
    keeps_answering,
    halves_the_cost,
    outschedules_lru,
    outschedules_lfu,
    no_worse_than_lru_sparse,
    better_than_lru_sparse,
    dearer_in_weights,
    hot_into_weights,
    bounded,
)
