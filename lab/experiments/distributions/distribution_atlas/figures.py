"""Eight small squares over one chart; and a single family."""

import math
from typing import Any

from lab.contract.figure import Cells, Figure, Line, Moment, Snapshot
from lab.experiments.distributions.distribution_atlas.config import Config
from lab.experiments.distributions.levels import copy_levels
from lab.experiments.distributions.plane import FRESH, remark
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

NAMES = {
    "gan": "GAN",
    "wgan-gp": "Wasserstein GAN",
    "mmd": "kernel generator",
    "flow-matching": "flow matching",
    "diffusion": "diffusion",
    "realnvp": "normalizing flow",
    "vae": "autoencoder (VAE)",
    "potential": "potential (energy)",
}
REACH = 1.1
COLUMNS = 4
REPRESENTED = ("tilted density", "invertible map", "free map of noise", "flow in time")
COMPARED = (
    "likelihood",
    "a bound of it",
    "a trained judge",
    "a judge of slope 1",
    "a kernel's best judge",
    "a coupling's velocity",
    "removing noise",
)
PLACES = {
    "potential": (0, 0),
    "realnvp": (1, 0),
    "vae": (2, 1),
    "gan": (2, 2),
    "wgan-gp": (2, 3),
    "mmd": (2, 4),
    "flow-matching": (3, 5),
    "diffusion": (3, 6),
}
"""Of each family: how it represents a distribution, and how it compares it with the points."""


def figures(config: Config) -> tuple[Figure, ...]:
    """The figures of a run or of the set that a config spans; the first is the hero."""
    if len(config.families) > 1:
        return (_race(config), _map(config), _of_race(config, "memorized"), _of_race(config, "copies"))
    if len(config.sizes) > 1:
        return (_sizes(config),)
    return (_one(config), _copies(config))


def _cloud(axes: str, where: dict[str, Any]) -> tuple[list[Any], list[tuple[str, dict[str, Any]]]]:
    """The generated points over the rings of the training set, and the arrays that fill them."""
    traces = [dots("@data", axes=axes, size=5, ring=True), dots("@model", axes=axes, size=3.5, opacity=0.85)]
    return traces, [("train_points", where), ("points", where)]


def _bound(first: int, arrays: list[tuple[str, dict[str, Any]]]) -> list[Snapshot]:
    return [
        Snapshot(first + k, array, axis, column=i, where=where)
        for k, (array, where) in enumerate(arrays)
        for i, axis in enumerate("xy")
    ]


def _race(config: Config) -> Figure:
    """A square a family, two rows of four; below, the distance to the truth of all."""
    kinds = config.families
    first = {"family": kinds[0]}
    traces: list[Any] = [
        line("@model", width=1.2, opacity=0.75),
        *copy_levels(),
    ]
    bindings: list[Any] = [
        Line(0, "w2_test"),
        Line(1, "w2_memorized", where=first),
        Line(2, "w2_floor", where=first),
    ]
    axes: dict[str, Any] = {}
    phone: dict[str, Any] = {}
    names = []
    rows, tall = -(-len(kinds) // COLUMNS), -(-len(kinds) // 2)
    for i, kind in enumerate(kinds):
        axis = str(i + 2)
        more, arrays = _cloud(axis, {"family": kind})
        bindings += _bound(len(traces), arrays)
        traces += more
        x, y = i % COLUMNS, rows - 1 - i // COLUMNS
        width, height = 1 / COLUMNS, 0.7 / rows
        up = 0.3 + y * height
        axes |= square(
            axis, (x * width + 0.01, (x + 1) * width - 0.01), (up + 0.02, up + height - 0.045), REACH
        )
        left, low = (i % 2) / 2, 0.2 + (tall - 1 - i // 2) * 0.8 / tall
        phone |= square(axis, (left + 0.01, left + 0.49), (low + 0.01, low + 0.8 / tall - 0.03), REACH)
        place = {"xref": f"x{axis} domain", "yref": f"y{axis} domain", "yanchor": "bottom"}
        names.append(label(NAMES[kind], "@ink", 0.0, 1.0, **place))
    heights = {**LOG, "range": [math.log10(0.055), math.log10(1.15)], "tickvals": [0.1, 0.2, 0.5, 1]}
    distance = panel("distance to the truth, W₂: one line a model", **heights)
    return Figure(
        "race",
        "Eight families on the same points",
        traces,
        layout(
            xaxis=log_steps(config.longest, domain=[0, 1], anchor="y"),
            yaxis={**distance, "domain": [0.0, 0.26]},
            annotations=names,
            **axes,
        ),
        tuple(bindings),
        (720, 800),
        note="Rings are the training points, dots what each model draws; a tap on a square opens its model. "
        f"Dotted: how far the training set itself is from the truth, and how far {FRESH} new points of it "
        f"are.{remark(config)}",
        phone={
            "xaxis": log_steps(config.longest, domain=[0, 1], anchor="y"),
            "yaxis": {**distance, "domain": [0.0, 0.14]},
            **phone,
        },
    )


def _map(config: Config) -> Figure:
    """The families by representation and loss; a click opens the run."""
    kinds = [kind for kind in config.families if kind in PLACES]
    trace = {
        **dots("@model", size=38),
        "mode": "markers+text",
        "x": [PLACES[kind][0] for kind in kinds],
        "y": [PLACES[kind][1] for kind in kinds],
        "text": [NAMES[kind].partition(" (")[0] for kind in kinds],
        "textposition": "middle right",
        "textfont": {"color": "@ink"},
        "cliponaxis": False,
        "hoverinfo": "none",
    }
    trace["marker"] |= {
        "symbol": "square",
        "cmin": 0.5,
        "cmax": 1.0,
        "colorscale": [[0, "@hairline"], [1, "@data"]],
        "line": {"width": 1, "color": "@others"},
    }
    bare = {"showgrid": False, "fixedrange": True}
    return Figure(
        "map",
        "One map: how a distribution is represented, and how it is compared with the points",
        (trace,),
        layout(
            xaxis={
                **bare,
                "range": [-0.3, 3.9],
                "tickvals": [0.25, 1.25, 2.25, 3.25],
                "ticktext": REPRESENTED,
                "side": "top",
            },
            yaxis={**bare, "range": [6.6, -0.6], "tickvals": list(range(7)), "ticktext": COMPARED},
            margin={"l": 150, "t": 40, "b": 16},
            dragmode=False,
            hovermode="closest",
        ),
        (Cells(0, "memorized", tuple({"family": kind} for kind in kinds)),),
        (520, 520),
        note="The more orange, the more of its points are closer to the training set than to a set it never "
        "saw. A click on a square opens that family's run. A tilted density with random features and a "
        "density with a kernel's judge have pages of their own.",
        phone={"xaxis": {**bare, "range": [-0.3, 3.9], "tickvals": []}, "margin": {"l": 110, "t": 8, "b": 8}},
    )


def _of_race(config: Config, column: str) -> Figure:
    titles = {
        "memorized": ("Closer to the training set than to a set it never saw", 0.5),
        "copies": ("How many of the points are copies", 1 / 9),
    }
    title, chance = titles[column]
    return Figure(
        column,
        title,
        (
            line("@model", width=1.2, opacity=0.75),
            line("@others", x=[1, config.longest], y=[chance, chance], dash="dash", width=1.5),
        ),
        layout(
            xaxis=log_steps(config.longest),
            yaxis=panel("share of the points", range=[0, 1.02], tickformat=".0%"),
            annotations=[label("chance", "@others", 0.01, chance, yref="y", yanchor="bottom")],
        ),
        (Line(0, column),),
        FOLDED,
        note="One line a family.",
    )


def _one(config: Config) -> Figure:
    """One family: its points, whether they are copies, and how far it is from the truth."""
    where = {"family": config.family} if config.families else {}
    more, arrays = _cloud("2", {})
    traces = [
        line("@model", width=2.5, name="closer to its set"),
        line("@others", width=1.5, dash="dash", x=[1, config.updates], y=[0.5, 0.5]),
        line("@model", axes="3", width=2.5, name="distance to the truth"),
        *copy_levels("3"),
        *more,
    ]
    share = panel("closer to its training set than to an unseen one", range=[0.0, 1.02], tickformat=".0%")
    distance = panel("distance to the truth, W₂", rangemode="tozero")
    return Figure(
        "family",
        "The model's points, and how far they are from the truth",
        traces,
        layout(
            xaxis=log_steps(config.updates, domain=[0.54, 1.0], anchor="y3"),
            yaxis={**share, "domain": [0.6, 1.0]},
            yaxis3={**distance, "domain": [0.0, 0.46]},
            **square("2", (0.0, 0.46), reach=REACH),
        ),
        (
            Line(0, "memorized", where=where),
            Line(2, "w2_test", where=where),
            Line(3, "w2_memorized", where=where),
            Line(4, "w2_floor", where=where),
            Moment("early-stop", "y3", "second", "turns here", hanging=True),
            Moment("memorized", "y", "data"),
            *_bound(5, arrays),
        ),
        HERO,
        note="Rings are the training points. A share of one half is what a model has that has learned the "
        f"truth.{remark(config)}",
        phone={
            "xaxis": log_steps(config.updates, domain=[0, 1], anchor="y3", title={"text": ""}),
            "yaxis": {**share, "domain": [0.2, 0.36]},
            "yaxis3": {**distance, "domain": [0.0, 0.12]},
            **square("2", (0, 1), (0.45, 1), reach=REACH),
        },
    )


def _copies(config: Config) -> Figure:
    return Figure(
        "copies",
        "How many are copies",
        (line("@data"), line("@others", x=[1, config.updates], y=[1 / 9, 1 / 9], dash="dash", width=1.5)),
        layout(
            xaxis=log_steps(config.updates), yaxis=panel("share of copies", range=[0, 1.02], tickformat=".0%")
        ),
        (Line(0, "copies"), Moment("memorized", "y", "data")),
        FOLDED,
        note="A copy is three times closer to its nearest training point than to the second nearest. Dashed: "
        "what chance gives.",
    )


def _sizes(config: Config) -> Figure:
    values = sorted(config.sizes)
    return Figure(
        "sizes",
        "Copying comes later with more points",
        [line("@data", width=3 - 2 * i / (len(values) - 1)) for i in range(len(values))],
        layout(
            xaxis=log_steps(config.longest),
            yaxis=panel("share of copies", range=[0, 1.02], tickformat=".0%"),
            annotations=[label(f"n = {n}", "@data", 0.02, 0.95 - 0.08 * i) for i, n in enumerate(values)],
        ),
        tuple(Line(i, "copies", where={"samples": n}) for i, n in enumerate(values)),
        HERO,
        note="The thicker the line, the fewer the training points.",
    )
