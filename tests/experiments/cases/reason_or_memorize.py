"""What the claims of reason-or-memorize are shown: runs that support them and runs that violate them."""

from collections.abc import Callable
from itertools import product
from typing import Any

from lab import experiments
from lab.contract.training import Mark, Recorded
from tests.experiments.rows import Rows

EXPERIMENT = experiments.find("reason-or-memorize")


def runs(preset: str, columns: Callable[[Any], dict[str, float]], **spans: tuple[Any, ...]) -> list[Recorded]:
    """Made-up runs, whose last numbers are a function of their config."""
    made: list[Recorded] = []
    for values in product(*spans.values()):
        config = EXPERIMENT.configure(preset, **{n: (v,) for n, v in zip(spans, values, strict=True)})
        made.append(Rows(config, {"step": [0, 400], **{n: [0, v] for n, v in columns(config).items()}}))
    return made


def duel(large: float = 0.2, small: float = 0.95, fitted: float = 1.0) -> list[Recorded]:
    def columns(config):
        rule = large if config.gamma < 0.5 else small
        return {"reasoning": rule, "train_accuracy": fitted, "symmetric": 0.0}

    return runs("duel", columns, gammas=(0.3, 0.8), seeds=(1, 2, 3))


def phases(copied: float, rule: float) -> list[Recorded]:
    """From γ = 0.5 to 0.8 copies change by `copied` and rule answers by `rule`."""

    def columns(config):
        later = config.gamma > 0.5
        return {"symmetric": 0.5 + later * copied, "reasoning": 0.3 + later * rule}

    return runs("three-phases-wide", columns, gammas=(0.5, 0.8), seeds=(1, 2, 3))


def mixture(small: float, large: float) -> list[Recorded]:
    def columns(config):
        return {"gap": small if config.gamma >= 0.5 else large}

    return runs("which-first", columns, gammas=(0.1, 0.3, 0.5, 0.8), seeds=(1, 2))


def windows(*rule: float) -> list[Recorded]:
    """Rule answers with decay never, in each quarter, and always."""
    names = ("0-0", "0-25", "25-50", "50-75", "75-100", "0-100")

    def columns(config):
        return {"reasoning": dict(zip(names, rule, strict=True))[config.window]}

    return runs("decay-window", columns, windows=names, seeds=(1, 2))


def told() -> Rows:
    """A made-up run that fits at step 2 and follows the rule from step 4 on."""
    columns = {
        "step": range(6),
        "train_loss": [4, 2, 0.1, 0.05, 0.02, 0.01],
        "reasoning": [0, 0, 0.1, 0.2, 0.6, 0.9],
        "symmetric": [0, 0, 0.3, 0.4, 0.1, 0],
    }
    config = EXPERIMENT.configure("duel", gammas=(0.8,), seeds=(1,))
    return Rows(config, columns, [Mark("fits", 2, 2), Mark("rule", 4, 4)])


ONE = duel()[:1]

SUPPORTED: dict[str, list[list[Recorded]]] = {
    "small-reasons-large-memorizes": [duel()],
    "symmetric-then-rule": [phases(-0.2, 0.3)],
    "symmetric-then-rule-narrow": [phases(-0.2, 0.3)],
    "rule-first-when-small": [mixture(0.7, 0.1)],
    "memory-first-when-large": [mixture(0.7, -0.5)],
    "a-window-of-decay-suffices": [windows(0.2, 0.5, 0.9, 0.8, 0.6, 0.9)],
    "middle-beats-early": [windows(0.2, 0.1, 0.9, 0.8, 0.6, 0.9)],
}
VIOLATED: dict[str, list[list[Recorded]]] = {
    "small-reasons-large-memorizes": [duel(large=0.7), duel(fitted=0.9)],
    "symmetric-then-rule": [phases(0.2, 0.3), phases(-0.2, -0.3)],
    "symmetric-then-rule-narrow": [phases(0.0, 0.3)],
    "rule-first-when-small": [mixture(0.1, 0.1)],
    "memory-first-when-large": [mixture(0.7, 0.1)],
    "a-window-of-decay-suffices": [windows(0.2, 0.3, 0.4, 0.5, 0.4, 0.9)],
    "middle-beats-early": [windows(0.2, 0.85, 0.9, 0.8, 0.6, 0.9)],
}
SILENT: dict[str, list[list[Recorded]]] = {name: [ONE, []] for name in SUPPORTED}
TOLD: tuple[Recorded, tuple[str, ...]] = (told(), ("fits", "rule"))
