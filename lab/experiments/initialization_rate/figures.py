"""What is drawn of one run, of the runs along γ, of the map over γ and λ, of several depths."""

from typing import Any

from lab.experiment import Above, Across, Binding, Figure, Grid, Pick, Snapshot
from lab.experiments.anchor_sweep.config import OFFSETS
from lab.experiments.anchor_sweep.figures import (
    FOLDED,
    HERO,
    LOSS,
    MARGIN,
    SHARE,
    categories,
    dots,
    gamma_axis,
    heat,
    line,
    run_figures,
    untrained,
    usual,
    words,
)
from lab.experiments.initialization_rate.config import Config

NOT_TRAINED = 0.5
"""Training loss above which a run is drawn as not trained yet."""
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
    return (_losses(config), _answers(), _shares(config), _ranks(config))


def _along(config: Config, y: dict[str, Any], named: list[dict[str, Any]]) -> dict[str, Any]:
    shapes, names = usual(0.03)
    return {
        "xaxis": gamma_axis(config),
        "yaxis": y,
        "margin": MARGIN,
        "shapes": shapes,
        "annotations": [*names, *named],
        "dragmode": False,
        "hovermode": "closest",
    }


def _losses(config: Config) -> Figure:
    named = words(
        ("@model", "a pair never shown"),
        ("@second", "held-out questions"),
        ("@soft", "training"),
        ("@limit", "○ not trained yet"),
    )
    ghosts = [line("@hairline", width=1.5, hoverinfo="skip") for _ in GHOSTS]
    traces = [
        *ghosts,
        line("@others", width=2, dash="dash"),
        line("@second", width=1.5),
        line("@model", width=3.5),
        dots("@model", size=7),
        untrained(),
    ]
    n = len(ghosts)
    bindings: list[Binding] = [
        *(Across(i, "ood_loss", "gamma", mean=True, until=share) for i, share in enumerate(GHOSTS)),
        Across(n, "train_loss", "gamma", mean=True),
        Across(n + 1, "id_loss", "gamma", mean=True),
        Across(n + 2, "ood_loss", "gamma", mean=True),
        Across(n + 3, "ood_loss", "gamma"),
        Above(n + 4, n + 3, "train_loss", NOT_TRAINED),
    ]
    layout = _along(config, {**LOSS, "range": [-1.5, 1.15]}, named)
    start = min(config.gammas, key=lambda gamma: abs(gamma - 0.5))
    return Figure(
        "losses",
        "Loss against the size of the weights at birth",
        traces,
        layout,
        bindings,
        HERO,
        note="A dot is a network; lines are means over seeds, pale lines the same curve earlier in training. "
        "Each line of the grid is ten times the one below.",
        pick=Pick("gamma", start, "γ = {value}"),
    )


def _answers() -> Figure:
    offsets = list(range(OFFSETS[0], OFFSETS[1] + 1))
    colours = {-10: "@model", -6: "@second"}
    bars = {
        "type": "bar",
        "x": offsets,
        "y": [],
        "marker": {"color": [colours.get(offset, "@others") for offset in offsets]},
    }
    names = [(-10, "@model", "x − 10<br>the rule"), (-6, "@second", "x − 6<br>copied")]
    layout = {
        "xaxis": {
            "title": {"text": "answer − x, for the pair (4, 3) that was never shown"},
            "tickvals": [-20, -15, -10, -6, 0, 5, 10],
            "ticktext": ["≤ −20", "−15", "−10", "−6", "0", "5", "≥ 10"],
        },
        "yaxis": {"title": {"text": "of its keys x, mean over seeds"}, "range": [0, 88]},
        "margin": MARGIN,
        "annotations": [
            {"x": x, "y": 88, "text": text, "font": {"color": role}, "showarrow": False, "yanchor": "top"}
            for x, role, text in names
        ],
    }
    return Figure(
        "answers",
        "What the networks at the line answer to it",
        (bars,),
        layout,
        (Snapshot(0, "offsets", "y", pick="gamma"),),
        FOLDED,
        note="Drag the line of the figure above from γ to γ.",
    )


def _shares(config: Config) -> Figure:
    named = words(
        ("@model", "x − 10, the rule"),
        ("@second", "x − 6, copied from (3, 4)"),
        ("@limit", "○ not trained yet"),
    )
    traces = (line("@model", width=2.5), dots("@model"), line("@second"), dots("@second"), untrained())
    return Figure(
        "shares",
        "Answers to the pair that was never shown",
        traces,
        _along(config, {**SHARE, "title": {"text": "keys"}}, named),
        (
            Across(0, "reasoning", "gamma", mean=True),
            Across(1, "reasoning", "gamma"),
            Across(2, "symmetric", "gamma", mean=True),
            Across(3, "symmetric", "gamma"),
            Above(4, 1, "train_loss", NOT_TRAINED),
        ),
        FOLDED,
    )


def _ranks(config: Config) -> Figure:
    columns = {
        "stable_rank_embedding": "@model",
        "stable_rank_mlp": "@second",
        "stable_rank_query": "@others",
    }
    named = words(("@model", "embedding"), ("@second", "MLP"), ("@others", "query"))
    roles = columns.values()
    return Figure(
        "ranks",
        "How many directions the matrices use",
        (*(line(role) for role in roles), *(dots(role, size=5) for role in roles)),
        _along(config, {"title": {"text": "stable rank"}, "rangemode": "tozero"}, named),
        (
            *(Across(i, column, "gamma", mean=True) for i, column in enumerate(columns)),
            *(Across(i + 3, column, "gamma") for i, column in enumerate(columns)),
        ),
        FOLDED,
        note="‖W‖² (Frobenius) over ‖W‖² (largest singular value): 1 when one direction does everything.",
    )


MAPS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "reasoning": ("Keys answered by the rule", "by the rule", {"zmin": 0, "zmax": 1}),
    "train_loss": ("Training loss", "loss", {"zmin": 0, "zmax": 2, "reversescale": False}),
}


def _map(config: Config, column: str) -> Figure:
    title, unit, scale = MAPS[column]
    gammas, decays = sorted(config.gammas), sorted(config.weight_decays)
    cross = dots("@limit", size=10, symbol="x-thin")
    cross["marker"] |= {"line": {"color": "@limit", "width": 2}}
    layout = {
        "xaxis": categories("γ: smaller weights at birth to the right"),
        "yaxis": categories("weight decay λ"),
        "margin": MARGIN,
        "annotations": words(("@limit", "× not trained yet")),
        "hovermode": "closest",
    }
    return Figure(
        f"map-{column.replace('_', '-')}",
        f"{title}, over size at birth and weight decay",
        (heat(unit, gammas, decays, **scale), cross),
        layout,
        (Grid(0, column, "gamma", "weight_decay"), Above(1, 0, "train_loss", NOT_TRAINED)),
        HERO if column == "reasoning" else FOLDED,
        note="Each cell is the mean over seeds; a click opens its first run. A cross marks a training loss "
        f"above {NOT_TRAINED:g}: what has not been learned yet is not memorized.",
    )


def _depths(config: Config, column: str) -> Figure:
    looks = (("@model", "solid"), ("@second", "dot"), ("@others", "dash"), ("@truth", "dashdot"))
    styles = dict(zip(sorted(config.layers), looks, strict=False))
    lines = [line(role, width=2.5, dash=dash) for role, dash in styles.values()]
    points = [dots(role) for role, _ in styles.values()]
    where = [{"layers": depth} for depth in styles]
    named = words(*((role, _layers(depth)) for depth, (role, _) in styles.items()))
    if column == "reasoning":
        title, axis = "Answers by the rule, for each depth", {**SHARE, "title": {"text": "keys"}}
    else:
        title, axis = "Training loss, for each depth", {**LOSS, "range": [-1.6, 0.8]}
    return Figure(
        f"depth-{column.replace('_', '-')}",
        title,
        (*lines, *points),
        _along(config, axis, named),
        (
            *(Across(i, column, "gamma", where=one, mean=True) for i, one in enumerate(where)),
            *(Across(i + len(where), column, "gamma", where=one) for i, one in enumerate(where)),
        ),
        HERO if column == "reasoning" else FOLDED,
        note="A dot is a network, a line the mean over seeds; a click on a dot opens its run.",
    )


def _layers(depth: int) -> str:
    return "1 layer" if depth == 1 else f"{depth} layers"
