"""Points of another trace where a column exceeds a limit."""

from dataclasses import dataclass

from lab.contract.figure.binding import Binding, Curve
from lab.contract.figure.numbers import mean
from lab.contract.figure.sheet import Group, Sheet


@dataclass(frozen=True)
class Above(Binding):
    """Trace `trace` shows those points, or cells, of the trace `of` where a column's mean exceeds `limit`."""

    trace: int
    of: int
    y: str
    limit: float

    def fill(self, sheet: Sheet) -> None:
        """Show those of the other trace's points."""

        def exceeds(group: Group) -> bool:
            return mean([sheet.latest(member, self.y) for member in group.members]) > self.limit

        sheet.place(self.trace, [group for group in sheet.groups.get(self.of, ()) if exceeds(group)])

    @property
    def curve(self) -> Curve:
        """The column."""
        return Curve(self.y)
