"""How long a run still takes, from how fast it has gone since it was last (re)started."""

import time

from lab.runs.store.log import RecordingInfo

SHORTEST = 0.5
"""Seconds to have seen before a pace is given."""


class Paces:
    """Where each running recording stood when it was first seen to run."""

    def __init__(self) -> None:
        self._since: dict[str, tuple[float, int]] = {}

    def seconds_left(self, info: RecordingInfo) -> float | None:
        """Seconds until the last step; None while it does not run, or not long enough to say."""
        if info.state != "running":
            self._since.pop(info.recording, None)
            return None
        now = time.monotonic()
        began, progress = self._since.setdefault(info.recording, (now, info.progress))
        if now - began < SHORTEST or info.progress <= progress:
            return None
        pace = (info.progress - progress) / (now - began)
        return round(max(0.0, (info.steps - info.progress) / pace), 1)
