"""One plain sentence that says where the neurons point at a step."""

from collections.abc import Sequence

import numpy as np

from lab.contract.training import Recorded
from lab.experiments.complexity.condensation.config import Config
from lab.experiments.complexity.sweep.claims import last
from lab.numerics.phase_diagram import condensed


def describe(recording: Recorded, step: int) -> str:
    """How many directions the neurons have, and what that has done for the loss."""
    config = recording.config
    assert isinstance(config, Config)
    loss, count = last(recording, "loss", step), last(recording, "effective_neurons", step)
    if not np.isfinite(loss):
        return "Nothing has been computed up to here yet."
    if config.task == "phases":
        return _cell(recording, config, step)
    at = f"Step {step:,}: {config.neurons} neurons"
    known = {mark.name for mark in recording.marks if mark.at <= step}
    if "split" in known:
        return f"{at}, once a single direction, point in {count:.2g} of them now; loss {loss:.2g}."
    if "condensed" in known:
        return f"{at} work as a single one; loss {loss:.2g}."
    return f"{at} point in {count:.2g} directions; loss {loss:.2g}."


def _cell(recording: Recorded, config: Config, step: int) -> str:
    gamma, prime = config.exponents
    slope, travelled = last(recording, "slope", step), last(recording, "relative_distance", step)
    at = (
        f"Step {step:,}, γ = {gamma:g} and γ′ = {prime:g}: the widest network has moved {travelled:.2g} times"
    )
    if not np.isfinite(slope):
        return f"{at} the size of its starting weights."
    way = "further" if slope > 0 else "less"
    theory = "condensed" if condensed(gamma, prime) else "linear"
    return f"{at} its start; wider ones move {way} (slope {slope:+.2f}), theory says {theory}."


def describe_set(recordings: Sequence[Recorded], step: int) -> str:
    """In how many cells wider networks move further."""
    slopes = [last(recording, "slope", step) for recording in recordings]
    known = [slope for slope in slopes if np.isfinite(slope)]
    if not known:
        return f"Step {step:,}: {len(recordings)} cells, nothing has moved yet."
    further = sum(slope > 0 for slope in known)
    return f"Step {step:,}: in {further} of {len(known)} cells wider networks move further from their birth."
