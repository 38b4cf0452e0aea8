"""What the papers say about condensation and its phases, and what recordings say to it."""

from collections.abc import Sequence
from itertools import product

import numpy as np

from lab.contract.claim import RunRequest, Verdict, claim, neighbour, paper, unseen, verdict
from lab.contract.seen import Seen, last
from lab.contract.training import Recorded
from lab.experiments.complexity.condensation.config import Config
from lab.numerics.phase_diagram import boundary_distance, condensed

Runs = Sequence[Recorded[Config]]

EARLY, LATE = 300, 3000
"""Steps at which the directions are counted."""
FAR = 0.3
"""Distance from the border beyond which the sign of the slope must be the theory's."""


def _runs(*gammas: float) -> tuple[RunRequest, ...]:
    fields = [{"gamma_std": gamma, "seed": seed} for gamma, seed in product(gammas, (1, 2, 3))]
    return tuple(RunRequest("condense", field) for field in fields)


@claim(
    "small-weights-condense",
    "From small weights the neurons condense into a single direction; from usual ones they do not.",
    "At step 300 effective neurons ≤ 1.1 for γ = 1.5 and 2, ≥ 5 for γ = 0.5, three seeds each.",
    *_runs(2.0, 1.5, 0.5),
    source=paper("2007.07497", "the condensed regime"),
    each_run=True,
)
def condenses(recordings: Runs) -> Verdict:
    """10: at step 300 one direction from small weights (γ ≥ 1.5), five or more from usual ones (γ ≤ 0.5)."""
    counts = [(recording.config.gamma_std, _counted(recording, EARLY)) for recording in recordings]
    small = [count for gamma, count in counts if gamma >= 1.5 and np.isfinite(count)]
    large = [count for gamma, count in counts if gamma <= 0.5 and np.isfinite(count)]
    if not small and not large:
        return unseen("needs γ ≥ 1.5 or γ ≤ 0.5, and 300 steps")
    numbers = [f"{max(small):.3g} at most from small weights"] if small else []
    numbers += [f"{min(large):.3g} at least from usual ones"] if large else []
    holds = max(small, default=1.0) <= 1.1 and min(large, default=5.0) >= 5
    return verdict(holds, ", ".join(numbers))


@claim(
    "directions-increase-later",
    "After condensing the number of directions grows again, step by step.",
    "At step 3 000 effective neurons ≥ 2 for γ = 1.5 and 2, three seeds each.",
    *_runs(2.0, 1.5),
    source=neighbour("the authors' page on condensation"),
    each_run=True,
)
def splits(recordings: Runs) -> Verdict:
    """11: at step 3000 what was one direction is at least two."""
    counts = [_counted(recording, LATE) for recording in recordings if recording.config.gamma_std >= 1.5]
    known = [count for count in counts if np.isfinite(count)]
    if not known:
        return unseen("needs γ ≥ 1.5 and 3 000 steps")
    return verdict(min(known) >= 2, f"{min(known):.3g} at least")


@claim(
    "phase-boundary",
    "Linear and condensed regime are divided by γ = 1 for γ′ < 0 and by γ′ = γ − 1 above.",
    "The slope of log distance over log m has the theory's sign in 90 % of the cells 0.3 or more away.",
    RunRequest("phase-diagram"),
    source=paper("2007.07497", "abstract and theorems"),
    each_run=True,
)
def boundary(recordings: Runs) -> Verdict:
    """12: the slope of log distance over log m is positive where the theory says condensed."""
    right = []
    for recording in recordings:
        if recording.config.task != "phases":
            continue
        cell, slope = recording.config.exponents, last(recording, "slope")
        if np.isfinite(slope) and boundary_distance(*cell) >= FAR:
            right.append((slope > 0) == condensed(*cell))
    if len(right) < 8:
        return unseen("needs eight cells of the phase diagram away from its border")
    return verdict(np.mean(right) >= 0.9, f"{sum(right)} of {len(right)} cells")


def _counted(recording: Recorded[Config], step: int) -> float:
    """The directions at a step of a network that is watched, NaN before it."""
    if recording.config.task != "condense" or recording.column("step")[-1] < step:
        return float("nan")
    return Seen(recording, step).last("effective_neurons")


CLAIMS = (condenses, splits, boundary)
