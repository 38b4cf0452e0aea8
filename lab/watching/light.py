"""The alarm: near while the curvature is over its limit, now where the very step does not pay any more."""

from collections import deque
from math import isfinite
from typing import Literal

from lab.watching.measured import Measured

Alarm = Literal["near", "now"]

DOUBLED, WITHIN = 2.0, 10
"""A gradient norm that is so many times the lowest of so many steps: what is left without a closure."""


class Light:
    """What the last measurements say together; each may be missing."""

    def __init__(self) -> None:
        self._norms: deque[float] = deque(maxlen=WITHIN)
        self._alone = self._doubled = False
        self._share = self._along = self._step = float("nan")
        self._rough = False

    @property
    def over(self) -> bool:
        """Whether the curvature, when it was last measured, was over its limit."""
        return self._share > 1 and not self._rough

    @property
    def alarm(self) -> Alarm | None:
        """None while all is calm."""
        if self._alone:
            return "near" if self._doubled else None
        if not self.over:
            return None
        return "now" if self._step > 1 or self._along > 1 else "near"

    def see_norm(self, norm: float, alone: bool) -> None:
        """The gradient norm of a step, and that no forward pass of it is known yet.

        Only where it is `alone`, without curvature to come, is it an alarm.
        """
        full = len(self._norms) == WITHIN
        self._alone, self._doubled = alone, full and norm >= DOUBLED * min(self._norms)
        self._step = float("nan")
        if isfinite(norm):
            self._norms.append(norm)

    def see_curvature(self, measured: Measured) -> None:
        """Curvature as a share of its limit: the largest, and that along the gradient."""
        self._rough = measured.rough
        self._share, self._along = measured.share, measured.along

    def see_step(self, share: float) -> None:
        """What one forward pass after the step says: over 1, the loss of its own batch has risen."""
        self._step = share
