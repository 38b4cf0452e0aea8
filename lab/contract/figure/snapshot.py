"""An array that is drawn as it is."""

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from lab.contract.figure.binding import Binding, Waiting
from lab.contract.figure.sheet import Sheet, Where

WAITING = "shown after<br>your answer"


@dataclass(frozen=True)
class Snapshot(Binding):
    """Attribute `into` of trace `trace` (`z`, `x`, `y`, `marker.color` …) is an array's latest snapshot.

    Of a set, the mean over the members that have the coordinates `where`, and of the coordinate `pick` the
    value that is picked on another figure (see `Pick`). `stop`: the array has a part for each stop of this
    figure's line, in their order, and shown is that of the picked one.
    """

    trace: int
    array: str
    into: str
    column: int | None = None
    where: Where = field(default_factory=dict)
    pick: str | None = None
    stop: bool = False

    def fill(self, sheet: Sheet) -> None:
        """Show the array, or the mean of those that there are."""
        arrays = [sheet.array(member, self.array) for member in sheet.chosen(self.where, self.pick)]
        present = [array for array in arrays if array is not None]
        if not present:
            return
        array = present[0] if len(present) == 1 else np.mean(present, axis=0)
        if self.stop and sheet.pick:
            array = array[sheet.pick.first]
        *path, last = self.into.split(".")
        owner = sheet.traces[self.trace]
        for name in path:
            owner[name] = dict(owner.get(name, {}))
            owner = owner[name]
        owner[last] = array if self.column is None else array[:, self.column]

    def waits(self, veil: Collection[str]) -> Waiting | None:
        """What its small panel says where its heights are kept back."""
        hidden = self.into == "y" and self.array in veil
        return Waiting(self.trace, WAITING, 0.5) if hidden else None
