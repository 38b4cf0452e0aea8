"""One plain sentence that says what the figure shows at a step."""

from collections.abc import Callable, Mapping

import numpy as np

from lab.contract.training import Recorded
from lab.experiments.remembering.fact_memories.config import EPISODES, QUESTIONS, Lesson
from lab.experiments.remembering.fact_memories.reading import config_of

FORMS = ("its text", "its cache", "a sparse cache", "the weights")


def describe(recording: Recorded, step: int) -> str:
    """What the memories say at row `step`."""
    row = int(np.searchsorted(recording.column("step"), step, side="right")) - 1
    if row < 0:
        return "Nothing has been computed up to here yet."
    return TOLD[config_of(recording).lesson](recording, row)


def _at(recording: Recorded, name: str, row: int) -> float:
    return float(recording.column(name)[row])


def _fact(recording: Recorded, row: int) -> str:
    phase = int(_at(recording, "phase", row))
    known = _at(recording, "accuracy_written", row)
    size = f"{_at(recording, 'bytes', row):,.0f} bytes"
    if phase < 3:
        return (
            f"From {FORMS[phase]}, {size} a person, {100 * known:.3g} % of 256 questions are answered right."
        )
    done = (
        "are written" if any(mark.name == "written" and mark.at <= row for mark in recording.marks) else "go"
    )
    count = {1: "four"}.get(people := config_of(recording).people, f"{4 * people}")
    return (
        f"Step {row - 3}: {count} facts {done} into the weights, {100 * known:.3g} % of them are known; "
        f"the adapter takes {size} and so far {_at(recording, 'flops', row) / 1e6:.3g} million operations."
    )


def _groups(recording: Recorded, row: int) -> str:
    written = sum(mark.name.startswith("written-") and mark.at <= row for mark in recording.marks)
    first, reading = (_at(recording, f"accuracy_{name}", row) for name in ("first", "skill"))
    if not written:
        known = _at(recording, "accuracy_written", row)
        return f"Step {row}: the first 32 facts go into the weights, {100 * known:.3g} % of them are known."
    groups = "1 group is" if written == 1 else f"{written} groups are"
    return (
        f"Step {row}: {groups} written; of the first one {100 * first:.3g} % is still known, "
        f"and a document is read right {100 * reading:.3g} % of the time."
    )


def _merged(recording: Recorded, row: int) -> str:
    exact, naive, turned, parallel = (
        _at(recording, name, row) for name in ("exact", "naive", "turned", "parallel")
    )
    return (
        f"{_asked(row)}{100 * exact:.3g} % right from one text, {100 * naive:.3g} % from "
        f"caches joined as they are, {100 * turned:.3g} % once they are turned to their places, "
        f"{100 * parallel:.3g} % in parallel."
    )


def _asked(row: int) -> str:
    return f"After {EPISODES * QUESTIONS * (row + 1):,} questions: "


def _stale(recording: Recorded, row: int) -> str:
    old, new, both = (_at(recording, name, row) for name in ("stale_old", "stale_new", "both_new"))
    return (
        f"{_asked(row)}the old cache gives the old value {100 * old:.3g} % of the time "
        f"and the new one {100 * new:.3g} %; with old and new cache together it is new {100 * both:.3g} %."
    )


def _last(recording: Recorded, name: str, row: int) -> float:
    """The last number up to a row; the first row has one."""
    values = recording.column(name)[: row + 1]
    return float(values[np.isfinite(values)][-1])


def _contradicted(recording: Recorded, row: int) -> str:
    known, text, weights, other = (
        100 * _last(recording, name, row)
        for name in ("accuracy_written", "says_text", "says_weights", "says_other")
    )
    return (
        f"Step {row}: the weights know {known:.3g} % of their facts; where a text says otherwise, the answer "
        f"is the text's value {text:.3g} % of the time, the weights' {weights:.3g} %, neither {other:.3g} %."
    )


def _foreign(recording: Recorded, row: int) -> str:
    own, sibling, stranger = (
        100 * _last(recording, name, row) for name in ("own_stranger", "sibling", "stranger")
    )
    reads = any(mark.name == "reads" and mark.at <= row for mark in recording.marks)
    return (
        f"Step {row}: the stranger {'reads' if reads else 'learns to read'}, {own:.3g} % right from its own "
        f"cache; our model gets {stranger:.3g} % right from it, and {sibling:.3g} % from the sibling's."
    )


TOLD: Mapping[Lesson, Callable[[Recorded, int], str]] = {
    "one-fact": _fact,
    "forgetting": _groups,
    "conflict": _contradicted,
    "merge": _merged,
    "stale": _stale,
    "foreign": _foreign,
}
