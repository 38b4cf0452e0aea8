"""What is drawn of the duel, of the three phases, of what is learned first, of windows of decay."""

from collections.abc import Sequence
from typing import Any

from lab.contract.figure import Figure, Line
from lab.experiments.complexity.reason_or_memorize.config import Config
from lab.experiments.complexity.reason_or_memorize.duel import duel
from lab.experiments.complexity.sweep.figures import (
    HERO,
    KEYS,
    LOSS,
    NOT_YET,
    SHARE,
    along,
    over,
    over_steps,
    run_figures,
    runs,
    shares,
    untrained,
)
from lab.experiments.drawing.axes import Axis, axis, ticks
from lab.experiments.drawing.names import Word
from lab.experiments.drawing.panels import Panel
from lab.numerics.initialization import std


def figures(config: Config) -> tuple[Figure, ...]:
    """The figures of a run or of the set that a config spans; the first is the hero."""
    if len(config.windows) > 1:
        return (_windows(config), _windows_loss(config))
    if config.task == "mixture":
        return (_first(config),) if len(config.gammas) > 1 else _one_mixture()
    if len(config.gammas) == 2 and config.sequence == 3:
        return (duel(config), *(_between(config, *what) for what in BETWEEN))
    if len(config.gammas) > 1:
        return (shares(config, HERO), _learned(config))
    return run_figures()


# --- the duel over the steps

BETWEEN = (
    ("reasoning", "Keys of the unseen pair that are answered by the rule"),
    ("train_accuracy", "Training questions that are answered right"),
    ("id_accuracy", "Held-out questions of the familiar pairs that are answered right"),
)


def _between(config: Config, column: str, title: str) -> Figure:
    """A column against the steps, one curve a network."""
    roles = dict(zip(sorted(config.gammas), ("@data", "@model"), strict=True))
    words = [(role, f"γ = {gamma:g}") for gamma, role in roles.items()]
    share = over(column.replace("_", "-"), title, SHARE, words)
    for gamma, role in roles.items():
        share.curve(role, width=1.8).fill(Line, column, where={"gamma": gamma})
    return share.figure()


# --- three phases


def _learned(config: Config) -> Figure:
    right = along(
        config,
        "learned",
        "Held-out questions of the familiar pairs that are answered right",
        axis("right", **SHARE),
        (("@soft", "held-out questions"), NOT_YET),
    )
    untrained(right, runs(right, "id_accuracy", "@others"))
    return right.figure("Where this is low too, the network has learned its training questions by heart.")


# --- what is learned first


def _first(config: Config) -> Figure:
    ahead = along(
        config,
        "first",
        "Which half of the questions is ahead",
        axis("loss by heart − loss by the rule", range=[-2, 2]),
        height=HERO,
    )
    runs(ahead, "gap", width=2.5, size=8)
    ahead.level(0, line={"color": "@ink"})
    ahead.label("the rule is learned first", "@model", 0.3, 0.95, xanchor="center")
    ahead.label("random answers are learned first", "@data", 0.3, 0.05, xanchor="center")
    return ahead.figure(
        "A dot is a network; the line is the mean over seeds. Both halves are learned in the end (with "
        "twice the steps); the question is which comes first."
    )


def _one_mixture() -> tuple[Figure, ...]:
    losses = {"reasoning_loss": ("@model", "by the rule"), "memory_loss": ("@data", "by heart")}
    right = {"reasoning_accuracy": ("@model", "by the rule"), "memory_accuracy": ("@data", "by heart")}
    return (
        over_steps("halves", "Loss on the two halves of the questions", losses, LOSS, HERO),
        over_steps("right", "Questions answered right", right, SHARE),
    )


# --- windows of decay


def _windows(config: Config) -> Figure:
    keys = _over_windows(
        config,
        "windows",
        "Answers by the rule, for each time at which weight decay acted",
        KEYS,
        (("@model", "by the rule"), NOT_YET),
        height=HERO,
    )
    untrained(keys, runs(keys, "reasoning", x="window", size=8))
    return keys.figure(
        f"A dot is a network, born with γ = {config.gamma:g}, "
        f"σ = {std(config.gamma, config.width):.3g}; the line joins the means over seeds. "
        f"Weight decay is λ = {config.weight_decay:g} inside its window and none outside."
    )


def _windows_loss(config: Config) -> Figure:
    loss = _over_windows(config, "windows-loss", "Training loss", LOSS)
    runs(loss, "train_loss", "@others", "window")
    return loss.figure("With weight decay on to the very end the training questions are not fitted.")


def _over_windows(
    config: Config, name: str, title: str, y: Axis, words: Sequence[Word] = (), **more: Any
) -> Panel:
    special = {"0-0": "never", "0-100": "always"}
    names = [special.get(window, window.replace("-", "–") + " %") for window in config.windows]
    order = {"type": "category", "categoryorder": "array", "categoryarray": list(config.windows)}
    title_of_x = "when weight decay acts, in per cent of the run"
    return over(name, title, y, words, x=axis(title_of_x, **ticks(config.windows, names), **order), **more)
