"""How alike directions are."""

from dataclasses import dataclass, field

import numpy as np

from lab.contract.figure.binding import Binding
from lab.contract.figure.sheet import Sheet, Where

MOST = 100
"""Directions of a matrix, at most."""


@dataclass(frozen=True)
class Cosines(Binding):
    """z of trace `trace`: cosines between an array's directions (in degrees), in the order of their angle.

    At most 100 of them, evenly chosen; of the first member that has the coordinates `where`.
    """

    trace: int
    array: str
    where: Where = field(default_factory=dict)

    def fill(self, sheet: Sheet) -> None:
        """Show the matrix, as soon as there are directions."""
        for member in sheet.chosen(self.where)[:1]:
            if (directions := sheet.array(member, self.array)) is not None:
                angle = np.sort(np.asarray(directions, float))
                few = angle[:: max(1, -(-len(angle) // MOST))]
                sheet.traces[self.trace]["z"] = np.cos(np.radians(few[:, None] - few))
