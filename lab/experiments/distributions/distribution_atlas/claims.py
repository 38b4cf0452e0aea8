"""What is claimed of all families, and what recordings say to it: pure functions of columns."""

from collections.abc import Sequence

import numpy as np

from lab.contract.claim import RunRequest, drawn, measured, neighbour, paper
from lab.contract.training import Recorded
from lab.experiments.distributions.distribution_atlas.config import Config
from lab.experiments.rules import Runs, above, at_least, figure, mean, means

Recordings = Sequence[Recorded[Config]]
Numbers = dict[str, float]

MOST = 6
"""Of eight families, those that must agree."""
COPIED, WORSE, NEAR = 0.75, 1.05, 0.2
LAST = 3


def end(recording: Recorded[Config], column: str) -> float:
    """A column's median over the last rows."""
    return float(np.median(recording.column(column)[-LAST:]))


def _entrants(recordings: Recordings) -> dict[str, Recorded[Config]]:
    return {
        recording.config.family: recording for recording in recordings if len(recording.column("step")) > LAST
    }


RACE = drawn(
    RunRequest("race"),
    over=("seed", "data_seed"),
    runs=10,
    why="20 races of eight families would take 48 minutes of CPU",
)


@measured(
    "all-copy",
    "Memorization is common to all families: they differ in representation and loss, not in this.",
    "For 6 of 8 families, in the mean of races, 75 % of the points end nearer to the training set than to "
    "its twin, and W₂ to the truth ends 5 % above its lowest or more (medians of three rows).",
    RACE,
    mean("agree", at_least(MOST), "{value:.1f} of 8"),
    RunRequest("race"),
    source=paper("2212.11481", "memorization"),
)
def all_copy(recordings: Recordings) -> Numbers:
    """C-c1: families that end three quarters nearer to the training set, further away than at best."""
    race = _entrants(recordings)
    if len(race) < 8:
        return {}
    copied = [end(run, "memorized") >= COPIED for run in race.values()]
    worse = [end(run, "w2_test") / float(run.column("best_w2")[-1]) >= WORSE for run in race.values()]
    return {"agree": sum(map(min, copied, worse))}


@measured(
    "end-as-memory",
    "Trained to the end, each is as far from the truth as its training set is.",
    "For 6 of 8 families, in the mean of races, W₂ to the truth ends within 20 % of the training set's own.",
    RACE,
    mean("agree", at_least(MOST), "{value:.1f} of 8"),
    RunRequest("race"),
    source=paper("2212.11481", "memorization"),
)
def end_as_memory(recordings: Recordings) -> Numbers:
    """C-c2: families whose distance to the truth ends within 20 % of the training set's own."""
    race = _entrants(recordings)
    if len(race) < 8:
        return {}
    ratios = [end(run, "w2_test") / float(run.column("w2_memorized")[0]) for run in race.values()]
    return {"agree": sum(abs(ratio - 1) <= NEAR for ratio in ratios)}


def _later(runs: Runs) -> float:
    """The least fall of the mean share of copies from a number of points to the next."""
    by = {int(name[1:]): share for name, share in means(runs).items()}
    return float(-np.diff([by[n] for n in sorted(by)]).max()) if len(by) > 2 else np.nan


@measured(
    "later-with-more",
    "Diffusion memorizes later with more training points.",
    "After 4 000 steps on the hill the share of copies falls from 10 to 20 to 40 points, in the mean of "
    "runs.",
    drawn(
        RunRequest("diffusion", {"target": "gauss", "sizes": (10, 20, 40), "steps": 4000}),
        over=("seed", "data_seed"),
    ),
    figure(_later, above(0), "copies {n10:.2f}, {n20:.2f}, {n40:.2f}; the least fall {value:+.2f}"),
    RunRequest("diffusion", {"target": "gauss", "sizes": (10, 20, 40), "steps": 4000}),
    source=neighbour("memorization time", "2505.16959"),
)
def later_with_more(recordings: Recordings) -> Numbers:
    """The share of copies at the end, by number of training points."""
    return {
        f"n{recording.config.samples}": end(recording, "copies")
        for recording in recordings
        if len(recording.column("step")) > LAST
    }


CLAIMS = (all_copy, end_as_memory, later_with_more)
