"""What is drawn of the duel, of the three phases, of what is learned first, of windows of decay."""

from collections.abc import Mapping
from typing import Any

from lab.contract.figure import Above, Across, Figure, Line
from lab.experiments.complexity.reason_or_memorize.config import Config
from lab.experiments.complexity.reason_or_memorize.duel import duel
from lab.experiments.complexity.sweep.figures import (
    FOLDED,
    HERO,
    LOSS,
    NOT_TRAINED,
    SHARE,
    STEP,
    Told,
    along,
    dots,
    frame,
    over_steps,
    run_figures,
    shares,
    untrained,
)
from lab.experiments.drawing import label, line
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
    styles = list(zip(sorted(config.gammas), ("@data", "@model"), strict=True))
    told = [(role, f"γ = {gamma:g}") for gamma, role in styles]
    return Figure(
        column.replace("_", "-"),
        title,
        [line(role, width=1.8) for _, role in styles],
        bindings=[Line(i, column, where={"gamma": gamma}) for i, (gamma, _) in enumerate(styles)],
        height=FOLDED,
        **frame(STEP, SHARE, told),
    )


# --- three phases


def _learned(config: Config) -> Figure:
    told = (("@soft", "held-out questions"), ("@limit", "○ not trained yet"))
    return Figure(
        "learned",
        "Held-out questions of the familiar pairs that are answered right",
        (line("@others"), dots("@others"), untrained()),
        bindings=(
            Across(0, "id_accuracy", "gamma", mean=True),
            Across(1, "id_accuracy", "gamma"),
            Above(2, 1, "train_loss", NOT_TRAINED),
        ),
        height=FOLDED,
        note="Where this is low too, the network has learned its training questions by heart.",
        **along(config, {**SHARE, "title": {"text": "right"}}, told),
    )


# --- what is learned first


def _first(config: Config) -> Figure:
    zero = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": 0, "y1": 0}
    y = {"title": {"text": "loss by heart − loss by the rule"}, "range": [-2, 2]}
    layouts = along(config, y, ())
    layouts["layout"]["shapes"] = [*layouts["layout"]["shapes"], {**zero, "line": {"color": "@ink"}}]
    notes = [label("the rule is learned first", "@model", 0.3, 0.95, xanchor="center")]
    notes.append(label("random answers are learned first", "@data", 0.3, 0.05, xanchor="center"))
    for one in layouts.values():
        one["annotations"] = [*one["annotations"], *notes]
    return Figure(
        "first",
        "Which half of the questions is ahead",
        (line("@model", width=2.5), dots("@model", size=8)),
        bindings=(Across(0, "gap", "gamma", mean=True), Across(1, "gap", "gamma")),
        height=HERO,
        note="A dot is a network; the line is the mean over seeds. Both halves are learned in the end (with "
        "twice the steps); the question is which comes first.",
        **layouts,
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
    told = (("@model", "by the rule"), ("@limit", "○ not trained yet"))
    return Figure(
        "windows",
        "Answers by the rule, for each time at which weight decay acted",
        (line("@model"), dots("@model", size=8), untrained()),
        bindings=(
            Across(0, "reasoning", "window", mean=True),
            Across(1, "reasoning", "window"),
            Above(2, 1, "train_loss", NOT_TRAINED),
        ),
        height=HERO,
        note=f"A dot is a network, born with γ = {config.gamma:g}, "
        f"σ = {std(config.gamma, config.width):.3g}; the line joins the means over seeds. "
        f"Weight decay is λ = {config.weight_decay:g} inside its window and none outside.",
        **_over_windows(config, {**SHARE, "title": {"text": "keys"}}, told),
    )


def _windows_loss(config: Config) -> Figure:
    return Figure(
        "windows-loss",
        "Training loss",
        (line("@others"), dots("@others")),
        bindings=(Across(0, "train_loss", "window", mean=True), Across(1, "train_loss", "window")),
        height=FOLDED,
        note="With weight decay on to the very end the training questions are not fitted.",
        **_over_windows(config, LOSS, ()),
    )


def _over_windows(config: Config, y: Mapping[str, Any], told: Told) -> dict[str, Any]:
    names = {"0-0": "never", "0-100": "always"}
    axis = {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": list(config.windows),
        "tickvals": list(config.windows),
        "ticktext": [names.get(one, one.replace("-", "–") + " %") for one in config.windows],
        "title": {"text": "when weight decay acts, in per cent of the run"},
    }
    return frame(axis, y, told)
