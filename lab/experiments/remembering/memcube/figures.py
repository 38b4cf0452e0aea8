"""What is drawn: the memories and their forms, what each policy has paid, where the memories lie."""

import math
from typing import Any

from lab.contract.figure import Figure, Graph, Line, Timeline
from lab.experiments.drawing.axes import Axis, axis, ticks
from lab.experiments.drawing.marks import font
from lab.experiments.drawing.names import PAPER
from lab.experiments.drawing.panels import Drawing, Panel, chart
from lab.experiments.drawing.style import FOLDED, MARGIN, SMALL
from lab.experiments.remembering.memcube.actions import ACTIONS, PEOPLE
from lab.experiments.remembering.memcube.config import Config
from lab.numerics.flops import memory_prices

HERO, PHONE = (612, 440), 1.68
"""Heights in px; how much wider a share of the width is on a phone."""
FORMS = {
    "text": ("circle", "@truth"),
    "kv": ("square", "@model"),
    "sparse": ("diamond", "@second"),
    "lora": ("triangle-up", "@data"),
}
"""Symbol and colour of each form."""
NAMES = {"text": "text", "kv": "cache", "sparse": "sparse cache", "lora": "weights"}
SAID = {
    "text": "all text",
    "eager-kv": "all cached",
    "lru-kv": "last read",
    "lfu-kv": "most read",
    "top-k": "most read, on a timer",
    "lru-sparse": "last read, sparse",
    "parametric": "all into weights",
    "scheduler": "clever",
}
"""Each policy in a word or two."""
NAMED = SAID | {"lru-kv": "last read cached", "lfu-kv": "most read cached", "scheduler": "clever rule"}
"""Each policy at the end of its curve."""
OLD = "• older version    × deleted"
TRAINED = "sign of weights"
"""Name of its annotation, for films in which nothing goes into the weights."""


def figures(config: Config) -> tuple[Figure, ...]:
    """The graph beside the costs; below, its timeline, bytes, forms, and everybody's accuracy."""
    policy = watched(config)
    return (
        _graph(config, policy),
        _timeline(policy),
        _bytes(config, policy),
        _forms(policy),
        _accuracy(config),
    )


def watched(config: Config) -> str:
    """The policy whose graph is drawn."""
    return "scheduler" if "scheduler" in config.policies else config.policies[0]


def role(policy: str) -> str:
    """Colour of a policy's line: the scheduler, its rival on the same small form, and the others."""
    return {"scheduler": "@model", "lru-sparse": "@second"}.get(policy, "@others")


def _graph(config: Config, policy: str) -> Figure:
    """On a phone what was paid stands above: the film asks about it, its question takes the upper half."""
    drawing = Drawing(
        "memories",
        "Every memory, its form, and what has been paid",
        HERO,
        margin={**MARGIN, "r": 142},
        hovermode="closest",
        dragmode="pan",
        phone={"margin": {**MARGIN, "r": 16}},
    )
    event: Axis = {"showgrid": False, "nticks": 3, "tickangle": 0}
    paid = drawing.panel(
        "work paid, × the least possible",
        x=axis("event: a question or a change", **event),
        at=((0.71, 1.0), (0.1, 0.92)),
        phone=((0.0, 0.58), (0.75, 1.0)),
        showgrid=False,
        type="log",
        range=[-0.01, math.log10(8.0 if "parametric" in config.policies else 6.0)],
        tickvals=[1, 1.5, 2, 3, 4, 6],
    )
    # Half a side: the last person's place on the spiral, and room for versions.
    reach = math.sqrt(config.cubes + 0.02 * config.events) + 0.9
    at: Axis = {"at": ((0.0, 0.64), (0.13, 1.0)), "phone": ((0.0, 1.0), (0.145, 0.62))}
    _memories(drawing.map(reach, **at, showline=False, mirror=False, fixedrange=False), config, policy)
    for rule in config.policies:
        # The plain rule's line is seen upon the broad one of the scheduler, where both run together.
        plain = rule == "lru-sparse"
        width, dash = 5 if rule == policy else 2.5 if plain else 1.8, "dash" if plain else "solid"
        curve = paid.curve(role(rule), name=SAID[rule], width=width, dash=dash)
        curve.fill(Line, "flops", over="oracle", where={"policy": rule}, name=NAMED[rule])
    paid.moment("refused", "limit")
    for act in ACTIONS:
        paid.moment(act.name.replace("_", "-"), "ink")
    _legend(paid, config)
    return drawing.figure(
        "Each dot is what is known of one person; older versions trail outward and nothing ever moves. "
        "The larger, the more it was asked lately. A click chooses one and shows what it is linked with; a "
        "crimson ring is a question that was refused. The model sees numbers where you see words."
    )


def _memories(plane: Panel, config: Config, policy: str) -> None:
    """A trace for each look of a memory, for the edges, and for what is around the chosen and the refused."""

    def mark(
        symbol: str, colour: str, *, width: float = 0, edge: str = "", opacity: float = 0.92, **more: Any
    ) -> int:
        line = {"width": width} | ({"color": edge} if edge else {})
        marker = {"symbol": symbol, "color": colour, "opacity": opacity, "line": line}
        look: Axis = {"hoverinfo": "text", "cliponaxis": False, "showlegend": False, **more}
        return plane.dots(colour, marker=marker, **look).trace

    past = mark("circle", "@others", opacity=0.5)
    gone = mark("x-thin", "@others", width=1.5, edge="@others")
    kinds = {form: mark(symbol, colour) for form, (symbol, colour) in FORMS.items()}
    frozen = mark("circle", "@truth", width=3, edge="@others")
    drawn: Axis = {"mode": "lines+text", "line": {"color": "@ink", "width": 1.5}, "hoverinfo": "skip"}
    graph = Graph(
        kinds=kinds,
        looks={"past": past, "gone": gone, "frozen": frozen},
        edges=mark("circle", "@ink", **drawn, **font("@ink", SMALL, "top center")),
        chosen=mark("circle-open", "@model", width=2.5, opacity=1, hoverinfo="skip"),
        refused=mark("circle-open", "@limit", width=2.5, opacity=1, hoverinfo="skip"),
        half_life=config.half_life,
        where={"policy": policy},
    )
    plane.drawing.bindings.append(graph)


def _legend(panel: Panel, config: Config) -> None:
    """The forms with what they cost, below one another, and other versions."""
    price = memory_prices(32, 2, 2, 16, config.kept_tokens, int(config.bits))
    part = f"1/{price['kv_bytes'] / price['sparse_bytes']:.0f}"
    _form(panel, "text", "text: read anew each time", row=0)
    _form(panel, "kv", "cache: read already, bulky", row=1)
    _form(panel, "sparse", f"sparse cache: {part} of it", row=2)
    _form(panel, "lora", NAMES["lora"], 0.36, row=2, name=TRAINED)
    _sign(panel, OLD, "@others", row=3)


def _form(panel: Panel, form: str, text: str, x: float = 0.0, **more: Any) -> None:
    """A form by its symbol."""
    signs = {"circle": "●", "square": "■", "diamond": "◆", "triangle-up": "▲"}
    symbol, colour = FORMS[form]
    _sign(panel, f"{signs[symbol]} {text}", colour, x, **more)


def _sign(
    panel: Panel, text: str, colour: str, x: float = 0.0, *, row: int | None = None, **more: Any
) -> None:
    """Words above the figure, or in a row of its lower left corner; farther apart on a phone."""
    wide, narrow = (1.0, 1.0) if row is None else (0.08 - row * 0.0475, 0.08 - row * 0.052)
    phone = {"x": PHONE * x, "y": narrow}
    panel.label(text, colour, x, wide, **PAPER, **more, xanchor="left", yanchor="bottom", phone=phone)


def _timeline(policy: str) -> Figure:
    """One row a person: when each form was in use, each new version, each refusal."""
    drawing = Drawing(
        "timeline",
        "The same memories along time",
        (640, 520),
        margin={"l": 60, "r": 24, "t": 44, "b": 48},
        hovermode="closest",
    )
    rows = drawing.panel("", x="event", **ticks(range(0, 256, 8), PEOPLE[::8]), autorange="reversed")
    kinds = {}
    for form, (_, colour) in FORMS.items():
        look: Axis = {"line": {"color": "@hairline", "width": 1.0}} if form == "text" else {"width": 3.5}
        kinds[form] = rows.curve(colour, name=NAMES[form], connectgaps=False, **look).trace
    versions = rows.dots("@truth", size=4, hoverinfo="text").trace
    refused = rows.dots("@limit", size=8, ring=True, hoverinfo="text").trace
    drawing.bindings.append(Timeline(kinds, versions, refused, {"policy": policy}))
    for form, x in zip(FORMS, (0.0, 0.11, 0.245, 0.46), strict=True):
        _form(rows, form, NAMES[form], x)
    return drawing.figure(
        "One row a person. A bar is a form in use; a dot is a new version; a ring is a refusal."
    )


def _bytes(config: Config, policy: str) -> Figure:
    room = round(config.budget * config.cubes * memory_prices(32, 2, 2, 16)["kv_bytes"])
    scale: Axis = {"x": "event", "range": [0, max(1, 1.15 * room)]}
    taken = chart("bytes", "Room that is taken", "bytes of caches in use", **scale)
    taken.curve("@model", name="bytes").fill(Line, "hot_bytes", where={"policy": policy})
    taken.level(room, yref=None)
    taken.label("the budget", "@limit", 1.0, room, xref="paper", yref="y", xanchor="right", yanchor="bottom")
    return taken.figure()


def _forms(policy: str) -> Figure:
    drawing = Drawing("forms", "In which form the memories are", FOLDED, showlegend=True)
    count = drawing.panel("memories in each form", x="event")
    for column, form in {"texts": "text", "kvs": "kv", "sparses": "sparse", "weights": "lora"}.items():
        curve = count.curve(FORMS[form][1], name=NAMES[form])
        curve.fill(Line, column, where={"policy": policy})
    return drawing.figure()


def _accuracy(config: Config) -> Figure:
    scale: Axis = {"x": "event", "range": [0.9, 1.005]}
    title = "Nobody pays with wrong answers"
    right = chart("accuracy", title, "right, of the last 100 answers", **scale)
    for policy in config.policies:
        curve = right.curve(role(policy), name=SAID[policy])
        curve.fill(Line, "accuracy", where={"policy": policy})
    return right.figure()
