"""What is drawn: which group is still known after which writing, four answers to one question, shares."""

from typing import Any

from lab.experiment import Figure, Line, Moment, Snapshot
from lab.experiments.drawing import FOLDED, HERO, LOG, label, layout, line, panel
from lab.experiments.fact_memories.config import Config
from lab.numerics.facts import RELATIONS, VALUES, World, subject_name

FORMS = {
    "text": "@truth",
    "cache": "@model",
    "sparse cache": "@second",
    "weights": "@data",
}
"""Each form and its colour, in the order of the answers."""
MERGED = {
    "exact": ("read as one text", "@truth", "dot"),
    "naive": ("caches joined as they are", "@limit", "solid"),
    "turned": ("turned to their places", "@model", "solid"),
    "parallel": ("in parallel, as trained", "@second", "dash"),
}
STALE = {
    "stale_old": ("the old cache says the old value", "@limit", "solid"),
    "stale_new": ("… and the new one", "@others", "solid"),
    "fresh_new": ("a new cache says the new value", "@model", "solid"),
    "both_new": ("both caches: the new value", "@second", "dash"),
}


def figures(config: Config) -> tuple[Figure, ...]:
    """What there is to see in a lesson; the first is the hero."""
    if config.lesson == "merge":
        return (_shares("merged", f"{config.documents} documents at once, read in four ways", MERGED),)
    if config.lesson == "stale":
        return (_shares("stale", "The text has changed, its cache has not", STALE),)
    if config.lesson == "one-fact":
        return (_answers(config), _writing(), _cost())
    return (_forgetting(config), _cost(), _loss())


def _forgetting(config: Config) -> Figure:
    groups = [f"{group + 1}" for group in range(config.groups)]
    matrix = {
        "type": "heatmap",
        "z": [],
        "x": groups,
        "y": groups,
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, "@panel"], [1, "@model"]],
        "texttemplate": "%{z:.2f}",
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "hoverinfo": "skip",
        "xaxis": "x2",
        "yaxis": "y2",
    }
    traces = (
        line("@model", width=2.5, name="being written"),
        line("@data", name="first group"),
        line("@second", dash="dash", name="reading"),
        matrix,
    )
    bindings = (
        Line(0, "accuracy_written"),
        Line(1, "accuracy_first"),
        Line(2, "accuracy_skill"),
        Snapshot(3, "matrix", "z"),
        Moment("written", "y", "ink"),
    )
    return Figure(
        "forgetting",
        "What is still known after each writing",
        traces,
        _frame([0.0, 0.44], [0.56, 1.0]),
        bindings,
        HERO,
        note="Each group is 32 facts about eight people, written into the same weights by Adam. Rows of the "
        "square: after so many writings; columns: the group that is asked.",
        phone=_frame([0.0, 1.0], [0.0, 1.0], stacked=True),
    )


def _frame(left: list[float], right: list[float], *, stacked: bool = False) -> dict[str, Any]:
    low, high = ([0.0, 0.36], [0.52, 1.0]) if stacked else ([0.0, 0.94], [0.0, 0.94])
    bare = {"showgrid": False, "type": "category", "fixedrange": True}
    return layout(
        xaxis={"title": {"text": "step of Adam"}, "domain": left, "anchor": "y"},
        yaxis=panel("share that is known", domain=low, range=[0, 1.04], anchor="x"),
        xaxis2={"title": {"text": "group that is asked"}, "domain": right, "anchor": "y2", **bare},
        yaxis2=panel("after writing group", domain=high, autorange="reversed", anchor="x2", **bare),
        annotations=[
            label("the group being written", "@model", 0.3, 0.55),
            label("the first group", "@data", 0.99, 0.08),
            label("the skill of reading", "@second", 0.99, 0.68),
        ],
        hovermode="closest",
    )


def _answers(config: Config) -> Figure:
    """The first question's answers from four forms, below one another, all on the same scale."""
    right = int(World.drawn(config.seed).table[0, 0])
    traces, axes = [], {}
    for number, (form, colour) in enumerate(FORMS.items()):
        axis = str(number + 1) if number else ""
        bottom = 0.76 - 0.23 * number
        colours = [colour if value == right else "@others" for value in range(len(VALUES))]
        traces.append(
            {
                "type": "bar",
                "x": list(VALUES),
                "y": [],
                "marker": {"color": colours},
                "hoverinfo": "x+y",
                "xaxis": f"x{axis}",
                "yaxis": f"y{axis}",
            }
        )
        axes[f"yaxis{axis}"] = panel(form, domain=[bottom + 0.06, bottom + 0.2], range=[0, 1.05], nticks=3)
        axes[f"xaxis{axis}"] = {
            "anchor": f"y{axis}",
            **({} if number == len(FORMS) - 1 else {"tickvals": []}),
            "tickangle": -90,
            "dtick": 1,
            "tickfont": {"size": 10},
            "showgrid": False,
            "fixedrange": True,
        }
    asked = f"What does {subject_name(0)} {RELATIONS[0].removesuffix('s')}?"
    return Figure(
        "answers",
        f"One question, four memories: {asked}",
        traces,
        layout(**axes, hovermode="closest"),
        [Snapshot(number, "answers", "y", column=number) for number in range(len(FORMS))],
        HERO,
        note=f"{asked} The probability of each of 32 answers, from the same model; the right one in colour.",
    )


def _writing() -> Figure:
    frame = layout(xaxis={"title": {"text": "step"}}, yaxis=panel("share that is known", range=[0, 1.04]))
    traces = (line("@data", name="these four facts"), line("@second", dash="dash", name="reading"))
    bindings = (Line(0, "accuracy_written"), Line(1, "accuracy_skill"))
    return Figure("writing", "Four facts into weights", traces, frame, bindings, FOLDED)


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
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"},
    )
    traces = [line(colour, dash=dash, name=words, width=2.5) for words, colour, dash in said.values()]
    bindings = [Line(number, column) for number, column in enumerate(said)]
    return Figure(name, title, traces, frame, bindings, HERO)
