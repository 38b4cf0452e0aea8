"""What is drawn of a run, and of the sets."""

from typing import Any

from lab.contract.figure import Across, Figure, Line, Moment, Snapshot
from lab.experiments.distributions.gan.config import BINS, FARTHEST, Config
from lab.experiments.distributions.levels import copy_levels
from lab.experiments.distributions.plane import remark
from lab.experiments.drawing import (
    FOLDED,
    HERO,
    LOG,
    dots,
    label,
    layout,
    line,
    log_steps,
    panel,
    square,
)

REACH = 1.25


def figures(config: Config) -> tuple[Figure, ...]:
    """The figures of a run or of the set that a config spans; the first is the hero."""
    if config.members > 1:
        return (_copies_of_set(config), _across(config))
    return (_sets(config), _nearest(), _copies(config), _loss(config))


def _sets(config: Config) -> Figure:
    """The cloud between two sets of points; at the end the training set is ringed."""
    traces = [
        line("@model", width=2.5, name="closer to its set"),
        line("@others", width=1.5, dash="dash", x=[1, config.steps], y=[0.5, 0.5]),
        line("@model", axes="3", width=2.5, name="distance to the truth"),
        *copy_levels("3"),
        dots("@model", axes="2", size=4.5, opacity=0.85),
        _marks("circle-open"),
        _marks("square-open"),
        dots("@data", axes="2", size=15, ring=True),
    ]
    bindings: list[Any] = [
        Line(0, "memorized"),
        Line(2, "w2_test"),
        Line(3, "w2_memorized"),
        Line(4, "w2_floor"),
        Moment("early-stop", "y3", "second", "turns here", hanging=True),
        Moment("memorized", "y", "data"),
    ]
    for trace, array in ((5, "points"), (6, "set_a"), (7, "set_b"), (8, "train_points")):
        bindings += [Snapshot(trace, array, axis, column=i) for i, axis in enumerate("xy")]
    even = label("50 %: as close to both", "@soft", 0.98, 0.5, yref="y", yanchor="top")
    above = {"xref": "x2 domain", "yref": "y2 domain", "yanchor": "bottom"}
    names = [even, label("○ set A   □ set B", "@truth", 0.0, 1.0, **above)]
    scale = {"range": [0.3, 1.02], "tickformat": ".0%"}
    share = panel("dots closer to the set it trains on than to the other", **scale)
    narrow = panel("closer to its set than to the other", **scale)
    distance = panel("distance to the truth, W₂", rangemode="tozero")
    return Figure(
        "sets",
        "The generator's points between two sets",
        traces,
        layout(
            xaxis=log_steps(config.steps, domain=[0.54, 1.0], anchor="y3"),
            yaxis={**share, "domain": [0.6, 1.0]},
            yaxis3={**distance, "domain": [0.0, 0.46]},
            annotations=names,
            **square("2", (0.0, 0.46), (0.0, 0.95), reach=REACH),
        ),
        tuple(bindings),
        HERO,
        note="Dots: what the generator draws. Circles A and squares B: two draws from the truth; it was "
        f"trained on one of them, which is ringed at the end.{remark(config)}",
        phone={
            "xaxis": log_steps(config.steps, domain=[0, 1], anchor="y3"),
            "yaxis": {**narrow, "domain": [0.26, 0.39]},
            "yaxis3": {**distance, "domain": [0.0, 0.16]},
            "annotations": names,
            **square("2", (0, 1), (0.48, 0.97), reach=REACH),
        },
    )


def _marks(symbol: str) -> dict[str, Any]:
    trace = dots("@truth", axes="2", size=9)
    return {**trace, "marker": {**trace["marker"], "symbol": symbol, "line": {"width": 1.5}}}


def _nearest() -> Figure:
    """How far each generated point is from the nearest of either set."""
    middles = [(2 * k + 1) * FARTHEST / BINS / 2 for k in range(BINS)]
    bars = [
        {
            "type": "bar",
            "x": middles,
            "y": [],
            "marker": {"color": role},
            "opacity": opacity,
            "width": FARTHEST / BINS,
        }
        for role, opacity in (("@others", 0.6), ("@data", 0.6))
    ]
    return Figure(
        "nearest",
        "How far from the nearest point of either set",
        bars,
        layout(
            xaxis={"title": {"text": "distance to the nearest point"}, "range": [0, FARTHEST]},
            yaxis=panel("share of the generated points", range=[0, 0.6], tickformat=".0%"),
            annotations=[
                label("to the training set", "@data", 0.98, 0.95),
                label("to the other set, which it never saw", "@soft", 0.98, 0.87),
            ],
            barmode="overlay",
            bargap=0,
        ),
        (Snapshot(0, "nearest", "y", column=1), Snapshot(1, "nearest", "y", column=0)),
        FOLDED,
        note="Who has learned the truth is as far from one set as from the other. Copies pile up at zero, "
        "for the training set alone.",
    )


def _copies(config: Config) -> Figure:
    return Figure(
        "copies",
        "How many are copies",
        (line("@data"), line("@others", width=1.5, dash="dash", x=[1, config.steps], y=[1 / 9, 1 / 9])),
        layout(
            xaxis=log_steps(config.steps), yaxis=panel("share of copies", range=[0, 1.02], tickformat=".0%")
        ),
        (Line(0, "copies"), Moment("memorized", "y", "data")),
        FOLDED,
        note="A copy is three times closer to its nearest training point than to the second nearest. Dashed: "
        "what chance gives.",
    )


def _loss(config: Config) -> Figure:
    return Figure(
        "loss",
        "The generator's loss says nothing of it",
        (line("@others", width=1.5),),
        layout(xaxis=log_steps(config.steps), yaxis=panel("loss of the generator")),
        (Line(0, "train_loss"),),
        FOLDED,
    )


def _spanned(config: Config) -> tuple[str, str]:
    """What the members differ in: the coordinate, and its name for people."""
    return ("samples", "training points n") if config.sizes else ("discriminator_width", "width of the judge")


def _copies_of_set(config: Config) -> Figure:
    coordinate, name = _spanned(config)
    values = sorted(set(config.sizes or config.widths or (config.samples,)))
    traces, bindings, names = [], [], []
    for i, value in enumerate(values):
        traces.append(line("@data", width=3 - 2 * i / max(1, len(values) - 1)))
        where = {coordinate: value} if config.sizes or config.widths else {}
        bindings.append(Line(i, "copies", where=where))
        names.append(label(f"{name}: {value}", "@data", 0.02, 0.95 - 0.08 * i))
    return Figure(
        "copies",
        "How many of the generated points are copies",
        traces,
        layout(
            xaxis=log_steps(config.steps),
            yaxis=panel("share of copies", range=[0, 1.02], tickformat=".0%"),
            annotations=names,
        ),
        tuple(bindings),
        HERO,
        note="A copy is three times closer to its nearest training point than to the second nearest; the "
        "thicker the line, the smaller the number.",
    )


def _across(config: Config) -> Figure:
    coordinate, name = _spanned(config)
    return Figure(
        "at-the-end",
        "Copies at the last row",
        (dots("@data", size=9),),
        layout(
            xaxis={"title": {"text": name}, **LOG, "dtick": "D2"},
            yaxis=panel("share of copies", range=[0, 1.02]),
        ),
        (Across(0, "copies", coordinate),),
        FOLDED,
    )
