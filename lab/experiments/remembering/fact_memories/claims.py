"""What the papers say of each kind of memory, and what the recordings say to it."""

from collections.abc import Callable, Sequence

import numpy as np

from lab.contract.claim import RunRequest, Verdict, claim, neighbour, ours, paper, unseen, verdict
from lab.contract.seen import last
from lab.contract.training import Recorded
from lab.experiments.remembering.fact_memories.config import Config

Runs = Sequence[Recorded[Config]]

CLOSE, CLOSER = 1e-4, 1e-10

ONE = RunRequest("one-fact")


@claim(
    "cache-is-the-text",
    "A text's keys and values, put in its place, are the text (MemOS).",
    "All 256 answers equal; logits at most 1e-4 apart in float32 and 1e-10 in float64.",
    ONE,
    source=paper("2507.03724", "activation memory"),
    checked=True,
    each_run=True,
)
def cache_is_the_text(recordings: Runs) -> Verdict:
    """A1: max |Δlogit| between text and cache ≤ 1e-4 in float32, ≤ 1e-10 in float64, answers equal."""
    runs = _of(recordings, "one-fact", 2)
    if not runs:
        return unseen("no cache made")
    single, double, agree = (
        [float(run.column(name)[1]) for run in runs] for name in ("difference", "difference64", "agree")
    )
    holds = max(single) <= CLOSE and max(double) <= CLOSER and min(agree) == 1
    apart = " and ".join(
        f"{_apart(max(gaps))} in {name}" for gaps, name in ((single, "float32"), (double, "float64"))
    )
    return verdict(holds, f"logits {apart}, at most")


def _apart(difference: float) -> str:
    return f"{difference:.1e} apart" if difference else "not a bit apart"


@claim(
    "sparse-suffices",
    "Few keys and values of each head carry a text's facts (Memory³).",
    "Four words a head on one of two layers, 8 bits: 99 % right with a 25th of the bytes.",
    ONE,
    source=paper("2407.01178", "§3.3"),
    each_run=True,
)
def sparse_suffices(recordings: Runs) -> Verdict:
    """A2: four words a head on one layer in 8 bits: ≥ 0.99 right with ≤ 1/25 of the bytes."""
    runs = [run for run in _of(recordings, "one-fact", 3) if run.config.token_choice == "query-probe"]
    if not runs:
        return unseen("no sparse cache chosen by questions")
    right = min(float(run.column("accuracy_written")[2]) for run in runs)
    share = max(float(run.column("bytes")[2] / run.column("bytes")[1]) for run in runs)
    return verdict(
        right >= 0.99 and share <= 1 / 25, f"{right:.3f} right with 1/{1 / share:.0f} of the bytes"
    )


@claim(
    "questions-choose-better",
    "Which words are worth keeping is told by where later questions look.",
    "Chosen by where the text itself looks, at least 0.15 fewer right.",
    ONE,
    RunRequest("one-fact", {"token_choice": "self-attention"}),
    source=ours("beside the rule of Memory³, §3.3"),
)
def questions_choose_better(recordings: Runs) -> Verdict:
    """A3: chosen by where the text itself looks, sparse memory loses ≥ 0.15."""
    by = {run.config.token_choice: run for run in _of(recordings, "one-fact", 3)}
    if not {"query-probe", "self-attention"} <= set(by):
        return unseen("needs both choices")
    probe, own = (float(by[name].column("accuracy_written")[2]) for name in ("query-probe", "self-attention"))
    return verdict(probe - own >= 0.15, f"{probe:.3f} chosen by questions, {own:.3f} by the text itself")


@claim(
    "four-facts-are-quick",
    "A few facts can be written into weights within seconds.",
    "Four facts known (0.99) after at most 60 steps of Adam, for three sets of facts.",
    *(RunRequest("one-fact", {"seed": seed}) for seed in (0, 1, 2)),
    source=ours("what writing into weights takes"),
    each_run=True,
)
def four_facts_are_quick(recordings: Runs) -> Verdict:
    """A4: four facts are in the weights, ≥ 0.99 right, after at most 60 steps."""
    runs = [run for run in _of(recordings, "one-fact", 4) if run.complete and run.config.people == 1]
    if not runs:
        return unseen("nothing written")
    steps = max(len(run.column("step")) - 4 for run in runs)
    right = min(float(run.column("accuracy_written")[-1]) for run in runs)
    return verdict(steps <= 60 and right >= 0.99, f"{right:.2f} right after {steps} steps")


@claim(
    "later-facts-erase",
    "What is written into shared weights disturbs what was there.",
    "After eight groups of 32 facts without rehearsal at most 0.35 of the earlier ones is known.",
    RunRequest("forgetting"),
    RunRequest("forgetting", {"seed": 1}),
    source=ours("forgetting, as is long known"),
    each_run=True,
)
def later_facts_erase(recordings: Runs) -> Verdict:
    """A5: without rehearsal, of the groups written before at most 0.35 is known in the end."""
    return _old(recordings, "none", lambda old: old <= 0.35)


@claim(
    "rehearsal-keeps",
    "Rehearsing everything keeps it, at several times the price.",
    "With all facts and reading rehearsed, at least 0.95 of the earlier facts is known.",
    RunRequest("forgetting", {"replay": "both"}),
    source=ours("forgetting, as is long known"),
    each_run=True,
)
def rehearsal_keeps(recordings: Runs) -> Verdict:
    """A5: with facts and reading rehearsed, at least 0.95."""
    return _old(recordings, "both", lambda old: old >= 0.95)


def _old(recordings: Runs, replay: str, good: Callable[[float], bool]) -> Verdict:
    runs = [run for run in _of(recordings, "forgetting", 2) if run.complete]
    ends = [
        (float(run.column("accuracy_other")[-1]), float(run.column("accuracy_skill")[-1]))
        for run in runs
        if run.config.replay == replay and np.isfinite(run.column("accuracy_other")[-1])
    ]
    if not ends:
        return unseen(f"no finished run with replay {replay}")
    number = ", ".join(f"{old:.2f} of the old facts, reading {skill:.2f}" for old, skill in ends)
    return verdict(all(good(old) for old, _ in ends), number)


@claim(
    "text-overrules",
    "What stands in the text overrules what the weights have learnt.",
    "256 facts in the weights, texts that state others, nothing rehearsed: at least 0.95 of the answers "
    "are the text's.",
    RunRequest("conflict"),
    source=ours("two memories that disagree"),
    each_run=True,
)
def text_overrules(recordings: Runs) -> Verdict:
    """Behind a text that contradicts 256 facts in the weights, ≥ 0.95 of the answers are the text's."""
    runs = [run for run in _of(recordings, "conflict", 2) if run.complete and run.config.groups == 8]
    if not runs:
        return unseen("no finished conflict with 256 facts")
    shares = [[last(run, f"says_{who}") for run in runs] for who in ("text", "weights")]
    return verdict(
        min(shares[0]) >= 0.95, f"{min(shares[0]):.2f} the text's value, {max(shares[1]):.2f} the weights'"
    )


@claim(
    "merging-lies",
    "Caches cannot be joined by writing one behind the other (MemOS issue 2315).",
    "With 3 and 4 documents: joined as they are at least 0.10 below one text, turned to their places "
    "within 0.05 of it.",
    RunRequest("merge"),
    RunRequest("merge", {"documents": 3}),
    source=neighbour("MemOS's repository, issue 2315"),
)
def merging_lies(recordings: Runs) -> Verdict:
    """A6: joined as they are ≥ 0.10 below one text; turned to their places within 0.05 of it."""
    runs = _of(recordings, "merge", 1)
    if not runs:
        return unseen("nothing joined")
    lost, left = [], []
    for run in runs:
        exact, naive, turned = (float(run.column(name)[-1]) for name in ("exact", "naive", "turned"))
        lost.append(exact - naive)
        left.append(abs(exact - turned))
    number = f"{min(lost):.2f} lost by joining, {max(left):.2f} left after turning"
    return verdict(min(lost) >= 0.1 and max(left) <= 0.05, number)


@claim(
    "stale-answers-old",
    "A cache does not notice that its text has changed.",
    "At least 95 % of its answers are the old value.",
    RunRequest("stale"),
    source=ours("what a cache's key must contain"),
    each_run=True,
)
def stale_answers_old(recordings: Runs) -> Verdict:
    """A7: a cache older than its text answers the old value ≥ 0.95."""
    runs = _of(recordings, "stale", 1)
    if not runs:
        return unseen("nothing changed")
    old = min(float(run.column("stale_old")[-1]) for run in runs)
    return verdict(old >= 0.95, f"{old:.3f} of its answers are the old value")


@claim(
    "stranger-is-not-understood",
    "A cache belongs to the model that has made it, though its shape fits another (MemOS issue 2300).",
    "From the cache of a model with other starting weights at most 10 % right, for two of them.",
    RunRequest("foreign"),
    RunRequest("foreign", {"seed": 1}),
    source=neighbour("MemOS's repository, issue 2300"),
    each_run=True,
)
def stranger_is_not_understood(recordings: Runs) -> Verdict:
    """A8: from a stranger's cache ≤ 0.10 right, though the stranger reads (0.99) from its own."""
    runs = [run for run in _of(recordings, "foreign", 1) if run.complete]
    if not runs or min(last(run, "own_stranger") for run in runs) < 0.99:
        return unseen("no stranger that has learnt to read")
    right = max(last(run, "stranger") for run in runs)
    sibling = [last(run, "sibling") for run in runs]
    number = (
        f"{right:.3f} right from a stranger's cache, at most; {min(sibling):.2f} … {max(sibling):.2f} from a "
    )
    return verdict(right <= 0.1, f"{number}sibling's")


def _of(recordings: Runs, lesson: str, rows: int) -> list[Recorded[Config]]:
    return [
        recording
        for recording in recordings
        if recording.config.lesson == lesson and len(recording.column("step")) >= rows
    ]


TEXT_OVERRULES_REHEARSED = claim(
    "text-overrules-rehearsed",
    "… where reading is rehearsed while they are learnt.",
    "The same with reading rehearsed.",
    RunRequest("conflict", {"replay": "skill"}),
    source=ours("two memories that disagree"),
)(text_overrules.judge)

CLAIMS = (
    cache_is_the_text,
    sparse_suffices,
    questions_choose_better,
    four_facts_are_quick,
    later_facts_erase,
    rehearsal_keeps,
    text_overrules,
    TEXT_OVERRULES_REHEARSED,
    merging_lies,
    stale_answers_old,
    stranger_is_not_understood,
)
