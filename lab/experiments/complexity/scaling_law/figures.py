"""What is drawn of one run, of the losses along the width, of those along the data."""

import math
from collections.abc import Sequence
from typing import Any

from lab.contract.figure import Across, Binding, Dressed, Exponent, Figure, Pick, Stop
from lab.experiments.complexity.scaling_law.config import Config
from lab.experiments.complexity.scaling_law.panels import ACROSS, along, panels
from lab.experiments.complexity.sweep.figures import FOLDED, LOSS, MARGIN, Told, dots, over_steps, words
from lab.experiments.drawing import line
from lab.numerics.initialization import equivalent_rate, std

HERO = (600, 620)
Group = tuple[dict[str, Any], str]
"""Coordinates of the members that make one line, and its colour."""
KEPT = {
    "constant-rate": ("@model", "γ kept: the wider, the smaller its weights"),
    "fixed-std": ("@data", "σ kept: weights of one size"),
}
ASKED: dict[str, dict[str, Sequence[int]]] = {"constant-rate": {}, "fixed-std": {"width": (16, 24, 32)}}
"""Which widths of each are shown while the question is open: of those whose σ is kept the narrow ones."""
SLOPE = 88
"""Room in px for the slope at the end of a line."""
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


def _points(
    column: str, x: str, groups: Sequence[Group], config: Config
) -> tuple[list[dict[str, Any]], list[Binding]]:
    """For each group of members a line of means, a dot a run, and the exponent at the line's end."""
    n, bindings = len(groups), list[Binding]()
    drawn = (lambda role: line(role, width=2.5), lambda role: dots(role, size=7), _text)
    traces = [draw(role) for draw in drawn for _, role in groups]
    for i, (where, _) in enumerate(groups):
        pick = "fixed_std" if where.get("scheme") == "fixed-std" and len(config.fixed_std) > 1 else None
        asked = ASKED.get(where.get("scheme", ""))
        bindings.append(Across(i, column, x, where=where, mean=True, pick=pick, asked=asked))
        bindings.append(Across(n + i, column, x, where=where, pick=pick, asked=asked))
        bindings.append(Exponent(2 * n + i, i, "slope {slope}"))
    return traces, bindings


def _text(role: str) -> dict[str, Any]:
    """Words to the right of a point."""
    font = {"color": role, "size": 14}
    more = {"text": [], "textposition": "middle right", "textfont": font, "cliponaxis": False}
    return {"type": "scatter", "mode": "text", "x": [], "y": [], "hoverinfo": "skip", **more}


def _groups(config: Config) -> list[Group]:
    return [({"scheme": scheme}, KEPT[scheme][0]) for scheme in config.scheme]


def _over_width(config: Config, column: str) -> Figure:
    """Above the loss; below the σ of each width, and the σ that is kept, to be dragged."""
    traces, bindings = _points(column, "width", _groups(config), config)
    told = words(*(KEPT[scheme] for scheme in config.scheme))
    several = len(config.fixed_std) > 1 and "fixed-std" in config.scheme
    stops = sorted(
        (Stop(fixed, sigma, f"σ = {sigma:.3g}") for fixed, sigma in _sigmas(config)), key=lambda stop: stop.at
    )
    for scheme, fixed in _kept(config):
        if several and scheme == "fixed-std":
            shown = [{"visible": stop.value == fixed} for stop in stops]
            bindings.append(Dressed(len(traces), shown))
        traces.append(_sizes(config, scheme, fixed))
    if several:
        at = [stop.at for stop in stops]
        traces.append(
            {**dots("@data", size=9, x=at, symbol="square"), "y": [0] * len(at), "xaxis": "x3", "yaxis": "y3"}
        )
    layout, phone = panels(config.widths, stops if several else [])
    return Figure(
        column.replace("_", "-"),
        TITLES[column],
        traces,
        bindings=bindings,
        layout={
            **layout,
            "yaxis": {**_fine(column), **layout["yaxis"]},
            "margin": {**MARGIN, "r": SLOPE},
            "hovermode": "closest",
            "annotations": told,
        },
        phone={
            **phone,
            "yaxis": {**_fine(column), **phone["yaxis"]},
            **_narrow([KEPT[scheme] for scheme in config.scheme]),
        },
        height=HERO,
        note="A dot is a network, a line the mean over seeds, and its slope that in logarithms: a straight "
        "line is a power law. Below: σ is the standard deviation of the starting weights. To keep it while "
        "the width grows is to be born larger and larger, compared with what the width asks for: in "
        "σ = width^−γ the γ falls." + (" Drag the handle to another σ that was kept." if several else ""),
        pick=Pick("fixed_std", config.fixed_std[0], stops=stops, axes=(("x3", "y3"),)) if several else None,
    )


def _kept(config: Config) -> list[tuple[str, float]]:
    """Every way to choose σ: by the rate, or one of those that are kept."""
    return [
        (scheme, fixed)
        for scheme in config.scheme
        for fixed in (config.fixed_std if scheme == "fixed-std" else (0.0,))
    ]


def _sigmas(config: Config) -> list[tuple[float, float]]:
    return [(fixed, config.sigma_kept(fixed)) for fixed in config.fixed_std]


def _sizes(config: Config, scheme: str, fixed: float) -> dict[str, Any]:
    """σ at each width, of one way to choose it, which is named at its end."""
    role = KEPT[scheme][0]
    look: dict[str, Any] = {"dash": "dot" if fixed else "solid", "marker": {"color": role, "size": 6}}
    curve = line(role, **look, xaxis="x2", yaxis="y2")
    sizes = [_size(config, scheme, fixed, width) for width in config.widths]
    said = ["" for _ in sizes[1:]] + ["  " + _told(config, scheme, fixed, max(config.widths))]
    text = {"text": said, "textposition": "middle right", "textfont": {"color": role, "size": 12}}
    placed = {"x": list(config.widths), "y": sizes, "cliponaxis": False}
    return {**curve, "mode": "lines+markers+text", **placed, **text}


def _told(config: Config, scheme: str, fixed: float, width: int) -> str:
    """What is kept, and the γ that it amounts to at a width."""
    if scheme == "constant-rate":
        return f"σ = width<sup>−γ</sup>, γ = {config.gamma0:g}"
    sigma = config.sigma_kept(fixed)
    return f"σ = {sigma:.3g}, as γ = {equivalent_rate(sigma, width):.2g}"


def _size(config: Config, scheme: str, fixed: float, width: int) -> float:
    return std(config.gamma0, width) if scheme == "constant-rate" else config.sigma_kept(fixed)


def _narrow(told: Told) -> dict[str, Any]:
    """On a phone the words that name the colours stand one below the other."""
    above = {**MARGIN, "t": MARGIN["t"] + 16}
    return {"annotations": words(*told, rows=2), "margin": above}


def _fine(column: str, high: float = 0.75) -> dict[str, Any]:
    """A log axis that stands still, over less than two decades of a test loss."""
    low = -1.8 if column == "train_loss" else -0.45
    ticks = [at for at in (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10) if low <= math.log10(at) <= high]
    fixed = {"tickvals": ticks, "ticktext": [f"{tick:g}" for tick in ticks]}
    return {"type": "log", "title": {"text": "loss"}, "range": [low, high], **fixed}


def _plain(config: Config, column: str) -> Figure:
    traces, bindings = _points(column, "width", _groups(config), config)
    return Figure(
        column.replace("_", "-"),
        TITLES[column],
        traces,
        bindings=bindings,
        layout={
            "xaxis": along(config.widths, "width of the network"),
            "yaxis": _fine(column),
            "margin": {**MARGIN, "r": SLOPE},
            "hovermode": "closest",
            "annotations": words(*(KEPT[scheme] for scheme in config.scheme)),
        },
        phone={
            "xaxis": {**along(config.widths, "width of the network"), "domain": list(ACROSS)},
            **_narrow([KEPT[scheme] for scheme in config.scheme]),
        },
        height=FOLDED,
    )


def _over_data(config: Config, column: str) -> Figure:
    groups = [({"complexity": one}, COMPLEXITY[one][0]) for one in config.complexity]
    traces, bindings = _points(column, "samples", groups, config)
    return Figure(
        column.replace("_", "-"),
        TITLES[column],
        traces,
        bindings=bindings,
        layout={
            "xaxis": along(config.samples, "questions to learn from"),
            "yaxis": _fine(column, 1.0),
            "margin": {**MARGIN, "r": SLOPE},
            "hovermode": "closest",
            "annotations": words(*(COMPLEXITY[one] for one in config.complexity)),
        },
        phone={"xaxis": {**along(config.samples, "questions to learn from"), "domain": list(ACROSS)}},
        height=HERO if column != "train_loss" else FOLDED,
        note="A dot is a network, a line the mean over seeds.",
    )
