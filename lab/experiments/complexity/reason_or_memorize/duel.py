"""The duel: of two networks every pair's accuracy, and for any number x its answer to the unseen pair."""

from lab.contract.figure import Entry, Figure, Latest, Pick, Snapshot, Stop
from lab.experiments.complexity.reason_or_memorize.config import Config
from lab.experiments.drawing.axes import Axis, axis, ticks
from lab.experiments.drawing.marks import Look, Trace, bars, text
from lab.experiments.drawing.names import PAPER
from lab.experiments.drawing.panels import Drawing, Panel
from lab.experiments.drawing.places import Domain
from lab.experiments.drawing.style import ABOVE, QUIET, SMALL, STATEMENT, STATEMENT_ROW
from lab.numerics.initialization import std
from lab.worlds.anchors import DELTAS, FIRST_KEY, reasoning_answer

HEIGHT = (640, 620)
MARGINS = {**ABOVE, "t": 92, "b": 50}
UNSEEN = (4, 3)
"""The pair that is never taught: first and second symbol."""
SYMBOLS = [f"{letter} {delta:+d}".replace("-", "−") for letter, delta in zip("ABCD", DELTAS, strict=True)]
"""The four symbols' names on the axes, with the number that each adds."""
TASK = (
    "Each symbol is a step: A +5, B +1, C −2, D −8. So 55 D C asks for 55 − 8 − 2 = 45.",
    "A cell is a pair of symbols: the stronger its colour, the more of 80 numbers are right.",
)
TASK_NARROW = (
    "Symbols are steps: A +5, B +1, C −2, D −8.",
    "So 55 D C asks for 55 − 8 − 2 = 45.",
    "Stronger colour: more are right.",
)
SIDES = (("large", "@data", (0.0, 0.45)), ("small", "@model", (0.55, 1.0)))
SPLIT = ("reasoning", "symmetric", "other")
"""Columns of what fills the framed cell, from its left: right in its network's colour, then these two."""
FRAMED = (
    ("@ink", "framed cell: colour = right", (0.18, 0.3), "framed: colour = right", (0.3, 0.345)),
    ("@second", "green = −6, as taught for C D", (0.51, 0.3), "green = −6, as taught for C D", (0.5, 0.312)),
    ("@others", "grey = other", (0.79, 0.3), "grey = other", (0.75, 0.345)),
)
"""Color, words and place of the frame's legend, on a wide screen and on a phone, in shares of the figure."""
CELL = ((UNSEEN[1] - 0.5, UNSEEN[1] + 0.5), (UNSEEN[0] - 0.5, UNSEEN[0] + 0.5))
"""The framed cell across and up."""
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
    drawing = Drawing(
        "duel",
        "Two networks that differ in their size at birth",
        HEIGHT,
        margin=MARGINS,
        hovermode="closest",
        barmode="stack",
        phone={"margin": {**MARGINS, "t": 108}},
    )
    panels = [(_pairs(drawing, across, i), _below(drawing, across)) for i, (*_, across) in enumerate(SIDES)]
    counts = [_counter(drawing, across) for *_, across in SIDES]
    gammas = sorted(config.gammas)
    for (pairs, answers), count, (_, role, _), gamma in zip(panels, counts, SIDES, gammas, strict=True):
        where = {"gamma": gamma, "seed": config.seeds[0]}
        _fill_pairs(pairs, role, where)
        _fill_answers(answers, role, keys, where)
        _fill_count(count, role, where)
    stops = [Stop(x, x, f"{x} D C → {reasoning_answer(x, *UNSEEN)}") for x in keys]
    drawing.pick = Pick("x", FIRST_ASKED, stops=stops, axes=[(answers.x, answers.y) for _, answers in panels])
    for count, (size, role, _), gamma in zip(counts, SIDES, gammas, strict=True):
        sigma = f"<b>weights born {size}</b>: their spread σ = {std(gamma, config.width):.3g}"
        folded = {"text": f"<b>weights<br>born {size}</b>"}
        count.label(sigma, role, 0.5, 1.0, xanchor="center", yanchor="bottom", phone=folded)
    for _, answers in panels:
        answers.label("··· right: −8 − 2 = −10", "@soft", 1, 0.0, yanchor="bottom", phone=False)
    _explain(panels[0][0])
    return drawing.figure(
        NOTE + f"γ is {min(config.gammas):g} and {max(config.gammas):g}; both networks have the seed "
        f"{config.seeds[0]}, for the others see the curves."
    )


def _pairs(drawing: Drawing, across: Domain, number: int) -> Panel:
    """The 16 pairs; on a phone symbols above what they add, those of the rows once."""
    symbols: Axis = {**ticks([1, 2, 3, 4], SYMBOLS), "showgrid": False, "tickangle": 0}
    return drawing.panel(
        "first symbol ↓ and second →",
        x={**symbols, "range": [0.5, 4.5]},
        at=(across, (0.4, 0.89)),
        phone=(None, (0.46, 0.87)),
        phone_x={"ticktext": [symbol.replace(" ", "<br>") for symbol in SYMBOLS]},
        phone_y=axis("first ↓ second →", **({"tickvals": []} if number else {})),
        anchor=f"x{'' if number == 0 else 3}",
        range=[4.5, 0.5],
        **symbols,
    )


def _below(drawing: Drawing, across: Domain) -> Panel:
    """The answers to the unseen pair."""
    return drawing.panel(
        "answers to x D C, minus x",
        x={"range": [18, 101], "title": {"text": "the number x", **QUIET}},
        at=(across, (0, 0.225)),
        phone=(None, (0, 0.25)),
        phone_y=axis("answer minus x"),
        range=[-42, 34],
        **ticks([-30, -10, 10], ["−30", "<b>−10</b>", "10"]),
    )


def _counter(drawing: Drawing, across: Domain) -> Panel:
    bare: Axis = {"tickvals": [], "showgrid": False, "fixedrange": True, "showline": True, "mirror": True}
    x: Axis = {**bare, "range": [0, 1]}
    return drawing.panel(x=x, at=(across, (0.945, 1)), range=[-0.5, 0.5], **bare)


def _fill_pairs(pairs: Panel, role: str, where: Look) -> None:
    """The pairs' accuracies; over the framed one a cell that is to be guessed, and bars behind it."""
    (left, right), rows = CELL
    here: Trace = {"zmin": 0, "zmax": 1, **pairs.axes}
    cells = pairs.heat("@panel", role, gap=2, x=[1, 2, 3, 4], y=[1, 2, 3, 4], **here)
    cells.fill(Snapshot, "pairs", "z", where=where)
    font = {"texttemplate": "%{text}", "textfont": {"size": 18, "color": "@ink"}}
    lid = {"x": [left, right], "y": list(rows), "z": [[0]], "text": [["<b>?</b>"]], "hoverinfo": "skip"}
    pairs.heat("@panel", "@panel", **lid, **font, **here)
    bar = {"orientation": "h", "y": [UNSEEN[0]], "width": 0.98, "hoverinfo": "skip", **pairs.axes}
    pairs.draw(bars("rgba(0,0,0,0)", **bar | {"x": [left]}))
    for column, colour in zip(SPLIT, (role, "@second", "@others"), strict=True):
        pairs.draw(bars(colour, **bar | {"x": [0]})).fill(Latest, column, where=where)
    pairs.frame(*CELL, 3)


def _fill_answers(answers: Panel, role: str, keys: list[int], where: Look) -> None:
    """A dot a number, a ring around the picked one's, and its answer."""
    answers.points(role, size=5, x=keys).fill(Snapshot, "answers", "y", where=where)
    marker = {"color": role, "size": 12, "symbol": "circle-open", "line": {"width": 2.5}}
    ring = answers.points(role, marker=marker, hoverinfo="skip", cliponaxis=False)
    ring.fill(Entry, "answers", "", where=where)
    middle = (keys[0] + keys[-1]) / 2
    word = answers.draw(text(role, 16, "top center", x=[middle], y=[4], text=[""]))
    word.fill(Entry, "answers", "<b>{sum}</b>", where=where)
    dotted = {"color": "@truth", "width": 1.5, "dash": "dot"}
    answers.level(-10, xref=answers.x, x0=keys[0], x1=keys[-1], line=dotted)


def _fill_count(count: Panel, role: str, where: Look) -> None:
    """A bar that reaches the right end when all that is taught is answered right."""
    text = {"texttemplate": "taught: %{x:.0%} right", "textposition": "inside", "insidetextanchor": "start"}
    font = {"textfont": {"color": "@ink", "size": SMALL}, "constraintext": "none", "textangle": 0}
    bar: Trace = {"type": "bar", "orientation": "h", "x": [0], "y": [0], "width": 1, "cliponaxis": False}
    look = {"marker": {"color": role, "opacity": 0.45}, "hoverinfo": "skip"}
    count.draw({**bar, **text, **font, **look}).fill(Latest, "train_accuracy", where=where)


def _explain(pairs: Panel) -> None:
    """What is asked, above everything; and what the colours in the frame mean.

    These are kept back with what they stand for while that is to be guessed.
    """
    sentence: Look = {**PAPER, "xanchor": "left", "yanchor": "bottom", "size": STATEMENT}
    for task, first, screen in ((TASK, 36, {"phone": False}), (TASK_NARROW, 44, {"wide": False})):
        for row, line in enumerate(task):
            up = first + STATEMENT_ROW * (len(task) - 1 - row)
            pairs.label(line, "@ink", 0, 1, yshift=up, **sentence, **screen)
    for name, (role, wide, place, narrow, (x, y)) in zip(SPLIT, FRAMED, strict=True):
        folded = {"text": f"<b>{narrow}</b>", "x": x, "y": y, "font": {"color": role, "size": SMALL}}
        pairs.label(f"<b>{wide}</b>", role, *place, **PAPER, xanchor="center", name=name, phone=folded)
