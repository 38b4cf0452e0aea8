"""When to measure: by how soon the limit can be reached, and by what the training's time allows."""

import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

from lab.contract.errors import BadInput

SHORTEST, LONGEST = 10, 100
"""Steps between two measurements."""
CAUTION = 0.2
"""Which part of the way to the limit may pass unseen: at .5 spikes were missed, at .15 to .25 none."""
FORGETTING = 0.999
"""The β2 that is assumed of an optimizer that forgets no squares."""
LEAST = 1e-4
"""Seconds a step that measuring may always take: of a short step, 5 % is less than Python itself takes."""
RECENT = 64
"""Steps whose median says what a bare step takes."""


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
    """What watching may take: `overhead` of the loop's own time, by the clock that is given; or, where a step
    is short, `LEAST` beside what its row takes. A measurement begins only while less is spent than allowed,
    so that is never exceeded by more than one."""

    def __init__(self, overhead: float, clock: Callable[[], float] = time.perf_counter) -> None:
        if not overhead >= 0:
            raise BadInput(f"overhead = {overhead} is no share of the time: give 0.05 for five percent.")
        self._overhead, self._clock = overhead, clock
        self._bare: deque[float] = deque(maxlen=RECENT)
        self._last: float | None = None
        self._within = self._measured = 0.0
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
            self._bare.append(bare)
            self.loop += bare
            least = LEAST + self._within - self._measured if self._overhead else 0.0
            self.allowed += max(self._overhead * median(self._bare), least)
        self._last, self._within, self._measured = now, 0.0, 0.0

    @contextmanager
    def watching(self, measuring: bool = False) -> Iterator[None]:
        """Count the time of a `with` block; one that measures stands within one that does not."""
        start = self._clock()
        try:
            yield
        finally:
            took = self._clock() - start
            if measuring:
                self._measured += took
            else:
                self.spent += took
                self._within += took
