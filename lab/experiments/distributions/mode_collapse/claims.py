"""What the paper says, and what recordings say to it: pure functions of columns."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import numpy as np

from lab.contract.claim import Claim, RunRequest, Verdict
from lab.contract.training import Recorded
from lab.experiments.distributions.mode_collapse.config import MODES, Config

FEW, MOST = 3, 0.75
"""Islands that a slow judge's generator holds at most, in this share of the runs."""
SLOW = 0.2
"""A judge is slow whose rate is below this share of the generator's."""
FOUR = {"seeds": (0, 1, 2, 3)}


def _config(recording: Recorded) -> Config:
    config = recording.config
    assert isinstance(config, Config)
    return config


def _end(recording: Recorded) -> int:
    return int(np.median(recording.column("modes")[-3:]))


def _verdict(holds: bool, number: str) -> Verdict:
    outcome: Literal["holds", "does not hold"] = "holds" if holds else "does not hold"
    return Verdict(outcome, number)


def lateness(recordings: Sequence[Recorded]) -> Verdict:
    """With a balanced judge all eight islands are held; with a slow one at most three, in 3 runs of 4."""
    gans = [one for one in recordings if _config(one).model == "gan" and len(one.column("modes")) > 2]
    slow: list[int] = []
    balanced: list[int] = []
    for one in gans:
        config = _config(one)
        late = config.discriminator_rate < SLOW * config.learning_rate
        (slow if late else balanced).append(_end(one))
    if not (slow and balanced):
        return Verdict("not observed", "needs a balanced and a slow judge")
    few = sum(modes <= FEW for modes in slow)
    said = f"balanced {balanced}, slow {slow} of {MODES}"
    return _verdict(min(balanced) == MODES and few >= MOST * len(slow), said)


def slower_is_worse(recordings: Sequence[Recorded]) -> Verdict:
    """From one island, the end distance grows as the particles' judge gets slower."""
    of: dict[float, float] = {
        _config(one).pace or np.inf: float(one.column("w2_test")[-1])
        for one in recordings
        if _config(one).model == "particles" and len(one.column("modes")) > 2
    }
    if len(of) < 3:
        return Verdict("not observed", "fewer than three paces")
    ordered = [of[pace] for pace in sorted(of, reverse=True)]
    names = ", ".join(
        f"c = {'∞' if pace == np.inf else f'{pace:g}'}: {of[pace]:.3f}" for pace in sorted(of, reverse=True)
    )
    return _verdict(all(a < b for a, b in pairwise(ordered)), names)


CLAIMS = (
    Claim(
        "lateness",
        "Mode collapse is an effect of training dynamics: of a discriminator that lags behind.",
        "At the end a balanced judge's generator holds all 8 islands in four runs of four, a slow judge's at "
        "most 3 in three of four (median of the last three rows).",
        (RunRequest("balanced", FOUR), RunRequest("slow-discriminator", FOUR)),
        lateness,
    ),
    Claim(
        "slower-is-worse",
        "The slower the discriminator, the less of the mass is transported to where it is missing.",
        "W₂ at the end grows from c = ∞ to 20, 2 and 0.2, all particles starting on one island.",
        (RunRequest("particles"),),
        slower_is_worse,
    ),
)
