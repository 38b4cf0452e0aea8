"""Which recordings stand for a run or a set: one query, however many members."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from lab.errors import NotFound
from lab.runs.log import Log, RecordingInfo
from lab.runs.recording import Recording
from lab.runs.specification import Run

_OF = """FROM members AS m JOIN recordings AS r USING (recording)
    WHERE m.run IN (SELECT value FROM json_each(?))"""
_ANY = f"SELECT DISTINCT recording, created {_OF} ORDER BY created DESC"
_SHOWN = f"""
    SELECT run, recording FROM (SELECT m.run, recording, row_number() OVER (PARTITION BY m.run ORDER BY
        CASE WHEN last_number < 0 THEN 4 WHEN state = 'done' AND origin = 'here' THEN 0
             WHEN origin = 'shipped' THEN 1 WHEN origin = 'imported' THEN 2 ELSE 3 END,
        created DESC) AS place {_OF}) WHERE place = 1
"""


@dataclass(frozen=True)
class Shown:
    """A run or a set, and the recording that stands for each member that has one."""

    id: str
    members: tuple[str, ...]
    infos: dict[str, RecordingInfo]

    @property
    def recordings(self) -> list[RecordingInfo]:
        """The recordings that stand for it, each once, in the order of the members."""
        by_uuid = {self.infos[run].recording: self.infos[run] for run in self.members if run in self.infos}
        return list(by_uuid.values())

    def recorded(self, log: Log) -> list[tuple[Run, Recording]]:
        """What is recorded of each member.

        Raises:
            NotFound: nothing is, yet.
        """
        if not self.infos:
            raise NotFound(f"{self.id} is known, but nothing of it is recorded yet; start it first.")
        present = [(run, self.infos[run]) for run in self.members if run in self.infos]
        return [
            (log.specification(run), Recording(log, info, info.members.index(run))) for run, info in present
        ]


def member_ids(log: Log, id: str) -> tuple[str, ...]:
    """Runs that an id stands for: a set's members, else the run itself."""
    return tuple(log.set_members(id) or [id])


def find(log: Log, id: str) -> Shown:
    """What stands for an id: for each member the newest complete local recording, else the shipped, else an
    imported one, else the newest that has begun, else the newest.

    Raises:
        NotFound: no run and no set of this store has that id.
    """
    members = member_ids(log, id)
    if members == (id,):
        log.specification(id)
    rows = log.database.execute(_SHOWN, (json.dumps(members),)).fetchall()
    infos = {uuid: log.recording(uuid) for uuid in {row["recording"] for row in rows}}
    return Shown(id, members, {row["run"]: infos[row["recording"]] for row in rows})


def recordings_of(log: Log, members: Sequence[str]) -> list[RecordingInfo]:
    """Every recording in which any of these runs is a member, newest first."""
    rows = log.database.execute(_ANY, (json.dumps(list(members)),)).fetchall()
    return [log.recording(row["recording"]) for row in rows]
