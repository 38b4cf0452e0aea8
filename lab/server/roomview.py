"""What goes out of a room: its pages, each role's view as an answer or a stream, and who is told of news."""

import asyncio
import contextlib
import functools
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse

from lab.contract.errors import NotFound
from lab.lessons.drawn import spoken
from lab.rooms import lesson, seen
from lab.rooms.dots import dots
from lab.rooms.room import Room
from lab.rooms.shown import drawn
from lab.rooms.words import Ran, Role, Shown
from lab.runs.service.fair import Asker
from lab.server.context import context
from lab.server.crowd import Crowd
from lab.server.places import Places
from lab.server.roompages import POLICY
from lab.server.visitors import address_of

FRESH = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
OPAQUE = {**FRESH, "Access-Control-Allow-Origin": "null"}
"""A sandboxed frame has no origin and may read what its token grants."""
SOON = 1.0
"""Seconds for which the class's runs are looked at once for all phones."""
View = Callable[[Room], dict[str, Any]]
PLOTS = 100
"""Classes whose runs are remembered."""
crowd = Crowd()
places = Places()
_plots: dict[Ran, tuple[float, seen.Plot]] = {}


async def written(id: str, decide: Callable[[Room], Any]) -> Room:
    """The room after what was decided; all who watch it are told."""
    room = await run_in_threadpool(context().book.write, id, decide)
    crowd.ring(id)
    return room


async def answer(view: View, room: Room, headers: dict[str, str]) -> Response:
    """What is seen of a room now."""
    return JSONResponse(await run_in_threadpool(view, room), headers=headers)


def stream(request: Request, id: str, who: str, view: View) -> Response:
    """What is seen of a room by whoever has a key, whenever it changes.

    Raises:
        OverLimit: too many streams are open; without one a page asks every two seconds.
    """
    asker = Asker(who, address_of(request))
    places.check(asker)

    def look() -> str:
        return json.dumps(view(context().book.room(id)))

    async def told() -> AsyncIterator[str]:
        with places.taken(asker):
            async for words in crowd.told(id, lambda: asyncio.ensure_future(run_in_threadpool(look))):
                yield words

    return StreamingResponse(told(), headers=OPAQUE, media_type="text/event-stream")


def page(words: str) -> Response:
    """A page of a room."""
    return HTMLResponse(words, headers={**FRESH, "Content-Security-Policy": POLICY})


def on_phone(request: Request, key: str) -> View:
    """What the seat of that key sees, in its language; the figure unless it has it: of a stream once."""
    language, has = request.query_params.get("language", "en"), request.query_params.get("drawn")

    sight = dict[float, float]()

    def view(room: Room) -> dict[str, Any]:
        nonlocal has
        state = _clocked(seen.student(room, room.seat_of(key), language, _plot(room)), sight)
        asked = state["question"]
        if room.follows:
            state["shown"] = _told(room)
        if asked and asked["id"] != has:
            film = room.step.kind == "film"  # its last picture stands there once it was played, not before
            asked["figure"] = "" if film else spoken(lesson.drawing(room.step, large=False)[0], language)
            has = asked["id"]
        return state

    return view


def on_desk(request: Request, role: Role) -> View:
    """What the teacher or the stage sees."""
    language, sight = request.query_params.get("language", "en"), dict[float, float]()

    def view(room: Room) -> dict[str, Any]:
        if role == "teacher":
            return _clocked(seen.teacher(room, language, _plot(room)), sight)
        figure, ends = lesson.drawing(room.step, large=True)
        state = {**_clocked(seen.stage(room, language, _plot(room)), sight), "shown": _told(room)}
        return {**state, "figure": spoken(figure, language), "ends": ends, "axes": _axes(room, language)}

    return view


def _axes(room: Room, language: str) -> dict[str, Any] | None:
    """The empty plot in which the class's runs will lie, where settings are chosen."""
    if room.step.kind == "pick":
        with contextlib.suppress(NotFound):  # the lesson was rewritten since: Run says so
            return seen.axes(lesson.pick(room.step), language)
    return None


def _clocked(state: dict[str, Any], sight: dict[float, float]) -> dict[str, Any]:
    """With the seconds for which the film runs, as they were at first sight of it: what does not change is
    not sent again, and no clock but the server's is asked."""
    if film := state["film"]:
        film["since"] = sight.setdefault(film["began"], max(0.0, round(time.time() - film["began"], 2)))
    return state


def _told(room: Room) -> str | None:
    """What the run that the teacher shows says, if there is one."""
    return picture(room.shown)[1] if room.shown else None


@functools.lru_cache(PLOTS)
def picture(shown: Shown) -> tuple[str, str]:
    """The drawing of a run at a moment, and what it says."""
    return drawn(context().log, shown)


def look_anew(ran: Ran) -> None:
    """Forget where these runs were: they have just been asked for, perhaps again."""
    _plots.pop(ran, None)


def _plot(room: Room) -> seen.Plot | None:
    """The class's runs, if it has run any here; looked at once in a while for all who look."""
    ran = room.now.ran
    if ran is None:
        return None
    until, plot = _plots.get(ran, (0.0, None))
    if plot is None or until < time.monotonic():
        pick = lesson.pick(room.step)
        plot = pick, dots(context().log, context().client, pick, ran.runs)
        if len(_plots) > PLOTS:
            _plots.clear()
        _plots[ran] = (time.monotonic() + SOON if plot[1].share < 1 else float("inf"), plot)
    return plot
