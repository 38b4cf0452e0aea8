"""The log: every run, recording, chunk, mark and checkpoint, in one SQLite file in WAL mode.

One `Log` may be shared by threads: each gets a connection of its own. A commit is on disk when it returns
(synchronous=FULL), so an acknowledged chunk survives kill -9 and a loss of power.
"""

import json
import os
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lab.errors import LabError, NotFound
from lab.experiment import Mark
from lab.runs import schema, states
from lab.runs.specification import Run, from_specification
from lab.runs.states import State
from lab.settings import home

COMPLETE_FIRST = """
    SELECT recording FROM members JOIN recordings USING (recording) WHERE run = ? AND last_number >= 0
    ORDER BY CASE WHEN state = 'done' AND origin = 'here' THEN 0 WHEN origin = 'shipped' THEN 1
                  WHEN origin = 'imported' THEN 2 ELSE 3 END, created DESC LIMIT 1
"""


@dataclass(frozen=True)
class RecordingInfo:
    """The facts of a recording, without its rows. Times are seconds since 1970."""

    recording: str
    origin: str
    state: State
    owner: str
    members: tuple[str, ...]
    rows: int
    number: int
    last_step: int
    progress: int
    steps: int
    digests: tuple[str, ...]
    environment: dict[str, Any]
    durations: dict[str, float]
    error: str | None
    created: float
    started: float | None
    ended: float | None

    @property
    def complete(self) -> bool:
        """Whether every row of the specification is there."""
        return self.state == "done"


@dataclass(frozen=True)
class Chunk:
    """What one append adds: the parcel, and what is looked up without unpacking it."""

    number: int
    payload: bytes
    rows: int
    last_step: int
    progress: int
    marks: Sequence[Mark]
    digests: Sequence[str]
    durations: Mapping[str, float]


class Log:
    """The store of runs under `LAB_HOME`; opening it makes, migrates or sets aside what is there."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path if path is not None else home() / "log.sqlite"
        self.set_aside = schema.prepare(self.path)
        self._local = threading.local()

    @property
    def database(self) -> sqlite3.Connection:
        """This thread's connection; in a forked child a new one."""
        key = (os.getpid(), threading.get_ident())
        if getattr(self._local, "key", None) != key:
            self._local.connection = schema.connect(self.path)
            self._local.key = key
        connection: sqlite3.Connection = self._local.connection
        return connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One durable change: all of it, or nothing.

        Raises:
            LabError: the disk is full or the store cannot be written, in one sentence.
        """
        database = self.database
        try:
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
                database.execute("COMMIT")
            except BaseException:
                if database.in_transaction:
                    database.execute("ROLLBACK")
                raise
        except sqlite3.OperationalError as error:
            raise LabError(f"The store {self.path} cannot be written: {error}.") from error

    # --- runs and sets

    def remember(self, run: Run) -> None:
        """Keep a run's specification, so that its id can be looked up."""
        self.remember_all([run])

    def remember_all(self, runs: Sequence[Run]) -> None:
        """Keep the specifications of many runs at once."""
        rows = [(run.id, run.experiment, run.version, json.dumps(run.specification)) for run in runs]
        with self.transaction() as database:
            database.executemany("INSERT OR IGNORE INTO runs VALUES (?, ?, ?, ?)", rows)

    def specification(self, run_id: str) -> Run:
        """The run of that id.

        Raises:
            NotFound: it is not in this store.
        """
        row = self.database.execute("SELECT specification FROM runs WHERE run = ?", (run_id,)).fetchone()
        if row is None:
            raise NotFound(f"Run {run_id} is not in this store; open a link that carries its settings.")
        return from_specification(json.loads(row[0]))

    def remember_set(self, id: str, run_ids: Sequence[str]) -> None:
        """Keep which runs a set consists of, in their order."""
        with self.transaction() as database:
            database.execute("INSERT OR IGNORE INTO sets VALUES (?, ?)", (id, json.dumps(list(run_ids))))

    def set_members(self, id: str) -> list[str] | None:
        """Ids of a set's members; None if no set has that id."""
        row = self.database.execute("SELECT members FROM sets WHERE id = ?", (id,)).fetchone()
        return None if row is None else [str(one) for one in json.loads(row[0])]

    # --- recordings

    def create(
        self,
        runs: Sequence[Run],
        *,
        owner: str,
        steps: int,
        origin: str = "here",
        state: State = "queued",
        environment: Mapping[str, Any] | None = None,
    ) -> str:
        """A new recording that executes these runs as one batch; its uuid."""
        self.remember_all(runs)
        recording = uuid.uuid4().hex
        now = time.time()
        facts = (recording, origin, state, owner, steps, json.dumps(dict(environment or {})), now)
        with self.transaction() as database:
            database.execute(
                "INSERT INTO recordings (recording, origin, state, owner, steps, environment, created)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                facts,
            )
            database.executemany(
                "INSERT INTO members VALUES (?, ?, ?, '')",
                [(recording, member, run.id) for member, run in enumerate(runs)],
            )
        return recording

    def recording(self, recording: str) -> RecordingInfo:
        """The facts of a recording.

        Raises:
            NotFound: no recording has that uuid.
        """
        row = self.database.execute("SELECT * FROM recordings WHERE recording = ?", (recording,)).fetchone()
        if row is None:
            raise NotFound(f"Recording {recording[:40]} is not in this store.")
        return self._info(row)

    def recordings_of(self, run_id: str) -> list[RecordingInfo]:
        """All recordings in which a run is a member, newest first."""
        query = "SELECT * FROM recordings JOIN members USING (recording) WHERE run = ? ORDER BY created DESC"
        return [self._info(row) for row in self.database.execute(query, (run_id,)).fetchall()]

    def shown(self, run_id: str) -> RecordingInfo | None:
        """The recording that stands for a run: the newest complete local one, else the shipped, else an
        imported one, else the newest that has begun, else the newest."""
        row = self.database.execute(COMPLETE_FIRST, (run_id,)).fetchone()
        if row is not None:
            return self.recording(row[0])
        return next(iter(self.recordings_of(run_id)), None)

    def newest(self, limit: int) -> list[RecordingInfo]:
        """The newest recordings of all."""
        query = "SELECT * FROM recordings ORDER BY created DESC LIMIT ?"
        return [self._info(row) for row in self.database.execute(query, (limit,)).fetchall()]

    def active(self) -> list[RecordingInfo]:
        """Recordings that wait, compute or pause, oldest first."""
        query = (
            "SELECT * FROM recordings WHERE state IN ('queued', 'running', 'paused') ORDER BY created, rowid"
        )
        return [self._info(row) for row in self.database.execute(query).fetchall()]

    def move(self, recording: str, state: State, error: str | None = None) -> None:
        """Move a recording to another state.

        Raises:
            ValueError: the table of states has no such move.
        """
        with self.transaction() as database:
            _move(database, recording, state, error)

    def begin(self, recording: str, environment: Mapping[str, Any]) -> None:
        """A worker takes a recording up: it runs, in this environment."""
        with self.transaction() as database:
            _move(database, recording, "running", None)
            database.execute(
                "UPDATE recordings SET environment = ? WHERE recording = ?",
                (json.dumps(dict(environment)), recording),
            )

    def append(
        self,
        recording: str,
        chunk: Chunk,
        *,
        checkpoints: Mapping[int, bytes] = MappingProxyType({}),
        state: State | None = None,
        error: str | None = None,
    ) -> None:
        """Add the next chunk, and with it checkpoints and a change of state: all durable, or nothing."""
        with self.transaction() as database:
            database.execute("INSERT INTO chunks VALUES (?, ?, ?)", (recording, chunk.number, chunk.payload))
            database.execute(
                "UPDATE recordings SET rows = rows + ?, last_number = ?, last_step = max(last_step, ?),"
                " progress = ?, durations = ? WHERE recording = ?",
                (
                    chunk.rows,
                    chunk.number,
                    chunk.last_step,
                    chunk.progress,
                    json.dumps(dict(chunk.durations)),
                    recording,
                ),
            )
            database.executemany(
                "INSERT INTO marks VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (recording, m.member, m.name, m.step, m.at, json.dumps(dict(m.values)))
                    for m in chunk.marks
                ],
            )
            database.executemany(
                "UPDATE members SET digest = ? WHERE recording = ? AND member = ?",
                [(digest, recording, member) for member, digest in enumerate(chunk.digests)],
            )
            database.executemany(
                "INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?)",
                [(recording, step, payload) for step, payload in checkpoints.items()],
            )
            if state is not None:
                _move(database, recording, state, error)

    def chunks(self, recording: str, after: int = -1, limit: int | None = None) -> list[tuple[int, bytes]]:
        """Numbers and parcels of the chunks after one, in order."""
        query = (
            "SELECT number, payload FROM chunks WHERE recording = ? AND number > ? ORDER BY number LIMIT ?"
        )
        return list(self.database.execute(query, (recording, after, -1 if limit is None else limit)))

    def marks(self, recording: str, member: int = 0) -> list[Mark]:
        """A member's marks, in the order in which they became known."""
        query = "SELECT * FROM marks WHERE recording = ? AND member = ? ORDER BY rowid"
        rows = self.database.execute(query, (recording, member)).fetchall()
        return [Mark(r["name"], r["step"], r["at"], r["member"], json.loads(r["detail"])) for r in rows]

    def checkpoints(self, recording: str) -> list[int]:
        """Steps at which there is a checkpoint."""
        query = "SELECT step FROM checkpoints WHERE recording = ? ORDER BY step"
        return [row[0] for row in self.database.execute(query, (recording,))]

    def checkpoint(self, recording: str, step: int) -> bytes:
        """The checkpoint at a step.

        Raises:
            NotFound: there is none at that step.
        """
        query = "SELECT payload FROM checkpoints WHERE recording = ? AND step = ?"
        row = self.database.execute(query, (recording, step)).fetchone()
        if row is None:
            raise NotFound(f"Recording {recording} has no checkpoint at step {step}.")
        return bytes(row[0])

    def thin_checkpoints(self, recording: str, keep: Sequence[int]) -> None:
        """Remove the checkpoints at steps other than these."""
        gone = set(self.checkpoints(recording)) - set(keep)
        with self.transaction() as database:
            database.executemany(
                "DELETE FROM checkpoints WHERE recording = ? AND step = ?",
                [(recording, step) for step in gone],
            )

    def _info(self, row: sqlite3.Row) -> RecordingInfo:
        query = "SELECT run, digest FROM members WHERE recording = ? ORDER BY member"
        members = self.database.execute(query, (row["recording"],)).fetchall()
        return RecordingInfo(
            recording=row["recording"],
            origin=row["origin"],
            state=row["state"],
            owner=row["owner"],
            members=tuple(member[0] for member in members),
            rows=row["rows"],
            number=row["last_number"],
            last_step=row["last_step"],
            progress=row["progress"],
            steps=row["steps"],
            digests=tuple(member[1] for member in members),
            environment=json.loads(row["environment"]),
            durations=json.loads(row["durations"]),
            error=row["error"],
            created=row["created"],
            started=row["started"],
            ended=row["ended"],
        )


def _move(database: sqlite3.Connection, recording: str, state: State, error: str | None) -> None:
    row = database.execute("SELECT state FROM recordings WHERE recording = ?", (recording,)).fetchone()
    if row is None:
        raise NotFound(f"Recording {recording[:40]} is not in this store.")
    states.check(row[0], state)
    now = time.time()
    started, ended = (now if state == "running" else None), (now if state in states.FINAL else None)
    database.execute(
        "UPDATE recordings SET state = ?, error = ?, started = coalesce(started, ?), ended = ?"
        " WHERE recording = ?",
        (state, error, started, ended, recording),
    )
