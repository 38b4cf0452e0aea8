"""One plain sentence that says where the neurons point at a step."""

from collections.abc import Sequence

import numpy as np

from lab.contract.seen import Seen
from lab.experiments.complexity.condensation.config import Config
from lab.numerics.phase_diagram import condensed


def describe(seen: Seen[Config]) -> str:
    """How many directions the neurons have, and what that has done for the loss."""
    if seen.config.task == "phases":
        return _cell(seen)
    loss, count = seen.last("loss"), seen.last("effective_neurons")
    at = f"Step {seen.step:,}: {seen.config.neurons} neurons"
    if "split" in seen.told:
        return f"{at}, once a single direction, point in {count:.2g} of them now; loss {loss:.2g}."
    if "condensed" in seen.told:
        return f"{at} work as a single one; loss {loss:.2g}."
    return f"{at} point in {count:.2g} directions; loss {loss:.2g}."


def _cell(seen: Seen[Config]) -> str:
    gamma, prime = seen.config.exponents
    slope, travelled = seen.last("slope"), seen.last("relative_distance")
    at = f"Step {seen.step:,}, γ = {gamma:g} and γ′ = {prime:g}: the widest network has moved "
    at += f"{travelled:.2g} times"
    if not np.isfinite(slope):
        return f"{at} the size of its starting weights."
    way = "further" if slope > 0 else "less"
    theory = "condensed" if condensed(gamma, prime) else "linear"
    return f"{at} its start; wider ones move {way} (slope {slope:+.2f}), theory says {theory}."


def describe_set(members: Sequence[Seen[Config]]) -> str:
    """In how many cells wider networks move further."""
    slopes, step = [seen.last("slope") for seen in members], members[0].step
    known = [slope for slope in slopes if np.isfinite(slope)]
    if not known:
        return f"Step {step:,}: {len(members)} cells, nothing has moved yet."
    further = sum(slope > 0 for slope in known)
    return f"Step {step:,}: in {further} of {len(known)} cells wider networks move further from their birth."
