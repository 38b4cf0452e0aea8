"""Rooms over HTTP: opened by anybody, taught and shown by capability; no accounts."""

import csv
import io
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lab.contract.errors import BadInput, Conflict, Refused
from lab.host.address import base
from lab.lessons.offline import POLICY
from lab.rooms import lesson, seen
from lab.rooms.dots import train
from lab.rooms.replay import replay
from lab.rooms.room import Room, act, possible
from lab.rooms.shown import meant
from lab.rooms.words import Outcome, Ran, Role, Shown, Step
from lab.server.context import context
from lab.server.crowd import Pace
from lab.server.films import draw_outcome
from lab.server.resource import read_body, root
from lab.server.roompages import desk_page, front_page
from lab.server.roomview import FRESH, answer, look_anew, on_desk, page, stream, written
from lab.server.visitors import address_of

openings = Pace(60, 3600.0, "Many rooms were opened from this network: wait an hour.")


class Opening(BaseModel):
    """The body that opens a room: a lesson and its minutes, or whose one question it asks."""

    model_config = ConfigDict(extra="forbid", strict=True)

    lesson: str | None = Field(None, max_length=80)
    minutes: int = 15
    experiment: str | None = Field(None, max_length=80)
    preset: str | None = Field(None, max_length=80)


class Act(BaseModel):
    """The body of what the teacher does."""

    model_config = ConfigDict(extra="forbid", strict=True)

    do: str = Field(max_length=20)
    seat: int | None = None
    link: str = Field("", max_length=4000)


async def opening(request: Request) -> Response:
    """Open a room; its addresses are the only way into it.

    Raises:
        BadInput: neither a lesson nor an experiment is named.
        NotFound: there is none of that name.
        OverLimit: too many rooms.
    """
    body = await read_body(request, Opening)
    openings.take(address_of(request))
    doors = await run_in_threadpool(context().book.open, _steps(body))
    here = f"{base(str(request.base_url))}/room/{doors.id}"
    ways = {"code": doors.code, "teacher": f"{here}/{doors.teacher}", "stage": f"{here}/{doors.stage}"}
    return JSONResponse(ways, 201, FRESH)


def front(request: Request) -> Response:
    """The page on which a room is opened."""
    asks = request.query_params
    return page(front_page(root(request.scope), asks.get("experiment", ""), asks.get("preset", "")))


async def desk(request: Request) -> Response:
    """The page of the teacher or of the stage, by its capability.

    Raises:
        NotFound: it opens no room.
    """
    id, role = await _role(request)
    code = await run_in_threadpool(context().book.code, id)
    return page(desk_page(role, root(request.scope), base(str(request.base_url)), code))


async def desk_state(request: Request) -> Response:
    """What the teacher or the stage sees now.

    Raises:
        NotFound: the capability opens no room.
    """
    id, role = await _role(request)
    room = await run_in_threadpool(context().book.room, id)
    return await answer(on_desk(request, role), room, FRESH)


async def desk_events(request: Request) -> Response:
    """What the teacher or the stage sees, whenever it changes.

    Raises:
        NotFound: the capability opens no room.
    """
    id, role = await _role(request)
    return stream(request, id, f"{id} {role}", on_desk(request, role))


async def acting(request: Request) -> Response:
    """Do what the teacher wishes; the outcome is computed at Reveal.

    Raises:
        BadInput: there is no such act.
        Conflict: it is not its time.
        Refused: the capability is the stage's.
    """
    body = await read_body(request, Act)
    id = await _teaching(request)
    before = await run_in_threadpool(context().book.room, id)
    came = await run_in_threadpool(_came, body, id, before)  # before the store is held for writing
    room = await written(id, lambda room: act(room, body.do, body.seat, came, came, came))
    return await answer(on_desk(request, "teacher"), room, FRESH)


def _came(body: Act, id: str, room: Room) -> Callable[[], Any]:
    """What Reveal or Show shows, or Run makes."""
    found: Outcome | Ran | Shown | None = None
    do = body.do if body.do in possible(room) else ""
    if do == "reveal":
        found = lesson.outcome(context().log, room.step)
        draw_outcome(room)
    if do == "show":
        found = meant(context().log, body.link)
    if do == "run":
        chosen = [number for number, count in enumerate(room.histogram(-1), 1) if count]
        found = train(context().client, lesson.pick(room.step), chosen, id)
        look_anew(found)

    def came() -> Outcome | Ran | Shown:
        if found is None:
            raise Conflict("Somebody else was quicker: look again.")
        return found

    return came


async def votes(request: Request) -> Response:
    """All votes as CSV, without tokens.

    Raises:
        Refused: the capability is the stage's.
    """
    room = await run_in_threadpool(context().book.room, await _teaching(request))
    text = io.StringIO()
    csv.writer(text).writerows(seen.table(room))
    return Response(text.getvalue(), headers=FRESH, media_type="text/csv; charset=utf-8")


async def replayed(request: Request) -> Response:
    """The lesson of a room that is over, with the class's votes.

    Raises:
        Conflict: it is not over.
        NotFound: there is no such room.
    """
    room = await run_in_threadpool(context().book.room, request.path_params["id"])
    whole = await run_in_threadpool(replay, context().log, room)
    headers = {**FRESH, "Content-Security-Policy": POLICY}
    return Response(whole, headers=headers, media_type="text/html; charset=utf-8")


async def _role(request: Request) -> tuple[str, Role]:
    id = request.path_params["id"]
    return id, await run_in_threadpool(context().book.role, id, request.path_params["capability"])


async def _teaching(request: Request) -> str:
    id, role = await _role(request)
    if role != "teacher":
        raise Refused("This is the stage's address, which only shows: use the teacher's.")
    return id


def _steps(body: Opening) -> list[Step]:
    if body.lesson is not None:
        return lesson.steps(body.lesson, body.minutes)
    if body.experiment is None:
        raise BadInput("Name a lesson, or the experiment whose question is asked.")
    return [lesson.question(body.experiment, body.preset)]
