"""What is drawn of the duel, of the three phases, of what is learned first, of windows of decay."""

from collections.abc import Mapping
from typing import Any

from lab.experiment import Above, Across, Binding, Figure, Line, Snapshot
from lab.experiments.anchor_sweep.figures import (
    FOLDED,
    HERO,
    LOSS,
    MARGIN,
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
from lab.experiments.drawing import line
from lab.experiments.reason_or_memorize.config import Config
from lab.numerics.anchors import FIRST_KEY
from lab.numerics.initialization import std

DUEL = (640, 520)
UNSEEN = (4, 3)
"""The pair that is never taught: first and second anchor."""
LEFT, RIGHT = (0.0, 0.45), (0.55, 1.0)


def figures(config: Config) -> tuple[Figure, ...]:
    """The figures of a run or of the set that a config spans; the first is the hero."""
    if len(config.windows) > 1:
        return (_windows(config), _windows_loss(config))
    if config.task == "mixture":
        return (_first(config),) if len(config.gammas) > 1 else _one_mixture()
    if len(config.gammas) == 2 and config.sequence == 3:
        return (_duel(config), *(_between(config, *what) for what in BETWEEN))
    if len(config.gammas) > 1:
        return (shares(config, HERO), _learned(config))
    return run_figures()


# --- the duel


def _duel(config: Config) -> Figure:
    """Per network the 16 pairs, and below what it answers to the one that it never saw."""
    gammas = sorted(config.gammas)
    keys = list(range(FIRST_KEY, FIRST_KEY + config.keys))
    traces: list[dict[str, Any]] = []
    bindings: list[Binding] = []
    layout: dict[str, Any] = {"margin": {**MARGIN, "t": 56}, "hovermode": "closest"}
    shapes, notes = [], []
    sides = zip(gammas, (LEFT, RIGHT), ("large", "small"), ("@data", "@model"), strict=True)
    for side, (gamma, domain, size, role) in enumerate(sides):
        pairs, answers = str(2 * side + 1).replace("1", ""), str(2 * side + 2)
        where = {"gamma": gamma, "seed": config.seeds[0]}
        traces += [_grid(role, pairs), dots(role, size=5, x=keys, xaxis=f"x{answers}", yaxis=f"y{answers}")]
        bindings.append(Snapshot(2 * side, "pairs", "z", where=where))
        bindings.append(Snapshot(2 * side + 1, "answers", "y", where=where))
        layout |= _axes(pairs, answers, domain)
        shapes += _frame(pairs, answers, keys)
        text = f"<b>born {size}</b><br>γ = {gamma:g}, σ = {std(gamma, config.width):.3g}"
        notes.append(_text(text, role, f"x{pairs}", f"y{pairs}", 1.04, yanchor="bottom"))
        notes.append(_text("··· rule: x − 10", "@soft", f"x{answers}", f"y{answers}", 1.0, yanchor="top"))
    return Figure(
        "duel",
        "Two networks that differ in their size at birth",
        traces,
        bindings=bindings,
        layout={**layout, "shapes": shapes, "annotations": notes},
        height=DUEL,
        note="Above: how many questions of each pair of anchors (first ↓, second →) are answered right. The "
        "framed pair was never shown to either. Below: what each answers to it, minus the key x; the "
        f"dotted line is the rule. Both have the seed {config.seeds[0]}; for the others see the curves.",
    )


def _grid(role: str, axes: str) -> dict[str, Any]:
    return {
        "type": "heatmap",
        "x": [1, 2, 3, 4],
        "y": [1, 2, 3, 4],
        "z": [],
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, "@panel"], [1, role]],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "xaxis": f"x{axes}",
        "yaxis": f"y{axes}",
    }


def _axes(pairs: str, answers: str, domain: tuple[float, float]) -> dict[str, Any]:
    anchor = {"tickvals": [1, 2, 3, 4], "showgrid": False}
    return {
        f"xaxis{pairs}": {
            **anchor,
            "domain": list(domain),
            "anchor": f"y{pairs}",
            "title": {"text": "second anchor →", "standoff": 2, "font": {"size": 12}},
        },
        f"yaxis{pairs}": {
            **anchor,
            "domain": [0.48, 1],
            "anchor": f"x{pairs}",
            "range": [4.5, 0.5],
        },
        f"xaxis{answers}": {
            "domain": list(domain),
            "anchor": f"y{answers}",
            "title": {"text": "key x", "standoff": 2},
        },
        f"yaxis{answers}": {
            "domain": [0, 0.28],
            "anchor": f"x{answers}",
            "range": [-24, 14],
            "tickvals": [-20, -10, 0, 10],
            "title": {"text": "answer − x"},
        },
    }


def _frame(pairs: str, answers: str, keys: list[int]) -> list[dict[str, Any]]:
    first, second = UNSEEN
    cell = {"x0": second - 0.5, "x1": second + 0.5, "y0": first - 0.5, "y1": first + 0.5}
    around = {"type": "rect", "xref": f"x{pairs}", "yref": f"y{pairs}", **cell}
    rule = {"type": "line", "x0": keys[0], "x1": keys[-1], "y0": -10, "y1": -10}
    return [
        {**around, "line": {"color": "@ink", "width": 3}},
        {
            **rule,
            "xref": f"x{answers}",
            "yref": f"y{answers}",
            "line": {"color": "@truth", "width": 1.5, "dash": "dot"},
        },
    ]


def _text(text: str, role: str, xaxis: str, yaxis: str, height: float, **more: Any) -> dict[str, Any]:
    place = {"xref": f"{xaxis} domain", "x": 0.5, "yref": f"{yaxis} domain", "y": height, "xanchor": "center"}
    return {"text": text, "font": {"color": role, "size": 14}, "showarrow": False, **place, **more}


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
    notes = [_text("the rule is learned first", "@model", "x", "y", 0.97, x=0.3)]
    notes.append(_text("random answers are learned first", "@data", "x", "y", 0.03, x=0.3))
    for one in layouts.values():
        one["annotations"] = [*one["annotations"], *notes]
    return Figure(
        "first",
        "Which half of the questions is ahead",
        (line("@model", width=2.5), dots("@model", size=8)),
        bindings=(Across(0, "gap", "gamma", mean=True), Across(1, "gap", "gamma")),
        height=HERO,
        note="A dot is a network; the line is the mean over seeds. Move the step: both halves are learned in "
        "the end, the question is which comes first.",
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
        note=f"A dot is a network, born with γ = {config.gamma:g}; the line joins the means over seeds. "
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
