"""Pause, resume, step, stop, intervene: for the recordings behind an id that the command makes sense for."""

from typing import Any, Literal

from lab.contract.errors import Conflict
from lab.runs.read.subject import member_ids, recordings_of
from lab.runs.service.fair import Asker
from lab.runs.store.log import RecordingInfo
from lab.runs.store.states import ACTIVE, MOVES, State
from lab.server.context import Context

Command = Literal["pause", "resume", "step", "stop"]


def command(at: Context, id: str, command: Command, visitor: Asker) -> State:
    """Command what computes of a run or a set; the state it leads to.

    Raises:
        NotFound: nothing of it is recorded.
        Conflict: nothing of it is in a state in which that can be done.
        Refused: it was started by another visitor.
    """
    recordings = _meant(recordings_of(at.log, member_ids(at.log, id)), command, visitor.owner)
    if not recordings:
        raise Conflict(f"There is nothing of {id} to {command}: nothing of it computes now.")
    states = [at.client.command(info.recording, command, owner=visitor) for info in recordings]
    return states[0]  # type: ignore[return-value]


def intervene(at: Context, id: str, changes: dict[str, Any], visitor: str) -> dict[str, Any]:
    """Change a run that computes or is paused, at its head; the child as which it goes on.

    Raises:
        NotFound: nothing of it is recorded.
        Conflict: nothing of it computes or is paused.
        BadInput: nothing would change, or not so.
        Refused: it was started by another visitor.
    """
    active = [info for info in recordings_of(at.log, member_ids(at.log, id)) if info.state in ACTIVE]
    if not active:
        raise Conflict(f"Nothing of {id} computes now: branch it at a step instead.")
    mine = sorted(active, key=lambda info: info.owner != visitor)
    return at.client.intervene(mine[0].recording, changes, owner=visitor)


def _meant(recordings: list[RecordingInfo], command: Command, visitor: str) -> list[RecordingInfo]:
    """The active recordings; to resume or step, else the newest stopped on its way, the visitor's first."""
    active = [info for info in recordings if info.state in ACTIVE]
    if active or command not in ("resume", "step"):
        return active
    stopped = [info for info in recordings if "queued" in MOVES[info.state]]
    return sorted(stopped, key=lambda info: info.owner != visitor)[:1]
