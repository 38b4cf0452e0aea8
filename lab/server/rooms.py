"""Rooms over HTTP: phones by code and token, teacher and stage by capability; no accounts, no cookies."""

import asyncio
import csv
import io
import json
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse

from lab.contract.errors import NotFound, Refused
from lab.host.address import base
from lab.rooms import lesson, names, seen
from lab.rooms.room import Room, act, join, possible, vote
from lab.rooms.words import Role
from lab.server.context import context
from lab.server.crowd import Crowd, Pace
from lab.server.resource import read_body, root
from lab.server.roompages import POLICY, desk_page, front_page, phone_page

FRESH = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
OPAQUE = {**FRESH, "Access-Control-Allow-Origin": "null"}
"""A sandboxed frame has no origin and may read what its token grants."""
crowd = Crowd()
joins = Pace(120, 60.0, "Too many phones joined from this network in a minute: wait a little.")
openings = Pace(60, 3600.0, "Many rooms were opened from this network: wait an hour.")


class Opening(BaseModel):
    """The body that opens a room: whose question it asks."""

    model_config = ConfigDict(extra="forbid", strict=True)

    experiment: str = Field(max_length=80)
    preset: str | None = Field(None, max_length=80)


class Joining(BaseModel):
    """The body that takes a seat; a phone that was here gives the token of its own."""

    model_config = ConfigDict(extra="forbid", strict=True)

    language: str = Field("en", max_length=40)
    token: str = Field("", max_length=64)


class Vote(BaseModel):
    """The body of a vote; sent again, it counts once."""

    model_config = ConfigDict(extra="forbid", strict=True)

    token: str = Field(max_length=64)
    question: str = Field(max_length=8)
    round: int
    value: int


class Act(BaseModel):
    """The body of what the teacher does."""

    model_config = ConfigDict(extra="forbid", strict=True)

    do: str = Field(max_length=20)
    seat: int | None = None


async def opening(request: Request) -> Response:
    """Open a room; its addresses are the only way into it.

    Raises:
        NotFound: there is no such question.
        OverLimit: too many rooms.
    """
    body = await read_body(request, Opening)
    openings.take(_address(request))
    step = lesson.question(body.experiment, body.preset)
    doors = await run_in_threadpool(context().book.open, [step])
    here = f"{base(str(request.base_url))}/room/{doors.id}"
    ways = {"code": doors.code, "teacher": f"{here}/{doors.teacher}", "stage": f"{here}/{doors.stage}"}
    return JSONResponse(ways, 201, FRESH)


def front(request: Request) -> Response:
    """The page on which a room is opened."""
    return _page(front_page(root(request.scope), request.query_params.get("experiment", "")))


def phone(request: Request) -> Response:
    """The student's page.

    Raises:
        NotFound: there is no room of that code.
    """
    code = context().book.code(context().book.by_code(request.path_params["code"]))
    return _page(phone_page(root(request.scope), code))


async def joining(request: Request) -> Response:
    """A token and an assigned name, or those that the phone has already.

    Raises:
        Conflict: the door is shut, or the room is over.
        OverLimit: it is full, or too many come at once.
    """
    body = await read_body(request, Joining)
    joins.take(_address(request))
    book, id = context().book, await _room_of(request)
    token = body.token
    try:
        room = await run_in_threadpool(book.room, id)
        seat = room.seat_of(names.digest(token))
    except NotFound:
        token = names.secret()
        room = await _written(id, lambda room: join(room, _free_name(room), names.digest(token)))
        seat = room.seat_of(names.digest(token))
    language = "zh" if body.language.startswith("zh") else "en"
    name = names.spoken(room.seats[seat].name, language)
    return JSONResponse({"token": token, "name": name}, 201, OPAQUE)


async def voting(request: Request) -> Response:
    """Take a vote: what the phone sees then.

    Raises:
        BadInput: it is no choice.
        Conflict: it comes too late.
        NotFound: nobody has that token.
    """
    body, id = await read_body(request, Vote), await _room_of(request)
    key = names.digest(body.token)
    room = await _written(
        id, lambda room: vote(room, room.seat_of(key), body.question, body.round, body.value)
    )
    return JSONResponse(_on_phone(request, room, key), headers=OPAQUE)


async def phone_state(request: Request) -> Response:
    """What a seat sees now.

    Raises:
        NotFound: nobody has that token.
    """
    key = names.digest(request.query_params.get("token", ""))
    room = await run_in_threadpool(context().book.room, await _room_of(request))
    return JSONResponse(_on_phone(request, room, key), headers=OPAQUE)


async def phone_events(request: Request) -> Response:
    """What a seat sees, whenever it changes.

    Raises:
        NotFound: nobody has that token.
    """
    key, id = names.digest(request.query_params.get("token", "")), await _room_of(request)
    (await run_in_threadpool(context().book.room, id)).seat_of(key)
    return _stream(id, lambda room: _on_phone(request, room, key))


async def desk(request: Request) -> Response:
    """The page of the teacher or of the stage, by its capability.

    Raises:
        NotFound: it opens no room.
    """
    id, role = await _role(request)
    code = await run_in_threadpool(context().book.code, id)
    return _page(desk_page(role, root(request.scope), base(str(request.base_url)), code))


async def desk_state(request: Request) -> Response:
    """What the teacher or the stage sees now.

    Raises:
        NotFound: the capability opens no room.
    """
    id, role = await _role(request)
    room = await run_in_threadpool(context().book.room, id)
    return JSONResponse(_on_desk(role, room), headers=FRESH)


async def desk_events(request: Request) -> Response:
    """What the teacher or the stage sees, whenever it changes.

    Raises:
        NotFound: the capability opens no room.
    """
    id, role = await _role(request)
    return _stream(id, lambda room: _on_desk(role, room))


async def acting(request: Request) -> Response:
    """Do what the teacher wishes; the outcome is computed at Reveal.

    Raises:
        BadInput: there is no such act.
        Conflict: it is not its time.
        Refused: the capability is the stage's.
    """
    body = await read_body(request, Act)
    id = await _teaching(request)
    book, log = context().book, context().log
    before = await run_in_threadpool(book.room, id)
    came = None
    if body.do == "reveal" and "reveal" in possible(before):  # before the store is held for writing
        came = await run_in_threadpool(lesson.outcome, log, before.step)
    room = await _written(
        id, lambda room: act(room, body.do, body.seat, lambda step: came or lesson.outcome(log, step))
    )
    return JSONResponse(_on_desk("teacher", room), headers=FRESH)


async def votes(request: Request) -> Response:
    """All votes as CSV, without tokens.

    Raises:
        Refused: the capability is the stage's.
    """
    room = await run_in_threadpool(context().book.room, await _teaching(request))
    text = io.StringIO()
    csv.writer(text).writerows(seen.table(room))
    return Response(text.getvalue(), headers=FRESH, media_type="text/csv; charset=utf-8")


async def _role(request: Request) -> tuple[str, Role]:
    id = request.path_params["id"]
    return id, await run_in_threadpool(context().book.role, id, request.path_params["capability"])


async def _teaching(request: Request) -> str:
    id, role = await _role(request)
    if role != "teacher":
        raise Refused("This is the stage's address, which only shows: use the teacher's.")
    return id


async def _room_of(request: Request) -> str:
    return await run_in_threadpool(context().book.by_code, request.path_params["code"])


async def _written(id: str, decide: Callable[[Room], Any]) -> Room:
    """The room after what was decided; all who watch it are told."""
    room = await run_in_threadpool(context().book.write, id, decide)
    crowd.ring(id)
    return room


def _on_phone(request: Request, room: Room, key: str) -> dict[str, Any]:
    language = "zh" if request.query_params.get("language", "").startswith("zh") else "en"
    state = seen.student(room, room.seat_of(key), language)
    if state["question"] and state["question"]["id"] != request.query_params.get("drawn"):
        state["question"]["figure"], _ = lesson.drawing(room.step, large=False)
    return state


def _on_desk(role: Role, room: Room) -> dict[str, Any]:
    if role == "teacher":
        return seen.teacher(room)
    figure, ends = lesson.drawing(room.step, large=True)
    return {**seen.stage(room), "figure": figure, "ends": ends}


def _stream(id: str, view: Callable[[Room], dict[str, Any]]) -> Response:
    crowd.admit()

    async def look() -> str:
        return json.dumps(view(await run_in_threadpool(context().book.room, id)))

    told = crowd.told(id, lambda: asyncio.ensure_future(look()))
    return StreamingResponse(told, headers=OPAQUE, media_type="text/event-stream")


def _page(words: str) -> Response:
    return HTMLResponse(words, headers={**FRESH, "Content-Security-Policy": POLICY})


def _free_name(room: Room) -> str:
    return names.name({seat.name for seat in room.seats})


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
