"""One plain sentence that says what the figure shows at a step."""

from collections.abc import Sequence

import numpy as np

from lab.contract.training import Recorded
from lab.experiments.distributions.density_gan.config import Config
from lab.experiments.distributions.density_gan.figures import NAMES
from lab.experiments.drawing import number


def describe(recording: Recorded, step: int) -> str:
    """What the figure shows at row `step`; it turns where the distance to the truth does."""
    steps = recording.column("step")
    row = int(np.searchsorted(steps, step, side="right")) - 1
    if row < 0:
        return "Nothing has been computed up to here yet."
    config = recording.config
    assert isinstance(config, Config)
    if config.measure == "cubes":
        n, dim = config.samples, config.dim
        apart = _w2(recording, "w2", row)
        return f"Two samples of {n} points of the cube in {dim} dimensions are {apart} apart."
    now, best = _w2(recording, "w2_test", row), _w2(recording, "best_w2", row)
    copy = _w2(recording, "w2_memorized", row)
    when = f"Time {number(float(recording.column('time')[row]))}"
    told = [mark.name for mark in recording.marks if mark.at <= steps[row]]
    if "memorized" in told:
        share = recording.column("near_mass")[row]
        return (
            f"{when}: {100 * share:.0f} % of the mass sits on training points, W₂ to the truth is {now}; "
            f"at best it was {best}."
        )
    if "early-stop" in told:
        before = ", the lowest so far" if now == best else f", after {best} at best"
        return f"{when}: W₂ to the truth is {now}{before}; the training set is at {copy}."
    closer = ", and coming closer" if now == best else f", after {best} at best"
    return f"{when}: W₂ to the truth is {now}{closer}; the training set is at {copy}."


def describe_set(recordings: Sequence[Recorded], step: int) -> str:
    """The three judges at that row, or what the set is."""
    config = recordings[0].config
    assert isinstance(config, Config)
    if config.measure == "cubes" or config.record == "summary":
        return f"{len(recordings)} runs, each a dot or a part of a line."
    parts = []
    for one in recordings:
        kind = one.config
        assert isinstance(kind, Config)
        row = int(np.searchsorted(one.column("step"), step, side="right")) - 1
        if row >= 0:
            parts.append(
                f"{NAMES[kind.judge]} {_w2(one, 'w2_test', row)} (best so far {_w2(one, 'best_w2', row)})"
            )
    return f"W₂ to the truth: {'; '.join(parts)}."


def _w2(recording: Recorded, column: str, row: int) -> str:
    """The last number of a column at or before a row."""
    seen = recording.column(column)[: row + 1]
    return f"{seen[np.isfinite(seen)][-1]:.3f}"
