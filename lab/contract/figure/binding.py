"""What every kind of binding is: a dataclass that fills a figure's traces from what is recorded."""

from abc import ABC, abstractmethod
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from lab.contract.figure.sheet import Sheet


class Curve(NamedTuple):
    """What the browser reads of a recording for a binding: column y, over another one, against x."""

    y: str
    over: str | None = None
    x: str = "step"


class Waiting(NamedTuple):
    """What the panel of a trace says while its heights are kept back, and how high, as a share of it."""

    trace: int
    text: str
    height: float


@dataclass(frozen=True)
class Binding(ABC):
    """Says how a recording fills a figure: a file here for each kind, and one in `assets/live/bindings`.

    The browser is told the class' name in lower case and the fields.
    """

    @abstractmethod
    def fill(self, sheet: Sheet) -> None:
        """Put into the sheet what is recorded up to its step."""

    @property
    def curve(self) -> Curve | None:
        """The columns that the browser reads for it, if any."""
        return None

    @property
    def shows(self) -> str | None:
        """The column or the array that it shows, if it is one."""
        names = (getattr(self, field, None) for field in ("z", "array", "y"))
        return next((name for name in names if name is not None), None)

    def veiled(self, veil: Collection[str]) -> "Binding | None":
        """What is shown of it while a question keeps back these columns, arrays and names; None: nothing."""
        return None if {self.shows, getattr(self, "name", None)} & {*veil} else self

    def waits(self, veil: Collection[str]) -> Waiting | None:  # noqa: ARG002
        """What its panel says in the meantime, where it would stand empty."""
        return None

    def covers(self, veil: Collection[str]) -> Collection[int]:  # noqa: ARG002
        """Traces that would tell, and are not seen in the meantime."""
        return ()
