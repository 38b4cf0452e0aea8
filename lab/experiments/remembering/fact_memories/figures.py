"""What is drawn in each lesson; the pictures of one fact in four memories are in `fact`."""

from typing import Any

from lab.contract.figure import Figure, Line, Moment, Snapshot
from lab.experiments.drawing import FOLDED, HERO, LOG, MARGIN, SURE, layout, likeliest, line, panel
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
    groups = list(range(1, config.groups + 1))
    cells = {
        "type": "heatmap",
        "x": groups,
        "y": groups,
        "zmin": 0,
        "zmax": 1,
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "hoverinfo": "skip",
        "xaxis": "x2",
        "yaxis": "y2",
    }
    empty = [[0 if asked <= row else None for asked in groups] for row in groups]
    to_come = {**cells, "z": empty, "colorscale": [[0, "@hairline"], [1, "@hairline"]]}
    known = {**cells, "z": [], "colorscale": [[0, "@panel"], [1, "@model"]], "texttemplate": "%{z:.2f}"}
    traces = (
        line("@data", width=5, name="first 32"),
        line("@model", width=2.5, name="newest 32"),
        line("@second", dash="dash", name="from a text"),
        to_come,
        known,
    )
    bindings = (
        Line(0, "accuracy_first", name="first 32 facts"),
        Line(1, "accuracy_written", name="newest 32 facts"),
        Line(2, "accuracy_skill", name="from a text"),
        Snapshot(4, "matrix", "z"),
        Moment("written", "y", "ink"),
    )
    return Figure(
        "forgetting",
        "What is still known after each writing",
        traces,
        _frame([0.0, 0.34], [0.62, 1.0], len(groups)),
        bindings,
        (HERO[0], 440),
        note="Each group is 32 facts about eight people, written into the same weights by Adam. Rows of the "
        "square: after so many writings; columns: the group that is asked.",
        phone=_frame([0.0, 0.66], [0.0, 1.0], len(groups), stacked=True),
    )


def _frame(left: list[float], right: list[float], groups: int, *, stacked: bool = False) -> dict[str, Any]:
    low, high = ([0.72, 1.0], [0.0, 0.5]) if stacked else ([0.0, 0.94], [0.0, 0.94])
    bare: dict[str, Any] = {"showgrid": False, "fixedrange": True, "tickvals": list(range(1, groups + 1))}
    after = "after" if stacked else "after group"
    rows = {"range": [groups + 0.5, 0.5], "ticktext": [f"{after} {row}" for row in bare["tickvals"]]}
    share = {"range": [0, 1.04], "tickvals": [0, 0.5, 1], "showgrid": False}
    asked = {"title": {"text": "group of 32 facts"}, "range": [0.5, groups + 0.5]}
    known = "share known of each group"
    return layout(
        xaxis={"title": {"text": "training step"}, "domain": left, "anchor": "y", "showgrid": False},
        yaxis=panel("share right: the facts, and answers from a text", domain=low, anchor="x", **share),
        xaxis2={"domain": right, "anchor": "y2", **bare, **asked},
        yaxis2=panel(
            known, domain=high, anchor="x2", tickfont={"size": 12 if stacked else 13}, **bare, **rows
        ),
        hovermode="closest",
        **({"margin": {**MARGIN, "r": 16}} if stacked else {}),
    )


def _conflict(config: Config) -> Figure:
    """Above, the answer to one question behind a text that contradicts the weights; below, to all of them."""
    known = int(World.drawn(config.seed).table[0, 0])
    stated = contradicting(known)
    roles = {known: "@data", stated: "@model"}
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": [],
        "y": list(VALUES),
        "marker": {"color": [roles.get(value, "@others") for value in range(len(VALUES))]},
        "hoverinfo": "x+y",
        "xaxis": "x2",
        "yaxis": "y2",
    }
    traces = (
        line("@model", width=3, name="what the text says"),
        line("@data", width=2.5, name="what the weights say"),
        line("@limit", width=2, dash="dash", name="neither"),
        line("@others", width=1.5, name="known without a text"),
        bars,
    )
    frame = layout(
        xaxis={"title": {"text": "step of Adam"}, "anchor": "y"},
        yaxis=panel("share of the answers", domain=[0, 0.5], range=[-0.02, 1.04]),
        xaxis2={"anchor": "y2", "range": [0, 1.02], **SURE},
        yaxis2=panel(
            f"{subject_name(0)} drinks … weights: {VALUES[known]}, text: {VALUES[stated]}",
            domain=[0.7, 1.0],
            anchor="x2",
            **likeliest(VALUES),
        ),
        hovermode="closest",
        margin=NAMED,
    )
    bindings = (
        Line(0, "says_text", name="as the text says"),
        Line(1, "says_weights", name="as the weights"),
        Line(2, "says_other", name="neither"),
        Line(3, "accuracy_written", name="right, no text"),
        Snapshot(4, "answers", "x"),
    )
    return Figure(
        "conflict",
        "A text that contradicts the weights",
        traces,
        frame,
        bindings,
        HERO,
        note=f"{32 * config.groups} facts go into the weights. Each question is asked behind a text that "
        "states another value.",
        phone={"margin": {**MARGIN, "r": 16}, "xaxis": {**frame["xaxis"], "domain": [0, 0.64]}},
    )


def _foreign() -> Figure:
    frame = layout(
        xaxis={"title": {"text": "step of the two foreign models"}},
        yaxis=panel("right, of 256 questions", range=[-0.02, 1.04]),
        margin=NAMED,
    )
    traces = [line(colour, dash=dash, name=words, width=2.5) for words, colour, dash in FOREIGN.values()]
    ends = ("", "own caches", "sibling's cache", "stranger's cache")
    lines = [
        Line(number, column, name=end) for number, (column, end) in enumerate(zip(FOREIGN, ends, strict=True))
    ]
    return Figure(
        "foreign",
        "Caches that another model has made",
        traces,
        frame,
        (*lines, Moment("reads", "y", "ink")),
        HERO,
        note="Both have the shape of our model. The sibling also had its starting weights, and learns from "
        "other texts; the stranger shares nothing with it. Nothing complains when their caches are put in.",
    )


def _cost() -> Figure:
    frame = layout(xaxis={"title": {"text": "step"}}, yaxis=panel("operations paid (FLOPs)", **LOG))
    return Figure("cost", "What writing costs", (line("@model"),), frame, (Line(0, "flops"),), FOLDED)


def _loss() -> Figure:
    frame = layout(xaxis={"title": {"text": "step"}}, yaxis=panel("loss of the facts (nats)", **LOG))
    return Figure("loss", "The loss", (line("@model"),), frame, (Line(0, "loss"),), FOLDED)


def _shares(name: str, title: str, said: dict[str, tuple[str, str, str]]) -> Figure:
    frame = layout(
        xaxis={"title": {"text": "batch of questions"}},
        yaxis=panel("share of the answers", range=[-0.02, 1.04]),
        showlegend=True,
        legend={"orientation": "h", "y": 1.07, "yanchor": "bottom"},
    )
    traces = [
        line(colour, dash=dash, name=words, width=7 if column == THICK else 2.5)
        for column, (words, colour, dash) in said.items()
    ]
    bindings = [Line(number, column) for number, column in enumerate(said)]
    return Figure(name, title, traces, frame, bindings, HERO)
