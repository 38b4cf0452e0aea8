"""The log: every run, recording, chunk, mark and checkpoint. One `Log` may be shared by threads."""

import json
import sqlite3
import time
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lab.contract.errors import NotFound
from lab.contract.settings import home
from lab.contract.training import Mark
from lab.runs.format import parcel
from lab.runs.names.specification import Run, set_id
from lab.runs.store import states
from lab.runs.store.facts import RecordingInfo
from lab.runs.store.register import Register
from lab.runs.store.states import State

__all__ = ["Log", "RecordingInfo"]

SHOWN = """
    SELECT recording FROM members JOIN recordings USING (recording)
    WHERE run = ? AND (started IS NOT NULL OR state = 'done')
    ORDER BY CASE WHEN state = 'done' AND origin = 'here' THEN 0 WHEN origin = 'shipped' THEN 1
             WHEN state IN ('queued', 'running', 'paused') THEN 2 WHEN origin = 'imported' THEN 3 ELSE 4 END,
             created DESC LIMIT 1
"""
NOTHING: Mapping[Any, Any] = MappingProxyType({})


class Log(Register):
    """The store of runs, `LAB_HOME/log.sqlite` unless told otherwise.

    Raises:
        Refused: it would lie on a network file system.
        LabError: it cannot be opened, or is of a newer version.
    """

    def __init__(self, path: Path | None = None) -> None:
        super().__init__(path if path is not None else home() / "log.sqlite")

    # --- recordings

    def create(
        self,
        runs: Sequence[Run],
        *,
        owner: str,
        origin: str = "here",
        state: State = "queued",
        environment: Mapping[str, Any] = NOTHING,
        begun: Mapping[str, Any] | None = None,
        recording: str = "",
        steps: int | None = None,
    ) -> str:
        """A new recording that executes these runs as one batch; its uuid, which may be chosen.

        `steps` is for one whose settings do not say how many there will be; 0 is "nobody knows".
        """
        self.remember(*runs)
        recording, now = recording or uuid.uuid4().hex, time.time()
        if steps is None:
            steps = runs[0].experiment.cost(runs[0].config.resolved).steps
        started = now if state == "running" else None
        texts = [json.dumps(dict(fields)) if fields is not None else None for fields in (environment, begun)]
        facts = (recording, origin, state, owner, steps, *texts, now, started)
        with self.transaction() as database:
            database.execute(
                "INSERT INTO recordings (recording, origin, state, owner, steps, environment,"
                " begun, created, started) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                facts,
            )
            database.executemany(
                "INSERT INTO members (recording, member, run) VALUES (?, ?, ?)",
                [(recording, member, run.id) for member, run in enumerate(runs)],
            )
        return recording

    def recording(self, recording: str) -> RecordingInfo:
        """The facts of a recording.

        Raises:
            NotFound: no recording has that uuid.
        """
        for info in self._recordings("WHERE recording = ?", recording):
            return info
        raise NotFound(f"Recording {recording[:40]} is not in this store.")

    def recordings_of(self, run_id: str) -> list[RecordingInfo]:
        """All recordings in which a run is a member, newest first."""
        chosen = "WHERE recording IN (SELECT recording FROM members WHERE run = ?)"
        return list(self._recordings(f"{chosen} ORDER BY created DESC", run_id))

    def shown(self, run_id: str) -> RecordingInfo | None:
        """The recording to show of a run: its newest complete local one, else the shipped, else one that
        computes, else an imported one, else the newest that has begun."""
        return self.shown_of([run_id])[run_id]

    def shown_of(self, run_ids: Sequence[str]) -> dict[str, RecordingInfo | None]:
        """`shown` of many runs; one recording of many members is read once."""
        chosen = {run_id: self.query(SHOWN, (run_id,)) for run_id in run_ids}
        infos = {uuid: self.recording(uuid) for uuid in {rows[0][0] for rows in chosen.values() if rows}}
        return {run_id: infos[rows[0][0]] if rows else None for run_id, rows in chosen.items()}

    def knows(self, runs: Sequence[Run]) -> bool:
        """Whether this run or set can be looked up; a set can once one of its members is recorded."""
        id, ids = set_id(runs), [run.id for run in runs]
        if len(ids) == 1:
            return bool(self.query("SELECT 1 FROM runs WHERE run = ?", (id,)))
        if self.set_members(id) is None and any(self.shown_of(ids).values()):
            self.remember(*runs)
            self.remember_set(id, ids)
        return self.set_members(id) is not None

    def usable(self, run_id: str, owner: str = "", hidden: Collection[str] = ()) -> str | None:
        """Uuid of a recording that makes training this run needless: complete, or on its way.

        What a file says of it does not, nor what waits for somebody's click: of others than `owner` no
        recording that is paused counts, and none that is `hidden`.
        """
        select = "SELECT recording FROM members JOIN recordings USING (recording) WHERE run = ?"
        states = "state IN ('done', 'queued', 'running', 'paused') AND origin != 'imported'"
        others = "state != 'paused' AND recording NOT IN (SELECT value FROM json_each(?))"
        order = "ORDER BY state = 'done' DESC, created DESC LIMIT 1"
        chosen = f"{select} AND {states} AND (owner = ? OR {others}) {order}"
        rows = self.query(chosen, (run_id, owner, json.dumps(list(hidden))))
        return rows[0][0] if rows else None

    def newest(self, limit: int) -> list[RecordingInfo]:
        """The newest recordings of all."""
        return list(self._recordings("ORDER BY created DESC LIMIT ?", limit))

    def active(self) -> list[RecordingInfo]:
        """Recordings that wait, compute or pause, oldest first."""
        return list(self._recordings("WHERE state IN ('queued', 'running', 'paused') ORDER BY created"))

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
            self.surround(recording, environment)

    def surround(self, recording: str, environment: Mapping[str, Any]) -> None:
        """Keep the environment of a recording."""
        with self.transaction() as database:
            statement = "UPDATE recordings SET environment = ? WHERE recording = ?"
            database.execute(statement, (json.dumps(dict(environment)), recording))

    def begun(self, recording: str, facts: Mapping[str, Any]) -> None:
        """Keep how a branch's recording begins (see `RecordingInfo`)."""
        with self.transaction() as database:
            statement = "UPDATE recordings SET begun = ? WHERE recording = ?"
            database.execute(statement, (json.dumps(dict(facts)), recording))

    # --- what recordings hold

    def append(
        self,
        recording: str,
        number: int,
        payload: bytes,
        *,
        digests: Sequence[str] = (),
        durations: Mapping[str, float] = NOTHING,
        checkpoints: Mapping[int, bytes | None] = NOTHING,
        state: State | None = None,
        error: str | None = None,
    ) -> None:
        """Add chunk `number`, with its members' digests, checkpoints (None removes one) and a change of
        state: all of it durable, or nothing.

        Raises:
            ValueError: it is not the chunk that comes next.
        """
        header, arrays = parcel.unpack(payload)
        steps = arrays["column:step"]
        first, last = (int(steps[0]), int(steps[-1])) if len(steps) else (None, None)
        with self.transaction() as database:
            changed = database.execute(
                "UPDATE recordings SET rows = rows + ?, number = number + 1, progress = ?, durations = ?,"
                " last_step = coalesce(?, last_step) WHERE recording = ? AND number = ? - 1",
                (len(steps), header["progress"], json.dumps(dict(durations)), last, recording, number),
            )
            if changed.rowcount != 1:
                raise ValueError(f"chunk {number} of {recording} is not the one that comes next")
            database.execute(
                "INSERT INTO chunks VALUES (?, ?, ?, ?, ?)", (recording, number, first, last, payload)
            )
            _add_marks_and_snapshots(database, recording, header)
            database.executemany(
                "UPDATE members SET digest = ? WHERE recording = ? AND member = ?",
                [(digest, recording, member) for member, digest in enumerate(digests)],
            )
            _change_checkpoints(database, recording, checkpoints)
            if state is not None:
                _move(database, recording, state, error)

    def chunks(self, recording: str, after: int = -1, limit: int | None = None) -> list[tuple[int, bytes]]:
        """Numbers and parcels of the chunks after one, in order."""
        statement = "SELECT number, payload FROM chunks WHERE recording = ? AND number > ? ORDER BY number"
        rows = self.query(f"{statement} LIMIT ?", (recording, after, -1 if limit is None else limit))
        return [(row[0], row[1]) for row in rows]

    def chunk_range(self, recording: str, start: float, stop: float) -> tuple[int, int]:
        """Numbers of the first and last chunk with rows of the steps `start … stop`; (0, -1) if none has."""
        statement = "SELECT min(number), max(number) FROM chunks WHERE recording = ? AND last_step >= ?"
        (row,) = self.query(f"{statement} AND first_step <= ?", (recording, start, stop))
        return (0, -1) if row[0] is None else (row[0], row[1])

    def stored(self, recording: str) -> int:
        """Bytes of a recording's chunks and checkpoints."""
        sizes = "SELECT length(payload) AS size FROM {} WHERE recording = ?"
        both = f"{sizes.format('chunks')} UNION ALL {sizes.format('checkpoints')}"
        return int(self.query(f"SELECT coalesce(sum(size), 0) FROM ({both})", (recording, recording))[0][0])

    def snapshots(self, recording: str) -> dict[str, dict[int, int]]:
        """Name of each snapshot -> its steps -> the number of the chunk that holds it."""
        found: dict[str, dict[int, int]] = {}
        statement = "SELECT name, step, number FROM snapshots WHERE recording = ? ORDER BY name, step"
        for name, step, number in self.query(statement, (recording,)):
            found.setdefault(name, {})[step] = number
        return found

    def marks(self, recording: str, member: int | None = None, last: int | None = None) -> list[Mark]:
        """Marks of a member (None: of all) in the order in which they became known, up to chunk `last`."""
        chosen = "recording = ? AND member = coalesce(?, member) AND number <= coalesce(?, number)"
        rows = self.query(f"SELECT * FROM marks WHERE {chosen} ORDER BY rowid", (recording, member, last))
        return [Mark(r["name"], r["step"], r["at"], r["member"], json.loads(r["detail"])) for r in rows]

    def checkpoints(self, recording: str) -> list[int]:
        """Steps at which there is a checkpoint."""
        statement = "SELECT step FROM checkpoints WHERE recording = ? ORDER BY step"
        return [row[0] for row in self.query(statement, (recording,))]

    def checkpoint(self, recording: str, step: int) -> bytes:
        """The checkpoint at a step.

        Raises:
            NotFound: there is none at that step.
        """
        rows = self.query(
            "SELECT payload FROM checkpoints WHERE recording = ? AND step = ?", (recording, step)
        )
        if not rows:
            raise NotFound(f"Recording {recording} has no checkpoint at step {step}.")
        return bytes(rows[0][0])

    def _recordings(self, chosen: str, *values: Any) -> Iterator[RecordingInfo]:
        for row in self.query(f"SELECT * FROM recordings {chosen}", values):
            statement = "SELECT run, digest FROM members WHERE recording = ? ORDER BY member"
            yield RecordingInfo.read(row, self.query(statement, (row["recording"],)))


def _add_marks_and_snapshots(database: sqlite3.Connection, recording: str, header: dict[str, Any]) -> None:
    marks = [
        (
            recording,
            header["number"],
            mark["member"],
            mark["name"],
            mark["step"],
            mark["at"],
            json.dumps(mark["values"]),
        )
        for mark in header["marks"]
    ]
    database.executemany("INSERT INTO marks VALUES (?, ?, ?, ?, ?, ?, ?)", marks)
    snapshots = [
        (recording, snapshot["name"], snapshot["step"], header["number"]) for snapshot in header["snapshots"]
    ]
    database.executemany("INSERT INTO snapshots VALUES (?, ?, ?, ?)", snapshots)


def _change_checkpoints(
    database: sqlite3.Connection, recording: str, checkpoints: Mapping[int, bytes | None]
) -> None:
    for step, payload in checkpoints.items():
        database.execute("DELETE FROM checkpoints WHERE recording = ? AND step = ?", (recording, step))
        if payload is not None:
            database.execute("INSERT INTO checkpoints VALUES (?, ?, ?)", (recording, step, payload))


def _move(database: sqlite3.Connection, recording: str, state: State, error: str | None) -> None:
    row = database.execute("SELECT state FROM recordings WHERE recording = ?", (recording,)).fetchone()
    if row is None:
        raise NotFound(f"Recording {recording[:40]} is not in this store.")
    if row[0] == state:  # a worker and its supervisor may both see the same end
        return
    states.check(row[0], state)
    now = time.time()
    started, ended = (now if state == "running" else None), (now if state in states.FINAL else None)
    database.execute(
        "UPDATE recordings SET state = ?, error = ?, started = coalesce(started, ?), ended = ?"
        " WHERE recording = ?",
        (state, error, started, ended, recording),
    )
