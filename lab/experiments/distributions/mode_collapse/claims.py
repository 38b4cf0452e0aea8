"""What the paper says, and what recordings say to it: pure functions of columns."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from lab.contract.claim import RunRequest, Verdict, claim, paper, unseen, verdict
from lab.contract.training import Recorded
from lab.experiments.distributions.mode_collapse.config import MODES, Config

Runs = Sequence[Recorded[Config]]

FEW, MOST = 3, 0.75
"""Islands that a slow judge's generator holds at most, in this share of the runs."""
SLOW = 0.2
"""A judge is slow whose rate is below this share of the generator's."""
FOUR = {"seeds": (0, 1, 2, 3)}


def _end(recording: Recorded[Config]) -> int:
    return int(np.median(recording.column("modes")[-3:]))


@claim(
    "lateness",
    "Mode collapse is an effect of training dynamics: of a discriminator that lags behind.",
    "At the end a balanced judge's generator holds all 8 islands in four runs of four, a slow judge's at "
    "most 3 in three of four (median of the last three rows).",
    RunRequest("balanced", FOUR),
    RunRequest("slow-discriminator", FOUR),
    source=paper("2212.11481", "mode collapse"),
)
def lateness(recordings: Runs) -> Verdict:
    """With a balanced judge all eight islands are held; with a slow one at most three, in 3 runs of 4."""
    gans = [
        recording
        for recording in recordings
        if recording.config.model == "gan" and len(recording.column("modes")) > 2
    ]
    slow: list[int] = []
    balanced: list[int] = []
    for gan in gans:
        config = gan.config
        late = config.discriminator_rate < SLOW * config.learning_rate
        (slow if late else balanced).append(_end(gan))
    if not (slow and balanced):
        return unseen("needs a balanced and a slow judge")
    few = sum(modes <= FEW for modes in slow)
    number = f"balanced {balanced}, slow {slow} of {MODES}"
    return verdict(min(balanced) == MODES and few >= MOST * len(slow), number)


@claim(
    "slower-is-worse",
    "The slower the discriminator, the less of the mass is transported to where it is missing.",
    "W₂ at the end grows from c = ∞ to 20, 2 and 0.2, all particles starting on one island.",
    RunRequest("particles"),
    source=paper("2212.11481", "mode collapse"),
)
def slower_is_worse(recordings: Runs) -> Verdict:
    """From one island, the end distance grows as the particles' judge gets slower."""
    ends: dict[float, float] = {
        recording.config.pace or np.inf: float(recording.column("w2_test")[-1])
        for recording in recordings
        if recording.config.model == "particles" and len(recording.column("modes")) > 2
    }
    if len(ends) < 3:
        return unseen("fewer than three paces")
    ordered = [ends[pace] for pace in sorted(ends, reverse=True)]
    names = ", ".join(
        f"c = {'∞' if pace == np.inf else f'{pace:g}'}: {ends[pace]:.3f}"
        for pace in sorted(ends, reverse=True)
    )
    return verdict(all(a < b for a, b in pairwise(ordered)), names)


CLAIMS = (lateness, slower_is_worse)
