"""One plain sentence that says what the runs along γ show at a step."""

import math
from collections.abc import Sequence

from lab.contract.seen import Seen
from lab.experiments.complexity.initialization_rate.config import Config
from lab.experiments.complexity.sweep.claims import by, means
from lab.experiments.complexity.sweep.sentence import describe_run

describe = describe_run


def describe_set(members: Sequence[Seen[Config]]) -> str:
    """Where along γ the unseen pair is answered best, and what training loss says about that."""
    step = members[0].step
    if len({seen.config.weight_decay for seen in members}) > 1:
        return _map(members, step)
    loss = means(by(members, lambda config: config.gamma, "ood_loss"))
    train = means(by(members, lambda config: config.gamma, "train_loss"))
    loss = {gamma: value for gamma, value in loss.items() if math.isfinite(value)}
    if len(loss) < 2:
        return f"Step {step:,}: {len(members)} networks, nothing measured yet."
    best, worst = min(loss, key=loss.__getitem__), max(loss, key=loss.__getitem__)
    return (
        f"Step {step:,}, mean over seeds: on the pair never shown the loss is lowest at γ = {best:g} "
        f"({loss[best]:.2g}, training {train[best]:.2g}) and {loss[worst] / loss[best]:.2g} times that at "
        f"γ = {worst:g} (training {train[worst]:.2g})."
    )


def _map(members: Sequence[Seen[Config]], step: int) -> str:
    rule = means(by(members, lambda config: (config.weight_decay, config.gamma), "reasoning"))
    rule = {cell: share for cell, share in rule.items() if math.isfinite(share)}
    if not rule:
        return f"Step {step:,}: {len(members)} networks, nothing measured yet."
    (decay, gamma), most = max(rule.items(), key=lambda item: item[1])
    (least_decay, least_gamma), least = min(rule.items(), key=lambda item: item[1])
    return (
        f"Step {step:,}: the rule's answer to {most:.0%} of the keys at γ = {gamma:g}, λ = {decay:g}, "
        f"to {least:.0%} at γ = {least_gamma:g}, λ = {least_decay:g}."
    )
