"""What fills a figure on paper: its dicts, copied, the members, and the step up to which they are shown."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from lab.contract.divergence import ends
from lab.contract.errors import NotFound
from lab.contract.figure import Figure
from lab.contract.figure.numbers import mean
from lab.contract.figure.sheet import Group, Law, Where
from lab.contract.training import Floats, Mark, Recorded
from lab.numerics.scaling import through_means
from lab.runs.read.decimation import picks

POINTS = 2000
"""Points of one curve at most."""
Dicts = list[dict[str, Any]]


class Member(NamedTuple):
    """A run among those that are shown: its coordinates, and what is recorded of it."""

    coordinates: Mapping[str, Any]
    recorded: Recorded


@runtime_checkable
class Grown(Protocol):
    """A recording with a graph."""

    def graph(self, step: int) -> list[dict[str, Any]]:
        """Changes of the graph up to a step, in order."""


class Sheet:
    """A figure's dicts, copied, and what fills them: the members up to a step of `total` (the `Sheet` of
    `lab.contract.figure`)."""

    def __init__(self, figure: Figure, members: Sequence[Member], step: int, total: int) -> None:
        self.step, self.pick, self.window = step, figure.pick, figure.window
        self._members, self._total = members, total
        self.traces: Dicts = [dict(trace) for trace in figure.traces]
        layout = dict(figure.layout)
        self.shapes: Dicts = [dict(shape) for shape in layout.get("shapes", ())]
        self.annotations: Dicts = [dict(note) for note in layout.get("annotations", ())]
        if figure.window:
            layout["xaxis"] = {**layout.get("xaxis", {}), "range": list(figure.window)}
        self.layout = {**layout, "shapes": self.shapes, "annotations": self.annotations}
        self.groups: dict[int, list[Group]] = {}

    def chosen(self, where: Where, pick: str | None = None) -> list[Recorded]:
        """The members with these coordinates, and with the picked value of the coordinate `pick`."""
        picked = {pick: self.pick.start} if pick and self.pick else {}
        wanted = {
            name: value if isinstance(value, list | tuple) else (value,)
            for name, value in {**where, **picked}.items()
        }
        return [
            recorded
            for coordinates, recorded in self._members
            if all(coordinates.get(name) in values for name, values in wanted.items())
        ]

    def grouped(
        self, members: Collection[Recorded], axes: tuple[str, str], values: Sequence[float], *, together: bool
    ) -> list[Group]:
        """A group a member, or with `together` one a place, at the coordinates `axes`; values are means."""
        places = {id(recorded): [at[axis] for axis in axes] for at, recorded in self._members}
        found: dict[Any, list[tuple[Recorded, float]]] = {}
        for number, (member, value) in enumerate(zip(members, values, strict=True)):
            at = tuple(places[id(member)])
            found.setdefault(at if together else (*at, number), []).append((member, value))
        return [
            Group(x, y, mean([value for _, value in pairs]), tuple(member for member, _ in pairs))
            for (x, y, *_), pairs in found.items()
        ]

    def upto(self, member: Recorded, column: str) -> Floats:
        """A column's rows up to the step."""
        return self._rows(member, column, self.step)

    def latest(self, member: Recorded, column: str, share: float = 1.0) -> float:
        """A column's last finite number up to the step, and not later than at that share of the run; NaN
        where there is none, and where the member has left the range of numbers by then."""
        step = min(self.step, _half_up(share * self._total))
        if _left(member, step) or not len(member.column("step")):
            return float("nan")
        values = self._rows(member, column, step)
        numbers = values[np.isfinite(values)]
        return float(numbers[-1]) if len(numbers) else float("nan")

    def left(self, member: Recorded) -> bool:
        """Whether the member has left the range of numbers by the step."""
        return _left(member, self.step)

    def array(self, member: Recorded, name: str) -> npt.NDArray[Any] | None:
        """The last snapshot up to the step, if there is one."""
        try:
            return member.array(name, self.step)
        except NotFound:  # nothing was to be seen yet
            return None

    def graph(self, member: Recorded) -> Sequence[Mapping[str, Any]]:
        """Changes of a member's graph up to the step, in order."""
        return member.graph(self.step) if isinstance(member, Grown) else []

    def marks(self, name: str, where: Where) -> list[Mark]:
        """Marks `name`, `name-2` … that are known at the step, of the first member with these coordinates."""
        marks = [mark for member in self.chosen(where)[:1] for mark in member.marks]
        return [mark for mark in marks if mark.step <= self.step and _named(mark.name, name)]

    def place(self, trace: int, groups: list[Group]) -> None:
        """Make the trace's points those of the groups."""
        self.groups[trace] = groups
        self.traces[trace] |= {"x": [group.x for group in groups], "y": [group.y for group in groups]}

    def thinned(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """As many points of a curve as can be drawn."""
        rows = picks(x, y, POINTS)
        return x[rows], y[rows]

    def law(self, trace: int) -> Law | None:
        """The power law through the points of a trace, those at one x as their geometric mean."""
        points = [(group.x, group.y) for group in self.groups.get(trace, ()) if group.x > 0 and group.y > 0]
        if len({x for x, _ in points}) < 2:
            return None
        return Law(points, *through_means([x for x, _ in points], [y for _, y in points]))

    def log(self, axis: str) -> bool:
        """Whether the axis that traces call `x2` is in decades."""
        return bool(self.layout.get(f"{axis[0]}axis{axis[1:]}", {}).get("type") == "log")

    def noted(self, xaxis: str, x: float) -> float:
        """Where an annotation at x stands: plotly counts those on a log axis in decades."""
        return float(np.log10(x)) if self.log(xaxis) else x

    def partner(self, yaxis: str) -> str:
        """The x axis that goes with a y axis."""
        own = (trace.get("xaxis", "x") for trace in self.traces if trace.get("yaxis", "y") == yaxis)
        return str(next(own, "x"))

    def _rows(self, member: Recorded, column: str, step: int) -> Floats:
        return member.column(column)[: int(np.searchsorted(member.column("step"), step, side="right"))]


def _left(member: Recorded, step: int) -> bool:
    return any(end <= step for end in ends(member.marks).values())


def _half_up(value: float) -> int:
    """As browsers round."""
    return int(np.floor(value + 0.5))


def _named(mark: str, name: str) -> bool:
    prefix, _, number = mark.rpartition("-")
    return mark == name or (prefix == name and number.isdecimal())
