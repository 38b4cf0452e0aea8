"""Figures: a plotly figure made once, with bindings that say how a recording fills it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Line:
    """Trace `trace` grows with a column: y (divided by the column `over`) against the column x.

    Of a set, one curve for each member that has the coordinates `where`. `name` is written at its end.
    """

    trace: int
    y: str
    x: str = "step"
    over: str | None = None
    where: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""


@dataclass(frozen=True)
class Snapshot:
    """Attribute `into` of trace `trace` (`z`, `x`, `y`, `marker.color` …) is an array's latest snapshot.

    Of a set, the mean over the members that have the coordinates `where`, and of the coordinate `pick` the
    value that is picked on another figure (see `Pick`). `stop`: the array has a part for each stop of this
    figure's line, in their order, and shown is that of the picked one.
    """

    trace: int
    array: str
    into: str
    column: int | None = None
    where: Mapping[str, Any] = field(default_factory=dict)
    pick: str | None = None
    stop: bool = False


@dataclass(frozen=True)
class Across:
    """One point a member of a set: y, the column's latest number, against x, the member's plural field.

    `mean`: one point a value of x, the mean over the members there. Only members that have the coordinates
    `where`, and of the coordinate `pick` the value that is picked (see `Pick`). `until`: not later than at
    this share of the run. `asked`: while a question keeps the column back (see `Cliff.veil`), those of the
    members that are shown all the same, by coordinates with their values. A click on a point opens its run.
    """

    trace: int
    y: str
    x: str
    where: Mapping[str, Any] = field(default_factory=dict)
    mean: bool = False
    until: float = 1.0
    pick: str | None = None
    asked: Mapping[str, Sequence[Any]] | None = None


@dataclass(frozen=True)
class Exponent:
    """Trace `trace` says at the last point of the trace `of` what the slope of its log y over log x is, in
    the words of the label."""

    trace: int
    of: int
    label: str = "{slope}"


@dataclass(frozen=True)
class Latest:
    """Attribute `into` (`x` …) of trace `trace` is a column's latest number, the mean `where`."""

    trace: int
    y: str
    into: str = "x"
    where: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """The entry of an array (one a stop, in their order) at the stop that is picked: one point, in words.

    x is the stop's place, y the entry of the first member that has the coordinates `where`; `{entry}` in the
    text is the entry, `{sum}` stop and entry together.
    """

    trace: int
    array: str
    text: str
    where: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Dressed:
    """Trace `trace` takes the attributes that it has at the stop that is picked: one mapping a stop."""

    trace: int
    looks: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Cosines:
    """z of trace `trace`: cosines between an array's directions (in degrees), in the order of their angle.

    At most 100 of them, evenly chosen; of the first member that has the coordinates `where`.
    """

    trace: int
    array: str
    where: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Above:
    """Trace `trace` shows those points, or cells, of the trace `of` where a column's mean exceeds `limit`."""

    trace: int
    of: int
    y: str
    limit: float


@dataclass(frozen=True)
class Grid:
    """A heat map over two coordinates of a set's members (`beta1`, `beta2`), both in ascending order.

    z is each cell's latest number of the column (the mean over its members), or of the snapshot of that name
    while there is no row. The trace's own x and y, where given, are the axes: one value a coordinate's value,
    in that order. A click opens the preset `opens` with the cell's two coordinates, or the cell's run.
    """

    trace: int
    z: str
    x: str
    y: str
    opens: str | None = None


@dataclass(frozen=True)
class Cells:
    """Marks at places of their own, one a member: the trace's x, y and text are the experiment's.

    Mark i stands for the members that have the coordinates `where[i]`: its colour is the mean of their latest
    number of the column, which is written below its text as a percentage. A click opens the run.
    """

    trace: int
    y: str
    where: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Fit:
    """Trace `trace` is the straight line, in logarithms, through the points of the trace `of` (an `Across`).

    Points at one x count as their geometric mean; `{slope}` in the label is the line's.
    """

    trace: int
    of: int
    label: str = "slope {slope}"


@dataclass(frozen=True)
class Moment:
    """A short vertical line on an axis pair (`x`, `y2`) at each mark of that name, of the first member that
    has the coordinates `where`; with `hanging` from the top, where a curve is lowest at the mark; with
    `before` its label ends there."""

    mark: str
    yaxis: str
    role: str
    label: str = ""
    hanging: bool = False
    before: bool = False
    where: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Span:
    """A bracket from the step in the mark's value `start` to the mark's `at`; {length} is in steps. Of the
    first member that has the coordinates `where`."""

    mark: str
    start: str
    yaxis: str
    label: str = "{length} steps"
    role: str = "ink"
    where: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Graph:
    """A graph that grows by `Frame.graph`, of the first member that has the coordinates `where`.

    Each change has `nodes` to come (id, type, x, y, look, label, text …), `edges` (from, to, relation) and
    `changes` (id and new values). A node is a point of the trace that `looks` gives its look; of those
    that look `now`, of the one that `kinds` gives its type; others are not drawn. Its size follows its
    `weight`, which halves in `half_life` steps. The chosen node (a click, a tap) has the trace `chosen`
    around it and its edges as `edges`; nodes that were `refused` lately, a step, have the trace `refused`.
    """

    kinds: Mapping[str, int]
    looks: Mapping[str, int]
    chosen: int
    edges: int
    refused: int
    half_life: int
    where: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Timeline:
    """The graph's nodes along the steps: one row a subject, of the first member with the coordinates `where`.

    A bar for each time that a node was in use, in the trace that `kinds` gives its type; `versions` has a
    point for each text that came, `refused` one for each refusal.
    """

    kinds: Mapping[str, int]
    versions: int
    refused: int
    where: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Walkers:
    """Two walkers in closed form: start and width of the bell are moved in the browser, and answered there.

    The traces `loss` and `stuck` are maps over the pairs of starts, `path` is the walk on the map, `bell`
    what a walker feels on the line, `pair` the two walkers there. Until something is moved, the walk is the
    recorded one, columns x and y of the first member that has the coordinates `where`. What is let go becomes
    the page's settings x1, x2 and kernel_width.
    """

    loss: int
    stuck: int
    path: int
    bell: int
    pair: int
    start: tuple[float, float]
    width: float
    steps: int
    x: str = "x1"
    y: str = "x2"
    where: Mapping[str, Any] = field(default_factory=dict)


Binding = (
    Line
    | Snapshot
    | Across
    | Above
    | Exponent
    | Latest
    | Entry
    | Dressed
    | Cosines
    | Cells
    | Fit
    | Grid
    | Graph
    | Timeline
    | Walkers
    | Moment
    | Span
)


@dataclass(frozen=True)
class Stop:
    """A place of the line: the value that is picked there, where on the axis that is, and what it says."""

    value: float
    at: float
    label: str


@dataclass(frozen=True)
class Pick:
    """An upright line that a person drags along an x axis, from one value of a coordinate to the next.

    The values are the `stops`, else those of the set's members. `{value}` in the label is the picked one;
    `start` is picked at first. The line stands in each of the panels `axes`, by their x and y axis.
    """

    coordinate: str
    start: float
    label: str = "{value}"
    stops: Sequence[Stop] = ()
    axes: Sequence[tuple[str, str]] = (("x", "y"),)

    def stop(self, value: float) -> Stop:
        """Where a value is picked."""
        label = self.label.replace("{value}", f"{value:g}")
        return next((one for one in self.stops if one.value == value), Stop(value, value, label))


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
