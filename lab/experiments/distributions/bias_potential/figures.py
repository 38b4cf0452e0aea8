"""What is drawn of a run."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from lab.contract.figure import Across, Figure, Fit, Line, Moment, Snapshot
from lab.experiments import drawing
from lab.experiments.distributions.bias_potential.config import Config
from lab.experiments.distributions.plane import remark, truth_of
from lab.experiments.drawing import FOLDED, HERO, LOG, density_map, dots, label, line, panel, square
from lab.numerics.bounds import early_stopping_bound
from lab.numerics.density import Grid


def figures(config: Config) -> tuple[Figure, ...]:
    """The figures of a run or of the set that a config spans; the first is the hero."""
    if config.record == "summary":
        return (_best(config), _best_time())
    first = {1: _curve_and_clock, 2: _map_and_clock}.get(config.dim, _clock)
    beside = (_bound(config), _lemma()) if config.follows_truth else ()
    return (first(config), _near(config), _norm(config), *beside)


def _clock_axis(config: Config, **more: Any) -> dict[str, Any]:
    """The step axis as a log clock."""
    if config.solver == "implicit":
        last = max(config.steps - 1, 1)
        times = [0.0, *(config.end_time ** (k / max(last - 1, 1)) for k in range(last))]
        return {"title": {"text": "training time t"}, "range": [0, last], **drawing.log_time(times), **more}
    title = "updates of Adam" if config.by_adam else f"updates, {config.learning_rate:g} of time each"
    return {"title": {"text": title}, **LOG, "range": [0, math.log10(max(config.steps, 2))], **more}


def _curves() -> tuple[list[dict[str, Any]], list[Line | Moment]]:
    """Distance to the truth, and training loss below it, on the axes x, y and y3."""
    traces = [
        line("@model", width=2.5, name="distance to the truth"),
        line("@others", axes="3", name="training loss"),
    ]
    return traces, [
        Line(0, "kl"),
        Line(1, "train_loss"),
        Moment("early-stop", "y", "second", "turns here", hanging=True),
    ]


def _clock_layout(config: Config, x: tuple[float, float]) -> dict[str, Any]:
    return drawing.layout(
        xaxis=_clock_axis(config, domain=list(x), anchor="y3"),
        yaxis=panel("distance to the truth", domain=[0.46, 1.0], **LOG, dtick=1),
        yaxis3=panel("training loss", domain=[0.0, 0.34]),
    )


def _phone(config: Config, rows: Mapping[str, Any]) -> dict[str, Any]:
    """Below one another: what is left is above."""
    return {
        "xaxis": _clock_axis(config, domain=[0, 1], anchor="y3"),
        "yaxis": panel("distance to the truth", domain=[0.21, 0.39], **LOG, dtick=1),
        "yaxis3": panel("training loss", domain=[0.0, 0.11]),
        **rows,
    }


def _clock(config: Config) -> Figure:
    traces, bindings = _curves()
    return Figure(
        "clock", "Distance to the truth, and training loss", traces, _clock_layout(config, (0, 1)), bindings
    )


def _map_and_clock(config: Config) -> Figure:
    """The density with the points it was trained on; beside it, its distance to the truth over log time."""
    traces, bindings = _curves()
    grid = Grid(config.grid)
    known = config.target in ("teacher", "paper")
    highest = 6 / grid.size
    if not known:
        highest = drawing.highest(truth_of(config, config.target, grid, floor=config.floor))
    traces += [density_map(config.grid, highest, axes="2"), dots("@data", axes="2", size=6, ring=True)]
    bindings_of_map = [
        Snapshot(2, "density", "z"),
        Snapshot(3, "train_points", "x", column=0),
        Snapshot(3, "train_points", "y", column=1),
    ]
    return Figure(
        "density",
        "The density and the points it learns from",
        traces,
        {**_clock_layout(config, (0.54, 1.0)), **square("2", (0.0, 0.46))},
        (*bindings, *bindings_of_map),
        HERO,
        note="Rings are the training points; bluer is more probable. The distance is the Kullback–Leibler "
        f"divergence, in nats.{remark(config)}",
        phone=_phone(config, square("2", (0, 1), (0.49, 1.0))),
    )


def _curve_and_clock(config: Config) -> Figure:
    """The same on a line."""
    traces, bindings = _curves()
    cells = drawing.ticks(config.grid)
    traces += [
        line("@model", x=cells, fill="tozeroy", xaxis="x2", yaxis="y2", hoverinfo="skip"),
        dots("@data", axes="2", size=9, ring=True, y=[0] * config.drawn[0], cliponaxis=False),
    ]
    density = panel("mass of a cell", domain=[0, 1], anchor="x2", range=[0, 0.055], rangemode="tozero")
    return Figure(
        "density",
        "The density and the points it learns from",
        traces,
        {
            **_clock_layout(config, (0.54, 1.0)),
            "xaxis2": {"domain": [0, 0.44], "anchor": "y2", "range": [-1, 1], "title": {"text": "x"}},
            "yaxis2": density,
        },
        (*bindings, Snapshot(2, "density", "y"), Snapshot(3, "train_points", "x", column=0)),
        HERO,
        note="Rings are the training points. The scale is fixed: what is higher is cut off.",
        phone=_phone(
            config,
            {
                "xaxis2": {"domain": [0, 1], "anchor": "y2", "range": [-1, 1]},
                "yaxis2": {**density, "domain": [0.5, 1]},
            },
        ),
    )


def _near(config: Config) -> Figure:
    return Figure(
        "near-mass",
        "How much of the mass sits on training points",
        (line("@data"), line("@truth", dash="dot", width=1.5)),
        drawing.layout(
            xaxis=_clock_axis(config),
            yaxis=panel("share of the mass", range=[0, 1.02]),
        ),
        (Line(0, "near_mass"), Line(1, "near_mass_target"), Moment("memorized", "y", "data")),
        FOLDED,
        note="Dotted: what the truth has there. A copy of the training set would have all of it.",
    )


def _norm(config: Config) -> Figure:
    return Figure(
        "norm",
        "The potential grows without bound",
        (line("@model"),),
        drawing.layout(xaxis=_clock_axis(config), yaxis=panel("norm |a|", **LOG)),
        (Line(0, "norm"),),
        FOLDED,
        note="No density of finite potential is the training set itself, so the coefficients never rest.",
    )


def _bound(config: Config) -> Figure:
    """Theorem 6 beside what is measured: true, and vacuous by orders of magnitude."""
    steps = list(range(1, config.steps))
    last = max(config.steps - 2, 1)
    times = [config.end_time ** ((k - 1) / last) for k in steps]
    norm, n = config.teacher_norm, config.drawn[0]
    terms = early_stopping_bound(times, norm, config.dim, n)
    optimization, sampling = (term.tolist() for term in terms)
    return Figure(
        "bound",
        "The paper's bound, and what is measured",
        (
            line("@model"),
            line("@others", x=steps, y=optimization, dash="dot", width=1.5),
            line("@others", x=steps, y=sampling, dash="dash", width=1.5),
            line("@limit", x=steps, y=np.add(*terms).tolist()),
            line("@second", width=1.5),
        ),
        drawing.layout(
            xaxis=_clock_axis(config),
            yaxis=panel("KL in nats", **LOG),
            annotations=[
                label("bound: |a*|²/2t + c·t/√n", "@limit", 0.98, 0.95),
                label("measured", "@model", 0.02, 0.2),
                label("if it saw the truth itself", "@second", 0.98, 0.06),
            ],
        ),
        (Line(0, "kl"), Line(4, "kl_population")),
        FOLDED,
        note="Theorem 6 holds with 90 % chance, and is far above: its two terms show why there is a best "
        "moment, not where. Dotted: not yet trained. Dashed: what the samples mislead.",
    )


def _lemma() -> Figure:
    return Figure(
        "lemma",
        "How fast the samples mislead",
        (line("@model"), line("@limit", width=1.5, dash="dash")),
        drawing.layout(
            xaxis={"title": {"text": "training time t"}, **LOG},
            yaxis=panel("distance between the two flows", **LOG),
        ),
        (Line(0, "gap", x="time"), Line(1, "misled", x="time")),
        FOLDED,
        note="Two models start alike; one sees the samples, one the truth. Dashed: time times how far the "
        "samples' mean of the features is off, which their distance may never exceed. At first they touch.",
    )


def _sizes(config: Config) -> list[int]:
    return sorted(set(config.sizes) or {config.samples})


def _best(config: Config) -> Figure:
    """The lowest divergence of each run against its number of samples; guides of the paper's slopes."""
    sizes = _sizes(config)
    top = {1: 0.04, 2: 0.2}.get(config.dim, 0.25)  # above the dots of the known truths
    guides = [
        line("@others", x=sizes, y=[top * (n / sizes[0]) ** slope for n in sizes], dash="dot", width=1.5)
        for slope in (-0.25, -0.5, -0.75)
    ]
    end = math.log10(sizes[-1])
    names = [
        label(
            text,
            "@soft",
            end,
            math.log10(top * (sizes[-1] / sizes[0]) ** slope),
            xref="x",
            yref="y",
            xanchor="left",
            xshift=6,
        )
        for text, slope in (("slope −¼", -0.25), ("−½", -0.5), ("−¾", -0.75))
    ]
    return Figure(
        "best",
        "The best distance to the truth, against the number of points",
        (dots("@model", size=7, opacity=0.6), *guides, line("@model", width=2)),
        drawing.layout(
            xaxis={"title": {"text": "training points n"}, **LOG},
            yaxis=panel("lowest KL in nats", **LOG),
            annotations=names,
            margin={**drawing.MARGIN, "r": 80},
        ),
        (Across(0, "best_kl", "samples"), Fit(1 + len(guides), of=0, label="fit {slope}")),
        HERO,
        note="Each dot is a run with other points. The paper promises at least the slope −¼, whatever the "
        "dimension.",
    )


def _best_time() -> Figure:
    return Figure(
        "best-time",
        "The best moment comes later with more points",
        (dots("@model", size=7, opacity=0.6), line("@model", width=2)),
        drawing.layout(
            xaxis={"title": {"text": "training points n"}, **LOG},
            yaxis=panel("best time t", **LOG),
            margin={**drawing.MARGIN, "r": 80},
        ),
        (Across(0, "best_time", "samples"), Fit(1, of=0, label="fit {slope}")),
        FOLDED,
        note="The bound's best moment grows as n^¼.",
    )
