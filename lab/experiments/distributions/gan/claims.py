"""What the papers say, and what recordings say to it: pure functions of columns."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import numpy as np

from lab.contract.claim import Claim, RunRequest, Verdict
from lab.contract.training import Recorded
from lab.experiments.distributions.gan.config import Config

COPIED, NEARER, WORSE = 0.75, 0.5, 1.1
BASELINE = 1 / 9
"""Share of points in the plane that look like copies by chance: (1/3)²."""
LAST = 3
"""Rows whose median is the end of a run: adversarial training is noisy."""
TWO, MORE = {"seeds": (0, 1)}, {"seeds": (2, 3)}


def _config(recording: Recorded) -> Config:
    config = recording.config
    assert isinstance(config, Config)
    return config


def end(recording: Recorded, column: str) -> float:
    """A column's median over the last rows."""
    return float(np.median(recording.column(column)[-LAST:]))


def _grown(recordings: Sequence[Recorded]) -> list[Recorded]:
    return [one for one in recordings if len(one.column("step")) > LAST]


def _verdict(holds: bool, number: str) -> Verdict:
    outcome: Literal["holds", "does not hold"] = "holds" if holds else "does not hold"
    return Verdict(outcome, number)


def memorizes(recordings: Sequence[Recorded]) -> Verdict:
    """Three quarters of the points end nearer to the training set; the distance ends above its lowest."""
    grown = _grown(recordings)
    if not grown:
        return Verdict("not observed", "no run with enough rows")
    shares = [end(one, "memorized") for one in grown]
    worse = [end(one, "w2_test") / float(one.column("best_w2")[-1]) for one in grown]
    said = f"{_list(shares)} nearer; the distance ends at {_list(worse)} times its lowest"
    return _verdict(min(shares) >= COPIED and min(worse) >= WORSE, said)


def narrow_judge(recordings: Sequence[Recorded]) -> Verdict:
    """With a judge of width 8 fewer points are copies than with 64, for every random model."""
    by: dict[tuple[int, int], float] = {
        (_config(one).seed, _config(one).discriminator_width): end(one, "copies")
        for one in _grown(recordings)
    }
    seeds = sorted({seed for seed, _ in by})
    pairs = [(by[seed, 8], by[seed, 64]) for seed in seeds if (seed, 8) in by and (seed, 64) in by]
    if not pairs:
        return Verdict("not observed", "needs judges of width 8 and 64")
    said = "; ".join(f"{narrow:.2f} against {wide:.2f}" for narrow, wide in pairs)
    return _verdict(all(narrow < wide for narrow, wide in pairs), said)


def later_with_more(recordings: Sequence[Recorded]) -> Verdict:
    """At the last step copies fall from 8 to 16 to 32 training points; at 8 they are 3 times chance."""
    by = {_config(one).samples: end(one, "copies") for one in _grown(recordings)}
    if len(by) < 3:
        return Verdict("not observed", "fewer than three numbers of points")
    sizes = sorted(by)
    falls = all(by[a] > by[b] for a, b in pairwise(sizes))
    said = ", ".join(f"n = {n}: {by[n]:.2f}" for n in sizes)
    return _verdict(falls and by[sizes[0]] >= 3 * BASELINE, said)


def _list(values: Sequence[float]) -> str:
    return ", ".join(f"{value:.2f}" for value in values)


CLAIMS = (
    Claim(
        "memorizes",
        "Trained long enough, a GAN reproduces its training set, and gets worse on the way.",
        "75 % of the generated points end nearer to the training set than to its twin, and the distance to "
        "the truth ends at 1.1 times its lowest or more (medians of the last three rows), for each of four "
        "random models.",
        (RunRequest("memorize", TWO), RunRequest("memorize", MORE)),
        memorizes,
        each_run=True,
    ),
    Claim(
        "narrow-judge",
        "It is the discriminator's capacity that lets a generator memorize.",
        "The share of copies at the end is smaller with a judge of width 8 than with 64, for both models.",
        (RunRequest("memorize", {**TWO, "widths": (8, 64)}),),
        narrow_judge,
    ),
    Claim(
        "later-with-more",
        "More training points are copied later.",
        "After 5 000 steps the share of copies falls from 8 to 16 to 32 points, and at 8 it is three times "
        "what chance gives.",
        (RunRequest("copy-time"),),
        later_with_more,
    ),
)
