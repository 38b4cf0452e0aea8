"""Removing recordings, never those that something refers to: old ones above the log's size, or a run's."""

import json

from lab.contract.errors import Conflict, NotFound, Refused
from lab.runs.store.log import Log
from lab.runs.store.states import ACTIVE, FINAL

REFERRED = """SELECT value AS run, 'a set' AS by, sets.id AS source FROM sets, json_each(sets.members)
    UNION ALL SELECT parent, 'a branch', run FROM branches JOIN members USING (run)"""
"""Runs that something refers to: a set, or a branch that is recorded here."""

OLDEST = f"""
    SELECT recording FROM recordings
    WHERE origin = 'here' AND state IN (SELECT value FROM json_each(?)) AND NOT EXISTS (
        SELECT 1 FROM members WHERE members.recording = recordings.recording
        AND run IN (SELECT run FROM ({REFERRED})))
    ORDER BY ended LIMIT 1
"""
"""Of what was made here and has ended: the one that ended first, to none of whose members a set refers, or a
branch that is recorded here."""


def prune(log: Log, most: float) -> list[str]:
    """Remove recordings, oldest first, until the log holds at most so many bytes; those that were removed.

    Their specifications stay: a link to such a run shows its settings and offers to train it again.
    """
    removed: list[str] = []
    ended = json.dumps(sorted(FINAL))
    while log.used() > most and (rows := log.query(OLDEST, (ended,))):
        with log.transaction() as database:
            database.execute("DELETE FROM recordings WHERE recording = ?", (rows[0][0],))
        removed.append(rows[0][0])
    if removed:
        log.query("PRAGMA incremental_vacuum")
    return removed


def delete(log: Log, id: str, owner: str | None = None) -> list[str]:
    """Remove every recording of a run or a set, or only an owner's; those that were removed. What it was is
    still known.

    Raises:
        NotFound: it has none.
        Conflict: it computes or waits.
        Refused: something else refers to it, it came with the lab, or it is all somebody else's.
    """
    runs = log.set_members(id) or [id]
    every = {info.recording: info for run in runs for info in log.recordings_of(run)}.values()
    if not every:
        raise NotFound(f"{id[:40]} is not recorded here.")
    infos = [info for info in every if owner is None or info.owner == owner]
    if any(info.origin == "shipped" for info in infos or every):
        raise Refused(f"{id} came with the lab and would come again.")
    if not infos:
        raise Refused(f"Somebody else recorded {id}: only they can delete it.")
    if any(info.state in ACTIVE for info in infos):
        raise Conflict(f"{id} waits or computes: stop it first.")
    referred = f"SELECT by FROM ({REFERRED}) WHERE source != ? AND run IN (SELECT value FROM json_each(?))"
    members = sorted({run for info in infos for run in info.members})
    for row in log.query(referred, (id, json.dumps(members))):
        raise Refused(f"{id} is needed by {row[0]}: its recordings stay.")
    recordings = [info.recording for info in infos]
    with log.transaction() as database:
        statement = "DELETE FROM recordings WHERE recording = ?"
        database.executemany(statement, [(recording,) for recording in recordings])
    log.query("PRAGMA incremental_vacuum")
    return recordings
