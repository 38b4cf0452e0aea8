"""The landscape as a map, and the walkers on their line."""

from functools import lru_cache

import numpy as np

from lab.contract.figure import Across, Figure, Walkers
from lab.experiments.distributions.landscape.config import REACH, Config
from lab.experiments.drawing.axes import PERCENT, axis
from lab.experiments.drawing.marks import Look, font
from lab.experiments.drawing.panels import Drawing, Panel, chart
from lab.experiments.drawing.style import HERO
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
    drawing = Drawing(
        "landscape",
        "Two walkers, and the landscape that they walk down",
        (430, 400),
        margin={"b": 40},
        dragmode=False,
    )
    felt = "how strongly a walker there feels the houses"
    reach: Look = {"range": [-REACH, REACH], "tickvals": [-2, -1, 0, 1, 2], "fixedrange": True}
    street = drawing.panel(
        f"{felt} (diamonds)",
        x=axis("place of each walker on the line", **reach),
        at=((0.0, 0.5), (0.2, 0.9)),
        phone=((0, 1), (0.8, 1.0)),
        phone_x={"title": None},
        phone_y=axis(felt, range=[-0.65, 1.35]),
        range=[-0.35, 1.6],
        tickvals=[],
        fixedrange=True,
    )
    pairs = drawing.map(REACH, at=((0.58, 1.0), (0, 1)), phone=((0, 1), (0.04, 0.64)))
    h = config.kernel_width
    side, losses, ends = ground(h)
    on_map = {"x": side, "y": side, "hoverinfo": "skip"}
    heights = pairs.heat("@panel", "@others", z=losses, zsmooth="best", **on_map)
    valley = pairs.heat("@panel", "@limit", z=ends, zmin=0, zmax=1, opacity=0.22, zsmooth=False, **on_map)
    path = pairs.curve("@model", width=3)
    _houses(pairs, [-1, 1], [1, -1], ["best:<br>a house each"] * 2)
    line = np.linspace(-REACH, REACH, 161)
    bells = np.sum([np.exp(-((line - house) ** 2) / (2 * h**2)) for house in HOUSES], axis=0)
    bell = street.curve("@others", x=line.tolist(), y=bells.tolist(), width=1.5, hoverinfo="skip")
    _houses(street, list(HOUSES), [0, 0], size=26)
    pair = street.dots(
        "@model",
        size=20,
        y=[0, 0],
        mode="markers+text",
        text=["1", "2"],
        **font("@panel", at="middle center"),
    )
    traces = (heights.trace, valley.trace, path.trace, bell.trace, pair.trace)
    walkers = Walkers(*traces, start=(config.x1, config.x2), width=h, steps=config.steps)
    drawing.bindings.append(walkers)
    pairs.label("walker 2 ↑", "@soft", 0.0, 1.0, yanchor="bottom")
    pairs.label("walker 1 →", "@soft", 1.0, 0.0, yanchor="top")
    short: Look = {"text": "red: one stays empty"}
    pairs.label("red: one house stays empty", "@limit", 1.0, 1.0, yanchor="bottom", name="stuck", phone=short)
    pairs.label("worst", "@truth", 0.03, 0.06)
    return drawing.figure(
        "Each point of the map is a pair of places, from worst (grey) to best. Diamonds: one walker at "
        "each house."
    )


def _houses(
    panel: Panel, x: list[float], y: list[float], names: list[str] | None = None, size: float = 12
) -> None:
    named: Look = (
        {"mode": "markers+text", "text": names, **font("@truth", at="bottom center")} if names else {}
    )
    panel.dots("@truth", size=size, symbol="diamond", x=x, y=y, **named)


def _loss() -> Figure:
    loss = chart("loss", "The loss that is left", "squared kernel distance", rangemode="tozero")
    loss.curve("@model", "loss")
    loss.moment("rest", "limit", "rests")
    return loss.figure(
        "Zero only with one walker at each house; in the wrong valley about 0.4 is left for good."
    )


def _share(config: Config) -> Figure:
    share = chart(
        "share",
        "How many random starts end stuck",
        "share of the starts",
        HERO,
        x="width of the bell h",
        **PERCENT | {"range": [-0.03, 1.02]},
    )
    edge = threshold()
    share.dots("@model", size=9).fill(Across, "stuck_share", "kernel_width")
    share.curve("@limit", x=[edge, edge], y=[0, 1], width=1.5, dash="dash")
    share.label(f"h = {edge:.4f}", "@limit", edge, 0.95, xref="x", yref="paper", xshift=6)
    return share.figure(f"Each dot is {config.starts} walks from random places.")
