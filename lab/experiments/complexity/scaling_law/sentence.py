"""One plain sentence that says how the loss falls with the size at a step."""

from collections.abc import Sequence

import numpy as np

from lab.contract.training import Recorded
from lab.experiments.complexity.scaling_law.claims import complexity, slopes, told, way
from lab.experiments.complexity.scaling_law.config import Config
from lab.experiments.complexity.sweep.claims import last


def describe(recording: Recorded, step: int) -> str:
    """The loss of one run on what it was not shown."""
    config = recording.config
    assert isinstance(config, Config)
    column = "answer_loss" if config.task == "language" else "id_loss"
    loss = last(recording, column, step)
    if not np.isfinite(loss):
        return "Nothing has been computed up to here yet."
    fits = any(mark.name == "fits" and mark.at <= step for mark in recording.marks)
    score = ", having learned its training questions," if fits else ""
    return (
        f"Step {step:,}: at width {config.width}, born with σ = {config.sigma:.3g}, the network{score} has a "
        f"loss of {loss:.3g} on what it was not shown."
    )


def describe_set(recordings: Sequence[Recorded], step: int) -> str:
    """The exponents of all ways."""
    configs = [one.config for one in recordings if isinstance(one.config, Config)]
    column = "answer_loss" if configs[0].task == "language" else "id_loss"
    if len({one.samples for one in configs}) > 1:
        found = slopes(recordings, column, "samples", complexity, step)
        names = {key: f"at {key} complexity" for key in found}
    else:
        found = slopes(recordings, column, "widths", way, step)
        names = {way(one): _kept(one) for one in configs}
    if len(found) < 2:
        return f"Step {step:,}: not every size has been computed up to here yet."
    ways = ", ".join(f"{told(slope)} {names[key]}" for key, slope in found.items())
    over = "data" if len({one.samples for one in configs}) > 1 else "width"
    return f"Step {step:,}: the loss goes with the {over} to the power {ways}."


def _kept(config: Config) -> str:
    rate = config.kept == "constant-rate"
    return "with the rate kept" if rate else f"with σ = {config.sigma_kept(config.sigma_given):.3g} kept"
