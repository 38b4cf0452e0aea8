"""What a binding fills, and what it is given for that; `lab.figures.sheet` is one."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy.typing as npt

from lab.contract.figure.pick import Pick
from lab.contract.training import Floats, Mark, Recorded

Value = float | str
Where = Mapping[str, Value | Sequence[Value]]
"""Coordinates that a member must have: each with a value, or with a list of several."""


class Group(NamedTuple):
    """A point or a cell, the number that it shows, and the members that it stands for."""

    x: Any
    y: Any
    value: float
    members: tuple[Recorded, ...]


class Law(NamedTuple):
    """A power law `level · x**slope` and the points that it goes through, in the members' order."""

    points: Sequence[tuple[float, float]]
    slope: float
    level: float


class Sheet(Protocol):
    """A figure that is being filled: its traces and what stands over them, its members up to a step."""

    @property
    def step(self) -> int:
        """The step up to which the members are shown."""

    @property
    def pick(self) -> Pick | None: ...

    @property
    def window(self) -> tuple[int, int] | None:
        """The steps that the figure shows, where it is not all of them."""

    @property
    def traces(self) -> list[dict[str, Any]]: ...

    @property
    def shapes(self) -> list[dict[str, Any]]: ...

    @property
    def annotations(self) -> list[dict[str, Any]]: ...

    @property
    def groups(self) -> dict[int, list[Group]]:
        """Points or cells, by the trace that shows them."""

    def chosen(self, where: Where, pick: str | None = None) -> list[Recorded]:
        """The members with these coordinates, and with the picked value of the coordinate `pick`."""

    def grouped(
        self, members: Collection[Recorded], axes: tuple[str, str], values: Sequence[float], *, together: bool
    ) -> list[Group]:
        """A group a member, or with `together` one a place, at the coordinates `axes`; values are means."""

    def place(self, trace: int, groups: list[Group]) -> None:
        """Make the trace's points those of the groups."""

    def upto(self, member: Recorded, column: str) -> Floats:
        """A column's rows up to the step."""

    def latest(self, member: Recorded, column: str, share: float = 1.0) -> float:
        """A column's last finite number up to the step, and not later than at that share of the run; NaN
        where there is none, and where the member has left the range of numbers by then."""

    def array(self, member: Recorded, name: str) -> npt.NDArray[Any] | None:
        """The last snapshot up to the step, if there is one."""

    def graph(self, member: Recorded) -> Sequence[Mapping[str, Any]]:
        """Changes of a member's graph up to the step, in order."""

    def marks(self, name: str, where: Where) -> list[Mark]:
        """Marks `name`, `name-2` … that are known at the step, of the first member with these coordinates."""

    def thinned(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """As many points of a curve as can be drawn."""

    def law(self, trace: int) -> Law | None:
        """The power law through the points of a trace, those at one x as their geometric mean."""

    def left(self, member: Recorded) -> bool:
        """Whether the member has left the range of numbers by the step."""

    def log(self, axis: str) -> bool:
        """Whether the axis that traces call `x2` is in decades."""

    def noted(self, xaxis: str, x: float) -> float:
        """Where an annotation at x stands: plotly counts those on a log axis in decades."""

    def partner(self, yaxis: str) -> str:
        """The x axis that goes with a y axis."""
