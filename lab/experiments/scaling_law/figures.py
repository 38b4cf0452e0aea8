"""What is drawn of one run, of the losses along the width, of those along the data."""

from collections.abc import Sequence
from typing import Any

from lab.experiment import Across, Figure
from lab.experiments.anchor_sweep.figures import FOLDED, LOSS, MARGIN, dots, over_steps, words
from lab.experiments.drawing import line
from lab.experiments.scaling_law.config import Config
from lab.numerics.initialization import equivalent_rate, std

HERO = (600, 480)
KEPT = {"constant-rate": ("@model", "the rate γ is kept"), "fixed-std": ("@data", "σ is kept")}
COMPLEXITY = {
    "large": ("@data", "γ = 0.5, λ = 0.01"),
    "small": ("@model", "γ = 1, λ = 0.1"),
    "as set": ("@others", "as set"),
}
TITLES = {
    "id_loss": "Loss on questions that were not shown",
    "answer_loss": "Loss on the answer, the one token to be reasoned about",
    "text_loss": "Loss on the words of the text, which can only be remembered",
    "train_loss": "Training loss",
}


def figures(config: Config) -> tuple[Figure, ...]:
    """The figures of a run or of the set that a config spans; the first is the hero."""
    columns = ["answer_loss", "text_loss"] if config.task == "language" else ["id_loss"]
    if len(config.samples) > 1:
        return tuple(_over_data(config, column) for column in (*columns, "train_loss"))
    if len(config.widths) > 1:
        rest = [_plain(config, column) for column in (*columns[1:], "train_loss")]
        return (_over_width(config, columns[0]), *rest)
    named = {column: (role, TITLES[column]) for column, role in zip(columns, ROLES, strict=False)}
    losses = {**named, "train_loss": ("@others", "training")}
    return (over_steps("losses", "Loss while it trains", losses, LOSS, HERO),)


ROLES = ("@model", "@second")


def _points(
    column: str, x: str, groups: Sequence[tuple[dict[str, Any], str]]
) -> tuple[list[dict[str, Any]], list[Across]]:
    """For each group of members, a line of means and a dot a run."""
    lines = [line(role, width=2.5) for _, role in groups]
    points = [dots(role, size=7) for _, role in groups]
    n = len(groups)
    return [*lines, *points], [
        *(Across(i, column, x, where=where, mean=True) for i, (where, _) in enumerate(groups)),
        *(Across(n + i, column, x, where=where) for i, (where, _) in enumerate(groups)),
    ]


def _along(values: Sequence[int], title: str) -> dict[str, Any]:
    ticks = {"tickvals": list(values), "ticktext": [f"{value:,}" for value in values]}
    return {"type": "log", **ticks, "title": {"text": title, "standoff": 8}, "showgrid": False}


def _groups(config: Config) -> list[tuple[dict[str, Any], str]]:
    return [({"scheme": scheme}, KEPT[scheme][0]) for scheme in config.scheme]


def _over_width(config: Config, column: str) -> Figure:
    """Above the loss, below the γ that each width's σ amounts to: a closed form."""
    traces, bindings = _points(column, "width", _groups(config))
    told = words(*(KEPT[scheme] for scheme in config.scheme))
    for scheme in config.scheme:
        kept = {**line(KEPT[scheme][0]), "mode": "lines+markers", "yaxis": "y2"}
        rates = [_rate(config, scheme, width) for width in config.widths]
        traces.append({**kept, "x": list(config.widths), "y": rates})
    return Figure(
        column.replace("_", "-"),
        TITLES[column],
        traces,
        bindings=bindings,
        layout={
            "xaxis": {**_along(config.widths, "width d"), "anchor": "y2"},
            "yaxis": {**_fine(column), "domain": [0.36, 1]},
            "yaxis2": {"domain": [0, 0.24], "title": {"text": "the γ that σ = d<sup>−γ</sup> amounts to"}},
            "margin": MARGIN,
            "hovermode": "closest",
            "annotations": told,
        },
        height=HERO,
        note="A dot is a network, a line the mean over seeds; a straight line is a power law. Below: to keep "
        "σ while the width grows is to be born larger and larger.",
    )


def _rate(config: Config, scheme: str, width: int) -> float:
    if scheme == "constant-rate":
        return config.gamma0
    return equivalent_rate(config.fixed_std or std(config.gamma0, config.base_width), width)


def _fine(column: str) -> dict[str, Any]:
    """A log axis that stands still, over less than two decades of a test loss."""
    ticks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]
    fixed = {"tickvals": ticks, "ticktext": [f"{tick:g}" for tick in ticks]}
    low = -1.8 if column == "train_loss" else -0.55
    return {"type": "log", "title": {"text": "loss"}, "range": [low, 1.0], **fixed}


def _plain(config: Config, column: str) -> Figure:
    traces, bindings = _points(column, "width", _groups(config))
    return Figure(
        column.replace("_", "-"),
        TITLES[column],
        traces,
        bindings=bindings,
        layout={
            "xaxis": _along(config.widths, "width d"),
            "yaxis": _fine(column),
            "margin": MARGIN,
            "hovermode": "closest",
            "annotations": words(*(KEPT[scheme] for scheme in config.scheme)),
        },
        height=FOLDED,
    )


def _over_data(config: Config, column: str) -> Figure:
    groups = [({"complexity": one}, COMPLEXITY[one][0]) for one in config.complexity]
    traces, bindings = _points(column, "samples", groups)
    return Figure(
        column.replace("_", "-"),
        TITLES[column],
        traces,
        bindings=bindings,
        layout={
            "xaxis": _along(config.samples, "questions to learn from"),
            "yaxis": _fine(column),
            "margin": MARGIN,
            "hovermode": "closest",
            "annotations": words(*(COMPLEXITY[one] for one in config.complexity)),
        },
        height=HERO if column != "train_loss" else FOLDED,
        note="A dot is a network, a line the mean over seeds.",
    )
