"""What is drawn of one run, of the losses along the width, of those along the data."""

import math
from collections.abc import Sequence
from itertools import cycle
from typing import Any

from lab.contract.figure import Across, Dressed, Exponent, Figure, Pick, Stop
from lab.experiments.complexity.scaling_law.config import Config
from lab.experiments.complexity.sweep.figures import FOLDED, LOSS, TWO_ROWS, over_steps
from lab.experiments.drawing.axes import Axis, axis, ticks
from lab.experiments.drawing.marks import Look, font, text
from lab.experiments.drawing.panels import Drawing, Panel
from lab.experiments.drawing.places import Domain
from lab.experiments.drawing.style import ABOVE, QUIET, SMALL
from lab.numerics.initialization import equivalent_rate, std

HERO = (600, 620)
Group = tuple[dict[str, Any], str]
"""Coordinates of the members that make one line, and its colour."""
KEPT = {
    "constant-rate": ("@model", "born smaller, the wider (γ kept)"),
    "fixed-std": ("@data", "born with one size (σ kept)"),
}
ASKED: dict[str, dict[str, Sequence[int]]] = {"constant-rate": {}, "fixed-std": {"width": (16, 24, 32)}}
"""Which widths of each are shown while the question is open: of those whose σ is kept the narrow ones."""
GHOSTS = (0.1, 0.2, 0.4)
"""Shares of the run at which a line leaves a trace of itself."""
SLOPES = {**ABOVE, "r": 88}
"""Margins with room for the slope at the end of a line."""
ACROSS: Domain = (0.0, 0.82)
"""The losses' share of a phone's width: slopes stand beside them."""
SIGMAS: Axis = {"type": "log", "range": [-2.0, -0.6]}
"""The axis of the standard deviations of the starting weights."""
COMPLEXITY = {
    "large": ("@data", "γ = 0.5, λ = 0.01"),
    "small": ("@model", "γ = 1, λ = 0.1"),
    "as set": ("@others", "as set"),
}
TITLES = {
    "id_loss": "Loss on questions that were not shown",
    "answer_loss": "Loss on the answer, the one token to be reasoned about",
    "text_loss": "Loss on the words of the text, which can only be remembered",
    "train_loss": "Training loss",
}


def figures(config: Config) -> tuple[Figure, ...]:
    """The figures of a run or of the set that a config spans; the first is the hero."""
    columns = ["answer_loss", "text_loss"] if config.task == "language" else ["id_loss"]
    if len(config.samples) > 1:
        return tuple(_over_data(config, column) for column in (*columns, "train_loss"))
    if len(config.widths) > 1:
        rest = [_plain(config, column) for column in (*columns[1:], "train_loss")]
        return (_over_width(config, columns[0]), *rest)
    named = {column: (role, TITLES[column]) for column, role in zip(columns, ROLES, strict=False)}
    losses = {**named, "train_loss": ("@others", "training")}
    return (over_steps("losses", "Loss while it trains", losses, LOSS, HERO),)


ROLES = ("@model", "@second")


def _draw(
    panel: Panel, config: Config, column: str, x: str, groups: Sequence[Group], *, ghosts: bool = False
) -> None:
    """For each group of members a line of means, a dot a run, and the exponent at the line's end.

    `ghosts`: the first one's line as it was earlier in training, too.
    """
    means = [panel.curve(role, width=2.5) for _, role in groups]
    runs = [panel.points(role, size=7) for _, role in groups]
    sides = cycle(("bottom right", "top right"))  # two slopes may end at one height
    ends = [panel.draw(text(role, 14, at=next(sides))) for _, role in groups]
    for (where, _), mean, dots, end in zip(groups, means, runs, ends, strict=True):
        pick = "fixed_std" if where.get("scheme") == "fixed-std" and len(config.fixed_std) > 1 else None
        about: Look = {"where": where, "pick": pick, "asked": ASKED.get(where.get("scheme", ""))}
        mean.fill(Across, column, x, mean=True, **about)
        dots.fill(Across, column, x, **about)
        end.fill(Exponent, mean.trace, "slope {slope}")
    for share in GHOSTS if ghosts else ():
        ghost = panel.curve(groups[0][1], width=1, opacity=0.45, hoverinfo="skip")
        ghost.fill(Across, column, x, mean=True, until=share, where=groups[0][0], asked={})


def _groups(config: Config) -> list[Group]:
    return [({"scheme": scheme}, KEPT[scheme][0]) for scheme in config.scheme]


def _sized(values: Sequence[int], title: str, **more: Any) -> Axis:
    """A log axis with a tick at each size."""
    heading = {"title": {"text": title, "standoff": 8, **more}}
    return {"type": "log", **ticks(values, [f"{value:,}" for value in values]), **heading, "showgrid": False}


def _over_width(config: Config, column: str) -> Figure:
    """Above the loss; below the σ of each width, and the σ that is kept, to be dragged."""
    several = len(config.fixed_std) > 1 and "fixed-std" in config.scheme
    drawing = Drawing(
        column.replace("_", "-"),
        TITLES[column],
        HERO,
        margin=SLOPES,
        hovermode="closest",
        phone={"margin": TWO_ROWS},
    )
    width = _sized(config.widths, "width of the network", **QUIET)
    loss = drawing.panel(_fine(column), x=width, at=((0, 1), (0.44, 1)), phone=(ACROSS, (0.5, 1)))
    loss.words(*(KEPT[scheme] for scheme in config.scheme), phone=2)
    _draw(loss, config, column, "width", _groups(config), ghosts=True)
    sizes = drawing.panel(
        "σ: how large the starting weights are",
        x=_sized(config.widths, ""),
        at=((0, 0.5), (0, 0.22)),
        phone=((0, 0.6), (0.2, 0.36)),
        **SIGMAS,
        **ticks([0.02, 0.05, 0.1], ["0.02", "0.05", "0.1"]),
    )
    sigmas = [(fixed, config.sigma_kept(fixed)) for fixed in config.fixed_std]
    stops = sorted(
        (Stop(fixed, sigma, f"σ = {sigma:.3g}") for fixed, sigma in sigmas), key=lambda stop: stop.at
    )
    for scheme in config.scheme:
        for fixed in config.fixed_std if scheme == "fixed-std" else (0.0,):
            curve = sizes.curve(KEPT[scheme][0], **_sizes(config, scheme, fixed))
            if several and scheme == "fixed-std":
                curve.fill(Dressed, [{"visible": stop.value == fixed} for stop in stops])
    if several:
        _handle(drawing, config, stops)
    return drawing.figure(
        "A dot is a network, a line the mean over seeds, and its slope that in logarithms: a straight "
        "line is a power law. Below: σ is the standard deviation of the starting weights. To keep it while "
        "the width grows is to be born larger and larger, compared with what the width asks for: in "
        "σ = width^−γ the γ falls." + (" Drag the handle to another σ that was kept." if several else "")
    )


def _handle(drawing: Drawing, config: Config, stops: Sequence[Stop]) -> None:
    """The σ that is kept, to be dragged."""
    at = [stop.at for stop in stops]
    named = ticks(at, [f"{sigma:.3g}" for sigma in at])
    sigma = drawing.panel(
        x={**SIGMAS, **named, "title": {"text": "drag: the σ that orange keeps", **QUIET}},
        at=((0.76, 1), (0, 0.22)),
        phone=((0.05, 0.95), (0, 0.08)),
        range=[-1, 2],
        tickvals=[],
        showgrid=False,
    )
    sigma.points("@data", size=9, symbol="square", x=at, y=[0] * len(at))
    drawing.pick = Pick("fixed_std", config.fixed_std[0], stops=stops, axes=((sigma.x, sigma.y),))


def _sizes(config: Config, scheme: str, fixed: float) -> Look:
    """σ at each width, of one way to choose it, which is named at its end."""
    role = KEPT[scheme][0]
    if scheme == "constant-rate":
        sizes = [std(config.gamma0, width) for width in config.widths]
        name = f"σ = width<sup>−γ</sup>, γ = {config.gamma0:g}"
    else:
        sigma = config.sigma_kept(fixed)
        sizes = [sigma] * len(config.widths)
        name = f"σ = {sigma:.3g}, as γ = {equivalent_rate(sigma, max(config.widths)):.2g}"
    return {
        "x": list(config.widths),
        "y": sizes,
        "mode": "lines+markers+text",
        "dash": "dot" if fixed else "solid",
        "marker": {"color": role, "size": 6},
        "text": ["" for _ in config.widths[1:]] + ["  " + name],
        "cliponaxis": False,
        **font(role, SMALL),
    }


def _fine(column: str, high: float = 0.75) -> Axis:
    """A log axis that stands still, over less than two decades of a test loss."""
    low = -1.8 if column == "train_loss" else -0.45
    at = [loss for loss in (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10) if low <= math.log10(loss) <= high]
    return axis("loss", type="log", range=[low, high], **ticks(at, [f"{loss:g}" for loss in at]))


def _plain(config: Config, column: str) -> Figure:
    look: Look = {"margin": SLOPES, "hovermode": "closest", "phone": {"margin": TWO_ROWS}}
    drawing = Drawing(column.replace("_", "-"), TITLES[column], FOLDED, **look)
    x = _sized(config.widths, "width of the network")
    loss = drawing.panel(_fine(column), x=x, phone=(ACROSS, None))
    loss.words(*(KEPT[scheme] for scheme in config.scheme), phone=2)
    _draw(loss, config, column, "width", _groups(config))
    return loss.figure()


def _over_data(config: Config, column: str) -> Figure:
    height = FOLDED if column == "train_loss" else HERO
    drawing = Drawing(column.replace("_", "-"), TITLES[column], height, margin=SLOPES, hovermode="closest")
    x = _sized(config.samples, "questions to learn from")
    loss = drawing.panel(_fine(column, 1.0), x=x, phone=(ACROSS, None))
    loss.words(*(COMPLEXITY[size] for size in config.complexity))
    _draw(
        loss,
        config,
        column,
        "samples",
        [({"complexity": size}, COMPLEXITY[size][0]) for size in config.complexity],
    )
    return loss.figure("A dot is a network, a line the mean over seeds.")
