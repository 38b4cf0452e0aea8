"""Pieces of the figures that sweeps have in common."""

from collections.abc import Mapping, Sequence
from typing import Any

from lab.experiment import Figure, Line
from lab.experiments.anchor_sweep.config import AnchorConfig
from lab.numerics.initialization import std

HERO, FOLDED = (520, 360), (300, 230)
"""Heights in px, on a wide screen and on a phone."""
MARGIN = {"l": 56, "r": 24, "t": 34, "b": 64}
LOSS = {"type": "log", "exponentformat": "power", "dtick": 1, "title": {"text": "loss"}}
SHARE = {"range": [-0.03, 1.03], "tickformat": ".0%"}


def line(role: str, *, width: float = 2.0, dash: str = "solid", **more: Any) -> dict[str, Any]:
    """A curve."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [],
        "y": [],
        "line": {"color": role, "width": width, "dash": dash},
        "connectgaps": True,
        **more,
    }


def dots(role: str, *, size: float = 6.0, symbol: str = "circle", **more: Any) -> dict[str, Any]:
    """One dot a run."""
    marker = {"color": role, "size": size, "symbol": symbol}
    return {"type": "scatter", "mode": "markers", "x": [], "y": [], "marker": marker, **more}


def untrained(**more: Any) -> dict[str, Any]:
    """Rings around the runs whose training loss is still high: slow learning must not read as memorizing."""
    ring = {"color": "@panel", "size": 9, "line": {"color": "@limit", "width": 1.5}}
    return {**dots("@panel"), "marker": ring, **more}


def words(*told: tuple[str, str], y: float = 1.0) -> list[dict[str, Any]]:
    """What the colours mean, as words in them in a row above the panel: (role, word) from the left."""
    texts = [f"<b>{word}</b>" for _, word in told]
    total = sum(len(word) + 3 for _, word in told)
    placed, start = [], 0.0
    for (role, word), text in zip(told, texts, strict=True):
        placed.append(
            {
                "text": text,
                "font": {"color": role, "size": 13},
                "showarrow": False,
                "xref": "paper",
                "yref": "paper",
                "x": 0.12 + 0.88 * start / total,
                "y": y,
                "xanchor": "left",
                "yanchor": "bottom",
            }
        )
        start += len(word) + 3
    return placed


def gamma_axis(config: AnchorConfig) -> dict[str, Any]:
    """γ from left to right, with the standard deviation σ under it."""
    ticks = [f"{gamma:g}<br>{std(gamma, config.width):.3f}" for gamma in config.gammas]
    return {
        "tickvals": list(config.gammas),
        "ticktext": [tick.replace(".000", "") for tick in ticks],
        "title": {"text": "γ, and under it σ = width<sup>−γ</sup>: smaller weights to the right"},
        "range": [min(config.gammas) - 0.04, max(config.gammas) + 0.04],
    }


def usual(top: float) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The usual choice γ = 0.5 as a line, and its name at the height `top` of the panel."""
    across = {"xref": "x", "x0": 0.5, "x1": 0.5, "yref": "paper", "y0": 0, "y1": 1}
    shape = {"type": "line", **across, "line": {"color": "@others", "width": 1, "dash": "dot"}}
    name = {
        "text": "usual",
        "x": 0.5,
        "xref": "x",
        "y": top,
        "yref": "paper",
        "showarrow": False,
        "textangle": -90,
        "xanchor": "right",
        "yanchor": "bottom",
        "font": {"color": "@soft", "size": 12},
    }
    return [shape], [name]


def run_figures(*, hero: tuple[int, int] = HERO) -> tuple[Figure, ...]:
    """One run, or a few that differ in their seed, against the steps."""
    losses = (
        line("@others", width=1.2, name="training"),
        line("@second", dash="dot", name="familiar pairs"),
        line("@model", width=2.5, name="the unseen pair"),
    )
    named = words(("@model", "the unseen pair"), ("@second", "familiar pairs"), ("@others", "training"))
    layout = {"xaxis": STEP, "yaxis": LOSS, "margin": MARGIN, "annotations": named}
    columns = ("train_loss", "id_loss", "ood_loss")
    answers = (
        line("@model", width=2.5, name="the rule's answer"),
        line("@second", dash="dot", name="the other order's"),
        line("@others", name="another"),
    )
    told = words(("@model", "x − 10, the rule"), ("@second", "x − 6, copied"), ("@others", "another"))
    return (
        Figure(
            "losses",
            "Loss while it trains",
            losses,
            layout,
            tuple(Line(i, column) for i, column in enumerate(columns)),
            hero,
        ),
        Figure(
            "answers",
            "What it answers to the pair that it never saw",
            answers,
            {
                "xaxis": STEP,
                "yaxis": {**SHARE, "title": {"text": "keys"}},
                "margin": MARGIN,
                "annotations": told,
            },
            tuple(Line(i, column) for i, column in enumerate(("reasoning", "symmetric", "other"))),
            FOLDED,
        ),
        complexity(),
    )


STEP = {"title": {"text": "step"}}


def complexity() -> Figure:
    """The stable ranks of one run against the steps."""
    columns = {
        "stable_rank_embedding": "@model",
        "stable_rank_mlp": "@second",
        "stable_rank_query": "@others",
    }
    named = words(("@model", "embedding"), ("@second", "MLP"), ("@others", "query"))
    return Figure(
        "complexity",
        "How many directions its matrices use",
        tuple(line(role, name=column.rpartition("_")[2]) for column, role in columns.items()),
        {
            "xaxis": STEP,
            "yaxis": {"title": {"text": "stable rank"}, "rangemode": "tozero"},
            "margin": MARGIN,
            "annotations": named,
        },
        tuple(Line(i, column) for i, column in enumerate(columns)),
        FOLDED,
        note="‖W‖² (Frobenius) over ‖W‖² (largest singular value): 1 when one direction does everything.",
    )


def heat(title: str, x: Sequence[Any], y: Sequence[Any], **more: Any) -> dict[str, Any]:
    """A heat map with one cell a pair of values, evenly spaced."""
    return {
        "type": "heatmap",
        "x": [f"{one:g}" for one in x],
        "y": [f"{one:g}" for one in y],
        "z": [],
        "colorscale": [[0, "@panel"], [0.05, "@hairline"], [1, "@model"]],
        "colorbar": {"title": {"text": title}, "thickness": 10, "outlinewidth": 0},
        "xgap": 2,
        "ygap": 2,
        **more,
    }


def categories(title: str) -> Mapping[str, Any]:
    """An axis of a heat map's cells."""
    return {"type": "category", "title": {"text": title}, "showgrid": False}
