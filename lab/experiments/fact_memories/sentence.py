"""One plain sentence that says what the figure shows at a step."""

import numpy as np

from lab.experiment import Recorded
from lab.experiments.fact_memories.config import EPISODES, QUESTIONS, Config

FORMS = ("its text", "its cache", "a sparse cache", "the weights")


def describe(recording: Recorded, step: int) -> str:
    """What the memories say at row `step`."""
    row = int(np.searchsorted(recording.column("step"), step, side="right")) - 1
    if row < 0:
        return "Nothing has been computed up to here yet."
    config = recording.config
    assert isinstance(config, Config)
    tell = {"one-fact": _fact, "forgetting": _groups, "merge": _merged, "stale": _stale}[config.lesson]
    return tell(recording, row)


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
    return (
        f"Step {row - 3}: four facts {done} into the weights, {100 * known:.3g} % of them are known; "
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
