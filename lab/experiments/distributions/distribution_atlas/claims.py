"""What is claimed of all families, and what recordings say to it: pure functions of columns."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from lab.contract.claim import RunRequest, Verdict, claim, neighbour, paper, unseen, verdict
from lab.contract.training import Recorded
from lab.experiments.distributions.distribution_atlas.config import Config

Runs = Sequence[Recorded[Config]]

MOST = 6
"""Of eight families, those that must agree."""
COPIED, WORSE, NEAR = 0.75, 1.05, 0.2
LAST = 3


def end(recording: Recorded[Config], column: str) -> float:
    """A column's median over the last rows."""
    return float(np.median(recording.column(column)[-LAST:]))


def _entrants(recordings: Runs) -> dict[str, Recorded[Config]]:
    return {
        recording.config.family: recording for recording in recordings if len(recording.column("step")) > LAST
    }


@claim(
    "all-copy",
    "Memorization is common to all families: they differ in representation and loss, not in this.",
    "For 6 of 8 families 75 % of the points end nearer to the training set than to its twin, and W₂ to "
    "the truth ends 5 % above its lowest or more (medians of three rows).",
    RunRequest("race"),
    source=paper("2212.11481", "memorization"),
)
def all_copy(recordings: Runs) -> Verdict:
    """C-c1: three quarters nearer to the training set at the end, further away than at best, by 6 of 8."""
    race = _entrants(recordings)
    if len(race) < 8:
        return unseen(f"{len(race)} of 8 families")
    shares = {kind: end(run, "memorized") for kind, run in race.items()}
    worse = {kind: end(run, "w2_test") / float(run.column("best_w2")[-1]) for kind, run in race.items()}
    agree = [kind for kind in race if shares[kind] >= COPIED and worse[kind] >= WORSE]
    families = ", ".join(f"{kind} {shares[kind]:.2f} (×{worse[kind]:.2f})" for kind in race)
    return verdict(len(agree) >= MOST, f"{len(agree)} of 8: {families}")


@claim(
    "end-as-memory",
    "Trained to the end, each is as far from the truth as its training set is.",
    "For 6 of 8 families W₂ to the truth ends within 20 % of the training set's own.",
    RunRequest("race"),
    source=paper("2212.11481", "memorization"),
)
def end_as_memory(recordings: Runs) -> Verdict:
    """C-c2: the distance to the truth ends within 20 % of the training set's own, by 6 of 8."""
    race = _entrants(recordings)
    if len(race) < 8:
        return unseen(f"{len(race)} of 8 families")
    ratios = {kind: end(run, "w2_test") / float(run.column("w2_memorized")[0]) for kind, run in race.items()}
    agree = sum(abs(ratio - 1) <= NEAR for ratio in ratios.values())
    families = ", ".join(f"{kind} {ratio:.2f}" for kind, ratio in ratios.items())
    return verdict(agree >= MOST, f"{agree} of 8: {families}")


@claim(
    "later-with-more",
    "Diffusion memorizes later with more training points.",
    "After 4 000 steps on the hill the share of copies falls from 10 to 20 to 40 points.",
    RunRequest("diffusion", {"target": "gauss", "sizes": (10, 20, 40), "steps": 4000}),
    source=neighbour("memorization time", "2505.16959"),
)
def later_with_more(recordings: Runs) -> Verdict:
    """The share of copies at the end falls with the number of training points."""
    by = {
        recording.config.samples: end(recording, "copies")
        for recording in recordings
        if len(recording.column("step")) > LAST
    }
    if len(by) < 3:
        return unseen("fewer than three numbers of points")
    sizes = sorted(by)
    number = ", ".join(f"n = {n}: {by[n]:.2f}" for n in sizes)
    return verdict(all(by[a] > by[b] for a, b in pairwise(sizes)), number)


CLAIMS = (all_copy, end_as_memory, later_with_more)
