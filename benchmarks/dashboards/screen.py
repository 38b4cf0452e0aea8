"""A tool's page in real Chromium: when it shows which row, what it asks for, how many spikes it draws."""

import base64
import io
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image
from playwright.sync_api import Error, Page, sync_playwright

from benchmarks.dashboards.tools import Served, Tool
from benchmarks.dashboards.training import SPIKES
from tests.chromium import ARGUMENTS, executable

HOOKS = Path(__file__).with_name("seen.js")
DARK = 45
"""How much darker than its surroundings a curve is, of 255; lines of a grid are less."""
BAND = (0.35, 0.65)
"""The part of the picture's height that only spikes cross."""
NEAR = 0.04
"""Of the picture's width: how far from its place a spike may be drawn, since axes have margins."""


@dataclass
class Socket:
    """A web socket of the page, and the frames that it sent, each with its time in seconds since 1970."""

    url: str
    protocols: tuple[str, ...] = ()
    sent: list[tuple[float, str | bytes]] = field(default_factory=list)


@dataclass
class Request:
    """A request of the page."""

    at: float
    method: str
    url: str
    headers: dict[str, str]
    body: str


class Traffic:
    """All that a page sends, and how many bytes it gets: answers as on the wire, frames uncompressed."""

    def __init__(self, page: Page) -> None:
        self.received = 0.0
        self.requests: list[Request] = []
        self.sockets: dict[str, Socket] = {}
        devtools = page.context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.on("Network.requestWillBeSent", self._asked)
        devtools.on("Network.loadingFinished", self._answered)
        devtools.on("Network.webSocketCreated", self._opened)
        devtools.on("Network.webSocketWillSendHandshakeRequest", self._shaken)
        devtools.on("Network.webSocketFrameSent", self._spoke)
        devtools.on("Network.webSocketFrameReceived", self._heard)

    def _asked(self, event: dict[str, Any]) -> None:
        asked = event["request"]
        if asked["url"].startswith("http"):
            headers, body = asked["headers"], asked.get("postData", "")
            self.requests.append(Request(event["wallTime"], asked["method"], asked["url"], headers, body))

    def _answered(self, event: dict[str, Any]) -> None:
        self.received += event["encodedDataLength"]

    def _opened(self, event: dict[str, Any]) -> None:
        self.sockets[event["requestId"]] = Socket(event["url"])

    def _shaken(self, event: dict[str, Any]) -> None:
        headers = {name.lower(): value for name, value in event["request"]["headers"].items()}
        protocols = headers.get("sec-websocket-protocol", "")
        self.sockets[event["requestId"]].protocols = tuple(filter(None, protocols.split(", ")))

    def _spoke(self, event: dict[str, Any]) -> None:
        self.sockets[event["requestId"]].sent.append((time.time(), _payload(event)))

    def _heard(self, event: dict[str, Any]) -> None:
        self.received += len(_payload(event))


def _payload(event: dict[str, Any]) -> str | bytes:
    frame = event["response"]
    data: str = frame["payloadData"]
    return base64.b64decode(data) if frame["opcode"] == 2 else data


@contextmanager
def opened(tool: Tool) -> Iterator[tuple[Page, Traffic]]:
    """An empty page with our hooks, in a browser without WebGL, which a headless one only emulates."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(), args=[*ARGUMENTS, "--disable-3d-apis"]
        )
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        kept = "".join(
            f"localStorage.setItem({json.dumps(k)}, {json.dumps(v)});" for k, v in tool.storage.items()
        )
        drawn = f"window.rivalsDrawn = {json.dumps(tool.drawn)};"
        page.add_init_script(kept + drawn + HOOKS.read_text(encoding="utf-8"))
        yield page, Traffic(page)
        browser.close()


def seen(page: Page) -> list[tuple[float, int]]:
    """When the page showed which newest step: seconds since 1970, and the step."""
    return [(at / 1000, int(step)) for at, step in page.evaluate("rivals.seen")]


def shown(page: Page, served: Served, step: int, patience: float) -> float:
    """Open a tool's page: seconds until it shows a step.

    Raises:
        TimeoutError: it does not in so many seconds, and what is seen instead.
    """
    began = time.time()
    crashed: list[Page] = []
    page.on("crash", lambda page: crashed.append(page))
    page.set_default_timeout(1000 * patience)
    try:
        page.goto(served.url, wait_until="commit")
        while time.time() < began + patience and not crashed:
            for at, newest in seen(page):
                if newest >= step:
                    return at - began
            page.wait_for_timeout(100)
    except Error as error:
        raise TimeoutError(f"no picture: {str(error).splitlines()[0]}") from None
    if crashed:
        raise TimeoutError("no picture: the tab ran out of memory")
    raise TimeoutError(f"no picture after {patience:.0f} s")


def delays(
    times: npt.NDArray[np.float64], looks: list[tuple[float, int]], start: float, stop: float
) -> npt.NDArray[np.float64]:
    """Seconds from each row's writing to the first look that had it; rows written from `start` to `stop`.

    `times` has rows (step, seconds since 1970). A row that no look has had yet counts from its writing to the
    last look, if that is longer than the longest that was seen: a page that stopped does not look quick.
    """
    found, open_ = [], []
    for step, written in times:
        if start <= written <= stop:
            sights = [at for at, newest in looks if newest >= step]
            (found if sights else open_).append((sights[0] if sights else stop) - written)
    longest = max(found, default=0.0)
    return np.array(found + [delay for delay in open_ if delay > longest])


def spikes_drawn(page: Page, tool: Tool) -> int:
    """How many of the planted spikes are in the picture."""
    page.wait_for_timeout(1000)  # what fades in or moves has come to rest
    return spikes_in(page.locator(tool.plot).first.screenshot())


def spikes_in(picture: bytes) -> int:
    """The spikes in a PNG of a chart whose curve lies low but for them: how many places have one."""
    grey = np.asarray(Image.open(io.BytesIO(picture)).convert("L"), dtype=np.int64)
    height, width = grey.shape
    band = grey[int(BAND[0] * height) : int(BAND[1] * height)]
    paper = np.median(band, axis=1, keepdims=True)
    dark = (paper - band > DARK).mean(axis=0) > 0.8
    centres = (np.arange(SPIKES) + 0.5) / SPIKES
    return sum(
        bool(dark[int(max(0, centre - NEAR) * width) : int((centre + NEAR) * width)].any())
        for centre in centres
    )
