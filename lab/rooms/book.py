"""Rooms in the store: each an append-only log, whose events are durable when they are answered."""

import hmac
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lab.contract.errors import NotFound, OverLimit
from lab.rooms import names
from lab.rooms.room import Room, replayed
from lab.rooms.words import Event, Opened, Role, Step, read, written
from lab.runs.store.database import Store

KEPT_DAYS = 30
"""A room and all its votes are deleted so long after it was opened."""
ROOMS = 200
"""Rooms that a store keeps; who opens one more is refused."""


@dataclass(frozen=True)
class Doors:
    """What a new room gives to who opens it: the code for phones, and two capabilities."""

    id: str
    code: str
    teacher: str
    stage: str


class Book:
    """The rooms of a store; threads may share it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._known: dict[str, tuple[int, Room]] = {}

    def open(self, steps: Sequence[Step], now: float | None = None) -> Doors:
        """A new room that asks these; rooms whose time has passed are deleted.

        Raises:
            OverLimit: there are too many.
        """
        now = time.time() if now is None else now
        self.forget(now)
        doors = Doors(names.secret()[:16], self._free_code(), names.secret(), names.secret())
        keys = (names.digest(doors.teacher), names.digest(doors.stage))
        with self._store.transaction() as database:
            (count,) = database.execute("SELECT count(*) FROM rooms").fetchone()
            if count >= ROOMS:
                raise OverLimit(f"There are {ROOMS} rooms already: try again tomorrow.")
            row = (doors.id, doors.code, *keys, now)
            database.execute(
                "INSERT INTO rooms (room, code, teacher, stage, opened) VALUES (?, ?, ?, ?, ?)", row
            )
            database.execute(
                "INSERT INTO room_events VALUES (?, 0, ?, ?)", (doors.id, now, written(Opened(tuple(steps))))
            )
        return doors

    def by_code(self, code: str) -> str:
        """The id of the room with that code.

        Raises:
            NotFound: there is none.
        """
        for row in self._store.query("SELECT room FROM rooms WHERE code = ?", (code[:5].upper(),)):
            return str(row[0])
        raise NotFound(f"There is no room {code[:5]}: look at its five letters again.")

    def code(self, id: str) -> str:
        """The code of a room.

        Raises:
            NotFound: there is no such room.
        """
        for row in self._store.query("SELECT code FROM rooms WHERE room = ?", (id,)):
            return str(row[0])
        raise NotFound("There is no such room, or it was deleted after its time.")

    def role(self, id: str, capability: str) -> Role:
        """Who comes with a capability.

        Raises:
            NotFound: it opens nothing here; a wrong room and a wrong capability look alike.
        """
        rows = self._store.query("SELECT teacher, stage FROM rooms WHERE room = ?", (id,))
        key = names.digest(capability)
        for row in rows:
            if hmac.compare_digest(key, row["teacher"]):
                return "teacher"
            if hmac.compare_digest(key, row["stage"]):
                return "stage"
        raise NotFound("There is no such room, or it was deleted after its time.")

    def room(self, id: str) -> Room:
        """The room as it is now.

        Raises:
            NotFound: there is no such room.
        """
        with self._lock:
            return self._newest(id)[1]

    def write(self, id: str, decide: Callable[[Room], Event | None]) -> Room:
        """The room after what is decided in view of it; None adds nothing. It is on disk when this returns.

        Raises:
            NotFound: there is no such room.
            LabError: what was wished is refused.
        """
        with self._lock, self._store.transaction() as database:
            number, room = self._newest(id)
            event = decide(room)
            if event is None:
                return room
            database.execute(
                "INSERT INTO room_events VALUES (?, ?, ?, ?)", (id, number, time.time(), written(event))
            )
        return self.room(id)

    def forget(self, now: float) -> None:
        """Delete the rooms whose time has passed."""
        with self._lock, self._store.transaction() as database:
            database.execute("DELETE FROM rooms WHERE opened < ?", (now - KEPT_DAYS * 24 * 3600,))
            self._known.clear()

    def _newest(self, id: str) -> tuple[int, Room]:
        """How many events a room has, and what they have made of it."""
        number, room = self._known.get(id, (0, Room()))
        rows = self._store.query(
            "SELECT event FROM room_events WHERE room = ? AND number >= ? ORDER BY number", (id, number)
        )
        if not number and not rows:
            raise NotFound("There is no such room, or it was deleted after its time.")
        newest = number + len(rows), replayed((read(row[0]) for row in rows), room)
        self._known[id] = newest
        return newest

    def _free_code(self) -> str:
        while True:
            code = names.code()
            if not self._store.query("SELECT 1 FROM rooms WHERE code = ?", (code,)):
                return code
