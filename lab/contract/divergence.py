"""Where a run leaves the range of numbers: its loss is infinite or no number, and there it ends."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from lab.contract.training import Floats, Frame, Mark, Recorded

DIVERGED = "diverged"
"""Mark of a run's last row, where its loss has left the range of numbers."""


def lost(step: int | Floats, losses: Floats) -> npt.NDArray[np.bool_]:
    """Which losses of a row, or of rows, are out of the range of numbers; in row 0 NaN says not measured."""
    outside: npt.NDArray[np.bool_] = np.isinf(losses) | (np.isnan(losses) & (np.asarray(step) > 0))
    return outside


def ends(marks: Iterable[Mark]) -> dict[int, int]:
    """Member -> its last row, of those that have left the range of numbers."""
    return {mark.member: mark.at for mark in marks if mark.name == DIVERGED}


def end(recording: Recorded, loss: str) -> int | None:
    """The row with which a recording has left the range of numbers; None: it has not.

    One from before such rows were marked is read itself.
    """
    if (marked := next((mark.at for mark in recording.marks if mark.name == DIVERGED), None)) is not None:
        return marked
    if loss not in recording.columns:
        return None
    steps, losses = recording.column("step"), recording.column(loss)
    outside = np.flatnonzero(lost(steps[: len(losses)], losses[: len(steps)]))
    return int(steps[outside[0]]) if len(outside) else None


class Divergence:
    """Ends each member of a batch where its loss leaves the range of numbers; the others go on.

    A run alone ends with that row. Of a member, later rows are NaN and later pictures empty (NaN, or 0 where
    they hold whole numbers), without marks and outside of its digest: what counts of it is its run alone.
    """

    def __init__(self, loss: str, members: int, known: Iterable[Mark] = ()) -> None:
        self._loss, self._members = loss, members
        self._ends = ends(known)

    @property
    def over(self) -> bool:
        """Whether no member is left."""
        return len(self._ends) == self._members

    def see(self, frame: Frame) -> Frame:
        """The frame, without those who ended before it, and with a mark for each who ends here."""
        gone = tuple(member for member, end in self._ends.items() if end < frame.step)
        if gone:
            frame = self._without(frame, gone)
        new = [member for member in self._lost(frame) if member not in gone]
        self._ends |= dict.fromkeys(new, frame.step)
        marks = tuple(Mark(DIVERGED, frame.step, frame.step, member) for member in new)
        return replace(frame, marks=frame.marks + marks) if marks else frame

    def _lost(self, frame: Frame) -> list[int]:
        if self._loss not in frame.scalars:
            return []
        losses = np.broadcast_to(np.asarray(frame.scalars[self._loss], np.float64), self._members)
        return [int(member) for member in np.flatnonzero(lost(frame.step, losses))]

    def _without(self, frame: Frame, gone: tuple[int, ...]) -> Frame:
        scalars = {name: np.broadcast_to(values, self._members) for name, values in frame.scalars.items()}
        return replace(
            frame,
            scalars={name: _emptied(values, gone) for name, values in scalars.items()},
            arrays={name: _emptied(array, gone) for name, array in frame.arrays.items()},
            marks=tuple(mark for mark in frame.marks if mark.member not in gone),
            ended=gone,
        )


def _emptied(array: npt.NDArray[Any], gone: tuple[int, ...]) -> npt.NDArray[Any]:
    emptied = array.copy()
    emptied[list(gone)] = np.nan if np.issubdtype(array.dtype, np.floating) else 0
    return emptied
