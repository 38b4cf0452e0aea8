"""Our side of the app: its routes, what every request passes, and what lives as long as the server."""

import asyncio
import ctypes
import gc
import logging
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from types import FrameType
from typing import Any

import pandas  # noqa: F401 (what pages import sooner or later is imported here, before the freeze)
import pyarrow  # type: ignore[import-untyped]  # noqa: F401
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route, WebSocketRoute

from lab import experiments
from lab.contract.errors import LabError
from lab.host import logs
from lab.rooms.book import Book
from lab.runs.files import shipping
from lab.runs.files.tail import Tails
from lab.runs.names.link import SENT
from lab.runs.service.client import Client
from lab.runs.store.log import Log
from lab.runs.work.protocol import LINGER
from lab.server import claims, films, frontend, lessons, operator, phones, rooms, runs, share, statics, you
from lab.server.context import Context, context, enter
from lab.server.detour import Detour
from lab.server.doorway import doorway, page
from lab.server.export import export
from lab.server.health import health
from lab.server.hub import Hub
from lab.server.inspection import inspect_all
from lab.server.live import live
from lab.server.metrics import measured
from lab.server.oembed import oembed
from lab.server.outcome import outcome
from lab.server.resource import Resource, nothing_here
from lab.server.security import Guard
from lab.server.start import leave

PREFIXES = (
    "/health",
    "/live",
    "/runs",
    "/embed",
    "/s",
    "/claims",
    "/rooms",
    "/room",
    "/r",
    "/oembed",
    "/lessons",
)
"""Ours from the first day: what is unknown below them is answered in our words, not by Streamlit's page."""

GRACE = 2
"""Seconds that connections get when the server ends; without it one that does not read keeps it for ever."""

MESSAGE = 2**20
"""Bytes of a message that comes up a socket, of ours or of Streamlit's; files come as bodies."""

TOUCH = LINGER / 3
"""Seconds between two looks at the supervisor."""

BREATH = 0.025
"""Seconds between two shipped recordings that are brought into a new store."""

TAIL, REST = 0.2, 9
"""Seconds between two looks at what trainings write, at least, and how many times as long as a look."""

TIDY = 5
"""Seconds after which what was freed goes back to the system."""

HOUR = 3600
"""Seconds after which rooms are deleted whose time has passed."""

_ARENA_MAX, _ARENAS = -8, 2
"""glibc's name for the number of heaps, by default eight a core, and ours: threads here rarely compute."""

_LIBC = ctypes.CDLL(None)
log = logging.getLogger("lab")


def _routes() -> list[BaseRoute]:
    ours: list[BaseRoute] = [
        Route("/health", Resource(get=health)),
        WebSocketRoute("/live", live),
        Route("/live/doorway", Resource(get=doorway)),
        Route("/live/assets/{hash}/{name:path}", Resource(get=frontend.asset)),
        Route("/live/fonts/{version}/{name}.woff2", Resource(get=frontend.font)),
        Route("/live/plotly-{version}.js", Resource(get=frontend.plotly)),
        Route("/runs", Resource(post=runs.launch)),
        Route("/runs/{id}", Resource(get=runs.about)),
        Route("/runs/{id}/history", Resource(get=runs.rows)),
        Route("/runs/{id}/describe", Resource(get=runs.describe)),
        Route("/runs/{id}/verdicts", Resource(get=runs.verdicts)),
        Route("/runs/{id}/outcome", Resource(get=outcome)),
        Route("/runs/{id}/export/{format}", Resource(get=export)),
        Route("/runs/{id}/branches", Resource(post=runs.branches)),
        Route("/runs/{id}/commands", Resource(post=runs.commands)),
        Route("/runs/{id}/delete", Resource(post=runs.deletion)),
        Route("/s/{id}.png", Resource(get=share.share_picture)),
        Route("/s/{id}", Resource(get=share.share_page)),
        Route("/embed/{id}", Resource(get=share.embed)),
        Route("/operator", Resource(get=operator.look, post=operator.act)),
        Route("/you", Resource(get=you.look, post=you.act)),
        Route("/oembed", Resource(get=oembed)),
        Route("/lessons/{name}.html", Resource(get=lessons.offline)),
        Route("/live/room/{hash}/{name}", Resource(get=frontend.room_asset)),
        Route("/rooms", Resource(get=rooms.front, post=rooms.opening)),
        Route("/room/{id}", Resource(get=rooms.replayed)),
        Route("/room/{id}/{capability}", Resource(get=rooms.desk, post=rooms.acting)),
        Route("/room/{id}/{capability}/state", Resource(get=rooms.desk_state)),
        Route("/room/{id}/{capability}/events", Resource(get=rooms.desk_events)),
        Route("/room/{id}/{capability}/votes.csv", Resource(get=rooms.votes)),
        Route("/room/{id}/{capability}/film", Resource(get=films.stage_film)),
        Route("/r/{code}", Resource(get=phones.phone)),
        Route("/r/{code}/join", Resource(post=phones.joining)),
        Route("/r/{code}/votes", Resource(post=phones.voting)),
        Route("/r/{code}/state", Resource(get=phones.phone_state)),
        Route("/r/{code}/events", Resource(get=phones.phone_events)),
        Route("/r/{code}/film", Resource(get=films.phone_film)),
        Route("/claims", Resource(get=claims.everything)),
        Route("/paper/{arxiv}/badge.svg", Resource(get=claims.badge)),
        Route("/paper/{arxiv:path}", Resource(get=claims.paper)),
        Route("/paper", Resource(get=claims.paper)),
    ]
    for prefix in PREFIXES:
        known = share.unknown if prefix[1:] in SENT else nothing_here
        unknown = Resource(get=known, post=nothing_here)
        ours += [Route(prefix, unknown), Route(f"{prefix}/{{rest:path}}", unknown)]
    return [*ours, Route("/{name:page}", Resource(get=page))]


def _few_heaps() -> None:
    """Have all threads share two heaps: pages drawn in many threads else keep 25 MB of leftovers."""
    if hasattr(_LIBC, "mallopt"):  # another libc has no such heaps
        _LIBC.mallopt(_ARENA_MAX, _ARENAS)


async def _tidy() -> None:
    """Give back what exports and pictures have left of the heaps: it costs a few milliseconds."""
    while hasattr(_LIBC, "malloc_trim"):
        await asyncio.sleep(TIDY)
        await asyncio.to_thread(_LIBC.malloc_trim, 0)


_few_heaps()  # before the first thread
routes = _routes()
middleware = [Middleware(Guard), Middleware(statics.Statics), Middleware(Detour)]


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Open the store, listen to the workers, hold a supervisor; at the end let it write down and end."""
    logs.adopt()  # uvicorn, whose server this is, has begun its own
    experiments.every()
    gc.collect()
    gc.freeze()  # after the imports: else each script run pays 50 ms and more of collection
    store, client = Log(), Client()
    hub, book = Hub(store, client), Book(store)
    enter(Context(store, client, hub, book))
    server = _on_signals(hub.end)
    async with AsyncExitStack() as stack:
        for coroutine in (
            hub.run(),
            _keep(client),
            _tidy(),
            _forget(book),
            asyncio.to_thread(frontend.library),
            asyncio.to_thread(statics.prepare),
            _ship(store),
            inspect_all(store),
            measured(context()),
            _follow(store),
            _undelayed(server),
        ):
            task = asyncio.create_task(coroutine)
            stack.push_async_callback(_cancelled, task)
        yield
    if not await asyncio.to_thread(client.leave):
        log.warning("Others hold the runs of this store, a notebook perhaps: what computes goes on.")
    leave()


async def _ship(store: Log) -> None:
    """Bring the shipped recordings into a new store, in small steps: the first page goes before."""
    for path in await asyncio.to_thread(shipping.unshipped, store):
        await asyncio.sleep(BREATH)
        try:
            await asyncio.to_thread(shipping.take_shipped, store, path)
        except LabError as error:
            log.error("%s: %s", path.name, error)


async def _follow(store: Log) -> None:
    """Bring what trainings that are watched write into the store while they run."""
    tails, loop = Tails(store), asyncio.get_running_loop()
    while True:
        begun = loop.time()
        await asyncio.to_thread(tails.look)
        await asyncio.sleep(max(TAIL, REST * (loop.time() - begun)))


async def _forget(book: Book) -> None:
    """Delete rooms whose time has passed, by the hour."""
    while True:
        await asyncio.to_thread(book.forget, time.time())
        await asyncio.sleep(HOUR)


async def _keep(client: Client) -> None:
    """Hold a supervisor as long as the server lives: another one if it was killed."""
    with ExitStack() as held:
        while True:
            try:
                hold = held.enter_context(await asyncio.to_thread(client.hold))
                while not hold.lost:
                    await asyncio.sleep(TOUCH)
            except LabError as error:
                log.error("%s", error)
                await asyncio.sleep(TOUCH)


async def _undelayed(server: Any) -> None:
    """Have answers leave as they are written: asyncio does not on a socket of Streamlit's.

    The second part of each answer else waits 40 ms for the browser's word that it has the first.
    """
    while server is not None and not server.started:
        await asyncio.sleep(0.01)
    for listening in server.servers if server is not None else ():
        for bound in listening.sockets:
            bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # connections get it from this one


async def _cancelled(task: asyncio.Task[Any]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _on_signals(end: Callable[[], None]) -> Any:
    """Bound how long uvicorn waits and what a socket may say, and tell the hub first of the server's end.

    It returns that server, if it is uvicorn's and in the main thread: else whoever serves us ends us.
    """
    loop, found = asyncio.get_running_loop(), None
    for number in (signal.SIGTERM, signal.SIGINT):
        handler: Any = signal.getsignal(number)
        server: Any = getattr(handler, "__self__", None)
        if not hasattr(server, "config"):
            continue
        found = server
        server.config.timeout_graceful_shutdown = GRACE
        server.config.ws_max_size = MESSAGE

        def ended(number: int, frame: FrameType | None, handler: Any = handler) -> None:
            loop.call_soon_threadsafe(end)
            handler(number, frame)

        signal.signal(number, ended)
    return found
