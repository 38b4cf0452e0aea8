"""A crowd before two trainings, for as long as is asked: `python benchmarks/endurance.py --crowd MINUTES`.

Two runs of `cnn-digits` train on a real server. A page in real Chromium watches one of them, alone for a
sixth of the time, then among clients that watch both. Printed at every tenth of the rest: resident memory of
the web process, and from a chunk's commit to its rows on the screen; at the end the chunks that came, those
that were left out, and what is to hold.
"""

import asyncio
import json
import tempfile
import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from playwright.sync_api import Page
from streams import SEEDS, Commits, Server, chromium, computing, opened, reached, times
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from lab.runs.format import parcel
from lab.runs.store.log import Log
from tests.serving import stocked

LOOKS = 10
STEPS = 1_000_000
"""More than are trained: both runs are stopped at the end."""
UNLIMITED = {
    name: "100000000"
    for name in ("LAB_MAX_SECONDS", "LAB_QUEUE_SECONDS", "LAB_MAX_RUN_MEGABYTES", "LAB_STORE_MEGABYTES")
}
GROWTH, ALONE, AMONG = 0.10, 100.0, 250.0
"""To hold: growth of the web process after the first look; milliseconds to paint, alone and among others."""


@dataclass
class Viewer:
    """A client: the newest chunk that it has of each recording, how many came and were left out."""

    newest: dict[str, int]
    came: int = 0
    missing: int = 0
    lost: list[str] = field(default_factory=list)

    def hear(self, frame: str | bytes) -> None:
        """Count what a frame brings."""
        if isinstance(frame, str):
            said = json.loads(frame)
            if said["type"] in ("resync", "refused", "bye"):
                self.lost.append(said["type"])
            return
        header, _ = parcel.unpack(frame)
        before = self.newest[header["recording"]]
        if header["number"] > before:
            self.missing += header["number"] - before - 1
            self.newest[header["recording"]], self.came = header["number"], self.came + 1


class Crowd:
    """So many viewers in a thread of their own, from the newest chunk on, to the end of a `with` block."""

    def __init__(self, server: Server, runs: dict[str, str], many: int) -> None:
        log = Log(server.home / "log.sqlite")
        newest = {recording: log.recording(recording).number for recording in runs.values()}
        self.viewers = [Viewer(dict(newest)) for _ in range(many)]
        self._server = server
        self._watch = json.dumps({"watch": {id: {uuid: newest[uuid]} for id, uuid in runs.items()}})
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._all()))

    async def _all(self) -> None:
        self._loop = asyncio.get_running_loop()
        tasks = [asyncio.create_task(self._follow(viewer)) for viewer in self.viewers]
        await self._over.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _follow(self, viewer: Viewer) -> None:
        try:
            async with connect(self._server.live, origin=self._server.url, max_size=None) as socket:
                await socket.send(self._watch)
                async for frame in socket:
                    viewer.hear(frame)
        except (OSError, ConnectionClosed) as error:
            viewer.lost.append(str(error))
            return
        viewer.lost.append("closed")

    def __enter__(self) -> "Crowd":
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()


def main(minutes: float, many: int) -> None:
    """Print a Markdown table, a row a look, and what is to hold."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(Server(stocked(folder / "home"), **UNLIMITED))
        settings = [{"steps": STEPS, "seed": next(SEEDS)} for _ in range(2)]
        started = [stack.enter_context(computing(server, given, preset="cnn-digits")) for given in settings]
        runs = {id: recording for id, recording, _ in started}
        page = opened(stack.enter_context(chromium()))
        query = "&".join(f"{name}={value}" for name, value in settings[0].items())
        page.goto(f"{server.url}/adam-spikes?preset=cnn-digits&{query}")
        reached(page, "painted")
        commits = stack.enter_context(Commits(server, started[0][1]))
        alone = _painted(page, commits, minutes * 10)
        with Crowd(server, runs, many - 1) as crowd:
            rows = _looks(server, page, commits, minutes * 50)
    print(_verdict(alone, rows, crowd.viewers))


def _looks(server: Server, page: Page, commits: Commits, seconds: float) -> list[tuple[float, list[float]]]:
    """Of each look the web process in MB, and delays in milliseconds."""
    print("| minute | web process, MB | write to paint, median and 95 % | chunks |\n|---|---|---|---|")
    rows = []
    for look in range(1, LOOKS + 1):
        delays = _painted(page, commits, seconds / LOOKS)
        rows.append((server.memory / 1e6, delays))
        median, high = np.percentile(delays, [50, 95])
        at = f"{look * seconds / LOOKS / 60:.1f}"
        print(f"| {at} | {rows[-1][0]:.0f} | {median:.0f} ms, {high:.0f} ms | {len(delays)} |", flush=True)
    return rows


def _painted(page: Page, commits: Commits, seconds: float) -> list[float]:
    """Milliseconds from commit to paint, of the chunks committed in so many seconds from now."""
    commits.times.clear()
    page.wait_for_timeout(1000 * seconds)
    return commits.delays(times(page, "painted"))


def _verdict(alone: list[float], rows: list[tuple[float, list[float]]], viewers: list[Viewer]) -> str:
    """What is to hold, and what was measured of it."""
    growth = rows[-1][0] / rows[0][0] - 1
    among = [delay for _, delays in rows for delay in delays]
    first, then = (float(np.percentile(delays, 95)) for delays in (alone, among))
    came, missing = (sum(getattr(viewer, name) for viewer in viewers) for name in ("came", "missing"))
    lost = [word for viewer in viewers for word in viewer.lost]
    return "\n".join(
        [
            f"gaps: {missing} of {came + missing} chunks, lines lost {lost or 0} (to hold: 0)",
            f"web process: {growth:+.1%} after the first look (to hold: below {GROWTH:.0%})",
            f"write to paint, 95 %, 1 viewer: {first:.0f} ms (to hold: below {ALONE:.0f})",
            f"write to paint, 95 %, {len(viewers) + 1} viewers: {then:.0f} ms (to hold: below {AMONG:.0f})",
        ]
    )
