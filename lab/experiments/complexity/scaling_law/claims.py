"""What the paper says about scaling, and what recordings say to it."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lab.contract.claim import RunRequest, Verdict, claim, ours, paper, unseen, verdict
from lab.contract.seen import last
from lab.contract.training import Recorded
from lab.experiments.complexity.scaling_law.config import Config
from lab.numerics.scaling import bootstrap, exponent

Runs = Sequence[Recorded[Config]]

FLATTER = 0.2
"""By how much the exponents must differ."""

CRITERION = "The exponent of the mean test loss over width is at least 0.2 higher at fixed σ"


def slopes(
    recordings: Runs, column: str, size: str, group: Callable[[Config], Any]
) -> dict[Any, tuple[float, float, float]]:
    """Exponent of the mean loss over a size, with the 5 % and 95 % quantiles over seeds, for each group."""
    groups: dict[Any, dict[tuple[int, int], float]] = {}
    for recording in recordings:
        config = recording.config
        (at,) = getattr(config, size)
        groups.setdefault(group(config), {})[config.seed, at] = last(recording, column)
    found: dict[Any, tuple[float, float, float]] = {}
    for key, members in groups.items():
        seeds, sizes = (sorted({place[axis] for place in members}) for axis in (0, 1))
        table = np.array([[members.get((seed, at), np.nan) for at in sizes] for seed in seeds])
        if len(sizes) > 2 and np.all(np.isfinite(table)) and table.min() > 0:
            low, high = np.quantile(bootstrap(sizes, table), (0.05, 0.95))
            found[key] = (exponent(sizes, table.mean(0)), float(low), float(high))
    return found


def way(config: Config) -> str | float:
    """The quantity that a run keeps as its width grows: `rate`, or its `fixed_std`."""
    return "rate" if config.kept == "constant-rate" else config.sigma_given


def complexity(config: Config) -> str:
    """How large a run's γ and λ are, in a word."""
    return config.regime


def told(slope: tuple[float, float, float]) -> str:
    """`−0.31 [−0.33, −0.29]`."""
    middle, low, high = (f"{value:.2f}".replace("-", "−") for value in slope)
    return f"{middle} [{low}, {high}]"


@claim(
    "constant-rate-falls-faster",
    "With a constant initialization rate the loss falls faster with width than with a fixed σ.",
    f"{CRITERION}; γ₀ = 0.7, both equal at width 16.",
    RunRequest("width"),
    source=paper("2505.23013", "abstract"),
    each_run=True,
)
def rate_falls_faster(recordings: Runs) -> Verdict:
    """8: the exponent at the σ of the base width is at least 0.2 above that at a constant rate."""
    return _compare(recordings, 0.0)


@claim(
    "constant-rate-against-002",
    "The same against the usual σ = 0.02.",
    f"{CRITERION} = 0.02 than at the rate γ₀ = 0.7.",
    RunRequest("width"),
    source=ours("the same claim against a usual σ"),
    each_run=True,
)
def rate_falls_faster_than_002(recordings: Runs) -> Verdict:
    """8, literally: the exponent at σ = 0.02 is at least 0.2 above that at a constant rate."""
    return _compare(recordings, 0.02)


WHY = {
    0.0: "The larger γ₀, the later the fixed σ is too large: from γ₀ = 1 it is small at all of these widths.",
    0.02: "σ = 0.02 is itself a small start at these widths; it amounts to the usual γ = 0.5 at width 2 500.",
}


def _compare(recordings: Runs, fixed_std: float) -> Verdict:
    found = slopes(_on(recordings, "composition"), "id_loss", "widths", way)
    if not {"rate", fixed_std} <= found.keys():
        return unseen(f"needs the rate and σ = {fixed_std:g} kept, at three widths or more")
    constant, fixed = found["rate"], found[fixed_std]
    number = f"rate kept {told(constant)}, σ kept {told(fixed)}"
    return verdict(fixed[0] - constant[0] >= FLATTER, number, WHY[fixed_std])


@claim(
    "gain-in-the-answer",
    "The gain of small complexity is largest in reasoning.",
    "Tiny language: the exponents differ by 0.2 or more for the answer, by less than 0.1 for the text.",
    RunRequest("tiny-lm"),
    source=paper("2505.23013", "abstract"),
    each_run=True,
)
def gain_in_the_answer(recordings: Runs) -> Verdict:
    """In the tiny language the exponents differ for the answer's token, and not for the text's."""
    recordings = _on(recordings, "language")
    answer, text = (slopes(recordings, name, "widths", way) for name in ("answer_loss", "text_loss"))
    if not ({"rate", 0.0} <= answer.keys() and {"rate", 0.0} <= text.keys()):
        return unseen("needs the rate and σ kept in the tiny language, at three widths or more")
    gains = [exponents[0.0][0] - exponents["rate"][0] for exponents in (answer, text)]
    number = f"answer: {told(answer['rate'])} against {told(answer[0.0])}; text: "
    number += f"{told(text['rate'])} against {told(text[0.0])}"
    return verdict(gains[0] >= FLATTER and abs(gains[1]) < FLATTER / 2, number)


def _on(recordings: Runs, task: str) -> list[Recorded[Config]]:
    """Those on one task: the other has other columns."""
    return [recording for recording in recordings if recording.config.task == task]


@claim(
    "steeper-in-data",
    "With small complexity the loss falls faster with the amount of data.",
    "The exponent of the mean test loss over 500 … 3 200 questions is lower at small complexity.",
    RunRequest("data"),
    source=paper("2505.23013", "the scaling law in data"),
    each_run=True,
)
def steeper_in_data(recordings: Runs) -> Verdict:
    """9: the exponent over the number of questions is lower at small complexity."""
    found = slopes(_on(recordings, "composition"), "id_loss", "samples", complexity)
    if not {"large", "small"} <= found.keys():
        return unseen("needs large and small complexity at three sizes or more")
    number = f"small complexity {told(found['small'])}, large {told(found['large'])}"
    why = "Small complexity is ahead where data is scarce; with enough of it both end at the same loss."
    return verdict(found["small"][0] < found["large"][0], number, why)


@claim(
    "less-data-needed",
    "At the same amount of data small complexity reaches a lower loss.",
    "At 1 200 questions the mean test loss is at most 0.6 of that at large complexity.",
    RunRequest("data"),
    source=paper("2505.23013", "the scaling law in data"),
    each_run=True,
)
def less_data(recordings: Runs) -> Verdict:
    """At 1 200 questions small complexity has at most 0.6 of the loss of large complexity."""
    at = [run for run in _on(recordings, "composition") if run.config.questions == 1200]
    means = {
        name: np.mean([last(run, "id_loss") for run in at if complexity(run.config) == name] or [np.nan])
        for name in ("large", "small")
    }
    if not np.all(np.isfinite(list(means.values()))):
        return unseen("needs large and small complexity at 1 200 questions")
    number = f"{means['small']:.2f} against {means['large']:.2f}"
    return verdict(means["small"] <= 0.6 * means["large"], number)


CONSTANT_RATE_FROM_GAMMA_ONE = claim(
    "constant-rate-from-gamma-one",
    "The same from smaller weights, γ₀ = 1.",
    f"{CRITERION}; γ₀ = 1, both equal at width 16.",
    RunRequest("width", {"gamma0": 1.0, "fixed_std": 0.0}),
    source=ours("the same claim from smaller weights"),
)(rate_falls_faster.judge)

CLAIMS = (
    rate_falls_faster,
    CONSTANT_RATE_FROM_GAMMA_ONE,
    rate_falls_faster_than_002,
    gain_in_the_answer,
    steeper_in_data,
    less_data,
)
