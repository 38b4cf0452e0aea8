"""A first visit on a warm server: seconds until it answers and moves, bytes, and what a second page costs.

`python benchmarks/visit.py` starts a server with a store of its own, warms it with one visitor, and prints a
Markdown table for new visitors (an empty browser cache each) to the home page and to one page a group, each
followed by a second page. A page answers when its first drawing stands and a press of Pause shows; the press
is undone. Bytes are those on the wire, as Chromium counts them. Then the sizes of replays.
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
WATCHED = """() => {
  // home answers by links, when they are there; its question draws itself. A figure stands when a first state
  // is drawn, answers when its button, pressed once, shows it, and moves when a second state is drawn.
  const now = () => performance.now();
  const watch = () => {
    const past = document.querySelector(".lab-past");
    if (past && past.getAnimations().length) {
      window.answered ??= now();
      window.moved ??= now();
    }
    const stands = document.querySelector(".lab-plot .main-svg");
    const button = document.querySelector(".lab-run:enabled");
    if (stands && button && window.answered === undefined) {
      if (window.word === undefined) window.word = button.textContent;
      else if (button.textContent !== window.word) window.answered = now();
      if (window.answered === undefined) window.pressed ??= (button.click(), true);
      else button.click(); // and on
    }
    const scrub = stands && document.querySelector(".lab-scrub input");
    if (scrub && scrub.value !== window.first) {
      if (window.first !== undefined) window.moved ??= now();
      window.first ??= scrub.value;
    }
    if (window.moved === undefined || window.answered === undefined) requestAnimationFrame(watch);
  };
  watch();
}"""
OPENED = """() => window.moved !== undefined && window.answered !== undefined"""


def visit(page: Page, address: str) -> tuple[float, float]:
    """Seconds from the navigation's start until the page answers, and until something moves."""
    page.goto(address, wait_until="commit")
    page.wait_for_function(OPENED, timeout=60_000)
    answered, moved = page.evaluate("() => [window.answered, window.moved]")
    return answered / 1000, moved / 1000


def measured(browser: Browser, server: Server, path: str) -> tuple[float, ...]:
    """Of a new visitor's first page and of a second one: seconds until it answers and moves, bytes."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.add_init_script(f"({WATCHED})()")
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    counted = [0]
    wire.on("Network.loadingFinished", lambda one: counted.append(int(one["encodedDataLength"])))
    wire.on(
        "Network.webSocketFrameReceived",
        lambda one: counted.append(len(one["response"]["payloadData"])),
    )
    taken: list[float] = []
    for address in (path, SECOND):
        taken += visit(page, server.url + address)
        page.wait_for_load_state("networkidle")
        taken.append(sum(counted))
        counted.clear()
    context.close()
    return tuple(taken)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder) / "home") as server:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
            for path in PAGES:  # warm: modules imported, recordings in the store
                measured(browser, server, path)
            print("| page | answers after | moves after | bytes | then another answers | moves | bytes |")
            print("|---|---|---|---|---|---|---|")
            for path in PAGES:
                taken = list(zip(*(measured(browser, server, path) for _ in range(VISITS)), strict=True))
                answers, moves, size, then, on, more = (statistics.median(one) for one in taken)
                first = f"{answers:.2f} s | {moves:.2f} s | {size / 1e6:.2f} MB"
                print(f"| {path} | {first} | {then:.2f} s | {on:.2f} s | {more / 1e6:.2f} MB |", flush=True)
            browser.close()
        print("\n| replay file | bytes |\n|---|---|")
        for name, preset in REPLAYS:
            id = set_id(specify(name, preset).members)
            server.http.get(f"/{name}?preset={preset}")
            answer = server.http.get(f"/runs/{id}/export/html")
            print(f"| {name} {preset} | {len(answer.content) / 1e6:.2f} MB |")


if __name__ == "__main__":
    main()
