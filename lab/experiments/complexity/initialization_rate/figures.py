"""What is drawn of one run, of the runs along γ, of the map over γ and λ, of several depths."""

from typing import Any

from lab.contract.figure import Above, Across, Figure, Grid, Pick, Stop
from lab.experiments.complexity.initialization_rate.config import Config
from lab.experiments.complexity.initialization_rate.inset import answers, weights
from lab.experiments.complexity.sweep.figures import (
    FOLDED,
    KEYS,
    LOSS,
    NOT_TRAINED,
    STABLE_RANK,
    along,
    over,
    run_figures,
    shares,
    untrained,
)
from lab.experiments.drawing.axes import Axis, axis, ticks
from lab.experiments.drawing.names import PAPER, words
from lab.experiments.drawing.panels import Panel
from lab.experiments.drawing.style import ABOVE
from lab.numerics.initialization import std

HERO = (520, 600)
DECADES = {**LOSS, **ticks([0.1, 1, 10], ["0.1", "1", "10"]), "range": [-1.5, 1.15]}
"""Losses, on lines of a grid that are ten times apart."""
TASK = (
    "A question is a number and two symbols, each a step up or down: 55 D C asks for 55 − 8 − 2 = 45.",
    "A question is a number and two steps:<br>55 D C asks for 55 − 8 − 2 = 45.",
)
"""The task in words, on a wide screen and on a phone."""
GHOSTS = (0.05, 0.15, 0.4)
"""Shares of the run at which the curve leaves a trace of itself."""


def figures(config: Config) -> tuple[Figure, ...]:
    """The figures of a run or of the set that a config spans; the first is the hero."""
    if len(config.gammas) == 1:
        return run_figures()
    if len(config.layers) > 1:
        return (_depths(config, "reasoning"), _depths(config, "train_loss"))
    if len(config.weight_decays) > 1:
        return (_map(config, "reasoning"), _map(config, "train_loss"))
    return (_losses(config), shares(config), _ranks(config))


def _losses(config: Config) -> Figure:
    """The losses along γ, and beside them what the networks at the line answer and how large they are."""
    top, folded = ({**ABOVE, "t": ABOVE["t"] + 40 + 14 * task.count("<br>")} for task in TASK)
    losses = along(
        config,
        "losses",
        "Loss against the size of the weights at birth",
        DECADES,
        height=HERO,
        margin=top,
        phone={"margin": folded},
        pick=_pick(config),
    )
    losses.xaxis["anchor"] = None
    losses.at, losses.phone = ((0, 0.68), (0, 1)), ((0, 1), (0.5, 1))
    for column in ("train_loss", "ood_loss"):
        for share in GHOSTS:
            ghost = losses.curve("@others", width=1, opacity=0.6, hoverinfo="skip")
            ghost.fill(Across, column, "gamma", mean=True, until=share)
    losses.curve("@others", width=2, dash="dash").fill(Across, "train_loss", "gamma", mean=True)
    losses.curve("@second", width=1.5).fill(Across, "id_loss", "gamma", mean=True)
    losses.curve("@model", width=3.5).fill(Across, "ood_loss", "gamma", mean=True)
    untrained(losses, losses.points("@model", size=7).fill(Across, "ood_loss", "gamma"))
    _name(losses)
    answers(losses.drawing)
    weights(losses.drawing)
    losses.points("@others", size=5).fill(Across, "train_loss", "gamma")
    return losses.figure(
        "A dot is a network; lines are means over seeds, pale lines the same curve earlier in training. "
        "Each line of the grid is ten times the one below. A question is a number and two symbols, each of "
        "which means a step up or down. Drag the upright line from γ to γ: at the right stands what the "
        "networks there answer to the 80 questions with the pair never shown (blue: right; green: what is "
        "taught for the same symbols in the other order), and how their weights are spread at this step."
    )


def _pick(config: Config) -> Pick:
    start = min(config.gammas, key=lambda gamma: abs(gamma - 0.5))
    sigmas = {gamma: f"γ = {gamma:g}, σ = {std(gamma, config.width):.3f}" for gamma in config.gammas}
    return Pick("gamma", start, stops=[Stop(gamma, gamma, sigma) for gamma, sigma in sigmas.items()])


CURVES = (
    ("ood_loss", "@model", "a pair of symbols never shown", "a pair never shown"),
    ("id_loss", "@second", "familiar pairs, new numbers", "new numbers"),
    ("train_loss", "@soft", "training questions", "training"),
    ("ood_loss", "@limit", f"○ training loss above {NOT_TRAINED:g}", f"○ training above {NOT_TRAINED:g}"),
)
"""Columns, their colours, and their names on a wide screen and on a phone."""


def _name(losses: Panel) -> None:
    """The words in two rows, each with the column that it is about: a question keeps them back together."""
    here = {"xref": "x domain", "yref": "y domain"}
    for phone in (False, True):
        notes = words([(role, names[phone]) for _, role, *names in CURVES], 2, **here)
        pairs = zip(notes, CURVES, strict=True)
        losses.drawing.names[phone] += [{**note, "name": column} for note, (column, *_) in pairs]
    losses.label(TASK[0], "@ink", 0, 1, **PAPER, yanchor="bottom", yshift=40, phone={"text": TASK[1]})


def _ranks(config: Config) -> Figure:
    roles = {"embedding": ("@model", "embedding"), "mlp": ("@second", "MLP"), "query": ("@others", "query")}
    rank = axis("stable rank", rangemode="tozero")
    title = "How many directions the matrices use"
    ranks = along(config, "ranks", title, rank, list(roles.values()))
    for name, (role, _) in roles.items():
        ranks.curve(role).fill(Across, f"stable_rank_{name}", "gamma", mean=True)
    for name, (role, _) in roles.items():
        ranks.points(role, size=5).fill(Across, f"stable_rank_{name}", "gamma")
    return ranks.figure(STABLE_RANK)


MAPS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "reasoning": ("Keys answered by the rule", "by the rule", {"zmin": 0, "zmax": 1}),
    "train_loss": ("Training loss", "loss", {"zmin": 0, "zmax": 2}),
}


def _map(config: Config, column: str) -> Figure:
    title, unit, scale = MAPS[column]
    gammas, decays = (
        [f"{value:g}" for value in sorted(values)] for values in (config.gammas, config.weight_decays)
    )
    sizes = [f"{gamma:g}<br>{std(gamma, config.width):.3f}" for gamma in sorted(config.gammas)]
    category: Axis = {"type": "category", "showgrid": False}
    x = "γ, and under it σ = width<sup>−γ</sup>: smaller weights to the right"
    cells = over(
        f"map-{column.replace('_', '-')}",
        f"{title}, over size at birth and weight decay",
        axis("weight decay λ", **category),
        (("@soft", " "), ("@limit", "× not trained yet")),
        HERO if column == "reasoning" else FOLDED,
        x=axis(x, **category, **ticks(gammas, sizes), tickangle=0),
    )
    heat = cells.heat("@panel", "@model", bar=unit, gap=2, x=gammas, y=decays, **scale)
    heat.fill(Grid, column, "gamma", "weight_decay")
    cross = {"color": "@limit", "size": 10, "symbol": "x-thin", "line": {"color": "@limit", "width": 2}}
    cells.points("@limit", marker=cross).fill(Above, heat.trace, "train_loss", NOT_TRAINED)
    return cells.figure(
        "Each cell is the mean over seeds; a click opens its first run. A cross marks a training loss "
        f"above {NOT_TRAINED:g}: what has not been learned yet is not memorized."
    )


def _depths(config: Config, column: str) -> Figure:
    looks = (("@model", "solid"), ("@second", "dot"), ("@others", "dash"), ("@truth", "dashdot"))
    styles = dict(zip(sorted(config.layers), looks, strict=False))
    ruled = column == "reasoning"
    panel = along(
        config,
        f"depth-{column.replace('_', '-')}",
        "Answers by the rule, for each depth" if ruled else "Training loss, for each depth",
        KEYS if ruled else {**LOSS, "range": [-1.6, 0.8]},
        [(role, f"{depth} layer{'s' if depth > 1 else ''}") for depth, (role, _) in styles.items()],
        HERO if ruled else FOLDED,
    )
    for depth, (role, dash) in styles.items():
        mean = panel.curve(role, width=2.5, dash=dash)
        mean.fill(Across, column, "gamma", where={"layers": depth}, mean=True)
    for depth, (role, _) in styles.items():
        panel.points(role).fill(Across, column, "gamma", where={"layers": depth})
    return panel.figure("A dot is a network, a line the mean over seeds; a click on a dot opens its run.")
