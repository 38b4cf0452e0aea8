"""What is drawn beside the hierarchy: a stream of questions sorted by form, and the paper's own lines."""

from lab.contract.figure import Figure, Line, Snapshot
from lab.experiments.drawing.axes import DECADES, Axis, axis
from lab.experiments.drawing.marks import bars
from lab.experiments.drawing.panels import Drawing
from lab.experiments.drawing.style import MARGIN
from lab.experiments.remembering.memory_hierarchy.config import PAPER, Config
from lab.numerics import flops

FORMS = {
    "text": ("text", "@truth", "solid"),
    "kv": ("cache", "@model", "solid"),
    "sparse": ("sparse cache", "@second", "dash"),
    "lora": ("weights", "@data", "solid"),
}
SYMBOLS = {"text": "circle", "kv": "square", "sparse": "diamond", "lora": "triangle-up"}
HEIGHT = (340, 520)
PRICES = flops.explicit_prices(flops.MEMORY3)
MEMORY3 = {
    "text": (0, PRICES["text"]),
    "kv": (PRICES["write"], PRICES["read"]),
    "lora": (PRICES["train"], 0),
}
"""FLOPs of writing a reference and of each use, beyond using the weights, of Memory³'s model of 2.4 billion
parameters: counted from its shape as its appendix A does."""


def uses_axis(config: Config) -> Axis:
    """The axis of how often a fact is used."""
    ends = [config.least, config.largest]
    return axis("times that the fact is used", **DECADES, range=ends)


def stream(config: Config) -> Figure:
    """The memories of a stream by how often they are asked for; what all of them in one form would cost."""
    drawing = Drawing(
        "stream",
        "A stream of questions: where each memory belongs",
        HEIGHT,
        hovermode="closest",
        phone={"margin": MARGIN, "hovermode": "closest"},
    )
    times = drawing.panel(
        "times asked for",
        x=axis("memories, the most asked first", **DECADES),
        at=((0.0, 0.6), (0.0, 1.0)),
        phone=((0.0, 1.0), (0.52, 1.0)),
        anchor="x",
        **DECADES,
    )
    costs = drawing.panel(
        "all in one form costs",
        x={"showgrid": False, "tickvals": [], "rangemode": "tozero"},
        at=((0.78, 0.97), (0.12, 0.9)),
        phone=((0.3, 0.9), (0.0, 0.28)),
        type="category",
        autorange="reversed",
        showgrid=False,
    )
    for i, (form, (name, role, _)) in enumerate(FORMS.items()):
        marker = {"color": role, "size": 8 if form == "lora" else 6, "symbol": SYMBOLS[form]}
        ranks = list(range(1, config.memories + 1))
        points = times.dots(role, name=name, x=ranks, hoverinfo="x+y", marker=marker)
        points.fill(Snapshot, "stream", "y", column=i)
        times.label(name, role, 0.97, 0.93 - 0.09 * i, phone={})
    words = {"texttemplate": "%{x:.3~g} ×", "textposition": "outside", "cliponaxis": False}
    named: Axis = {"orientation": "h", "y": [name for name, *_ in FORMS.values()], "hoverinfo": "skip"}
    bar = costs.draw(bars([role for _, role, _ in FORMS.values()], **words, **named))
    return bar.fill(Snapshot, "one_form", "x").figure(
        f"{config.questions:,} questions about {config.memories:,} people, drawn by Zipf's law; a dot "
        "is one person's memory in its cheapest form, at this model's costs. The bars: everything in one "
        "form, in units of each in its best."
    )


def paper(config: Config) -> Figure:
    """This model's lines and Memory³'s, each in readings of its own text."""
    drawing = Drawing(
        "paper", "Beside the lines that Memory³ draws for its own model", (360, 320), hovermode="closest"
    )
    cost = drawing.panel("cost, in readings of the text", x=uses_axis(config), range=[-2, 3], **DECADES)
    for form, (name, role, _) in FORMS.items():
        ours = cost.curve(role, width=2.5, name=name, hoverinfo="skip", showlegend=False)
        ours.fill(Line, f"units_{form}", x="uses")
    span = config.largest - config.least
    uses = [10 ** (config.least + span * i / 60) for i in range(61)]
    for form, (write, read) in MEMORY3.items():  # straight in its own numbers, a curve in logarithms
        name, role, _ = FORMS[form]
        costs = [(write + n * read) / MEMORY3["text"][1] for n in uses]
        cost.curve(role, width=1.8, dash="dash", name=f"{name}, Memory³", x=uses, y=costs)
    cost.label("— this model: a cache from 1 use on", "@ink", 0.02, 0.95)
    cost.label(f"- - Memory³: from {PAPER[0]:.3g} to {PAPER[1]:,.0f} uses", "@soft", 0.02, 0.87)
    return drawing.figure(
        "The paper's lines, counted from its model's shape as in its appendix A, in the colours of ours: "
        "text, cache (its explicit memory), weights. Each model's costs are in readings of its own text, "
        "beyond what reading from weights takes anyway. Explicit memory is written by "
        f"{flops.MEMORY3.memory_layers} of {flops.MEMORY3.layers} layers, a text is read by all of them; and "
        "weights are written there by one step of training, here by some nine."
    )
