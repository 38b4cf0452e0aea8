"""The duel: of two networks every pair's accuracy, and for any key x what each answers to the unseen pair."""

from typing import Any

from lab.experiment import Binding, Entry, Figure, Latest, Pick, Snapshot, Stop
from lab.experiments.anchor_sweep.figures import MARGIN, dots
from lab.experiments.drawing import label
from lab.experiments.reason_or_memorize.config import Config
from lab.numerics.anchors import FIRST_KEY, reasoning_answer
from lab.numerics.initialization import std

HEIGHT = (640, 560)
UNSEEN = (4, 3)
"""The pair that is never taught: first and second anchor."""
SIDES = (("large", "@data", (0.0, 0.45)), ("small", "@model", (0.55, 1.0)))
SPLIT = (
    ("reasoning", "@model", "the rule"),
    ("symmetric", "@second", "copied"),
    ("other", "@others", "other"),
)
"""What fills the framed cell, from its left: columns, colours and words."""
FIRST_ASKED = 55
"""The key at which the line stands at first: chosen, in the shipped recording the two differ there."""


def duel(config: Config) -> Figure:
    """Above the 16 pairs of each network, below what it answers to the one that it never saw."""
    keys = list(range(FIRST_KEY, FIRST_KEY + config.keys))
    traces: list[dict[str, Any]] = []
    bindings: list[Binding] = []
    layout: dict[str, Any] = {"margin": {**MARGIN, "t": 56}, "hovermode": "closest", "barmode": "stack"}
    shapes, notes, rules = [], [], []
    for side, (gamma, (size, role, domain)) in enumerate(zip(sorted(config.gammas), SIDES, strict=True)):
        pairs, answers = str(2 * side + 1).replace("1", ""), str(2 * side + 2)
        where = {"gamma": gamma, "seed": config.seeds[0]}
        bindings += _bindings(len(traces), where)
        traces += [_grid(role, pairs), *_split(pairs), *_answers(role, keys, answers)]
        layout |= _axes(pairs, answers, domain)
        shapes += _frame(pairs, answers, keys)
        born = f"<b>born {size}</b><br>γ = {gamma:g}, σ = {std(gamma, config.width):.3g}"
        notes.append(_text(born, role, pairs, 1.04, yanchor="bottom"))
        beside = {"x": 1, "xanchor": "right", "yanchor": "bottom"}
        rules.append(_text("··· the rule, x − 10", "@soft", answers, 0.0, **beside))
    rule = {x: reasoning_answer(x, *UNSEEN) for x in keys}
    return Figure(
        "duel",
        "Two networks that differ in their size at birth",
        traces,
        bindings=bindings,
        layout={**layout, "shapes": shapes, "annotations": [*notes, *rules, *_words(0.075, 0.405)]},
        phone={
            **{axis: {**layout[axis], "title": {"text": ""}} for axis in ("yaxis", "yaxis3")},
            "annotations": [*notes, *_words(0.25, 1.0, yshift=62)],
            "margin": {**MARGIN, "t": 92},
        },
        height=HEIGHT,
        note="Above: how many questions of each pair of anchors (first ↓, second →) are answered right. The "
        "framed pair was never shown to either; the frame fills with what it is answered by. Below: the "
        "answers to it minus the key x. Drag the upright line from key to key, or use the arrow keys. Both "
        f"networks have the seed {config.seeds[0]}; for the others see the curves.",
        pick=Pick(
            "x",
            FIRST_ASKED,
            stops=[Stop(x, x, f"x = {x}: rule {answer}") for x, answer in rule.items()],
            axes=(("x2", "y2"), ("x4", "y4")),
        ),
    )


def _bindings(first: int, where: dict[str, Any]) -> list[Binding]:
    """Of the traces of one side, of which the first has that number."""
    columns = [column for column, _, _ in SPLIT]
    return [
        Snapshot(first, "pairs", "z", where=where),
        *(Latest(first + 2 + i, column, where=where) for i, column in enumerate(columns)),
        Snapshot(first + 5, "answers", "y", where=where),
        Entry(first + 6, "answers", "<b>{sum}</b>", where=where),
    ]


def _grid(role: str, axes: str) -> dict[str, Any]:
    return {
        "type": "heatmap",
        "x": [1, 2, 3, 4],
        "y": [1, 2, 3, 4],
        "z": [],
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, "@panel"], [1, role]],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "xaxis": f"x{axes}",
        "yaxis": f"y{axes}",
    }


def _split(axes: str) -> list[dict[str, Any]]:
    """Bars that lie in the framed cell, behind one that nobody sees."""
    first, second = UNSEEN
    bar = {"type": "bar", "orientation": "h", "y": [first], "width": 0.98, "hoverinfo": "skip"}
    placed = {**bar, "xaxis": f"x{axes}", "yaxis": f"y{axes}"}
    unseen = {**placed, "x": [second - 0.5], "marker": {"color": "rgba(0,0,0,0)"}}
    return [unseen, *({**placed, "x": [0], "marker": {"color": role}} for _, role, _ in SPLIT)]


def _answers(role: str, keys: list[int], axes: str) -> list[dict[str, Any]]:
    """A dot a key, and a ring with its answer around that of the picked one."""
    placed = {"xaxis": f"x{axes}", "yaxis": f"y{axes}"}
    ring = dots(role, size=12, symbol="circle-open", text=[], cliponaxis=False, hoverinfo="skip", **placed)
    ring["marker"] |= {"line": {"width": 2.5}}
    told = {"mode": "markers+text", "textposition": "top center", "textfont": {"color": role, "size": 16}}
    return [dots(role, size=5, x=keys, **placed), {**ring, **told}]


def _axes(pairs: str, answers: str, domain: tuple[float, float]) -> dict[str, Any]:
    anchor = {"tickvals": [1, 2, 3, 4], "showgrid": False}
    return {
        f"xaxis{pairs}": {
            **anchor,
            "domain": list(domain),
            "anchor": f"y{pairs}",
            "range": [0.5, 4.5],
            "title": {"text": "second anchor →", "standoff": 2, "font": {"size": 12}},
        },
        f"yaxis{pairs}": {
            **anchor,
            "domain": [0.5, 1],
            "anchor": f"x{pairs}",
            "range": [4.5, 0.5],
            "title": {"text": "first anchor ↓"},
        },
        f"xaxis{answers}": {
            "domain": list(domain),
            "anchor": f"y{answers}",
            "range": [18, 101],
            "title": {"text": "key x", "standoff": 2, "font": {"size": 12}},
        },
        f"yaxis{answers}": {
            "domain": [0, 0.31],
            "anchor": f"x{answers}",
            "range": [-30, 26],
            "tickvals": [-20, -10, 0, 10],
            "title": {"text": "answer − x"},
        },
    }


def _frame(pairs: str, answers: str, keys: list[int]) -> list[dict[str, Any]]:
    first, second = UNSEEN
    cell = {"x0": second - 0.5, "x1": second + 0.5, "y0": first - 0.5, "y1": first + 0.5}
    around = {"type": "rect", "xref": f"x{pairs}", "yref": f"y{pairs}", **cell}
    rule = {"type": "line", "x0": keys[0], "x1": keys[-1], "y0": -10, "y1": -10}
    dotted = {"color": "@truth", "width": 1.5, "dash": "dot"}
    return [
        {**around, "line": {"color": "@ink", "width": 3}},
        {**rule, "xref": f"x{answers}", "yref": f"y{answers}", "line": dotted},
    ]


def _text(text: str, role: str, axes: str, height: float, **more: Any) -> dict[str, Any]:
    place = {"xref": f"x{axes} domain", "yref": f"y{axes} domain", "xanchor": "center"}
    return {**label(text, role, 0.5, height, **place), **more}


def _words(apart: float, y: float, **more: Any) -> list[dict[str, Any]]:
    """What the colours in the frame mean, in one line around the middle."""
    places = (0.5 - apart, 0.5, 0.5 + apart)
    middle = {"xref": "paper", "yref": "paper", "xanchor": "center", "yanchor": "middle"}
    return [
        {**label(f"<b>{word}</b>", role, x, y, **middle), **more}
        for (_, role, word), x in zip(SPLIT, places, strict=True)
    ]
