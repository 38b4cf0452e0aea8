"""What an id stands for: the members of a run or a set, and the recording that is shown of each."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from lab.contract.errors import NotFound
from lab.runs.names.specification import Run
from lab.runs.read.recording import Recording
from lab.runs.store.log import Log, RecordingInfo


@dataclass(frozen=True)
class Shown:
    """A run or a set, and what stands for each member that is recorded."""

    id: str
    members: tuple[str, ...]
    infos: dict[str, RecordingInfo]

    @property
    def recordings(self) -> list[RecordingInfo]:
        """The recordings that stand for it, each once, in the order of the members.

        Raises:
            NotFound: nothing of it is recorded.
        """
        by_uuid = {info.recording: info for info in self.infos.values()}
        if not by_uuid:
            raise NotFound(f"{self.id} is known, but nothing of it is recorded here; start it first.")
        return list(by_uuid.values())

    def recorded(self, log: Log) -> list[tuple[Run, Recording]]:
        """The members that are recorded, and what of each is.

        Raises:
            NotFound: nothing of it is recorded.
        """
        self.recordings  # noqa: B018 (raises where there is none)
        return [
            (log.specification(run), Recording(log, info, info.members.index(run)))
            for run, info in self.infos.items()
        ]


def member_ids(log: Log, id: str) -> tuple[str, ...]:
    """Runs that an id stands for: a set's members, else the run itself."""
    return tuple(log.set_members(id) or [id])


def find(log: Log, id: str) -> Shown:
    """What stands for an id.

    Raises:
        NotFound: no run and no set of this store has that id.
    """
    members = member_ids(log, id)
    if members == (id,):
        log.specification(id)
    found = log.shown_of(members)
    return Shown(id, members, {run: info for run in members if (info := found[run]) is not None})


def recordings_of(log: Log, members: Sequence[str]) -> list[RecordingInfo]:
    """Every recording in which any of these runs is a member, newest first."""
    statement = """SELECT DISTINCT recording, created FROM members JOIN recordings USING (recording)
        WHERE run IN (SELECT value FROM json_each(?)) ORDER BY created DESC"""
    rows = log.query(statement, (json.dumps(list(members)),))
    return [log.recording(row["recording"]) for row in rows]
