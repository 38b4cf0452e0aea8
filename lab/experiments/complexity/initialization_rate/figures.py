"""What is drawn of one run, of the runs along γ, of the map over γ and λ, of several depths."""

from typing import Any

from lab.contract.figure import Above, Across, Binding, Figure, Grid, Pick, Snapshot, Stop
from lab.experiments.complexity.initialization_rate.config import Config
from lab.experiments.complexity.initialization_rate.inset import answers, beside, weights
from lab.experiments.complexity.sweep.figures import (
    FOLDED,
    LOSS,
    MARGIN,
    NOT_TRAINED,
    SHARE,
    STABLE_RANK,
    Axis,
    Told,
    along,
    categories,
    dots,
    frame,
    heat,
    run_figures,
    shares,
    untrained,
    words,
)
from lab.experiments.drawing import label, line
from lab.numerics.initialization import std

HERO = (520, 600)
LINES = {"dtick": 1, "tickvals": [0.1, 1, 10], "ticktext": ["0.1", "1", "10"]}
TASK = (
    "A question is a number and two symbols, each a step up or down: 55 D C asks for 55 − 8 − 2 = 45.",
    "A question is a number and two steps:<br>55 D C asks for 55 − 8 − 2 = 45.",
)
"""What is asked, on a wide screen and on a phone."""
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
    told = (
        ("@model", "a pair of symbols never shown"),
        ("@second", "familiar pairs, new numbers"),
        ("@soft", "training questions"),
        ("@limit", f"○ training loss above {NOT_TRAINED:g}"),
    )
    said = ("a pair never shown", "new numbers", "training", f"○ training above {NOT_TRAINED:g}")
    narrow = [(role, word) for (role, _), word in zip(told, said, strict=True)]
    ghosts = [line("@hairline", width=1.5, hoverinfo="skip") for _ in GHOSTS]
    traces = [
        *ghosts,
        line("@others", width=2, dash="dash"),
        line("@second", width=1.5),
        line("@model", width=3.5),
        dots("@model", size=7),
        untrained(),
        answers(),
        weights(),
        dots("@others", size=5),
    ]
    n = len(ghosts)
    bindings: list[Binding] = [
        *(Across(i, "ood_loss", "gamma", mean=True, until=share) for i, share in enumerate(GHOSTS)),
        Across(n, "train_loss", "gamma", mean=True),
        Across(n + 1, "id_loss", "gamma", mean=True),
        Across(n + 2, "ood_loss", "gamma", mean=True),
        Across(n + 3, "ood_loss", "gamma"),
        Above(n + 4, n + 3, "train_loss", NOT_TRAINED),
        Snapshot(n + 5, "offsets", "y", pick="gamma"),
        Snapshot(n + 6, "weights", "y", pick="gamma"),
        Across(n + 7, "train_loss", "gamma"),
    ]
    start = min(config.gammas, key=lambda gamma: abs(gamma - 0.5))
    stops = [
        Stop(gamma, gamma, f"γ = {gamma:g}, σ = {std(gamma, config.width):.3f}") for gamma in config.gammas
    ]
    layouts = along(config, {**LOSS, **LINES, "range": [-1.5, 1.15]}, told, xref="x domain")
    for screen, here, task in zip(("layout", "phone"), (told, narrow), TASK, strict=True):
        layouts[screen]["annotations"] = [*_named(here), label(task, "@ink", 0, 1, **ABOVE)]
        layouts[screen]["margin"] = {**MARGIN, "t": MARGIN["t"] + 40 + 14 * task.count("<br>")}
    return Figure(
        "losses",
        "Loss against the size of the weights at birth",
        traces,
        **beside(layouts),
        bindings=bindings,
        height=HERO,
        note="A dot is a network; lines are means over seeds, pale lines the same curve earlier in training. "
        "Each line of the grid is ten times the one below. A question is a number and two symbols, each of "
        "which means a step up or down. Drag the upright line from γ to γ: at the right stands what the "
        "networks there answer to the 80 questions with the pair never shown (blue: right; green: what is "
        "taught for the same symbols in the other order), and how their weights are spread at this step.",
        pick=Pick("gamma", start, stops=stops),
    )


ABOVE: dict[str, Any] = {"xref": "paper", "yref": "paper", "yanchor": "bottom", "yshift": 40}


def _named(told: Told) -> list[dict[str, Any]]:
    """The words in two rows, each with the column that it is about: a question keeps them back together."""
    columns = ("ood_loss", "id_loss", "train_loss", "ood_loss")
    shown = words(*told, rows=2, xref="x domain")
    return [{**one, "name": name} for one, name in zip(shown, columns, strict=True)]


def _ranks(config: Config) -> Figure:
    columns = {
        "stable_rank_embedding": "@model",
        "stable_rank_mlp": "@second",
        "stable_rank_query": "@others",
    }
    told = (("@model", "embedding"), ("@second", "MLP"), ("@others", "query"))
    roles = columns.values()
    return Figure(
        "ranks",
        "How many directions the matrices use",
        (*(line(role) for role in roles), *(dots(role, size=5) for role in roles)),
        **along(config, {"title": {"text": "stable rank"}, "rangemode": "tozero"}, told),
        bindings=(
            *(Across(i, column, "gamma", mean=True) for i, column in enumerate(columns)),
            *(Across(i + 3, column, "gamma") for i, column in enumerate(columns)),
        ),
        height=FOLDED,
        note=STABLE_RANK,
    )


MAPS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "reasoning": ("Keys answered by the rule", "by the rule", {"zmin": 0, "zmax": 1}),
    "train_loss": ("Training loss", "loss", {"zmin": 0, "zmax": 2}),
}


def _map(config: Config, column: str) -> Figure:
    title, unit, scale = MAPS[column]
    gammas, decays = sorted(config.gammas), sorted(config.weight_decays)
    cross = dots("@limit", size=10, symbol="x-thin")
    cross["marker"] |= {"line": {"color": "@limit", "width": 2}}
    names = {f"{gamma:g}": f"{gamma:g}<br>{std(gamma, config.width):.3f}" for gamma in gammas}
    x = categories("γ, and under it σ = width<sup>−γ</sup>: smaller weights to the right", names)
    y = categories("weight decay λ")
    return Figure(
        f"map-{column.replace('_', '-')}",
        f"{title}, over size at birth and weight decay",
        (heat(unit, gammas, decays, **scale), cross),
        **frame(x, y, (("@soft", " "), ("@limit", "× not trained yet"))),
        bindings=(Grid(0, column, "gamma", "weight_decay"), Above(1, 0, "train_loss", NOT_TRAINED)),
        height=HERO if column == "reasoning" else FOLDED,
        note="Each cell is the mean over seeds; a click opens its first run. A cross marks a training loss "
        f"above {NOT_TRAINED:g}: what has not been learned yet is not memorized.",
    )


def _depths(config: Config, column: str) -> Figure:
    looks = (("@model", "solid"), ("@second", "dot"), ("@others", "dash"), ("@truth", "dashdot"))
    styles = dict(zip(sorted(config.layers), looks, strict=False))
    lines = [line(role, width=2.5, dash=dash) for role, dash in styles.values()]
    points = [dots(role) for role, _ in styles.values()]
    where = [{"layers": depth} for depth in styles]
    told = [(role, _layers(depth)) for depth, (role, _) in styles.items()]
    axis: Axis
    if column == "reasoning":
        title, axis = "Answers by the rule, for each depth", {**SHARE, "title": {"text": "keys"}}
    else:
        title, axis = "Training loss, for each depth", {**LOSS, "range": [-1.6, 0.8]}
    return Figure(
        f"depth-{column.replace('_', '-')}",
        title,
        (*lines, *points),
        **along(config, axis, told),
        bindings=(
            *(Across(i, column, "gamma", where=one, mean=True) for i, one in enumerate(where)),
            *(Across(i + len(where), column, "gamma", where=one) for i, one in enumerate(where)),
        ),
        height=HERO if column == "reasoning" else FOLDED,
        note="A dot is a network, a line the mean over seeds; a click on a dot opens its run.",
    )


def _layers(depth: int) -> str:
    return "1 layer" if depth == 1 else f"{depth} layers"
