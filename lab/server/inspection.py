"""Now and then the server looks whether what is stored is still what was recorded."""

import asyncio
import contextlib
import logging

from lab.contract.errors import LabError
from lab.runs.read.sound import Damaged, check_sound
from lab.runs.store.log import Log

PAUSE = 60.0
"""Seconds between two recordings."""
NEXT = "SELECT recording FROM recordings WHERE state = 'done' AND recording > ? ORDER BY recording LIMIT 1"

log = logging.getLogger("lab")


def inspect(store: Log, last: str) -> str:
    """Look at the recording after one, in the order of their uuids; its uuid, "" where the round is over."""
    rows = store.query(NEXT, (last,))
    if not rows:
        return ""
    recording = str(rows[0][0])
    with contextlib.suppress(Damaged):  # the log has it
        check_sound(store, store.recording(recording))
    return recording


async def inspect_all(store: Log) -> None:
    """Look, as long as the server lives."""
    last = ""
    while True:
        await asyncio.sleep(PAUSE)
        try:
            last = await asyncio.to_thread(inspect, store, last)
        except LabError as error:
            log.error("%s", error)
