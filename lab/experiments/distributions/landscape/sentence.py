"""One plain sentence that says what the figure shows at a step."""

from collections.abc import Sequence

import numpy as np

from lab.contract.training import Recorded
from lab.experiments.distributions.landscape.config import Config


def describe(recording: Recorded, step: int) -> str:
    """Where the walkers are; it turns where they rest."""
    steps = recording.column("step")
    row = int(np.searchsorted(steps, step, side="right")) - 1
    if row < 0:
        return "Nothing has been computed up to here yet."
    x1, x2, loss = (float(recording.column(name)[row]) for name in ("x1", "x2", "loss"))
    where = f"the walkers are at {x1:.3f} and {x2:.3f}"
    rests = [mark for mark in recording.marks if mark.name == "rest" and mark.at <= steps[row]]
    if not rests:
        return f"Step {int(steps[row]):,}: {where}, and the loss is {loss:.3g}."
    if recording.column("stuck")[row]:
        return f"They rest: {where}, and a loss of {loss:.3g} is left for good."
    return f"They rest: {where}, one at each house."


def describe_set(recordings: Sequence[Recorded], step: int) -> str:
    """At which widths starts end stuck."""
    shares = []
    for one in recordings:
        config = one.config
        assert isinstance(config, Config)
        row = int(np.searchsorted(one.column("step"), step, side="right")) - 1
        shares.append((config.kernel_width, one.column("stuck_share")[max(row, 0)]))
    stuck = [h for h, share in shares if share > 0]
    if not stuck:
        return f"After {step:,} steps no start is stuck at any width."
    return f"After {step:,} steps starts are stuck up to a width of {max(stuck):g}."
