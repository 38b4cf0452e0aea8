"""The landscape as a map, and the walkers on their line."""

from functools import lru_cache
from typing import Any

import numpy as np

from lab.contract.figure import Across, Figure, Line, Moment, Walkers
from lab.experiments.distributions.landscape.config import REACH, Config
from lab.experiments.drawing import FOLDED, HERO, dots, label, layout, line, panel, square
from lab.worlds.landscape import HOUSES, descend, loss, stuck, threshold

CELLS, WALK = 41, 500


def figures(config: Config) -> tuple[Figure, ...]:
    """The figures of a walk, or of a set over widths; the first is the hero."""
    if len(config.kernel_widths) > 1:
        return (_share(config),)
    return (_map(config), _loss())


@lru_cache(maxsize=32)
def ground(h: float) -> tuple[list[float], list[list[float]], list[list[int]]]:
    """Places of a side, the loss there, and 1 where a walk that starts there ends stuck; [x2][x1]."""
    side = np.linspace(-REACH, REACH, CELLS)
    x1, x2 = np.meshgrid(side, side)
    ends = stuck(*descend(x1, x2, h, steps=WALK))
    return side.tolist(), loss(x1, x2, h).round(4).tolist(), ends.astype(int).tolist()


def _map(config: Config) -> Figure:
    h = config.kernel_width
    side, losses, ends = ground(h)
    heat = {"type": "heatmap", "x": side, "y": side, "showscale": False, "hoverinfo": "skip"}
    on_map = {"xaxis": "x2", "yaxis": "y2"}
    line_of = np.linspace(-REACH, REACH, 161)
    bells = sum(np.exp(-((line_of - house) ** 2) / (2 * h**2)) for house in HOUSES)
    traces: list[dict[str, Any]] = [
        {**heat, **on_map, "z": losses, "colorscale": [[0, "@panel"], [1, "@others"]], "zsmooth": "best"},
        {**heat, **on_map, "z": ends, "zmin": 0, "zmax": 1, "opacity": 0.22, "zsmooth": False}
        | {"colorscale": [[0, "@panel"], [1, "@limit"]]},
        line("@model", width=3, **{"xaxis": "x2", "yaxis": "y2"}),
        _houses([-1, 1], [1, -1], "2")
        | {"mode": "markers+text", "text": ["best:<br>a house each"] * 2}
        | {"textposition": "bottom center", "textfont": {"color": "@truth", "size": 13}},
        line("@others", x=line_of.tolist(), y=np.asarray(bells).tolist(), width=1.5, hoverinfo="skip"),
        _houses(list(HOUSES), [0, 0], "", size=26),
        {**dots("@model", size=20), "y": [0, 0], "mode": "markers+text", "text": ["1", "2"]}
        | {"textposition": "middle center", "textfont": {"color": "@panel", "size": 13}},
    ]
    axis = {"range": [-REACH, REACH], "anchor": "y", "tickvals": [-2, -1, 0, 1, 2], "fixedrange": True}
    heights = {"range": [-0.35, 1.6], "tickvals": [], "fixedrange": True}
    felt = "how strongly a walker there feels the houses (diamonds)"
    return Figure(
        "landscape",
        "Two walkers, and the landscape that they walk down",
        traces,
        layout(
            dragmode=False,
            margin={"b": 40},
            xaxis={**axis, "domain": [0.0, 0.5], "title": {"text": "place of each walker on the line"}},
            yaxis=panel(felt, domain=[0.2, 0.9], **heights),
            annotations=_corners(),
            **square("2", (0.58, 1.0), reach=REACH),
        ),
        (Walkers(0, 1, 2, 4, 6, start=(config.x1, config.x2), width=h, steps=config.steps),),
        (430, 400),
        note="Each point of the map is a pair of places, from worst (grey) to best. Diamonds: one walker at "
        f"each house. The wrong valley vanishes at h = {threshold():.4f}.",
        phone={
            "xaxis": {**axis, "domain": [0, 1]},
            "yaxis": panel(
                "how strongly a walker there feels the houses",
                domain=[0.8, 1.0],
                **{**heights, "range": [-0.65, 1.35]},
            ),
            **square("2", (0, 1), (0.04, 0.64), reach=REACH),
        },
    )


def _corners() -> list[dict[str, Any]]:
    """What the map shows, in words at its corners; what is red is told with the answer."""
    names = (
        ("walker 2 ↑", "@soft", 0.0, 1.0, ""),
        ("walker 1 →", "@soft", 1.0, 0.0, ""),
        ("red: one house stays empty", "@limit", 1.0, 1.0, "stuck"),
    )
    on_map = {"xref": "x2 domain", "yref": "y2 domain"}
    corners = [
        label(
            text, role, x, y, **on_map, yanchor="bottom" if y else "top", **({"name": name} if name else {})
        )
        for text, role, x, y, name in names
    ]
    return [*corners, label("worst", "@truth", 0.03, 0.06, **on_map)]


def _houses(x: list[float], y: list[float], axes: str, size: float = 12) -> dict[str, Any]:
    trace = dots("@truth", axes=axes, size=size)
    return {**trace, "x": x, "y": y, "marker": {**trace["marker"], "symbol": "diamond"}}


def _loss() -> Figure:
    return Figure(
        "loss",
        "The loss that is left",
        (line("@model"),),
        layout(xaxis={"title": {"text": "step"}}, yaxis=panel("squared kernel distance", rangemode="tozero")),
        (Line(0, "loss"), Moment("rest", "y", "limit", "rests")),
        FOLDED,
        note="Zero only with one walker at each house; in the wrong valley about 0.4 is left for good.",
    )


def _share(config: Config) -> Figure:
    edge = threshold()
    return Figure(
        "share",
        "How many random starts end stuck",
        (dots("@model", size=9), line("@limit", x=[edge, edge], y=[0, 1], width=1.5, dash="dash")),
        layout(
            xaxis={"title": {"text": "width of the bell h"}},
            yaxis=panel("share of the starts", range=[-0.03, 1.02], tickformat=".0%"),
            annotations=[label(f"h = {edge:.4f}", "@limit", edge, 0.95, xref="x", yref="paper", xshift=6)],
        ),
        (Across(0, "stuck_share", "kernel_width"),),
        HERO,
        note=f"Each dot is {config.starts} walks from random places.",
    )
