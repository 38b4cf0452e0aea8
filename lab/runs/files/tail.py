"""Following the spools of a lab: what trainings write comes into its log while they run."""

import logging
from pathlib import Path

from lab.contract.errors import BadInput, LabError
from lab.runs.files import own
from lab.runs.format import spool
from lab.runs.format.spool import Header, Place
from lab.runs.store.log import Log

LOGGER = logging.getLogger("lab")


class Tail:
    """The end of one spool: each look reads what has come since the last."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._size = -1
        self._place: Place | None = None
        self._header: Header | None = None
        self._over = False

    def look(self, log: Log) -> None:
        """Bring what is new into the log, and the end of a process that wrote none.

        Raises:
            BadInput: as `own.bring`; it is not read again before it has grown.
            NotFound, StoreError, OSError: as `own.bring`.
        """
        size = self.path.stat().st_size
        living = self._header is None or own.alive(self._header, self.path)
        if size == self._size and (living or self._over):
            return None
        try:
            part = spool.read(self.path, self._place)
        except BadInput:
            self._size, self._over = size, True
            raise
        living = own.alive(part.header, self.path)
        if own.take(log, part, living) is None:
            self._place = None
            return self.look(log)
        self._size, self._place, self._header = size, part.next, part.header
        self._over = part.end is not None or not living
        return None


class Tails:
    """All spools of this lab. Of one that cannot be read the reason is said once."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._tails: dict[Path, Tail] = {}
        self._said: dict[Path, str] = {}

    def look(self) -> None:
        """Bring what is new of every spool into the log."""
        for path in own.spools():
            tail = self._tails.setdefault(path, Tail(path))
            try:
                tail.look(self._log)
            except FileNotFoundError:  # its own process has put it into the store
                del self._tails[path]
            except (LabError, OSError) as error:
                if self._said.get(path) != str(error):
                    LOGGER.warning("%s is not in the store: %s", path.name, error)
                self._said[path] = str(error)
