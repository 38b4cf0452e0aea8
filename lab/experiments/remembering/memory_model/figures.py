"""What is drawn: a document and where the question looks, what it answers, how often that is right."""

from typing import Any

from lab.contract.figure import Dressed, Figure, Line, Pick, Snapshot, Stop
from lab.experiments.drawing.axes import LOG, SURE, Axis, axis, likeliest, ticks
from lab.experiments.drawing.marks import bars
from lab.experiments.drawing.names import PAPER
from lab.experiments.drawing.panels import Drawing, Panel, chart
from lab.experiments.drawing.style import HERO, LABEL, MARGIN
from lab.experiments.remembering.memory_model.config import Config
from lab.experiments.remembering.memory_model.example import asked, place, stated, words
from lab.worlds.facts import VALUES

STILL: Axis = {"showgrid": False, "fixedrange": True}


def figures(config: Config) -> tuple[Figure, ...]:
    """The example over the examinations, and the loss."""
    loss = chart("loss", "The loss", "loss (nats)", **LOG)
    return (_reading(config), loss.curve("@model", "loss").figure())


def _reading(config: Config) -> Figure:
    """The document and the answers side by side, the shares below."""
    drawing = Drawing(
        "reading",
        "Where it looks, what it says, how often that is right",
        (HERO[0], 480),
        hovermode="closest",
        phone={"margin": {**MARGIN, "r": 16}},
    )
    # The whole training from the start: a range that grew would look like a fall of the curves.
    share = drawing.panel(
        "share right, about new people",
        x=axis("training step", range=[0, config.steps - 1], showgrid=False),
        at=((0, 0.84), (0, 0.32)),
        phone=((0, 0.66), (0, 0.21)),
        anchor="x",
        range=[-0.02, 1.04],
        tickvals=[0, 0.5, 1],
        showgrid=False,
    )
    hidden: Axis = {**STILL, "zeroline": False, "tickvals": [], "showline": False}
    document = drawing.panel(
        "It reads this document:",
        x=hidden,
        at=((0.0, 0.58), (0.64, 1.0)),
        phone=((0.0, 1.0), (0.81, 1.0)),
        **hidden,
    )
    answers = drawing.panel(
        f"{asked()} It answers:",
        x={"range": [0, 1], **SURE},
        at=((0.71, 1.0), (0.58, 1.0)),
        phone=((0.18, 1.0), (0.32, 0.5)),
        **likeliest(VALUES),
    )
    for column, name, role, look in CURVES:
        share.curve(role, name=name, **look).fill(Line, column, name=name)
    _fill(document, answers, config)
    share.moment("half", "model")
    share.moment("gate", "second", "ready")
    _handle(drawing, stated(config))
    key = "Bluer: looked at more. Framed: the right word."
    low: Axis = {**PAPER, "yanchor": "top", "align": "left"}
    document.label(key, "@soft", 0, 0.625, **low, phone={"y": 0.795})
    return drawing.figure(
        "Drag the handle, or use the arrow keys: the document then states another word, at every step."
    )


CURVES: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("accuracy_k1", "one document", "@model", {"width": 3}),
    ("accuracy_k3", "three documents", "@second", {"dash": "dash"}),
    ("accuracy_without", "no document", "@others", {"width": 2.5}),
)


def _fill(document: Panel, answers: Panel, config: Config) -> None:
    """The words, the bluer the more the question looks there, the right word framed; the answers."""
    texts, values = words(config), stated(config)
    shade: Axis = {"zmin": 0, "zmax": 0.9, "texttemplate": "%{text}", "hoverinfo": "skip"}
    font = {"textfont": {"size": LABEL, "color": "@ink"}}
    chips = document.heat("@panel", "@model", gap=4, text=texts[0], **shade, **font)
    bar = answers.draw(bars(_coloured(values[0]), orientation="h", y=list(VALUES), hoverinfo="x+y"))
    chips.fill(Snapshot, "looks", "z", stop=True)
    bar.fill(Snapshot, "answers", "x", stop=True)
    chips.fill(Dressed, [{"text": text} for text in texts])
    bar.fill(Dressed, [{"marker": {"color": _coloured(value)}} for value in values])
    column, row = place(config)
    document.frame((column - 0.49, column + 0.49), (row - 0.47, row + 0.47), 2.5)


def _coloured(right: int) -> list[str]:
    """Colours of bars of which the right one has the model's."""
    return ["@model" if value == right else "@others" for value in range(len(VALUES))]


def _handle(drawing: Drawing, values: list[int]) -> None:
    """The handle that chooses which value the document states."""
    at = list(range(len(values)))
    handle = drawing.panel(
        "Let the framed word be:",
        x={"range": [-0.5, len(at) - 0.5], **ticks(at, [VALUES[value] for value in values]), **STILL},
        at=((0.0, 0.58), (0.465, 0.51)),
        phone=((0.0, 1.0), (0.6, 0.64)),
        range=[0, 1],
        tickvals=[],
        **STILL,
    )
    handle.draw({"type": "scatter", "mode": "markers", "x": [], "y": []})
    stops = [Stop(place, place, " ") for place in at]
    drawing.pick = Pick("stated", 0, stops=stops, axes=((handle.x, handle.y),))
