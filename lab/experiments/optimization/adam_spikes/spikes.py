"""The spikes of recordings: where they are, what is measured at each, its share of them a network."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from lab.contract.training import Floats, Mark, Recorded
from lab.experiments.optimization.adam_spikes.config import Config

BEFORE, RISE = 100, 60
"""Steps before a spike in which its beginning is looked for; rows before a crossing in which Ĥ's curvature
rises."""
RUN, GAP = 5, 5
"""Rows that a curvature must stay over its limit to be an excursion, and rows that it may dip in one."""
LATE = 20
"""Rows after an excursion's end in which a spike still belongs to it, and in which a peak recovers."""

Recordings = Sequence[Recorded[Config]]
Numbers = dict[str, float]
Spike = tuple[Recorded[Config], Mark]


def spikes(recordings: Recordings) -> Iterator[Spike]:
    """Every spike of every recording."""
    for recording in recordings:
        for mark in named(recording, "spike"):
            yield recording, mark


def named(recording: Recorded[Config], name: str) -> list[Mark]:
    """A recording's marks of one kind."""
    return [mark for mark in recording.marks if mark.name.rpartition("-")[0] == name]


def in_words(count: int) -> str:
    """`1 spike`, `3 spikes`."""
    return "1 spike" if count == 1 else f"{count} spikes"


def by_network(recordings: Recordings, so: Callable[[Recorded[Config], Mark], float]) -> Numbers:
    """The share of spikes of which something is so (1 or 0; nan where that cannot be said), by network."""
    found: dict[str, list[float]] = {}
    for recording, mark in spikes(recordings):
        found.setdefault(f"of {recording.config.architecture}", []).append(float(so(recording, mark)))
    known = {name: np.array(values)[~np.isnan(values)] for name, values in found.items()}
    return {name: float(values.mean()) for name, values in known.items() if len(values)}


def median(recordings: Recordings, value: Callable[[Recorded[Config], Mark], float]) -> float:
    """Over all spikes that have the value."""
    values = np.array([value(recording, mark) for recording, mark in spikes(recordings)])
    return float(np.median(values[np.isfinite(values)])) if np.isfinite(values).any() else np.nan


def known(numbers: Mapping[str, float]) -> Numbers:
    """Those that are numbers."""
    return {name: value for name, value in numbers.items() if np.isfinite(value)}


def excursions(recording: Recorded[Config], name: str) -> list[tuple[int, int]]:
    """First and last row of each stay of a curvature over its limit, dips of up to GAP rows in it."""
    over = np.flatnonzero(of_limit(recording, name) > 1)
    if not len(over):
        return []
    breaks = np.flatnonzero(np.diff(over) > GAP)
    firsts, lasts = over[np.r_[0, breaks + 1]], over[np.r_[breaks, len(over) - 1]]
    return [(int(first), int(last)) for first, last in zip(firsts, lasts, strict=True)]


def of_limit(recording: Recorded[Config], name: str) -> Floats:
    """A curvature over 2/η."""
    share: Floats = recording.column(name) / recording.column("threshold")
    return share


def alarms(recordings: Recordings, name: str) -> tuple[int, int]:
    """Excursions of at least RUN rows: how many reach from before a peak to near it, and all."""
    right = count = 0
    for recording in recordings:
        peaks = [int(mark.values["peak"]) for mark in named(recording, "spike")]
        for first, last in excursions(recording, name):
            if last - first + 1 >= RUN:
                count += 1
                right += any(first <= peak <= last + LATE for peak in peaks)
    return right, count


def turn(recording: Recorded[Config], spike: Mark) -> int:
    """The row of the lowest loss in the 100 before the peak: a spike's mark is where it has risen by 10 %."""
    peak = int(spike.values["peak"])
    first = max(0, peak - BEFORE)
    return first + int(recording.column("loss")[first:peak].argmin())


def landscape_share(recording: Recorded[Config], mark: Mark) -> float:
    """Of the rise of log λ_max(Ĥ) in the 60 rows before the crossing, the share that is the Hessian's own;
    nan where the curvature does not rise."""
    crossing = int(mark.values.get("crossing", -1))
    raw = recording.column("lambda_raw")
    known = np.flatnonzero(np.isfinite(raw[: crossing + 1]) & (raw[: crossing + 1] > 0))
    known = known[known >= crossing - RISE]
    if crossing < 0 or len(known) < 2:
        return np.nan
    ends = known[[0, -1]]
    with np.errstate(all="ignore"):
        whole = float(np.diff(np.log(recording.column("lambda_max")[ends]))[0])
    return float(np.diff(np.log(raw[ends]))[0]) / whole if whole > 0 else np.nan
