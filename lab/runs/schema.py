"""The tables of the log, how they came to be, and what is done with a file that is damaged."""

import os
import sqlite3
import time
from pathlib import Path

from lab.errors import LabError, Refused

MIGRATIONS = (
    """
    CREATE TABLE runs (run TEXT PRIMARY KEY, experiment TEXT NOT NULL, version INTEGER NOT NULL,
        specification TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE sets (id TEXT PRIMARY KEY, members TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE recordings (recording TEXT PRIMARY KEY, origin TEXT NOT NULL, state TEXT NOT NULL,
        owner TEXT NOT NULL, rows INTEGER NOT NULL DEFAULT 0, last_number INTEGER NOT NULL DEFAULT -1,
        last_step INTEGER NOT NULL DEFAULT -1, progress INTEGER NOT NULL DEFAULT 0, steps INTEGER NOT NULL,
        environment TEXT NOT NULL, durations TEXT NOT NULL DEFAULT '{}', error TEXT,
        created REAL NOT NULL, started REAL, ended REAL);
    CREATE INDEX recordings_by_state ON recordings (state);
    CREATE TABLE members (recording TEXT NOT NULL REFERENCES recordings ON DELETE CASCADE,
        member INTEGER NOT NULL, run TEXT NOT NULL REFERENCES runs, digest TEXT NOT NULL,
        PRIMARY KEY (recording, member)) WITHOUT ROWID;
    CREATE INDEX members_by_run ON members (run);
    CREATE TABLE chunks (recording TEXT NOT NULL REFERENCES recordings ON DELETE CASCADE,
        number INTEGER NOT NULL, payload BLOB NOT NULL, PRIMARY KEY (recording, number)) WITHOUT ROWID;
    CREATE TABLE marks (recording TEXT NOT NULL REFERENCES recordings ON DELETE CASCADE,
        member INTEGER NOT NULL, name TEXT NOT NULL, step INTEGER NOT NULL, at INTEGER NOT NULL,
        detail TEXT NOT NULL);
    CREATE INDEX marks_by_recording ON marks (recording, member);
    CREATE TABLE checkpoints (recording TEXT NOT NULL REFERENCES recordings ON DELETE CASCADE,
        step INTEGER NOT NULL, payload BLOB NOT NULL, PRIMARY KEY (recording, step)) WITHOUT ROWID;
    """,
)
"""Each brings a log from version k to k + 1; `user_version` counts them. Never changed once released."""

NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph", "glusterfs"})
"""File systems whose locks SQLite's WAL cannot trust."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection set up as all of ours are: autocommit, WAL, patient, rows by name."""
    database = sqlite3.connect(path, timeout=30.0, isolation_level=None, check_same_thread=False)
    database.row_factory = sqlite3.Row
    for pragma in ("synchronous = FULL", "foreign_keys = ON", "trusted_schema = OFF"):
        database.execute(f"PRAGMA {pragma}")
    return database


def prepare(path: Path) -> Path | None:
    """Make or migrate the log at `path`; a damaged one is set aside, and where to is returned.

    Raises:
        Refused: the directory lies on a network file system.
        LabError: the log was written by a newer version of the lab.
    """
    directory = path.parent
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    kind = file_system(directory)
    if kind in NETWORK:
        raise Refused(f"{directory} is on a network file system ({kind}); set LAB_HOME to a local directory.")
    try:
        _migrate(path)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise LabError(f"The store {path} cannot be opened: {error}.") from error
        aside = path.with_name(f"{path.stem}.damaged-{time.time_ns()}{path.suffix}")
        for suffix in ("", "-wal", "-shm"):
            companion = Path(f"{path}{suffix}")
            if companion.exists():
                os.replace(companion, f"{aside}{suffix}")
        _migrate(path)
        return aside
    return None


def file_system(path: Path) -> str:
    """Type of the file system that a directory lies on, as the kernel names it."""
    real = path.resolve()
    best = ("", "")
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        before, _, after = line.partition(" - ")
        mount = before.split()[4].replace("\\040", " ")
        if real.is_relative_to(mount) and len(mount) >= len(best[0]):
            best = (mount, after.split()[0])
    return best[1]


def _migrate(path: Path) -> None:
    database = connect(path)
    try:
        _upgrade(database, path)
    finally:
        database.close()


def _upgrade(database: sqlite3.Connection, path: Path) -> None:
    version = database.execute("PRAGMA user_version").fetchone()[0]
    if version == len(MIGRATIONS):
        # A damaged file can have a whole header: ask for the tables too.
        database.execute("SELECT count(*) FROM recordings").fetchone()
        return
    if version > len(MIGRATIONS):
        raise LabError(f"{path} is of version {version}, newer than this lab's {len(MIGRATIONS)}: update it.")
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("BEGIN EXCLUSIVE")
    # Another process may have migrated it while this one waited.
    version = database.execute("PRAGMA user_version").fetchone()[0]
    for number in range(version, len(MIGRATIONS)):
        for statement in MIGRATIONS[number].split(";"):
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {number + 1}")
    database.execute("COMMIT")
    path.chmod(0o600)
