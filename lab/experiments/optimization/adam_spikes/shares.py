"""What is claimed of spikes, decided by each network's share of them, run by run."""

import numpy as np

from lab.contract.claim import RunRequest, drawn, measured, paper
from lab.contract.training import Mark, Recorded
from lab.experiments.optimization.adam_spikes.config import Config
from lab.experiments.optimization.adam_spikes.spikes import (
    BEFORE,
    LATE,
    RUN,
    Numbers,
    Recordings,
    alarms,
    by_network,
    excursions,
    known,
    landscape_share,
    median,
    of_limit,
    spikes,
    turn,
)
from lab.experiments.rules import Decided, Runs, above, at_least, figure, means

HALF = 0.5
"""The landscape's most share of the rise before a spike."""
DECAY, NATURAL = 50, 0.2
"""Rows before a crossing over which v must decay by itself, and how far off its rate may be."""
LOST, TURNED = 0.1, 0.9
"""Largest ‖g‖²/Σv at which a gradient is lost in v; least cosine at which it is aligned."""
PAPER = "2506.04805"

SEEDS = tuple(RunRequest("fnn-sin", {"seed": seed, "steps": 3000}) for seed in (0, 1, 2))
OTHERS = (RunRequest("fnn-50d"), RunRequest("cnn-digits"), RunRequest("tf-mod7"))
NETWORKS = (*SEEDS, *OTHERS)
SPIKING = drawn(RunRequest("fnn-sin", {"steps": 3000}), *OTHERS, over="seed")
EACH = "in the mean of seeds, for each of four networks"


def fewest(words: str) -> Decided:
    """At nine spikes of ten, in the network in which it is so at the fewest."""

    def compute(runs: Runs) -> float:
        found = means(runs)
        return min((found[name] for name in found if name.startswith("of ")), default=np.nan)

    return figure(compute, at_least(0.9), f"{{value:.0%}} of the spikes where it is fewest{words}")


@measured(
    "curvature-precedes",
    "The largest eigenvalue of the preconditioned Hessian crosses 2/η before the loss spikes.",
    "At 90 % of the spikes λ_max rises above 2/η at least one step before the loss is 10 % above its level, "
    f"{EACH}.",
    SPIKING,
    fewest(", {lead:.0f} steps ahead (median)"),
    *NETWORKS,
    source=paper(PAPER, "abstract"),
    moment="warning-1",
    each_run=True,
)
def curvature_precedes(recordings: Recordings) -> Numbers:
    """C3: λ_max crosses 2/η before the loss rises by 10 %."""

    def lead(_: Recorded[Config], mark: Mark) -> float:
        return mark.at - mark.values.get("crossing", np.inf)

    return by_network(recordings, lambda run, mark: lead(run, mark) >= 1) | known(
        {"lead": median(recordings, lead)}
    )


@measured(
    "sustained",
    "The violation that precedes a spike is sustained, not momentary.",
    "At 90 % of the spikes the preceding stay of λ_max above 2/η lasts five steps or more, dips of up to "
    f"five steps in it, {EACH}.",
    SPIKING,
    fewest(", {lasted:.0f} steps long (median)"),
    *NETWORKS,
    source=paper(PAPER, "abstract"),
    moment="warning-1",
    each_run=True,
)
def sustained(recordings: Recordings) -> Numbers:
    """C4: the excursion of λ_max that precedes a spike lasts five steps at least."""

    def lasted(recording: Recorded[Config], mark: Mark) -> float:
        start = int(mark.values.get("crossing", -1))
        stays = excursions(recording, "lambda_max")
        return max((last - start + 1 for first, last in stays if first <= start <= last), default=0)

    return by_network(recordings, lambda run, mark: lasted(run, mark) >= RUN) | known(
        {"lasted": median(recordings, lasted)}
    )


@measured(
    "raw-innocent",
    "It is Adam's preconditioner that causes the spike, not a landscape that turns sharper.",
    "At 90 % of the spikes the Hessian's own λ_max stays below 2/η, and at most half of the rise of log "
    f"λ_max(Ĥ) in the 60 steps before the crossing is its own, {EACH}.",
    SPIKING,
    fewest("; of the rise the landscape's is {own:.0%} (median)"),
    *NETWORKS,
    source=paper(PAPER, "abstract"),
    moment="warning-1",
    each_run=True,
)
def raw_innocent(recordings: Recordings) -> Numbers:
    """C5: how much of the rise before the crossing is the Hessian's own, which stays under 2/η."""

    def innocent(recording: Recorded[Config], mark: Mark) -> float:
        rows = slice(max(0, mark.at - BEFORE), int(mark.values["peak"]) + 1)
        raw = recording.column("lambda_raw")[rows] / recording.column("threshold")[rows]
        own = landscape_share(recording, mark)
        return np.nan if np.isnan(own) else float(np.nanmax(raw) < 1 and own <= HALF)

    return by_network(recordings, innocent) | known({"own": median(recordings, landscape_share)})


@measured(
    "gradient-times",
    "The spike happens when the curvature along the gradient exceeds 2/η.",
    "At 90 % of the spikes λ_grad is above 2/η between onset and peak, and in 90 % of the runs its "
    f"crossing is nearer to the onset than that of λ_max (medians), {EACH}.",
    SPIKING,
    fewest("; it crosses {lead of gradient:.0f} steps before the rise, λ_max {lead:.0f} (medians)"),
    *NETWORKS,
    source=paper(PAPER, "abstract of version 1"),
    moment="spike-1",
    each_run=True,
)
def gradient_times(recordings: Recordings) -> Numbers:
    """C6: λ_grad is over 2/η between onset and peak, and crosses later than λ_max."""

    def over(recording: Recorded[Config], mark: Mark) -> bool:
        rows = slice(mark.at, int(mark.values["peak"]) + 1)
        return bool((of_limit(recording, "lambda_grad")[rows] > 1).any())

    def lead(_: Recorded[Config], mark: Mark) -> float:
        return mark.at - mark.values.get("crossing", np.nan)

    def of_gradient(recording: Recorded[Config], mark: Mark) -> float:
        peak = int(mark.values["peak"])
        near = [first for first, last in excursions(recording, "lambda_grad") if first <= peak <= last + LATE]
        return mark.at - near[-1] if near else np.nan

    found = by_network(recordings, over)
    leads = known({"lead": median(recordings, lead), "lead of gradient": median(recordings, of_gradient)})
    if len(leads) == 2:
        found["of runs"] = float(leads["lead of gradient"] < leads["lead"])
    return found | leads


def _precision(runs: Runs) -> float:
    found = means(runs)
    if not found.get("stays of λ_grad") or not found.get("stays of λ_max") or not found.get("spikes"):
        return np.nan
    grad, most = (found[f"right of {name}"] / found[f"stays of {name}"] for name in ("λ_grad", "λ_max"))
    return grad - most


@measured(
    "fewer-false-alarms",
    "The curvature along the gradient raises fewer false alarms than the largest eigenvalue.",
    "Of the stays of five steps or more above 2/η, over all runs, a larger share of those of λ_grad leads "
    "to a spike: the difference is above 0.",
    SPIKING,
    figure(
        _precision,
        above(0),
        "{value:+.2f} between the shares; a run has {right of λ_grad:.1f} of {stays of λ_grad:.1f} stays of "
        "λ_grad before a spike, {right of λ_max:.1f} of {stays of λ_max:.1f} of λ_max",
    ),
    *NETWORKS,
    source=paper(PAPER, "the predictor of spikes"),
    moment="spike-1",
)
def fewer_false_alarms(recordings: Recordings) -> Numbers:
    """C7: excursions of both curvatures over 2/η, and those that lead to a spike."""
    found: Numbers = {"spikes": len(list(spikes(recordings)))}
    for name, column in (("λ_grad", "lambda_grad"), ("λ_max", "lambda_max")):
        found[f"right of {name}"], found[f"stays of {name}"] = alarms(recordings, column)
    return found


@measured(
    "lost-gradient",
    "At the onset the gradient is lost in v, which decays although gradients grow.",
    f"At 90 % of the spikes ‖g‖²/Σv is below 0.1 where the loss is 10 % above its level, {EACH}.",
    SPIKING,
    fewest(
        "; there it is {onset:.2g}, and where the loss was lowest in the 100 steps before the peak "
        "{turn:.2g} (medians)"
    ),
    *NETWORKS,
    source=paper(PAPER, "abstract"),
    moment="spike-1",
    each_run=True,
)
def lost_gradient(recordings: Recordings) -> Numbers:
    """C8: ‖g‖² by Σv at the onset, and at the turn before."""

    def at_onset(recording: Recorded[Config], mark: Mark) -> float:
        return float(recording.column("decoupling")[mark.at])

    def at_turn(recording: Recorded[Config], mark: Mark) -> float:
        return float(recording.column("decoupling")[turn(recording, mark)])

    moments = {"onset": median(recordings, at_onset), "turn": median(recordings, at_turn)}
    return by_network(recordings, lambda run, mark: at_onset(run, mark) <= LOST) | known(moments)


@measured(
    "own-decay",
    "Before the spike v decays by itself, as β₂ᵗ.",
    "At 90 % of the spikes √Σv falls at ½ ln β₂ a step, within 20 %, over the 50 steps before the crossing, "
    f"{EACH}.",
    SPIKING,
    fewest(", off by {off:.0%} (median)"),
    *NETWORKS,
    source=paper(PAPER, "the five stages"),
    moment="warning-1",
    each_run=True,
)
def own_decay(recordings: Recordings) -> Numbers:
    """C9: how far √Σv is from falling at ½ ln β₂ a step before the crossing."""

    def off(recording: Recorded[Config], mark: Mark) -> float:
        config = recording.config
        start = int(mark.values.get("crossing", -1))
        if start < DECAY or config.optimizer != "adam":
            return np.nan
        with np.errstate(all="ignore"):
            log_v = np.log(recording.column("v_norm")[[start - DECAY, start]])
            return float(abs((log_v[1] - log_v[0]) / DECAY / (np.log(config.betas[1]) / 2) - 1))

    def natural(recording: Recorded[Config], mark: Mark) -> float:
        away = off(recording, mark)
        return away if np.isnan(away) else float(away <= NATURAL)

    return by_network(recordings, natural) | known({"off": median(recordings, off)})


@measured(
    "aligned",
    "The gradient turns into the top eigendirection.",
    "At 90 % of the spikes |cos| of P^-½g and the top eigenvector is over 0.9 where the loss is 10 % "
    f"above its level, {EACH}.",
    SPIKING,
    fewest("; |cos| is {onset:.2f} there and {peak:.2f} at the peak (medians)"),
    *NETWORKS,
    source=paper(PAPER, "abstract of version 1"),
    moment="spike-1",
    each_run=True,
)
def aligned(recordings: Recordings) -> Numbers:
    """C10: |cos| of gradient and top direction at the onset, and at the peak."""

    def at_onset(recording: Recorded[Config], mark: Mark) -> float:
        return float(recording.column("alignment")[mark.at])

    def at_peak(recording: Recorded[Config], mark: Mark) -> float:
        return float(recording.column("alignment")[int(mark.values["peak"])])

    moments = {"onset": median(recordings, at_onset), "peak": median(recordings, at_peak)}
    return by_network(recordings, lambda run, mark: at_onset(run, mark) > TURNED) | known(moments)


@measured(
    "recovered",
    "As v catches up, the curvature falls below its limit, and the loss comes down.",
    f"At 90 % of the spikes λ_max is below 2/η within 20 steps of the peak, {EACH}.",
    SPIKING,
    fewest(", {waited:.0f} steps after the peak (median)"),
    *NETWORKS,
    source=paper(PAPER, "the five stages"),
    moment="recovery-1",
    each_run=True,
)
def recovered(recordings: Recordings) -> Numbers:
    """C13: steps from the peak until λ_max is below 2/η again."""

    def waited(recording: Recorded[Config], mark: Mark) -> float:
        peak = int(mark.values["peak"])
        below = np.flatnonzero(of_limit(recording, "lambda_max")[peak : peak + LATE + 1] < 1)
        return float(below[0]) if len(below) else np.inf

    return by_network(recordings, lambda run, mark: waited(run, mark) <= LATE) | known(
        {"waited": median(recordings, waited)}
    )


CLAIMS = (
    curvature_precedes,
    sustained,
    raw_innocent,
    gradient_times,
    fewer_false_alarms,
    lost_gradient,
    own_decay,
    aligned,
    recovered,
)
