"""What is drawn: costs against uses, work against the number of facts, reading against steps."""

from collections.abc import Sequence
from typing import Any

from lab.contract.figure import Across, Figure, Line, Moment
from lab.experiments.drawing import FOLDED, MARGIN, dots, label, layout, line, panel
from lab.experiments.remembering.memory_hierarchy import beside
from lab.experiments.remembering.memory_hierarchy.beside import DECADES, FORMS, uses_axis
from lab.experiments.remembering.memory_hierarchy.config import Config

KEPT = {"explicit": ("@model", "kept in caches"), "implicit": ("@data", "learnt by heart")}
DASHES = ("solid", "dash", "dot", "dashdot")
READ = {
    "direct": ("@model", "solid", "from the start"),
    "two-stage": ("@second", "dash", "text first"),
    "text": ("@others", "solid", "text alone"),
}
HERO = (500, 330)
"""Heights in px, on a wide screen and on a phone, where the question stands over what lies lower."""
NAMED = {**MARGIN, "r": 108}
"""Room for names at the ends of curves."""


def figures(config: Config) -> tuple[Figure, ...]:
    """What there is to see in a lesson; the first is the hero."""
    match config.lesson:
        case "externalization":
            curves = _learning(config)
            return (_work(config), curves) if len(config.facts) > 1 else (curves,)
        case "two-stage":
            return (_reading(config), _texts(config))
    return (_hierarchy(config), beside.stream(config), beside.paper(config))


def _hierarchy(config: Config) -> Figure:
    forms = [*FORMS.values()]
    traces = [
        *(_band(colour) for _, colour, _ in forms),
        *(line(colour, dash=dash, width=2.5, name=name) for name, colour, dash in forms),
        dots("@ink", size=9, name="taken over at"),
    ]
    n = len(forms)
    bindings = [
        *(Line(i, f"least_{form}", x="uses") for i, form in enumerate(FORMS)),
        *(Line(n + i, form, x="uses") for i, form in enumerate(FORMS)),
        Line(2 * n, "turn", x="turn_uses"),
    ]
    frame = layout(
        xaxis=uses_axis(config),
        yaxis=panel("operations in all: write once, read n times", **DECADES),
        annotations=[
            label("text: nothing to write, dear to read", "@ink", 0.16, 0.04),
            label("broad band: the cheapest", "@soft", 0.22, 0.125),
            label("weights: dear to write, cheap to read", "@data", 0.02, 0.44),
            label("sparse cache", "@second", 0.02, 0.315),
            label("cache", "@model", 0.02, 0.19),
        ],
    )
    return Figure(
        "hierarchy",
        "Which memory is the cheapest, and for how much use",
        traces,
        frame,
        bindings,
        HERO,
        note="The broad band is the cheapest form, in its colour; a dot is where another one takes over. The "
        "two numbers of each line are counted in this run, while the facts were written and read.",
    )


def _band(colour: str) -> dict[str, Any]:
    """Behind the curves: where a form is the cheapest."""
    band = line(colour, width=14, opacity=0.3, hoverinfo="skip")
    return {**band, "connectgaps": False}


def _groups(config: Config) -> list[tuple[dict[str, Any], str, str, str]]:
    """Coordinates, colour, dash and words of each line: a form at a width."""
    return [
        (
            {"form": form, "width": width},
            KEPT[form][0],
            DASHES[n % len(DASHES)],
            f"{KEPT[form][1]}, d = {width}",
        )
        for form in config.forms
        for n, width in enumerate(config.widths)
    ]


def _named(config: Config, x: float, y: float) -> list[dict[str, Any]]:
    """A word for each form, with the widths in the order of their dashes."""
    dashes = {"solid": "—", "dash": "– –", "dot": "···", "dashdot": "– ·"}
    widths = ", ".join(f"{dashes[DASHES[n % len(DASHES)]]} d = {one}" for n, one in enumerate(config.widths))
    return [
        label(f"{KEPT[form][1]}: {widths}", KEPT[form][0], x, y - 0.08 * i)
        for i, form in enumerate(config.forms)
    ]


def _work(config: Config) -> Figure:
    """Work until 99 % are known against the number of facts; crosses where it was not enough."""
    groups = _groups(config)
    lines = [
        line(role, dash=dash, width=2.5, name=words, mode="lines+markers", marker={"size": 8})
        for _, role, dash, words in groups
    ]
    crosses = [
        line(role, name=f"{words}: not reached", mode="markers", showlegend=False)
        | {"marker": {"symbol": "x", "size": 11, "color": role}}
        for _, role, _, words in groups
    ]
    n = len(groups)
    bindings = [
        *(Across(i, "needed", "facts", where=where, mean=True) for i, (where, *_) in enumerate(groups)),
        *(Across(n + i, "missed", "facts", where=where) for i, (where, *_) in enumerate(groups)),
    ]
    ticks = {"tickvals": list(config.facts), "ticktext": [f"{count:,}" for count in config.facts]}
    frame = layout(
        xaxis={"type": "log", **ticks, "title": {"text": "facts to keep"}},
        yaxis=panel(
            "work until 99 % of them are known, FLOP",
            type="log",
            range=[9, 12],
            exponentformat="power",
            dtick=1,
        ),
        annotations=_named(config, 0.02, 0.96),
        hovermode="closest",
    )
    return Figure(
        "work",
        "What it costs to keep facts",
        [*lines, *crosses],
        frame,
        bindings,
        HERO,
        note="Each point is a model, trained from nothing. Caches: it learns to look up, on other facts, and "
        "the documents are written once. By heart: the better of two learning rates counts, the other is "
        "free. A cross: not reached with all the work that was allowed.",
    )


def _learning(config: Config) -> Figure:
    groups = _groups(config)
    traces = [line(role, dash=dash, name=words) for _, role, dash, words in groups]
    bindings = [Line(i, "accuracy", x="flops", where=where) for i, (where, *_) in enumerate(groups)]
    single = len(config.facts) == 1
    frame = layout(
        xaxis={
            "type": "log",
            "title": {"text": "work so far, FLOP"},
            "exponentformat": "power",
            "range": [8, 12],
            "dtick": 1,
        },
        yaxis=panel("share of the facts that is known", range=[-0.02, 1.04]),
        annotations=_named(config, 0.99, 0.16),
        hovermode="closest",
    )
    title = f"{config.count:,} facts" if single else "How each of them got there"
    return Figure("learning", title, traces, frame, bindings, HERO if single else FOLDED)


def _reading(config: Config) -> Figure:
    """Three memories side by side, against steps."""
    return _curves(
        config,
        "reading",
        "accuracy_k3",
        "Three memories side by side",
        "right, from three memories side by side",
        HERO,
        "Memories from the start, text first and memories then, or text alone, in as many steps. A line is "
        "one model; the short mark is where the second stage begins.",
    )


def _texts(config: Config) -> Figure:
    return _curves(
        config,
        "texts",
        "accuracy_text",
        "Three texts in a row",
        "right, from three texts in a row",
        FOLDED,
    )


def _curves(
    config: Config,
    name: str,
    column: str,
    title: str,
    heading: str,
    height: tuple[int, int],
    note: str = "",
) -> Figure:
    shown = [one for one in READ if one in config.curricula]
    traces = [line(READ[one][0], dash=READ[one][1], name=READ[one][2], width=2.5) for one in shown]
    bindings: Sequence[Line | Moment] = [
        *(Line(i, column, where={"curriculum": one}, name=READ[one][2]) for i, one in enumerate(shown)),
        Moment("memories", "y", "second"),
    ]
    frame = layout(
        xaxis={"title": {"text": "step"}},
        yaxis=panel(heading, range=[-0.02, 1.04]),
        margin=NAMED,
    )
    return Figure(name, title, traces, frame, bindings, height, note)
