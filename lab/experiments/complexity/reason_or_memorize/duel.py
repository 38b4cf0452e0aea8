"""The duel: of two networks every pair's accuracy, and for any number x its answer to the unseen pair."""

from collections.abc import Sequence
from typing import Any

from lab.contract.figure import Binding, Entry, Figure, Latest, Pick, Snapshot, Stop
from lab.experiments.complexity.reason_or_memorize.config import Config
from lab.experiments.complexity.sweep.figures import MARGIN, dots
from lab.experiments.drawing import label
from lab.numerics.initialization import std
from lab.worlds.anchors import DELTAS, FIRST_KEY, reasoning_answer

HEIGHT = (640, 620)
MARGINS = {**MARGIN, "t": 92, "b": 50}
UNSEEN = (4, 3)
"""The pair that is never taught: first and second symbol."""
SYMBOLS = [f"{letter} {delta:+d}".replace("-", "−") for letter, delta in zip("ABCD", DELTAS, strict=True)]
"""What the four symbols are called on the axes, and what each adds."""
TASK = (
    "A question is a number and two symbols. 55 D C asks for 55 − 8 − 2: 45 is right.",
    "A cell is a pair: the stronger its colour, the more of 80 numbers are right, taught and new.",
)
TASK_NARROW = (
    "A question: a number and two symbols.",
    "55 D C asks for 55 − 8 − 2: 45 is right.",
    "Stronger colour: more are right, new numbers too.",
)
SIDES = (("large", "@data", (0.0, 0.45)), ("small", "@model", (0.55, 1.0)))
SPLIT = ("reasoning", "symmetric", "other")
"""Columns of what fills the framed cell, from its left: right in its network's colour, then these two."""
FRAMED = ("framed cell: colour = right", "green = −6, as taught for C D", "grey = other")
FRAMED_NARROW = ("framed: colour = right", "green = −6, as taught for C D", "grey = other")
PLACES = ((0.18, 0.3), (0.51, 0.3), (0.79, 0.3))
PLACES_NARROW = ((0.3, 0.345), (0.5, 0.312), (0.75, 0.345))
"""Where these words stand, as shares of the figure."""
NOTE = (
    "Symbols add what stands beside them; one pair, C D, is taught with −6 instead of −10. The framed pair "
    "D C was never shown to either: its cell fills with what it is answered by, in colour by the rule, green "
    "the answer taught for C D, grey any other. Below: its answers minus the number x. Drag the upright line "
    "from number to number, or use the arrow keys. "
)
FIRST_ASKED = 55
"""The number at which the line stands at first: chosen, in the shipped recording the two differ there."""


def duel(config: Config) -> Figure:
    """Above the 16 pairs of each network, below what it answers to the one that it never saw."""
    keys = list(range(FIRST_KEY, FIRST_KEY + config.keys))
    traces, bindings = list[dict[str, Any]](), list[Binding]()
    axes, shapes, rules = dict[str, Any](), list[dict[str, Any]](), list[dict[str, Any]]()
    for side, (gamma, (_, role, domain)) in enumerate(zip(sorted(config.gammas), SIDES, strict=True)):
        pairs, answers = _panels(side)
        bindings += _bindings(len(traces), {"gamma": gamma, "seed": config.seeds[0]})
        traces += [*_grid(role, pairs), *_split(role, pairs), *_answers(role, keys, answers)]
        traces.append(_count(role, side))
        axes |= _axes(pairs, answers, domain) | _counter(side, domain)
        shapes += _frame(pairs, answers, keys)
        beside = {"x": 1, "xanchor": "right", "yanchor": "bottom"}
        rules.append(_text("··· right: −8 − 2 = −10", "@soft", answers, 0.0, **beside))
    wide = [*_born(config), *rules, *_lines(TASK, 36), *_framed(PLACES, FRAMED)]
    narrow = [*_born(config, narrow=True), *_lines(TASK_NARROW, 44)]
    narrow += _framed(PLACES_NARROW, FRAMED_NARROW, 11)
    plain = {"margin": MARGINS, "hovermode": "closest", "barmode": "stack", "shapes": shapes}
    return Figure(
        "duel",
        "Two networks that differ in their size at birth",
        traces,
        bindings=bindings,
        layout={**plain, **axes, "annotations": wide},
        phone={**_narrow(axes), "annotations": narrow, "margin": {**MARGINS, "t": 108}},
        height=HEIGHT,
        note=NOTE + f"γ is {min(config.gammas):g} and {max(config.gammas):g}; both networks have the seed "
        f"{config.seeds[0]}, for the others see the curves.",
        pick=Pick(
            "x",
            FIRST_ASKED,
            stops=[Stop(x, x, f"{x} D C → {reasoning_answer(x, *UNSEEN)}") for x in keys],
            axes=(("x2", "y2"), ("x4", "y4")),
        ),
    )


def _panels(side: int) -> tuple[str, str]:
    """What plotly calls the axes of a side's pairs and of its answers: nothing and 2, or 3 and 4."""
    return ("", "2") if side == 0 else ("3", "4")


def _born(config: Config, *, narrow: bool = False) -> list[dict[str, Any]]:
    """Above each network, how large its weights were at birth."""
    notes = []
    for side, (gamma, (size, role, _)) in enumerate(zip(sorted(config.gammas), SIDES, strict=True)):
        long = f"<b>weights born {size}</b>: σ = {std(gamma, config.width):.3g}"
        text = f"<b>weights<br>born {size}</b>" if narrow else long
        notes.append({**_text(text, role, str(5 + side), 1.0), "yanchor": "bottom"})
    return notes


def _bindings(first: int, where: dict[str, Any]) -> list[Binding]:
    """Of the traces of one side, of which the first has that number."""
    return [
        Snapshot(first, "pairs", "z", where=where),
        *(Latest(first + 3 + i, column, where=where) for i, column in enumerate(SPLIT)),
        Snapshot(first + 6, "answers", "y", where=where),
        Entry(first + 7, "answers", "", where=where),
        Entry(first + 8, "answers", "<b>{sum}</b>", where=where),
        Latest(first + 9, "train_accuracy", where=where),
    ]


def _grid(role: str, axes: str) -> list[dict[str, Any]]:
    """The pairs' accuracies, and over the framed one a cell that is to be guessed."""
    first, second = UNSEEN
    cells = {
        "type": "heatmap",
        "zmin": 0,
        "zmax": 1,
        "showscale": False,
        "xaxis": f"x{axes}",
        "yaxis": f"y{axes}",
    }
    shades = {"colorscale": [[0, "@panel"], [1, role]], "xgap": 2, "ygap": 2}
    lid = {"colorscale": [[0, "@panel"], [1, "@panel"]], "z": [[0]], "hoverinfo": "skip"}
    around = {"x": [second - 0.5, second + 0.5], "y": [first - 0.5, first + 0.5]}
    asked = {"text": [["<b>?</b>"]], "texttemplate": "%{text}", "textfont": {"size": 18, "color": "@ink"}}
    return [
        {**cells, "x": [1, 2, 3, 4], "y": [1, 2, 3, 4], "z": [], **shades},
        {**cells, **around, **lid, **asked},
    ]


def _split(role: str, axes: str) -> list[dict[str, Any]]:
    """Bars that lie in the framed cell, behind one that nobody sees."""
    first, second = UNSEEN
    bar = {"type": "bar", "orientation": "h", "y": [first], "width": 0.98, "hoverinfo": "skip"}
    placed = {**bar, "xaxis": f"x{axes}", "yaxis": f"y{axes}"}
    unseen = {**placed, "x": [second - 0.5], "marker": {"color": "rgba(0,0,0,0)"}}
    roles = (role, "@second", "@others")
    return [unseen, *({**placed, "x": [0], "marker": {"color": one}} for one in roles)]


def _answers(role: str, keys: list[int], axes: str) -> list[dict[str, Any]]:
    """A dot a number, a ring around the picked one's, and its answer."""
    placed = {"xaxis": f"x{axes}", "yaxis": f"y{axes}"}
    ring = dots(role, size=12, symbol="circle-open", hoverinfo="skip", cliponaxis=False, **placed)
    ring["marker"] |= {"line": {"width": 2.5}}
    middle = (keys[0] + keys[-1]) / 2
    told = {
        "type": "scatter",
        "mode": "text",
        "x": [middle],
        "y": [4],
        "text": [""],
        "hoverinfo": "skip",
    }
    font = {"textposition": "top center", "textfont": {"color": role, "size": 16}, "cliponaxis": False}
    return [dots(role, size=5, x=keys, **placed), ring, {**told, **font, **placed}]


def _count(role: str, side: int) -> dict[str, Any]:
    """A bar that reaches the right end when all that is taught is answered right."""
    said = {
        "texttemplate": "taught: %{x:.0%} right",
        "textposition": "inside",
        "insidetextanchor": "start",
    }
    font = {
        "textfont": {"color": "@ink", "size": 12},
        "constraintext": "none",
        "cliponaxis": False,
        "textangle": 0,
    }
    bar = {"type": "bar", "orientation": "h", "x": [0], "y": [0], "width": 1}
    placed = {"xaxis": f"x{5 + side}", "yaxis": f"y{5 + side}", "hoverinfo": "skip"}
    return {**bar, **placed, **said, **font, "marker": {"color": role, "opacity": 0.45}}


def _counter(side: int, domain: tuple[float, float]) -> dict[str, Any]:
    bare = {"tickvals": [], "showgrid": False, "fixedrange": True, "showline": True, "mirror": True}
    return {
        f"xaxis{5 + side}": {**bare, "range": [0, 1], "domain": list(domain), "anchor": f"y{5 + side}"},
        f"yaxis{5 + side}": {**bare, "range": [-0.5, 0.5], "domain": [0.945, 1], "anchor": f"x{5 + side}"},
    }


def _axes(pairs: str, answers: str, domain: tuple[float, float]) -> dict[str, Any]:
    symbols = {"tickvals": [1, 2, 3, 4], "ticktext": SYMBOLS, "showgrid": False, "tickangle": 0}
    small = {"standoff": 2, "font": {"size": 12}}
    return {
        f"xaxis{pairs}": {
            **symbols,
            "domain": list(domain),
            "anchor": f"y{pairs}",
            "range": [0.5, 4.5],
        },
        f"yaxis{pairs}": {
            **symbols,
            "domain": [0.4, 0.89],
            "anchor": f"x{pairs}",
            "range": [4.5, 0.5],
            "title": {"text": "first symbol ↓ and second →"},
        },
        f"xaxis{answers}": {
            "domain": list(domain),
            "anchor": f"y{answers}",
            "range": [18, 101],
            "title": {"text": "the number x", **small},
        },
        f"yaxis{answers}": {
            "domain": [0, 0.225],
            "anchor": f"x{answers}",
            "range": [-42, 34],
            "tickvals": [-30, -10, 10],
            "ticktext": ["−30", "<b>−10</b>", "10"],
            "title": {"text": "answers to x D C, minus x"},
        },
    }


def _narrow(layout: dict[str, Any]) -> dict[str, Any]:
    """The axes on a phone: symbols above what they add, those of the rows once, short headings."""
    folded = {"ticktext": [symbol.replace(" ", "<br>") for symbol in SYMBOLS]}
    rows = {"title": {"text": "first ↓ second →"}, "domain": [0.46, 0.87]}
    short = {"title": {"text": "answer minus x"}, "domain": [0, 0.25]}
    changed: dict[str, dict[str, Any]] = {
        "xaxis": folded,
        "xaxis3": folded,
        "yaxis": rows,
        "yaxis2": short,
        "yaxis4": short,
    }
    changed["yaxis3"] = {**rows, "tickvals": []}
    return {axis: {**layout[axis], **given} for axis, given in changed.items()}


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


PAPER = {"xref": "paper", "yref": "paper", "yanchor": "bottom"}


def _lines(told: Sequence[str], above: float) -> list[dict[str, Any]]:
    """Lines of text above everything, the lowest so many px above the plots."""
    return [
        {
            **label(text, "@ink", 0, 1, **PAPER, xanchor="left", yshift=above + 19 * (len(told) - 1 - row)),
            "font": {"color": "@ink", "size": 15},
        }
        for row, text in enumerate(told)
    ]


def _framed(
    places: Sequence[tuple[float, float]], said: Sequence[str], size: int = 13
) -> list[dict[str, Any]]:
    """What the colours in the frame mean, kept back with what they stand for while that is to be guessed."""
    middle = {**PAPER, "yanchor": "middle", "xanchor": "center"}
    means = zip(("@ink", "@second", "@others"), SPLIT, said, places, strict=True)
    return [
        {**label(f"<b>{word}</b>", role, x, y, **middle), "font": {"color": role, "size": size}, "name": name}
        for role, name, word, (x, y) in means
    ]
