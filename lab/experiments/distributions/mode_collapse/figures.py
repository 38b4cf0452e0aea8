"""What is drawn of a run, and of the sets."""

from typing import Any

import numpy as np

from lab.contract.figure import Across, Figure, Line, Snapshot
from lab.experiments.distributions.mode_collapse.config import MODES, Config
from lab.experiments.drawing import FOLDED, HERO, dots, label, layout, line, panel, square
from lab.worlds.targets import ring_centres

REACH = 1.2
NUMBERED = 1.08
"""How far out an island's number stands, in half sides of the map: outside its frame."""


def figures(config: Config) -> tuple[Figure, ...]:
    """The figures of a run or of the set that a config spans; the first is the hero."""
    if len(config.paces) > 1 and not config.seeds:
        return (_judges(config), _held(config))
    if config.members > 1:
        return (_held(config), _ends(config))
    return (_roll(config), _held(config))


def _roll(config: Config) -> Figure:
    """The cloud over the islands; beside it a row an island, lit while it is covered."""
    gan = config.model == "gan"
    islands, reach = (MODES, REACH) if gan else (2, 2.0)
    last = config.steps - 1
    steps = np.linspace(0, last, min(config.evaluations, last + 1)).round().tolist()
    edges = (
        [2 * steps[0] - steps[1], *steps] if last else [0, 1]
    )  # a bar ends at its row's step, none is ahead
    roll = {
        "type": "heatmap",
        "x": edges,
        "y": list(range(1, islands + 1)),
        "z": [],
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, "@panel"], [1, "@model"]],
        "showscale": False,
        "hoverinfo": "skip",
        "ygap": 3,
    }
    held = line("@model", axes="3", width=2.5, name="islands covered", line_shape="hv")
    held["line"]["shape"] = held.pop("line_shape")
    traces: list[dict[str, Any]] = [
        roll,
        held,
        dots("@data", axes="2", size=4, opacity=0.9),
        dots("@model", axes="2", size=5, opacity=0.7),
    ]
    bindings: list[Any] = [Snapshot(0, "roll", "z"), Line(1, "modes")]
    for trace, array in ((2, "train_points"), (3, "points")):
        bindings += [Snapshot(trace, array, axis, column=i) for i, axis in enumerate("xy")]
    axis = {"title": {"text": "step"}}
    rows = panel(
        "one row an island, lit by 2 % of the dots on it", range=[0.5, islands + 0.5], dtick=1, showgrid=False
    )
    count = panel("islands covered", range=[-0.3, islands + 0.4], dtick=4 if gan else 1)
    return Figure(
        "roll",
        "The generator's points, and the islands that they cover",
        traces,
        layout(
            xaxis={**axis, "domain": [0.54, 1.0], "anchor": "y3"},
            yaxis={**rows, "domain": [0.4, 1.0]},
            yaxis3={**count, "domain": [0.0, 0.28]},
            annotations=_numbers() if gan else [],
            **square("2", (0.0, 0.46), (0.03, 0.97), reach=reach),
        ),
        tuple(bindings),
        HERO,
        note="An island is covered while at least 2 % of the generated points lie on it."
        + ("" if gan else " Particles beyond ±2 are shown at the border."),
        phone={
            "xaxis": {**axis, "domain": [0, 1], "anchor": "y3"},
            "yaxis": {**rows, "domain": [0.14, 0.36]},
            "yaxis3": {**count, "domain": [0.0, 0.07]},
            **square("2", (0, 1), (0.45, 0.98), reach=reach),
        },
    )


def _numbers() -> list[dict[str, Any]]:
    """The islands' numbers, each where a line from the middle through its island leaves the map."""
    centres = ring_centres(MODES)
    shares = (1 + NUMBERED * centres / np.abs(centres).max(axis=1, keepdims=True)) / 2
    on_map = {"xref": "x2 domain", "yref": "y2 domain", "xanchor": "center"}
    return [label(str(i), "@soft", x, y, **on_map) for i, (x, y) in enumerate(shares.tolist(), start=1)]


def _judges(config: Config) -> Figure:
    """A square a judge, the quickest first; below, how much of the mass is in its place."""
    paces = sorted(config.paces, key=lambda pace: pace or np.inf, reverse=True)
    many = len(paces)
    traces: list[dict[str, Any]] = []
    bindings: list[Any] = []
    axes: dict[str, Any] = {}
    phone: dict[str, Any] = {}
    names = []
    for i, pace in enumerate(paces):
        axis, where = str(i + 2), {"pace": pace}
        name = f"judge of pace {pace:g}" if pace else "the best judge"
        clouds = [
            dots("@data", axes=axis, size=4, opacity=0.9),
            dots("@model", axes=axis, size=4, opacity=0.7),
        ]
        width = 3 - 2.2 * i / max(1, many - 1)
        traces += [*clouds, line("@model", width=width, name=name)]
        for trace, array in ((3 * i, "train_points"), (3 * i + 1, "points")):
            bindings += [Snapshot(trace, array, xy, column=k, where=where) for k, xy in enumerate("xy")]
        bindings.append(Line(3 * i + 2, "matched", where=where))
        axes |= square(axis, (i / many + 0.01, (i + 1) / many - 0.01), (0.5, 0.95), reach=1.6)
        left, low = (i % 2) / 2, 0.62 - 0.34 * (i // 2)
        phone |= square(axis, (left + 0.02, left + 0.48), (low, low + 0.3), reach=1.6)
        place = {"xref": f"x{axis} domain", "yref": f"y{axis} domain", "yanchor": "bottom"}
        names.append(label(name, "@ink", 0.0, 1.0, **place))
    steps = {"title": {"text": "step"}, "range": [0, config.steps], "anchor": "y"}
    title = "of the truth's mass, what has its particles; the thinner the line, the slower the judge"
    matched = panel(title, range=[0, 1.02], tickformat=".0%")
    return Figure(
        "judges",
        "Particles that climb four judges",
        traces,
        layout(
            xaxis={**steps, "domain": [0, 1]},
            yaxis={**matched, "domain": [0.0, 0.36]},
            annotations=names,
            **axes,
        ),
        tuple(bindings),
        (600, 720),
        note="Orange: the two islands of the truth. Blue: 300 particles, all from the left one. Particles "
        "beyond ±2 are shown at the border.",
        phone={
            "xaxis": {**steps, "domain": [0, 1]},
            "yaxis": {**matched, "title": {"text": "mass in its place"}, "domain": [0.0, 0.18]},
            **phone,
        },
    )


def _held(config: Config) -> Figure:
    islands = MODES if config.model == "gan" else 2
    trace = line("@model", width=1.5, opacity=0.6) if config.members > 1 else line("@model")
    return Figure(
        "held",
        "Islands covered",
        (trace,),
        layout(xaxis={"title": {"text": "step"}}, yaxis=panel("islands", range=[-0.3, islands + 0.4])),
        (Line(0, "modes"),),
        HERO if config.members > 1 else FOLDED,
        note="The count of the picture, one line a run.",
    )


def _ends(config: Config) -> Figure:
    coordinate = "pace" if config.paces else "seed"
    return Figure(
        "ends",
        "The distance to the truth at the end",
        (dots("@model", size=9),),
        layout(
            xaxis={"title": {"text": "pace of the judge; 0 is the best one" if config.paces else "model"}},
            yaxis=panel("W₂", rangemode="tozero"),
            annotations=[label("lower is better", "@soft", 0.98, 0.05)],
        ),
        (Across(0, "w2_test", coordinate),),
        FOLDED,
    )
