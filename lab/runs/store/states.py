"""The states of a recording and the moves between them: one table, from which everything asks."""

from typing import Literal, get_args

State = Literal["queued", "running", "paused", "done", "stopped", "failed", "interrupted", "left"]

MOVES: dict[State, frozenset[State]] = {
    "queued": frozenset({"running", "stopped", "failed", "interrupted"}),
    "running": frozenset({"paused", "done", "stopped", "failed", "interrupted", "left"}),
    "paused": frozenset({"running", "stopped", "failed", "interrupted", "left"}),
    "stopped": frozenset({"queued", "running"}),
    "interrupted": frozenset({"queued", "running"}),
    "left": frozenset({"queued", "running"}),
    "done": frozenset({"failed"}),
    "failed": frozenset(),
}
"""State -> states that may follow. Stopped, interrupted and left ones go on from their last checkpoint; what
was done fails where it is found damaged."""

ACTIVE: frozenset[State] = frozenset({"queued", "running", "paused"})
FINAL: frozenset[State] = frozenset(get_args(State)) - ACTIVE


def check(before: State, after: State) -> None:
    """Raise ValueError unless a recording may move from `before` to `after`."""
    if after not in MOVES[before]:
        raise ValueError(f"a recording that is {before} cannot become {after}")
