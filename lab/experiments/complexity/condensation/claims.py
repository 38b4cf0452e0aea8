"""What the papers say about condensation and its phases, and what recordings say to it."""

from collections.abc import Sequence
from itertools import product

import numpy as np

from lab.contract.claim import Draws, Pair, RunRequest, drawn, measured, neighbour, paper
from lab.contract.seen import Seen, last
from lab.contract.training import Recorded
from lab.experiments.complexity.condensation.config import Config
from lab.experiments.rules import at_least, least, mean
from lab.numerics.phase_diagram import boundary_distance, condensed

Recordings = Sequence[Recorded[Config]]
Numbers = dict[str, float]

EARLY, LATE = 300, 3000
"""Steps at which the directions are counted."""
FAR = 0.3
"""Distance from the border beyond which the sign of the slope must be the theory's."""


ONE, MANY = 1.1, 5.0
"""Directions of neurons that have condensed, at most, and of those that have not, at least."""
SEVERAL = (1, 2, 3)


def _once(*gammas: float) -> tuple[RunRequest, ...]:
    fields = [{"gamma_std": gamma, "seed": seed} for gamma, seed in product(gammas, SEVERAL)]
    return tuple(RunRequest("condense", field) for field in fields)


def _of(*gammas: float) -> Draws:
    return drawn(*(RunRequest("condense", {"gamma_std": gamma}) for gamma in gammas), over="seed")


@measured(
    "small-weights-condense",
    "From small weights the neurons condense into a single direction; from usual ones they do not.",
    "At step 300 effective neurons ≤ 1.1 for γ = 1.5 and 2, ≥ 5 for γ = 0.5, in the mean of seeds.",
    _of(2.0, 1.5, 0.5),
    least(
        ("condensed", "spread"),
        at_least(1),
        "{small:.3g} from small weights, {usual:.3g} from usual ones; the least ratio to what is needed: "
        "{value:.3f}",
        Pair("usual", "small"),
    ),
    *_once(2.0, 1.5, 0.5),
    source=paper("2007.07497", "the condensed regime"),
    each_run=True,
)
def condenses(recordings: Recordings) -> Numbers:
    """10: at step 300 one direction from small weights (γ ≥ 1.5), five or more from usual ones (γ ≤ 0.5)."""
    counts = [(recording.config.gamma_std, _counted(recording, EARLY)) for recording in recordings]
    small = [count for gamma, count in counts if gamma >= 1.5 and np.isfinite(count)]
    usual = [count for gamma, count in counts if gamma <= 0.5 and np.isfinite(count)]
    found = {"small": max(small), "condensed": ONE / max(small)} if small else {}
    return found | ({"usual": min(usual), "spread": min(usual) / MANY} if usual else {})


@measured(
    "directions-increase-later",
    "After condensing the number of directions grows again, step by step.",
    "At step 3 000 effective neurons ≥ 2 for γ = 1.5 and 2: of both the smaller, in the mean of seeds.",
    _of(2.0, 1.5),
    mean("late", at_least(2), "{value:.3g}"),
    *_once(2.0, 1.5),
    source=neighbour("the authors' page on condensation"),
    each_run=True,
)
def splits(recordings: Recordings) -> Numbers:
    """11: at step 3000 what was one direction is at least two."""
    counts = [_counted(recording, LATE) for recording in recordings if recording.config.gamma_std >= 1.5]
    known = [count for count in counts if np.isfinite(count)]
    return {"late": min(known)} if known else {}


@measured(
    "phase-boundary",
    "Linear and condensed regime are divided by γ = 1 for γ′ < 0 and by γ′ = γ − 1 above.",
    "The slope of log distance over log m has the theory's sign in 90 % of the cells 0.3 or more away, in "
    "the mean of seeds.",
    drawn(RunRequest("phase-diagram"), over="seed"),
    mean("right", at_least(0.9), "{value:.1%} of the cells"),
    RunRequest("phase-diagram"),
    source=paper("2007.07497", "abstract and theorems"),
    each_run=True,
)
def boundary(recordings: Recordings) -> Numbers:
    """12: the slope of log distance over log m is positive where the theory says condensed."""
    right = []
    for recording in recordings:
        if recording.config.task != "phases":
            continue
        cell, slope = recording.config.exponents, last(recording, "slope")
        if np.isfinite(slope) and boundary_distance(*cell) >= FAR:
            right.append((slope > 0) == condensed(*cell))
    return {"right": float(np.mean(right))} if len(right) >= 8 else {}


def _counted(recording: Recorded[Config], step: int) -> float:
    """The directions at a step of a network that is watched, NaN before it."""
    if recording.config.task != "condense" or recording.column("step")[-1] < step:
        return float("nan")
    return Seen(recording, step).last("effective_neurons")


CLAIMS = (condenses, splits, boundary)
