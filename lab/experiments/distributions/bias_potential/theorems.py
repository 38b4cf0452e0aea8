"""The paper's theorems, checked on recordings: what only a bug can break."""

from collections.abc import Sequence

import numpy as np

from lab.contract.claim import Measure, RunRequest, Verdict, claim, listed, paper, unseen, verdict
from lab.contract.training import Recorded
from lab.experiments.distributions.bias_potential.config import Config
from lab.numerics.bounds import early_stopping_bound

Recordings = Sequence[Recorded[Config]]

PAPER = "2011.14269"
DRAWS = {"data_seeds": (0, 1, 2), "record": "summary"}
RING8, RELU = RunRequest("ring8", DRAWS), RunRequest("relu", DRAWS)
TEACHERS = RunRequest("teacher", {"sizes": (25, 100, 400), "record": "summary"})


def trained(recordings: Recordings) -> list[Recorded[Config]]:
    """Those that have at least four rows: a beginning, a lowest, an end."""
    return [recording for recording in recordings if len(recording.column("step")) > 3]


def flows(recordings: Recordings) -> list[Recorded[Config]]:
    """Runs beside which the flow that sees the truth was followed."""
    return [run for run in trained(recordings) if run.config.follows_truth]


@claim(
    "norm-grows",
    "The norm of the potential grows without bound.",
    "|a| grows from row to row over the later half of log time, in every run.",
    RING8,
    RELU,
    *(RunRequest(name) for name in ("gentle", "extreme", "spiral", "teacher", "figure-2")),
    source=paper(PAPER, "proposition 10"),
    checked=True,
    each_run=True,
)
def norm_grows(recordings: Recordings) -> Verdict:
    """A-c3: |a| grows strictly over the later half of log time."""
    halves = [run.column("norm")[len(run.column("norm")) // 2 :] for run in trained(recordings)]
    if not halves:
        return unseen("no run with enough rows")
    growing = [bool((np.diff(half) > 0).all()) for half in halves]
    by = [float(half[-1] / half[0]) for half in halves]
    number = f"in {sum(growing)} of {len(growing)} runs, by {listed(by)} over that half"
    counted = Measure(float(np.mean(growing)), "≥ 1", each=tuple(map(float, growing)), counts=True)
    return verdict(all(growing), number, measure=counted)


@claim(
    "trainable",
    "On the truth itself training reaches it at the rate 1/t (proposition 3).",
    "KL(P*‖P_t)·2t ≤ |a*|² at all times.",
    TEACHERS,
    RunRequest("error-against-n"),
    source=paper(PAPER, "proposition 3"),
    checked=True,
)
def trainable(recordings: Recordings) -> Verdict:
    """A-c4: trained on the truth itself, KL ≤ |a*|²/2t at all times."""
    shares = [
        float((flow.column("kl_population") * 2 * flow.column("time")).max() / flow.config.teacher_norm**2)
        for flow in flows(recordings)
    ]
    if not shares:
        return unseen("no run with a known norm")
    return verdict(max(shares) <= 1, f"at most {max(shares):.3g} of the bound", measure=_under(shares))


@claim(
    "samples-mislead",
    "What the samples mislead grows at most linearly in time (lemma 9).",
    "The distance between the flow on samples and the flow on the truth is at most t·|E_n φ − E φ|.",
    TEACHERS,
    RunRequest("error-against-n"),
    source=paper(PAPER, "lemma 9"),
    checked=True,
)
def samples_mislead(recordings: Recordings) -> Verdict:
    """A-c5: |a_n(t) − a(t)| ≤ t·|E_n φ − E φ|, touching it at first."""
    shares = []
    for flow in flows(recordings):
        gap, bound = flow.column("gap")[1:], flow.column("misled")[1:]
        shares.append(float((gap / bound).max()))
    if not shares:
        return unseen("no run with a known norm")
    return verdict(max(shares) <= 1 + 1e-6, f"at most {listed(shares)} of it", measure=_under(shares))


@claim(
    "bound",
    "The error is at most |a*|²/2t + 2t(4√(2 log 2d) + √(2 log 2/δ))/√n (theorem 6).",
    "The measured KL is below the bound (δ = 0.1) at all times.",
    TEACHERS,
    RunRequest("error-against-n"),
    source=paper(PAPER, "theorem 6"),
    checked=True,
)
def bound(recordings: Recordings) -> Verdict:
    """A-c7: theorem 6's bound lies above the divergence at all times."""
    shares, best = [], []
    for flow in flows(recordings):
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
    return verdict(max(shares) <= 1, number, measure=_under(shares))


def _under(shares: Sequence[float]) -> Measure:
    """The largest share of a bound, and all of them."""
    return Measure(max(shares), "≤ 1", each=tuple(shares))


THEOREMS = (norm_grows, trainable, samples_mislead, bound)
