"""When checkpoints are taken: a function of the specification and its marks, never of a clock."""

import math
from collections.abc import Iterable

from lab.contract.experiment import CHECKPOINTS

FIRST = 64
"""Checkpoints on the stride of an uninterrupted run without marks."""
MOST = 128


class Stride:
    """Every ⌈steps/64⌉ steps and after marks; above 128 the stride doubles and those off it are dropped.

    Marks' checkpoints stay; when they alone are 128, later marks take none.
    """

    def __init__(self, steps: int, length: int = 0, marked: Iterable[int] = ()) -> None:
        self.steps = steps
        self.length = length or max(1, math.ceil(steps / FIRST))
        self.marked = set(marked)

    def weigh(self, size: int) -> None:
        """Take one of two, of four … where all of them at `size` bytes would weigh too much."""
        while self.length * CHECKPOINTS < self.steps * size and self.length < self.steps:
            self.length *= 2

    def take(self, step: int, at_mark: bool) -> tuple[bool, list[int]]:
        """Whether a checkpoint is taken before step `step`, and which earlier ones are dropped for it."""
        regular = step % self.length == 0
        if at_mark and len(self.marked) < MOST:
            self.marked.add(step)
        elif not regular:
            return False, []
        dropped: list[int] = []
        while len(self._kept(step)) > MOST and self.length < self.steps:
            before = self._kept(step)
            self.length *= 2
            dropped += before - self._kept(step)
        return step not in dropped, sorted(set(dropped) - {step})

    def _kept(self, step: int) -> set[int]:
        return self.marked | set(range(self.length, step + 1, self.length))
