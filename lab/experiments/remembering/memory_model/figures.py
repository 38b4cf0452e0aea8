"""What is drawn: a document and where the question looks, what it answers, how often that is right."""

from typing import Any

from lab.contract.figure import Dressed, Figure, Line, Moment, Pick, Snapshot, Stop
from lab.experiments.drawing import FOLDED, HERO, LOG, MARGIN, SURE, label, layout, likeliest, line, panel
from lab.experiments.remembering.memory_model.config import Config
from lab.experiments.remembering.memory_model.example import asked, place, stated, words
from lab.worlds.facts import VALUES


def figures(config: Config) -> tuple[Figure, ...]:
    """The example over the examinations, and the loss."""
    return (_reading(config), _loss())


def _reading(config: Config) -> Figure:
    said, values = words(config), stated(config)
    document = {
        "type": "heatmap",
        "z": [],
        "text": said[0],
        "texttemplate": "%{text}",
        "textfont": {"size": 13, "color": "@ink"},
        "colorscale": [[0, "@panel"], [1, "@model"]],
        "zmin": 0,
        "zmax": 0.9,
        "showscale": False,
        "xgap": 4,
        "ygap": 4,
        "hoverinfo": "skip",
        "xaxis": "x2",
        "yaxis": "y2",
    }
    answers = {
        "type": "bar",
        "orientation": "h",
        "x": [],
        "y": list(VALUES),
        **_coloured(values[0]),
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
        {"type": "scatter", "mode": "markers", "x": [], "y": [], "xaxis": "x4", "yaxis": "y4"},
    )
    bindings = (
        Line(0, "accuracy_k1", name="one document"),
        Line(1, "accuracy_k3", name="three documents"),
        Line(2, "accuracy_without", name="no document"),
        Snapshot(3, "looks", "z", stop=True),
        Snapshot(4, "answers", "x", stop=True),
        Dressed(3, [{"text": one} for one in said]),
        Dressed(4, [_coloured(value) for value in values]),
        Moment("half", "y", "model"),
        Moment("gate", "y", "second", "ready"),
    )
    return Figure(
        "reading",
        "Where it looks, what it says, how often that is right",
        traces,
        _frame(config),
        bindings,
        (HERO[0], 480),
        note="Drag the handle, or use the arrow keys: the document then states another word, at every step.",
        pick=Pick("stated", 0, stops=[Stop(at, at, " ") for at in range(len(values))], axes=(("x4", "y4"),)),
        phone=_phone(config),
    )


def _coloured(right: int) -> dict[str, Any]:
    """Bars of which the right one has the model's colour."""
    return {"marker": {"color": ["@model" if value == right else "@others" for value in range(len(VALUES))]}}


def _frame(config: Config) -> dict[str, Any]:
    """The document and the answers side by side, the shares below."""
    return layout(
        **_values(config, (0.0, 0.58), (0.465, 0.51)),
        **_panels(document=((0.0, 0.58), (0.64, 1.0)), answers=((0.71, 1.0), (0.58, 1.0))),
        xaxis=_steps(config, 0.84),
        yaxis=_share(0.32),
        annotations=[_key(0.625, " ")],
        shapes=[_framed(config)],
        hovermode="closest",
    )


def _phone(config: Config) -> dict[str, Any]:
    return {
        **_values(config, (0.0, 1.0), (0.6, 0.64)),
        **_panels(document=((0.0, 1.0), (0.81, 1.0)), answers=((0.18, 1.0), (0.32, 0.5))),
        "xaxis": _steps(config, 0.66),
        "yaxis": _share(0.21),
        "annotations": [_key(0.795, "<br>")],
        "margin": {**MARGIN, "r": 16},
    }


Domain = tuple[float, float]


def _panels(document: tuple[Domain, Domain], answers: tuple[Domain, Domain]) -> dict[str, Any]:
    """Axes of the chips and of the five likeliest answers, within these shares of the figure."""
    bare = {"showgrid": False, "zeroline": False, "fixedrange": True}
    hidden = {"tickvals": [], "showline": False}
    (across, up), (right, beside) = document, answers
    return {
        "xaxis2": {**bare, **hidden, "domain": across, "anchor": "y2"},
        "yaxis2": panel("It reads this document:", domain=up, anchor="x2", **hidden, **bare),
        "xaxis3": {"domain": right, "anchor": "y3", "range": [0, 1], **SURE},
        "yaxis3": panel(f"{asked()} It answers:", domain=beside, anchor="x3", **likeliest(VALUES)),
    }


def _values(config: Config, across: Domain, up: Domain) -> dict[str, Any]:
    """Axes of the handle that chooses which value the document states."""
    values = stated(config)
    names = {"tickvals": list(range(len(values))), "ticktext": [VALUES[one] for one in values]}
    bare = {"showgrid": False, "fixedrange": True}
    return {
        "xaxis4": {"domain": across, "anchor": "y4", "range": [-0.5, len(values) - 0.5], **names, **bare},
        "yaxis4": panel("Let the framed word be:", domain=up, anchor="x4", range=[0, 1], tickvals=[], **bare),
    }


def _steps(config: Config, width: float) -> dict[str, Any]:
    """The whole training from the start: a range that grew would look like a fall of the curves."""
    steps = {"title": {"text": "training step"}, "range": [0, config.steps - 1], "showgrid": False}
    return {**steps, "anchor": "y", "domain": [0, width]}


def _share(height: float) -> dict[str, Any]:
    heading = "share right, about new people"
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
