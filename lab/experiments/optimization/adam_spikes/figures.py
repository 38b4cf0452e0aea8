"""What is drawn of a run."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from lab.contract.figure import Figure, Grid, Line, Moment, Span
from lab.experiments.optimization.adam_spikes.config import BORDER, PARABOLAS, Config

HERO, FOLDED = (560, 340), (300, 220)
"""Heights in px, on a wide screen and on a phone."""
LOG = {"type": "log", "exponentformat": "power"}
MARGIN = {"l": 72, "r": 40, "t": 12, "b": 48}


def figures(config: Config) -> tuple[Figure, ...]:
    """The figures of a run or of the set that a config spans; the first is the hero."""
    if config.record == "summary":
        return (_map(config),)
    adam = config.optimizer == "adam"  # the others have no v, and see the landscape's own curvature
    if config.architecture in PARABOLAS:
        return (_step_size(config), *((_brake(config), _decoupling(), _stages()) if adam else ()))
    checked = (_checked(),) if config.verify else ()
    held = bool(config.batch_size)
    if not adam:
        return (_spikes(adam=False, held=held), _alignment(adam=False), *checked)
    return (
        _spikes(adam=True, held=held),
        _landscape(),
        _brake(config),
        _decoupling(),
        _alignment(adam=True),
        _stages(),
        *checked,
    )


def _line(
    role: str, *, name: str = "", yaxis: str = "y", dash: str = "solid", width: float = 2.0
) -> dict[str, Any]:
    named = {"name": name} if name else {}
    return {
        **named,
        "type": "scatter",
        "mode": "lines",
        "x": [],
        "y": [],
        "xaxis": "x",
        "yaxis": yaxis,
        "line": {"color": role, "width": width, "dash": dash},
        "connectgaps": True,
        "showlegend": False,
    }


def _label(text: str, role: str, y: float, *, yref: str = "y2", x: float = 0.01) -> dict[str, Any]:
    """A direct label at a height of an axis, at a share of the width."""
    right = x > 0.5
    return {
        "text": text,
        "font": {"color": role, "size": 13},
        "showarrow": False,
        "xref": "paper",
        "yref": yref,
        "x": x,
        "y": y,
        "xanchor": "right" if right else "left",
        "yanchor": "middle",
    }


def _limit(yref: str, top: float) -> list[dict[str, Any]]:
    """The limit 1 as a line, and the forbidden side of it tinted up to `top`."""
    across = {"xref": "paper", "x0": 0, "x1": 1, "yref": yref}
    line = {"color": "@limit", "width": 1.5}
    return [
        {
            "type": "rect",
            **across,
            "y0": 1,
            "y1": top,
            "fillcolor": "@limit",
            "opacity": 0.07,
            "line": {"width": 0},
        },
        {"type": "line", **across, "y0": 1, "y1": 1, "line": line},
    ]


def _limit_name() -> dict[str, Any]:
    """What the line is, above its beginning: the margin of a phone or of a picture is too narrow."""
    return {**_label("limit 2/η", "@limit", 1.0), "yanchor": "bottom"}


def _two_panels(below: Mapping[str, Any], top: float) -> dict[str, Any]:
    return {
        "xaxis": {"title": {"text": "step"}, "anchor": "y2"},
        "yaxis": {"domain": [0.42, 1.0], "title": {"text": "loss"}, **LOG},
        "yaxis2": {"domain": [0.0, 0.36], **below},
        "margin": MARGIN,
        "shapes": _limit("y2", top),
    }


def _spikes(*, adam: bool, held: bool) -> Figure:
    """`held`: of batches, the curvatures drawn and marked are the least of three steps. Adam keeps near its
    limit; without it, the curvature may be anywhere."""
    least, of = ("_held", ", least of three steps") if held else ("", "")
    near = {"range": [0.9, 1.1], "tickvals": [0.9, 1.0, 1.1]} if adam else LOG
    said, more = "curvature ÷ limit", "; the landscape's own is far below this scale" if adam else ""
    layout, narrow = (
        _two_panels({**near, "title": {"text": text}}, 1.1 if adam else 1.0) for text in (said + more, said)
    )
    if not adam:  # where the axis ends is not known
        layout["shapes"] = narrow["shapes"] = layout["shapes"][1:]
    top: dict[str, Any] = {"y": 1.08} if adam else {"y": 0.34, "yref": "paper"}
    scaled = ", as Adam scales it" if adam else ""
    limit = {**_limit_name(), "y": 1.0 if adam else 0.0}  # of annotations, in decades on a log axis
    layout["annotations"] = [
        _label(f"λ<sub>max</sub>{scaled}{of}", "@model", **top),
        _label(f"λ<sub>grad</sub>, along the gradient{of}", "@second", **top, x=0.46),
        limit,
    ]
    short = (
        _label("λ<sub>max</sub>", "@model", **top),
        _label("λ<sub>grad</sub>", "@second", **top, x=0.2),
        limit,
    )
    return Figure(
        "spikes",
        "Loss, and curvature against its limit",
        (
            _line("@model", width=2.5),
            _line("@model", name="λmax ÷ limit", yaxis="y2"),
            _line("@second", name="λgrad ÷ limit", yaxis="y2", dash="dot", width=1.5),
        ),
        layout,
        (
            Line(0, "loss"),
            Line(1, f"lambda_max{least}", over="threshold"),
            Line(2, f"lambda_grad{least}", over="threshold"),
            Moment("crossing", "y2", "limit"),
            Moment("spike", "y", "limit"),
            Span("spike", "crossing", "y2"),
        ),
        HERO,
        phone={
            "annotations": short,
            "yaxis2": narrow["yaxis2"],
        },
    )


def _step_size(config: Config) -> Figure:
    # Without much momentum the excursions are high: S_max is 1.3 at β1 = 0.9 and 5 at 0.
    adam = config.optimizer == "adam"
    top = max(1.6 if config.betas[0] >= 0.7 else 6.0, 1.2 * _first_share(config))
    size = {"range": [0.0, top], "title": {"text": "step size ÷ limit"}}
    layout = _two_panels(size, top)
    name, limit = ("η/√v̂", "2(1+β₁)/((1−β₁)k)") if adam else ("η", "2/k")
    scaled = "preconditioned " if adam else ""
    layout["annotations"] = [_label(f"step size {name}, in units of its limit", "@model", 0.92 * top)]
    return Figure(
        "step-size",
        "Loss, and the size of the step against its limit",
        (_line("@model", width=2.5), _line("@model", name="step size ÷ limit", yaxis="y2")),
        layout,
        (
            Line(0, "loss"),
            Line(1, "lambda_max", over="threshold"),
            Moment("crossing", "y2", "limit"),
            Moment("spike", "y", "limit"),
        ),
        HERO,
        note=f"In one dimension the {scaled}curvature over 2/η is the step size {name} over its limit "
        f"{limit}: one curve is both.",
    )


def _first_share(config: Config) -> float:
    """The step size of the first step in units of its limit: Adam's first P is the gradient itself."""
    slope = (config.power - 1) * config.eta / 2
    return slope / (1 + config.betas[0]) if config.optimizer == "adam" else slope * config.curvature


def _single(title: str, y: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "xaxis": {"title": {"text": "step"}},
        "yaxis": {"title": {"text": title}, **y},
        "margin": MARGIN,
    }


def _landscape() -> Figure:
    layout = _single("curvature ÷ limit 2/η", {"type": "log", "range": [-2, 0.3]})
    layout["shapes"] = _limit("y", 2.0)
    layout["annotations"] = [
        _label("as Adam scales it", "@model", 0.14, yref="y"),
        _label("of the landscape itself, λ<sub>max</sub>(H)", "@others", -1.8, yref="y", x=0.99),
    ]
    return Figure(
        "landscape",
        "The landscape hardly changes",
        (_line("@model"), _line("@others")),
        layout,
        (Line(0, "lambda_max", over="threshold"), Line(1, "lambda_raw", over="threshold")),
        FOLDED,
        note="A valley that had become too steep would show here: the grey line would reach the limit.",
    )


def _brake(config: Config) -> Figure:
    layout = _single("norm", LOG)
    layout["annotations"] = [
        _label("√Σv, what Adam divides by", "@model", 0.95, yref="paper", x=0.99),
        _label("left alone for 100 steps", "@limit", 0.85, yref="paper", x=0.99),
        _label("‖g‖, the gradient", "@second", 0.05, yref="paper"),
    ]
    share = 100 * (1 - math.sqrt(config.betas[1]))
    return Figure(
        "brake",
        "The brake that wears out",
        (
            _line("@model"),
            _line("@second", dash="dot", width=1.5),
            _line("@limit", dash="dash", width=1.0),
        ),
        layout,
        (Line(0, "v_norm"), Line(1, "grad_norm"), Line(2, "v_free")),
        FOLDED,
        note=f"Left alone, √v falls by {share:.3g} % a step (½ ln β₂), however the gradient grows: the "
        "dashed line. Where both coincide, no gradient has counted for 100 steps.",
    )


def _decoupling() -> Figure:
    return Figure(
        "decoupling",
        "How much a new gradient counts",
        (_line("@model", width=1.5),),
        _single("‖g‖² ÷ Σv", LOG),
        (Line(0, "decoupling"),),
        FOLDED,
        note="Far below 1 the gradient is lost in the memory of old ones: v no longer follows it.",
    )


def _alignment(*, adam: bool) -> Figure:
    scaled = ", as Adam scales it," if adam else ""
    return Figure(
        "alignment",
        "The gradient turns into the steepest direction",
        (_line("@model", width=1.5),),
        _single("|cos|", {"range": [0, 1.02]}),
        (Line(0, "alignment"),),
        FOLDED,
        note=f"1: the gradient{scaled} points along the steepest direction.",
    )


def _stages() -> Figure:
    names = ["descent", "brake fades", "over the limit", "brake refills", "below again"]
    layout = _single("", {"range": [0.5, 5.5], "tickvals": [1, 2, 3, 4, 5], "ticktext": names})
    layout["margin"] = {**MARGIN, "l": 110}
    return Figure(
        "stages",
        "Five stages of a spike",
        ({**_line("@model"), "mode": "markers", "marker": {"color": "@model", "size": 3}},),
        layout,
        (Line(0, "stage"),),
        FOLDED,
        note="Told from the last five steps alone. Fading: √Σv falls by itself, ‖g‖² below a tenth of Σv.",
    )


def _checked() -> Figure:
    return Figure(
        "checked",
        "The tracked curvature against the whole matrix",
        ({**_line("@model"), "mode": "markers", "marker": {"color": "@model", "size": 5}},),
        _single("λ<sub>max</sub> ÷ exact − 1", {"exponentformat": "power"}),
        (Line(0, "discrepancy"),),
        FOLDED,
        note="At each check the whole Hessian is formed, and all its eigenvalues are found.",
    )


def _map(config: Config) -> Figure:
    """β1 × β2 on the axes 1−β, both log; the line is the fitted border of Tang, Chen and Liu (2026)."""
    beta1s, beta2s = config.beta1s or (config.beta1,), config.beta2s or (config.beta2,)
    x, y = ([1 - beta for beta in sorted(betas)] for betas in (beta1s, beta2s))
    heat = {
        "type": "heatmap",
        "x": x,
        "y": y,
        "z": [],
        "zmin": 0,
        "zmax": 500,
        "colorscale": [[0, "@panel"], [0.002, "@hairline"], [0.04, "@others"], [1, "@model"]],
        "colorbar": {"title": {"text": "crossings"}, "thickness": 10, "outlinewidth": 0},
    }
    border = [10 ** (-2 + i / 20) for i in range(41)]
    law = {**_line("@limit"), "x": border, "y": [BORDER[0] * one ** BORDER[1] for one in border]}
    layout = {
        "xaxis": {"title": {"text": "1 − β₁, how fast the direction is forgotten"}, **LOG, "range": _span(x)},
        "yaxis": {"title": {"text": "1 − β₂, how fast sizes are"}, **LOG, "range": _span(y)},
        "margin": MARGIN,
    }
    return Figure(
        "map",
        "How often the step size crosses its limit",
        (heat, law),
        layout,
        (Grid(0, "crossings", "beta1", "beta2", opens="quadratic"),),
        HERO,
        note="Each cell is a run of its own; a click opens it. The line is the border 1−β₂ = 15.6 "
        "(1−β₁)^3.07 that was fitted to longer runs (Tang, Chen and Liu 2026): to its right Adam keeps "
        "spiking.",
    )


def _span(values: Sequence[float]) -> list[float]:
    """Range of a log axis that holds the cells around these values."""
    return [math.log10(min(values)) - 0.05, math.log10(max(values)) + 0.05]
