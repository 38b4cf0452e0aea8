"""The least that any policy can pay, known only afterwards and without a budget.

A version that is read n times costs at least min over the forms of write + n·read. No mixture is cheaper:
it pays the write of the form it reads most cheaply, and no read is cheaper than that form's. (A text read
that leaves keys and values behind is their writing and one reading of them, so it fits the same count.)
"""

from dataclasses import dataclass, field

from lab.memos.costs import Costs
from lab.memos.cube import FORMS, Form


@dataclass
class Oracle:
    """Running bound over the versions read so far; `held` are caches that came with an import for nothing."""

    costs: Costs
    reads: dict[str, int] = field(default_factory=dict)
    held: dict[str, Form] = field(default_factory=dict)
    flops: int = 0

    def read(self, version: str) -> None:
        """Count a read of a version."""
        count = self.reads.get(version, 0)
        held = self.held.get(version)
        self.flops += cheapest(self.costs, count + 1, held)[1] - cheapest(self.costs, count, held)[1]
        self.reads[version] = count + 1


def cheapest(costs: Costs, reads: int, held: Form | None = None) -> tuple[Form, int]:
    """The best single form for so many reads, and what it costs in all."""
    totals = {
        form: (0 if form == held else costs.write(form, held)) + reads * costs.read(form) for form in FORMS
    }
    best = min(FORMS, key=totals.__getitem__)
    return best, totals[best]
