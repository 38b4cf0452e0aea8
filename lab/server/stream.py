"""The newest chunks of one recording, encoded once for all who watch the same id."""

from collections import deque

from lab.runs.store.log import Log, RecordingInfo
from lab.server.chunks import encode

CHUNKS = 64
"""Chunks that are kept encoded: six seconds of a worker."""

BYTES = 8_000_000
"""Bytes that are kept encoded, beyond the newest chunk."""


class Behind(Exception):
    """The chunk after a viewer's cursor is no longer kept: read the history again."""


class Stream:
    """A ring of encoded chunks; whoever reads from it brings a cursor of their own."""

    def __init__(self, log: Log, id: str, watched: frozenset[str], info: RecordingInfo) -> None:
        self._log = log
        self._names = (id, info.recording, info.members, watched)
        self._ring: deque[bytes] = deque()
        self._bytes = 0
        self._first = info.number + 1

    @property
    def last(self) -> int:
        """Number of the newest chunk known here."""
        return self._first + len(self._ring) - 1

    def grow(self) -> None:
        """Take what the log has got since."""
        while rows := self._read(self.last, CHUNKS):
            self._ring.extend(rows)
            self._bytes += sum(map(len, rows))
            self._trim()

    def after(self, cursor: int) -> bytes | None:
        """The chunk after a viewer's cursor; None when there is nothing newer.

        Raises:
            Behind: it is too old to be kept here.
        """
        if self.last - CHUNKS <= cursor < self._first - 1:
            self._reach(cursor)
        if cursor + 1 < self._first:
            raise Behind
        return self._ring[cursor + 1 - self._first] if cursor < self.last else None

    def _reach(self, cursor: int) -> None:
        """Let the ring begin earlier, for a viewer who comes back or comes late."""
        older = self._read(cursor, self._first - 1 - cursor)
        self._ring.extendleft(reversed(older))
        self._bytes += sum(map(len, older))
        self._first -= len(older)
        self._trim()

    def _trim(self) -> None:
        while len(self._ring) > CHUNKS or (self._bytes > BYTES and len(self._ring) > 1):
            self._bytes -= len(self._ring.popleft())
            self._first += 1

    def _read(self, after: int, limit: int) -> list[bytes]:
        id, recording, batch, watched = self._names
        rows = self._log.chunks(recording, after, limit)
        return [encode(payload, id, recording, batch, watched) for _, payload in rows]
