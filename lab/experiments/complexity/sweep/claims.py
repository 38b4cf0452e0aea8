"""How claims read a set of recordings: last numbers, grouped by what differs between the members."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import numpy as np

from lab.contract.seen import last
from lab.contract.training import C, Recorded

Table = Mapping[Any, list[float]]


def by(recordings: Sequence[Recorded[C]], key: Callable[[C], Hashable], column: str) -> Table:
    """The column's last numbers of the members, grouped by a key of their config, keys ascending."""
    found: dict[Any, list[float]] = defaultdict(list)
    for recording in recordings:
        found[key(recording.config)].append(last(recording, column))
    return dict(sorted(found.items()))


def means(table: Table) -> dict[Any, float]:
    """The mean of each group."""
    return {key: float(np.mean(values)) for key, values in table.items()}
