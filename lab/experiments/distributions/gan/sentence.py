"""One plain sentence that says what the figure shows at a step."""

from collections.abc import Sequence

import numpy as np

from lab.contract.training import Recorded
from lab.experiments.distributions.gan.config import Config


def describe(recording: Recorded, step: int) -> str:
    """What the figure shows at row `step`; it turns where the distance does, and where most are copies."""
    steps = recording.column("step")
    row = int(np.searchsorted(steps, step, side="right")) - 1
    if row < 0:
        return "Nothing has been computed up to here yet."
    nearer, copies = recording.column("memorized")[row], recording.column("copies")[row]
    at = f"Step {int(steps[row]):,}: {_percent(nearer)} of the generated points are closer to the "
    at += "training set than to the set it never saw"
    told = [mark.name for mark in recording.marks if mark.at <= steps[row]]
    if "memorized" in told:
        return f"{at}, and {_percent(copies)} of them are copies."
    now = recording.column("w2_test")[row]
    if "early-stop" in told:
        lowest = now <= recording.column("best_w2")[row]
        so_far = "is the lowest so far" if lowest else "was lower before"
        return f"{at}; the distance to the truth, {now:.3f}, {so_far}."
    return f"{at}; the distance to the truth is {now:.3f}."


def describe_set(recordings: Sequence[Recorded], step: int) -> str:
    """The share of copies of each member at that row."""
    parts = []
    for one in recordings:
        row = int(np.searchsorted(one.column("step"), step, side="right")) - 1
        config = one.config
        assert isinstance(config, Config)
        if row >= 0:
            copies = _percent(one.column("copies")[row])
            parts.append(f"{copies} with {config.samples} points and width {config.discriminator_width}")
    return f"Copies at step {step:,}: {'; '.join(parts[:4])}."


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
