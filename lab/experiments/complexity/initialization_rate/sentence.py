"""One plain sentence that says what the runs along γ show at a step."""

import math
from collections.abc import Sequence

from lab.contract.training import Recorded
from lab.experiments.complexity.initialization_rate.config import Config
from lab.experiments.complexity.sweep.claims import by, means
from lab.experiments.complexity.sweep.sentence import describe_run

describe = describe_run


def describe_set(recordings: Sequence[Recorded], step: int) -> str:
    """Where along γ the unseen pair is answered best, and what training loss says about that."""
    configs = [one.config for one in recordings if isinstance(one.config, Config)]
    if len({one.weight_decay for one in configs}) > 1:
        return _map(recordings, step)
    loss = means(by(recordings, lambda config: config.gamma, "ood_loss", step))
    train = means(by(recordings, lambda config: config.gamma, "train_loss", step))
    loss = {gamma: value for gamma, value in loss.items() if math.isfinite(value)}
    if len(loss) < 2:
        return f"Step {step:,}: {len(recordings)} networks, nothing measured yet."
    best, worst = min(loss, key=loss.__getitem__), max(loss, key=loss.__getitem__)
    return (
        f"Step {step:,}, mean over seeds: on the pair never shown the loss is lowest at γ = {best:g} "
        f"({loss[best]:.2g}, training {train[best]:.2g}) and {loss[worst] / loss[best]:.2g} times that at "
        f"γ = {worst:g} (training {train[worst]:.2g})."
    )


def _map(recordings: Sequence[Recorded], step: int) -> str:
    rule = means(by(recordings, lambda config: (config.weight_decay, config.gamma), "reasoning", step))
    rule = {cell: share for cell, share in rule.items() if math.isfinite(share)}
    if not rule:
        return f"Step {step:,}: {len(recordings)} networks, nothing measured yet."
    (decay, gamma), most = max(rule.items(), key=lambda item: item[1])
    (least_decay, least_gamma), least = min(rule.items(), key=lambda item: item[1])
    return (
        f"Step {step:,}: the rule's answer to {most:.0%} of the keys at γ = {gamma:g}, λ = {decay:g}, "
        f"to {least:.0%} at γ = {least_gamma:g}, λ = {least_decay:g}."
    )
