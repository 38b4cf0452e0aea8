"""Four lessons about what belongs where; each is a training of its own."""

from collections.abc import Callable, Sequence

from lab.contract.training import Training
from lab.experiments.remembering.memory_hierarchy.accounting import Accounting
from lab.experiments.remembering.memory_hierarchy.config import Config, Lesson
from lab.experiments.remembering.memory_hierarchy.keeping import Explicit, Implicit
from lab.experiments.remembering.memory_hierarchy.learning import LookingUp, Reading


def _kept(members: Sequence[Config]) -> Training:
    return Explicit(members) if members[0].form == "explicit" else Implicit(members)


LESSONS: dict[Lesson, Callable[[Sequence[Config]], Training]] = {
    "crossovers": Accounting,
    "externalization": _kept,
    "two-stage": LookingUp,
    "optional-memory": Reading,
}


def build(members: Sequence[Config]) -> Training:
    """The lesson that a config names."""
    return LESSONS[members[0].lesson](members)
