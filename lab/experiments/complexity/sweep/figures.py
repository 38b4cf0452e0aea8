"""Pieces of the figures that sweeps have in common."""

from collections.abc import Mapping, Sequence
from typing import Any

from lab.contract.figure import Above, Across, Figure, Line
from lab.experiments.complexity.sweep.config import AnchorConfig
from lab.experiments.drawing import line
from lab.numerics.initialization import std

HERO, FOLDED = (520, 360), (300, 230)
"""Heights in px, on a wide screen and on a phone."""
MARGIN = {"l": 56, "r": 24, "t": 34, "b": 64}
Axis = Mapping[str, Any]
USUAL = 0.5
"""The γ that is usual."""
NARROW = 10
"""So many γ have room beside each other on a phone, each in a digit or two."""
NOT_TRAINED = 0.5
"""Training loss above which a run is drawn as not trained yet."""

LOSS = {"type": "log", "exponentformat": "power", "dtick": 1, "title": {"text": "loss"}}
SHARE = {"range": [-0.03, 1.03], "tickformat": ".0%"}


def dots(role: str, *, size: float = 6.0, symbol: str = "circle", **more: Any) -> dict[str, Any]:
    """One dot a run."""
    marker = {"color": role, "size": size, "symbol": symbol}
    return {"type": "scatter", "mode": "markers", "x": [], "y": [], "marker": marker, **more}


def untrained(**more: Any) -> dict[str, Any]:
    """Rings around the runs whose training loss is still high: slow learning must not read as memorizing."""
    ring = {"color": "@panel", "size": 9, "line": {"color": "@limit", "width": 1.5}}
    return {**dots("@panel"), "marker": ring, **more}


def words(*told: tuple[str, str], rows: int = 1, xref: str = "paper") -> list[dict[str, Any]]:
    """What the colours mean, as words in them in rows above the panel: (role, word) from the left."""
    placed = []
    each = -(-len(told) // rows)
    for row in range(rows):
        shown = told[row * each : (row + 1) * each]
        total = sum(len(word) + 3 for _, word in shown)
        start = 0.14 if row == rows - 1 else 0.0  # beside the heading of the axis, or above it
        for i, (role, word) in enumerate(shown):
            before = sum(len(word) + 3 for _, word in shown[:i])
            placed.append(
                {
                    "text": f"<b>{word}</b>",
                    "font": {"color": role, "size": 13 if rows == 1 else 12},
                    "showarrow": False,
                    "xref": xref,
                    "yref": xref.replace("x", "y"),
                    "x": start + (1 - start) * before / total,
                    "y": 1.0,
                    "yshift": 16 * (rows - 1 - row),
                    "xanchor": "left",
                    "yanchor": "bottom",
                }
            )
    return placed


Told = Sequence[tuple[str, str]]


def frame(
    x: Axis, y: Axis, told: Told = (), *, narrow: Axis | None = None, xref: str = "paper", **more: Any
) -> dict[str, Any]:
    """`layout` and `phone` of a panel, with the words that name its colours; `narrow` is x on a phone."""
    notes = list(more.pop("annotations", ()))
    x, narrow = ({**one, "title": {**one["title"], "standoff": 8}} for one in (x, narrow or x))
    layout = {"xaxis": x, "yaxis": y, "margin": MARGIN, "hovermode": "closest", **more}
    phone: dict[str, Any] = {"xaxis": narrow}
    if len(told) > 2:
        phone |= {"margin": {**MARGIN, "t": MARGIN["t"] + 16}}
    return {
        "layout": {**layout, "annotations": [*notes, *words(*told, xref=xref)]},
        "phone": {**phone, "annotations": [*notes, *words(*told, rows=2 if len(told) > 2 else 1, xref=xref)]},
    }


def gamma_axis(config: AnchorConfig, *, narrow: bool = False) -> dict[str, Any]:
    """γ from left to right, with the standard deviation σ under it; on a phone under every other one."""
    sized = config.gammas
    if narrow and len(sized) > 5:
        sized = sized[(sized.index(USUAL) if USUAL in sized else 0) % 2 :: 2]
    shown = config.gammas if len(config.gammas) <= NARROW else sized
    ticks = {
        gamma: f"{gamma:g}<br>" + (f"{std(gamma, config.width):.3f}" if gamma in sized else "")
        for gamma in shown
    }
    if USUAL in ticks:
        ticks[USUAL] += "<br><b>usual</b>"
    about = "(γ, σ)" if narrow else "(γ, and under it their size σ = width<sup>−γ</sup>)"
    return {
        "tickvals": list(shown),
        "ticktext": list(ticks.values()),
        "tickangle": 0,
        "automargin": "height",
        "title": {"text": f"smaller starting weights → {about}"},
        "range": [min(config.gammas) - 0.04, max(config.gammas) + 0.04],
    }


def usual(config: AnchorConfig) -> list[dict[str, Any]]:
    """The usual choice as a line, where it is among those that are shown."""
    across = {"xref": "x", "x0": USUAL, "x1": USUAL, "yref": "y domain", "y0": 0, "y1": 1}
    shape = {"type": "line", **across, "line": {"color": "@others", "width": 1, "dash": "dot"}}
    return [shape] if USUAL in config.gammas else []


def along(config: AnchorConfig, y: Axis, told: Told, *, xref: str = "paper") -> dict[str, Any]:
    """Layouts of a panel over γ, with a line at the usual choice."""
    narrow = gamma_axis(config, narrow=True)
    more = {"shapes": usual(config), "dragmode": False}
    return frame(gamma_axis(config), y, told, narrow=narrow, xref=xref, **more)


def shares(config: AnchorConfig, height: tuple[int, int] = FOLDED) -> Figure:
    told = (("@model", "x − 10, the rule"), ("@second", "x − 6, copied"), ("@limit", "○ not trained yet"))
    traces = (line("@model", width=2.5), dots("@model"), line("@second"), dots("@second"), untrained())
    return Figure(
        "shares",
        "Answers to the pair that was never shown",
        traces,
        **along(config, {**SHARE, "title": {"text": "keys"}}, told),
        bindings=(
            Across(0, "reasoning", "gamma", mean=True),
            Across(1, "reasoning", "gamma"),
            Across(2, "symmetric", "gamma", mean=True),
            Across(3, "symmetric", "gamma"),
            Above(4, 1, "train_loss", NOT_TRAINED),
        ),
        height=height,
    )


def run_figures(*, hero: tuple[int, int] = HERO) -> tuple[Figure, ...]:
    """One run, or a few that differ in their seed, against the steps."""
    losses = {"ood_loss": ("@model", "the unseen pair"), "id_loss": ("@second", "held-out questions")}
    answers = {"reasoning": ("@model", "x − 10, the rule"), "symmetric": ("@second", "x − 6, copied")}
    ranks = {"embedding": "@model", "mlp": "@second", "query": "@others"}
    return (
        over_steps(
            "losses", "Loss while it trains", {"train_loss": ("@others", "training"), **losses}, LOSS, hero
        ),
        over_steps(
            "answers",
            "What it answers to the pair that it never saw",
            {**answers, "other": ("@others", "another")},
            {**SHARE, "title": {"text": "keys"}},
        ),
        over_steps(
            "complexity",
            "How many directions its matrices use",
            {f"stable_rank_{name}": (role, name) for name, role in ranks.items()},
            {"title": {"text": "stable rank"}, "rangemode": "tozero"},
            note=STABLE_RANK,
        ),
    )


def over_steps(
    name: str,
    title: str,
    columns: Mapping[str, tuple[str, str]],
    y: Axis,
    height: tuple[int, int] = FOLDED,
    *,
    note: str = "",
) -> Figure:
    """Columns against the steps, each with its role and its word."""
    styles = {"@model": {"width": 2.5}, "@second": {"dash": "dot"}, "@others": {"width": 1.2}}
    return Figure(
        name,
        title,
        [line(role, name=word, **styles.get(role, {})) for role, word in columns.values()],  # type: ignore[arg-type]
        **frame(STEP, y, list(columns.values())),
        bindings=[Line(i, column) for i, column in enumerate(columns)],
        height=height,
        note=note,
    )


STABLE_RANK = "‖W‖² (Frobenius) over ‖W‖² (largest singular value): 1 when one direction does everything."
STEP = {"title": {"text": "step"}}


def heat(title: str, x: Sequence[Any], y: Sequence[Any], **more: Any) -> dict[str, Any]:
    """A heat map with one cell a pair of values, evenly spaced."""
    return {
        "type": "heatmap",
        "x": [f"{one:g}" for one in x],
        "y": [f"{one:g}" for one in y],
        "z": [],
        "colorscale": [[0, "@panel"], [1, "@model"]],
        "colorbar": {"title": {"text": title}, "thickness": 10, "outlinewidth": 0},
        "xgap": 2,
        "ygap": 2,
        **more,
    }


def categories(title: str, names: Mapping[str, str] | None = None) -> Mapping[str, Any]:
    """An axis of a heat map's cells; `names` are what they are called."""
    axis = {"type": "category", "title": {"text": title}, "showgrid": False}
    ticks = {"tickvals": list(names), "ticktext": list(names.values()), "tickangle": 0} if names else {}
    return {**axis, **ticks}
