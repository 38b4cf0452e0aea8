"""One plain sentence that says what the figure shows at a step."""

import numpy as np

from lab.contract.training import Recorded
from lab.experiments.remembering.memory_model.config import Config
from lab.experiments.remembering.memory_model.example import truth
from lab.worlds.facts import NAMES, VALUES


def describe(recording: Recorded, step: int) -> str:
    """What the decoder can do at row `step`; it turns where it learns to look up, and at the gate."""
    rows = np.flatnonzero(recording.column("step") <= step)
    examined = rows[np.isfinite(recording.column("accuracy_k1")[rows])] if len(rows) else rows
    if not len(examined):
        return "Nothing has been computed up to here yet."
    config = recording.config
    assert isinstance(config, Config)
    one, three, without = (
        recording.column(f"accuracy_{name}")[examined[-1]] for name in ("k1", "k3", "without")
    )
    names = {mark.name for mark in recording.marks if mark.at <= step}
    able = (
        "it can look facts up"
        if "gate" in names
        else "it has begun to look"
        if "half" in names
        else "it guesses"
    )
    answers = recording.array("answers", step)
    said, right = int(answers[0].argmax()), truth(config)
    return (
        f"Step {int(recording.column('step')[rows[-1]]):,}: {able}. Of facts that it never saw, {_of(one)} "
        f"right with one document, {_of(three)} with three, {_of(without)} without; "
        f"for {NAMES[0]}, of whom it reads {VALUES[right]}, it says {VALUES[said]}."
    )


def _of(share: float) -> str:
    return f"{100 * share:.3g} %"
