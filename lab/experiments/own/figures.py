"""What is drawn of a watched training: its loss, its curvature against the limit, the light; and beside."""

from collections.abc import Sequence
from typing import Any

from lab.contract.figure import Figure, Span
from lab.experiments.drawing.axes import LOG, axis, ticks
from lab.experiments.drawing.panels import Drawing, Panel, chart
from lab.experiments.drawing.style import LONG_TICKS
from lab.experiments.own.alarms import JUMP
from lab.experiments.own.config import Config

HERO, FOLDED = (560, 340), (300, 220)
"""Heights in px, on a wide screen and on a phone."""
TOP, CLOSE = 1.6, (0.8, 1.2)
"""Shares that are drawn: from 0 up, and from close by."""


def figures(config: Config) -> Sequence[Figure]:
    """The figures of a training; the first is the hero."""
    del config
    return (_hero(), _close(), _even(), _gradient(), _alignment(), _step_size(), _cost())


def _hero() -> Figure:
    """Loss above, curvature in units of its limit below it, and the light as a lane."""
    drawing = Drawing("own", "Loss, curvature against its limit, and the alarm", HERO, margin=LONG_TICKS)
    loss = drawing.panel("loss", at=(None, (0.5, 1.0)), phone=(None, (0.58, 1.0)), **LOG)
    loss.curve("@model", "loss", width=2.5, name="loss")
    loss.moment(JUMP, "limit")
    scale: dict[str, Any] = {"range": [0, TOP], "tickvals": [0, 0.5, 1, 1.5]}
    ratio = loss.below(
        axis("curvature ÷ limit, where measured"), up=(0.16, 0.42), phone=(0.25, 0.48), **scale
    )
    _shares(ratio, TOP)
    ratio.moment("near", "limit")
    ratio.moment("now", "limit")
    drawing.bindings.append(Span(JUMP, "crossing", ratio.y))
    lane = loss.below(
        axis("alarm"),
        up=(0.0, 0.08),
        phone=(0.0, 0.11),
        phone_y=ticks([0, 2], ["calm", "now"]),
        range=[-0.3, 2.3],
        **ticks([0, 1, 2], ["calm", "near", "now"]),
        fixedrange=True,
    )
    lane.curve("@limit", "stage", width=2.0, shape="hv", name="alarm")
    return drawing.figure(
        "Near: the largest curvature was over its limit when it was last measured. Now: the very step did "
        "not pay. A bracket goes from the crossing to the jump that followed."
    )


def _shares(ratio: Panel, top: float) -> None:
    """Both curvatures, in units of the limit at 1, and the other side of it tinted up to `top`."""
    ratio.curve("@model", "share_max", name="largest")
    ratio.curve("@second", "share_grad", name="along the gradient", dash="dot", width=1.5)
    ratio.level(1, type="rect", y1=top, fillcolor="@limit", opacity=0.07, line={"width": 0})
    ratio.level(1)


def _chart(name: str, title: str, heading: str, **y: Any) -> Panel:
    return chart(name, title, heading, FOLDED, margin=LONG_TICKS, **y)


def _close() -> Figure:
    ratio = _chart("close", "The limit from close by", "curvature ÷ limit", range=list(CLOSE))
    _shares(ratio, CLOSE[1])
    return ratio.figure("Training with a constant step size hovers here: below by a little, above by less.")


def _even() -> Figure:
    loss = _chart("even", "The loss on an even scale", "loss")
    loss.curve("@model", "loss")
    return loss.figure("Where it is not above zero, the large figure has no place for it.")


def _gradient() -> Figure:
    norm = _chart("gradient", "The gradient, and what it is divided by", "norm", **LOG)
    norm.curve("@model", "v_norm", name="√Σv")
    norm.curve("@second", "grad_norm", dash="dot", width=1.5, name="‖g‖")
    norm.label("√Σv, the optimizer's memory", "@model", 0.99, 0.95)
    norm.label("‖g‖, as the optimizer gets it", "@second", 0.99, 0.85)
    return norm.figure("Where √Σv falls while ‖g‖ grows, a limit comes nearer by itself.")


def _alignment() -> Figure:
    cosine = _chart("alignment", "The gradient, and the sharpest direction", "|cos|", range=[0, 1.02])
    cosine.curve("@model", "alignment", width=1.5)
    return cosine.figure("1: as the optimizer scales it, the gradient points along the largest curvature.")


def _step_size() -> Figure:
    eta = _chart("step-size", "The step size", "η", rangemode="tozero")
    eta.curve("@model", "eta_max", name="largest")
    eta.curve("@others", "eta_min", name="smallest", width=1.5)
    return eta.figure("Largest and smallest of the optimizer's groups: the limit moves with it.")


def _cost() -> Figure:
    spent = _chart("cost", "What watching costs", "of the loop's time", rangemode="tozero", tickformat=".0%")
    spent.curve("@model", "spent")
    return spent.figure(
        "Time spent so far beside the training's own. It may take the share that was asked for, 5 % unless "
        "said otherwise; of a step under 5 ms more, up to 1 ms in the mean: where nothing is measured such a "
        "step takes one to two tenths of a millisecond longer, and where something is, several."
    )
