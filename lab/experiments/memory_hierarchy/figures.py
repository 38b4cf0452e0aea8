"""What is drawn: the cost of each form against the number of uses, and which form is the cheapest."""

from lab.experiment import Figure, Line
from lab.experiments.drawing import HERO, label, layout, line, panel
from lab.experiments.memory_hierarchy.config import Config

FORMS = {
    "text": ("text", "@truth", "solid"),
    "kv": ("cache", "@model", "solid"),
    "sparse": ("sparse cache", "@second", "dash"),
    "lora": ("weights", "@data", "solid"),
}


def figures(config: Config) -> tuple[Figure, ...]:
    """The hierarchy."""
    envelope = line("@others", width=9, name="cheapest")
    envelope["opacity"] = 0.35
    traces = [
        envelope,
        *(line(colour, dash=dash, width=2.5, name=name) for name, colour, dash in FORMS.values()),
    ]
    bindings = [Line(0, "cheapest", x="uses"), *(Line(n, form, x="uses") for n, form in enumerate(FORMS, 1))]
    frame = layout(
        xaxis={
            "type": "log",
            "range": [config.least, config.largest],
            "title": {"text": "times that the fact is used (each line ×10)"},
            "exponentformat": "power",
        },
        yaxis=panel("operations in all: write once, read n times", type="log", exponentformat="power"),
        annotations=[
            label("text: nothing to write, dear to read", "@ink", 0.02, 0.06),
            label("weights: dear to write, cheap to read", "@data", 0.02, 0.62),
            label("caches", "@model", 0.02, 0.36),
        ],
    )
    return (
        Figure(
            "hierarchy",
            "Which memory is the cheapest, and for how much use",
            traces,
            frame,
            bindings,
            HERO,
            note="The grey band is the cheapest form. Each line's two numbers are counted in this run: "
            "what went through it when the facts were written and read.",
        ),
    )
