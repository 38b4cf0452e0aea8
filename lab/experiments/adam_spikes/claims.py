"""What the paper says, and what recordings say to it: pure functions of columns and marks."""

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np

from lab.experiment import Claim, Floats, Mark, Recorded, RunRequest, Verdict
from lab.experiments.adam_spikes.config import PARABOLAS, Config

SHARE = 0.9
"""Of the spikes, those that a claim about spikes must hold for."""
NEAR = 10
"""Steps between the lowest loss and the crossing that still count as one moment."""
SWING = 10
"""Half-width of the window whose largest loss is the level there: θ swings through 0 on its way down."""
BEFORE, STEADY = 100, 0.1
"""Steps before a spike over which the raw curvature must be steady, and what steady is."""

SEEDS = tuple(RunRequest("fnn-sin", {"seed": seed, "steps": 3000}) for seed in (0, 1, 2))


def onset_at_threshold(recordings: Sequence[Recorded]) -> Verdict:
    """C2: on the parabola the first crossing is at η/√v̂ = 2(1+β1)/((1−β1)k), and the loss turns there."""
    found = [measured for one in recordings if (measured := _onset(one)) is not None]
    if len(found) < len(recordings) or not found:
        return Verdict("not observed", f"{len(found)} of {len(recordings)} runs are a parabola that spiked")
    holds = all(1 < ratio <= step and abs(away) <= NEAR for ratio, step, away in found)
    ratio = max(found)[0]
    away = max((away for _, _, away in found), key=abs)
    said = f"crossed at {ratio:.4g} of the limit, the loss lowest {away:+d} steps from there, at most"
    return _verdict(holds, said)


def _onset(recording: Recorded) -> tuple[float, float, int] | None:
    """η/√v̂ at the first crossing in units of its limit, a step's factor, and how far the loss turned."""
    config = recording.config
    crossings, spikes = _named(recording, "crossing"), _named(recording, "spike")
    assert isinstance(config, Config)
    parabola = config.architecture in PARABOLAS and config.power == 2 and config.optimizer == "adam"
    if not (parabola and crossings and spikes):
        return None
    beta1, beta2 = config.betas
    crossing, peak = crossings[0].at, int(spikes[0].values["peak"])
    scale = (1 - beta1) / ((1 + beta1) * (1 - beta1 ** (crossing + 1)))
    effective = config.eta * recording.column("lambda_max")[crossing] / (scale * config.curvature)
    limit = 2 * (1 + beta1) / ((1 - beta1) * config.curvature)
    turned = int(_level(recording.column("loss")[:peak]).argmin())
    return float(effective / limit), beta2**-0.5, turned - crossing


def _level(loss: Floats) -> Floats:
    """The largest loss within SWING steps of each."""
    padded = np.pad(loss, SWING, constant_values=-np.inf)
    windows: Floats = np.lib.stride_tricks.sliding_window_view(padded, 2 * SWING + 1).max(axis=1)
    return windows


def curvature_precedes(recordings: Sequence[Recorded]) -> Verdict:
    """C3: λ_max crosses 2/η before the loss rises by 10 %, at nine spikes of ten."""
    leads = [mark.at - mark.values.get("crossing", np.inf) for _, mark in _spikes(recordings)]
    if not leads:
        return Verdict("not observed", "no spike")
    ahead = [lead for lead in leads if lead >= 1]
    said = f"{len(ahead)} of {_spikes_in_words(len(leads))}"
    if ahead:
        said += f", {np.median(ahead):.0f} steps ahead (median)"
    return _verdict(len(ahead) >= SHARE * len(leads), said)


def raw_innocent(recordings: Sequence[Recorded]) -> Verdict:
    """C5: the Hessian's own λ_max stays under 2/η and varies by less than 10 % up to the peak."""
    highest, widest, count = 0.0, 0.0, 0
    for recording, mark in _spikes(recordings):
        rows = slice(max(0, mark.at - BEFORE), int(mark.values["peak"]) + 1)
        raw = recording.column("lambda_raw")[rows]
        share = (raw / recording.column("threshold")[rows])[np.isfinite(raw)]
        if len(share) < 2:
            continue
        highest, widest = max(highest, share.max()), max(widest, share.max() / abs(share.min()) - 1)
        count += 1
    if not count:
        return Verdict("not observed", "no spike with the raw curvature measured before it")
    said = f"at {highest:.2g} of the limit, varying by {100 * widest:.2g} %, at most, "
    said += _spikes_in_words(count)
    return _verdict(highest < 1 and widest < STEADY, said)


def _spikes(recordings: Sequence[Recorded]) -> Iterator[tuple[Recorded, Mark]]:
    for recording in recordings:
        for mark in _named(recording, "spike"):
            yield recording, mark


def _named(recording: Recorded, name: str) -> list[Mark]:
    return [mark for mark in recording.marks if mark.name.rpartition("-")[0] == name]


def _spikes_in_words(count: int) -> str:
    return "1 spike" if count == 1 else f"{count} spikes"


def _verdict(holds: bool, number: str) -> Verdict:
    outcome: Literal["holds", "does not hold"] = "holds" if holds else "does not hold"
    return Verdict(outcome, number)


CLAIMS = (
    Claim(
        "onset-at-threshold",
        "On a parabola the spike begins when the effective step size η/√v̂ reaches its stability limit.",
        "At the first crossing η/√v̂ is within one step's factor β₂^-½ of 2(1+β₁)/((1−β₁)k), and the loss is "
        "lowest within 10 steps of it.",
        (
            RunRequest("quadratic"),
            RunRequest("quadratic", {"eta": 0.01}),
            RunRequest("quadratic", {"beta1": 0.5, "beta2": 0.9, "steps": 300}),
        ),
        onset_at_threshold,
        each_run=True,
    ),
    Claim(
        "curvature-precedes",
        "The largest eigenvalue of the preconditioned Hessian crosses 2/η before the loss spikes.",
        "At 90 % of the spikes λ_max rises above 2/η at least one step before the loss is 10 % above "
        "its level.",
        SEEDS,
        curvature_precedes,
        each_run=True,
    ),
    Claim(
        "raw-innocent",
        "It is Adam's preconditioner that causes the spike, not a landscape that turns sharper.",
        "From 100 steps before each spike to its peak the Hessian's own λ_max stays below 2/η and varies by "
        "less than 10 %.",
        SEEDS,
        raw_innocent,
        each_run=True,
    ),
)
