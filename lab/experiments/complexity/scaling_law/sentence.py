"""One plain sentence that says how the loss falls with the size at a step."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lab.contract.seen import Seen, last
from lab.contract.training import Recorded
from lab.experiments.complexity.scaling_law.claims import complexity, way
from lab.experiments.complexity.scaling_law.config import Config
from lab.numerics.scaling import bootstrap, exponent


def describe(seen: Seen[Config]) -> str:
    """The loss of one run on what it was not shown."""
    config = seen.config
    loss = seen.last("answer_loss" if config.task == "language" else "id_loss")
    score = ", having learned its training questions," if "fits" in seen.told else ""
    return (
        f"Step {seen.step:,}: at width {config.width}, born with σ = {config.sigma:.3g}, the network{score} "
        f"has a loss of {loss:.3g} on what it was not shown."
    )


def describe_set(members: Sequence[Seen[Config]]) -> str:
    """The exponents of all ways."""
    configs, step = [seen.config for seen in members], members[0].step
    column = "answer_loss" if configs[0].task == "language" else "id_loss"
    over = "data" if len({config.questions for config in configs}) > 1 else "width"
    if over == "data":
        found = slopes(members, column, "samples", complexity)
        names = {key: f"at {key} complexity" for key in found}
    else:
        found = slopes(members, column, "widths", way)
        names = {way(config): _kept(config) for config in configs}
    if len(found) < 2:
        return f"Step {step:,}: not every size has been computed up to here yet."
    ways = ", ".join(f"{told(slope)} {names[key]}" for key, slope in found.items())
    return f"Step {step:,}: the loss goes with the {over} to the power {ways}."


def _kept(config: Config) -> str:
    rate = config.kept == "constant-rate"
    return "with the rate kept" if rate else f"with σ = {config.sigma_kept(config.sigma_given):.3g} kept"


def slopes(
    recordings: Sequence[Recorded[Config]], column: str, size: str, group: Callable[[Config], Any]
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


def told(slope: tuple[float, float, float]) -> str:
    """`−0.31 [−0.33, −0.29]`."""
    middle, low, high = (f"{value:.2f}".replace("-", "−") for value in slope)
    return f"{middle} [{low}, {high}]"
