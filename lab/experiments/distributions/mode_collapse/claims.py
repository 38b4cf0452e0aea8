"""What the paper says, and what recordings say to it: pure functions of columns."""

from collections.abc import Sequence

import numpy as np

from lab.contract.claim import RunRequest, drawn, measured, paper
from lab.contract.training import Recorded
from lab.experiments.distributions.mode_collapse.config import MODES, Config
from lab.experiments.rules import Runs, above, at_least, figure, means, share

Recordings = Sequence[Recorded[Config]]
Numbers = dict[str, float]

FEW, MOST = 3, 0.75
"""Islands that a slow judge's generator holds at most; the share of runs in which both is so."""
SLOW = 0.2
"""A judge is slow whose rate is below this share of the generator's."""
FOUR = {"seeds": (0, 1, 2, 3)}


def _end(recording: Recorded[Config]) -> int:
    return int(np.median(recording.column("modes")[-3:]))


@measured(
    "lateness",
    "Mode collapse is an effect of training dynamics: of a discriminator that lags behind.",
    "In three of four random models a balanced judge's generator holds all 8 islands at the end, and a slow "
    "judge's at most 3 (median of the last three rows).",
    drawn(RunRequest("balanced"), RunRequest("slow-discriminator"), over=("seeds", "data_seed")),
    share("both", at_least(MOST), "{value:.0%} of {count} runs; {balanced:.1f} and {slow:.1f} islands"),
    RunRequest("balanced", FOUR),
    RunRequest("slow-discriminator", FOUR),
    source=paper("2212.11481", "mode collapse"),
)
def lateness(recordings: Recordings) -> Numbers:
    """Whether all eight islands are held with a balanced judge, and at most three with a slow one."""
    slow: list[int] = []
    balanced: list[int] = []
    for gan in recordings:
        config = gan.config
        if config.model == "gan" and len(gan.column("modes")) > 2:
            late = config.discriminator_rate < SLOW * config.learning_rate
            (slow if late else balanced).append(_end(gan))
    if not (slow and balanced):
        return {}
    both = min(balanced) == MODES and max(slow) <= FEW
    return {"both": float(both), "balanced": min(balanced), "slow": max(slow)}


def _ordered(runs: Runs) -> float:
    """The least rise of the mean distance from a pace to the next slower one."""
    ends = list(means(runs).values())
    return float(np.diff(ends).min()) if len(ends) > 2 else np.nan


@measured(
    "slower-is-worse",
    "The slower the discriminator, the less of the mass is transported to where it is missing.",
    "W₂ at the end grows from c = ∞ to 20, 2 and 0.2, all particles starting on one island, in the mean of "
    "random features.",
    drawn(RunRequest("particles"), over=("seeds", "data_seed")),
    figure(_ordered, above(0), "the least growth from one to the next is {value:+.3f}"),
    RunRequest("particles"),
    source=paper("2212.11481", "mode collapse"),
)
def slower_is_worse(recordings: Recordings) -> Numbers:
    """From one island, the end distance by the pace of the particles' judge, the fastest first."""
    ends: dict[float, float] = {
        recording.config.pace or np.inf: float(recording.column("w2_test")[-1])
        for recording in recordings
        if recording.config.model == "particles" and len(recording.column("modes")) > 2
    }
    return {f"c = {pace:g}": ends[pace] for pace in sorted(ends, reverse=True)}


CLAIMS = (lateness, slower_is_worse)
