"""What is drawn: the memories and their forms, what each policy has paid, where the memories lie."""

import math
from typing import Any

from lab.contract.figure import Figure, Graph, Line, Timeline
from lab.experiments.drawing import marks
from lab.experiments.drawing.axes import Axis, side, ticks
from lab.experiments.drawing.names import PAPER
from lab.experiments.drawing.panels import Drawing, Panel, chart
from lab.experiments.drawing.style import FOLDED, MARGIN
from lab.experiments.remembering.memcube.actions import ACTIONS, PEOPLE
from lab.experiments.remembering.memcube.config import Config
from lab.memos.stream import AGENTS, SHARES
from lab.numerics.flops import memory_prices

HERO = (612, 382)
"""Heights in px."""
REACH, WIDE = 1.36, 0.62
"""Half a side of the ring's picture, in its radii; how high it is against its width, where there is room."""
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
STILL: Axis = {"hoverinfo": "skip", "connectgaps": False, "cliponaxis": False}
LINES: tuple[tuple[str, str, Axis], ...] = (
    ("reader", "@others", {"width": 1.0, "dash": "dot", "opacity": 0.4}),
    ("owner", "@others", {"width": 1.1, "opacity": 0.55}),
    ("leak", "@data", {"width": 2.5}),
    ("kv", "@model", {"width": 1.75}),
    ("sparse", "@second", {"width": 1.75}),
    ("lora", "@data", {"width": 2.0}),
    ("chain", "@others", {"width": 1.75}),
    ("conflict", "@limit", {"width": 1.5, "dash": "dot"}),
    ("chosen", "@ink", {"width": 2.25}),
    ("refusal", "@limit", {"width": 2.0, "dash": "dash"}),
)
POINTS: tuple[tuple[str, str, Axis], ...] = (
    ("past", "@others", {"symbol": "circle"}),
    ("source", "@panel", {"symbol": "circle", "edge": "@ink", "width": 1.5}),
    ("now", "@truth", {"symbol": "circle"}),
    ("frozen", "@ink", {"symbol": "circle-open", "width": 1.5}),
    ("gone", "@others", {"symbol": "x-thin", "edge": "@others", "width": 2}),
    ("kv", "@model", {"symbol": "square"}),
    ("sparse", "@second", {"symbol": "diamond"}),
    ("lora", "@data", {"symbol": "triangle-up"}),
    ("refused", "@limit", {"symbol": "circle-open", "width": 2.5}),
    ("hub", "@panel", {"symbol": "circle", "size": 44, "edge": "@ink", "width": 2, "mode": "markers+text"}),
)
"""What is drawn of the graph, in its order, by its names in `lab.contract.figure.ring`."""
NEW = SHARES[0][1]
"""Share of the events that bring somebody new, of those that are no updates."""
ROOM = {"l": 4, "r": 4, "t": 4, "b": 4}
NAMED = SAID | {"lru-kv": "last read cached", "lfu-kv": "most read cached", "scheduler": "clever rule"}
"""Each policy at the end of its curve."""


def figures(config: Config) -> tuple[Figure, ...]:
    """The graph; below, the costs, its timeline, bytes, forms, and everybody's accuracy."""
    policy = watched(config)
    return (
        _graph(config, policy),
        _paid(config, policy),
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
    """On a phone the ring is as wide as the screen; elsewhere wider than high."""
    drawing = Drawing(
        "memories", "Every memory, its form, and who may read it", HERO, margin=ROOM, phone={"margin": ROOM}
    )
    plain: Axis = {"showline": False, "mirror": False}
    across = side(REACH, **plain)
    up: Axis = {**across, "scaleanchor": "x", "scaleratio": WIDE}
    plane = drawing.panel(up, x=across, phone_y={"scaleratio": 1})
    lines = {what: plane.draw({**marks.line(role, **look), **STILL}).trace for what, role, look in LINES}
    points = {what: plane.draw({**_point(role, **look), **STILL}).trace for what, role, look in POINTS}
    agents = AGENTS[: config.agents]
    plane.drawing.traces[points["hub"]] |= {"text": list(agents), "textfont": {"color": "@ink", "size": 18}}
    places, stride = divided(config)
    acts = tuple(act.name.replace("_", "-") for act in ACTIONS)
    drawing.bindings.append(Graph(lines, points, agents, places, stride, acts, {"policy": policy}))
    return drawing.figure(
        "Nothing ever moves; the larger, the more it was asked. Outward are a memory's older versions and "
        "their sources. A click or Enter chooses one and shows its history. The model sees numbers where "
        "you see words."
    )


def divided(config: Config) -> tuple[int, int]:
    """Places on the ring, for those known at the beginning and those to be expected; and how many places lie
    from a number to the next: near the golden section, and such that owners take turns."""
    agents, expected = config.agents, NEW * (1 - config.update_share) * config.events
    places = agents * math.ceil((config.cubes + expected + math.sqrt(expected)) / agents)
    first = round(0.618 * places)
    near = (place for place in range(first, first + places) if place % agents == 1 % agents)
    return places, next(place for place in near if math.gcd(place, places) == 1)


def _point(role: str, *, symbol: str, edge: str = "", **more: Any) -> Axis:
    line = {"width": more.pop("width", 0)} | ({"color": edge} if edge else {})
    trace = marks.points(role, symbol=symbol, **more)
    return {**trace, "marker": {**trace["marker"], "line": line}}


def _paid(config: Config, policy: str) -> Figure:
    drawing = Drawing("paid", "What has been paid", (360, 320), margin={**MARGIN, "r": 142})
    paid = drawing.panel(
        "work paid, × the least possible",
        x="event: a question or a change",
        type="log",
        range=[-0.01, math.log10(8.0 if "parametric" in config.policies else 6.0)],
        tickvals=[1, 1.5, 2, 3, 4, 6],
    )
    for rule in config.policies:
        # The plain rule's line is seen upon the broad one of the scheduler, where both run together.
        plain = rule == "lru-sparse"
        width, dash = 5 if rule == policy else 2.5 if plain else 1.8, "dash" if plain else "solid"
        curve = paid.curve(role(rule), name=SAID[rule], width=width, dash=dash)
        curve.fill(Line, "flops", over="oracle", where={"policy": rule}, name=NAMED[rule])
    paid.moment("refused", "limit")
    for act in ACTIONS:
        paid.moment(act.name.replace("_", "-"), "ink")
    return drawing.figure()


def _form(panel: Panel, form: str, text: str, x: float) -> None:
    """A form by its symbol, above the figure."""
    signs = {"circle": "●", "square": "■", "diamond": "◆", "triangle-up": "▲"}
    symbol, colour = FORMS[form]
    panel.label(f"{signs[symbol]} {text}", colour, x, 1.0, **PAPER, xanchor="left", yanchor="bottom")


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
    for form, x in zip(FORMS, (0.0, 0.2, 0.44, 0.7), strict=True):
        _form(rows, form, NAMES[form].removesuffix(" cache"), x)  # side by side on a phone, too
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
