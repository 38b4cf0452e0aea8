"""One plain sentence that says what the figure shows at a step."""

from collections.abc import Sequence

import numpy as np

from lab.contract.experiment import NOTHING
from lab.contract.seen import Seen
from lab.experiments.distributions.bias_potential.config import Config
from lab.experiments.drawing.names import number


def describe(seen: Seen[Config]) -> str:
    """What the figure shows; it turns where the distance to the truth does."""
    kl, best = seen.at("kl"), float(seen.column("kl").min())
    when = _when(seen.config, seen.at("time"))
    mass = f"{_percent(seen.at('near_mass'))} of its mass sits on training points, where the truth has "
    mass += f"{_percent(seen.at('near_mass_target'))}"
    if "memorized" in seen.told:
        return f"{when}: it has become its training set, {_beside(kl, best)}; {mass}."
    if "early-stop" in seen.told and kl > best:
        loss = seen.column("train_loss")[-2:]
        falls = ", while the training loss still falls" if loss[1] < loss[0] else ""
        return f"{when}: {kl:.3g} nats from the truth and moving away{falls}; {mass}."
    if "early-stop" in seen.told:
        return f"{when}: {kl:.3g} nats from the truth, as close as it comes; {mass}."
    if seen.rows == 1:
        return f"Nothing is learned yet: all places are as probable, {kl:.3g} nats from the truth."
    if kl > best:
        return f"{when}: {kl:.3g} nats from the truth, after {best:.3g} at best; {mass}."
    return f"{when}: {kl:.3g} nats from the truth and coming closer; {mass}."


def describe_set(members: Sequence[Seen[Config]]) -> str:
    """The lowest distance so far at the fewest and at the most points, geometric means over draws."""
    lowest: dict[int, list[float]] = {}
    for seen in members:
        if seen.rows:
            lowest.setdefault(seen.config.samples, []).append(float(np.log(seen.column("kl").min())))
    if not lowest:
        return NOTHING
    distances = [
        f"{np.exp(np.mean(lowest[n])):.3g} nats with {n} points" for n in sorted({min(lowest), max(lowest)})
    ]
    return f"{len(members)} runs, at their best so far in the mean: {', '.join(distances)}."


def _beside(kl: float, best: float) -> str:
    if kl > best:
        return f"{kl / best:.3g} times as far from the truth as at best"
    return f"{kl:.3g} nats from the truth, as close as it has come"


def _when(config: Config, time: float) -> str:
    if config.by_adam:
        return f"After {time:,.0f} updates"
    return f"Time {number(time)}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
