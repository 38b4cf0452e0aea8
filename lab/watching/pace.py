"""When to measure: by how soon the limit can be reached, and by what the training's time allows."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from lab.contract.errors import BadInput

SHORTEST, LONGEST = 10, 100
"""Steps between two measurements."""
CAUTION = 0.2
"""Which part of the way to the limit may pass unseen: at .5 spikes were missed, at .15 to .25 none."""
FORGETTING = 0.999
"""The β2 that is assumed of an optimizer that forgets no squares."""
SHORT = 5e-3
"""Seconds of a step that is not short."""
MORE = 4
"""What a step is shorter than that counts so many times: Python alone takes 5 % of such steps, and what is
measured in them would come too late."""


def stride(share: float, beta2: float | None) -> int:
    """Steps until the next measurement: a fifth of the fastest way up to the limit, within 10 … 100.

    √v falls by itself by a factor of β2^½ a step, so a share below 1 needs 2·ln(1/share)/(1−β2) steps to 1.
    """
    if not share < 1:  # over it, or not known
        return SHORTEST
    forgetting = 1 - (FORGETTING if beta2 is None else beta2)
    soonest = 2 * math.log(1 / share) / forgetting if share > 0 and forgetting > 0 else math.inf
    return round(min(max(CAUTION * soonest, SHORTEST), LONGEST))


class Budget:
    """What watching may take: `overhead` of the loop's own time, by the clock that is given, and more of
    short steps. A measurement begins only while less is spent than allowed, so that is never exceeded by more
    than one."""

    def __init__(self, overhead: float, clock: Callable[[], float]) -> None:
        if not overhead >= 0:
            raise BadInput(f"overhead = {overhead} is no share of the time: give 0.05 for five percent.")
        self._overhead, self._clock = overhead, clock
        self._last: float | None = None
        self._within = 0.0
        self.loop = self.spent = self.allowed = 0.0

    @property
    def open(self) -> bool:
        """Whether a measurement may begin."""
        return math.isinf(self._overhead) or self.spent <= self.allowed

    @property
    def share(self) -> float:
        """What was spent, as a share of the loop's own time."""
        return self.spent / self.loop if self.loop > 0 else 0.0

    def step(self) -> None:
        """A step of the training is over: its own time, without what was watched in it, counts."""
        now = self._clock()
        if self._last is not None and not math.isinf(self._overhead):
            bare = max(now - self._last - self._within, 0.0)
            self.loop += bare
            self.allowed += self._overhead * (bare + MORE * max(SHORT - bare, 0.0))
        self._last, self._within = now, 0.0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Count the time of a `with` block."""
        start = self._clock()
        try:
            yield
        finally:
            took = self._clock() - start
            self.spent += took
            self._within += took
