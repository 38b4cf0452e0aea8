"""What the papers say, and what recordings say to it: pure functions of columns."""

from collections.abc import Sequence

import numpy as np

from lab.contract.claim import Pair, RunRequest, drawn, measured, ours
from lab.contract.training import Recorded
from lab.experiments.distributions.gan.config import Config
from lab.experiments.rules import Runs, above, at_least, figure, least, mean, means

Recordings = Sequence[Recorded[Config]]
Numbers = dict[str, float]

COPIED, NEARER, WORSE = 0.75, 0.5, 1.1
BASELINE = 1 / 9
"""Share of points in the plane that look like copies by chance: (1/3)²."""
LAST = 3
"""Rows whose median is the end of a run: adversarial training is noisy."""
TWO, MORE = {"seeds": (0, 1)}, {"seeds": (2, 3)}


def end(recording: Recorded[Config], column: str) -> float:
    """A column's median over the last rows."""
    return float(np.median(recording.column(column)[-LAST:]))


def _grown(recordings: Recordings) -> list[Recorded[Config]]:
    return [recording for recording in recordings if len(recording.column("step")) > LAST]


@measured(
    "memorizes",
    "Trained long enough, a GAN reproduces its training set, and gets worse on the way.",
    "75 % of the generated points end nearer to the training set than to its twin, and the distance to the "
    "truth ends at 1.1 times its lowest or more (medians of the last three rows), both in the mean of "
    "random models.",
    drawn(RunRequest("memorize"), over=("seeds", "data_seed")),
    least(
        ("copied", "worse"),
        at_least(1),
        "{nearer:.2f} nearer, the distance ends at {ends:.2f} times its lowest; the least of both over what "
        "is needed: {value:.3f}",
    ),
    RunRequest("memorize", TWO),
    RunRequest("memorize", MORE),
    source=ours("the density GAN's claim, asked of a GAN"),
    each_run=True,
)
def memorizes(recordings: Recordings) -> Numbers:
    """Share of points that end nearer to the training set; where the distance ends above its lowest."""
    grown = _grown(recordings)
    if not grown:
        return {}
    nearer = min(end(run, "memorized") for run in grown)
    ends = min(end(run, "w2_test") / float(run.column("best_w2")[-1]) for run in grown)
    return {"nearer": nearer, "ends": ends, "copied": nearer / COPIED, "worse": ends / WORSE}


@measured(
    "narrow-judge",
    "It is the discriminator's capacity that lets a generator memorize.",
    "The share of copies at the end is smaller with a judge of width 8 than with 64, in the mean of random "
    "models.",
    drawn(RunRequest("memorize", {"widths": (8, 64)}), over=("seeds", "data_seed")),
    mean(
        "fewer",
        above(0),
        "{value:.2f} fewer copies: {narrow:.2f} against {wide:.2f}",
        Pair("wide", "narrow"),
    ),
    RunRequest("memorize", {**TWO, "widths": (8, 64)}),
    source=ours("the density GAN's claim, asked of a GAN"),
)
def narrow_judge(recordings: Recordings) -> Numbers:
    """Copies with a judge of width 64 minus those with one of width 8."""
    by = {run.config.discriminator_width: end(run, "copies") for run in _grown(recordings)}
    if not {8, 64} <= by.keys():
        return {}
    return {"fewer": by[64] - by[8], "narrow": by[8], "wide": by[64]}


def _later(runs: Runs) -> float:
    """Of the falls from a number of points to the next, and of the copies above 3 times chance, the least."""
    by = {int(name[1:]): share for name, share in means(runs).items()}
    if len(by) < 3:
        return np.nan
    shares = [by[n] for n in sorted(by)]
    return min(*(-np.diff(shares)).tolist(), shares[0] - 3 * BASELINE)


@measured(
    "later-with-more",
    "More training points are copied later.",
    "After 5 000 steps the share of copies falls from 8 to 16 to 32 points, and at 8 it is three times what "
    "chance gives, in the mean of random models.",
    drawn(RunRequest("copy-time"), over=("seeds", "data_seed")),
    figure(_later, above(0), "copies {n8:.2f}, {n16:.2f}, {n32:.2f}; the least margin {value:+.2f}"),
    RunRequest("copy-time"),
    source=ours("diffusion's claim, asked of a GAN"),
)
def later_with_more(recordings: Recordings) -> Numbers:
    """Copies at the last step, by number of training points."""
    return {f"n{run.config.samples}": end(run, "copies") for run in _grown(recordings)}


CLAIMS = (memorizes, narrow_judge, later_with_more)
