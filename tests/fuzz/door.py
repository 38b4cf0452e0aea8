"""Two ways to the app: over the network to a server, and in this process, without a network between."""

import asyncio
import contextlib
import importlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from lab.server import frontend, statics
from tests.patience import PATIENCE
from tests.serving import Server, stocked

HOST = "localhost"
TURNS = 12
"""Turns of the event loop in which what is to be sent has left."""
NONCE = "until"
"""Field of the message after which everything that a message made the server say has been said."""


@dataclass(frozen=True)
class Request:
    """What is asked over HTTP: the path and the pairs of its query as they are before they are quoted, the
    body; where no network is between, from which address."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    address: str = "127.0.0.1"

    @property
    def pieces(self) -> tuple[str, bytes, bytes]:
        """The path as a server reads it, as it travels, and the query."""
        raw = quote(self.path.encode(errors="surrogatepass"), safe="/:@")
        parts = (f"{_quoted(name)}={_quoted(text)}" for name, text in self.query)
        return self.path.encode(errors="replace").decode(), raw.encode(), "&".join(parts).encode()


@dataclass(frozen=True)
class Answer:
    """What the app said to a request."""

    status: int
    type: str
    content: bytes


class Door(Protocol):
    """A way to the app, as one visitor."""

    def ask(self, request: Request) -> Answer:
        """The answer to a request."""

    def say(self, text: str) -> list[dict[str, Any]]:
        """Send a text up the live connection; all texts that came down before the next was taken."""


class Network:
    """A server that listens."""

    def __init__(self, server: Server, socket: ClientConnection) -> None:
        self._http, self._socket, self._count = server.http, socket, 0

    def ask(self, request: Request) -> Answer:
        """The answer to a request."""
        _, raw, query = request.pieces
        answer = self._http.request(request.method, f"{raw.decode()}?{query.decode()}", content=request.body)
        return Answer(answer.status_code, answer.headers.get("content-type", ""), answer.content)

    def say(self, text: str) -> list[dict[str, Any]]:
        """Send a text up the live connection, and one that is refused by its number; what comes down."""
        self._count += 1
        self._socket.send(text.encode(errors="surrogatepass").decode(errors="replace"))
        self._socket.send(_last(self._count))
        found: list[dict[str, Any]] = []
        while not found or not _is_last(found[-1], self._count):
            message = self._socket.recv(PATIENCE)
            found += [json.loads(message)] if isinstance(message, str) else []
        return found[:-1]


class Line(asyncio.Queue[Any]):
    """What goes up a connection; `waits` once all of it has been obeyed and more is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.waits = asyncio.Event()

    async def get(self) -> Any:
        """The next message."""
        if self.empty():
            self.waits.set()
        message = await super().get()
        self.waits.clear()
        return message


class App:
    """The app in this process, as an ASGI server runs it: its routes, its middleware, its life."""

    def __init__(self, home: Path, **settings: str) -> None:
        os.environ.update({"LAB_HOME": str(stocked(home)), **settings})
        self._app: Any = importlib.import_module("app").app
        self._loop = asyncio.new_event_loop()
        self._life: asyncio.Queue[Any] = asyncio.Queue()
        self._heard: asyncio.Queue[Any] = asyncio.Queue()
        self._cookie, self._count = b"", 0
        self._living = self._loop.create_task(
            self._app({"type": "lifespan"}, self._life.get, self._heard.put)
        )
        self._tab: asyncio.Task[None] | None = None
        self._life.put_nowait({"type": "lifespan.startup"})
        begun = self._run(self._heard.get())
        assert begun["type"] == "lifespan.startup.complete", begun
        frontend.library()  # else begun in a thread, and counted with the first requests
        statics.prepare()

    def ask(self, request: Request) -> Answer:
        """The answer to a request."""
        path, raw, query = request.pieces
        scope = self._scope("http", path, raw, query) | {"method": request.method}
        scope["client"] = (request.address, 1)
        sent: list[dict[str, Any]] = []
        parts: asyncio.Queue[Any] = asyncio.Queue()
        parts.put_nowait({"type": "http.request", "body": request.body, "more_body": False})

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        self._run(self._app(scope, parts.get, send))
        headers = dict(sent[0]["headers"])
        if b"set-cookie" in headers and not self._cookie:
            self._cookie = headers[b"set-cookie"].split(b";")[0]
        content = b"".join(message.get("body", b"") for message in sent[1:])
        return Answer(sent[0]["status"], headers.get(b"content-type", b"").decode(), content)

    def say(self, text: str) -> list[dict[str, Any]]:
        """Send a text up the live connection, and one that is refused by its number; what comes down."""
        if self._tab is None:
            self._up = Line()
            self._down: asyncio.Queue[Any] = asyncio.Queue()
            scope = self._scope("websocket", "/live", b"/live", b"") | {"scheme": "ws", "subprotocols": []}
            self._up.put_nowait({"type": "websocket.connect"})
            self._tab = self._loop.create_task(self._app(scope, self._up.get, self._down.put))
        self._count += 1
        self._up.waits.clear()
        self._up.put_nowait({"type": "websocket.receive", "text": text})
        return self._run(self._said(self._tab))

    async def _said(self, tab: "asyncio.Task[None]") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        waits = self._loop.create_task(self._up.waits.wait())
        await asyncio.wait({waits, tab}, return_when=asyncio.FIRST_COMPLETED)
        for _ in range(TURNS):  # a refusal leaves before the next one takes its place
            await asyncio.sleep(0)
        self._up.put_nowait({"type": "websocket.receive", "text": _last(self._count)})
        while True:
            coming = self._loop.create_task(self._down.get())
            await asyncio.wait({coming, tab}, return_when=asyncio.FIRST_COMPLETED)
            if not coming.done():
                self._tab = None
                raise AssertionError(f"the live connection ended: {tab.exception()!r}")
            message = coming.result()
            assert message["type"] in ("websocket.accept", "websocket.send"), message
            if text := message.get("text"):
                found.append(json.loads(text))
                if _is_last(found[-1], self._count):
                    return found[:-1]

    def _scope(self, type: str, path: str, raw: bytes, query: bytes) -> dict[str, Any]:
        headers = [(b"host", HOST.encode()), (b"origin", f"http://{HOST}".encode())]
        return {
            "type": type,
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "http",
            "path": path,
            "raw_path": raw,
            "root_path": "",
            "query_string": query,
            "headers": [*headers, (b"cookie", self._cookie)] if self._cookie else headers,
            "client": ("127.0.0.1", 1),
            "server": (HOST, 80),
            "state": {},
        }

    def _run(self, coming: Any) -> Any:
        async def patient() -> Any:
            async with asyncio.timeout(PATIENCE):
                return await coming

        return self._loop.run_until_complete(patient())

    def close(self) -> None:
        """End it as a server does."""
        if self._tab is not None:
            self._up.put_nowait({"type": "websocket.disconnect", "code": 1000})
            self._run(self._tab)
        self._life.put_nowait({"type": "lifespan.shutdown"})
        self._run(self._living)
        self._loop.close()


@contextlib.contextmanager
def over_network(server: Server) -> Iterator[Network]:
    """A server that listens, with a live connection."""
    with connect(server.live, origin=Origin(server.url), max_size=2**26) as socket:
        yield Network(server, socket)


@contextlib.contextmanager
def in_process(home: Path, **settings: str) -> Iterator[App]:
    """The app in this process; one a process."""
    app = App(home, **settings)
    try:
        yield app
    finally:
        app.close()


def _quoted(text: str) -> str:
    return quote(text.encode(errors="surrogatepass"), safe="")


def _last(count: int) -> str:
    return json.dumps({f"{NONCE}{count}": 0})


def _is_last(message: dict[str, Any], count: int) -> bool:
    return message["type"] == "refused" and message["error"].startswith(f"{NONCE}{count}:")
