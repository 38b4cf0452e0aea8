"""Four lessons about where a fact can live; each is a training of its own, on a frozen shipped decoder."""

from collections.abc import Callable, Sequence

from lab.experiment import Training
from lab.experiments.fact_memories.config import Config
from lab.experiments.fact_memories.joining import Merging, Staleness
from lab.experiments.fact_memories.writing import Forgetting, OneFact

LESSONS: dict[str, Callable[[Sequence[Config]], Training]] = {
    "one-fact": OneFact,
    "forgetting": Forgetting,
    "merge": Merging,
    "stale": Staleness,
}


def build(members: Sequence[Config]) -> Training:
    """The lesson that a config names."""
    return LESSONS[members[0].lesson](members)
