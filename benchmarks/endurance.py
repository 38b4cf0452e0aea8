"""Does a page hold through a long run: `python benchmarks/endurance.py [STEPS]` (30 000 without a number).
And a server through a crowd: `… --crowd MINUTES [--viewers 50]` (crowded.py).

`cnn-digits` trains on a real server and is watched in real Chromium from the first step to the last. Printed
at every tenth of the run: what the tab's scripts hold after a garbage collection, elements of the page,
resident memory of the web process, and the interval between frames over five seconds; at the end how much
of the memory was added after the first tenth. The store keeps every row, the tab only what it draws.
"""

import argparse
import tempfile
from pathlib import Path

import crowded
import numpy as np
from playwright.sync_api import CDPSession, Page
from streams import Server, chromium, computing, opened

LOOKS = 10
WATCHED = """() => new Promise(done => {
    const seen = [];
    const look = at => {
        seen.push(at);
        if (at - seen[0] < 5000) requestAnimationFrame(look);
        else done(seen.slice(1).map((one, i) => one - seen[i]));
    };
    requestAnimationFrame(look);
})"""


def held(devtools: CDPSession) -> tuple[float, int]:
    """Megabytes that the tab's scripts hold, and nodes of its document."""
    devtools.send("HeapProfiler.collectGarbage")
    metrics = {one["name"]: one["value"] for one in devtools.send("Performance.getMetrics")["metrics"]}
    return metrics["JSHeapUsedSize"] / 1e6, int(metrics["Nodes"])


def shown(page: Page) -> int:
    """The step that the page shows."""
    return int(page.locator(".lab-scrub input").input_value())


def main(steps: int) -> None:
    """Print a Markdown table, a row a look."""
    with tempfile.TemporaryDirectory() as directory, Server(Path(directory) / "home") as server:
        given = {"steps": steps}
        with computing(server, given, preset="cnn-digits"), chromium() as browser:
            page = opened(browser)
            page.goto(f"{server.url}/adam-spikes?preset=cnn-digits&steps={steps}")
            page.locator(".lab-plot .main-svg").first.wait_for(timeout=60_000)
            devtools = page.context.new_cdp_session(page)
            devtools.send("Performance.enable")
            print("| step | tab, MB | nodes | web process, MB | frame interval, median and 95 % |")
            print("|---|---|---|---|---|")
            rows = []
            for look in range(1, LOOKS + 1):
                while shown(page) < min(look * steps // LOOKS, steps - 1):
                    page.wait_for_timeout(500)
                frames = np.percentile(page.evaluate(WATCHED), [50, 95])
                rows.append((*held(devtools), server.memory / 1e6, frames[0]))
                tab, nodes, web, _ = rows[-1]
                said = f"{frames[0]:.1f} ms, {frames[1]:.1f} ms"
                print(f"| {shown(page)} | {tab:.1f} | {nodes} | {web:.0f} | {said} |", flush=True)
    (first, *_, last), median = rows, np.median([row[3] for row in rows])
    print(f"added after the first tenth: tab {last[0] - first[0]:+.1f} MB, web {last[2] - first[2]:+.0f} MB")
    print(f"median frame interval: {median:.1f} ms (to hold: below 50)")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("steps", nargs="?", type=int, default=30_000)
    arguments.add_argument("--crowd", type=float, metavar="MINUTES", help="a crowd instead of a long run")
    arguments.add_argument("--viewers", type=int, default=50)
    asked = arguments.parse_args()
    if asked.crowd is None:
        main(asked.steps)
    else:
        crowded.main(asked.crowd, asked.viewers)
