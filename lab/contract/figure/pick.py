"""A line that a person drags across a figure, from one value of a coordinate to the next."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Stop:
    """A place of the line: the value that is picked there, where on the axis that is, and what it says."""

    value: float | str
    at: float
    label: str


@dataclass(frozen=True)
class Pick:
    """An upright line that a person drags along an x axis, from one value of a coordinate to the next.

    The values are the `stops`, else those of the set's members. `{value}` in the label is the picked one;
    `start` is picked at first. The line stands in each of the panels `axes`, by their x and y axis.
    """

    coordinate: str
    start: float | str
    label: str = "{value}"
    stops: Sequence[Stop] = ()
    axes: Sequence[tuple[str, str]] = (("x", "y"),)

    def stop(self, value: float | str) -> Stop:
        """Where a value is picked: at its stop, else a number at itself."""
        label = self.label.replace("{value}", value if isinstance(value, str) else f"{value:g}")
        stop = next((stop for stop in self.stops if stop.value == value), None)
        return stop or Stop(value, float(value), label)

    @property
    def first(self) -> int:
        """Number of the stop that is picked at first; 0 where it is none of them."""
        return next((number for number, stop in enumerate(self.stops) if stop.value == self.start), 0)
