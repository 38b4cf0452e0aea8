"""What is drawn in each lesson; the pictures of one fact in four memories are in `fact`."""

from typing import Any

from lab.contract.figure import Figure, Line, Snapshot
from lab.experiments.drawing.axes import LOG, SURE, Axis, axis, likeliest
from lab.experiments.drawing.marks import bars
from lab.experiments.drawing.panels import Drawing, Panel, chart
from lab.experiments.drawing.style import HERO, LABEL, MARGIN, SMALL
from lab.experiments.remembering.fact_memories import fact
from lab.experiments.remembering.fact_memories.config import Config, contradicting
from lab.worlds.facts import VALUES, World, subject_name

MERGED = {
    "exact": ("read as one text", "@truth", "dot"),
    "naive": ("caches joined as they are", "@limit", "solid"),
    "turned": ("turned to their places", "@model", "solid"),
    "parallel": ("in parallel, as trained", "@second", "dash"),
}
STALE = {
    "stale_old": ("old cache, old value", "@limit", "solid"),
    "stale_new": ("old cache, new value", "@others", "solid"),
    "fresh_new": ("new cache, new value", "@model", "dot"),
    "both_new": ("both caches, new value", "@second", "dash"),
}
THICK = "stale_old"
"""Where two curves run together, the lower one is seen beside the upper."""
FOREIGN = {
    "own_stranger": ("stranger, own cache", "@others", "solid"),
    "own_sibling": ("sibling, own cache", "@others", "dot"),
    "sibling": ("ours, sibling's cache", "@second", "dash"),
    "stranger": ("ours, stranger's cache", "@limit", "solid"),
}
NAMED = {**MARGIN, "r": 122}
"""Room for names at the ends of curves."""


def figures(config: Config) -> tuple[Figure, ...]:
    """What there is to see in a lesson; the first is the hero."""
    match config.lesson:
        case "one-fact":
            return (*fact.pictures(config), _cost())
        case "conflict":
            return (_conflict(config), _cost(), _loss())
        case "merge":
            return (_shares("merged", f"{config.documents} documents at once, read in four ways", MERGED),)
        case "stale":
            return (_shares("stale", "The text has changed, its cache has not", STALE),)
        case "foreign":
            return (_foreign(),)
    return (_forgetting(config), _cost(), _loss())


def _forgetting(config: Config) -> Figure:
    drawing = Drawing(
        "forgetting",
        "What is still known after each writing",
        (HERO[0], 440),
        hovermode="closest",
        phone={"margin": {**MARGIN, "r": 16}, "hovermode": "closest"},
    )
    share = drawing.panel(
        "share right: the facts, and answers from a text",
        x=axis("training step", showgrid=False),
        at=((0.0, 0.34), (0.0, 0.94)),
        phone=((0.0, 0.66), (0.72, 1.0)),
        anchor="x",
        range=[0, 1.04],
        tickvals=[0, 0.5, 1],
        showgrid=False,
    )
    groups = list(range(1, config.groups + 1))
    bare: Axis = {"showgrid": False, "fixedrange": True, "tickvals": groups}
    narrow = {"ticktext": [f"after {row}" for row in groups], "tickfont": {"size": SMALL}}
    known = drawing.panel(
        "share known of each group",
        x=axis("group of 32 facts", range=[0.5, len(groups) + 0.5], **bare),
        at=((0.62, 1.0), (0.0, 0.94)),
        phone=((0.0, 1.0), (0.0, 0.5)),
        phone_y=narrow,
        range=[len(groups) + 0.5, 0.5],
        ticktext=[f"after group {row}" for row in groups],
        tickfont={"size": LABEL},
        **bare,
    )
    _line(share, "accuracy_first", "first 32 facts", "@data", width=5, name="first 32")
    _line(share, "accuracy_written", "newest 32 facts", "@model", width=2.5, name="newest 32")
    _line(share, "accuracy_skill", "from a text", "@second", dash="dash", name="from a text")
    cells: Axis = {"x": groups, "y": groups, "zmin": 0, "zmax": 1, "gap": 3, "hoverinfo": "skip"}
    to_come = [[0 if asked <= row else None for asked in groups] for row in groups]
    known.heat("@hairline", "@hairline", z=to_come, **cells)
    known.heat("@panel", "@model", texttemplate="%{z:.2f}", **cells).fill(Snapshot, "matrix", "z")
    share.moment("written", "ink")
    return drawing.figure(
        "Each group is 32 facts about eight people, written into the same weights by Adam. Rows of the "
        "square: after so many writings; columns: the group that is asked."
    )


def _line(panel: Panel, column: str, end: str, role: str, **look: Any) -> None:
    """A column, named at its end."""
    panel.curve(role, **look).fill(Line, column, name=end)


def _conflict(config: Config) -> Figure:
    """Above, the answer to one question behind a text that contradicts the weights; below, to all of them."""
    drawing = Drawing(
        "conflict",
        "A text that contradicts the weights",
        HERO,
        margin=NAMED,
        hovermode="closest",
        phone={"margin": {**MARGIN, "r": 16}},
    )
    share = drawing.panel(
        "share of the answers",
        x="step of Adam",
        at=(None, (0, 0.5)),
        phone=((0, 0.64), None),
        range=[-0.02, 1.04],
    )
    known = int(World.drawn(config.seed).table[0, 0])
    stated = contradicting(known)
    answers = drawing.panel(
        f"{subject_name(0)} drinks … weights: {VALUES[known]}, text: {VALUES[stated]}",
        x={"range": [0, 1.02], **SURE},
        at=(None, (0.7, 1.0)),
        **likeliest(VALUES),
    )
    _line(share, "says_text", "as the text says", "@model", width=3, name="what the text says")
    _line(share, "says_weights", "as the weights", "@data", width=2.5, name="what the weights say")
    _line(share, "says_other", "neither", "@limit", width=2, dash="dash", name="neither")
    _line(share, "accuracy_written", "right, no text", "@others", width=1.5, name="known without a text")
    roles = {known: "@data", stated: "@model"}
    colours = [roles.get(value, "@others") for value in range(len(VALUES))]
    bar = answers.draw(bars(colours, orientation="h", y=list(VALUES), hoverinfo="x+y"))
    return bar.fill(Snapshot, "answers", "x").figure(
        f"{32 * config.groups} facts go into the weights. Each question is asked behind a text that "
        "states another value."
    )


def _foreign() -> Figure:
    right = chart(
        "foreign",
        "Caches that another model has made",
        "right, of 256 questions",
        HERO,
        x="step of the two foreign models",
        margin=NAMED,
        range=[-0.02, 1.04],
    )
    ends = ("", "own caches", "sibling's cache", "stranger's cache")
    for (column, (name, role, dash)), end in zip(FOREIGN.items(), ends, strict=True):
        _line(right, column, end, role, dash=dash, name=name, width=2.5)
    right.moment("reads", "ink")
    return right.figure(
        "Both have the shape of our model. The sibling also had its starting weights, and learns from "
        "other texts; the stranger shares nothing with it. Nothing complains when their caches are put in."
    )


def _cost() -> Figure:
    cost = chart("cost", "What writing costs", "operations paid (FLOPs)", **LOG)
    return cost.curve("@model", "flops").figure()


def _loss() -> Figure:
    return chart("loss", "The loss", "loss of the facts (nats)", **LOG).curve("@model", "loss").figure()


def _shares(name: str, title: str, curves: dict[str, tuple[str, str, str]]) -> Figure:
    legend: Axis = {"showlegend": True, "legend": {"orientation": "h", "y": 1.07, "yanchor": "bottom"}}
    drawing = Drawing(name, title, HERO, **legend)
    share = drawing.panel("share of the answers", x="batch of questions", range=[-0.02, 1.04])
    for column, (words, role, dash) in curves.items():
        share.curve(role, column, dash=dash, name=words, width=7 if column == THICK else 2.5)
    return drawing.figure()
