"""What the papers say of each kind of memory, and what the recordings say to it."""

from collections.abc import Callable

import numpy as np

from lab.contract.claim import (
    Measure,
    RunRequest,
    Verdict,
    claim,
    drawn,
    measured,
    neighbour,
    ours,
    paper,
    unseen,
    verdict,
)
from lab.contract.seen import last
from lab.experiments.remembering.fact_memories.choosing import (
    EIGHT_SUFFICE,
    ONE,
    REFERENCE_SUFFICES,
    SPARSE_SUFFICES,
    Numbers,
    Recordings,
    of_lesson,
    questions_choose_better,
)
from lab.experiments.rules import at_least, at_most, least, mean

CLOSE, CLOSER = 1e-4, 1e-10

MERGED = (RunRequest("merge"), RunRequest("merge", {"documents": 3}))


@claim(
    "cache-is-the-text",
    "A text's keys and values, put in its place, are the text (MemOS).",
    "All 256 answers equal; logits at most 1e-4 apart in float32 and 1e-10 in float64.",
    ONE,
    source=paper("2507.03724", "activation memory"),
    checked=True,
    each_run=True,
)
def cache_is_the_text(recordings: Recordings) -> Verdict:
    """A1: max |Δlogit| between text and cache ≤ 1e-4 in float32, ≤ 1e-10 in float64, answers equal."""
    runs = of_lesson(recordings, "one-fact", 2)
    if not runs:
        return unseen("no cache made")
    single, double, agree = (
        [float(run.column(name)[1]) for run in runs] for name in ("difference", "difference64", "agree")
    )
    holds = max(single) <= CLOSE and max(double) <= CLOSER and min(agree) == 1
    apart = " and ".join(
        f"{_apart(max(gaps))} in {name}" for gaps, name in ((single, "float32"), (double, "float64"))
    )
    gaps = Measure(max(double), f"≤ {CLOSER:g}", ".1e", each=tuple(double))
    return verdict(holds, f"logits {apart}, at most", measure=gaps)


def _apart(difference: float) -> str:
    return f"{difference:.1e} apart" if difference else "not a bit apart"


@measured(
    "four-facts-are-quick",
    "A few facts can be written into weights within seconds.",
    "Four facts known (0.99) after at most 60 steps of Adam, in the mean of sets of facts.",
    drawn(ONE, over="seed"),
    least(
        ("quick enough", "right enough"),
        at_least(1),
        "{right:.2f} right after {steps:.1f} steps; the least of both over what is needed: {value:.3f}",
    ),
    *(RunRequest("one-fact", {"seed": seed}) for seed in (0, 1, 2)),
    source=ours("what writing into weights takes"),
    each_run=True,
)
def four_facts_are_quick(recordings: Recordings) -> Numbers:
    """A4: steps after which four facts are in the weights, and the share of them."""
    runs = [run for run in of_lesson(recordings, "one-fact", 4) if run.complete and run.config.people == 1]
    if not runs:
        return {}
    steps = max(len(run.column("step")) - 4 for run in runs)
    right = min(float(run.column("accuracy_written")[-1]) for run in runs)
    return {"steps": steps, "right": right, "quick enough": 60 / steps, "right enough": right / 0.99}


def old_facts(replay: str) -> Callable[[Recordings], Numbers]:
    """Measures what is known in the end of the groups before, and of reading, with such rehearsal."""

    def measure(recordings: Recordings) -> Numbers:
        ends = [
            (float(run.column("accuracy_other")[-1]), float(run.column("accuracy_skill")[-1]))
            for run in of_lesson(recordings, "forgetting", 2)
            if run.complete and run.config.replay == replay and np.isfinite(run.column("accuracy_other")[-1])
        ]
        return {"old": float(np.mean(ends, 0)[0]), "reading": float(np.mean(ends, 0)[1])} if ends else {}

    return measure


KNOWN = "{value:.2f} of the old facts, reading {reading:.2f}"

LATER_FACTS_ERASE = measured(
    "later-facts-erase",
    "What is written into shared weights disturbs what was there.",
    "After eight groups of 32 facts without rehearsal at most 0.35 of the earlier ones is known, in the mean "
    "of sets of facts.",
    drawn(RunRequest("forgetting"), over="seed"),
    mean("old", at_most(0.35), KNOWN),
    RunRequest("forgetting"),
    RunRequest("forgetting", {"seed": 1}),
    source=ours("forgetting, as is long known"),
    each_run=True,
)(old_facts("none"))

REHEARSAL_KEEPS = measured(
    "rehearsal-keeps",
    "Rehearsing everything keeps it, at several times the price.",
    "With all facts and reading rehearsed, at least 0.95 of the earlier facts is known, in the mean of sets "
    "of facts.",
    drawn(RunRequest("forgetting", {"replay": "both"}), over="seed"),
    mean("old", at_least(0.95), KNOWN),
    RunRequest("forgetting", {"replay": "both"}),
    source=ours("forgetting, as is long known"),
    each_run=True,
)(old_facts("both"))


def overruled(recordings: Recordings) -> Numbers:
    """Behind a text that contradicts 256 facts in the weights: answers that are the text's, the weights'."""
    runs = [run for run in of_lesson(recordings, "conflict", 2) if run.complete and run.config.groups == 8]
    if not runs:
        return {}
    return {who: float(np.mean([last(run, f"says_{who}") for run in runs])) for who in ("text", "weights")}


OVERRULES = mean("text", at_least(0.95), "{value:.2f} the text's value, {weights:.2f} the weights'")

TEXT_OVERRULES = measured(
    "text-overrules",
    "What stands in the text overrules what the weights have learnt.",
    "256 facts in the weights, texts that state others, nothing rehearsed: at least 0.95 of the answers "
    "are the text's, in the mean of sets of facts.",
    drawn(RunRequest("conflict"), over="seed"),
    OVERRULES,
    RunRequest("conflict"),
    source=ours("two memories that disagree"),
    each_run=True,
)(overruled)

TEXT_OVERRULES_REHEARSED = measured(
    "text-overrules-rehearsed",
    "What stands in the text overrules the weights, where reading is rehearsed while they learn.",
    "256 facts in the weights, texts that state others, reading rehearsed while they are learnt: at least "
    "0.95 of the answers are the text's, in the mean of sets of facts.",
    drawn(RunRequest("conflict", {"replay": "skill"}), over="seed"),
    OVERRULES,
    RunRequest("conflict", {"replay": "skill"}),
    source=ours("two memories that disagree"),
)(overruled)


@measured(
    "merging-lies",
    "Caches cannot be joined by writing one behind the other (MemOS issue 2315).",
    "With 3 and 4 documents, in the mean of sets of facts: joined as they are at least 0.10 below one text, "
    "turned to their places within 0.05 of it.",
    drawn(*MERGED, over="seed"),
    least(
        ("lies", "is mended"),
        at_least(0),
        "{lost:.2f} lost by joining, {left:.2f} left after turning; the least margin {value:+.3f}",
    ),
    *MERGED,
    source=neighbour("MemOS's repository, issue 2315"),
)
def merging_lies(recordings: Recordings) -> Numbers:
    """A6: what is lost where caches are joined as they are, and what is left where they are turned."""
    lost, left = [], []
    for run in of_lesson(recordings, "merge", 1):
        exact, naive, turned = (float(run.column(name)[-1]) for name in ("exact", "naive", "turned"))
        lost.append(exact - naive)
        left.append(abs(exact - turned))
    if not lost:
        return {}
    return {"lost": min(lost), "left": max(left), "lies": min(lost) - 0.1, "is mended": 0.05 - max(left)}


@measured(
    "stale-answers-old",
    "A cache does not notice that its text has changed.",
    "At least 95 % of its answers are the old value, in the mean of sets of facts.",
    drawn(RunRequest("stale"), over="seed"),
    mean("old", at_least(0.95), "{value:.3f} of its answers are the old value"),
    RunRequest("stale"),
    source=ours("what a cache's key must contain"),
    each_run=True,
)
def stale_answers_old(recordings: Recordings) -> Numbers:
    """A7: the share of old values in the answers of a cache older than its text."""
    runs = of_lesson(recordings, "stale", 1)
    return {"old": min(float(run.column("stale_old")[-1]) for run in runs)} if runs else {}


@measured(
    "stranger-is-not-understood",
    "A cache belongs to the model that has made it, though its shape fits another (MemOS issue 2300).",
    "From the cache of a model with other starting weights at most 10 % right, in the mean of models.",
    drawn(RunRequest("foreign"), over="seed"),
    mean(
        "stranger", at_most(0.1), "{value:.3f} right from a stranger's cache, {sibling:.2f} from a sibling's"
    ),
    RunRequest("foreign"),
    RunRequest("foreign", {"seed": 1}),
    source=neighbour("MemOS's repository, issue 2300"),
    each_run=True,
)
def stranger_is_not_understood(recordings: Recordings) -> Numbers:
    """A8: right from the cache of a stranger who reads (0.99) from its own, and from a sibling's."""
    runs = [run for run in of_lesson(recordings, "foreign", 1) if run.complete]
    if not runs or min(last(run, "own_stranger") for run in runs) < 0.99:
        return {}
    return {
        "stranger": max(last(run, "stranger") for run in runs),
        "sibling": float(np.mean([last(run, "sibling") for run in runs])),
    }


CLAIMS = (
    cache_is_the_text,
    SPARSE_SUFFICES,
    REFERENCE_SUFFICES,
    EIGHT_SUFFICE,
    questions_choose_better,
    four_facts_are_quick,
    LATER_FACTS_ERASE,
    REHEARSAL_KEEPS,
    TEXT_OVERRULES,
    TEXT_OVERRULES_REHEARSED,
    merging_lies,
    stale_answers_old,
    stranger_is_not_understood,
)
