"""Two walkers that a person sends off."""

from collections.abc import Collection
from dataclasses import dataclass, field

from lab.contract.figure.binding import Binding, Curve
from lab.contract.figure.sheet import Sheet, Where


@dataclass(frozen=True)
class Walkers(Binding):
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
    where: Where = field(default_factory=dict)

    def fill(self, sheet: Sheet) -> None:
        """Show the recorded walk."""
        for member in sheet.chosen(self.where)[:1]:
            x, y = sheet.upto(member, self.x), sheet.upto(member, self.y)
            sheet.traces[self.path] |= {"x": x, "y": y}
            sheet.traces[self.pair] |= {"x": [x[-1], y[-1]] if len(x) else []}

    @property
    def curve(self) -> Curve:
        """The walk."""
        return Curve(self.y, x=self.x)

    def covers(self, veil: Collection[str]) -> Collection[int]:
        """Where walkers get stuck."""
        return [self.stuck] if "stuck" in veil else []
