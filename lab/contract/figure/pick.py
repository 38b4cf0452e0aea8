"""A line that a person drags across a figure, from one value of a coordinate to the next."""

from collections.abc import Sequence
from dataclasses import dataclass


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
        return next((stop for stop in self.stops if stop.value == value), Stop(value, value, label))

    @property
    def first(self) -> int:
        """Number of the stop that is picked at first; 0 where it is none of them."""
        return next((number for number, stop in enumerate(self.stops) if stop.value == self.start), 0)
