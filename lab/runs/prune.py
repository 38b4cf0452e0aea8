"""Room in the log: above its size, old recordings that nothing refers to are removed."""

import json

from lab.runs.log import Log
from lab.runs.states import FINAL

OLDEST = """
    SELECT recording FROM recordings
    WHERE origin = 'here' AND state IN (SELECT value FROM json_each(?)) AND NOT EXISTS (
        SELECT 1 FROM members WHERE members.recording = recordings.recording
        AND (run IN (SELECT value FROM sets, json_each(sets.members))
             OR run IN (SELECT parent FROM branches JOIN members USING (run))))
    ORDER BY ended LIMIT 1
"""
"""Of what was made here and has ended: the one that ended first, to none of whose members a set refers, or a
branch that is recorded here."""


def used(log: Log) -> int:
    """Bytes of the log that hold something."""
    pages, free, size = (
        int(log.query(f"PRAGMA {name}")[0][0]) for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size


def prune(log: Log, most: float) -> list[str]:
    """Remove recordings, oldest first, until the log holds at most so many bytes; those that were removed.

    Their specifications stay: a link to such a run shows its settings and offers to train it again.
    """
    removed: list[str] = []
    ended = json.dumps(sorted(FINAL))
    while used(log) > most and (rows := log.query(OLDEST, (ended,))):
        with log.transaction() as database:
            database.execute("DELETE FROM recordings WHERE recording = ?", (rows[0][0],))
        removed.append(rows[0][0])
    if removed:
        log.query("PRAGMA incremental_vacuum")
    return removed
