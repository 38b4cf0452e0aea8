"""Figures: a plotly figure made once, with bindings that say how a recording fills it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lab.contract.figure.binding import Binding
from lab.contract.figure.pick import Pick

TRACES = ("scatter", "bar", "heatmap", "scatterpolar")
"""The kinds of plotly's traces that figures have: no other is sent to the browser."""


@dataclass(frozen=True)
class Figure:
    """A plotly figure as plain dicts, and what fills it.

    Colours are roles of the lab's grammar, written `@model`, `@data`, `@limit`, `@second`, `@truth`,
    `@others`; `@ink`, `@soft`, `@hairline`, `@panel` for the rest: the browser puts the theme's in.
    `height` is in px at (wide, phone) widths; `phone` are those of the layout's entries that differ there:
    panels below one another instead of beside. `direct labels`: layout.annotations with text in a role.
    `window`: the steps that are shown, where it is not all of them.
    """

    name: str
    title: str
    traces: Sequence[Mapping[str, Any]]
    layout: Mapping[str, Any]
    bindings: Sequence[Binding]
    height: tuple[int, int] = (480, 320)
    note: str = ""
    pick: Pick | None = None
    phone: Mapping[str, Any] = field(default_factory=dict)
    window: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        """Refuse what the browser could not draw."""
        for kind in {trace.get("type", "scatter") for trace in self.traces} - {*TRACES}:
            known = ", ".join(TRACES)
            raise ValueError(f"{self.name} has a trace of type {kind}; add it to TRACES: {known}.")
