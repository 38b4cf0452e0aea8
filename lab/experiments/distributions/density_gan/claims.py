"""What the paper says, and what recordings say to it: pure functions of columns."""

from collections.abc import Sequence

import numpy as np

from lab.contract.claim import RunRequest, Verdict, claim, listed, neighbour, paper, unseen, verdict
from lab.contract.training import Recorded
from lab.experiments.distributions.density_gan.config import Config

Runs = Sequence[Recorded[Config]]

WINS, BARELY = 1.4, 1.25
COPIES = 0.1
"""The unrestricted judge ends within this share of the training set's own distance to the truth."""
SLOPE, CURSE = -1 / 6, -0.2

THREE = RunRequest("judges", {"data_seeds": (0, 1, 2), "record": "summary"})


def _of(recordings: Runs, kind: str) -> list[Recorded[Config]]:
    """Finished runs of a judge."""
    return [
        recording
        for recording in recordings
        if recording.config.measure == "training" and recording.config.judge == kind
    ]


def gain(recording: Recorded[Config]) -> float:
    """By how much stopping at the best moment beats copying."""
    return float(recording.column("w2_memorized")[0] / np.nanmin(recording.column("w2_test")))


@claim(
    "weak-judge-wins",
    "It is the restricted discriminator that lets early stopping generalize.",
    "Copying's distance to the truth over the lowest one is 1.4 or more for ReLU and at most 1.25 for "
    "the unrestricted judge (means of three draws).",
    THREE,
    source=paper("2107.03633", "abstract"),
)
def weak_judge_wins(recordings: Runs) -> Verdict:
    """The gain of the ReLU judge is 1.4 or more, of the unrestricted one at most 1.25, in the mean."""
    kinds = {kind: _of(recordings, kind) for kind in ("relu", "fourier", "unrestricted")}
    if not (kinds["relu"] and kinds["unrestricted"]):
        return unseen("needs a ReLU and an unrestricted judge")
    means = {kind: float(np.mean([gain(run) for run in runs])) for kind, runs in kinds.items() if runs}
    number = ", ".join(f"{kind} {mean:.2f}" for kind, mean in means.items())
    return verdict(means["relu"] >= WINS and means["unrestricted"] <= BARELY, number)


@claim(
    "turns",
    "With a restricted discriminator there is a best moment, after which it gets worse.",
    "W₂ to the truth is lowest inside the run and ends 5 % higher or more.",
    RunRequest("relu"),
    RunRequest("fourier"),
    source=paper("2107.03633", "abstract"),
    each_run=True,
)
def turns(recordings: Runs) -> Verdict:
    """The distance to the truth is lowest inside the run and rises afterwards by 5 % or more."""
    rises = []
    for recording in recordings:
        if recording.config.measure != "training":
            continue
        w2 = recording.column("w2_test")[np.isfinite(recording.column("w2_test"))]
        if len(w2) > 2:
            rises.append(float(w2[-1] / w2.min()) if 0 < w2.argmin() < len(w2) - 1 else 1.0)
    if not rises:
        return unseen("no run with enough rows")
    return verdict(min(rises) >= 1.05, "by " + listed(rises, ".2f"))


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
def ends_as_copy(recordings: Runs) -> Verdict:
    """An unrestricted judge's density ends as the training set."""
    ends = [
        float(run.column("w2_train")[-1] / run.column("w2_memorized")[0])
        for run in _of(recordings, "unrestricted")
        if len(run.column("step")) > 2
    ]
    if not ends:
        return unseen("no run of an unrestricted judge")
    return verdict(
        max(ends) <= COPIES, f"{listed(ends, '.3f')} of the distance from the truth remain (needed {COPIES})"
    )


def slope_of(recordings: Runs, column: str) -> float | None:
    """Slope of log mean against log n, of a column's lowest; None with fewer than three sizes."""
    by_size: dict[int, list[float]] = {}
    for recording in recordings:
        by_size.setdefault(recording.config.samples, []).append(float(np.nanmin(recording.column(column))))
    if len(by_size) < 3:
        return None
    sizes = sorted(by_size)
    means = [np.log(np.mean(by_size[n])) for n in sizes]
    return float(np.polyfit(np.log(sizes), means, 1)[0])


@claim(
    "rate",
    "Stopped early, the distance falls as n^-1/6 or faster, without the curse of dimension.",
    "The slope of log lowest W₂ against log n is at most −1/6 (means of four draws).",
    RunRequest("error-against-n"),
    source=paper("2107.03633", "the rate with early stopping"),
)
def rate(recordings: Runs) -> Verdict:
    """Stopped early, W₂ falls as n^-1/6 or faster."""
    relu = _of(recordings, "relu")
    best, copies = slope_of(relu, "w2_test"), slope_of(relu, "w2_memorized")
    if best is None or copies is None:
        return unseen("fewer than three numbers of points")
    number = f"slope {best:.2f}; of copying {copies:.2f}, which in two dimensions is the better slope"
    return verdict(best <= SLOPE, number)


@claim(
    "curse",
    "A model that memorizes inherits the curse of dimension.",
    "From two dimensions on, the slope of W₂ between two samples against n gets flatter with each "
    "doubling of the dimension, to −0.2 or flatter.",
    RunRequest("dimension"),
    source=neighbour("rates of empirical measures", "1707.00087"),
)
def curse(recordings: Runs) -> Verdict:
    """The distance between two samples hardly falls with n in many dimensions."""
    cubes = [recording for recording in recordings if recording.config.measure == "cubes"]
    slopes = {}
    for dim in sorted({cube.config.dim for cube in cubes}):
        slope = slope_of([cube for cube in cubes if cube.config.dim == dim], "w2")
        if slope is not None:
            slopes[dim] = slope
    if len(slopes) < 2:
        return unseen("fewer than two dimensions")
    flatter = all(a < b for a, b in zip(list(slopes.values())[1:-1], list(slopes.values())[2:], strict=True))
    number = ", ".join(f"d = {dim}: {slope:.2f}" for dim, slope in slopes.items())
    return verdict(flatter and max(slopes.values()) >= CURSE, number)


CLAIMS = (weak_judge_wins, turns, ends_as_copy, rate, curse)
