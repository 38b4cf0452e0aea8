"""What the paper says, and what recordings say to it: pure functions of columns."""

from collections.abc import Sequence

import numpy as np

from lab.contract.claim import (
    Measure,
    Pair,
    RunRequest,
    Verdict,
    claim,
    drawn,
    listed,
    measured,
    neighbour,
    paper,
    unseen,
    verdict,
)
from lab.contract.training import Recorded
from lab.experiments.distributions.density_gan.config import Config
from lab.experiments.rules import Runs, at_least, at_most, figure, least, means

Recordings = Sequence[Recorded[Config]]
Numbers = dict[str, float]

WINS, BARELY = 1.4, 1.25
COPIES = 0.1
"""The unrestricted judge ends within this share of the training set's own distance to the truth."""
SLOPE, CURSE = -1 / 6, -0.2

THREE = RunRequest("judges", {"data_seeds": (0, 1, 2), "record": "summary"})


def _of(recordings: Recordings, kind: str) -> list[Recorded[Config]]:
    """Finished runs of a judge."""
    return [
        recording
        for recording in recordings
        if recording.config.measure == "training" and recording.config.judge == kind
    ]


def gain(recording: Recorded[Config]) -> float:
    """By how much stopping at the best moment beats copying."""
    return float(recording.column("w2_memorized")[0] / np.nanmin(recording.column("w2_test")))


JUDGES = drawn(RunRequest("judges", {"record": "summary"}), over=("data_seeds", "seed"))


def _weak_wins(runs: Runs) -> float:
    """Of the ReLU judge's mean gain over 1.4, and 1.25 over the unrestricted one's, the smaller."""
    found = means(runs)
    return min(found.get("relu", np.nan) / WINS, BARELY / found.get("unrestricted", np.nan))


@measured(
    "weak-judge-wins",
    "It is the restricted discriminator that lets early stopping generalize.",
    "Copying's distance to the truth over the lowest one is 1.4 or more for ReLU and at most 1.25 for "
    "the unrestricted judge, in the mean of draws.",
    JUDGES,
    figure(
        _weak_wins,
        at_least(1),
        "ReLU {relu:.2f}, Fourier {fourier:.2f}, unrestricted {unrestricted:.2f}; the least ratio to what is "
        "needed: {value:.3f}",
        Pair("unrestricted", "relu"),
    ),
    THREE,
    source=paper("2107.03633", "abstract"),
)
def weak_judge_wins(recordings: Recordings) -> Numbers:
    """The gain of stopping early over copying, by judge."""
    kinds = {kind: _of(recordings, kind) for kind in ("relu", "fourier", "unrestricted")}
    if not (kinds["relu"] and kinds["unrestricted"]):
        return {}
    return {kind: float(np.mean([gain(run) for run in runs])) for kind, runs in kinds.items() if runs}


@measured(
    "turns",
    "With a restricted discriminator there is a best moment, after which it gets worse.",
    "W₂ to the truth is lowest inside the run and ends 5 % higher or more, in the mean of draws, with ReLU "
    "and with Fourier features.",
    JUDGES,
    least(("relu", "fourier"), at_least(1.05), "{value:.2f} times its lowest where it is less"),
    RunRequest("relu"),
    RunRequest("fourier"),
    source=paper("2107.03633", "abstract"),
    each_run=True,
)
def turns(recordings: Recordings) -> Numbers:
    """By how much the distance to the truth rises after its lowest, by judge; 1 where that is no turn."""
    rises: dict[str, list[float]] = {}
    for recording in recordings:
        if recording.config.measure != "training":
            continue
        w2 = recording.column("w2_test")[np.isfinite(recording.column("w2_test"))]
        if len(w2) > 2:
            turned = 0 < w2.argmin() < len(w2) - 1
            rises.setdefault(recording.config.judge, []).append(float(w2[-1] / w2.min()) if turned else 1.0)
    return {kind: min(values) for kind, values in rises.items() if kind != "unrestricted"}


@claim(
    "ends-as-copy",
    "As time goes to infinity the model becomes the training set.",
    "With the unrestricted judge W₂ to the training set ends at a tenth of the training set's own "
    "distance to the truth, or less.",
    RunRequest("unrestricted"),
    source=paper("2107.03633", "abstract"),
    checked=True,
    each_run=True,
)
def ends_as_copy(recordings: Recordings) -> Verdict:
    """An unrestricted judge's density ends as the training set."""
    ends = [
        float(run.column("w2_train")[-1] / run.column("w2_memorized")[0])
        for run in _of(recordings, "unrestricted")
        if len(run.column("step")) > 2
    ]
    if not ends:
        return unseen("no run of an unrestricted judge")
    number = f"{listed(ends, '.3f')} of the distance from the truth remain (needed {COPIES})"
    return verdict(max(ends) <= COPIES, number, measure=Measure(max(ends), f"≤ {COPIES}", each=tuple(ends)))


def lowest(recordings: Recordings, column: str, name: str) -> Numbers:
    """A column's lowest value by number of points: `best 25`."""
    found: dict[str, list[float]] = {}
    for recording in recordings:
        found.setdefault(f"{name} {recording.config.samples}", []).append(
            float(np.nanmin(recording.column(column)))
        )
    return {key: float(np.mean(values)) for key, values in found.items()}


def slope(runs: Runs, name: str) -> float:
    """Slope of log mean against log n; nan with fewer than three sizes."""
    law = {
        int(key.rpartition(" ")[2]): value
        for key, value in means(runs).items()
        if key.rpartition(" ")[0] == name
    }
    if len(law) < 3:
        return np.nan
    return float(np.polyfit(np.log(list(law)), np.log(list(law.values())), 1)[0])


@measured(
    "rate",
    "Stopped early, the distance falls as n^-1/6 or faster.",
    "The slope of log lowest W₂ against log n is at most −1/6 (means of draws).",
    drawn(RunRequest("error-against-n"), over=("data_seeds", "seed")),
    figure(
        lambda runs: slope(runs, "best"),
        at_most(SLOPE),
        "slope {value:.2f} in two dimensions, where copying's own is better",
    ),
    RunRequest("error-against-n"),
    source=paper("2107.03633", "the rate with early stopping"),
)
def rate(recordings: Recordings) -> Numbers:
    """The lowest distance of the ReLU judge, and that of copying, by number of points."""
    relu = _of(recordings, "relu")
    return lowest(relu, "w2_test", "best") | lowest(relu, "w2_memorized", "copies")


def _flatter(runs: Runs) -> float:
    """From two dimensions on the least step between slopes; the flattest slope above −0.2, if that is "
    "less."""
    dims = sorted({int(key.split()[0]) for key in means(runs)})
    slopes = [slope(runs, f"{dim}") for dim in dims]
    if len(slopes) < 2 or not np.all(np.isfinite(slopes)):
        return np.nan
    return min([*np.diff(slopes[1:]).tolist(), max(slopes) - CURSE])


@measured(
    "curse",
    "The distance between two samples of one law falls the more slowly with n the more dimensions there are: "
    "what copies its samples inherits that (no model is trained here).",
    "From two dimensions on, the slope of W₂ between two samples against n gets flatter with each "
    "doubling of the dimension, to −0.2 or flatter, in the mean of draws.",
    drawn(RunRequest("dimension"), over=("data_seeds", "seed")),
    figure(_flatter, at_least(0), "the least margin {value:+.3f}"),
    RunRequest("dimension"),
    source=neighbour("rates of empirical measures", "1707.00087"),
)
def curse(recordings: Recordings) -> Numbers:
    """The distance between two samples, by dimension and number of points."""
    cubes = [recording for recording in recordings if recording.config.measure == "cubes"]
    found: Numbers = {}
    for dim in sorted({cube.config.dim for cube in cubes}):
        found |= lowest([cube for cube in cubes if cube.config.dim == dim], "w2", f"{dim}")
    return found


CLAIMS = (weak_judge_wins, turns, ends_as_copy, rate, curse)
