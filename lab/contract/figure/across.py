"""A point for each member of a set."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lab.contract.figure.binding import Binding, Curve
from lab.contract.figure.sheet import Sheet, Value, Where


@dataclass(frozen=True)
class Across(Binding):
    """One point a member of a set: y, the column's latest number, against x, the member's plural field.

    `mean`: one point a value of x, the mean over the members there. Only members that have the coordinates
    `where`, and of the coordinate `pick` the value that is picked (see `Pick`). `until`: not later than at
    this share of the run. `asked`: while a question keeps the column back (see `Cliff.veil`), those of the
    members that are shown all the same, by coordinates with their values. A click on a point opens its run.
    """

    trace: int
    y: str
    x: str
    where: Where = field(default_factory=dict)
    mean: bool = False
    until: float = 1.0
    pick: str | None = None
    asked: Mapping[str, Sequence[Value]] | None = None

    def fill(self, sheet: Sheet) -> None:
        """Show the members' points."""
        members = sheet.chosen(self.where, self.pick)
        values = [sheet.latest(member, self.y, self.until) for member in members]
        groups = sheet.grouped(members, (self.x, self.x), values, together=self.mean)
        points = [group._replace(y=group.value) for group in groups]
        sheet.place(self.trace, sorted(points, key=lambda point: point.x) if self.mean else points)

    @property
    def curve(self) -> Curve:
        """The column."""
        return Curve(self.y)

    def veiled(self, veil: Collection[str]) -> Binding | None:
        """Of what is asked about, the members that are shown all the same."""
        if self.asked is None or self.y not in veil:
            return super().veiled(veil)
        return replace(self, where={**self.where, **self.asked})
