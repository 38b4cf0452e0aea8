"""What a class has learned: a lesson's first question against its exit twin, seat by seat."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from lab.rooms.room import Room

FEWEST = 5
"""Seats that answered both; of fewer no number is said."""
DRAWS = 2000
"""Classes that are drawn from this one for the interval."""


@dataclass(frozen=True)
class Effect:
    """Shares that were right before and after, of so many seats, and the normalised gain with its interval.

    The gain is (after - before) / (1 - before) (Hake 1998): the part that was learned of what could be; None
    where all were right before. The interval holds 95 % of the gains of classes drawn from this one's seats.
    """

    seats: int
    before: float
    after: float
    gain: float | None
    interval: tuple[float, float] | None


def effect(room: Room) -> Effect | None:
    """A class's effect; None before both questions are revealed, or where too few seats answered both.

    A seat's vote before is its first, alone.
    """
    pairs = _pairs(room)
    if len(pairs) < FEWEST:
        return None
    draws = random.Random(0)
    classes = (draws.choices(pairs, k=len(pairs)) for _ in range(DRAWS))
    gains = sorted(gain for drawn in classes if (gain := _gain(drawn)) is not None)
    last = len(gains) - 1
    interval = (gains[round(0.025 * last)], gains[round(0.975 * last)]) if gains else None
    return Effect(len(pairs), *_shares(pairs), _gain(pairs), interval)


def _pairs(room: Room) -> list[tuple[bool, bool]]:
    """Whether each seat that answered both was right before, and after."""
    for number, step in enumerate(room.steps):
        if step.repeats is not None:
            before, after = _right(room, step.repeats), _right(room, number)
            return [(before[seat], after[seat]) for seat in room.present if seat in before and seat in after]
    return []


def _right(room: Room, number: int) -> dict[int, bool]:
    """Whether each seat's vote in a step's first round is right, once that is known."""
    step, votes = room.steps[number], room.votes[number]
    if votes.outcome is None:
        return {}
    return {seat: step.right(value, votes.outcome.truth) for seat, value in votes.rounds[0].items()}


def _shares(pairs: Sequence[tuple[bool, bool]]) -> tuple[float, float]:
    return sum(was for was, _ in pairs) / len(pairs), sum(now for _, now in pairs) / len(pairs)


def _gain(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    before, after = _shares(pairs)
    return None if before == 1 else (after - before) / (1 - before)
