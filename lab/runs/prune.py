"""Removing recordings, never those that something refers to: old ones above the log's size, or a run's."""

import json

from lab.errors import Conflict, NotFound, Refused
from lab.runs.log import Log
from lab.runs.states import ACTIVE, FINAL

REFERRED = """SELECT value AS run, 'a set' AS by FROM sets, json_each(sets.members)
    UNION ALL SELECT parent, 'a branch' FROM branches JOIN members USING (run)"""
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


def delete(log: Log, run_id: str) -> list[str]:
    """Remove every recording of a run; those that were removed. Its specification stays.

    Raises:
        NotFound: it has none.
        Conflict: it computes or waits.
        Refused: something refers to it, or it came with the lab.
    """
    infos = log.recordings_of(run_id)
    if not infos:
        raise NotFound(f"{run_id[:40]} is not recorded here.")
    if any(info.state in ACTIVE for info in infos):
        raise Conflict(f"{run_id} waits or computes: stop it first.")
    if any(info.origin == "shipped" for info in infos):
        raise Refused(f"{run_id} came with the lab and would come again.")
    for row in log.query(f"SELECT by FROM ({REFERRED}) WHERE run = ?", (run_id,)):
        raise Refused(f"{run_id} is needed by {row[0]}: its recordings stay.")
    recordings = [info.recording for info in infos]
    with log.transaction() as database:
        statement = "DELETE FROM recordings WHERE recording = ?"
        database.executemany(statement, [(recording,) for recording in recordings])
    return recordings
