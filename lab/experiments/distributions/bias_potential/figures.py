"""What is drawn of a run."""

import math
from typing import Any

import numpy as np

from lab.contract.figure import Across, Figure, Fit, Line, Snapshot
from lab.experiments.distributions.bias_potential.config import Config
from lab.experiments.distributions.plane import remark, truth_of
from lab.experiments.drawing.axes import DECADES, LOG, axis, log_time
from lab.experiments.drawing.marks import Look, centres, density, highest
from lab.experiments.drawing.panels import Drawing, Panel, chart
from lab.experiments.drawing.style import HERO, MARGIN
from lab.numerics.bounds import early_stopping_bound
from lab.numerics.density import Grid

FITTED = {**MARGIN, "r": 80}
"""Room for the slope at the end of a fit."""


def figures(config: Config) -> tuple[Figure, ...]:
    """The figures of a run or of the set that a config spans; the first is the hero."""
    if config.record == "summary":
        return (_best(config), _best_time())
    first = {1: _curve_and_clock, 2: _map_and_clock}.get(config.dim, _clock)
    beside = (_bound(config), _lemma()) if config.follows_truth else ()
    return (first(config), _near(config), _norm(config), *beside)


def _steps(config: Config) -> dict[str, Any]:
    """The step axis as a log clock."""
    if config.solver == "implicit":
        last = max(config.steps - 1, 1)
        times = [0.0, *(config.end_time ** (k / max(last - 1, 1)) for k in range(last))]
        return axis("training time t", range=[0, last], **log_time(times))
    title = "updates of Adam" if config.by_adam else f"updates, {config.learning_rate:g} of time each"
    return axis(title, **LOG, range=[0, math.log10(max(config.steps, 2))])


def _distance(drawing: Drawing, config: Config, left: float = 0.54) -> Panel:
    """The panel of the distance to the truth, to the right of what begins at the left."""
    at, phone = ((left, 1.0), (0.46, 1.0)), ((0, 1), (0.21, 0.39))
    return drawing.panel("distance to the truth", x=_steps(config), at=at, phone=phone, **DECADES)


def _curves(distance: Panel) -> None:
    """Distance to the truth, and below it the training loss."""
    loss = distance.below("training loss", up=(0.0, 0.34), phone=(0.0, 0.11))
    distance.curve("@model", "kl", width=2.5, name="distance to the truth")
    loss.curve("@others", "train_loss", name="training loss")
    distance.moment("early-stop", "second", "turns here", hanging=True)


def _clock(config: Config) -> Figure:
    drawing = Drawing("clock", "Distance to the truth, and training loss")
    _curves(_distance(drawing, config, left=0.0))
    return drawing.figure()


def _map_and_clock(config: Config) -> Figure:
    """The density with the points it was trained on; beside it, its distance to the truth over log time."""
    drawing = Drawing("density", "The density and the points it learns from", HERO)
    distance = _distance(drawing, config)
    square = drawing.map(at=((0.0, 0.46), (0, 1)), phone=((0, 1), (0.49, 1.0)))
    _curves(distance)
    grid = Grid(config.grid)
    known = config.target in ("teacher", "paper")
    truth = None if known else truth_of(config, config.target, grid, floor=config.floor)
    darkest = 6 / grid.size if truth is None else highest(truth)
    square.draw(density(config.grid, darkest)).fill(Snapshot, "density", "z")
    square.dots("@data", "train_points", size=6, ring=True)
    return drawing.figure(
        "Rings are the training points; bluer is more probable. The distance is the Kullback–Leibler "
        f"divergence, in nats.{remark(config)}"
    )


def _curve_and_clock(config: Config) -> Figure:
    """The same on a line."""
    drawing = Drawing("density", "The density and the points it learns from", HERO)
    distance = _distance(drawing, config)
    mass = drawing.panel(
        "mass of a cell",
        x=axis("x", range=[-1, 1]),
        at=((0, 0.44), (0, 1)),
        phone=((0, 1), (0.5, 1)),
        phone_x={"title": None},
        range=[0, 0.055],
        rangemode="tozero",
    )
    _curves(distance)
    curve = mass.curve("@model", x=centres(config.grid), fill="tozeroy", hoverinfo="skip")
    curve.fill(Snapshot, "density", "y")
    rings = mass.dots("@data", size=9, ring=True, y=[0] * config.drawn[0], cliponaxis=False)
    rings.fill(Snapshot, "train_points", "x", column=0)
    return drawing.figure("Rings are the training points. The scale is fixed: what is higher is cut off.")


def _near(config: Config) -> Figure:
    share = chart(
        "near-mass",
        "How much of the mass sits on training points",
        "share of the mass",
        x=_steps(config),
        range=[0, 1.02],
    )
    share.curve("@data", "near_mass")
    share.curve("@truth", "near_mass_target", dash="dot", width=1.5)
    share.moment("memorized", "data")
    return share.figure("Dotted: what the truth has there. A copy of the training set would have all of it.")


def _norm(config: Config) -> Figure:
    norm = chart("norm", "The potential grows without bound", "norm |a|", x=_steps(config), **LOG)
    return norm.curve("@model", "norm").figure(
        "No density of finite potential is the training set itself, so the coefficients never rest."
    )


def _bound(config: Config) -> Figure:
    """Theorem 6 beside what is measured: true, and vacuous by orders of magnitude."""
    kl = chart("bound", "The paper's bound, and what is measured", "KL in nats", x=_steps(config), **LOG)
    steps, last = list(range(1, config.steps)), max(config.steps - 2, 1)
    times = [config.end_time ** ((k - 1) / last) for k in steps]
    terms = early_stopping_bound(times, config.teacher_norm, config.dim, config.drawn[0])
    kl.curve("@model", "kl")
    for term, dash in zip(terms, ("dot", "dash"), strict=True):
        kl.curve("@others", x=steps, y=term.tolist(), dash=dash, width=1.5)
    kl.curve("@limit", x=steps, y=np.add(*terms).tolist())
    kl.curve("@second", "kl_population", width=1.5)
    kl.label("bound: |a*|²/2t + c·t/√n", "@limit", 0.98, 0.95)
    kl.label("measured", "@model", 0.02, 0.2)
    kl.label("if it saw the truth itself", "@second", 0.98, 0.06)
    return kl.figure(
        "Theorem 6 holds with 90 % chance, and is far above: its two terms show why there is a best "
        "moment, not where. Dotted: not yet trained. Dashed: what the samples mislead."
    )


def _lemma() -> Figure:
    distance = chart(
        "lemma",
        "How fast the samples mislead",
        "distance between the two flows",
        x=axis("training time t", **LOG),
        **LOG,
    )
    distance.curve("@model").fill(Line, "gap", x="time")
    distance.curve("@limit", width=1.5, dash="dash").fill(Line, "misled", x="time")
    return distance.figure(
        "Two models start alike; one sees the samples, one the truth. Dashed: time times how far the "
        "samples' mean of the features is off, which their distance may never exceed. At first they touch."
    )


def _best(config: Config) -> Figure:
    """The lowest divergence of each run against its number of samples; guides of the paper's slopes."""
    lowest = chart(
        "best",
        "The best distance to the truth, against the number of points",
        "lowest KL in nats",
        HERO,
        x=axis("training points n", **LOG),
        margin=FITTED,
        **LOG,
    )
    runs = lowest.dots("@model", size=7, opacity=0.6).fill(Across, "best_kl", "samples")
    sizes = sorted(set(config.sizes) or {config.samples})
    top = {1: 0.04, 2: 0.2}.get(config.dim, 0.25)  # above the dots of the known truths
    for text, slope in (("slope −¼", -0.25), ("−½", -0.5), ("−¾", -0.75)):
        guide = [top * (n / sizes[0]) ** slope for n in sizes]
        lowest.curve("@others", x=sizes, y=guide, dash="dot", width=1.5)
        end: Look = {"xref": "x", "yref": "y", "xanchor": "left", "xshift": 6}
        lowest.label(text, "@soft", math.log10(sizes[-1]), math.log10(guide[-1]), **end)
    lowest.curve("@model", width=2).fill(Fit, of=runs.trace, label="fit {slope}")
    return lowest.figure(
        "Each dot is a run with other points. The paper promises at least the slope −¼, whatever the "
        "dimension."
    )


def _best_time() -> Figure:
    best = chart(
        "best-time",
        "The best moment comes later with more points",
        "best time t",
        x=axis("training points n", **LOG),
        margin=FITTED,
        **LOG,
    )
    runs = best.dots("@model", size=7, opacity=0.6).fill(Across, "best_time", "samples")
    return (
        best.curve("@model", width=2)
        .fill(Fit, of=runs.trace, label="fit {slope}")
        .figure("The bound's best moment grows as n^¼.")
    )
