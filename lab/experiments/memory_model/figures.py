"""What is drawn: a document and where the question looks, what it answers, how often that is right."""

from typing import Any

from lab.experiment import Figure, Line, Moment, Snapshot
from lab.experiments.drawing import FOLDED, HERO, LOG, label, layout, line, panel, turned
from lab.experiments.memory_model.config import Config
from lab.experiments.memory_model.example import asked, truth, words
from lab.numerics.facts import VALUES


def figures(config: Config) -> tuple[Figure, ...]:
    """The example over the examinations, and the loss."""
    return (_reading(config), _loss())


def _reading(config: Config) -> Figure:
    said = words(config)
    document = {
        "type": "heatmap",
        "z": [],
        "text": said,
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
        "x": list(VALUES),
        "y": [],
        "marker": {"color": ["@model" if value == right else "@others" for value in range(len(VALUES))]},
        "hoverinfo": "x+y",
        "xaxis": "x3",
        "yaxis": "y3",
    }
    traces = (
        line("@model", width=3, name="one document"),
        line("@second", dash="dash", name="three documents"),
        line("@others", width=1.5, name="no document"),
        document,
        answers,
    )
    bindings = (
        Line(0, "accuracy_k1"),
        Line(1, "accuracy_k3"),
        Line(2, "accuracy_without"),
        Snapshot(3, "looks", "z"),
        Snapshot(4, "answers", "y"),
        Moment("half", "y", "model"),
        Moment("gate", "y", "second", "ready"),
    )
    return Figure("reading", "Where it looks, what it says, how often that is right", traces,
                  _frame(right), bindings, HERO)  # fmt: skip


def _frame(right: int) -> dict[str, Any]:
    bare = {"showgrid": False, "zeroline": False, "fixedrange": True}
    return layout(
        xaxis={"title": {"text": "step"}, "anchor": "y"},
        yaxis=panel("share of right answers", domain=[0, 0.34], range=[0, 1.04]),
        xaxis2={**bare, "tickvals": [], "anchor": "y2"},
        yaxis2=panel(f"it reads, and is asked: {asked()}", domain=[0.76, 0.97], tickvals=[], **bare),
        xaxis3={**turned(VALUES, right), "anchor": "y3"},
        yaxis3=panel("it answers (probability)", domain=[0.53, 0.68], range=[0, 1.04], nticks=3),
        annotations=[
            label("one document", "@model", 0.44, 0.9),
            label("three at once", "@second", 0.99, 0.7),
            label("asked without a document", "@soft", 0.99, 0.12),
        ],
        hovermode="closest",
    )


def _loss() -> Figure:
    frame = layout(xaxis={"title": {"text": "step"}}, yaxis=panel("loss (nats)", **LOG))
    return Figure("loss", "The loss", (line("@model"),), frame, (Line(0, "loss"),), FOLDED)
