"""What an open question is about is not shown before its answer; where curves wait, the plot says so."""

import dataclasses
from typing import Any

from lab.experiment import Across, Binding, Cut, Exponent, Figure, Line, Moment, Span, Walkers

WAITING = "shown after your answer"
"""What stands in the place of curves that wait, as in `assets/live/veil.js`."""


def veiled(figure: Figure, cut: Cut | None) -> Figure:
    """A figure as it is seen before the cliff is answered: without what the question is about."""
    if cut is None or not cut.cliff.veil:
        return figure
    veil, kept, hidden = cut.cliff.veil, list[Binding](), dict[str, str]()
    traces = [dict(trace) for trace in figure.traces]
    for one in figure.bindings:
        if isinstance(one, Moment | Span | Exponent):
            continue
        if not {shows(one), getattr(one, "name", None)} & {*veil}:
            kept.append(one)
        elif isinstance(one, Across) and one.asked is not None:
            kept.append(dataclasses.replace(one, where={**one.where, **one.asked}))
        elif isinstance(one, Line) and one.y in veil:
            hidden[traces[one.trace].get("yaxis", "y")] = traces[one.trace].get("xaxis", "x")
        if isinstance(one, Walkers) and "stuck" in veil:
            traces[one.stuck]["z"] = []
    said = [one for one in figure.layout.get("annotations", ()) if one.get("name") not in veil]
    said += [_waiting(x, y) for y, x in hidden.items()]
    layout = {**figure.layout, **({"annotations": said} if said else {})}
    return dataclasses.replace(figure, bindings=tuple(kept), traces=traces, layout=layout)


def _waiting(x: str, y: str) -> dict[str, Any]:
    place = {"xref": f"{x} domain", "x": 0.5, "yref": f"{y} domain", "y": 0.75}
    return {"text": WAITING, **place, "xanchor": "center", "yanchor": "middle", "font": {"color": "@soft"}}


def shows(binding: Binding) -> str | None:
    """The column or the array that a binding shows, if it is one."""
    names = (getattr(binding, name, None) for name in ("z", "array", "y"))
    return next((name for name in names if name is not None), None)
