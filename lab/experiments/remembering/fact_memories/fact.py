"""Pictures of one fact in four memories: its answers, where questions look, what bytes buy."""

from collections.abc import Sequence
from typing import Any

from lab.contract.figure import Figure, Line, Snapshot
from lab.experiments.drawing import FOLDED, HERO, SURE, label, layout, likeliest, line, panel
from lab.experiments.remembering.fact_memories.config import CONTEXT, HEADS, SWEPT, Config, sizes
from lab.worlds.facts import RELATIONS, VALUES, World, subject_name

FORMS = {
    "text": "@truth",
    "cache": "@model",
    "sparse cache": "@second",
    "weights": "@data",
}
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
    right = int(World.drawn(config.seed).table[0, 0])
    took, traces, axes, phone = sizes(config), [], dict[str, Any](), dict[str, Any]()
    for number, (form, colour) in enumerate(FORMS.items()):
        axis = str(number + 1) if number else ""
        across, up = [(0.0, 0.43), (0.57, 1.0)][number % 2], [(0.6, 1.0), (0.0, 0.4)][number // 2]
        bottom = 0.81 - 0.27 * number
        colours = [colour if value == right else "@others" for value in range(len(VALUES))]
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "x": [],
                "y": list(VALUES),
                "marker": {"color": colours},
                "hoverinfo": "x+y",
                "xaxis": f"x{axis}",
                "yaxis": f"y{axis}",
            }
        )
        named = panel(f"{form}: {took[form]:,} bytes", anchor=f"x{axis}", **likeliest(VALUES))
        sure = {"anchor": f"y{axis}", "range": [0, 1.02], **SURE}
        axes |= {f"yaxis{axis}": {**named, "domain": up}, f"xaxis{axis}": {**sure, "domain": across}}
        phone[f"yaxis{axis}"] = {**named, "domain": (bottom, bottom + 0.19), "tickfont": {"size": 11}}
        phone[f"xaxis{axis}"] = {
            **sure,
            **({} if number == len(FORMS) - 1 else {"ticktext": [], "tickvals": []}),
        }
    return Figure(
        "answers",
        f"One question, four memories: {ASKED}",
        traces,
        layout(**axes, hovermode="closest"),
        [Snapshot(number, "answers", "x", column=number) for number in range(len(FORMS))],
        HERO,
        note=f"{ASKED} The likeliest five of 32 answers, from the same model; the right one in colour.",
        phone=phone,
    )


def _looking(config: Config) -> Figure:
    """A heat map head and question × word, and frames around what a sparse cache keeps of each head."""
    world = World.drawn(config.seed)
    words = [world.vocabulary.word(int(token)) for token in world.document(0, CONTEXT)]
    rows = [f"head {head + 1}: {relation}?" for head in range(HEADS) for relation in RELATIONS]
    heat = {
        "type": "heatmap",
        "z": [],
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, "@panel"], [1, "@model"]],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hovertemplate": "%{z:.2f}<extra></extra>",
    }
    kept = line("@second", width=3, name="kept", hoverinfo="skip") | {"connectgaps": False}
    bare = {"showgrid": False, "fixedrange": True, "range": [-0.6, CONTEXT - 0.4]}
    frame = layout(
        xaxis={**bare, "tickvals": list(range(CONTEXT)), "ticktext": words, "tickangle": -45},
        yaxis=_rows(rows),
        margin={"l": 118, "r": 24, "t": 28, "b": 64},
        hovermode="closest",
    )
    bindings = (
        Snapshot(0, "looks", "z"),
        Snapshot(1, "kept", "x", column=0),
        Snapshot(1, "kept", "y", column=1),
    )
    phone = {"yaxis": _rows([*RELATIONS] * HEADS) | {"tickfont": {"size": 9}}}
    which = "second" if config.kept_layers == "second" else "first"
    title = f"Where questions about {subject_name(0)} look, and what is kept ({which} layer)"
    return Figure("looking", title, (heat, kept), frame, bindings, FOLDED, phone=phone)


def _rows(names: Sequence[str]) -> dict[str, Any]:
    """The axis of heads and questions, the first head above."""
    return panel(
        "a row a head and question; framed: the words it keeps",
        tickvals=list(range(len(names))),
        ticktext=list(names),
        showgrid=False,
        fixedrange=True,
        range=[len(names) - 0.4, -0.6],
    )


def _bytes() -> Figure:
    traces, bindings = [], []
    for number, (name, (role, dash)) in enumerate(zip(SWEPT, SWEPT_LINES, strict=True)):
        traces.append(line(role, dash=dash, name=name) | {"mode": "lines+markers"})
        bindings.append(Snapshot(number, "sizes", "x", column=2 * number))
        bindings.append(Snapshot(number, "sizes", "y", column=2 * number + 1))
    frame = layout(
        xaxis={"type": "log", "title": {"text": "bytes a person"}, "range": [1.4, 4.1], "dtick": 1},
        yaxis=panel("share of 256 questions that is answered right", range=[-0.02, 1.04]),
        annotations=[
            label("both layers, 32 bits —, 8 bits – –", "@model", 0.99, 0.46),
            label("first layer, 8 bits —, 2 bits ···", "@second", 0.99, 0.32),
            label("second layer, 8 bits", "@soft", 0.99, 0.15),
        ],
        hovermode="closest",
    )
    title = "What bytes buy: 16, 12, 8, 6, 4, 3, 2 and 1 words a head"
    return Figure("bytes", title, traces, frame, bindings, FOLDED)


def _writing() -> Figure:
    frame = layout(xaxis={"title": {"text": "step"}}, yaxis=panel("share that is known", range=[0, 1.04]))
    traces = (line("@data", name="right"), line("@second", dash="dash", name="reading"))
    bindings = (Line(0, "accuracy_written"), Line(1, "accuracy_skill"))
    title = "Right answers while text, cache and sparse cache are made (steps 0, 1, 2), then weights"
    return Figure("writing", title, traces, frame, bindings, FOLDED)
