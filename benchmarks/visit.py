"""A first visit on a warm server: seconds until something moves, bytes, and what a second page costs.

`python benchmarks/visit.py` starts a server with a store of its own, warms it with one visitor, and prints a
Markdown table for new visitors (an empty browser cache each) to the home page and to one page a group, each
followed by a second page. Bytes are those on the wire, as Chromium counts them. Then the sizes of replays.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lab.runs.names.specification import set_id, specify
from tests.chromium import ARGUMENTS, executable
from tests.serving import Server

VISITS = 3
SECOND = "/condensation"
PAGES = ("/", "/adam-spikes", "/reason-or-memorize", "/bias-potential", "/memcube")
REPLAYS = (("adam-spikes", "fnn-sin"), ("condensation", "condense"), ("initialization-rate", "headline"))
MOVED = """() => {
  // home's question draws itself when it is there; a figure moves when a second state of it is drawn
  const watch = () => {
    const marks = document.querySelector(".lab-past");
    const plays = marks?.getAnimations().length;
    if (plays) window.moved ??= performance.now();
    const scrub = document.querySelector(".lab-plot .main-svg") && document.querySelector(".lab-scrub input");
    if (scrub && scrub.value !== window.first) {
      if (window.first !== undefined) window.moved ??= performance.now();
      window.first ??= scrub.value;
    }
    if (window.moved === undefined) requestAnimationFrame(watch);
  };
  watch();
}"""


def visit(page: Page, address: str) -> float:
    """Seconds from the navigation's start until something moves."""
    page.goto(address, wait_until="commit")
    page.wait_for_function("() => window.moved !== undefined", timeout=60_000)
    return float(page.evaluate("() => window.moved")) / 1000


def measured(browser: Browser, server: Server, path: str) -> tuple[float, int, float, int]:
    """Seconds and bytes of a new visitor's first page, and of a second one."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.add_init_script(f"({MOVED})()")
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    counted = [0]
    wire.on("Network.loadingFinished", lambda one: counted.append(int(one["encodedDataLength"])))
    wire.on(
        "Network.webSocketFrameReceived",
        lambda one: counted.append(len(one["response"]["payloadData"])),
    )
    first = visit(page, server.url + path)
    page.wait_for_load_state("networkidle")
    bytes_first = sum(counted)
    counted.clear()
    second = visit(page, server.url + SECOND)
    page.wait_for_load_state("networkidle")
    context.close()
    return first, bytes_first, second, sum(counted)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder) / "home") as server:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
            for path in PAGES:  # warm: modules imported, recordings in the store
                measured(browser, server, path)
            print(
                "| page | moves after | bytes | second page moves after | its bytes |\n|---|---|---|---|---|"
            )
            for path in PAGES:
                taken = list(zip(*(measured(browser, server, path) for _ in range(VISITS)), strict=True))
                first, size, second, more = (statistics.median(one) for one in taken)
                cells = f"{first:.2f} s | {size / 1e6:.2f} MB | {second:.2f} s | {more / 1e6:.2f} MB"
                print(f"| {path} | {cells} |", flush=True)
            browser.close()
        print("\n| replay file | bytes |\n|---|---|")
        for name, preset in REPLAYS:
            id = set_id(specify(name, preset).members)
            server.http.get(f"/{name}?preset={preset}")
            answer = server.http.get(f"/runs/{id}/export/html")
            print(f"| {name} {preset} | {len(answer.content) / 1e6:.2f} MB |")


if __name__ == "__main__":
    main()
