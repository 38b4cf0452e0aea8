"""What is drawn: the memories and their forms, what each policy has paid, where the memories lie."""

import math
from typing import Any

from lab.contract.figure import Binding, Figure, Graph, Line, Moment, Timeline
from lab.experiments.drawing import FOLDED, MARGIN, dots, label, layout, line, panel, square
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
NAMED = SAID | {
    "lru-kv": "last read cached",
    "lfu-kv": "most read cached",
    "scheduler": "clever rule",
}
"""Each policy at the end of its curve."""
PAST, GONE, FIRST_FORM, FROZEN, EDGES, CHOSEN, REFUSED, FIRST_LINE = 0, 1, 2, 6, 7, 8, 9, 10


def figures(config: Config) -> tuple[Figure, ...]:
    """The graph beside the costs; below, its timeline, bytes, forms, and everybody's accuracy."""
    shown = watched(config)
    return (_graph(config, shown), _timeline(shown), _bytes(config, shown), _forms(shown), _accuracy(config))


def watched(config: Config) -> str:
    """The policy whose graph is drawn."""
    return "scheduler" if "scheduler" in config.policies else config.policies[0]


def role(policy: str) -> str:
    """Colour of a policy's line: the scheduler, its rival on the same small form, and the others."""
    return {"scheduler": "@model", "lru-sparse": "@second"}.get(policy, "@others")


def _graph(config: Config, shown: str) -> Figure:
    costs = [
        line(role(one), name=SAID[one], width=_width(one, shown), dash=_dash(one)) for one in config.policies
    ]
    bindings: list[Binding] = [
        Graph(
            kinds={form: number for number, form in enumerate(FORMS, FIRST_FORM)},
            looks={"past": PAST, "gone": GONE, "frozen": FROZEN},
            chosen=CHOSEN,
            edges=EDGES,
            refused=REFUSED,
            half_life=config.half_life,
            where=_where(shown),
        ),
        *(
            Line(FIRST_LINE + number, "flops", over="oracle", where=_where(one), name=NAMED[one])
            for number, one in enumerate(config.policies)
        ),
        Moment("refused", "y", "limit"),
        *(Moment(act.name.replace("_", "-"), "y", "ink") for act in ACTIONS),
    ]
    return Figure(
        "memories",
        "Every memory, its form, and what has been paid",
        (*_points(), *costs),
        _frame(config),
        bindings,
        HERO,
        note="Each dot is what is known of one person; older versions trail outward and nothing ever moves. "
        "The larger, the more it was asked lately. A click chooses one and shows what it is linked with; a "
        "crimson ring is a question that was refused. The model sees numbers where you see words.",
        phone=_phone(config),
    )


def _points() -> list[dict[str, Any]]:
    def dots(symbol: str, colour: str, **marker: Any) -> dict[str, Any]:
        own = {"symbol": symbol, "color": colour, "opacity": 0.92, "line": {"width": 0}, **marker}
        return {
            "type": "scatter",
            "mode": "markers",
            "x": [],
            "y": [],
            "xaxis": "x2",
            "yaxis": "y2",
            "marker": own,
            "hoverinfo": "text",
            "cliponaxis": False,
            "showlegend": False,
        }

    ring = {"opacity": 1, "line": {"width": 2.5}}
    edges = {
        **dots("circle", "@ink"),
        "mode": "lines+text",
        "textposition": "top center",
        "line": {"color": "@ink", "width": 1.5},
        "textfont": {"color": "@ink", "size": 12},
        "hoverinfo": "skip",
    }
    return [
        dots("circle", "@others", opacity=0.5),
        dots("x-thin", "@others", line={"width": 1.5, "color": "@others"}),
        *(dots(symbol, colour) for symbol, colour in FORMS.values()),
        dots("circle", "@truth", line={"width": 3, "color": "@others"}),
        edges,
        dots("circle-open", "@model", **ring) | {"hoverinfo": "skip"},
        dots("circle-open", "@limit", **ring) | {"hoverinfo": "skip"},
    ]


def _frame(config: Config) -> dict[str, Any]:
    reach = _reach(config)
    return layout(
        **_costs([0.71, 1.0], [0.1, 0.92], config),
        **_sunflower([0.0, 0.64], [0.13, 1.0], reach),
        annotations=_legend(config, 0.08, 0.0475),
        hovermode="closest",
        dragmode="pan",
        margin={**MARGIN, "r": 142},
    )


def _phone(config: Config) -> dict[str, Any]:
    """What was paid stands above: the film asks about it, and its question takes the screen's upper half."""
    reach = _reach(config)
    return {
        **_costs([0.0, 0.58], [0.75, 1.0], config),
        **_sunflower([0.0, 1.0], [0.145, 0.62], reach),
        "annotations": _legend(config, 0.08, 0.052, PHONE),
        "margin": {**MARGIN, "r": 16},
    }


def _reach(config: Config) -> float:
    """Half the side of the picture: the last person's place on the spiral, and room for versions."""
    return math.sqrt(config.cubes + 0.02 * config.events) + 0.9


def _sunflower(x: list[float], y: list[float], reach: float) -> dict[str, Any]:
    made = square("2", x, y, reach)
    return {
        name: {**axis, "showline": False, "mirror": False, "fixedrange": False} for name, axis in made.items()
    }


def _costs(x: list[float], y: list[float], config: Config) -> dict[str, Any]:
    top = 6.0 if "parametric" not in config.policies else 8.0
    scale = {"type": "log", "range": [-0.01, math.log10(top)], "tickvals": [1, 1.5, 2, 3, 4, 6]}
    return {
        "xaxis": {
            "title": {"text": "event: a question or a change"},
            "domain": x,
            "anchor": "y",
            "showgrid": False,
            "nticks": 3,
            "tickangle": 0,
        },
        "yaxis": panel("work paid, × the least possible", domain=y, showgrid=False, **scale),
    }


def _key(y: float, wide: float = 1.0) -> list[dict[str, Any]]:
    """The forms by their symbols, as far apart as their words and the figure's width ask."""
    places = zip((0.0, 0.11, 0.245, 0.46), FORMS, strict=True)
    return [_form(form, NAMES[form], wide * x, y) for x, form in places]


def _legend(config: Config, y: float, down: float, wide: float = 1.0) -> list[dict[str, Any]]:
    """The forms with what they cost, so far below one another, and other versions."""
    price = memory_prices(32, 2, 2, 16, config.kept_tokens, int(config.bits))
    part = f"1/{price['kv_bytes'] / price['sparse_bytes']:.0f}"
    return [
        _form("text", "text: read anew each time", 0.0, y),
        _form("kv", "cache: read already, bulky", 0.0, y - down),
        _form("sparse", f"sparse cache: {part} of it", 0.0, y - 2 * down),
        {**_form("lora", NAMES["lora"], 0.36 * wide, y - 2 * down), "name": TRAINED},
        _sign(OLD, "@others", 0.0, y - 3 * down),
    ]


def _form(form: str, text: str, x: float, y: float) -> dict[str, Any]:
    signs = {"circle": "●", "square": "■", "diamond": "◆", "triangle-up": "▲"}
    symbol, colour = FORMS[form]
    return _sign(f"{signs[symbol]} {text}", colour, x, y)


def _sign(text: str, colour: str, x: float, y: float) -> dict[str, Any]:
    return {**label(text, colour, x, y, xref="paper", yref="paper"), "xanchor": "left", "yanchor": "bottom"}


OLD = "• older version    × deleted"
TRAINED = "sign of weights"
"""Name of its annotation, for films in which nothing goes into the weights."""


def _width(policy: str, shown: str) -> float:
    """The plain rule's line is seen upon the broad one of the scheduler, where both run together."""
    return 5 if policy == shown else 2.5 if policy == "lru-sparse" else 1.8


def _dash(policy: str) -> str:
    return "dash" if policy == "lru-sparse" else "solid"


def _where(policy: str) -> dict[str, Any]:
    return {"policy": policy}


def _timeline(shown: str) -> Figure:
    """One row a person: when each form was in use, each new version, each refusal."""
    bars = [
        {**line(colour, width=1.0 if form == "text" else 3.5, name=NAMES[form]), "connectgaps": False}
        for form, (_, colour) in FORMS.items()
    ]
    bars[0]["line"] = {"color": "@hairline", "width": 1.0}
    marker = {"hoverinfo": "text", "mode": "markers"}
    versions = {**dots("@truth", size=4), **marker}
    refused = {**dots("@limit", size=8, ring=True), **marker}
    frame = layout(
        xaxis={"title": {"text": "event"}},
        yaxis=panel("", tickvals=list(range(0, 256, 8)), ticktext=PEOPLE[::8], autorange="reversed"),
        hovermode="closest",
        annotations=_key(1.0),
        margin={"l": 60, "r": 24, "t": 44, "b": 48},
    )
    kinds = {form: number for number, form in enumerate(FORMS)}
    return Figure(
        "timeline",
        "The same memories along time",
        (*bars, versions, refused),
        frame,
        (Timeline(kinds, len(kinds), len(kinds) + 1, _where(shown)),),
        (640, 520),
        note="One row a person. A bar is a form in use; a dot is a new version; a ring is a refusal.",
        phone={"annotations": _key(1.0, PHONE)},
    )


def _bytes(config: Config, shown: str) -> Figure:
    room = round(config.budget * config.cubes * memory_prices(32, 2, 2, 16)["kv_bytes"])
    frame = layout(
        xaxis={"title": {"text": "event"}},
        yaxis=panel("bytes of caches in use", range=[0, max(1, 1.15 * room)]),
        shapes=[
            {
                "type": "line",
                "xref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": room,
                "y1": room,
                "line": {"color": "@limit", "width": 1.5},
            }
        ],
        annotations=[
            label("the budget", "@limit", 1.0, room, xref="paper", yref="y")
            | {"xanchor": "right", "yanchor": "bottom"}
        ],
    )
    binding = Line(0, "hot_bytes", where=_where(shown))
    return Figure("bytes", "Room that is taken", (line("@model", name="bytes"),), frame, (binding,), FOLDED)


def _forms(shown: str) -> Figure:
    columns = {"texts": "text", "kvs": "kv", "sparses": "sparse", "weights": "lora"}
    traces = [line(FORMS[form][1], name=NAMES[form]) for form in columns.values()]
    frame = layout(xaxis={"title": {"text": "event"}}, yaxis=panel("memories in each form"), showlegend=True)
    bindings = [Line(number, column, where=_where(shown)) for number, column in enumerate(columns)]
    return Figure("forms", "In which form the memories are", traces, frame, bindings, FOLDED)


def _accuracy(config: Config) -> Figure:
    frame = layout(
        xaxis={"title": {"text": "event"}},
        yaxis=panel("right, of the last 100 answers", range=[0.9, 1.005]),
    )
    traces = [line(role(one), name=SAID[one]) for one in config.policies]
    bindings = [Line(number, "accuracy", where=_where(one)) for number, one in enumerate(config.policies)]
    return Figure("accuracy", "Nobody pays with wrong answers", traces, frame, bindings, FOLDED)
