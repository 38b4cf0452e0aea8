"""Many viewers as protocol clients: each opens the sockets of a page and repeats what the page sent."""

import asyncio
import contextlib
import itertools
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
SETTLING = 15.0
"""Seconds in which all viewers come, and their first loads are over."""


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

    async def watch(self) -> None:
        """Do what the page did, until cancelled."""
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
                acts += [self._hear(line), self._speak(line, socket)]
            await asyncio.gather(*acts)

    async def _hear(self, line: ClientConnection) -> None:
        try:
            async for frame in line:
                self.received += len(frame)
        except ConnectionClosed as closed:
            self.closed = str(closed)

    async def _speak(self, line: ClientConnection, socket: Socket) -> None:
        with contextlib.suppress(ConnectionClosed):  # whoever hears knows why
            for pause, frame in self._script.opening(socket):
                await asyncio.sleep(pause)
                await line.send(frame)
            async for frame in self._again(self._script.repeated(socket)):
                await line.send(frame)

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


@dataclass(frozen=True)
class Load:
    """CPU seconds of a server and bytes of a viewer, both in a second, and how many lost their line."""

    cpu: float
    received: float
    lost: int


async def load(served: Served, script: Script, many: int, seconds: float) -> Load:
    """So many viewers at once, each at a phase of its own, for so long after they have all come."""
    viewers = [Viewer(script, script.length * place / many) for place in range(many)]
    tasks = [asyncio.create_task(viewer.watch()) for viewer in viewers]
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
