"""How often each subject is read and rewritten: averages that decay by events, never by the clock."""

import math
from dataclasses import dataclass, field

HORIZON = 1000
"""Reads are expected within this many events at the most, however calm a memory is."""


@dataclass
class Rate:
    """Reads and updates an event, both as they stood at `last`."""

    reads: float = 0.0
    updates: float = 0.0
    last: int = 0


@dataclass
class Rates:
    """Exponentially weighted rates a subject, with a half-life in events."""

    half_life: int
    slots: dict[int, Rate] = field(default_factory=dict)

    def read(self, slot: int, step: int) -> None:
        """Count a read."""
        self._decayed(slot, step).reads += self._weight

    def update(self, slot: int, step: int) -> None:
        """Count a new version."""
        self._decayed(slot, step).updates += self._weight

    def heat(self, slot: int, step: int) -> float:
        """Reads an event."""
        rate = self.slots.get(slot)
        return rate.reads * self._fade(rate, step) if rate else 0.0

    def expected(self, slot: int, step: int) -> float:
        """Reads to come before the next version, or within the horizon: λ / (μ + 1/1000)."""
        rate = self.slots.get(slot)
        if rate is None:
            return 0.0
        fade = self._fade(rate, step)
        return rate.reads * fade / (rate.updates * fade + 1 / HORIZON)

    @property
    def _weight(self) -> float:
        return 1 - math.exp2(-1 / self.half_life)

    def _fade(self, rate: Rate, step: int) -> float:
        return math.exp2((rate.last - step) / self.half_life)

    def _decayed(self, slot: int, step: int) -> Rate:
        rate = self.slots.setdefault(slot, Rate(last=step))
        fade = self._fade(rate, step)
        rate.reads, rate.updates, rate.last = rate.reads * fade, rate.updates * fade, step
        return rate
