"""What is drawn: a document and where the question looks, what it answers, how often that is right."""

from typing import Any

from lab.experiment import Figure, Line, Moment, Snapshot
from lab.experiments.drawing import FOLDED, HERO, LOG, MARGIN, label, layout, line, panel
from lab.experiments.memory_model.config import Config
from lab.experiments.memory_model.example import asked, place, truth, words
from lab.numerics.facts import VALUES


def figures(config: Config) -> tuple[Figure, ...]:
    """The example over the examinations, and the loss."""
    return (_reading(config), _loss())


def _reading(config: Config) -> Figure:
    document = {
        "type": "heatmap",
        "z": [],
        "text": words(config),
        "texttemplate": "%{text}",
        "textfont": {"size": 13},
        "colorscale": [[0, "@panel"], [1, "@model"]],
        "zmin": 0,
        "zmax": 0.6,
        "showscale": False,
        "xgap": 4,
        "ygap": 4,
        "hoverinfo": "skip",
        "xaxis": "x2",
        "yaxis": "y2",
    }
    right = truth(config)
    answers = {
        "type": "bar",
        "orientation": "h",
        "x": [],
        "y": list(VALUES),
        "marker": {"color": ["@model" if value == right else "@others" for value in range(len(VALUES))]},
        "hoverinfo": "x+y",
        "xaxis": "x3",
        "yaxis": "y3",
    }
    traces = (
        line("@model", width=3, name="one document"),
        line("@second", dash="dash", name="three documents"),
        line("@others", width=2.5, name="no document"),
        document,
        answers,
    )
    bindings = (
        Line(0, "accuracy_k1", name="one document"),
        Line(1, "accuracy_k3", name="three documents"),
        Line(2, "accuracy_without", name="no document"),
        Snapshot(3, "looks", "z"),
        Snapshot(4, "answers", "x"),
        Moment("half", "y", "model"),
        Moment("gate", "y", "second", "ready"),
    )
    return Figure(
        "reading",
        "Where it looks, what it says, how often that is right",
        traces,
        _frame(config),
        bindings,
        (HERO[0], 440),
        phone=_phone(),
    )


def _frame(config: Config) -> dict[str, Any]:
    """The document and the answers side by side, the shares below."""
    return layout(
        **_panels(document=((0.0, 0.58), (0.6, 0.97)), answers=((0.71, 1.0), (0.54, 0.97))),
        xaxis=_steps(0.84),
        yaxis=_share(0.34),
        annotations=[_key(0.575, " ")],
        shapes=[_framed(config)],
        hovermode="closest",
    )


def _phone() -> dict[str, Any]:
    return {
        **_panels(document=((0.0, 1.0), (0.74, 1.0)), answers=((0.18, 1.0), (0.36, 0.575))),
        "xaxis": _steps(0.66),
        "yaxis": _share(0.24),
        "annotations": [_key(0.725, "<br>")],
        "margin": {**MARGIN, "r": 16},
    }


Domain = tuple[float, float]


def _panels(document: tuple[Domain, Domain], answers: tuple[Domain, Domain]) -> dict[str, Any]:
    """Axes of the chips and of the five likeliest answers, within these shares of the figure."""
    bare = {"showgrid": False, "zeroline": False, "fixedrange": True}
    hidden = {"tickvals": [], "showline": False}
    (across, up), (right, beside) = document, answers
    sure = {"tickvals": [0, 0.5, 1], "ticktext": ["0", "probability 0.5", "1"]}
    likeliest = {"type": "category", "categoryorder": "total ascending", "range": _LIKELIEST, "dtick": 1}
    return {
        "xaxis2": {**bare, **hidden, "domain": across, "anchor": "y2"},
        "yaxis2": panel("It reads:", domain=up, anchor="x2", **hidden, **bare),
        "xaxis3": {"domain": right, "anchor": "y3", "range": [0, 1], "fixedrange": True, **sure},
        "yaxis3": panel(f"{asked()} It answers:", domain=beside, anchor="x3", **likeliest, **bare),
    }


_LIKELIEST = [len(VALUES) - 5.5, len(VALUES) - 0.5]
"""The last five of all answers in the order of their probability."""


def _steps(width: float) -> dict[str, Any]:
    return {"title": {"text": "training step"}, "anchor": "y", "domain": [0, width], "showgrid": False}


def _share(height: float) -> dict[str, Any]:
    heading = "share right, about people it never read of"
    scale = {"range": [-0.02, 1.04], "tickvals": [0, 0.5, 1], "showgrid": False}
    return panel(heading, domain=[0, height], anchor="x", **scale)


def _key(y: float, then: str) -> dict[str, Any]:
    """What shade and frame of a chip say, below the document."""
    text = f"The bluer, the more it looks there.{then}Framed: the right word."
    return {**label(text, "@soft", 0, y, xref="paper", yref="paper"), "yanchor": "top", "align": "left"}


def _framed(config: Config) -> dict[str, Any]:
    """A frame around the right word."""
    column, row = place(config)
    ends = {"x0": column - 0.49, "x1": column + 0.49, "y0": row - 0.47, "y1": row + 0.47}
    return {"type": "rect", "xref": "x2", "yref": "y2", **ends, "line": {"color": "@ink", "width": 2.5}}


def _loss() -> Figure:
    frame = layout(xaxis={"title": {"text": "step"}}, yaxis=panel("loss (nats)", **LOG))
    return Figure("loss", "The loss", (line("@model"),), frame, (Line(0, "loss"),), FOLDED)
