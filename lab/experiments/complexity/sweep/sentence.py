"""One plain sentence that says what a run on the anchor task shows at a step."""

import math

from lab.contract.seen import Seen
from lab.experiments.complexity.sweep.config import AnchorConfig
from lab.numerics.initialization import std


def describe_run(seen: Seen[AnchorConfig]) -> str:
    """How far a run has learned what it was taught, and what it makes of the pair it never saw."""
    config, loss = seen.config, seen.last("train_loss")
    born = f"Step {seen.step:,}, born with γ = {config.gamma:g} (σ = {std(config.gamma, config.width):.3g}): "
    if "fits" not in seen.told:
        return born + f"it is still learning its training questions, loss {loss:.3g}{_rule(seen)}."
    return born + f"it answers its training questions{_rule(seen)}."


def _rule(seen: Seen[AnchorConfig]) -> str:
    rule, copied = seen.last("reasoning"), seen.last("symmetric")
    if math.isnan(rule):
        return ""
    if "rule" in seen.told and rule >= 0.5:
        return f", and gives the rule's answer to {rule:.0%} of the keys of the pair that it never saw"
    beside = f" and copies the mirrored pair on {copied:.0%}" if copied >= 0.2 else ""
    return (
        f"; on the pair that it never saw it gives the rule's answer to only {rule:.0%} of the keys{beside}"
    )
