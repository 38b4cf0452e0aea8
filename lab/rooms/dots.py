"""The class's runs: what phones picked, trained together, and where each one's dot lies."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lab.contract.errors import OverLimit
from lab.lessons.outcomes import class_runs
from lab.lessons.words import Pick
from lab.rooms.words import Ran
from lab.runs.names.specification import estimated
from lab.runs.read.recording import Recording
from lab.runs.service.client import Client
from lab.runs.store.log import Log

SECONDS, BYTES = 60.0, 64e6
"""The most that a class's runs may take of a core, and of the store."""


@dataclass(frozen=True)
class Dots:
    """Where each value that was picked has come to, None before its first row; and which part is trained."""

    heights: tuple[float | None, ...]
    share: float


def train(client: Client, pick: Pick, chosen: Sequence[int], owner: str) -> Ran:
    """Have the values of these numbers, from 1, train together, unless they have.

    Raises:
        OverLimit: it takes more than a room may, or too much waits.
    """
    runs = class_runs(pick, [pick.values[number - 1] for number in chosen])
    cost = estimated(runs)
    if cost.seconds > SECONDS or cost.bytes > BYTES:
        raise OverLimit(
            f"These {len(runs)} runs would take {cost.seconds:.0f} s and {cost.bytes / 1e6:.0f} MB; "
            f"a room has {SECONDS:.0f} s and {BYTES / 1e6:.0f} MB."
        )
    client.launch(runs, owner=owner)
    return Ran(tuple(chosen), tuple(run.id for run in runs))


def dots(log: Log, pick: Pick, runs: Sequence[str]) -> Dots:
    """Where the class's runs are now."""
    infos = log.shown_of(runs)
    heights: list[float | None] = []
    shares: list[float] = []
    for run in runs:
        info = infos[run]
        if info is None or not info.rows:
            heights.append(None)
        else:
            height = pick.result(Recording(log, info, info.members.index(run)))
            heights.append(height if math.isfinite(height) else None)
        shares.append(0.0 if info is None else 1.0 if info.complete else 0.99 * info.progress / info.steps)
    return Dots(tuple(heights), sum(shares) / len(shares))
