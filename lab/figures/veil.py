"""What an open question is about is not shown before its answer; where curves wait, the plot says so."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from lab.contract.cut import Cut
from lab.contract.figure import Binding, Figure


def veiled(figure: Figure, cut: Cut | None) -> Figure:
    """A figure as it is seen before the cliff is answered."""
    return figure if cut is None else without(figure, cut.cliff.veil)


def without(figure: Figure, veil: Sequence[str]) -> Figure:
    """A figure without what a question is about: columns, arrays, the names of curves and notes."""
    if not veil:
        return figure
    traces, waiting = [dict(trace) for trace in figure.traces], dict[str, dict[str, Any]]()
    bindings = [binding.veiled(veil) for binding in figure.bindings]
    for binding in figure.bindings:
        for number in binding.covers(veil):
            traces[number]["visible"] = False
        if (note := _waiting(binding, traces, veil)) is not None:
            waiting[note["yref"]] = note
    still = {f"yaxis{yref.split()[0][1:]}" for yref in waiting}
    axes = {
        name: {**figure.layout.get(name, {}), "showgrid": False} for name in still
    }  # no line through words
    notes = [note for note in figure.layout.get("annotations", ()) if note.get("name") not in veil]
    layout = {**figure.layout, **axes, "annotations": [*notes, *waiting.values()]}
    kept = tuple(binding for binding in bindings if binding is not None)
    return dataclasses.replace(figure, bindings=kept, traces=traces, layout=layout)


def _waiting(
    binding: Binding, traces: Sequence[dict[str, Any]], veil: Sequence[str]
) -> dict[str, Any] | None:
    """What the plot says of which a binding's heights are kept back, if they are."""
    waiting = binding.waits(veil)
    if waiting is None:
        return None
    trace = traces[waiting.trace]
    x, y = (trace.get(f"{axis}axis", axis) for axis in "xy")
    place = {"xref": f"{x} domain", "x": 0.5, "yref": f"{y} domain", "y": waiting.height}
    look = {"xanchor": "center", "yanchor": "middle", "font": {"color": "@soft"}, "bgcolor": "@panel"}
    return {"text": waiting.text, **place, **look}
