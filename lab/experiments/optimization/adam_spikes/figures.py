"""What is drawn of a run."""

import math
from collections.abc import Sequence
from typing import Any

from lab.contract.figure import Figure, Grid, Line, Span
from lab.experiments.drawing.axes import LOG, Axis, axis, ticks
from lab.experiments.drawing.panels import Drawing, Panel, chart
from lab.experiments.drawing.style import LONG_TICKS
from lab.experiments.optimization.adam_spikes.config import BORDER, PARABOLAS, Config

HERO, FOLDED = (560, 340), (300, 220)
"""Heights in px, on a wide screen and on a phone."""


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


def _chart(name: str, title: str, heading: str, **y: Any) -> Panel:
    """A panel against the steps."""
    return chart(name, title, heading, FOLDED, **{"margin": LONG_TICKS, **y})


def _curve(panel: Panel, role: str, column: str, *, over: str | None = None, **look: Any) -> None:
    """A column along the steps, where asked for in units of another."""
    panel.curve(role, showlegend=False, **look).fill(Line, column, over=over)


def _name(panel: Panel, text: str, role: str, y: float, *, x: float = 0.01, **more: Any) -> None:
    """A direct label at a height of the axis, at a share of the width."""
    panel.label(text, role, x, y, **{"xref": "paper", "yref": panel.y, **more})


def _limit(panel: Panel, top: float | None) -> None:
    """The limit 1 as a line, and the forbidden side of it tinted up to `top`, where the end is known."""
    if top is not None:
        side: Axis = {"type": "rect", "y0": 1, "y1": top, "fillcolor": "@limit", "opacity": 0.07}
        panel.level(1, **side, line={"width": 0})
    panel.level(1)


def _with_loss(name: str, title: str, below: Axis, **phone: Any) -> tuple[Panel, Panel]:
    """The loss with its curve, and the panel below it, where what leads to a spike is marked."""
    drawing = Drawing(name, title, HERO, margin=LONG_TICKS)
    loss = drawing.panel("loss", at=(None, (0.42, 1.0)), **LOG)
    ratio = loss.below(below, up=(0.0, 0.36), **phone)
    _curve(loss, "@model", "loss", width=2.5)
    return loss, ratio


def _spikes(*, adam: bool, held: bool) -> Figure:
    """`held`: of batches, the curvatures drawn and marked are the least of three steps. Adam keeps near its
    limit; without it, the curvature may be anywhere."""
    least, when = ("_held", ", least of three steps") if held else ("", "")
    near: Axis = {"range": [0.9, 1.1], "tickvals": [0.9, 1.0, 1.1]} if adam else LOG
    heading = "curvature ÷ limit; λ<sub>max</sub>: in the sharpest direction"
    below = axis(heading, **near)
    loss, ratio = _with_loss("spikes", "Loss, and curvature against its limit", below)
    curve: Axis = {"over": "threshold", "name": "λmax ÷ limit"}
    _curve(ratio, "@model", f"lambda_max{least}", **curve)
    curve |= {"name": "λgrad ÷ limit", "dash": "dot", "width": 1.5}
    _curve(ratio, "@second", f"lambda_grad{least}", **curve)
    ratio.moment("crossing", "limit")
    loss.moment("spike", "limit")
    ratio.drawing.bindings.append(Span("spike", "crossing", ratio.y))
    _limit(ratio, 1.1 if adam else None)
    y, yref = (1.08, ratio.y) if adam else (0.34, "paper")
    scaled = ", as Adam scales it" if adam else ""
    short: Axis = {"text": "— λ<sub>max</sub>"}
    _name(ratio, f"— λ<sub>max</sub>{scaled}{when}", "@model", y, yref=yref, phone=short)
    short = {"text": "··· λ<sub>grad</sub>", "x": 0.35}
    _name(
        ratio, f"··· λ<sub>grad</sub>, along the gradient{when}", "@second", y, yref=yref, x=0.3, phone=short
    )
    # Above its beginning: the margin of a phone or of a picture is too narrow. On a log axis in decades.
    _name(ratio, "limit 2/η", "@limit", 1.0 if adam else 0.0, yanchor="bottom")
    return ratio.figure()


def _step_size(config: Config) -> Figure:
    adam = config.optimizer == "adam"
    name, limit = ("η/√v̂", "2(1+β₁)/((1−β₁)k)") if adam else ("η", "2/k")
    # Without much momentum the excursions are high: S_max is 1.3 at β1 = 0.9 and 5 at 0.
    top = max(1.6 if config.betas[0] >= 0.7 else 6.0, 1.2 * _first_share(config))
    loss, size = _with_loss(
        "step-size",
        "Loss, and the size of the step against its limit",
        axis("step size ÷ limit", range=[0.0, top]),
    )
    _curve(size, "@model", "lambda_max", over="threshold", name="step size ÷ limit")
    size.moment("crossing", "limit")
    loss.moment("spike", "limit")
    _limit(size, top)
    _name(size, f"step size {name}, in units of its limit", "@model", 0.92 * top)
    return size.figure(
        f"In one dimension the {'preconditioned ' if adam else ''}curvature over 2/η is the step size {name} "
        f"over its limit {limit}: one curve is both."
    )


def _first_share(config: Config) -> float:
    """The step size of the first step in units of its limit: Adam's first P is the gradient itself."""
    slope = (config.power - 1) * config.eta / 2
    return slope / (1 + config.betas[0]) if config.optimizer == "adam" else slope * config.curvature


def _landscape() -> Figure:
    share = _chart(
        "landscape", "The landscape hardly changes", "curvature ÷ limit 2/η", type="log", range=[-2, 0.3]
    )
    _curve(share, "@model", "lambda_max", over="threshold")
    _curve(share, "@others", "lambda_raw", over="threshold")
    _limit(share, 2.0)
    _name(share, "as Adam scales it", "@model", 0.14)
    _name(share, "of the landscape itself, λ<sub>max</sub>(H)", "@others", -1.8, x=0.99)
    return share.figure(
        "A valley that had become too steep would show here: the grey line would reach the limit."
    )


def _brake(config: Config) -> Figure:
    share = 100 * (1 - math.sqrt(config.betas[1]))
    norm = _chart("brake", "The brake that wears out", "norm", **LOG)
    _curve(norm, "@model", "v_norm")
    _curve(norm, "@second", "grad_norm", dash="dot", width=1.5)
    _curve(norm, "@limit", "v_free", dash="dash", width=1.0)
    _name(norm, "√Σv, what Adam divides by", "@model", 0.95, yref="paper", x=0.99)
    _name(norm, "left alone for 100 steps", "@limit", 0.85, yref="paper", x=0.99)
    _name(norm, "‖g‖, the gradient", "@second", 0.05, yref="paper")
    return norm.figure(
        f"Left alone, √v falls by {share:.3g} % a step (½ ln β₂), however the gradient grows: the "
        "dashed line. Where both coincide, no gradient has counted for 100 steps."
    )


def _decoupling() -> Figure:
    share = _chart("decoupling", "How much a new gradient counts", "‖g‖² ÷ Σv", **LOG)
    _curve(share, "@model", "decoupling", width=1.5)
    return share.figure("Far below 1 the gradient is lost in the memory of old ones: v no longer follows it.")


def _alignment(*, adam: bool) -> Figure:
    scaled = ", as Adam scales it," if adam else ""
    title = "The gradient turns into the sharpest direction"
    cosine = _chart("alignment", title, "|cos|", range=[0, 1.02])
    _curve(cosine, "@model", "alignment", width=1.5)
    return cosine.figure(f"1: the gradient{scaled} points along the sharpest direction.")


def _stages() -> Figure:
    names = ["descent", "brake fades", "over the limit", "brake refills", "below again"]
    scale: Axis = {"range": [0.5, 5.5], **ticks([1, 2, 3, 4, 5], names)}
    stage = _chart("stages", "Five stages of a spike", "", margin={**LONG_TICKS, "l": 110}, **scale)
    _curve(stage, "@model", "stage", mode="markers", marker={"color": "@model", "size": 3})
    return stage.figure(
        "Told from the last five steps alone. Fading: √Σv falls by itself, ‖g‖² below a tenth of Σv."
    )


def _checked() -> Figure:
    title, heading = "The tracked curvature against the whole matrix", "λ<sub>max</sub> ÷ exact − 1"
    error = _chart("checked", title, heading, exponentformat="power")
    _curve(error, "@model", "discrepancy", mode="markers", marker={"color": "@model", "size": 5})
    return error.figure("At each check the whole Hessian is formed, and all its eigenvalues are found.")


def _map(config: Config) -> Figure:
    """β1 × β2 on the axes 1−β, both log; the line is the fitted border of Tang, Chen and Liu (2026)."""
    beta1s, beta2s = config.beta1s or (config.beta1,), config.beta2s or (config.beta2,)
    x, y = ([1 - beta for beta in sorted(betas)] for betas in (beta1s, beta2s))
    forgotten = chart(
        "map",
        "How often the step size crosses its limit",
        axis("1 − β₂, how fast sizes are", **LOG, range=_span(y)),
        HERO,
        x=axis("1 − β₁, how fast the direction is forgotten", **LOG, range=_span(x)),
        margin=LONG_TICKS,
    )
    scale = [[0, "@panel"], [0.002, "@hairline"], [0.04, "@others"], [1, "@model"]]
    heat = forgotten.heat(bar="crossings", x=x, y=y, zmin=0, zmax=500, colorscale=scale)
    heat.fill(Grid, "crossings", "beta1", "beta2", opens="quadratic")
    border = [10 ** (-2 + i / 20) for i in range(41)]
    law = [BORDER[0] * forgetting ** BORDER[1] for forgetting in border]
    forgotten.curve("@limit", showlegend=False, x=border, y=law)
    return forgotten.figure(
        "Each cell is a run of its own; a click opens it. The line is the border 1−β₂ = 15.6 "
        "(1−β₁)^3.07 that was fitted to longer runs (Tang, Chen and Liu 2026): to its right Adam keeps "
        "spiking."
    )


def _span(values: Sequence[float]) -> list[float]:
    """Range of a log axis that holds the cells around these values."""
    return [math.log10(min(values)) - 0.05, math.log10(max(values)) + 0.05]
