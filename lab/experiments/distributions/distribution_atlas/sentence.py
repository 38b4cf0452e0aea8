"""One plain sentence that says what the figure shows at a step."""

from collections.abc import Sequence

import numpy as np

from lab.contract.training import Recorded
from lab.experiments.distributions.distribution_atlas.config import Config
from lab.experiments.distributions.distribution_atlas.figures import NAMES

COPIES = 0.75


def describe(recording: Recorded, step: int) -> str:
    """What the figure shows at row `step`; it turns where the distance does, and where most are copies."""
    steps = recording.column("step")
    row = int(np.searchsorted(steps, step, side="right")) - 1
    if row < 0:
        return "Nothing has been computed up to here yet."
    config = recording.config
    assert isinstance(config, Config)
    nearer, now = recording.column("memorized")[row], recording.column("w2_test")[row]
    at = f"{NAMES[config.family]}, step {int(steps[row]):,}: {_percent(nearer)} of its points are closer to "
    at += "the training set than to a set it never saw"
    told = [mark.name for mark in recording.marks if mark.at <= steps[row]]
    if "memorized" in told:
        return f"{at}, and {_percent(recording.column('copies')[row])} are copies."
    if "early-stop" in told:
        lowest = now <= recording.column("best_w2")[row]
        so_far = "is the lowest so far" if lowest else "was lower before"
        return f"{at}; the distance to the truth, {now:.3f}, {so_far}."
    return f"{at}; the distance to the truth is {now:.3f}."


def describe_set(recordings: Sequence[Recorded], step: int) -> str:
    """How many families copy at that step."""
    shares = []
    for one in recordings:
        row = int(np.searchsorted(one.column("step"), step, side="right")) - 1
        if row >= 0:
            shares.append(float(one.column("memorized")[row]))
    copying = sum(share >= COPIES for share in shares)
    return (
        f"Step {step:,}: of {len(shares)} models {copying} draw most of their points closer to the training "
        f"set than to one they never saw; the shares run from "
        f"{_percent(min(shares))} to {_percent(max(shares))}."
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
