"""How claims read a set of recordings: last numbers, grouped by what differs between the members."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Literal

import numpy as np

from lab.contract.claim import Verdict
from lab.contract.training import Recorded

Table = Mapping[Any, list[float]]


def last(recording: Recorded, column: str, step: int | None = None) -> float:
    """The last number of a column at or before a step (None: of all); NaN if there is none."""
    steps = recording.column("step")
    values = recording.column(column)[: len(steps)]  # of a run that computes, a row more may have come
    if step is not None:
        values = values[steps <= step]
    seen = values[np.isfinite(values)]
    return float(seen[-1]) if len(seen) else float("nan")


def by(
    recordings: Sequence[Recorded],
    key: Callable[[Any], Hashable],
    column: str,
    step: int | None = None,
) -> Table:
    """The column's last numbers of the members, grouped by a key of their config, keys ascending."""
    found: dict[Any, list[float]] = defaultdict(list)
    for recording in recordings:
        found[key(recording.config)].append(last(recording, column, step))
    return dict(sorted(found.items()))


def means(table: Table) -> dict[Any, float]:
    """The mean of each group."""
    return {key: float(np.mean(values)) for key, values in table.items()}


def verdict(holds: bool | np.bool_, number: str, why: str = "") -> Verdict:
    """Holds or not, with the number; where it does not, and it is known, with one sentence why."""
    outcome: Literal["holds", "does not hold"] = "holds" if holds else "does not hold"
    return Verdict(outcome, number if holds or not why else f"{number}. {why}")


def unseen(why: str) -> Verdict:
    """Not observed."""
    return Verdict("not observed", why)
