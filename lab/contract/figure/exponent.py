"""The exponent of a power law, at the end of its points."""

from collections.abc import Collection
from dataclasses import dataclass

from lab.contract.figure.binding import Binding
from lab.contract.figure.numbers import slope
from lab.contract.figure.sheet import Sheet


@dataclass(frozen=True)
class Exponent(Binding):
    """Trace `trace` says at the last point of the trace `of` what the slope of its log y over log x is, in
    the words of the label."""

    trace: int
    of: int
    label: str = "{slope}"

    def fill(self, sheet: Sheet) -> None:
        """Write it, where there are three points at least."""
        law = sheet.law(self.of)
        if law and len(law.points) > 2:
            (x, y), text = law.points[-1], self.label.replace("{slope}", slope(law.slope))
            sheet.traces[self.trace] |= {"x": [x], "y": [y], "text": [f"\u2002{text}"]}

    def veiled(self, veil: Collection[str]) -> None:
        """It would tell."""
