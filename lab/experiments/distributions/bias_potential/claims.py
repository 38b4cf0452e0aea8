"""What the paper says, and how runs decide it; its theorems are in `theorems`."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lab.contract.claim import Pair, RunRequest, drawn, measured, ours, paper
from lab.contract.training import Recorded
from lab.experiments.distributions.bias_potential.config import Config
from lab.experiments.distributions.bias_potential.theorems import (
    PAPER,
    RELU,
    RING8,
    TEACHERS,
    THEOREMS,
    flows,
    trained,
)
from lab.experiments.rules import Runs, at_least, at_most, figure, least, mean, means, share

Recordings = Sequence[Recorded[Config]]
Numbers = dict[str, float]

TURN, NEARER, NEARER_COARSE = 3.0, 2.0, 1.25
"""Least growth of the divergence after its lowest; least near mass by the truth's, fine and coarse."""
COARSE = 0.15
"""Bandwidths from here on are too coarse for needles."""
SLOPE, RIDGE = -0.25, 0.1
GONE, BACK = 1.1, 1.5

SHORT = {"record": "summary"}
HORIZONS = (
    RunRequest("gentle", {"samples": 1600, "record": "summary"}),
    RunRequest("gentle", {"samples": 1600, "record": "summary", "end_time": 1e9, "steps": 54}),
)
LAYERS = (
    RunRequest("two-layer", SHORT),
    RunRequest("two-layer", {**SHORT, "solver": "implicit", "steps": 54, "end_time": 1e9}),
)
DICE = ("data_seeds", "seed")
"""The draw of the points, and that of the features."""


def kind(config: Config) -> str:
    """A run's example, as far as claims tell them apart."""
    if config.solver == "adam":
        return "Adam"
    fine = config.features == "fourier" and config.bandwidth < COARSE
    return f"{config.target}, {'fine' if fine else 'ReLU' if config.features == 'relu' else 'coarse'}"


def _worst_growth(runs: Runs) -> float:
    """The geometric mean of the growth, of the example in which it is least."""
    return float(np.exp(min(means(runs).values(), default=np.nan)))


@measured(
    "u-curve",
    "Trained to the end, the distance to the truth diverges: the model must be stopped early.",
    "KL(P*‖P_t) is lowest inside the run and ends at 3 times that or more, in the geometric mean of draws, "
    "for each of four models.",
    drawn(*(RunRequest(name, SHORT) for name in ("ring8", "relu", "teacher", "figure-2")), over=DICE),
    figure(_worst_growth, at_least(TURN), "by {value:.3g} where it is least"),
    RING8,
    RELU,
    RunRequest("teacher"),
    RunRequest("figure-2"),
    source=paper(PAPER, "proposition 10"),
    each_run=True,
)
def u_curve(recordings: Recordings) -> Numbers:
    """A-c1: log of the divergence at the end over its lowest, which is inside the run, or else 0."""
    found: dict[str, list[float]] = {}
    for run in trained(recordings):
        kl = run.column("kl")
        inside = 0 < kl.argmin() < len(kl) - 1
        found.setdefault(kind(run.config), []).append(float(np.log(kl[-1] / kl.min())) if inside else 0.0)
    return {name: min(values) for name, values in found.items()}


@measured(
    "memorizes",
    "The trained density converges to the training samples.",
    "The mass on training points ends at twice the truth's or more (1.25 times with features coarser than "
    "0.15), in the mean of draws, for each of four models; a draw in which the training loss rises at any "
    "row counts as none.",
    drawn(*(RunRequest(name, SHORT) for name in ("ring8", "relu", "gentle", "spiral")), over=DICE),
    figure(
        lambda runs: min(means(runs).values(), default=np.nan),
        at_least(1),
        "{value:.3f} of what is needed, where it is least",
    ),
    RING8,
    RELU,
    RunRequest("gentle"),
    RunRequest("spiral"),
    source=paper(PAPER, "proposition 10"),
    each_run=True,
)
def memorizes(recordings: Recordings) -> Numbers:
    """A-c2: the mass on training points by the truth's over what is needed; 0 where the training loss "
    "rises."""
    found: dict[str, list[float]] = {}
    for run in trained(recordings):
        config = run.config
        coarse = config.features == "fourier" and config.bandwidth >= COARSE
        nearer = float(run.column("near_mass")[-1] / run.column("near_mass_target")[-1])
        falls = bool((np.diff(run.column("train_loss")) < 0).all())
        found.setdefault(kind(config), []).append(falls * nearer / (NEARER_COARSE if coarse else NEARER))
    return {name: min(values) for name, values in found.items()}


def _steepest(runs: Runs) -> float:
    """The slope of log KL at its lowest against log n, in the dimension in which it is flattest."""
    return max((value for name, value in means(runs).items() if name.startswith("slope")), default=np.nan)


@measured(
    "rate",
    "Stopped early, the error falls as n^-¼ or faster in any dimension: no curse of dimension.",
    "The slope of log KL at its lowest against log n, by least squares in each draw, is at most −¼ in the "
    "mean of draws, in one, two and three dimensions.",
    drawn(
        RunRequest("error-against-n"),
        RunRequest("error-against-n", {"dim": 2, "grid": 40}),
        RunRequest("error-against-n", {"dim": 3, "grid": 16}),
        over=DICE,
    ),
    figure(
        _steepest,
        at_most(SLOPE),
        "{value:.2f} where it is flattest; of the best time {time in 1:+.2f}, {time in 2:+.2f}, {time in "
        "3:+.2f}",
    ),
    RunRequest("error-against-n", {"data_seeds": (0, 1, 2, 3)}),
    RunRequest("error-against-n", {"dim": 2, "grid": 40, "data_seeds": (0, 1, 2, 3)}),
    RunRequest("error-against-n", {"dim": 3, "grid": 16, "data_seeds": (0, 1, 2, 3)}),
    source=paper(PAPER, "corollary 7"),
)
def rate(recordings: Recordings) -> Numbers:
    """A-c6: how the best divergence and its time go with n, by dimension."""
    found: Numbers = {}
    for dim in sorted({run.config.dim for run in recordings}):
        runs = [run for run in trained(recordings) if run.config.dim == dim]
        n = np.log([run.config.samples for run in runs])
        if len(set(n)) < 3:
            continue
        best = [int(run.column("kl").argmin()) for run in runs]
        for name, column in (("slope", "kl"), ("time", "time")):
            lowest = [float(run.column(column)[k]) for run, k in zip(runs, best, strict=True)]
            found[f"{name} in {dim}"] = float(np.polyfit(n, np.log(lowest), 1)[0])
    return found


@measured(
    "later-not-never",
    "More points delay memorizing; they do not prevent it.",
    "With 1 600 points KL ends within 1.1 times its lowest at t = 10⁵, and at 1.5 times or more at 10⁹, "
    "both in the mean of draws.",
    drawn(*HORIZONS, over=DICE),
    least(
        ("not yet", "at last"),
        at_least(1),
        "×{near:.3f} at the near horizon, ×{far:.3f} at the far one; the least of both over what is needed: "
        "{value:.3f}",
        Pair("near", "far"),
    ),
    *HORIZONS,
    source=ours("what proposition 10 means at a fixed horizon"),
)
def later_not_never(recordings: Recordings) -> Numbers:
    """A-c8: with many points memorizing is not seen at one horizon, and is at a later one."""
    ends: dict[bool, list[float]] = {False: [], True: []}
    for run in trained(recordings):
        kl = run.column("kl")
        ends[bool(run.column("time")[-1] > 1e6)].append(float(kl[-1] / kl.min()))
    if not all(ends.values()):
        return {}
    near, far = max(ends[False]), min(ends[True])
    return {"near": near, "far": far, "not yet": GONE / near, "at last": far / BACK}


@measured(
    "no-wrong-minimum",
    "A potential whose features learn, too, is caught in no wrong minimum (proposition 4).",
    "On two islands the training loss after 5 000 updates of both layers is no higher than where convex "
    "training of the outer layer alone ends (t = 10⁹), in three of four draws.",
    drawn(*LAYERS, over=DICE),
    share("no higher", at_least(0.75), "{value:.0%} of {count} draws; {learned:.3f} against {fixed:.3f}"),
    *(replace(request, fields={**request.fields, "data_seeds": (0, 1, 2, 3, 4)}) for request in LAYERS),
    source=paper(PAPER, "proposition 4"),
)
def no_wrong_minimum(recordings: Recordings) -> Numbers:
    """Proposition 4: the loss at the end with features that learn, and with the same ones fixed."""
    ends = {
        run.config.solver == "two-layer": float(run.column("train_loss")[-1]) for run in trained(recordings)
    }
    if len(ends) < 2:
        return {}
    return {"no higher": float(ends[True] <= ends[False]), "learned": ends[True], "fixed": ends[False]}


@measured(
    "early-stopping-is-ridge",
    "Stopping early does what a bound on the norm does.",
    "The lowest KL over stopping times and the lowest over ridge penalties |a|²/2t differ by at most 10 %, "
    "in the mean of draws of 25, 100 and 400 points: of the three the largest difference.",
    drawn(RunRequest("teacher", {"sizes": (25, 100, 400), "record": "summary"}), over=DICE),
    mean("apart", at_most(RIDGE), "{value:.1%} apart"),
    TEACHERS,
    source=ours("in the spirit of proposition 12"),
)
def early_stopping_is_ridge(recordings: Recordings) -> Numbers:
    """A-c9: how far apart the best over stopping times and the best over ridge penalties are, at most."""
    beside = [flow for flow in flows(recordings) if flow.config.compares_ridge]
    ratios = [float(flow.column("kl").min() / flow.column("kl_ridge").min()) for flow in beside]
    return {"apart": max(abs(ratio - 1) for ratio in ratios)} if ratios else {}


NORM_GROWS, TRAINABLE, SAMPLES_MISLEAD, BOUND = THEOREMS
CLAIMS = (
    u_curve,
    memorizes,
    NORM_GROWS,
    TRAINABLE,
    SAMPLES_MISLEAD,
    rate,
    BOUND,
    later_not_never,
    no_wrong_minimum,
    early_stopping_is_ridge,
)
