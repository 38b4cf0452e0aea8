"""What is drawn: costs against uses, work against the number of facts, reading against steps."""

from collections.abc import Callable, Mapping
from typing import Any

from lab.contract.figure import Across, Figure, Line
from lab.experiments.drawing.axes import DECADES, Axis, axis, ticks
from lab.experiments.drawing.panels import Drawing, Panel, chart
from lab.experiments.drawing.style import FOLDED, MARGIN
from lab.experiments.remembering.memory_hierarchy import beside
from lab.experiments.remembering.memory_hierarchy.beside import FORMS, uses_axis
from lab.experiments.remembering.memory_hierarchy.config import Config, Curriculum

KEPT = {"explicit": ("@model", "kept in caches"), "implicit": ("@data", "learnt by heart")}
DASHES = ("solid", "dash", "dot", "dashdot")
Look = tuple[str, str, str]
READ: Mapping[Curriculum, Look] = {
    "direct": ("@model", "solid", "from the start"),
    "two-stage": ("@second", "dash", "text first"),
    "text": ("@others", "solid", "text alone"),
}
OPTIONAL: Mapping[Curriculum, Look] = {
    "direct": ("@model", "solid", "from the start"),
    "two-stage": ("@second", "dash", "after a warm-up"),
    "text": ("@others", "solid", "no memory"),
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
        case "optional-memory":
            return (
                _nats(config, "optional", "A language model that may use its memory, or not", "", HERO),
                _nats(config, "stated", "The words that the references state", "stated_", FOLDED),
            )
    return (_hierarchy(config), beside.stream(config), beside.paper(config))


def _hierarchy(config: Config) -> Figure:
    cost = chart(
        "hierarchy",
        "Which memory is the cheapest, and for how much use",
        axis("operations in all; the broad band is the cheapest", **DECADES),
        HERO,
        margin=NAMED,
        x=uses_axis(config),
    )
    for form, (_, role, _) in FORMS.items():  # behind the curves: where a form is the cheapest
        band = cost.curve(role, width=14, opacity=0.3, hoverinfo="skip", connectgaps=False)
        band.fill(Line, f"least_{form}", x="uses")
    for form, (name, role, dash) in FORMS.items():
        cost.curve(role, dash=dash, width=2.5, name=name).fill(Line, form, x="uses", name=name)
    cost.dots("@ink", size=9, name="taken over at").fill(Line, "turn", x="turn_uses")
    return cost.figure(
        "The broad band is the cheapest form, in its colour; a dot is where another one takes over. The "
        "two numbers of each line are counted in this run, while the facts were written and read."
    )


def _groups(config: Config) -> list[tuple[dict[str, Any], str, str, str]]:
    """Coordinates, colour, dash and words of each line: a form at a width."""
    return [
        ({"form": form, "width": width}, role, DASHES[n % len(DASHES)], f"{name}, d = {width}")
        for form, (role, name) in ((form, KEPT[form]) for form in config.forms)
        for n, width in enumerate(config.widths)
    ]


def _name(panel: Panel, config: Config, x: float, y: float) -> None:
    """A word for each form, with the widths in the order of their dashes."""
    dashes = {"solid": "—", "dash": "– –", "dot": "···", "dashdot": "– ·"}
    signs = [dashes[DASHES[n % len(DASHES)]] for n in range(len(config.widths))]
    widths = ", ".join(f"{sign} d = {width}" for sign, width in zip(signs, config.widths, strict=True))
    for i, (role, name) in enumerate(KEPT[form] for form in config.forms):
        panel.label(f"{name}: {widths}", role, x, y - 0.08 * i)


def _work(config: Config) -> Figure:
    """Work until 99 % are known against the number of facts; crosses where it was not enough."""
    drawing = Drawing("work", "What it costs to keep facts", HERO, hovermode="closest")
    counts = ticks(config.facts, [f"{count:,}" for count in config.facts])
    needed = axis("work until 99 % of them are known, FLOP", range=[9, 12], **DECADES)
    work = drawing.panel(needed, x=axis("facts to keep", type="log", **counts))
    for where, role, dash, name in _groups(config):
        look: Axis = {"mode": "lines+markers", "marker": {"size": 8}}
        curve = work.curve(role, dash=dash, width=2.5, name=name, **look)
        curve.fill(Across, "needed", "facts", where=where, mean=True)
    for where, role, _, name in _groups(config):
        look = {"mode": "markers", "marker": {"symbol": "x", "size": 11, "color": role}}
        cross = work.curve(role, name=f"{name}: not reached", showlegend=False, **look)
        cross.fill(Across, "missed", "facts", where=where)
    _name(work, config, 0.02, 0.96)
    return drawing.figure(
        "Each point is a model, trained from nothing. Caches: it learns to look up, on other facts, and "
        "the documents are written once. By heart: the better of two learning rates counts, the other is "
        "free. A cross: not reached with all the work that was allowed."
    )


def _learning(config: Config) -> Figure:
    single = len(config.facts) == 1
    title = f"{config.count:,} facts" if single else "How each of them got there"
    drawing = Drawing("learning", title, HERO if single else FOLDED, hovermode="closest")
    work = axis("work so far, FLOP", range=[8, 12], **DECADES)
    share = drawing.panel("share of the facts that is known", x=work, range=[-0.02, 1.04])
    for where, role, dash, name in _groups(config):
        share.curve(role, dash=dash, name=name).fill(Line, "accuracy", x="flops", where=where)
    _name(share, config, 0.99, 0.16)
    return drawing.figure()


def _reading(config: Config) -> Figure:
    """Three memories side by side, against steps."""
    right = chart(
        "reading",
        "Three memories side by side",
        "right, from three memories side by side",
        HERO,
        margin=NAMED,
        range=[-0.02, 1.04],
    )
    return _curves(
        right,
        config,
        "accuracy_k3",
        "Memories from the start, text first and memories then, or text alone, in as many steps. A line "
        "is one model; the short mark is where the second stage begins.",
    )


def _texts(config: Config) -> Figure:
    look: Axis = {"margin": NAMED, "range": [-0.02, 1.04]}
    right = chart("texts", "Three texts in a row", "right, from three texts in a row", **look)
    return _curves(right, config, "accuracy_text")


def _curves(right: Panel, config: Config, column: str, note: str = "") -> Figure:
    _each(right, config, READ, lambda _: column)
    right.moment("memories", "second")
    return right.figure(note)


def _each(
    panel: Panel, config: Config, looks: Mapping[Curriculum, Look], column: Callable[[Curriculum], str]
) -> None:
    """A curve for each curriculum of the set, named at its end."""
    for curriculum, (role, dash, name) in looks.items():
        if curriculum in config.curricula:
            curve = panel.curve(role, dash=dash, name=name, width=2.5)
            curve.fill(Line, column(curriculum), where={"curriculum": curriculum}, name=name)


def _nats(config: Config, name: str, title: str, prefix: str, height: tuple[int, int]) -> Figure:
    """Nats a word with the references in view, of who never had any without them, against steps."""
    loss = chart(name, title, "nats a word of other texts", height, margin=NAMED, rangemode="tozero")
    view = {"text": "without", "two-stage": "with", "direct": "with"}
    _each(loss, config, OPTIONAL, lambda curriculum: prefix + view[curriculum])
    loss.moment("memories", "second")
    return loss.figure(
        "Each text may have references in view, of which one states the same four facts; the model could "
        "learn them by heart, too. What memory spares is how far its line lies below the grey one, of a "
        "model that never had any. The short mark is where the references come after a warm-up: before it "
        "the line says what they do to a model that knows none."
    )
