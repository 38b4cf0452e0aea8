"""What the papers say, and what recordings say to it: pure functions of columns."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from lab.contract.claim import RunRequest, Verdict, claim, listed, ours, unseen, verdict
from lab.contract.training import Recorded
from lab.experiments.distributions.gan.config import Config

Runs = Sequence[Recorded[Config]]

COPIED, NEARER, WORSE = 0.75, 0.5, 1.1
BASELINE = 1 / 9
"""Share of points in the plane that look like copies by chance: (1/3)²."""
LAST = 3
"""Rows whose median is the end of a run: adversarial training is noisy."""
TWO, MORE = {"seeds": (0, 1)}, {"seeds": (2, 3)}


def end(recording: Recorded[Config], column: str) -> float:
    """A column's median over the last rows."""
    return float(np.median(recording.column(column)[-LAST:]))


def _grown(recordings: Runs) -> list[Recorded[Config]]:
    return [recording for recording in recordings if len(recording.column("step")) > LAST]


@claim(
    "memorizes",
    "Trained long enough, a GAN reproduces its training set, and gets worse on the way.",
    "75 % of the generated points end nearer to the training set than to its twin, and the distance to "
    "the truth ends at 1.1 times its lowest or more (medians of the last three rows), for each of four "
    "random models.",
    RunRequest("memorize", TWO),
    RunRequest("memorize", MORE),
    source=ours("the density GAN's claim, asked of a GAN"),
    each_run=True,
)
def memorizes(recordings: Runs) -> Verdict:
    """Three quarters of the points end nearer to the training set; the distance ends above its lowest."""
    grown = _grown(recordings)
    if not grown:
        return unseen("no run with enough rows")
    shares = [end(run, "memorized") for run in grown]
    worse = [end(run, "w2_test") / float(run.column("best_w2")[-1]) for run in grown]
    number = f"{listed(shares, '.2f')} nearer; the distance ends at {listed(worse, '.2f')} times its lowest"
    return verdict(min(shares) >= COPIED and min(worse) >= WORSE, number)


@claim(
    "narrow-judge",
    "It is the discriminator's capacity that lets a generator memorize.",
    "The share of copies at the end is smaller with a judge of width 8 than with 64, for both models.",
    RunRequest("memorize", {**TWO, "widths": (8, 64)}),
    source=ours("the density GAN's claim, asked of a GAN"),
)
def narrow_judge(recordings: Runs) -> Verdict:
    """With a judge of width 8 fewer points are copies than with 64, for every random model."""
    by: dict[tuple[int, int], float] = {
        (run.config.seed, run.config.discriminator_width): end(run, "copies") for run in _grown(recordings)
    }
    seeds = sorted({seed for seed, _ in by})
    pairs = [(by[seed, 8], by[seed, 64]) for seed in seeds if (seed, 8) in by and (seed, 64) in by]
    if not pairs:
        return unseen("needs judges of width 8 and 64")
    number = "; ".join(f"{narrow:.2f} against {wide:.2f}" for narrow, wide in pairs)
    return verdict(all(narrow < wide for narrow, wide in pairs), number)


@claim(
    "later-with-more",
    "More training points are copied later.",
    "After 5 000 steps the share of copies falls from 8 to 16 to 32 points, and at 8 it is three times "
    "what chance gives.",
    RunRequest("copy-time"),
    source=ours("diffusion's claim, asked of a GAN"),
)
def later_with_more(recordings: Runs) -> Verdict:
    """At the last step copies fall from 8 to 16 to 32 training points; at 8 they are 3 times chance."""
    by = {run.config.samples: end(run, "copies") for run in _grown(recordings)}
    if len(by) < 3:
        return unseen("fewer than three numbers of points")
    sizes = sorted(by)
    falls = all(by[a] > by[b] for a, b in pairwise(sizes))
    number = ", ".join(f"n = {n}: {by[n]:.2f}" for n in sizes)
    return verdict(falls and by[sizes[0]] >= 3 * BASELINE, number)


CLAIMS = (memorizes, narrow_judge, later_with_more)
