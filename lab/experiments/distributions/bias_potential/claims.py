"""What the paper says, and what recordings say to it: pure functions of columns."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from lab.contract.claim import RunRequest, Verdict, claim, listed, ours, paper, unseen, verdict
from lab.contract.training import Floats, Recorded
from lab.experiments.distributions.bias_potential.config import Config
from lab.numerics.bounds import early_stopping_bound

Runs = Sequence[Recorded[Config]]

TURN, NEARER, NEARER_COARSE = 3.0, 2.0, 1.25
"""Least growth of the divergence after its lowest; least near mass by the truth's, fine and coarse."""
COARSE = 0.15
"""Bandwidths from here on are too coarse for needles."""
SLOPE, RIDGE = -0.25, 0.1
GONE, BACK = 1.1, 1.5

FIVE = (0, 1, 2, 3, 4)
DRAWS = {"data_seeds": (0, 1, 2), "record": "summary"}
RING8, RELU = RunRequest("ring8", DRAWS), RunRequest("relu", DRAWS)
TEACHERS = RunRequest("teacher", {"sizes": (25, 100, 400), "record": "summary"})


def _trained(recordings: Runs) -> list[Recorded[Config]]:
    """Those that have at least four rows: a beginning, a lowest, an end."""
    return [recording for recording in recordings if len(recording.column("step")) > 3]


@claim(
    "u-curve",
    "Trained to the end, the distance to the truth diverges: the model must be stopped early.",
    "KL(P*‖P_t) is lowest inside the run and ends at 3 times that or more.",
    RING8,
    RELU,
    RunRequest("teacher"),
    RunRequest("figure-2"),
    source=paper("2011.14269", "proposition 10"),
    each_run=True,
)
def u_curve(recordings: Runs) -> Verdict:
    """A-c1: the divergence is lowest inside the run, and at the end at least three times that."""
    ratios = []
    for run in _trained(recordings):
        kl = run.column("kl")
        inside = 0 < kl.argmin() < len(kl) - 1
        ratios.append(float(kl[-1] / kl.min()) if inside else 1.0)
    if not ratios:
        return unseen("no run with enough rows")
    return verdict(min(ratios) >= TURN, f"by {listed(ratios)} (needed {TURN:g})")


@claim(
    "memorizes",
    "The trained density converges to the training samples.",
    "The mass on training points ends at twice the truth's or more (1.25 times with features coarser "
    "than 0.15), while the training loss falls at every row.",
    RING8,
    RELU,
    RunRequest("gentle"),
    RunRequest("spiral"),
    source=paper("2011.14269", "proposition 10"),
    each_run=True,
)
def memorizes(recordings: Runs) -> Verdict:
    """A-c2: the mass on training points ends at twice the truth's, and the training loss never rises."""
    shares, falls, needed = [], True, []
    for run in _trained(recordings):
        config = run.config
        coarse = config.features == "fourier" and config.bandwidth >= COARSE
        needed.append(NEARER_COARSE if coarse else NEARER)
        shares.append(float(run.column("near_mass")[-1] / run.column("near_mass_target")[-1]))
        falls &= bool((np.diff(run.column("train_loss")) < 0).all())
    if not shares:
        return unseen("no run with enough rows")
    holds = falls and all(share >= need for share, need in zip(shares, needed, strict=True))
    loss = "the training loss falls at every row" if falls else "the training loss rises somewhere"
    return verdict(holds, f"×{listed(shares)} (needed {listed(sorted(set(needed)))}); {loss}")


@claim(
    "norm-grows",
    "The norm of the potential grows without bound.",
    "|a| grows from row to row over the later half of log time, in every run.",
    RING8,
    RELU,
    *(RunRequest(name) for name in ("gentle", "extreme", "spiral", "teacher", "figure-2")),
    source=paper("2011.14269", "proposition 10"),
    checked=True,
    each_run=True,
)
def norm_grows(recordings: Runs) -> Verdict:
    """A-c3: |a| grows strictly over the later half of log time."""
    halves = [run.column("norm")[len(run.column("norm")) // 2 :] for run in _trained(recordings)]
    if not halves:
        return unseen("no run with enough rows")
    growing = [bool((np.diff(half) > 0).all()) for half in halves]
    by = [float(half[-1] / half[0]) for half in halves]
    return verdict(all(growing), f"in {sum(growing)} of {len(growing)} runs, by {listed(by)} over that half")


def _flows(recordings: Runs) -> list[Recorded[Config]]:
    """Runs beside which the flow that sees the truth was followed."""
    return [run for run in _trained(recordings) if run.config.follows_truth]


@claim(
    "trainable",
    "On the truth itself training reaches it at the rate 1/t (proposition 3).",
    "KL(P*‖P_t)·2t ≤ |a*|² at all times.",
    TEACHERS,
    RunRequest("error-against-n"),
    source=paper("2011.14269", "proposition 3"),
    checked=True,
)
def trainable(recordings: Runs) -> Verdict:
    """A-c4: trained on the truth itself, KL ≤ |a*|²/2t at all times."""
    shares = [
        float((flow.column("kl_population") * 2 * flow.column("time")).max() / flow.config.teacher_norm**2)
        for flow in _flows(recordings)
    ]
    if not shares:
        return unseen("no run with a known norm")
    return verdict(max(shares) <= 1, f"at most {max(shares):.3g} of the bound")


@claim(
    "samples-mislead",
    "What the samples mislead grows at most linearly in time (lemma 9).",
    "The distance between the flow on samples and the flow on the truth is at most t·|E_n φ − E φ|.",
    TEACHERS,
    RunRequest("error-against-n"),
    source=paper("2011.14269", "lemma 9"),
    checked=True,
)
def samples_mislead(recordings: Runs) -> Verdict:
    """A-c5: |a_n(t) − a(t)| ≤ t·|E_n φ − E φ|, touching it at first."""
    shares = []
    for flow in _flows(recordings):
        gap, bound = flow.column("gap")[1:], flow.column("misled")[1:]
        shares.append(float((gap / bound).max()))
    if not shares:
        return unseen("no run with a known norm")
    return verdict(max(shares) <= 1 + 1e-6, f"at most {listed(shares)} of it")


class Sizes(NamedTuple):
    """The lowest divergence and its time, a run each, with its number of samples."""

    n: Floats
    best: Floats
    time: Floats

    def slope(self, values: Floats) -> tuple[float, float]:
        """Of log values against log n, by least squares, and its standard error; nan of two runs."""
        x, y = np.log(self.n) - np.log(self.n).mean(), np.log(values)
        slope = x @ y / (x @ x)
        left = y - y.mean() - slope * x
        degrees = len(x) - 2
        error = np.sqrt(left @ left / degrees / (x @ x)) if degrees else np.nan
        return float(slope), float(error)


def by_size(recordings: Runs) -> Iterator[tuple[int, Sizes]]:
    """For each dimension, the best of every run."""
    for dim in sorted({recording.config.dim for recording in recordings}):
        runs = [run for run in recordings if run.config.dim == dim]
        best = [int(run.column("kl").argmin()) for run in runs]
        yield (
            dim,
            Sizes(
                np.array([run.config.samples for run in runs], dtype=float),
                np.array([run.column("kl")[k] for run, k in zip(runs, best, strict=True)]),
                np.array([run.column("time")[k] for run, k in zip(runs, best, strict=True)]),
            ),
        )


@claim(
    "rate",
    "Stopped early, the error falls as n^-¼ or faster in any dimension: no curse of dimension.",
    "The slope of log KL at its lowest against log n, by least squares over all draws, is at most −¼.",
    RunRequest("error-against-n"),
    RunRequest("error-against-n", {"dim": 2, "grid": 40, "data_seeds": (0, 1, 2, 3)}),
    RunRequest("error-against-n", {"dim": 3, "grid": 16, "data_seeds": (0, 1, 2, 3)}),
    source=paper("2011.14269", "corollary 7"),
)
def rate(recordings: Runs) -> Verdict:
    """A-c6: the best divergence falls at least as n^-¼, whatever the dimension."""
    found = [(dim, sizes) for dim, sizes in by_size(_trained(recordings)) if len(set(sizes.n)) > 2]
    if not found:
        return unseen("fewer than three numbers of samples")
    slopes = [(dim, sizes.slope(sizes.best), sizes.slope(sizes.time)) for dim, sizes in found]
    number = "; ".join(
        f"d = {dim}: {best:.2f} ± {error:.2f} (best time {time:+.2f} ± {late:.2f})"
        for dim, (best, error), (time, late) in slopes
    )
    return verdict(all(best <= SLOPE for _, (best, _), _ in slopes), number)


@claim(
    "bound",
    "The error is at most |a*|²/2t + 2t(4√(2 log 2d) + √(2 log 2/δ))/√n (theorem 6).",
    "The measured KL is below the bound (δ = 0.1) at all times.",
    TEACHERS,
    RunRequest("error-against-n"),
    source=paper("2011.14269", "theorem 6"),
    checked=True,
)
def bound(recordings: Runs) -> Verdict:
    """A-c7: theorem 6's bound lies above the divergence at all times."""
    shares, best = [], []
    for flow in _flows(recordings):
        config, rows = flow.config, slice(1, None)
        terms = early_stopping_bound(
            flow.column("time")[rows], config.teacher_norm, config.dim, config.samples
        )
        total = np.add(*terms)
        shares.append(float((flow.column("kl")[rows] / total).max()))
        best.append(float(total.min() / flow.column("kl").min()))
    if not shares:
        return unseen("no run with a known norm")
    number = (
        f"at most {max(shares):.2g} of the bound, whose best is {min(best):.2g} to {max(best):.2g} times ours"
    )
    return verdict(max(shares) <= 1, number)


@claim(
    "later-not-never",
    "More points delay memorizing; they do not prevent it.",
    "With 1 600 points KL ends within 1.1 times its lowest at t = 10⁵, and at 1.5 times or more at 10⁹.",
    RunRequest("gentle", {"samples": 1600, "record": "summary"}),
    RunRequest("gentle", {"samples": 1600, "record": "summary", "end_time": 1e9, "steps": 54}),
    source=ours("what proposition 10 means at a fixed horizon"),
)
def later_not_never(recordings: Runs) -> Verdict:
    """A-c8: with many points memorizing is not seen at one horizon, and is at a later one."""
    early: list[float] = []
    late: list[float] = []
    for run in _trained(recordings):
        kl = run.column("kl")
        (late if run.column("time")[-1] > 1e6 else early).append(float(kl[-1] / kl.min()))
    if not (early and late):
        return unseen("needs a near and a far horizon")
    holds = max(early) <= GONE and min(late) >= BACK
    return verdict(holds, f"×{listed(early)} at the near horizon, ×{listed(late)} at the far one")


@claim(
    "no-wrong-minimum",
    "A potential whose features learn, too, is caught in no wrong minimum (proposition 4).",
    "On two islands the training loss after 5 000 updates of both layers is no higher than where convex "
    "training of the outer layer alone ends (t = 10⁹), in each of five draws of the points.",
    RunRequest("two-layer", {"data_seeds": FIVE, "record": "summary"}),
    RunRequest(
        "two-layer",
        {
            "data_seeds": FIVE,
            "record": "summary",
            "solver": "implicit",
            "steps": 54,
            "end_time": 1e9,
        },
    ),
    source=paper("2011.14269", "proposition 4"),
)
def no_wrong_minimum(recordings: Runs) -> Verdict:
    """Proposition 4: with features that learn the loss ends no higher than with the same ones fixed."""
    ends: dict[bool, dict[tuple[int, int], float]] = {True: {}, False: {}}
    for run in _trained(recordings):
        ends[run.config.solver == "two-layer"][run.config.drawn] = float(run.column("train_loss")[-1])
    pairs = [(ends[True][drawn], ends[False][drawn]) for drawn in ends[True] if drawn in ends[False]]
    if not pairs:
        return unseen("needs a run with learned features and one with the same ones fixed")
    number = "; ".join(f"{learned:.3f} against {fixed:.3f}" for learned, fixed in pairs)
    return verdict(all(learned <= fixed for learned, fixed in pairs), number)


@claim(
    "early-stopping-is-ridge",
    "Stopping early does what a bound on the norm does.",
    "The lowest KL over stopping times is within 10 % of the lowest over ridge penalties |a|²/2t.",
    TEACHERS,
    source=ours("in the spirit of proposition 12"),
)
def early_stopping_is_ridge(recordings: Runs) -> Verdict:
    """A-c9: the best over stopping times and the best over ridge penalties are within 10 %."""
    beside = [flow for flow in _flows(recordings) if flow.config.compares_ridge]
    ratios = [float(flow.column("kl").min() / flow.column("kl_ridge").min()) for flow in beside]
    if not ratios:
        return unseen("no run with a known norm")
    worst = max(abs(ratio - 1) for ratio in ratios)
    return verdict(worst <= RIDGE, f"ratios {listed(ratios)}")


CLAIMS = (
    u_curve,
    memorizes,
    norm_grows,
    trainable,
    samples_mislead,
    rate,
    bound,
    later_not_never,
    no_wrong_minimum,
    early_stopping_is_ridge,
)
