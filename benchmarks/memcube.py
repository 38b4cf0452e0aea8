"""The MemCube graph in figures: `python benchmarks/memcube.py [run] [bytes] [frames]`.

`run`: the default example, six policies of 2 000 events on real tensors, one thread: CPU seconds of all, and
until the first row. `bytes`: what twenty new nodes take on their way to the page, beyond 1 500 nodes.
`frames`: intervals between frames in real Chromium while such a graph plays, and what the ring takes of them.
"""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import numpy as np
import torch
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))  # for `tests`, which starts the server

from lab import experiments
from lab.contract.training import Frame, Training
from tests.chromium import ARGUMENTS, executable
from tests.serving import Server

MEMCUBE = experiments.find("memcube")
LARGE: dict[str, Any] = {"policies": ["scheduler"], "cubes": 256, "events": 9000, "update_share": 0.1}
NODES, NEW = 1500, 20
SECONDS = 6
WATCH = """seconds => new Promise(done => {
    const times = [];
    const tick = now => {
        times.push(now);
        if (now - times[0] < 1000 * seconds) requestAnimationFrame(tick);
        else done(times.slice(1).map((time, i) => time - times[i]));
    };
    requestAnimationFrame(tick);
})"""

PAINTING = """async () => {
    const loaded = performance.getEntriesByType("resource");
    const { GraphView } = await import(loaded.find(({ name }) => name.includes("memcube/graph.js")).name);
    const { place } = GraphView.prototype;
    window.painting = [];
    GraphView.prototype.place = function () {
        const start = performance.now();
        place.call(this);
        if (performance.now() - start > 0.5) window.painting.push(performance.now() - start);
    };
}"""
"""Keeps how long the ring takes where it is drawn anew, in ms, without what the browser paints afterwards."""


def rows(training: Training) -> Iterator[Frame]:
    """All frames of a training."""
    with suppress(StopIteration):
        while True:
            if frame := training.step():
                yield frame


def run() -> None:
    """CPU seconds of the default example."""
    begin, first = time.process_time(), 0.0
    for policy in MEMCUBE.preset("default").fields["policies"]:
        start = time.process_time()
        config = MEMCUBE.configure("default", device="cpu", policies=(policy,))
        answers, last = [], {}
        for frame in rows(MEMCUBE.train([config])):
            first, last = first or time.process_time() - begin, frame.scalars
            answers.append(last["correct"])
        paid, right = last["flops"] / last["oracle"], np.nanmean(answers)
        spent = time.process_time() - start
        print(f"{policy:12} {spent:5.1f} s, {right:.4f} right, {paid:.3f} of the least")
    print(f"all          {time.process_time() - begin:5.1f} s of CPU; first row after {first:.2f} s")


def size() -> None:
    """Bytes of the updates that bring twenty nodes each, once the graph has 1 500."""
    nodes, new, update, sizes, alone = 0, 0, [], [], []
    for frame in rows(MEMCUBE.train([MEMCUBE.configure("default", device="cpu", **LARGE)])):
        update += frame.graph
        came = sum(len(change.get("nodes", ())) for change in frame.graph)
        nodes, new = nodes + came, new + came
        if new >= NEW:
            if nodes >= NODES:
                sizes.append(_bytes(update) * NEW / new)
                came_only = [{k: one[k] for k in ("nodes", "edges") if k in one} for one in update]
                alone.append(_bytes(came_only) * NEW / new)
            new, update = 0, []
    bare = f"{NEW} new nodes of {nodes:,} and their edges: median {median(alone):,.0f}"
    print(f"{bare}, most {max(alone):,.0f} bytes")
    told = f"median {median(sizes):,.0f}, most {max(sizes):,.0f} bytes"
    print(f"with all reads and log entries between them: {told}")


def _bytes(update: list[Any]) -> int:
    return len(json.dumps(update, separators=(",", ":")).encode())


def frames() -> None:
    """Frame intervals while a graph of 1 500 nodes plays."""
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder) / "home") as server:
        body = {"experiment": "memcube", "preset": "default", "fields": LARGE}
        answer = server.http.post("/runs", json=body).raise_for_status().json()
        while server.http.get(f"/runs/{answer['id']}").json()["recordings"][0]["state"] != "done":
            time.sleep(0.5)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"{server.url}/memcube?run={answer['id']}&step=7300")
            _watch(page)
            browser.close()


def _watch(page: Page) -> None:
    count = "plot => plot.data.slice(10).reduce((sum, { x }) => sum + x.length, 0)"  # those before are lines
    plot, ring = page.locator(".lab-plot").first, page.locator(".lab-ring")
    page.wait_for_function("() => document.querySelector('.lab-name')", timeout=90_000)
    ring.focus()
    for key in ("ArrowRight", "Enter", "+"):
        ring.press(key)
    name = page.locator(".lab-chosen h2:not(:empty)")
    name.wait_for()
    chosen, before = name.inner_text(), plot.evaluate(count)
    page.evaluate(PAINTING)
    page.locator(".lab-run").click()
    intervals = page.evaluate(WATCH, SECONDS)
    painting, after = page.evaluate("window.painting"), plot.evaluate(count)
    print(f"{before} … {after} points drawn: frames every {median(intervals):.0f} ms in the median, ", end="")
    print(f"{quantiles(intervals, n=20)[-1]:.0f} ms at 95 %; choice kept: {name.inner_text() == chosen}")
    print(f"the ring itself: {median(painting):.1f} ms in the median, {max(painting):.1f} ms at most")


if __name__ == "__main__":
    torch.set_num_threads(1)
    parts = {"run": run, "bytes": size, "frames": frames}
    for name in sys.argv[1:] or parts:
        parts[name]()
