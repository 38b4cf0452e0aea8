"""What an open question is about is not shown before its answer; where curves wait, the plot says so."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from lab.contract.cut import Cut
from lab.contract.figure import Across, Binding, Exponent, Figure, Line, Moment, Snapshot, Span, Walkers

WAITING = "shown after your answer"
BROKEN = WAITING.replace("after ", "after<br>")
"""What stands in the place of curves that wait, and in the small plots of snapshots, as in
`assets/live/veil.js`."""


def veiled(figure: Figure, cut: Cut | None) -> Figure:
    """A figure as it is seen before the cliff is answered: without what the question is about."""
    if cut is None or not cut.cliff.veil:
        return figure
    veil, kept, hidden = cut.cliff.veil, list[Binding](), dict[str, dict[str, Any]]()
    traces = [dict(trace) for trace in figure.traces]
    for one in figure.bindings:
        if isinstance(one, Moment | Span | Exponent):
            continue
        if not {shows(one), getattr(one, "name", None)} & {*veil}:
            kept.append(one)
        elif isinstance(one, Across) and one.asked is not None:
            kept.append(dataclasses.replace(one, where={**one.where, **one.asked}))
        elif (note := _waiting(one, traces, veil)) is not None:
            hidden[note["yref"]] = note
        if isinstance(one, Walkers) and "stuck" in veil:
            traces[one.stuck]["z"] = []
    said = [one for one in figure.layout.get("annotations", ()) if one.get("name") not in veil]
    said += hidden.values()
    layout = {**figure.layout, "annotations": said}
    return dataclasses.replace(figure, bindings=tuple(kept), traces=traces, layout=layout)


def _waiting(one: Binding, traces: Sequence[dict[str, Any]], veil: Sequence[str]) -> dict[str, Any] | None:
    """What the plot says of which a binding's heights are kept back, if they are."""
    match one:
        case Line() if one.y in veil:
            text, height = WAITING, 0.75
        case Snapshot(into="y") if one.array in veil:
            text, height = BROKEN, 0.5
        case _:
            return None
    x, y = (traces[one.trace].get(f"{axis}axis", axis) for axis in "xy")
    place = {"xref": f"{x} domain", "x": 0.5, "yref": f"{y} domain", "y": height}
    look = {"xanchor": "center", "yanchor": "middle", "font": {"color": "@soft"}, "bgcolor": "@panel"}
    return {"text": text, **place, **look}


def shows(binding: Binding) -> str | None:
    """The column or the array that a binding shows, if it is one."""
    names = (getattr(binding, name, None) for name in ("z", "array", "y"))
    return next((name for name in names if name is not None), None)
