"""The class's runs: what phones picked, trained together, and where each one's dot lies."""

import contextlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

from lab.contract.errors import LabError, OverLimit
from lab.lessons.outcomes import class_runs
from lab.lessons.words import Pick
from lab.rooms.words import Ran
from lab.runs.names.specification import estimated
from lab.runs.read.recording import Recording
from lab.runs.service.client import Client
from lab.runs.service.fair import ROOMS, Asker
from lab.runs.store.log import Log, RecordingInfo

SECONDS, BYTES = 60.0, 64e6
"""The most that a class's runs may take of a core, and of the store."""
PART = 20.0
"""Seconds of a core in which a part of the class's runs is done: then others have their turn, and where two
cores are free, two parts train at once. A member's numbers do not depend on its companions."""


@dataclass(frozen=True)
class Dots:
    """Where each value that was picked has come to, None before its first row; which part is trained; and as
    long as none has begun, how many runs of others are taken up before. Where some were interrupted, and
    nobody trains them, they are `lost`."""

    heights: tuple[float | None, ...]
    share: float
    ahead: int | None = None
    lost: bool = False


def train(client: Client, pick: Pick, chosen: Sequence[int], room: str) -> Ran:
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
    owner = Asker(f"room {room}", ROOMS)
    parts = math.ceil(cost.seconds / PART)
    for part in (runs[first::parts] for first in range(parts)):
        client.launch(part, owner=owner)
    client.launch(runs, owner=owner)  # they are there by now: all of them under one name
    return Ran(tuple(chosen), tuple(run.id for run in runs))


def dots(log: Log, client: Client, pick: Pick, runs: Sequence[str]) -> Dots:
    """Where the class's runs are now."""
    infos = _own(log, runs)
    shares = [
        0.0 if info is None else 1.0 if info.complete else 0.99 * info.progress / info.steps
        for info in infos.values()
    ]
    ahead = None if any(infos.values()) else _ahead(log, client, runs)
    lost = any(log.usable(run) is None for run in runs)
    return Dots(tuple(heights(log, pick, runs)), sum(shares) / len(shares), ahead, lost)


def heights(log: Log, pick: Pick, runs: Sequence[str]) -> list[float | None]:
    """What these runs have come to, None before their first row and where it is no number."""
    found: list[float | None] = []
    for run, info in _own(log, runs).items():
        height = (
            pick.result(Recording(log, info, info.members.index(run))) if info and info.rows else math.nan
        )
        found.append(height if math.isfinite(height) else None)
    return found


def _own(log: Log, runs: Sequence[str]) -> dict[str, RecordingInfo | None]:
    """What is shown of these runs; nobody sends a class its results as a file."""
    return {run: None if info and info.imported else info for run, info in log.shown_of(runs).items()}


def _ahead(log: Log, client: Client, runs: Sequence[str]) -> int:
    """How many recordings are taken up before the first of those in which these are."""
    waiting = {recording for recording in map(log.usable, runs) if recording is not None}
    with contextlib.suppress(LabError, OSError):  # the supervisor is not up yet: that they wait says enough
        return min(map(client.ahead, waiting), default=0)
    return 0
