"""What the paper says, the evidence for it fixed in advance, and how it is judged."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from lab.contract.claim import Pair, RunRequest, drawn, measured, neighbour, paper
from lab.contract.training import Floats, Recorded
from lab.experiments.optimization.adam_spikes.config import BORDER, PARABOLAS, Config, memories
from lab.experiments.optimization.adam_spikes.rescues import FORKED, RESCUES
from lab.experiments.optimization.adam_spikes.shares import CLAIMS as OF_SPIKES
from lab.experiments.optimization.adam_spikes.shares import PAPER
from lab.experiments.optimization.adam_spikes.spikes import Numbers, named
from lab.experiments.rules import at_least, at_most, least, mean

Runs = Sequence[Recorded[Config]]

NEAR = 10
"""Steps between the lowest loss and the crossing that still count as one moment."""
SWING = 10
"""Half-width of the window whose largest loss is the level there: θ swings through 0 on its way down."""
KEEPS, AGREE, BESIDE = 3, 0.9, 2.0
"""Crossings in the second half that are spiking on, as where the law comes from (there of 250 000 steps); the
share of cells that must lie on the law's side; the factor in 1−β₂ within which one lies beside the border."""
SMALLER = tuple(RunRequest(preset, more) for preset in FORKED[1:] for more in ({}, {"beta2": 0.9}))
PARABOLA = (
    RunRequest("quadratic"),
    RunRequest("quadratic", {"eta": 0.01}),
    RunRequest("quadratic", {"beta1": 0.5, "beta2": 0.9, "steps": 300}),
)
BOTH = (RunRequest("quadratic"), RunRequest("quadratic", {"optimizer": "gradient-descent"}))
CYCLES = 30
"""Memories 1/(1−β₂) that three crossings take, about."""


@measured(
    "onset-at-threshold",
    "On a parabola the spike begins when the effective step size η/√v̂ reaches its stability limit.",
    "The loss is lowest within 10 steps of where η/√v̂ first crosses 2(1+β₁)/((1−β₁)k): of three settings of "
    "Adam the farthest, in the mean of starts.",
    drawn(*PARABOLA, over="seed"),
    mean("away", at_most(NEAR), "{value:.1f} steps from there, crossed at {crossed:.4g} of the limit"),
    *PARABOLA,
    source=paper("2506.04805", "the one-dimensional quadratic"),
    moment="crossing-1",
    each_run=True,
)
def onset_at_threshold(recordings: Runs) -> Numbers:
    """C2: on the parabola the first crossing is at η/√v̂ = 2(1+β1)/((1−β1)k), and the loss turns there."""
    found = [measured for recording in recordings if (measured := _onset(recording)) is not None]
    if len(found) < len(recordings) or not found:
        return {}
    return {"away": max(abs(away) for _, away in found), "crossed": max(ratio for ratio, _ in found)}


def _onset(recording: Recorded[Config]) -> tuple[float, int] | None:
    """η/√v̂ at the first crossing in units of its limit, and how many steps from there the loss turned."""
    config = recording.config
    crossings, spikes = named(recording, "crossing"), named(recording, "spike")
    parabola = config.architecture in PARABOLAS and config.power == 2 and config.optimizer == "adam"
    if not (parabola and crossings and spikes):
        return None
    beta1, _ = config.betas
    crossing, peak = crossings[0].at, int(spikes[0].values["peak"])
    scale = (1 - beta1) / ((1 + beta1) * (1 - beta1 ** (crossing + 1)))
    effective = config.eta * recording.column("lambda_max")[crossing] / (scale * config.curvature)
    limit = 2 * (1 + beta1) / ((1 - beta1) * config.curvature)
    turned = int(_level(recording.column("loss")[:peak]).argmin())
    return float(effective / limit), turned - crossing


def _level(loss: Floats) -> Floats:
    """The largest loss within SWING steps of each."""
    padded = np.pad(loss, SWING, constant_values=-np.inf)
    windows: Floats = np.lib.stride_tricks.sliding_window_view(padded, 2 * SWING + 1).max(axis=1)
    return windows


@measured(
    "only-adam",
    "Adam spikes where gradient descent with the same step size does not.",
    "On the parabola Adam has at least one spike in the mean of starts; one from which gradient descent's "
    "loss rises at any step counts as none.",
    drawn(*BOTH, over="seed"),
    mean(
        "spikes", at_least(1), "{value:.1f} spikes; gradient descent's loss rises from {rises:.0%} of starts"
    ),
    *BOTH,
    source=paper("2506.04805", "the one-dimensional quadratic"),
    moment="spike-1",
)
def only_adam(recordings: Runs) -> Numbers:
    """C1: at the same η gradient descent never rises and Adam spikes."""
    adam = [recording for recording in recordings if recording.config.optimizer == "adam"]
    others = [recording for recording in recordings if recording.config.optimizer != "adam"]
    if not (adam and others):
        return {}
    rises = any(np.diff(recording.column("loss")).max() > 0 for recording in others)
    jumps = sum(len(named(recording, "spike")) for recording in adam)
    return {"spikes": 0.0 if rises else float(jumps), "rises": float(rises)}


@measured(
    "beta2-from-the-start",
    "Trained with β₂ = 0.9 from the start, a network has fewer spikes than with 0.999.",
    "At least one spike fewer, in the mean of seeds, for a convolution and for a transformer.",
    drawn(*SMALLER, over="seed"),
    least(
        ("fewer in cnn-digits", "fewer in tf-mod7", "fewer in fnn-sin"),
        at_least(1),
        "{value:.1f} fewer where it is least: {small:.1f} against {large:.1f} in a run of both",
        Pair("large", "small"),
    ),
    *SMALLER,
    source=paper(PAPER, "mitigation"),
)
def fewer_spikes(recordings: Runs) -> Numbers:
    """C12 from the start: spikes with β₂ = 0.999 minus those with 0.9, by network."""
    found: dict[str, list[tuple[float, int]]] = {}
    for recording in recordings:
        config = recording.config
        row = (config.betas[1], len(named(recording, "spike")))
        found.setdefault(config.architecture, []).append(row)
    pairs = {name: sorted(rows) for name, rows in found.items() if len(rows) == 2 and max(rows)[1]}
    if not pairs:
        return {}
    small, large = (float(np.mean([rows[end][1] for rows in pairs.values()])) for end in (0, 1))
    fewer = {f"fewer in {name}": float(rows[1][1] - rows[0][1]) for name, rows in pairs.items()}
    return {**fewer, "small": small, "large": large}


@measured(
    "cubic-law",
    "On a parabola Adam keeps spiking where 1−β₂ < 15.6 (1−β₁)^3.07 (Tang, Chen and Liu 2026).",
    "Counted as there, three crossings or more in the second half of 250 000 steps, 90 % of 64 pairs of β "
    "spike just where the law says, in the mean of starts.",
    drawn(RunRequest("quadratic-map", {**memories(8), "steps": 250_000, "stride": 125_000}), over="seed"),
    mean(
        "agrees",
        at_least(AGREE),
        "{value:.1%} of the pairs; {beside the border:.1%} lie within a factor of 2 of the border on the "
        "wrong side of it, {at rest:.1%} have come to rest in θ = 0",
    ),
    RunRequest("quadratic-map"),
    source=neighbour("Tang, Chen and Liu (2026), the parabola"),
)
def cubic_law(recordings: Runs) -> Numbers:
    """Where Adam keeps spiking on a parabola, the border 1−β₂ = 15.6 (1−β₁)^3.07 says."""
    maps = [recording for recording in recordings if recording.config.record == "summary"]
    if len(maps) < 2:
        return {}
    kinds = map_kinds(maps)
    return {kind: kinds[kind] / len(maps) for kind in ("agrees", "beside the border", "at rest")}


def map_kinds(maps: Runs) -> Counter[str]:
    """How many cells of a map agree with the law, and why the others do not."""
    return Counter(map(_cell, maps))


def _cell(recording: Recorded[Config]) -> str:
    """Whether a cell of the map agrees with the law, and if not, why; at rest: θ has underflowed to zero."""
    config = recording.config
    beta1, beta2 = config.betas
    half = config.steps // 2
    early = float(recording.array("crossings", half))
    late = float(recording.column("crossings")[-1]) - early
    away = (1 - beta2) / (BORDER[0] * (1 - beta1) ** BORDER[1])
    if (late >= KEEPS) == (away < 1):
        return "agrees"
    if max(away, 1 / away) <= BESIDE:
        return "beside the border"
    if CYCLES / (1 - beta2) > half:
        return "too slow"
    return "at rest" if early >= KEEPS and not late else "wrong"


CLAIMS = (
    only_adam,
    onset_at_threshold,
    cubic_law,
    *OF_SPIKES[:-1],
    *RESCUES,
    fewer_spikes,
    OF_SPIKES[-1],
)
