"""One plain sentence that says who follows the rule at a step."""

from collections.abc import Sequence

import numpy as np

from lab.contract.seen import Seen
from lab.experiments.complexity.reason_or_memorize.config import Config
from lab.experiments.complexity.sweep.claims import by, means
from lab.experiments.complexity.sweep.sentence import describe_run


def describe(seen: Seen[Config]) -> str:
    """What a run has learned of the rule, or which half of its questions is ahead."""
    if seen.config.task == "anchors":
        return describe_run(seen)
    rule, heart = (seen.last(f"{half}_accuracy") for half in ("reasoning", "memory"))
    return (
        f"Step {seen.step:,}, γ = {seen.config.gamma:g}: {rule:.0%} of the questions with a rule are right, "
        f"and {heart:.0%} of those that can only be learned by heart."
    )


def describe_set(members: Sequence[Seen[Config]]) -> str:
    """The ends of what differs between the runs, side by side."""
    at = f"Step {members[0].step:,}"
    if members[0].config.task == "mixture":
        gaps = [seen.last("gap") for seen in members]
        ahead = sum(gap > 0 for gap in gaps)
        return f"{at}: the rule is ahead of random answers in {ahead} of {len(gaps)} networks."
    if len({seen.config.window for seen in members}) > 1:
        return _windows(members, at)
    rule = means(by(members, lambda config: config.gamma, "reasoning"))
    right = means(by(members, lambda config: config.gamma, "train_accuracy"))
    if not all(map(np.isfinite, rule.values())):
        return f"{at}: nothing measured yet."
    large, small = min(rule), max(rule)
    return (
        f"{at}, mean over seeds: born large (γ = {large:g}) {right[large]:.0%} of the training questions are "
        f"right and {rule[large]:.0%} of the unseen pair; born small (γ = {small:g}) {right[small]:.0%} and "
        f"{rule[small]:.0%}."
    )


def _windows(members: Sequence[Seen[Config]], at: str) -> str:
    rule = means(by(members, lambda config: config.window, "reasoning"))
    best = max(rule, key=rule.__getitem__)
    return (
        f"{at}, mean over seeds: the rule's answer is given most where weight decay acts at {best} % of the "
        f"run, to {rule[best]:.0%} of the keys of the unseen pair."
    )
