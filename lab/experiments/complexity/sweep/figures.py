"""Pieces of the figures that sweeps have in common."""

from collections.abc import Mapping, Sequence
from typing import Any

from lab.contract.figure import Above, Across, Figure
from lab.experiments.complexity.sweep.config import AnchorConfig
from lab.experiments.drawing.axes import DECADES, STEP, Axis, axis, ticks
from lab.experiments.drawing.marks import Look
from lab.experiments.drawing.names import Word
from lab.experiments.drawing.panels import Drawing, Mark, Panel
from lab.experiments.drawing.style import ABOVE, EACH_ROW
from lab.numerics.initialization import std

HERO, FOLDED = (520, 360), (300, 230)
"""Heights in px, on a wide screen and on a phone."""
USUAL = 0.5
"""The γ that is usual."""
NARROW = 10
"""So many γ have room beside each other on a phone, each in a digit or two."""
NOT_TRAINED = 0.5
"""Training loss above which a run is drawn as not trained yet."""
TWO_ROWS = {**ABOVE, "t": ABOVE["t"] + EACH_ROW}
"""Margins with room for two rows of words."""

LOSS: Axis = axis("loss", **DECADES)
SHARE: Axis = {"range": [-0.03, 1.03], "tickformat": ".0%"}
KEYS = axis("keys", **SHARE)
STABLE_RANK = "‖W‖² (Frobenius) over ‖W‖² (largest singular value): 1 when one direction does everything."
NOT_YET = ("@limit", "○ not trained yet")


def over(
    name: str,
    title: str,
    y: Axis,
    words: Sequence[Word] = (),
    height: tuple[int, int] = FOLDED,
    *,
    x: Axis = STEP,
    narrow: Axis | None = None,
    **layout: Any,
) -> Panel:
    """A panel over x, with the words that name its colours; `narrow` is x on a phone."""
    rows = 2 if len(words) > 2 else 1
    phone = {"margin": TWO_ROWS} if rows == 2 else {}
    layout = {"margin": ABOVE, "phone": phone, "hovermode": "closest", **layout}
    x, narrow = ({**ends, "title": {**ends["title"], "standoff": 8}} for ends in (x, narrow or x))
    panel = Drawing(name, title, height, **layout).panel(y, x=x, phone_x=narrow)
    panel.words(*words, phone=rows)
    return panel


def along(
    config: AnchorConfig,
    name: str,
    title: str,
    y: Axis,
    words: Sequence[Word] = (),
    height: tuple[int, int] = FOLDED,
    **layout: Any,
) -> Panel:
    """A panel over γ, with a line at the usual choice where it is among those that are shown."""
    wide, narrow = gamma_axis(config), gamma_axis(config, narrow=True)
    panel = over(name, title, y, words, height, x=wide, narrow=narrow, dragmode=False, **layout)
    across = {"type": "line", "xref": "x", "x0": USUAL, "x1": USUAL, "yref": "y domain", "y0": 0, "y1": 1}
    line = {"line": {"color": "@others", "width": 1, "dash": "dot"}}
    panel.drawing.shapes += [across | line] if USUAL in config.gammas else []
    return panel


def gamma_axis(config: AnchorConfig, *, narrow: bool = False) -> Axis:
    """γ from left to right, with the standard deviation σ under it where there is room, on a phone none."""
    drawn = config.gammas
    if narrow and len(drawn) > NARROW:
        drawn = drawn[(drawn.index(USUAL) if USUAL in drawn else 0) % 2 :: 2]
    usual = {USUAL: "<br><b>usual</b>"}
    sigmas = {gamma: "" if narrow else f"<br>{std(gamma, config.width):.3f}" for gamma in drawn}
    names = [f"{gamma:g}{sigma}{usual.get(gamma, '')}" for gamma, sigma in sigmas.items()]
    about = "(γ)" if narrow else "(γ, and under it their size σ = width<sup>−γ</sup>)"
    ends = [min(config.gammas) - 0.04, max(config.gammas) + 0.04]
    look: Look = {"tickangle": 0, "automargin": "height", "range": ends}
    return axis(f"smaller starting weights → {about}", **ticks(drawn, names), **look)


def runs(
    panel: Panel, column: str, role: str = "@model", x: str = "gamma", width: float = 2.0, size: float = 6.0
) -> Mark:
    """A line of means over seeds, and the dots on it, one a run: these are returned."""
    panel.curve(role, width=width).fill(Across, column, x, mean=True)
    return panel.points(role, size=size).fill(Across, column, x)


def untrained(panel: Panel, ringed: Mark) -> None:
    """Rings around the runs whose training loss is still high: slow learning must not read as memorizing."""
    ring = {"color": "@panel", "size": 9, "line": {"color": "@limit", "width": 1.5}}
    panel.points("@panel", marker=ring).fill(Above, ringed.trace, "train_loss", NOT_TRAINED)


def shares(config: AnchorConfig, height: tuple[int, int] = FOLDED) -> Figure:
    """Answers to the pair that was never shown: by the rule, and copied."""
    words = (("@model", "x − 10, the rule"), ("@second", "x − 6, copied"), NOT_YET)
    panel = along(config, "shares", "Answers to the pair that was never shown", KEYS, words, height)
    ruled = runs(panel, "reasoning", width=2.5)
    runs(panel, "symmetric", "@second")
    untrained(panel, ruled)
    return panel.figure()


def run_figures() -> tuple[Figure, ...]:
    """One run, or a few that differ in their seed, against the steps."""
    losses = {"ood_loss": ("@model", "the unseen pair"), "id_loss": ("@second", "held-out questions")}
    answers = {"reasoning": ("@model", "x − 10, the rule"), "symmetric": ("@second", "x − 6, copied")}
    ranks = {"embedding": "@model", "mlp": "@second", "query": "@others"}
    matrices = {f"stable_rank_{name}": (role, name) for name, role in ranks.items()}
    unseen = "What it answers to the pair that it never saw"
    rank = axis("stable rank", rangemode="tozero")
    return (
        over_steps(
            "losses", "Loss while it trains", {"train_loss": ("@others", "training"), **losses}, LOSS, HERO
        ),
        over_steps("answers", unseen, {**answers, "other": ("@others", "another")}, KEYS),
        over_steps("complexity", "How many directions its matrices use", matrices, rank, note=STABLE_RANK),
    )


LOOKS: Mapping[str, Look] = {"@model": {"width": 2.5}, "@second": {"dash": "dot"}, "@others": {"width": 1.2}}


def over_steps(
    name: str,
    title: str,
    columns: Mapping[str, Word],
    y: Axis,
    height: tuple[int, int] = FOLDED,
    note: str = "",
) -> Figure:
    """Columns against the steps, each with its role and its word."""
    panel = over(name, title, y, list(columns.values()), height)
    for column, (role, word) in columns.items():
        panel.curve(role, column, name=word, **LOOKS.get(role, {}))
    return panel.figure(note)
