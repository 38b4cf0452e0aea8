"""What the paper says about scaling, and how runs decide it."""

from collections.abc import Callable, Sequence

import numpy as np

from lab.contract.claim import Pair, RunRequest, drawn, measured, ours, paper
from lab.contract.seen import last
from lab.contract.training import Recorded
from lab.experiments.complexity.scaling_law.config import Config
from lab.experiments.rules import Runs, at_least, at_most, below, figure, means
from lab.numerics.scaling import exponent

Recordings = Sequence[Recorded[Config]]
Numbers = dict[str, float]

FLATTER = 0.2
"""By how much the exponents must differ."""
CRITERION = (
    "The exponent over width of the test loss, in the mean of seeds, is at least 0.2 higher at fixed σ"
)
PAPER = "2505.23013"

WIDTH = drawn(RunRequest("width"), over="seeds")
DATA = drawn(RunRequest("data"), over="seeds")


def way(config: Config) -> str | float:
    """The quantity that a run keeps as its width grows: `rate`, or its `fixed_std`."""
    return "rate" if config.kept == "constant-rate" else config.sigma_given


def _way(config: Config) -> str:
    kept = way(config)
    return kept if isinstance(kept, str) else f"{kept:g}"


def complexity(config: Config) -> str:
    """How large a run's γ and λ are, in a word."""
    return config.regime


def losses(recordings: Recordings, column: str, size: str, group: Callable[[Config], str]) -> Numbers:
    """Last losses by group and size: `rate 32`."""
    found: dict[str, list[float]] = {}
    for recording in recordings:
        (at,) = getattr(recording.config, size)
        found.setdefault(f"{group(recording.config)} {at}", []).append(last(recording, column))
    return {name: float(np.mean(values)) for name, values in found.items()}


def slope(runs: Runs, group: str) -> float:
    """Exponent over the size of a group's mean loss; nan with fewer than three sizes."""
    found = [(name.rpartition(" "), loss) for name, loss in means(runs).items()]
    law = {int(size): loss for (own, _, size), loss in found if own == group}
    good = len(law) > 2 and all(np.isfinite(loss) and loss > 0 for loss in law.values())
    return exponent(list(law), list(law.values())) if good else np.nan


def steeper(fixed: str, constant: str = "rate") -> Callable[[Runs], float]:
    """By how much one group's exponent is above another's."""
    return lambda runs: slope(runs, fixed) - slope(runs, constant)


def by_width(recordings: Recordings) -> Numbers:
    """8: test losses by what is kept and by width."""
    return losses(_on(recordings, "composition"), "id_loss", "widths", _way)


RATE_FALLS_FASTER = measured(
    "constant-rate-falls-faster",
    "With a constant initialization rate the loss falls faster with width than with a fixed σ.",
    f"{CRITERION}; γ₀ = 0.7, both equal at width 16.",
    WIDTH,
    figure(steeper("0"), at_least(FLATTER), "{value:+.2f} between the exponents"),
    RunRequest("width"),
    source=paper(PAPER, "abstract"),
    each_run=True,
)(by_width)

CONSTANT_RATE_FROM_GAMMA_ONE = measured(
    "constant-rate-from-gamma-one",
    "From smaller weights, too, of γ₀ = 1, the loss falls faster with width at a constant rate.",
    f"{CRITERION}; γ₀ = 1, both equal at width 16.",
    drawn(RunRequest("width", {"gamma0": 1.0, "fixed_std": 0.0}), over="seeds"),
    figure(
        steeper("0"),
        at_least(FLATTER),
        "{value:+.2f} between the exponents: from γ₀ = 1 the fixed σ is small at all of these widths",
    ),
    RunRequest("width", {"gamma0": 1.0, "fixed_std": 0.0}),
    source=ours("the same claim from smaller weights"),
)(by_width)

RATE_FALLS_FASTER_THAN_002 = measured(
    "constant-rate-against-002",
    "At a constant rate the loss falls faster with width than with the usual σ = 0.02.",
    f"{CRITERION} = 0.02 than at the rate γ₀ = 0.7.",
    WIDTH,
    figure(
        steeper("0.02"),
        at_least(FLATTER),
        "{value:+.2f} between the exponents: σ = 0.02 is itself small at these widths, and is γ = 0.5 at "
        "2 500",
    ),
    RunRequest("width"),
    source=ours("the same claim against a usual σ"),
    each_run=True,
)(by_width)


def _in_the_answer(runs: Runs) -> float:
    """Of two margins the smaller: the answer's gain over 0.2, and the text's under 0.1."""
    answer, text = (steeper(f"{part} 0", f"{part} rate")(runs) for part in ("answer", "text"))
    return min(answer - FLATTER, FLATTER / 2 - abs(text))


@measured(
    "gain-in-the-answer",
    "The gain of small complexity is largest in reasoning.",
    "Tiny language, in the mean of seeds: the exponents differ by 0.2 or more for the answer, by less than "
    "0.1 for the text.",
    drawn(RunRequest("tiny-lm"), over="seeds"),
    figure(_in_the_answer, at_least(0), "{value:+.2f} is the smaller of both margins"),
    RunRequest("tiny-lm"),
    source=paper(PAPER, "abstract"),
    each_run=True,
)
def gain_in_the_answer(recordings: Recordings) -> Numbers:
    """In the tiny language the losses of the answer's token, and of the text's."""
    on = _on(recordings, "language")
    parts = {part: losses(on, f"{part}_loss", "widths", _way) for part in ("answer", "text")}
    return {f"{part} {name}": loss for part, found in parts.items() for name, loss in found.items()}


def _on(recordings: Recordings, task: str) -> list[Recorded[Config]]:
    """Those on one task: the other has other columns."""
    return [recording for recording in recordings if recording.config.task == task]


def by_data(recordings: Recordings) -> Numbers:
    """9: test losses by complexity and number of questions."""
    return losses(_on(recordings, "composition"), "id_loss", "samples", complexity)


STEEPER_IN_DATA = measured(
    "steeper-in-data",
    "With small complexity the loss falls faster with the amount of data, from 500 to 3 200 questions.",
    "The exponent over 500 … 3 200 questions of the test loss, in the mean of seeds, is lower at small "
    "complexity.",
    DATA,
    figure(
        steeper("small", "large"),
        below(0),
        "{value:+.2f} between the exponents: small complexity is ahead where data is scarce, and with enough "
        "of it both end alike",
    ),
    RunRequest("data"),
    source=paper(PAPER, "the scaling law in data"),
    each_run=True,
)(by_data)


def _share_at_1200(runs: Runs) -> float:
    found = means(runs)
    return found.get("small 1200", np.nan) / found.get("large 1200", np.nan)


LESS_DATA = measured(
    "less-data-needed",
    "At the same amount of data small complexity reaches a lower loss.",
    "At 1 200 questions the test loss is at most 0.6 of that at large complexity, in the mean of seeds.",
    DATA,
    figure(
        _share_at_1200,
        at_most(0.6),
        "{value:.2f}: {small 1200:.2f} against {large 1200:.2f}",
        Pair("large 1200", "small 1200"),
    ),
    RunRequest("data"),
    source=paper(PAPER, "the scaling law in data"),
    each_run=True,
)(by_data)

CLAIMS = (
    RATE_FALLS_FASTER,
    CONSTANT_RATE_FROM_GAMMA_ONE,
    RATE_FALLS_FASTER_THAN_002,
    gain_in_the_answer,
    STEEPER_IN_DATA,
    LESS_DATA,
)
