"""What Memory³ says of the hierarchy, and what this model's accounts say to it."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from lab.contract.claim import RunRequest, Verdict, claim, ours, paper, unseen, verdict
from lab.contract.training import Recorded
from lab.experiments.remembering.memory_hierarchy.config import Config, Curriculum, Lesson

Runs = Sequence[Recorded[Config]]

MANY, FEW, NARROW = 4096, 256, 16
CHEAPER, BETTER = 0.5, 0.05

EVIDENCE = (
    RunRequest("crossovers"),
    RunRequest("crossovers", {"seed": 1}),
    RunRequest("crossovers", {"widths": (64,)}),
)
KEEPING = RunRequest("externalization")
STAGED = (RunRequest("two-stage"), RunRequest("two-stage", {"seed": 1}))


def crossing(recording: Recorded[Config], cheap: str, dear: str) -> float:
    """Uses from which `dear` to write pays: (write − write) / (read − read)."""
    first = {name: float(recording.column(name)[0]) for name in _names(cheap, dear)}
    saved = first[f"read_{cheap}"] - first[f"read_{dear}"]
    return (first[f"write_{dear}"] - first[f"write_{cheap}"]) / saved if saved > 0 else math.inf


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
def cache_pays_at_one(recordings: Runs) -> Verdict:
    """B1: text to cache at exactly one use."""
    recordings = _of(recordings, "crossovers")
    if not recordings:
        return unseen("no finished account")
    found = [crossing(recording, "text", "kv") for recording in recordings]
    return verdict(all(abs(uses - 1) <= 1e-9 for uses in found), f"{max(found):.9f} uses")


@claim(
    "weights-pay-late",
    "Only what is used very often belongs into the weights.",
    "Weights are cheaper than a cache only beyond 500 uses.",
    *EVIDENCE,
    source=paper("2407.01178", "the memory hierarchy, and appendix A"),
    each_run=True,
)
def weights_pay_late(recordings: Runs) -> Verdict:
    """B2: cache to weights above 500 uses."""
    recordings = _of(recordings, "crossovers")
    if not recordings:
        return unseen("no finished account")
    found = [crossing(recording, "kv", "lora") for recording in recordings]
    least, most = (f"{uses:,.0f}" for uses in (min(found), max(found)))
    return verdict(min(found) > 500, f"{least if least == most else f'{least} … {most}'} uses")


@claim(
    "caches-have-their-place",
    "Between text and weights there is room for a third form of memory.",
    "A cache or a sparse cache is the cheapest over two decades of use at least.",
    *EVIDENCE,
    source=paper("2407.01178", "the memory hierarchy, and appendix A"),
    each_run=True,
)
def caches_have_their_place(recordings: Runs) -> Verdict:
    """B3: there are two decades of uses, at least, in which a cache is the cheapest."""
    recordings = _of(recordings, "crossovers")
    if not recordings:
        return unseen("no finished account")
    decades = []
    for recording in recordings:
        explicit = min(crossing(recording, "text", "kv"), crossing(recording, "text", "sparse"))
        last = max(crossing(recording, "kv", "lora"), crossing(recording, "sparse", "lora"))
        decades.append(math.log10(last / explicit))
    return verdict(min(decades) >= 2, f"{min(decades):.1f} decades, at the least")


@claim(
    "caches-for-many",
    "Knowledge that is taken out of the weights makes a model cheaper to train.",
    "4,096 facts: a model of width 16 with caches takes at most half the work of the cheapest that "
    "learns them by heart.",
    KEEPING,
    source=paper("2407.01178", "abstract"),
    each_run=True,
)
def caches_for_many(recordings: Runs) -> Verdict:
    """B4: 4,096 facts take at most half the work in caches, beside a narrow model, than by heart."""
    return _compared(recordings, MANY, lambda caches, heart: caches <= CHEAPER * heart)


@claim(
    "caches-for-few",
    "… however little there is to know (the other end of the same claim).",
    "256 facts: a model of width 16 with caches takes no more work than the cheapest that learns them by "
    "heart.",
    KEEPING,
    source=ours("the other end of the same claim"),
    each_run=True,
)
def caches_for_few(recordings: Runs) -> Verdict:
    """B5: 256 facts take no more work in caches than by heart."""
    return _compared(recordings, FEW, lambda caches, heart: caches <= heart)


def _compared(recordings: Runs, count: int, good: Callable[[float, float], bool]) -> Verdict:
    """The narrow model with caches against the cheapest that learns by heart, for so many facts."""
    needed: dict[str, list[float]] = {"explicit": [], "implicit": []}
    for recording in _of(recordings, "externalization"):
        config = recording.config
        if config.count == count and (config.form == "implicit" or config.width == NARROW):
            values = recording.column("needed")
            needed[config.form] += [float(value) for value in values[np.isfinite(values)][:1]]
    if not all(needed.values()):
        return unseen(f"needs both ways of keeping {count:,} facts, reached")
    caches, heart = (min(values) for values in needed.values())
    return verdict(
        good(caches, heart), f"{caches / 1e9:.3g} GFLOP in caches, {heart / 1e9:.3g} by heart, at the least"
    )


@claim(
    "memory-is-learnt",
    "Reading memories is a skill of its own: text alone does not teach it.",
    "From three memories, at least 0.05 more right after learning from memories than from text, for both "
    "seeds.",
    *STAGED,
    source=paper("2407.01178", "two-stage pretraining"),
    each_run=True,
)
def memory_is_learnt(recordings: Runs) -> Verdict:
    """B6: three memories are read ≥ 0.05 better by a model that has learnt from memories than from text."""
    found = _ends(recordings, "text", "direct")
    if not found:
        return unseen("needs both, of one seed")
    number = ", ".join(f"{direct:.2f} against {text:.2f}" for text, direct in found)
    return verdict(all(direct - text >= BETTER for text, direct in found), number)


@claim(
    "text-first-helps",
    "Training in two stages, without memory and then with it, is better than with memory from the start.",
    "From three memories at least as many right with text first, in as many steps, for both seeds.",
    *STAGED,
    source=paper("2407.01178", "two-stage pretraining, figure 11"),
    each_run=True,
)
def text_first_helps(recordings: Runs) -> Verdict:
    """B6: text first, then memories: at least as good as memories from the start."""
    found = _ends(recordings, "two-stage", "direct")
    if not found:
        return unseen("needs both, of one seed")
    number = ", ".join(f"{staged:.2f} with text first, {direct:.2f} without" for staged, direct in found)
    return verdict(all(staged >= direct for staged, direct in found), number)


def _ends(recordings: Runs, first: Curriculum, second: Curriculum) -> list[tuple[float, float]]:
    """Last shares of right answers from three memories by two curricula, for each seed that has both."""
    ends = {
        (run.config.curriculum, run.config.seed): float(run.column("accuracy_k3")[-1])
        for run in _of(recordings, "two-stage")
    }
    seeds = sorted({seed for _, seed in ends})
    pairs = [(ends.get((first, seed)), ends.get((second, seed))) for seed in seeds]
    return [(left, right) for left, right in pairs if left is not None and right is not None]


def _of(recordings: Runs, lesson: Lesson) -> list[Recorded[Config]]:
    """The finished runs of a lesson; none where one of them is not finished."""
    runs = [recording for recording in recordings if recording.config.lesson == lesson]
    return runs if all(run.complete and len(run.column("step")) for run in runs) else []


CLAIMS = (
    cache_pays_at_one,
    weights_pay_late,
    caches_have_their_place,
    caches_for_many,
    caches_for_few,
    memory_is_learnt,
    text_first_helps,
)
