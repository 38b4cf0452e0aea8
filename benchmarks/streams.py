"""A run that streams, those who watch it, and when each chunk was committed, came and was painted."""

import asyncio
import itertools
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright
from websockets.asyncio.client import connect

sys.path.insert(0, str(Path(__file__).parent.parent))  # for `tests`, which starts the server

from lab.runs.format import parcel
from lab.runs.store.log import Log
from lab.runs.store.wake import Bell
from tests.chromium import ARGUMENTS, executable
from tests.serving import Server

SEEDS = itertools.count(1000)
HOOKS = Path(__file__).with_name("page.js")


def fields() -> dict[str, Any]:
    """Settings that nobody ran yet; the run outlasts its measurement and is stopped."""
    return {"seed": next(SEEDS), "steps": 20_000}


class Commits:
    """Times at which the chunks of a recording were committed, by number."""

    def __init__(self, server: Server, recording: str) -> None:
        self.times: dict[int, float] = {}
        self._log, self._recording = Log(server.home / "log.sqlite"), recording
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._listen)

    def _listen(self) -> None:
        with Bell(self._log.path.parent) as bell:
            while not self._end.is_set():
                if self._recording in bell.wait(0.2):
                    rung = time.time()
                    self.times.setdefault(self._log.recording(self._recording).number, rung)

    def __enter__(self) -> "Commits":
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._end.set()
        self._thread.join()

    def delays(self, seen: dict[int, float]) -> list[float]:
        """Milliseconds from commit to sight, of the chunks that have both."""
        return [1000 * (seen[number] - at) for number, at in self.times.items() if number in seen]


@contextmanager
def computing(
    server: Server, given: dict[str, Any] | None = None, preset: str = "fnn-sin"
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """A run that streams about ten chunks a second: its id, recording and settings."""
    given = given or fields()
    body = {"experiment": "adam-spikes", "preset": preset, "fields": given}
    answer = server.http.post("/runs", json=body).raise_for_status().json()
    yield answer["id"], answer["recordings"][0], given
    server.http.post(f"/runs/{answer['id']}/commands", json={"command": "stop"})


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser that the tests drive."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
        yield browser
        browser.close()


def opened(browser: Browser) -> Page:
    """A page with our hooks, in a profile of its own."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(path=HOOKS)
    return page


def address(server: Server, given: dict[str, Any]) -> str:
    """The page of these settings."""
    query = "&".join(f"{name}={value}" for name, value in given.items())
    return f"{server.url}/adam-spikes?preset=fnn-sin&{query}"


def reached(page: Page, what: str) -> None:
    """Wait until the first chunk has `arrived` or is `painted` (our policy forbids the page to evaluate)."""
    page.locator(f"html[data-lab-{what}]").wait_for(state="attached", timeout=60_000)


def times(page: Page, which: str) -> dict[int, float]:
    """What the hooks noted, in seconds since 1970 by chunk number."""
    return {int(number): at / 1000 for number, at in page.evaluate(f"labSeen.{which}").items()}


def show(what: str, milliseconds: list[float], more: str = "") -> None:
    """Print one row: median, 95th percentile, how many."""
    median, high = np.percentile(milliseconds, [50, 95]) if milliseconds else (np.nan, np.nan)
    print(f"| {what} | {median:.1f} ms | {high:.1f} ms | {len(milliseconds)} | {more} |", flush=True)


async def watched_by(
    server: Server, many: int, id: str, recording: str, seconds: float
) -> list[tuple[dict[int, float], int, int]]:
    """What so many viewers got of a run in so many seconds: when each chunk came, their bytes, their rows."""
    return list(await asyncio.gather(*(_viewer(server, id, recording, seconds) for _ in range(many))))


async def _viewer(
    server: Server, id: str, recording: str, seconds: float
) -> tuple[dict[int, float], int, int]:
    seen, size, rows = {}, 0, 0
    async with connect(server.live, origin=server.url, max_size=2**26) as socket:
        await socket.send(f'{{"watch": {{"{id}": {{"{recording}": -1}}}}}}')
        try:
            async with asyncio.timeout(seconds):
                async for data in socket:
                    if isinstance(data, bytes):
                        at = time.time()
                        header, _ = parcel.unpack(data)
                        seen[header["number"]] = at
                        size, rows = size + len(data), rows + header["rows"]
        except TimeoutError:
            return seen, size, rows
    return seen, size, rows
