"""What Memory³ says of the hierarchy, and what this model's accounts say to it."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from lab.contract.claim import (
    Measure,
    Pair,
    RunRequest,
    Verdict,
    claim,
    drawn,
    measured,
    ours,
    paper,
    unseen,
    verdict,
)
from lab.contract.training import Recorded
from lab.experiments.remembering.memory_hierarchy.config import PAPER, Config, Curriculum, Lesson
from lab.experiments.rules import above, at_least, at_most, mean

Recordings = Sequence[Recorded[Config]]
Numbers = dict[str, float]

MANY, FEW, NARROW = 4096, 256, 16
CHEAPER, BETTER = 0.5, 0.05
SAME = 1e-9

EVIDENCE = (
    RunRequest("crossovers"),
    RunRequest("crossovers", {"seed": 1}),
    RunRequest("crossovers", {"widths": (64,)}),
)
KEEPING = RunRequest("externalization")
ACCOUNTS = drawn(RunRequest("crossovers"), RunRequest("crossovers", {"widths": (64,)}), over="seed")
KEPT = drawn(KEEPING, over="seed", runs=10, why="20 would take 36 minutes of CPU")
STAGES = drawn(RunRequest("two-stage"), over="seed")
STAGED = (RunRequest("two-stage"), RunRequest("two-stage", {"seed": 1}))
OPTIONAL = drawn(RunRequest("optional-memory"), over="seed", runs=10, why="20 would take 17 minutes of CPU")


def crossing(recording: Recorded[Config], cheap: str, dear: str, parts: float = 1) -> float:
    """Uses from which `dear`, or one of `parts` of its writing, pays: (write − write) / (read − read)."""
    first = {name: float(recording.column(name)[0]) for name in _names(cheap, dear)}
    saved = first[f"read_{cheap}"] - first[f"read_{dear}"]
    return (first[f"write_{dear}"] / parts - first[f"write_{cheap}"]) / saved if saved > 0 else math.inf


def _names(*forms: str) -> list[str]:
    return [f"{act}_{form}" for form in forms for act in ("write", "read")]


@claim(
    "cache-pays-at-one",
    "A cache pays from the first use on: it is what reading leaves behind.",
    "Text and cache cost the same at exactly one use (1 ± 1e-9): reading a text is writing its cache and "
    "reading that.",
    *EVIDENCE,
    source=ours("an identity of this lab's accounts"),
    checked=True,
    each_run=True,
)
def cache_pays_at_one(recordings: Recordings) -> Verdict:
    """B1: text to cache at exactly one use."""
    recordings = _of(recordings, "crossovers")
    if not recordings:
        return unseen("no finished account")
    found = [crossing(recording, "text", "kv") for recording in recordings]
    off = Measure(max(abs(uses - 1) for uses in found), f"≤ {SAME:g}", ".1e")
    return verdict(off.value <= SAME, f"{max(found):.9f} uses", measure=off)


@measured(
    "weights-pay-late",
    "Only what is used very often belongs into the weights.",
    "Weights are cheaper than a cache only beyond 500 uses, in the mean of models: of both widths the fewer.",
    ACCOUNTS,
    mean(
        "uses",
        at_least(500),
        "{value:,.0f} uses after {steps:.1f} steps of LoRA on an adapter of its own; {once:,.0f} if one step "
        f"were enough, as the paper counts, whose own account says {PAPER[1]:,.0f}",
    ),
    *EVIDENCE,
    source=paper("2407.01178", "the memory hierarchy, and appendix A"),
    each_run=True,
)
def weights_pay_late(recordings: Recordings) -> Numbers:
    """B2: uses from which weights are cheaper than a cache, for the steps taken and for a single one."""
    found = []
    for recording in _of(recordings, "crossovers"):
        steps = float(recording.column("lora_steps")[0])
        found.append((crossing(recording, "kv", "lora"), crossing(recording, "kv", "lora", steps), steps))
    return dict(zip(("uses", "once", "steps"), min(found), strict=True)) if found else {}


@measured(
    "caches-have-their-place",
    "Between text and weights there is room for a third form of memory.",
    "A cache or a sparse cache is the cheapest over two decades of use at least, in the mean of models.",
    ACCOUNTS,
    mean(
        "decades",
        at_least(2),
        "{value:.1f} decades, from {first:.3g} to {last:,.0f} uses; from "
        f"{PAPER[0]:.3g} to {PAPER[1]:,.0f} in the paper's own account",
    ),
    *EVIDENCE,
    source=paper("2407.01178", "the memory hierarchy, and appendix A"),
    each_run=True,
)
def caches_have_their_place(recordings: Recordings) -> Numbers:
    """B3: decades of uses in which a cache is the cheapest."""
    found = []
    for recording in _of(recordings, "crossovers"):
        first = min(crossing(recording, "text", "kv"), crossing(recording, "text", "sparse"))
        last = max(crossing(recording, "kv", "lora"), crossing(recording, "sparse", "lora"))
        found.append((math.log10(last / first), first, last))
    return dict(zip(("decades", "first", "last"), min(found), strict=True)) if found else {}


def work(count: int) -> Callable[[Recordings], Numbers]:
    """Measures the work of the narrow model with caches over that of the cheapest that learns by heart."""

    def measure(recordings: Recordings) -> Numbers:
        needed: dict[str, list[float]] = {"explicit": [], "implicit": []}
        for recording in _of(recordings, "externalization"):
            config = recording.config
            if config.count == count and (config.form == "implicit" or config.width == NARROW):
                values = recording.column("needed")
                needed[config.form] += [float(value) for value in values[np.isfinite(values)][:1]]
        if not all(needed.values()):
            return {}
        caches, heart = (min(values) / 1e9 for values in needed.values())
        return {"ratio": caches / heart, "caches": caches, "heart": heart}

    return measure


GFLOP = "{value:.2f}: {caches:.3g} GFLOP in caches, {heart:.3g} by heart"

CACHES_FOR_MANY = measured(
    "caches-for-many",
    "Knowledge that is taken out of the weights makes a model cheaper to train (in a world of look-ups).",
    "4,096 facts: a model of width 16 with caches takes at most half the work of the cheapest that "
    "learns them by heart, in the mean of seeds.",
    KEPT,
    mean("ratio", at_most(CHEAPER), GFLOP),
    KEEPING,
    source=paper("2407.01178", "abstract"),
    each_run=True,
)(work(MANY))

CACHES_FOR_FEW = measured(
    "caches-for-few",
    "Knowledge taken out of the weights makes a model cheaper, however little there is to know (look-ups).",
    "256 facts: a model of width 16 with caches takes no more work than the cheapest that learns them by "
    "heart, in the mean of seeds.",
    KEPT,
    mean("ratio", at_most(1), GFLOP),
    KEEPING,
    source=ours("the other end of the same claim"),
    each_run=True,
)(work(FEW))


def ends(recordings: Recordings) -> Numbers:
    """Last shares of right answers from three memories, by curriculum."""
    return {
        run.config.curriculum: float(run.column("accuracy_k3")[-1]) for run in _of(recordings, "two-stage")
    }


def better(first: Curriculum, second: Curriculum) -> Callable[[Recordings], Numbers]:
    """Measures by how much the second curriculum is better than the first."""

    def measure(recordings: Recordings) -> Numbers:
        found = ends(recordings)
        if not {first, second} <= found.keys():
            return {}
        return {"more": found[second] - found[first], "first": found[first], "second": found[second]}

    return measure


MEMORY_IS_LEARNT = measured(
    "memory-is-learnt",
    "Reading memories is a skill of its own: text alone does not teach it.",
    "From three memories, at least 0.05 more right after learning from memories than from text, in the mean "
    "of seeds.",
    STAGES,
    mean("more", at_least(BETTER), "{value:+.2f}: {second:.2f} against {first:.2f}"),
    *STAGED,
    source=paper("2407.01178", "two-stage pretraining"),
    each_run=True,
)(better("text", "direct"))


def spared(recordings: Recordings) -> Numbers:
    """Nats a word that an optional memory spares in the end, over a model that never had one.

    `start` and `staged`: with memory from the start, and after a warm-up; `share` and `staged share`: of the
    loss of the words that references state; `taken`: what the first loses where its memory is taken away.
    """
    by = {run.config.curriculum: run for run in _of(recordings, "optional-memory")}
    if len(by) < 3:
        return {}

    def end(curriculum: Curriculum, column: str) -> float:
        return float(by[curriculum].column(column)[-1])

    alone, stated = end("text", "without"), end("text", "stated_without")
    start, staged = alone - end("direct", "with"), alone - end("two-stage", "with")
    return {
        "more": staged - start,
        "start": start,
        "staged": staged,
        "share": 1 - end("direct", "stated_with") / stated,
        "staged share": 1 - end("two-stage", "stated_with") / stated,
        "taken": end("direct", "without") - end("direct", "with"),
    }


TEXT_FIRST_HELPS = measured(
    "text-first-helps",
    "Training in two stages, without memory and then with it, is better than with memory from the start.",
    "A language model of 1,536 facts whose references are optional: had it none in the first half of its "
    "600 steps, they spare more nats a word of other texts than if they were there from the start, both over "
    "a model that never had any, in the mean of worlds.",
    OPTIONAL,
    mean(
        "more",
        above(0),
        "{value:+.3f} nats a word: spared {staged:.3f} after a warm-up, {start:.3f} from the start",
        Pair("start", "staged"),
    ),
    source=paper("2407.01178", "two-stage pretraining, figure 11"),
    each_run=True,
)(spared)

FROM_THE_START_IGNORED = measured(
    "from-the-start-ignored",
    "With memory from the start a language model learns to ignore it.",
    "A language model of 1,536 facts whose optional references are there from the start: after 600 steps "
    "they spare at most a tenth of what the words that they state cost a model that never had any, in the "
    "mean of worlds.",
    OPTIONAL,
    mean(
        "share",
        at_most(0.1),
        "{value:.2f} of it, {staged share:.2f} after a warm-up; where its memory is taken away it loses "
        "{taken:.2f} nats a word",
    ),
    source=paper("2407.01178", "two-stage pretraining, figure 11"),
    each_run=True,
)(spared)


def _of(recordings: Recordings, lesson: Lesson) -> list[Recorded[Config]]:
    """The finished runs of a lesson; none where one of them is not finished."""
    runs = [recording for recording in recordings if recording.config.lesson == lesson]
    return runs if all(run.complete and len(run.column("step")) for run in runs) else []


CLAIMS = (
    cache_pays_at_one,
    weights_pay_late,
    caches_have_their_place,
    CACHES_FOR_MANY,
    CACHES_FOR_FEW,
    MEMORY_IS_LEARNT,
    TEXT_FIRST_HELPS,
    FROM_THE_START_IGNORED,
)
