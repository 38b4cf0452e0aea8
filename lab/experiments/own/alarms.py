"""What became of a training's alarms: of its jumps, which were announced, and how many steps ahead."""

from dataclasses import dataclass

import numpy as np

from lab.contract.training import Mark, Recorded

JUMP = "spike"
SOON = 100
"""Steps within which an alarm is to come true."""


@dataclass(frozen=True)
class Record:
    """Jumps of the loss, as marks; steps of warning of the announced ones; alarms that came to nothing."""

    jumps: tuple[Mark, ...]
    leads: tuple[int, ...]
    idle: int

    @property
    def lead(self) -> float:
        """Median of the steps of warning; NaN of none."""
        return float(np.median(self.leads)) if self.leads else float("nan")


def record(recording: Recorded) -> Record:
    """What has come of alarms so far: a jump is announced by the crossing before it, else by the last alarm
    up to `SOON` steps before; an alarm that is neither that, nor within the rise, has come to nothing."""
    found, alarms = became(recording), _lit(recording)
    jumps = tuple(mark for mark in recording.marks if kind(mark) == JUMP)
    starts = [_warned(jump, alarms) for jump in jumps]
    leads = tuple(jump.at - start for jump, start in zip(jumps, starts, strict=True) if start is not None)
    return Record(jumps, leads, sum(jump is None for _, jump in found))


def became(recording: Recorded) -> list[tuple[int, Mark | None]]:
    """The step of each alarm, and the jump that it announced or in whose rise it lies, if there is one."""
    alarms, rises = _lit(recording), []
    for jump in (mark for mark in recording.marks if kind(mark) == JUMP):
        start = _warned(jump, alarms)
        rises.append((jump.at if start is None else start, int(jump.values["peak"]), jump))
    return [(at, next((jump for start, peak, jump in rises if start <= at <= peak), None)) for at in alarms]


def _warned(jump: Mark, alarms: list[int]) -> int | None:
    """The step at which a jump was announced."""
    if "crossing" in jump.values:
        return int(jump.values["crossing"])
    return max((at for at in alarms if 0 < jump.at - at <= SOON), default=None)


def _lit(recording: Recorded) -> list[int]:
    """The steps at which the light went on, from being calm."""
    lit = np.append(0.0, recording.column("stage")) > 0
    steps = recording.column("step")
    return [int(steps[row]) for row in np.flatnonzero(lit[1:] & ~lit[:-1])]


def kind(mark: Mark) -> str:
    """A mark's name without its number."""
    name, _, number = mark.name.rpartition("-")
    return name if number.isdecimal() else mark.name
