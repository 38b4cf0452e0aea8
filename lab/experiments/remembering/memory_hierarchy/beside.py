"""What is drawn beside the hierarchy: a stream of questions sorted by form, and the paper's own lines."""

from typing import Any

from lab.contract.figure import Figure, Line, Snapshot
from lab.experiments.drawing import dots, label, layout, line, panel
from lab.experiments.remembering.memory_hierarchy.config import Config

FORMS = {
    "text": ("text", "@truth", "solid"),
    "kv": ("cache", "@model", "solid"),
    "sparse": ("sparse cache", "@second", "dash"),
    "lora": ("weights", "@data", "solid"),
}
SYMBOLS = {"text": "circle", "kv": "square", "sparse": "diamond", "lora": "triangle-up"}
HEIGHT = (340, 520)
DECADES = {"type": "log", "exponentformat": "power", "dtick": 1}
MEMORY3 = {"text": (0.0, 0.62), "kv": (0.31, 1.4e-4), "lora": (2.245, 0.0)}
"""TFLOP of writing and of each reading, beyond reading from the weights, of Memory³'s model of 2.4 billion
parameters; read from descriptions of its chart."""


def stream(config: Config) -> Figure:
    """The memories of a stream by how often they are asked for; what all of them in one form would cost."""
    ranks = list(range(1, config.memories + 1))
    points = [
        {
            **dots(colour, name=name, x=ranks, hoverinfo="x+y"),
            "marker": {"color": colour, "size": 8 if form == "lora" else 6, "symbol": SYMBOLS[form]},
        }
        for form, (name, colour, _) in FORMS.items()
    ]
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": [name for name, *_ in FORMS.values()],
        "x": [],
        "marker": {"color": [colour for _, colour, _ in FORMS.values()]},
        "texttemplate": "%{x:.3~g} ×",
        "textposition": "outside",
        "cliponaxis": False,
        "hoverinfo": "skip",
        "xaxis": "x2",
        "yaxis": "y2",
    }
    bindings = [
        *(Snapshot(i, "stream", "y", column=i) for i in range(len(FORMS))),
        Snapshot(len(FORMS), "one_form", "x"),
    ]
    frame = _panels([0.0, 0.6], [0.78, 0.97])
    return Figure(
        "stream",
        "A stream of questions: where each memory belongs",
        (*points, bars),
        frame,
        bindings,
        HEIGHT,
        note=f"{config.questions:,} questions about {config.memories:,} people, drawn by Zipf's law; a dot "
        "is one person's memory in its cheapest form, at this model's costs. The bars: everything in one "
        "form, in units of each in its best.",
        phone=_panels([0.0, 1.0], [0.3, 0.9], stacked=True),
    )


def uses_axis(config: Config) -> dict[str, Any]:
    """The axis of how often a fact is used."""
    return {
        **DECADES,
        "range": [config.least, config.largest],
        "title": {"text": "times that the fact is used (each line ×10)"},
    }


def _panels(left: list[float], right: list[float], *, stacked: bool = False) -> dict[str, Any]:
    upper, lower = ([0.52, 1.0], [0.0, 0.28]) if stacked else ([0.0, 1.0], [0.12, 0.9])
    return layout(
        xaxis={"title": {"text": "memories, the most asked first"}, "domain": left, "anchor": "y", **DECADES},
        yaxis=panel("times asked for", domain=upper, anchor="x", **DECADES),
        xaxis2={"domain": right, "anchor": "y2", "showgrid": False, "tickvals": [], "rangemode": "tozero"},
        yaxis2=panel(
            "all in one form costs",
            domain=lower,
            anchor="x2",
            type="category",
            autorange="reversed",
            showgrid=False,
        ),
        annotations=[
            label(name, colour, 0.97, 0.93 - 0.09 * i) for i, (name, colour, _) in enumerate(FORMS.values())
        ],
        hovermode="closest",
    )


def paper(config: Config) -> Figure:
    """This model's lines and Memory³'s, each in readings of its own text."""
    ours = [
        line(colour, width=2.5, name=name, hoverinfo="skip") | {"showlegend": False}
        for name, colour, _ in FORMS.values()
    ]
    bindings = [Line(i, f"units_{form}", x="uses") for i, form in enumerate(FORMS)]
    frame = layout(
        xaxis=uses_axis(config),
        yaxis=panel("cost, in readings of the text", range=[-2, 3], **DECADES),
        annotations=[
            label("— this model", "@ink", 0.02, 0.95),
            label("- - Memory³, 2.4 billion parameters", "@soft", 0.02, 0.87),
        ],
        hovermode="closest",
    )
    return Figure(
        "paper",
        "Beside the lines that Memory³ draws for its own model",
        (*ours, *(_theirs(form, config) for form in MEMORY3)),
        frame,
        bindings,
        (360, 320),
        note="The paper's lines, read from its chart, in the colours of ours: text, cache (its explicit "
        "memory), weights. Each model's costs are in readings of its own text, beyond what reading from "
        "weights takes anyway. The shapes are alike; the numbers are of two models, not to be compared.",
    )


def _theirs(form: str, config: Config) -> dict[str, Any]:
    """A line of the paper's: straight in its own numbers, a curve in logarithms."""
    write, read = MEMORY3[form]
    (_, unit), (name, colour, _) = MEMORY3["text"], FORMS[form]
    span = config.largest - config.least
    uses = [10 ** (config.least + span * i / 60) for i in range(61)]
    costs = [(write + n * read) / unit for n in uses]
    return {**line(colour, width=1.8, dash="dash", name=f"{name}, Memory³"), "x": uses, "y": costs}
