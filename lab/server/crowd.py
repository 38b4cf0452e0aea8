"""Who waits for news of a room, how many may, and how often one address may ask for something."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable

from lab.contract.errors import LabError, OverLimit

BEAT = 2.5
"""Seconds between two words to a phone, which asks by itself after five without one."""
GATHER = 0.05
"""Seconds in which news are gathered: a class that votes at once is told once."""
PLACES = 1000
"""Addresses whose pace is remembered."""


class Crowd:
    """The streams that are open, by room; lives on the server's event loop."""

    def __init__(self) -> None:
        self._news: dict[str, asyncio.Event] = {}

    def ring(self, id: str) -> None:
        """Say that something has happened in a room."""
        if id in self._news:
            self._news.pop(id).set()

    async def told(self, id: str, look: Callable[[], "asyncio.Future[str]"]) -> AsyncIterator[str]:
        """What is seen of a room whenever it changes, as an event stream; a beat where nothing does."""
        last = ""
        while True:
            news = self._news.setdefault(id, asyncio.Event())
            try:
                seen = await look()
            except LabError:  # the seat was removed, or the room deleted: who asks again is told
                return
            yield f"data: {seen}\n\n" if seen != last else "event: beat\ndata:\n\n"
            last = seen
            try:
                await asyncio.wait_for(news.wait(), BEAT)
                await asyncio.sleep(GATHER)
            except TimeoutError:
                continue


class Pace:
    """At most so many in so many seconds for each address; a class shares one."""

    def __init__(self, most: int, seconds: float, sentence: str) -> None:
        self.most, self.seconds, self.sentence = most, seconds, sentence
        self._times: dict[str, deque[float]] = {}

    def take(self, address: str) -> None:
        """Count one.

        Raises:
            OverLimit: there were too many.
        """
        now = time.monotonic()
        if address not in self._times and len(self._times) >= PLACES:
            self._times.pop(next(iter(self._times)))
        times = self._times.setdefault(address, deque())
        while times and times[0] < now - self.seconds:
            times.popleft()
        if len(times) >= self.most:
            raise OverLimit(self.sentence)
        times.append(now)
