"""One plain sentence that says what the figure shows at a step."""

from collections.abc import Sequence

import numpy as np

from lab.contract.training import Recorded
from lab.experiments import drawing
from lab.experiments.distributions.bias_potential.config import Config


def describe(recording: Recorded, step: int) -> str:
    """What the figure shows at row `step`; it turns where the distance to the truth does."""
    steps = recording.column("step")
    row = int(np.searchsorted(steps, step, side="right")) - 1
    if row < 0:
        return "Nothing has been computed up to here yet."
    config = recording.config
    assert isinstance(config, Config)
    kl, near = recording.column("kl"), recording.column("near_mass")[row]
    when = _when(config, recording.column("time")[row])
    mass = f"{_percent(near)} of its mass sits on training points, where the truth has "
    mass += f"{_percent(recording.column('near_mass_target')[row])}"
    best = int(kl[: row + 1].argmin())
    told = [mark.name for mark in recording.marks if mark.at <= steps[row]]
    if "memorized" in told:
        return f"{when}: it has become its training set, {_beside(kl[row], kl[best])}; {mass}."
    if "early-stop" in told and row > best:
        loss = recording.column("train_loss")[row - 1 : row + 1]
        falls = ", while the training loss still falls" if loss[1] < loss[0] else ""
        return f"{when}: {kl[row]:.3g} nats from the truth and moving away{falls}; {mass}."
    if "early-stop" in told:
        return f"{when}: {kl[row]:.3g} nats from the truth, as close as it comes; {mass}."
    if row == 0:
        return f"Nothing is learned yet: all places are as probable, {kl[0]:.3g} nats from the truth."
    if row > best:
        return f"{when}: {kl[row]:.3g} nats from the truth, after {kl[best]:.3g} at best; {mass}."
    return f"{when}: {kl[row]:.3g} nats from the truth and coming closer; {mass}."


def describe_set(recordings: Sequence[Recorded], step: int) -> str:
    """The lowest distance so far at the fewest and at the most points, geometric means over draws."""
    of: dict[int, list[float]] = {}
    for one in recordings:
        config = one.config
        assert isinstance(config, Config)
        row = int(np.searchsorted(one.column("step"), step, side="right")) - 1
        if row >= 0:
            of.setdefault(config.samples, []).append(float(np.log(one.column("kl")[: row + 1].min())))
    if not of:
        return "Nothing has been computed up to here yet."
    said = [f"{np.exp(np.mean(of[n])):.3g} nats with {n} points" for n in sorted({min(of), max(of)})]
    return f"{len(recordings)} runs, at their best so far in the mean: {', '.join(said)}."


def _beside(kl: float, best: float) -> str:
    if kl > best:
        return f"{kl / best:.3g} times as far from the truth as at best"
    return f"{kl:.3g} nats from the truth, as close as it has come"


def _when(config: Config, time: float) -> str:
    if config.by_adam:
        return f"After {time:,.0f} updates"
    return f"Time {drawing.number(time)}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
