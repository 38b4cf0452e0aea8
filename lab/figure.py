"""Figures: a plotly figure made once, with bindings that say how a recording fills it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Line:
    """Trace `trace` grows with a column: y (divided by the column `over`) against the column x."""

    trace: int
    y: str
    x: str = "step"
    over: str | None = None


@dataclass(frozen=True)
class Snapshot:
    """Attribute `into` of trace `trace` (`z`, `x`, `y`, `marker.color` …) is an array's latest snapshot."""

    trace: int
    array: str
    into: str
    column: int | None = None


@dataclass(frozen=True)
class Across:
    """One point a member of a set: y, the column's latest value, against x, the member's plural field."""

    trace: int
    y: str
    x: str


@dataclass(frozen=True)
class Grid:
    """A heat map over two coordinates of a set's members (`beta1`, `beta2`), both in ascending order.

    z is each member's latest value of the column, or of the snapshot of that name while there is no row.
    The trace's own x and y, where given, are the axes: one value a coordinate's value, in that order.
    A click opens the preset `opens` with the cell's two coordinates.
    """

    trace: int
    z: str
    x: str
    y: str
    opens: str | None = None


@dataclass(frozen=True)
class Moment:
    """A short vertical line on an axis pair (`x`, `y2`) at each mark of that name."""

    mark: str
    yaxis: str
    role: str
    label: str = ""


@dataclass(frozen=True)
class Span:
    """A bracket from the step in the mark's value `start` to the mark's `at`; {length} is in steps."""

    mark: str
    start: str
    yaxis: str
    label: str = "{length} steps"


Binding = Line | Snapshot | Across | Grid | Moment | Span


@dataclass(frozen=True)
class Figure:
    """A plotly figure as plain dicts, and what fills it.

    Colours are roles of the lab's grammar, written `@model`, `@data`, `@limit`, `@second`, `@truth`,
    `@others`; `@ink`, `@soft`, `@hairline`, `@panel` for the rest: the browser puts the theme's in.
    `height` is in px at (wide, phone) widths. `direct labels`: layout.annotations with text in a role.
    """

    name: str
    title: str
    traces: Sequence[Mapping[str, Any]]
    layout: Mapping[str, Any]
    bindings: Sequence[Binding]
    height: tuple[int, int] = (480, 320)
    note: str = ""
