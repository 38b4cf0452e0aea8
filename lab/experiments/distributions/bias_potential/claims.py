"""What the paper says, and what recordings say to it: pure functions of columns."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np

from lab.contract.claim import Claim, RunRequest, Verdict
from lab.contract.training import Floats, Recorded
from lab.experiments.distributions.bias_potential.config import Config
from lab.numerics.bounds import early_stopping_bound

TURN, NEARER, NEARER_COARSE = 3.0, 2.0, 1.25
"""What the divergence must grow by after its lowest; what near mass must be, by the truth's."""
COARSE = 0.15
"""Bandwidths from here on are too coarse for needles."""
SLOPE, RIDGE = -0.25, 0.1
GONE, BACK = 1.1, 1.5

FIVE = (0, 1, 2, 3, 4)
DRAWS = {"data_seeds": (0, 1, 2), "record": "summary"}
RING8, RELU = RunRequest("ring8", DRAWS), RunRequest("relu", DRAWS)
TEACHERS = RunRequest("teacher", {"sizes": (25, 100, 400), "record": "summary"})


def _config(recording: Recorded) -> Config:
    config = recording.config
    assert isinstance(config, Config)
    return config


def _verdict(holds: bool, number: str) -> Verdict:
    outcome: Literal["holds", "does not hold"] = "holds" if holds else "does not hold"
    return Verdict(outcome, number)


def _trained(recordings: Sequence[Recorded]) -> list[Recorded]:
    """Those that have at least four rows: a beginning, a lowest, an end."""
    return [one for one in recordings if len(one.column("step")) > 3]


def u_curve(recordings: Sequence[Recorded]) -> Verdict:
    """A-c1: the divergence is lowest inside the run, and at the end at least three times that."""
    ratios = []
    for one in _trained(recordings):
        kl = one.column("kl")
        inside = 0 < kl.argmin() < len(kl) - 1
        ratios.append(float(kl[-1] / kl.min()) if inside else 1.0)
    if not ratios:
        return Verdict("not observed", "no run with enough rows")
    return _verdict(min(ratios) >= TURN, f"by {_list(ratios)} (needed {TURN:g})")


def memorizes(recordings: Sequence[Recorded]) -> Verdict:
    """A-c2: the mass on training points ends at twice the truth's, and the training loss never rises."""
    shares, falls, needed = [], True, []
    for one in _trained(recordings):
        config = _config(one)
        coarse = config.features == "fourier" and config.bandwidth >= COARSE
        needed.append(NEARER_COARSE if coarse else NEARER)
        shares.append(float(one.column("near_mass")[-1] / one.column("near_mass_target")[-1]))
        falls &= bool((np.diff(one.column("train_loss")) < 0).all())
    if not shares:
        return Verdict("not observed", "no run with enough rows")
    holds = falls and all(share >= need for share, need in zip(shares, needed, strict=True))
    loss = "the training loss falls at every row" if falls else "the training loss rises somewhere"
    return _verdict(holds, f"×{_list(shares)} (needed {_list(sorted(set(needed)))}); {loss}")


def norm_grows(recordings: Sequence[Recorded]) -> Verdict:
    """A-c3: |a| grows strictly over the later half of log time."""
    halves = [one.column("norm")[len(one.column("norm")) // 2 :] for one in _trained(recordings)]
    if not halves:
        return Verdict("not observed", "no run with enough rows")
    growing = [bool((np.diff(half) > 0).all()) for half in halves]
    by = [float(half[-1] / half[0]) for half in halves]
    return _verdict(all(growing), f"in {sum(growing)} of {len(growing)} runs, by {_list(by)} over that half")


def _flows(recordings: Sequence[Recorded]) -> list[Recorded]:
    """Runs beside which the flow that sees the truth was followed."""
    return [one for one in _trained(recordings) if _config(one).follows_truth]


def trainable(recordings: Sequence[Recorded]) -> Verdict:
    """A-c4: trained on the truth itself, KL ≤ |a*|²/2t at all times."""
    shares = [
        float((one.column("kl_population") * 2 * one.column("time")).max() / _config(one).teacher_norm ** 2)
        for one in _flows(recordings)
    ]
    if not shares:
        return Verdict("not observed", "no run with a known norm")
    return _verdict(max(shares) <= 1, f"at most {max(shares):.3g} of the bound")


def samples_mislead(recordings: Sequence[Recorded]) -> Verdict:
    """A-c5: |a_n(t) − a(t)| ≤ t·|E_n φ − E φ|, touching it at first."""
    shares = []
    for one in _flows(recordings):
        gap, bound = one.column("gap")[1:], one.column("misled")[1:]
        shares.append(float((gap / bound).max()))
    if not shares:
        return Verdict("not observed", "no run with a known norm")
    return _verdict(max(shares) <= 1 + 1e-6, f"at most {_list(shares)} of it")


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


def by_size(recordings: Sequence[Recorded]) -> Iterator[tuple[int, Sizes]]:
    """For each dimension, the best of every run."""
    for dim in sorted({_config(one).dim for one in recordings}):
        of = [one for one in recordings if _config(one).dim == dim]
        best = [int(one.column("kl").argmin()) for one in of]
        yield (
            dim,
            Sizes(
                np.array([_config(one).samples for one in of], dtype=float),
                np.array([one.column("kl")[k] for one, k in zip(of, best, strict=True)]),
                np.array([one.column("time")[k] for one, k in zip(of, best, strict=True)]),
            ),
        )


def rate(recordings: Sequence[Recorded]) -> Verdict:
    """A-c6: the best divergence falls at least as n^-¼, whatever the dimension."""
    found = [(dim, sizes) for dim, sizes in by_size(_trained(recordings)) if len(set(sizes.n)) > 2]
    if not found:
        return Verdict("not observed", "fewer than three numbers of samples")
    slopes = [(dim, sizes.slope(sizes.best), sizes.slope(sizes.time)) for dim, sizes in found]
    said = "; ".join(
        f"d = {dim}: {best:.2f} ± {error:.2f} (best time {time:+.2f} ± {late:.2f})"
        for dim, (best, error), (time, late) in slopes
    )
    return _verdict(all(best <= SLOPE for _, (best, _), _ in slopes), said)


def bound(recordings: Sequence[Recorded]) -> Verdict:
    """A-c7: theorem 6's bound lies above the divergence at all times."""
    shares, best = [], []
    for one in _flows(recordings):
        config, rows = _config(one), slice(1, None)
        terms = early_stopping_bound(
            one.column("time")[rows], config.teacher_norm, config.dim, config.samples
        )
        total = np.add(*terms)
        shares.append(float((one.column("kl")[rows] / total).max()))
        best.append(float(total.min() / one.column("kl").min()))
    if not shares:
        return Verdict("not observed", "no run with a known norm")
    said = (
        f"at most {max(shares):.2g} of the bound, whose best is {min(best):.2g} to {max(best):.2g} times ours"
    )
    return _verdict(max(shares) <= 1, said)


def later_not_never(recordings: Sequence[Recorded]) -> Verdict:
    """A-c8: with many points memorizing is not seen at one horizon, and is at a later one."""
    early: list[float] = []
    late: list[float] = []
    for one in _trained(recordings):
        kl = one.column("kl")
        (late if one.column("time")[-1] > 1e6 else early).append(float(kl[-1] / kl.min()))
    if not (early and late):
        return Verdict("not observed", "needs a near and a far horizon")
    holds = max(early) <= GONE and min(late) >= BACK
    return _verdict(holds, f"×{_list(early)} at the near horizon, ×{_list(late)} at the far one")


def no_wrong_minimum(recordings: Sequence[Recorded]) -> Verdict:
    """Proposition 4: with features that learn the loss ends no higher than with the same ones fixed."""
    ends: dict[bool, dict[tuple[int, int], float]] = {True: {}, False: {}}
    for one in _trained(recordings):
        ends[_config(one).solver == "two-layer"][_config(one).drawn] = float(one.column("train_loss")[-1])
    pairs = [(ends[True][drawn], ends[False][drawn]) for drawn in ends[True] if drawn in ends[False]]
    if not pairs:
        return Verdict("not observed", "needs a run with learned features and one with the same ones fixed")
    said = "; ".join(f"{learned:.3f} against {fixed:.3f}" for learned, fixed in pairs)
    return _verdict(all(learned <= fixed for learned, fixed in pairs), said)


def early_stopping_is_ridge(recordings: Sequence[Recorded]) -> Verdict:
    """A-c9: the best over stopping times and the best over ridge penalties are within 10 %."""
    beside = [one for one in _flows(recordings) if _config(one).compares_ridge]
    ratios = [float(one.column("kl").min() / one.column("kl_ridge").min()) for one in beside]
    if not ratios:
        return Verdict("not observed", "no run with a known norm")
    worst = max(abs(ratio - 1) for ratio in ratios)
    return _verdict(worst <= RIDGE, f"ratios {_list(ratios)}")


def _list(values: Sequence[float]) -> str:
    """The values, or of many their ends."""
    if len(values) <= 9:
        return ", ".join(f"{value:.3g}" for value in values)
    return f"{min(values):.3g} … {max(values):.3g}"


CLAIMS = (
    Claim(
        "u-curve",
        "Trained to the end, the distance to the truth diverges: the model must be stopped early.",
        "KL(P*‖P_t) is lowest inside the run and ends at 3 times that or more.",
        (RING8, RELU, RunRequest("teacher"), RunRequest("figure-2")),
        u_curve,
        each_run=True,
    ),
    Claim(
        "memorizes",
        "The trained density converges to the training samples.",
        "The mass on training points ends at twice the truth's or more (1.25 times with features coarser "
        "than 0.15), while the training loss falls at every row.",
        (RING8, RELU, RunRequest("gentle"), RunRequest("spiral")),
        memorizes,
        each_run=True,
    ),
    Claim(
        "norm-grows",
        "The norm of the potential grows without bound.",
        "|a| grows from row to row over the later half of log time, in every run.",
        (RING8, RELU, *(RunRequest(name) for name in ("gentle", "extreme", "spiral", "teacher", "figure-2"))),
        norm_grows,
        each_run=True,
    ),
    Claim(
        "trainable",
        "On the truth itself training reaches it at the rate 1/t (proposition 3).",
        "KL(P*‖P_t)·2t ≤ |a*|² at all times.",
        (TEACHERS, RunRequest("error-against-n")),
        trainable,
    ),
    Claim(
        "samples-mislead",
        "What the samples mislead grows at most linearly in time (lemma 9).",
        "The distance between the flow on samples and the flow on the truth is at most t·|E_n φ − E φ|.",
        (TEACHERS, RunRequest("error-against-n")),
        samples_mislead,
    ),
    Claim(
        "rate",
        "Stopped early, the error falls as n^-¼ or faster in any dimension: no curse of dimension.",
        "The slope of log KL at its lowest against log n, by least squares over all draws, is at most −¼.",
        (
            RunRequest("error-against-n"),
            RunRequest("error-against-n", {"dim": 2, "grid": 40, "data_seeds": (0, 1, 2, 3)}),
            RunRequest("error-against-n", {"dim": 3, "grid": 16, "data_seeds": (0, 1, 2, 3)}),
        ),
        rate,
    ),
    Claim(
        "bound",
        "The error is at most |a*|²/2t + 2t(4√(2 log 2d) + √(2 log 2/δ))/√n (theorem 6).",
        "The measured KL is below the bound (δ = 0.1) at all times.",
        (TEACHERS, RunRequest("error-against-n")),
        bound,
    ),
    Claim(
        "later-not-never",
        "More points delay memorizing; they do not prevent it.",
        "With 1 600 points KL ends within 1.1 times its lowest at t = 10⁵, and at 1.5 times or more at 10⁹.",
        (
            RunRequest("gentle", {"samples": 1600, "record": "summary"}),
            RunRequest("gentle", {"samples": 1600, "record": "summary", "end_time": 1e9, "steps": 54}),
        ),
        later_not_never,
    ),
    Claim(
        "no-wrong-minimum",
        "A potential whose features learn, too, is caught in no wrong minimum (proposition 4).",
        "On two islands the training loss after 5 000 updates of both layers is no higher than where convex "
        "training of the outer layer alone ends (t = 10⁹), in each of five draws of the points.",
        (
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
        ),
        no_wrong_minimum,
    ),
    Claim(
        "early-stopping-is-ridge",
        "Stopping early does what a bound on the norm does.",
        "The lowest KL over stopping times is within 10 % of the lowest over ridge penalties |a|²/2t.",
        (TEACHERS,),
        early_stopping_is_ridge,
    ),
)
