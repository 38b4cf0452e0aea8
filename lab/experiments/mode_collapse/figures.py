"""What is drawn of a run, and of the sets."""

from typing import Any

import numpy as np

from lab.experiment import Across, Figure, Line, Snapshot
from lab.experiments.drawing import FOLDED, HERO, dots, label, layout, line, panel, square
from lab.experiments.mode_collapse.config import MODES, Config

REACH = 1.2


def figures(config: Config) -> tuple[Figure, ...]:
    """The figures of a run or of the set that a config spans; the first is the hero."""
    if config.members > 1:
        return (_held(config), _ends(config))
    return (_roll(config), _held(config))


def _roll(config: Config) -> Figure:
    """The cloud over the islands; beside it a row an island, lit while it is held."""
    gan = config.model == "gan"
    islands, reach = (MODES, REACH) if gan else (2, 2.0)
    last = config.steps - 1
    steps = np.linspace(0, last, min(config.evaluations, last + 1)).round().tolist()
    roll = {
        "type": "heatmap",
        "x": steps,
        "y": list(range(1, islands + 1)),
        "z": [],
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, "@panel"], [1, "@model"]],
        "showscale": False,
        "hoverinfo": "skip",
        "ygap": 3,
    }
    held = line("@model", axes="3", width=2.5, name="islands held", line_shape="hv")
    held["line"]["shape"] = held.pop("line_shape")
    traces: list[dict[str, Any]] = [
        roll,
        held,
        dots("@data", axes="2", size=4, opacity=0.35),
        dots("@model", axes="2", size=5, opacity=0.7),
    ]
    bindings: list[Any] = [Snapshot(0, "roll", "z"), Line(1, "modes")]
    for trace, array in ((2, "train_points"), (3, "points")):
        bindings += [Snapshot(trace, array, axis, column=i) for i, axis in enumerate("xy")]
    axis = {"title": {"text": "step"}, "range": [0, config.steps]}
    rows = panel("which islands are held", range=[0.5, islands + 0.5], dtick=1, showgrid=False)
    count = panel("how many", range=[-0.3, islands + 0.4], dtick=4 if gan else 1)
    return Figure(
        "roll",
        "The generator's points, and the islands that it holds",
        traces,
        layout(
            xaxis={**axis, "domain": [0.54, 1.0], "anchor": "y3"},
            yaxis={**rows, "domain": [0.4, 1.0]},
            yaxis3={**count, "domain": [0.0, 0.28]},
            **square("2", (0.0, 0.46), reach=reach),
        ),
        tuple(bindings),
        HERO,
        note="An island is held while at least 2 % of the generated points lie on it."
        + ("" if gan else " Particles beyond ±2 are shown at the border."),
        phone={
            "xaxis": {**axis, "domain": [0, 1], "anchor": "y3"},
            "yaxis": {**rows, "domain": [0.14, 0.36]},
            "yaxis3": {**count, "domain": [0.0, 0.07]},
            **square("2", (0, 1), (0.44, 1), reach=reach),
        },
    )


def _held(config: Config) -> Figure:
    islands = MODES if config.model == "gan" else 2
    trace = line("@model", width=1.5, opacity=0.6) if config.members > 1 else line("@model")
    return Figure(
        "held",
        "Islands held",
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
