"""Removing recordings: above the log's size, in an order in which nobody pushes others out; or a run's."""

import json
import time
from collections import Counter
from dataclasses import dataclass

from lab.contract.errors import Conflict, NotFound, Refused
from lab.runs.store.log import Log
from lab.runs.store.states import ACTIVE, FINAL

REFERRED = """SELECT value AS run, 'a set' AS by, sets.id AS source FROM sets, json_each(sets.members)
    UNION ALL SELECT parent, 'a branch', run FROM branches JOIN members USING (run)"""
"""Runs that something refers to: a set, or a branch that is recorded here."""

PRUNABLE = f"""
    SELECT recording, owner, origin, coalesce(ended, created) AS ended,
        (SELECT coalesce(sum(length(payload)), 0) FROM chunks WHERE chunks.recording = recordings.recording)
        + (SELECT coalesce(sum(length(payload)), 0) FROM checkpoints
           WHERE checkpoints.recording = recordings.recording) AS size,
        EXISTS (SELECT 1 FROM members WHERE members.recording = recordings.recording
           AND run IN (SELECT run FROM ({REFERRED}))) AS referred
    FROM recordings
    WHERE origin IN ('here', 'imported') AND state IN (SELECT value FROM json_each(?)) AND NOT EXISTS (
        SELECT 1 FROM members JOIN branches ON parent = members.run
        JOIN members AS child ON child.run = branches.run
        JOIN recordings AS made ON made.recording = child.recording
        WHERE members.recording = recordings.recording AND made.state IN ('queued', 'running', 'paused'))
"""
"""Of what has ended, can be had again and is no past of what computes: whose it is, its bytes, and
whether a set refers to one of its members, or a branch that is recorded here."""

SHARE = 0.25
"""Of the log's size, what one owner holds before it is theirs that goes first."""
PROTECTED = 30 * 24 * 3600
"""Seconds for which what something refers to stays while anything else can go."""


@dataclass
class _Held:
    """What may be removed."""

    recording: str
    owner: str
    imported: bool
    protected: bool
    ended: float
    size: int


def prune(log: Log, most: float) -> list[str]:
    """Remove recordings until the log holds at most so many bytes; those that were removed.

    What came as a file goes first, then what is held by who holds more than their share, oldest first, then
    what others hold; in each what something refers to goes last. Specifications stay: a link to such a run
    shows its settings and offers to train it again.
    """
    removed: list[str] = []
    held = _held(log) if log.used() > most else []
    owned = Counter[str]()
    for found in held:
        owned[found.owner] += found.size

    def rank(found: _Held) -> tuple[bool, bool, bool, float]:
        within = owned[found.owner] <= SHARE * most
        return not found.imported, within, found.protected, found.ended

    while held and log.used() > most:
        next_ = min(held, key=rank)
        held.remove(next_)
        owned[next_.owner] -= next_.size
        with log.transaction() as database:
            database.execute("DELETE FROM recordings WHERE recording = ?", (next_.recording,))
        removed.append(next_.recording)
    if removed:
        log.query("PRAGMA incremental_vacuum")
    return removed


def _held(log: Log) -> list[_Held]:
    """All that may go."""
    young = time.time() - PROTECTED
    rows = log.query(PRUNABLE, (json.dumps(sorted(FINAL)),))
    return [
        _Held(
            row["recording"],
            row["owner"],
            row["origin"] == "imported",
            bool(row["referred"]) and row["ended"] > young and row["origin"] != "imported",
            row["ended"],
            row["size"],
        )
        for row in rows
    ]


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


def forget(log: Log, owner: str) -> tuple[list[str], list[str]]:
    """Remove all that somebody has recorded, though sets and branches refer to it; what was removed, and what
    computes or is the past of what computes, which is nobody's from now on.

    Raises:
        NotFound: nobody of that name has recorded anything here.
        Refused: it came with the lab.
    """
    owned = log.query("SELECT recording, origin FROM recordings WHERE owner = ?", (owner,))
    if not owned:
        raise NotFound(f"{owner[:40]} has recorded nothing here.")
    if any(row["origin"] == "shipped" for row in owned):
        raise Refused(f"{owner[:40]} came with the lab and would come again.")
    removed = [found.recording for found in _held(log) if found.owner == owner]
    with log.transaction() as database:
        database.executemany(
            "DELETE FROM recordings WHERE recording = ?", [(recording,) for recording in removed]
        )
        database.execute("UPDATE recordings SET owner = '' WHERE owner = ?", (owner,))
    log.query("PRAGMA incremental_vacuum")
    return removed, sorted({row["recording"] for row in owned} - {*removed})


def by_owner(log: Log) -> list[tuple[str, int, int]]:
    """Owners, how many recordings each has that may go, and their bytes; the most first."""
    sizes, counts = Counter[str](), Counter[str]()
    for found in _held(log):
        sizes[found.owner] += found.size
        counts[found.owner] += 1
    return [(owner, counts[owner], size) for owner, size in sizes.most_common()]
