"""The live connection in figures: `python benchmarks/live.py [PART …]`.

Parts: start, click, branch, paint, frames, viewers, tabs.

Real runs, a real server, real Chromium; a chunk's clock starts at the datagram that follows its commit.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from playwright.sync_api import Page
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streams import (
    HOOKS,
    SEEDS,
    Commits,
    Server,
    address,
    chromium,
    computing,
    fields,
    opened,
    reached,
    show,
    times,
    watched_by,
)

SECONDS = 8
"""How long each stream is watched."""
LONG = 30_000
"""Steps of a run that is long."""
CLICKS = 5


class Answering(Server):
    """A server that one goes to as soon as it answers, whatever it still has to do."""

    def _healthy(self, answer: httpx.Response) -> bool:
        return answer.is_success


def start(_: Server) -> None:
    """From the start of a server with an empty store to a recorded run on the screen of a new browser."""
    delays = []
    for _ in range(CLICKS):
        with tempfile.TemporaryDirectory() as directory, chromium() as browser:
            page = opened(browser)
            begun = time.time()
            with Answering(Path(directory) / "home") as server:
                page.goto(f"{server.url}/adam-spikes", wait_until="commit")
                page.locator(".lab-plot .scatterlayer path").first.wait_for()
                delays.append(1000 * (time.time() - begun))
    show("start of a new server to a recorded run on the screen", delays)


def click(server: Server) -> None:
    """From the click on Run to the first point on the screen."""
    delays = []
    with chromium() as browser:
        for _ in range(CLICKS):
            page = opened(browser)
            page.goto(address(server, fields()))
            page.locator(".lab-plot .main-svg").first.wait_for()
            page.locator(".lab-run").click()
            reached(page, "painted")
            delays.append(page.evaluate("labSeen.first - labSeen.clicked"))
            page.locator(".lab-stop").click()
            page.context.close()
    show("click to first live point painted", delays)


AFTER = """at => new Promise(done => {
    const shown = () => Number(document.querySelector(".lab-scrub input").value);
    const look = () => shown() > at
        ? done(performance.timeOrigin + performance.now() - labSeen.clicked)
        : requestAnimationFrame(look);
    look();
})"""


def branch(server: Server) -> None:
    """From the click on "what if" in the shipped recording to the first point of the branch's own."""
    delays = []
    with chromium() as browser:
        for i in range(CLICKS):
            page = opened(browser)
            page.goto(f"{server.url}/adam-spikes?preset=fnn-sin&at=spike-1&set=epsilon:{0.01 + i / 1000:.3f}")
            button = page.locator(".lab-ready button")
            button.wait_for()
            at = int(page.locator(".lab-scrub input").input_value())
            button.click()
            delays.append(page.evaluate(AFTER, at))
            page.context.close()
    show("click to a branch's first new point", delays)


def paint(server: Server) -> None:
    """From a chunk's commit to its rows on the screen, and script runs meanwhile."""
    runs = 0

    def count(frame: bytes | str) -> None:
        nonlocal runs
        message = ForwardMsg()
        message.ParseFromString(frame if isinstance(frame, bytes) else frame.encode())
        runs += message.WhichOneof("type") == "new_session"

    with chromium() as browser, computing(server) as (_, recording, given):
        page = opened(browser)
        page.on("websocket", lambda it: "_stcore" in it.url and it.on("framereceived", count))
        page.goto(address(server, given))
        reached(page, "painted")
        before = runs
        with Commits(server, recording) as commits:
            page.wait_for_timeout(1000 * SECONDS)
        show("write to paint", commits.delays(times(page, "painted")), f"{runs - before} script runs")
        show("write to receipt in the page", commits.delays(times(page, "arrived")))


INTERVALS = """seconds => new Promise((done) => {
    const [start, seen] = [performance.now(), []];
    let before = start;
    const look = (now) => {
        seen.push(now - before);
        before = now;
        if (now - start < 1000 * seconds) requestAnimationFrame(look);
        else done(seen.slice(1));
    };
    requestAnimationFrame(look);
})"""


def frames(server: Server) -> None:
    """Between two frames of the browser, 16.7 ms where none is missed: while densities play and another run
    computes, while a run streams to the page, and while one of 30 000 steps plays."""
    with chromium() as browser, computing(server):
        for title, path in (("one density", "bias-potential"), ("three densities", "density-gan")):
            page = opened(browser)
            page.goto(f"{server.url}/{path}?step=0")
            _play(page)
            show(f"frame to frame, {title} and a run", page.evaluate(INTERVALS, SECONDS))
            page.context.close()
    with chromium() as browser, computing(server) as (_, _, given):
        page = opened(browser)
        page.goto(address(server, given))
        reached(page, "painted")
        show("frame to frame, a run that streams", page.evaluate(INTERVALS, SECONDS))
    with chromium() as browser:
        given = {"seed": next(SEEDS), "steps": LONG}
        body = {"experiment": "adam-spikes", "preset": "quadratic", "fields": given}
        started = server.http.post("/runs", json=body).raise_for_status().json()
        while server.http.get(f"/runs/{started['id']}").json()["recordings"][0]["state"] != "done":
            time.sleep(0.2)
        page = opened(browser)
        page.goto(f"{server.url}/adam-spikes?run={started['id']}&step={LONG // 2}")
        _play(page)
        show(f"frame to frame, {LONG} steps", page.evaluate(INTERVALS, SECONDS))


def _play(page: Page) -> None:
    page.locator(".lab-plot .main-svg").first.wait_for()
    page.locator(".lab-run").click()


def viewers(server: Server) -> None:
    """From a chunk's commit to its receipt by 1, 10 and 50 viewers; bytes of a row; the server's memory."""
    for many in (1, 10, 50):
        with computing(server) as (id, recording, _), Commits(server, recording) as commits:
            received = asyncio.run(watched_by(server, many, id, recording, SECONDS))
            delays = [delay for seen, _, _ in received for delay in commits.delays(seen)]
        sizes = sum(size for _, size, _ in received) / max(1, sum(rows for _, _, rows in received))
        more = f"{sizes:.0f} bytes a row, {server.memory / 1e6:.0f} MB"
        show(f"write to receipt, {many} viewers", delays, more)


def tabs(server: Server) -> None:
    """Eight tabs of one browser that watch the same run."""
    given = fields()
    with chromium() as browser:
        context = browser.new_context()
        context.add_init_script(path=HOOKS)
        pages = [context.new_page() for _ in range(8)]
        for page in pages:
            page.goto(address(server, given))
            page.locator(".lab-run").wait_for()
        with computing(server, given) as (_, recording, _), Commits(server, recording) as commits:
            for page in pages:
                reached(page, "arrived")
            pages[0].wait_for_timeout(1000 * SECONDS)
        each = [commits.delays(times(page, "arrived")) for page in pages]
        live = sum(bool(delays) for delays in each)
        show(
            "write to receipt, 8 tabs of one browser",
            [one for delays in each for one in delays],
            f"{live} of 8 live",
        )


PARTS: dict[str, Callable[[Server], None]] = {
    part.__name__: part for part in (start, click, branch, paint, frames, viewers, tabs)
}


def main(names: list[str]) -> None:
    """Print a Markdown table of the parts that are named, or of all."""
    print("| what | median | 95th percentile | of | |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as directory, Server(Path(directory) / "home") as server:
        with computing(server):  # the first worker waits for the imports of all
            pass
        for name in names or list(PARTS):
            PARTS[name](server)
        print(f"| memory of the web process | {server.memory / 1e6:.0f} MB | | | |")


if __name__ == "__main__":
    main(sys.argv[1:])
