"""The hot tier: which texts have a cache, in which form, and how much room is left."""

from dataclasses import dataclass, field

from lab.memos.costs import Costs
from lab.memos.cube import Form
from lab.memos.rates import Rates


@dataclass
class Resident:
    """A cache in use: its form, bytes of the tier, the events at which it was made and last read."""

    form: Form
    bytes: int
    since: int
    last: int


@dataclass
class Tier:
    """What policies see. Keys are ids of current texts; a text without an entry is served as text.

    Attributes:
        budget: bytes that caches may take together; weights lie with the model and take none.
        slots: subject of each current text.
        counts: reads of each subject since the beginning.
    """

    budget: int
    costs: Costs
    rates: Rates
    now: int = 0
    slots: dict[str, int] = field(default_factory=dict)
    residents: dict[str, Resident] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)

    @property
    def used(self) -> int:
        """Bytes taken."""
        return sum(resident.bytes for resident in self.residents.values())

    @property
    def free(self) -> int:
        """Bytes left."""
        return self.budget - self.used

    def form(self, text: str) -> Form:
        """The form in which a text would be read now."""
        resident = self.residents.get(text)
        return resident.form if resident else "text"

    def held(self, form: Form) -> list[str]:
        """Texts whose cache has that form."""
        return [text for text, resident in self.residents.items() if resident.form == form]

    def fits(self, text: str, form: Form) -> bool:
        """Whether a text could take a form without anything else giving way."""
        resident = self.residents.get(text)
        return self.costs.bytes(form) <= self.free + (resident.bytes if resident else 0)

    def expected(self, text: str) -> float:
        """Reads to come, of the version that is current."""
        return self.rates.expected(self.slots[text], self.now)
