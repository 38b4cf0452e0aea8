"""The file under the log: where it may lie, how it is opened, and what happens when it is damaged."""

import contextlib
import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from weakref import WeakSet

from lab.contract.errors import LabError, Refused
from lab.contract.settings import writable
from lab.runs.store import schema

NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "lustre", "fuse.sshfs"}
)
"""File systems whose locks and shared memory SQLite's WAL cannot trust."""
BUSY_SECONDS = 30.0
"""How long a writer waits for another before it gives up."""
DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


READ_ONLY = "The store cannot be written here: set LAB_HOME to a folder that can be."


class StoreError(LabError):
    """The store cannot be used: full, locked, read-only, or damaged and just replaced."""


class Store:
    """One SQLite file in WAL mode; may be shared by threads, each of which gets a connection of its own.

    A damaged file is set aside, by whichever process meets the damage first, and a new one is begun; every
    connection notices that the file at its path has changed and opens that one. So it does where its WAL was
    removed under it: what stood in there, which only who had it open still sees, is written down first.
    Where its directory cannot be written (`writable` says so), it is read as it is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._connections: WeakSet[sqlite3.Connection] = WeakSet()
        self.writable = not os.path.exists(path) or os.access(path.parent, os.W_OK | os.X_OK)
        if self.writable:
            writable(path.parent)
        kind = file_system(path.parent)
        if kind in NETWORK:
            raise Refused(f"{path.parent} is on a network ({kind}), where a log is not safe: set LAB_HOME.")
        self.query("SELECT 1")

    @property
    def set_aside(self) -> list[Path]:
        """Damaged files that were set aside here and not removed since, oldest first."""
        return sorted(self.path.parent.glob(f"{self.path.stem}.damaged-*{self.path.suffix}"))

    def query(self, statement: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """All rows of a reading statement.

        Raises:
            StoreError: the store cannot be read, in one sentence.
        """
        try:
            return self._connection().execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            self._heal_or_raise(error)
            return self._connection().execute(statement, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One durable change: all of it, or nothing; a transaction within one is part of it.

        Raises:
            StoreError: the store cannot be written (full, locked, damaged), in one sentence.
        """
        if not self.writable:
            raise StoreError(READ_ONLY)
        try:
            database = self._connection()
            nested = database.in_transaction
            if nested:
                yield database
                return
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
                database.execute("COMMIT")
            except BaseException:
                if database.in_transaction:
                    database.execute("ROLLBACK")
                raise
        except sqlite3.DatabaseError as error:
            self._heal_or_raise(error)
            raise StoreError("The store was damaged and has been set aside: please start again.") from error

    def used(self) -> int:
        """Bytes of the file that hold something."""
        names = ("page_count", "freelist_count", "page_size")
        pages, free, size = (int(self.query(f"PRAGMA {name}")[0][0]) for name in names)
        return (pages - free) * size

    def backup(self, path: Path) -> None:
        """Copy the whole store to a file, as it is at one moment, while others read and write.

        Raises:
            Refused: the file is there already.
            StoreError: it cannot be written.
        """
        if path.exists():
            raise Refused(f"{path} exists already: give another name.")
        part = path.with_name(f".{path.name}.part")
        try:
            part.touch(0o600)
            with contextlib.closing(sqlite3.connect(part)) as copy:
                self._connection().backup(copy)
            part.rename(path)
        except (sqlite3.DatabaseError, OSError) as error:
            part.unlink(missing_ok=True)
            raise StoreError(f"The backup {path} cannot be written: {error}.") from error

    def close(self) -> None:
        """Close this thread's connection; the next use opens another."""
        connection: sqlite3.Connection | None = self._local.__dict__.pop("connection", None)
        self._local.__dict__.clear()
        if connection is not None:
            connection.close()

    def _connection(self) -> sqlite3.Connection:
        known = self._local.__dict__
        if known.get("process") == os.getpid() and known["connection"].in_transaction:
            return cast(sqlite3.Connection, known["connection"])
        if known.get("file") != _identity(self.path) or known.get("process") != os.getpid():
            known.clear()
            self._open(known)
        elif self.writable and known["wal"] != _identity(self._wal):
            with self._alone():
                self._put_down([known["connection"]])
            self.close()
            self._open(known)
        connection: sqlite3.Connection = known["connection"]
        return connection

    def _open(self, known: dict[str, Any]) -> None:
        with self._alone():
            known["connection"] = self._opened() if self.writable else connect_to_read(self.path)
        known["file"], known["wal"], known["process"] = (
            _identity(self.path),
            _identity(self._wal),
            os.getpid(),
        )
        if self.writable:
            self._connections.add(known["connection"])

    @property
    def _wal(self) -> Path:
        return Path(f"{self.path}-wal")

    def _put_down(self, connections: Iterable[sqlite3.Connection]) -> None:
        """Have a connection that still has the WAL that was removed write it into the file."""
        if self._wal.exists() and self._wal.stat().st_size:  # somebody has, and others write on
            return
        for connection in connections:
            with contextlib.suppress(sqlite3.Error):  # it is being used: another one, or the next time
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                return

    def _opened(self) -> sqlite3.Connection:
        try:
            return connect(self.path)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_IOERR_SHORT_READ:
                self._put_down(list(self._connections))
            elif _is_damage(error):
                self._put_aside()
            else:
                raise
            return connect(self.path)

    def _heal_or_raise(self, error: sqlite3.DatabaseError) -> None:
        if not self.writable or not _is_damage(error):
            raise StoreError(f"The store cannot be used: {error}.") from error
        with self._alone():
            if self._local.__dict__.get("file") == _identity(self.path):  # nobody was faster
                self._put_aside()
        self.close()

    def _put_aside(self) -> None:
        aside = self.path.with_name(f"{self.path.stem}.damaged-{time.time_ns()}{self.path.suffix}")
        for end in ("-wal", "-shm", ""):  # what is opened next must not find a stranger's WAL
            companion = Path(f"{self.path}{end}")
            if companion.exists():
                os.replace(companion, f"{aside}{end}")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the lock under which files are made and set aside."""
        if not self.writable:
            yield
            return
        with open(f"{self.path}.lock", "wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class Connection(sqlite3.Connection):
    """One that can be referred to weakly."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection to the log at `path`, made or migrated: autocommit, WAL, patient, rows by name."""
    how: dict[str, Any] = {"timeout": BUSY_SECONDS, "isolation_level": None, "check_same_thread": False}
    database = sqlite3.connect(path, factory=Connection, **how)
    database.row_factory = sqlite3.Row
    # FULL: a commit is on disk when it returns. NORMAL would survive kill -9, too (the kernel has the
    # WAL's pages), but lose the last commits with the power; FULL costs one fsync of ten a second.
    for pragma in ("synchronous = FULL", "foreign_keys = ON", "trusted_schema = OFF"):
        database.execute(f"PRAGMA {pragma}")
    schema.migrate(database, path)
    path.chmod(0o600)
    return database


def connect_to_read(path: Path) -> sqlite3.Connection:
    """A connection to a log that cannot be written here.

    Raises:
        LabError: it is of another version, or nobody has put down what was written last.
    """
    log = Path(f"{path}-wal")
    ways = ["mode=ro"]
    if not log.exists() or not log.stat().st_size:  # nobody writes: SQLite needs no shared memory beside it
        ways.append("immutable=1")
    for way in ways:
        address = f"{path.absolute().as_uri()}?{way}"
        database = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
        database.row_factory = sqlite3.Row
        try:
            schema.check(database, path)
            return database
        except sqlite3.OperationalError:
            database.close()
    raise StoreError(f"{path} cannot be read where it cannot be written: copy its folder to one that can be.")


def file_system(path: Path) -> str:
    """Type of the file system of a directory, as the kernel names it; empty where it does not say."""
    table, real, best = Path("/proc/self/mountinfo"), path.resolve(), ("", "")
    lines = os.fsdecode(table.read_bytes()).splitlines() if table.exists() else []
    for line in lines:
        before, _, after = line.partition(" - ")
        mount = before.split()[4].replace("\\040", " ")
        if real.is_relative_to(mount) and len(mount) >= len(best[0]):
            best = (mount, after.split()[0])
    return best[1]


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        about = path.stat()
    except FileNotFoundError:
        return None
    return about.st_dev, about.st_ino


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    # sqlite3 gives extended codes, whose low byte is the kind; some of its own errors have none.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGED
