"""One plain sentence that says who follows the rule at a step."""

from collections.abc import Sequence

import numpy as np

from lab.contract.training import Recorded
from lab.experiments.complexity.reason_or_memorize.config import Config
from lab.experiments.complexity.sweep.claims import by, last, means
from lab.experiments.complexity.sweep.sentence import describe_run


def describe(recording: Recorded, step: int) -> str:
    """What a run has learned of the rule, or which half of its questions is ahead."""
    config = recording.config
    assert isinstance(config, Config)
    if config.task == "anchors":
        return describe_run(recording, step)
    rule, heart = (last(recording, f"{half}_accuracy", step) for half in ("reasoning", "memory"))
    if not np.isfinite(rule):
        return "Nothing has been computed up to here yet."
    return (
        f"Step {step:,}, γ = {config.gamma:g}: {rule:.0%} of the questions with a rule are right, and "
        f"{heart:.0%} of those that can only be learned by heart."
    )


def describe_set(recordings: Sequence[Recorded], step: int) -> str:
    """The ends of what differs between the runs, side by side."""
    config = recordings[0].config
    assert isinstance(config, Config)
    at = f"Step {step:,}"
    if config.task == "mixture":
        gaps = [last(one, "gap", step) for one in recordings]
        ahead = sum(gap > 0 for gap in gaps)
        return f"{at}: the rule is ahead of random answers in {ahead} of {len(gaps)} networks."
    if len({one.config.window for one in recordings if isinstance(one.config, Config)}) > 1:
        return _windows(recordings, at, step)
    rule = means(by(recordings, lambda config: config.gamma, "reasoning", step))
    right = means(by(recordings, lambda config: config.gamma, "train_accuracy", step))
    if not all(map(np.isfinite, rule.values())):
        return f"{at}: nothing measured yet."
    large, small = min(rule), max(rule)
    return (
        f"{at}, mean over seeds: born large (γ = {large:g}) {right[large]:.0%} of the training questions are "
        f"right and {rule[large]:.0%} of the unseen pair; born small (γ = {small:g}) {right[small]:.0%} and "
        f"{rule[small]:.0%}."
    )


def _windows(recordings: Sequence[Recorded], at: str, step: int) -> str:
    rule = means(by(recordings, lambda config: config.window, "reasoning", step))
    best = max(rule, key=rule.__getitem__)
    return (
        f"{at}, mean over seeds: the rule's answer is given most where weight decay acts at {best} % of the "
        f"run, to {rule[best]:.0%} of the keys of the unseen pair."
    )
