"""Pictures of one fact in four memories: its answers, where questions look, what bytes buy."""

from lab.contract.figure import Figure, Snapshot
from lab.experiments.drawing.axes import SURE, Axis, axis, likeliest, ticks
from lab.experiments.drawing.marks import bars
from lab.experiments.drawing.panels import Drawing, chart
from lab.experiments.drawing.style import FOLDED, HERO, SMALL
from lab.experiments.remembering.fact_memories.config import CONTEXT, HEADS, SWEPT, Config, sizes
from lab.worlds.facts import RELATIONS, VALUES, World, subject_name

FORMS = {"text": "@truth", "cache": "@model", "sparse cache": "@second", "weights": "@data"}
"""Each form and its colour, in the order of the answers."""
SWEPT_LINES = (
    ("@model", "solid"),
    ("@model", "dash"),
    ("@second", "solid"),
    ("@second", "dot"),
    ("@others", "solid"),
)
ASKED = f"What does {subject_name(0)} {RELATIONS[0].removesuffix('s')}?"


def pictures(config: Config) -> tuple[Figure, ...]:
    """Four answers; attention with the kept words framed; accuracy against bytes; writing."""
    return (_answers(config), _looking(config), _bytes(), _writing())


def _answers(config: Config) -> Figure:
    """The likeliest answers of four forms to the first question, all on the same scale."""
    drawing = Drawing("answers", f"One question, four memories: {ASKED}", HERO, hovermode="closest")
    right = int(World.drawn(config.seed).table[0, 0])
    taken = sizes(config)
    for number, (form, role) in enumerate(FORMS.items()):
        bottom = 0.81 - 0.27 * number
        unnamed: Axis = {"ticktext": [], "tickvals": []} if number < len(FORMS) - 1 else {}
        answers = drawing.panel(
            f"{form}: {taken[form]:,} bytes",
            x={"range": [0, 1.02], **SURE},
            at=([(0.0, 0.43), (0.57, 1.0)][number % 2], [(0.6, 1.0), (0.0, 0.4)][number // 2]),
            phone=(None, (bottom, bottom + 0.19)),
            phone_x={"domain": None, **unnamed},
            phone_y={"tickfont": {"size": SMALL}},
            anchor=f"x{number + 1 if number else ''}",
            **likeliest(VALUES),
        )
        colours = [role if value == right else "@others" for value in range(len(VALUES))]
        look = {"orientation": "h", "y": list(VALUES), "hoverinfo": "x+y", **answers.axes}
        answers.draw(bars(colours, **look)).fill(Snapshot, "answers", "x", column=number)
    return drawing.figure(
        f"{ASKED} The likeliest five of 32 answers, from the same model; the right one in colour."
    )


def _looking(config: Config) -> Figure:
    """A heat map head and question × word, and frames around what a sparse cache keeps of each head."""
    which = "second" if config.kept_layers == "second" else "first"
    title = f"Where questions about {subject_name(0)} look, and what is kept ({which} layer)"
    margin = {"l": 118, "r": 24, "t": 28, "b": 64}
    drawing = Drawing("looking", title, FOLDED, margin=margin, hovermode="closest")
    world, places = World.drawn(config.seed), list(range(CONTEXT))
    words = [world.vocabulary.word(int(token)) for token in world.document(0, CONTEXT)]
    rows = [f"head {head + 1}: {relation}?" for head in range(HEADS) for relation in RELATIONS]
    bare: Axis = {"showgrid": False, "fixedrange": True}
    weights = drawing.panel(
        "a row a head and question; framed: the words it keeps",
        x={**ticks(places, words), "tickangle": -45, "range": [-0.6, CONTEXT - 0.4], **bare},
        phone_y={"ticktext": [*RELATIONS] * HEADS, "tickfont": {"size": 9}},
        range=[len(rows) - 0.4, -0.6],
        **ticks(range(len(rows)), rows),
        **bare,
    )
    heat = weights.heat("@panel", "@model", gap=2, zmin=0, zmax=1, hovertemplate="%{z:.2f}<extra></extra>")
    heat.fill(Snapshot, "looks", "z")
    kept = weights.curve("@second", width=3, name="kept", hoverinfo="skip", connectgaps=False)
    return kept.cloud("kept").figure()


def _bytes() -> Figure:
    title = "What bytes buy: 16, 12, 8, 6, 4, 3, 2 and 1 words a head"
    drawing = Drawing("bytes", title, FOLDED, hovermode="closest")
    share = drawing.panel(
        "share of 256 questions that is answered right",
        x=axis("bytes a person", type="log", range=[1.4, 4.1], dtick=1),
        range=[-0.02, 1.04],
    )
    for number, (name, (role, dash)) in enumerate(zip(SWEPT, SWEPT_LINES, strict=True)):
        curve = share.curve(role, dash=dash, name=name, mode="lines+markers")
        curve.fill(Snapshot, "sizes", "x", column=2 * number)
        curve.fill(Snapshot, "sizes", "y", column=2 * number + 1)
    share.label("both layers, 32 bits —, 8 bits – –", "@model", 0.99, 0.46)
    share.label("first layer, 8 bits —, 2 bits ···", "@second", 0.99, 0.32)
    share.label("second layer, 8 bits", "@soft", 0.99, 0.15)
    return drawing.figure()


def _writing() -> Figure:
    title = "Right answers while text, cache and sparse cache are made (steps 0, 1, 2), then weights"
    share = chart("writing", title, "share that is known", range=[0, 1.04])
    share.curve("@data", "accuracy_written", name="right")
    return share.curve("@second", "accuracy_skill", dash="dash", name="reading").figure()
