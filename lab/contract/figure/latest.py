"""A column's latest number."""

from dataclasses import dataclass, field

from lab.contract.figure.binding import Binding, Curve
from lab.contract.figure.numbers import mean
from lab.contract.figure.sheet import Sheet, Where


@dataclass(frozen=True)
class Latest(Binding):
    """Attribute `into` (`x` …) of trace `trace` is a column's latest number, the mean `where`."""

    trace: int
    y: str
    into: str = "x"
    where: Where = field(default_factory=dict)

    def fill(self, sheet: Sheet) -> None:
        """Put the mean in its place."""
        value = mean([sheet.latest(member, self.y) for member in sheet.chosen(self.where)])
        sheet.traces[self.trace][self.into] = [value]

    @property
    def curve(self) -> Curve:
        """The column."""
        return Curve(self.y)
