"""Looks that follow what is picked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lab.contract.figure.binding import Binding
from lab.contract.figure.sheet import Sheet


@dataclass(frozen=True)
class Dressed(Binding):
    """Trace `trace` takes the attributes that it has at the stop that is picked: one mapping a stop."""

    trace: int
    looks: Sequence[Mapping[str, Any]]

    def fill(self, sheet: Sheet) -> None:
        """Take the look of the picked stop."""
        if sheet.pick:
            sheet.traces[self.trace] |= self.looks[sheet.pick.first]
