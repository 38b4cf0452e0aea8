"""What is drawn of a run, of three judges side by side, and of the sets."""

import math
from collections.abc import Sequence
from typing import Any

from lab.contract.figure import Across, Figure, Fit, Line, Snapshot
from lab.experiments.distributions.density_gan.config import Config
from lab.experiments.distributions.levels import COPYING, copy_levels
from lab.experiments.distributions.plane import FRESH, remark, truth_of
from lab.experiments.drawing.axes import LOG, axis, log_time
from lab.experiments.drawing.marks import density, highest
from lab.experiments.drawing.panels import Drawing, Panel, chart
from lab.experiments.drawing.places import part
from lab.experiments.drawing.style import HERO, MARGIN
from lab.numerics.density import Grid

NAMES = {
    "relu": "weak judge (ReLU)",
    "fourier": "sharper judge (Fourier)",
    "unrestricted": "all-seeing judge",
}
LOOKS = {"relu": ("@model", "solid"), "fourier": ("@second", "dash"), "unrestricted": ("@others", "solid")}


def figures(config: Config) -> tuple[Figure, ...]:
    """The figures of a run or of the set that a config spans; the first is the hero."""
    if config.measure == "cubes":
        return (_cubes(config),)
    if config.record == "summary":
        return (_sizes(config),)
    kinds = config.judges or (config.judge,)
    return (_maps(config, kinds), _near(config, kinds), _judged(config, kinds))


def _clock(config: Config, kinds: Sequence[str]) -> dict[str, Any]:
    """The step axis: one judge's time, or every judge's own."""
    last = config.steps - 1
    if len(kinds) > 1:
        title = "training, from each judge's start to its end"
        return axis(title, range=[0, last], showticklabels=False, tickvals=[])
    start, end = config.clock
    times = [0.0, *(start * (end / start) ** (k / max(last - 1, 1)) for k in range(last))]
    return axis("training time t", range=[0, last], **log_time(times))


def _where(config: Config, kind: str) -> dict[str, str]:
    return {"judge": kind} if config.judges else {}


def _curves(panel: Panel, config: Config, kinds: Sequence[str], column: str) -> None:
    for kind in kinds:
        role, dash = LOOKS[kind]
        curve = panel.curve(role if len(kinds) > 1 else "@model", width=2.5, dash=dash, name=NAMES[kind])
        curve.fill(Line, column, where=_where(config, kind))


def _maps(config: Config, kinds: Sequence[str]) -> Figure:
    """A map a judge over one plot of the distance to the truth."""
    count, several = len(kinds), len(kinds) > 1
    drawing = Drawing(
        "maps",
        "The density of each judge, and its distance to the truth",
        (600, 430) if several else HERO,
        phone={"annotations": []},
        annotations=[],
    )
    distance = drawing.panel(
        "distance to the truth, W₂: how far mass must move",
        x=_clock(config, kinds),
        at=((0.0, 1.0), (0.0, 0.34)) if several else ((0.54, 1.0), (0.0, 1.0)),
        phone=((0, 1), (0, 0.5 if several else 0.36)),
        rangemode="tozero",
    )
    _curves(distance, config, kinds, "w2_test")
    copy_levels(distance, _where(config, kinds[0]))
    darkest = highest(truth_of(config, config.target, Grid(config.grid)))
    for i, kind in enumerate(kinds):
        square = drawing.map(
            at=(part(i, count), (0.46, 0.97)) if several else ((0.0, 0.46), (0.0, 1.0)),
            phone=(part(i, count), (0.66 if several else 0.5, 1.0)),
        )
        where = _where(config, kind)
        square.draw(density(config.grid, darkest)).fill(Snapshot, "density", "z", where=where)
        square.dots("@data", "train_points", where, size=5, ring=True, opacity=0.75)
        if several:
            folded = {"text": "<br>".join(NAMES[kind].rsplit(" ", 1)), "align": "left"}
            square.label(NAMES[kind], LOOKS[kind][0], 0.0, 1.01, yanchor="bottom", phone=folded)
    distance.moment("early-stop", "second", "turns here", hanging=True)
    return drawing.figure(
        "Rings are the training points; bluer is more probable. Dotted: how far the training set "
        f"itself is from the truth, and how far {FRESH} new points of the truth are.{remark(config)}"
    )


def _near(config: Config, kinds: Sequence[str]) -> Figure:
    share = chart(
        "near-mass",
        "How much of the mass sits on training points",
        "share of the mass",
        x=_clock(config, kinds),
        range=[0, 1.02],
    )
    _curves(share, config, kinds, "near_mass")
    truth = share.curve("@truth", dash="dot", width=1.5)
    return truth.fill(Line, "near_mass_target", where=_where(config, kinds[0])).figure(
        "Dotted: what the truth has there. Only the all-seeing judge ends with all of it."
    )


def _judged(config: Config, kinds: Sequence[str]) -> Figure:
    distance = chart(
        "judged", "What the judge still sees", "distance to the training set", x=_clock(config, kinds), **LOG
    )
    _curves(distance, config, kinds, "mmd")
    return distance.figure(
        "Each judge's own distance between the density and the training set: it falls for all of them, "
        "and says nothing about the truth."
    )


def _sizes(config: Config) -> Figure:
    lowest = chart(
        "sizes",
        "The best distance to the truth, against the number of points",
        "lowest W₂",
        HERO,
        x=axis("training points n", **LOG),
        margin={**MARGIN, "r": 96},
        nticks=5,
        **LOG,
    )
    kinds = config.judges or (config.judge,)
    runs = [lowest.dots(LOOKS[kind][0], size=7, opacity=0.7) for kind in kinds]
    fits = [lowest.curve(LOOKS[kind][0], width=1.5) for kind in kinds]
    for i, kind in enumerate(kinds):
        runs[i].fill(Across, "best_w2", "samples", where=_where(config, kind))
        fits[i].fill(Fit, of=runs[i].trace)
        lowest.label(NAMES[kind], LOOKS[kind][0], 0.99, 0.95 - 0.08 * i)
    copies, where = lowest.curve("@data", dash="dot", width=1.5), _where(config, kinds[0])
    copies.fill(Across, "w2_memorized", "samples", where=where, mean=True)
    lowest.label(COPYING, "@data", 0.99, 0.95 - 0.08 * len(kinds))
    return lowest.figure(
        "Each dot is a run with other points, lines are fits. In two dimensions copying improves fast "
        "by itself, so stopping early wins by a factor and not by a better slope."
    )


def _cubes(config: Config) -> Figure:
    dims = config.dims or (2,)
    apart = chart(
        "cubes",
        "How far two samples of the same cube are apart",
        "W₂ between two samples",
        HERO,
        x=axis("points n", **LOG),
        nticks=5,
        **LOG,
    )
    for i, dim in enumerate(dims):
        curve, where = apart.curve("@model", width=1 + i / 2, opacity=1 - 0.13 * i), {"dim": dim}
        curve.fill(Across, "w2", "samples", where=where if config.dims else {}, mean=True)
    sizes = sorted(set(config.sizes) or {config.samples})
    guide = [0.5 / math.sqrt(n / sizes[0]) for n in sizes]
    apart.curve("@others", x=sizes, y=guide, dash="dot", width=1.5)
    apart.label("more dimensions: higher, and flatter", "@model", 0.99, 0.97)
    apart.label("slope −½", "@others", 0.99, 0.04)
    return apart.figure(
        f"From below: d = {', '.join(map(str, dims))}. A model that ends as a copy of its training set "
        "is as far from the truth as another sample is: in many dimensions more points hardly help it."
    )
