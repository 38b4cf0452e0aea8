"""How much may wait: in all, of an address, of a visitor; and what is kept for those who have nothing yet."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lab.contract.errors import OverLimit
from lab.contract.settings import number
from lab.runs.service.fair import ROOMS, Asked, Asker

CLASS = 64
"""Visitors of an address who may wait for their first run, whatever else waits: a class shares an address."""


@dataclass(frozen=True)
class Load:
    """What has not ended: it waits, computes or rests paused; and the places that compute nothing."""

    waiting: Sequence[Asked] = ()
    computing: Sequence[Asked] = ()
    resting: Sequence[Asked] = ()
    free: int = field(default=0, kw_only=True)


def check(asker: Asker, wanted: Sequence[float], load: Load) -> None:
    """Refuse what there is no room for; rooms have a queue of their own length beside everybody's.

    `wanted` are the seconds of each batch.

    Raises:
        OverLimit: which limit, and how long what waits takes.
    """
    each, most = int(number("LAB_QUEUE_PER_VISITOR")), int(number("LAB_QUEUE"))
    waiting = [asked for asked in load.waiting if _in_a_room(asked.asker) is _in_a_room(asker)]
    mine = sum(_shares(asked.asker, asker) for asked in (*load.waiting, *load.computing, *load.resting))
    if mine + len(wanted) > each:
        raise OverLimit(
            f"That makes {mine + len(wanted)} runs of yours waiting or computing, and {each} is the limit: "
            "wait for one to end, or stop one."
        )
    if asker.known and not mine and len(wanted) == 1 and _kept(asker, waiting, most):
        return
    if len(waiting) + len(wanted) > most + max(0, load.free):
        raise OverLimit(f"{len(waiting)} runs wait already, and {most} may: {_again(load)}")
    if asker.address:
        most_seconds, more = number("LAB_QUEUE_SECONDS"), sum(wanted[max(0, load.free) :])
        there = _seconds(asked for asked in waiting if asked.asker.address == asker.address) + more
        if there > most_seconds / 2:
            raise OverLimit(
                f"From your address {there:.0f} s of computing would wait, and {most_seconds / 2:g} s may: "
                f"{_again(load)}"
            )
        if _seconds(waiting) + more > most_seconds:
            raise OverLimit(
                f"{_seconds(waiting):.0f} s of computing wait already, and {most_seconds:g} s may: "
                f"{_again(load)}"
            )


def _in_a_room(asker: Asker) -> bool:
    return asker.address == ROOMS


def _shares(one: Asker, other: Asker) -> bool:
    """Whether both are one visitor; those of an address who have no cookie are one, too."""
    nameless = not one.share and not other.share and one.address == other.address
    return one.owner == other.owner or nameless


def _kept(asker: Asker, waiting: Sequence[Asked], most: int) -> bool:
    """Whether one of the places that are kept for a visitor's first run is free."""
    visitors = {asked.asker.owner for asked in waiting if asked.asker.address == asker.address}
    return len(visitors) < CLASS and len(waiting) < 2 * most


def _seconds(every: Iterable[Asked]) -> float:
    return sum(asked.seconds for asked in every)


def _again(load: Load) -> str:
    """How long what computes and waits takes, as it is estimated."""
    seconds = _seconds((*load.waiting, *load.computing)) / max(1, int(number("LAB_WORKERS")))
    if seconds < 90:
        return f"what is before it takes about {max(1, math.ceil(seconds))} s; try again then."
    return (
        f"what is before it takes about {math.ceil(seconds / 60)} minutes; try again then, or stop runs "
        "of yours."
    )
