"""One plain sentence that says what the figure shows at a step."""

from collections.abc import Callable, Mapping

from lab.contract.seen import Seen
from lab.experiments.remembering.fact_memories.config import EPISODES, QUESTIONS, Config, Lesson

FORMS = ("its text", "its cache", "a sparse cache", "the weights")


def describe(seen: Seen[Config]) -> str:
    """The sentence of a run's lesson."""
    return TOLD[seen.config.lesson](seen)


def _fact(seen: Seen[Config]) -> str:
    phase = int(seen.at("phase"))
    known = seen.at("accuracy_written")
    size = f"{seen.at('bytes'):,.0f} bytes"
    if phase < 3:
        return (
            f"From {FORMS[phase]}, {size} a person, {100 * known:.3g} % of 256 questions are answered right."
        )
    done = "are written" if "written" in seen.told else "go"
    count = {1: "four"}.get(people := seen.config.people, f"{4 * people}")
    return (
        f"Step {seen.now - 3}: {count} facts {done} into the weights, {100 * known:.3g} % of them are known; "
        f"the adapter takes {size} and so far {seen.at('flops') / 1e6:.3g} million operations."
    )


def _groups(seen: Seen[Config]) -> str:
    written = sum(name.startswith("written-") for name in seen.told)
    first, reading = (seen.at(f"accuracy_{name}") for name in ("first", "skill"))
    if not written:
        known = seen.at("accuracy_written")
        return (
            f"Step {seen.now}: the first 32 facts go into the weights, {100 * known:.3g} % of them are known."
        )
    groups = "1 group is" if written == 1 else f"{written} groups are"
    return (
        f"Step {seen.now}: {groups} written; of the first one {100 * first:.3g} % is still known, "
        f"and a document is read right {100 * reading:.3g} % of the time."
    )


def _merged(seen: Seen[Config]) -> str:
    exact, naive, turned, parallel = (seen.at(name) for name in ("exact", "naive", "turned", "parallel"))
    return (
        f"{_asked(seen)}{100 * exact:.3g} % right from one text, {100 * naive:.3g} % from "
        f"caches joined as they are, {100 * turned:.3g} % once they are turned to their places, "
        f"{100 * parallel:.3g} % in parallel."
    )


def _asked(seen: Seen[Config]) -> str:
    return f"After {EPISODES * QUESTIONS * seen.rows:,} questions: "


def _stale(seen: Seen[Config]) -> str:
    old, new, both = (seen.at(name) for name in ("stale_old", "stale_new", "both_new"))
    return (
        f"{_asked(seen)}the old cache gives the old value {100 * old:.3g} % of the time "
        f"and the new one {100 * new:.3g} %; with old and new cache together it is new {100 * both:.3g} %."
    )


def _contradicted(seen: Seen[Config]) -> str:
    known, text, weights, other = (
        100 * seen.last(name) for name in ("accuracy_written", "says_text", "says_weights", "says_other")
    )
    return (
        f"Step {seen.now}: the weights know {known:.3g} % of their facts; where a text "
        f"says otherwise, the answer is the text's value {text:.3g} % of the time, the weights' "
        f"{weights:.3g} %, neither {other:.3g} %."
    )


def _foreign(seen: Seen[Config]) -> str:
    own, sibling, stranger = (100 * seen.last(name) for name in ("own_stranger", "sibling", "stranger"))
    reads = "reads" if "reads" in seen.told else "learns to read"
    return (
        f"Step {seen.now}: the stranger {reads}, {own:.3g} % right "
        f"from its own cache; our model gets {stranger:.3g} % right from it, and "
        f"{sibling:.3g} % from the sibling's."
    )


TOLD: Mapping[Lesson, Callable[[Seen[Config]], str]] = {
    "one-fact": _fact,
    "forgetting": _groups,
    "conflict": _contradicted,
    "merge": _merged,
    "stale": _stale,
    "foreign": _foreign,
}
