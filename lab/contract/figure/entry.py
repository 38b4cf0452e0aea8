"""An array's entry at the picked stop, in words."""

from dataclasses import dataclass, field

from lab.contract.figure.binding import Binding
from lab.contract.figure.numbers import written
from lab.contract.figure.sheet import Sheet, Where


@dataclass(frozen=True)
class Entry(Binding):
    """The entry of an array (one a stop, in their order) at the stop that is picked: one point, in words.

    x is the stop's place, y the entry of the first member that has the coordinates `where`; `{entry}` in the
    text is the entry, `{sum}` stop and entry together.
    """

    trace: int
    array: str
    text: str
    where: Where = field(default_factory=dict)

    def fill(self, sheet: Sheet) -> None:
        """Show the entry, as soon as there is an array."""
        member, pick = next(iter(sheet.chosen(self.where)), None), sheet.pick
        array = None if member is None else sheet.array(member, self.array)
        if array is None or pick is None:
            return
        stop, entry = pick.stops[pick.first], float(array[pick.first])
        text = self.text.replace("{entry}", written(entry)).replace(
            "{sum}", written(float(stop.value) + entry)
        )
        sheet.traces[self.trace] |= {"x": [stop.at], "y": [entry], "text": [text]}
