"""What is drawn of a run, of three judges side by side, and of the sets."""

import math
from collections.abc import Sequence
from typing import Any

from lab.contract.figure import Across, Figure, Fit, Line, Moment, Snapshot
from lab.experiments import drawing
from lab.experiments.distributions.density_gan.config import Config
from lab.experiments.distributions.levels import COPYING, copy_levels
from lab.experiments.distributions.plane import FRESH, remark, truth_of
from lab.experiments.drawing import FOLDED, HERO, LOG, density_map, dots, label, line, panel, square
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


def _clock(config: Config, kinds: Sequence[str], **more: Any) -> dict[str, Any]:
    """The step axis: one judge's time, or every judge's own."""
    last = config.steps - 1
    if len(kinds) > 1:
        title = "training, from each judge's start to its end"
        return {"title": {"text": title}, "range": [0, last], "showticklabels": False, "tickvals": [], **more}
    start, end = config.clock
    times = [0.0, *(start * (end / start) ** (k / max(last - 1, 1)) for k in range(last))]
    return {"title": {"text": "training time t"}, "range": [0, last], **drawing.log_time(times), **more}


def _where(config: Config, kind: str) -> dict[str, str]:
    return {"judge": kind} if config.judges else {}


def _curves(config: Config, kinds: Sequence[str], column: str) -> tuple[list[Any], list[Line]]:
    traces = [
        line(LOOKS[kind][0] if len(kinds) > 1 else "@model", width=2.5, dash=LOOKS[kind][1], name=NAMES[kind])
        for kind in kinds
    ]
    return traces, [Line(i, column, where=_where(config, kind)) for i, kind in enumerate(kinds)]


def _maps(config: Config, kinds: Sequence[str]) -> Figure:
    """A map a judge over one plot of the distance to the truth."""
    traces, lines = _curves(config, kinds, "w2_test")
    one = _where(config, kinds[0])
    bindings: list[Any] = [*lines, Line(len(kinds), "w2_memorized", where=one)]
    bindings.append(Line(len(kinds) + 1, "w2_floor", where=one))
    traces += copy_levels()
    highest = drawing.highest(truth_of(config, config.target, Grid(config.grid)))
    axes: dict[str, Any] = {}
    phone: dict[str, Any] = {}
    names, narrow = [], []
    for i, kind in enumerate(kinds):
        axis, where = str(i + 2), _where(config, kind)
        at = len(traces)
        traces += [
            density_map(config.grid, highest, axes=axis),
            dots("@data", axes=axis, size=5, ring=True, opacity=0.75),
        ]
        bindings += [
            Snapshot(at, "density", "z", where=where),
            Snapshot(at + 1, "train_points", "x", column=0, where=where),
            Snapshot(at + 1, "train_points", "y", column=1, where=where),
        ]
        axes |= square(axis, *_place(i, len(kinds)))
        third, low = 1 / len(kinds), 0.5 if len(kinds) == 1 else 0.66
        phone |= square(axis, (i * third + 0.01, (i + 1) * third - 0.01), (low, 1.0))
        if len(kinds) > 1:
            role = LOOKS[kind][0]
            at_top = {"xref": f"x{axis} domain", "yref": f"y{axis} domain", "yanchor": "bottom"}
            names.append(label(NAMES[kind], role, 0.0, 1.01, **at_top))
            two_lines = "<br>".join(NAMES[kind].rsplit(" ", 1))
            narrow.append(label(two_lines, role, 0.0, 1.01, align="left", **at_top))
    x, y = ((0.0, 1.0), (0.0, 0.34)) if len(kinds) > 1 else ((0.54, 1.0), (0.0, 1.0))
    bindings.append(Moment("early-stop", "y", "second", "turns here", hanging=True))
    distance = panel("distance to the truth, W₂", domain=list(y), rangemode="tozero")
    return Figure(
        "maps",
        "The density of each judge, and its distance to the truth",
        traces,
        drawing.layout(
            xaxis=_clock(config, kinds, domain=list(x), anchor="y"),
            yaxis=distance,
            annotations=names,
            **axes,
        ),
        tuple(bindings),
        (600, 430) if len(kinds) > 1 else HERO,
        note="Rings are the training points; bluer is more probable. Dotted: how far the training set "
        f"itself is from the truth, and how far {FRESH} new points of the truth are.{remark(config)}",
        phone={
            "xaxis": _clock(config, kinds, domain=[0, 1], anchor="y"),
            "yaxis": {**distance, "domain": [0, 0.36 if len(kinds) == 1 else 0.5]},
            "annotations": narrow,
            **phone,
        },
    )


def _place(i: int, count: int) -> tuple[tuple[float, float], tuple[float, float]]:
    if count == 1:
        return (0.0, 0.46), (0.0, 1.0)
    return (i / count + 0.01, (i + 1) / count - 0.01), (0.46, 0.97)


def _near(config: Config, kinds: Sequence[str]) -> Figure:
    traces, lines = _curves(config, kinds, "near_mass")
    traces.append(line("@truth", dash="dot", width=1.5))
    truth = Line(len(kinds), "near_mass_target", where=_where(config, kinds[0]))
    return Figure(
        "near-mass",
        "How much of the mass sits on training points",
        traces,
        drawing.layout(xaxis=_clock(config, kinds), yaxis=panel("share of the mass", range=[0, 1.02])),
        (*lines, truth),
        FOLDED,
        note="Dotted: what the truth has there. Only the all-seeing judge ends with all of it.",
    )


def _judged(config: Config, kinds: Sequence[str]) -> Figure:
    traces, lines = _curves(config, kinds, "mmd")
    return Figure(
        "judged",
        "What the judge still sees",
        traces,
        drawing.layout(xaxis=_clock(config, kinds), yaxis=panel("distance to the training set", **LOG)),
        tuple(lines),
        FOLDED,
        note="Each judge's own distance between the density and the training set: it falls for all of them, "
        "and says nothing about the truth.",
    )


def _sizes(config: Config) -> Figure:
    kinds = config.judges or (config.judge,)
    traces = [dots(LOOKS[kind][0], size=7, opacity=0.7) for kind in kinds]
    lines = [line(LOOKS[kind][0], width=1.5) for kind in kinds]
    copies = [line("@data", dash="dot", width=1.5)]
    bindings: list[Any] = []
    for i, kind in enumerate(kinds):
        where = _where(config, kind)
        bindings.append(Across(i, "best_w2", "samples", where=where))
        bindings.append(Fit(len(kinds) + i, of=i))
    copying, one = 2 * len(kinds), _where(config, kinds[0])
    bindings.append(Across(copying, "w2_memorized", "samples", where=one, mean=True))
    names = [label(NAMES[kind], LOOKS[kind][0], 0.99, 0.95 - 0.08 * i) for i, kind in enumerate(kinds)]
    names.append(label(COPYING, "@data", 0.99, 0.95 - 0.08 * len(kinds)))
    return Figure(
        "sizes",
        "The best distance to the truth, against the number of points",
        (*traces, *lines, *copies),
        drawing.layout(
            xaxis={"title": {"text": "training points n"}, **LOG},
            yaxis=panel("lowest W₂", **LOG, nticks=5),
            annotations=names,
            margin={**drawing.MARGIN, "r": 96},
        ),
        tuple(bindings),
        HERO,
        note="Each dot is a run with other points, lines are fits. In two dimensions copying improves fast "
        "by itself, so stopping early wins by a factor and not by a better slope.",
    )


def _cubes(config: Config) -> Figure:
    dims = config.dims or (2,)
    sizes = sorted(set(config.sizes) or {config.samples})
    traces = [line("@model", width=1 + i / 2, opacity=1 - 0.13 * i) for i in range(len(dims))]
    bindings = [
        Across(i, "w2", "samples", where={"dim": dim} if config.dims else {}, mean=True)
        for i, dim in enumerate(dims)
    ]
    guide = [0.5 / math.sqrt(n / sizes[0]) for n in sizes]
    return Figure(
        "cubes",
        "How far two samples of the same cube are apart",
        (*traces, line("@others", x=sizes, y=guide, dash="dot", width=1.5)),
        drawing.layout(
            xaxis={"title": {"text": "points n"}, **LOG},
            yaxis=panel("W₂ between two samples", **LOG, nticks=5),
            annotations=[
                label("more dimensions: higher, and flatter", "@model", 0.99, 0.97),
                label("slope −½", "@others", 0.99, 0.04),
            ],
        ),
        tuple(bindings),
        HERO,
        note=f"From below: d = {', '.join(map(str, dims))}. A model that ends as a copy of its training set "
        "is as far from the truth as another sample is: in many dimensions more points hardly help it.",
    )
