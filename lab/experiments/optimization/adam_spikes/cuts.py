"""What the first ten seconds show: the warning, and after the question the jump."""

from collections.abc import Sequence

import numpy as np

from lab.contract.cut import Cliff, Cut, Place, Scene
from lab.contract.training import Mark, Recorded

WARNING, JUMP = "warning-1", "spike-1"
"""The crossing that the first spike follows, and that spike; those before it pass with small bumps."""
FIRST, BEFORE = "crossing-1", 40
"""The first crossing, and so many steps before it: the film begins where there is something to see."""
FALLS, RESTS, JUMPS = "It falls on", "It levels off", "It jumps"
SOON = 100
"""Steps after the crossing within which the loss is asked about."""


def truth(recordings: Sequence[Recorded]) -> tuple[str, ...]:
    """What the loss did within `SOON` steps of the crossing."""
    (recording,) = recordings
    if _jump(recording) is not None:
        return (JUMPS,)
    start, loss = _at(recording, WARNING), recording.column("loss")
    return (FALLS if loss[start + SOON] < 0.95 * loss[start] else RESTS,)


def told(recordings: Sequence[Recorded]) -> str:
    """The outcome with its numbers."""
    (recording,) = recordings
    start, jump = _at(recording, WARNING), _jump(recording)
    if jump is None:
        loss = recording.column("loss")[start + SOON] / recording.column("loss")[start]
        return f"No jump: {SOON} steps after the crossing the loss was at {loss:.2g} of what it was."
    raw = recording.column("lambda_raw")[start : jump.at + 1] / recording.column("threshold")[jump.at]
    height, share = jump.values["height"], np.nanmax(raw)
    return (
        f"{jump.at - start} steps after the crossing the loss jumped to {height:.2g} times its level. "
        f"The landscape's own curvature was at {share:.2g} of the limit."
    )


def _at(recording: Recorded, name: str) -> int:
    return next(mark.at for mark in recording.marks if mark.name == name)


def _jump(recording: Recorded) -> Mark | None:
    start = _at(recording, WARNING)
    spikes = (mark for mark in recording.marks if mark.name.startswith("spike"))
    return next((mark for mark in spikes if start <= mark.at <= start + SOON), None)


SEEN = "The loss sinks. Below it: its curvature, and the limit in red."
CROSSED = "It crosses the line once more. The loss is still falling."
JUMPED = "The warning came first, the jump tens of steps later."

CUTS = (
    Cut(
        "fnn-sin",
        (
            Scene(Place(FIRST, -BEFORE), Place(WARNING), 4.5, SEEN),
            Scene(Place(WARNING), Place(WARNING, 8), 1.5, CROSSED),
            Scene(Place(WARNING, 8), Place(JUMP, 20), 3.0, JUMPED),
            Scene(Place(JUMP, 20), Place(JUMP, 60), 1.0),
        ),
        Cliff(
            1,
            "Curvature crossed the limit. What does the loss do now?",
            (FALLS, RESTS, JUMPS),
            truth,
            told,
            futures=("falls", "levels", "jumps"),
        ),
    ),
)
