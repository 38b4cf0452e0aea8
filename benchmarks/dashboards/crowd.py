"""Many viewers as protocol clients: each opens the sockets of a page and repeats what the page sent."""

import asyncio
import contextlib
import itertools
import json
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from benchmarks.dashboards.screen import Request, Socket, Traffic
from benchmarks.dashboards.tools import Served

HOP = ("host", "connection", "content-length", "accept-encoding")
"""Headers that a client writes itself."""
COMING, SETTLING, QUIET = 10.0, 30.0, 0.5
"""Seconds in which all viewers come, one after another; until their first loads are over; of silence after
which an answer is over."""


class Script:
    """What one page did: `start` is when it had come to rest, `stop` when watching it ended."""

    def __init__(self, traffic: Traffic, served: Served, start: float, stop: float) -> None:
        place = urlsplit(served.url).netloc
        self.origin, self.length = f"http://{place}", stop - start
        self.sockets = [one for one in traffic.sockets.values() if urlsplit(one.url).netloc == place]
        self.requests = [
            (one.at - start, one)
            for one in traffic.requests
            if start <= one.at < stop and urlsplit(one.url).netloc == place
        ]
        self.start = start

    def opening(self, socket: Socket) -> list[tuple[float, str | bytes]]:
        """What it said first, and until it had come to rest: pauses in seconds, and frames."""
        sent = [(at, frame) for place, (at, frame) in enumerate(socket.sent) if at < self.start or not place]
        return [(at - sent[max(0, place - 1)][0], frame) for place, (at, frame) in enumerate(sent)]

    def repeated(self, socket: Socket) -> list[tuple[float, str | bytes]]:
        """What it says again and again: seconds from the start, and the frame."""
        return [
            (at - self.start, frame)
            for at, frame in socket.sent[1:]
            if self.start <= at < self.start + self.length
        ]


class Viewer:
    """One client; `received` are the bytes that came, `closed` why its line is."""

    def __init__(self, script: Script, phase: float) -> None:
        self.received, self.closed = 0, ""
        self._script, self._phase = script, phase

    async def watch(self, after: float) -> None:
        """Come in so many seconds, and do what the page did, until cancelled."""
        await asyncio.sleep(after)
        async with contextlib.AsyncExitStack() as stack:
            http = await stack.enter_async_context(httpx.AsyncClient(timeout=120))
            acts = [self._ask(http, self._script.requests)]
            for socket in self._script.sockets:
                line = await stack.enter_async_context(
                    connect(
                        socket.url,
                        origin=Origin(self._script.origin),
                        subprotocols=[Subprotocol(one) for one in socket.protocols] or None,
                        max_size=None,
                        open_timeout=SETTLING,
                    )
                )
                heard = asyncio.Event()
                acts += [self._hear(line, heard), self._speak(line, socket, heard)]
            await asyncio.gather(*acts)

    async def _hear(self, line: ClientConnection, heard: asyncio.Event) -> None:
        try:
            async for frame in line:
                self.received += len(frame)
                heard.set()
        except ConnectionClosed as closed:
            self.closed = str(closed)

    async def _speak(self, line: ClientConnection, socket: Socket, heard: asyncio.Event) -> None:
        with contextlib.suppress(ConnectionClosed):  # whoever hears knows why
            for pause, frame in self._script.opening(socket):
                await asyncio.sleep(pause)
                await line.send(await self._newest(frame))
                await _quiet(heard)
            async for frame in self._again(self._script.repeated(socket)):
                await line.send(frame)

    async def _newest(self, frame: str | bytes) -> str | bytes:
        """A page that comes now watches from what is newest now: in this lab's words, the chunk it has."""
        if not isinstance(frame, str) or not frame.startswith('{"watch"'):
            return frame
        async with httpx.AsyncClient(base_url=self._script.origin, timeout=SETTLING) as http:
            watched: dict[str, dict[str, int]] = json.loads(frame)["watch"]
            for id, cursors in watched.items():
                for known in (await http.get(f"/runs/{id}")).json()["recordings"]:
                    cursors |= {known["recording"]: known["number"]} if known["recording"] in cursors else {}
        return json.dumps({"watch": watched})

    async def _ask(self, http: httpx.AsyncClient, requests: Sequence[tuple[float, Request]]) -> None:
        async for asked in self._again(requests):
            headers = {name: value for name, value in asked.headers.items() if name.lower() not in HOP}
            async with http.stream(
                asked.method, asked.url, headers=headers, content=asked.body.encode()
            ) as answer:
                self.received += sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
                async for part in answer.aiter_raw():
                    self.received += len(part)

    async def _again(self, acts: Sequence[tuple[float, Any]]) -> AsyncIterator[Any]:
        """The acts at their times, begun at this viewer's own phase, round and round."""
        began, length = time.monotonic() - self._phase, self._script.length
        for turn in itertools.count() if acts else ():
            for at, act in acts:
                rest = began + turn * length + at - time.monotonic()
                if rest < 0 and turn == 0:
                    continue  # before its phase
                await asyncio.sleep(max(0.0, rest))
                yield act


async def _quiet(heard: asyncio.Event) -> None:
    """Wait for an answer and its end, as a page does before it asks again; some never cease."""
    for _ in range(10):
        heard.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(heard.wait(), QUIET)
            continue
        return


@dataclass(frozen=True)
class Load:
    """CPU seconds of a server and bytes of a viewer, both in a second, and how many lost their line."""

    cpu: float
    received: float
    lost: int


async def load(served: Served, script: Script, many: int, seconds: float) -> Load:
    """So many viewers at once, each at a phase of its own, for so long after they have all come."""
    viewers = [Viewer(script, script.length * place / many) for place in range(many)]
    tasks = [asyncio.create_task(viewer.watch(COMING * place / many)) for place, viewer in enumerate(viewers)]
    await asyncio.sleep(SETTLING)
    before, cpu, began = sum(viewer.received for viewer in viewers), served.cpu(), time.monotonic()
    await asyncio.sleep(seconds)
    spent, took = served.cpu() - cpu, time.monotonic() - began
    received = sum(viewer.received for viewer in viewers) - before
    lost = sum(bool(viewer.closed) or task.done() for viewer, task in zip(viewers, tasks, strict=True))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return Load(spent / took, received / took / max(1, many), lost)
