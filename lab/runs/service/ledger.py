"""The log as the supervisor keeps it: nothing computes there without a worker, and there is room for more."""

import asyncio
import logging

from lab.contract.errors import NotFound
from lab.runs.store import wake
from lab.runs.store.database import StoreError
from lab.runs.store.log import Log
from lab.runs.store.prune import prune
from lab.runs.store.states import ACTIVE
from lab.runs.work import limits

RETRY_SECONDS = 1.0
"""Until what a full store refused is written again."""
journal = logging.getLogger("lab")


class Ledger:
    """Ends recordings, removes old ones, and rings for whoever watches."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def end(self, recording: str, how: str) -> None:
        """What has no worker any more is interrupted, if it did not end by itself."""
        try:
            if self._log.recording(recording).state in ACTIVE:
                self._log.move(recording, "interrupted", how)
                self.ring(recording)
        except NotFound:
            return
        except StoreError as error:
            journal.error("%s Tried again in %g s.", error, RETRY_SECONDS, extra={"recording": recording})
            asyncio.get_running_loop().call_later(RETRY_SECONDS, self.end, recording, how)

    def make_room(self) -> None:
        """Remove what may go while the store is over its limit."""
        try:
            for recording in prune(self._log, limits.store_bytes()):
                self.ring(recording)
        except StoreError as error:
            journal.error("%s", error)

    def check_room(self) -> None:
        """Refuse more where the store is full of what has to stay.

        Raises:
            OverLimit: how much it holds, and may hold.
        """
        self.make_room()
        limits.check_store(self._log)

    def ring(self, recording: str) -> None:
        """Something has happened to a recording."""
        wake.ring(self._log.path.parent, recording)
