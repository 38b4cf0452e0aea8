"""One plain sentence that says what a run on the anchor task shows at a step."""

import math

from lab.contract.training import Recorded
from lab.experiments.complexity.sweep.claims import last
from lab.experiments.complexity.sweep.config import AnchorConfig
from lab.numerics.initialization import std


def describe_run(recording: Recorded, step: int) -> str:
    """How far a run has learned what it was taught, and what it makes of the pair it never saw."""
    config = recording.config
    assert isinstance(config, AnchorConfig)
    loss = last(recording, "train_loss", step)
    if math.isnan(loss):
        return "Nothing has been computed up to here yet."
    born = f"Step {step:,}, born with γ = {config.gamma:g} (σ = {std(config.gamma, config.width):.3g}): "
    if not _reached(recording, "fits", step):
        return born + f"it is still learning its training questions, loss {loss:.3g}{_rule(recording, step)}."
    return born + f"it answers its training questions{_rule(recording, step)}."


def _rule(recording: Recorded, step: int) -> str:
    rule, copied = last(recording, "reasoning", step), last(recording, "symmetric", step)
    if math.isnan(rule):
        return ""
    if _reached(recording, "rule", step) and rule >= 0.5:
        return f", and gives the rule's answer to {rule:.0%} of the keys of the pair that it never saw"
    beside = f" and copies the mirrored pair on {copied:.0%}" if copied >= 0.2 else ""
    return (
        f"; on the pair that it never saw it gives the rule's answer to only {rule:.0%} of the keys{beside}"
    )


def _reached(recording: Recorded, name: str, step: int) -> bool:
    return any(mark.name == name and mark.at <= step for mark in recording.marks)
