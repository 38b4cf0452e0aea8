"""The tables of the log, and how a file of an older version becomes one of this."""

import sqlite3
from pathlib import Path

from lab.contract.errors import LabError

MIGRATIONS = (
    """
    CREATE TABLE runs (run TEXT PRIMARY KEY, experiment TEXT NOT NULL, version INTEGER NOT NULL,
        specification TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE sets (id TEXT PRIMARY KEY, members TEXT NOT NULL);
    CREATE TABLE recordings (recording TEXT PRIMARY KEY, origin TEXT NOT NULL, state TEXT NOT NULL,
        owner TEXT NOT NULL, rows INTEGER NOT NULL DEFAULT 0, number INTEGER NOT NULL DEFAULT -1,
        last_step INTEGER NOT NULL DEFAULT -1, progress INTEGER NOT NULL DEFAULT 0, steps INTEGER NOT NULL,
        environment TEXT NOT NULL, durations TEXT NOT NULL DEFAULT '{}', error TEXT,
        created REAL NOT NULL, started REAL, ended REAL);
    CREATE INDEX recordings_by_state ON recordings (state);
    CREATE TABLE members (recording TEXT NOT NULL REFERENCES recordings ON DELETE CASCADE,
        member INTEGER NOT NULL, run TEXT NOT NULL REFERENCES runs, digest TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (recording, member)) WITHOUT ROWID;
    CREATE INDEX members_by_run ON members (run);
    CREATE TABLE chunks (recording TEXT NOT NULL REFERENCES recordings ON DELETE CASCADE,
        number INTEGER NOT NULL, first_step INTEGER, last_step INTEGER, payload BLOB NOT NULL,
        PRIMARY KEY (recording, number));
    CREATE TABLE marks (recording TEXT NOT NULL REFERENCES recordings ON DELETE CASCADE,
        number INTEGER NOT NULL, member INTEGER NOT NULL, name TEXT NOT NULL, step INTEGER NOT NULL,
        at INTEGER NOT NULL, detail TEXT NOT NULL);
    CREATE INDEX marks_by_recording ON marks (recording, member);
    CREATE TABLE snapshots (recording TEXT NOT NULL REFERENCES recordings ON DELETE CASCADE,
        name TEXT NOT NULL, step INTEGER NOT NULL, number INTEGER NOT NULL,
        PRIMARY KEY (recording, name, step)) WITHOUT ROWID;
    CREATE TABLE checkpoints (recording TEXT NOT NULL REFERENCES recordings ON DELETE CASCADE,
        step INTEGER NOT NULL, payload BLOB NOT NULL, PRIMARY KEY (recording, step));
    """,
    """
    ALTER TABLE recordings ADD COLUMN begun TEXT;
    CREATE TABLE branches (run TEXT PRIMARY KEY REFERENCES runs, parent TEXT NOT NULL REFERENCES runs,
        step INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX branches_by_parent ON branches (parent);
    """,
    """
    CREATE TABLE points (name TEXT PRIMARY KEY, written TEXT NOT NULL, brought REAL NOT NULL,
        needed INTEGER NOT NULL);
    """,
    """
    CREATE TABLE rooms (room TEXT PRIMARY KEY, code TEXT NOT NULL UNIQUE, teacher TEXT NOT NULL,
        stage TEXT NOT NULL, opened REAL NOT NULL) WITHOUT ROWID;
    CREATE TABLE room_events (room TEXT NOT NULL REFERENCES rooms ON DELETE CASCADE,
        number INTEGER NOT NULL, at REAL NOT NULL, event TEXT NOT NULL,
        PRIMARY KEY (room, number)) WITHOUT ROWID;
    """,
)
"""Each brings a log from version k to k + 1; `user_version` counts them. Never changed once released."""


def migrate(database: sqlite3.Connection, path: Path) -> None:
    """Bring a connection's log to this version.

    Raises:
        LabError: it was written by a newer lab.
        sqlite3.DatabaseError: it is damaged.
    """
    version = _version(database)
    if version > len(MIGRATIONS):
        raise LabError(f"{path} is of version {version}, newer than this lab's {len(MIGRATIONS)}: update it.")
    if version == len(MIGRATIONS):
        # A damaged file can have a whole header: read a table, too.
        database.execute("SELECT count(*) FROM recordings").fetchone()
        return
    database.execute("PRAGMA auto_vacuum = INCREMENTAL")  # takes effect before the first table only
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("BEGIN EXCLUSIVE")
    for number in range(_version(database), len(MIGRATIONS)):  # another process may have been first
        for statement in MIGRATIONS[number].split(";"):
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {number + 1}")
    database.execute("COMMIT")


def check(database: sqlite3.Connection, path: Path) -> None:
    """Refuse a log that is not of this version: it cannot be changed.

    Raises:
        LabError: it was written by another lab.
    """
    version = _version(database)
    if version != len(MIGRATIONS):
        raise LabError(
            f"{path} is of version {version} and this lab's are of {len(MIGRATIONS)}: "
            "copy its folder to one that can be written."
        )


def _version(database: sqlite3.Connection) -> int:
    version: int = database.execute("PRAGMA user_version").fetchone()[0]
    return version
