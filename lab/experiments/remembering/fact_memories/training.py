"""Six lessons about where a fact can live; each is a training of its own, about the shipped decoder."""

from collections.abc import Callable, Sequence

from lab.contract.training import Training
from lab.experiments.remembering.fact_memories.config import Config, Lesson
from lab.experiments.remembering.fact_memories.conflict import Conflict
from lab.experiments.remembering.fact_memories.foreign import Foreign
from lab.experiments.remembering.fact_memories.joining import Merging, Staleness
from lab.experiments.remembering.fact_memories.one_fact import OneFact
from lab.experiments.remembering.fact_memories.writing import Forgetting

LESSONS: dict[Lesson, Callable[[Sequence[Config]], Training]] = {
    "one-fact": OneFact,
    "forgetting": Forgetting,
    "conflict": Conflict,
    "merge": Merging,
    "stale": Staleness,
    "foreign": Foreign,
}


def build(members: Sequence[Config]) -> Training:
    """The lesson that a config names."""
    return LESSONS[members[0].lesson](members)
