"""`/r`: a student's phone, by the room's code and a token of its own; no account, no cookie."""

from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lab.contract.errors import NotFound
from lab.host.address import base
from lab.rooms import names
from lab.rooms.room import Room, join, vote
from lab.server.context import context
from lab.server.crowd import Pace
from lab.server.resource import read_body, root
from lab.server.roompages import phone_page
from lab.server.roomview import OPAQUE, answer, on_phone, page, stream, written
from lab.server.visitors import address_of

joins = Pace(120, 60.0, "Too many phones joined from this network in a minute: wait a little.")


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


def phone(request: Request) -> Response:
    """The student's page.

    Raises:
        NotFound: there is no room of that code.
    """
    code = context().book.code(context().book.by_code(request.path_params["code"]))
    return page(phone_page(root(request.scope), base(str(request.base_url)), code))


async def joining(request: Request) -> Response:
    """A token and an assigned name, or those that the phone has already.

    Raises:
        Conflict: the door is shut, or the room is over.
        OverLimit: it is full, or too many come at once.
    """
    body = await read_body(request, Joining)
    joins.take(address_of(request))
    book, id = context().book, await _room_of(request)
    token = body.token
    try:
        room = await run_in_threadpool(book.room, id)
        seat = room.seat_of(names.digest(token))
    except NotFound:
        token = names.secret()
        room = await written(id, lambda room: join(room, _free_name(room), names.digest(token)))
        seat = room.seat_of(names.digest(token))
    name = names.spoken(room.seats[seat].name, body.language)
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
    room = await written(
        id, lambda room: vote(room, room.seat_of(key), body.question, body.round, body.value)
    )
    return await answer(on_phone(request, key), room, OPAQUE)


async def phone_state(request: Request) -> Response:
    """What a seat sees now.

    Raises:
        NotFound: nobody has that token.
    """
    key = names.digest(request.query_params.get("token", ""))
    room = await run_in_threadpool(context().book.room, await _room_of(request))
    return await answer(on_phone(request, key), room, OPAQUE)


async def phone_events(request: Request) -> Response:
    """What a seat sees, whenever it changes.

    Raises:
        NotFound: nobody has that token.
    """
    key, id = names.digest(request.query_params.get("token", "")), await _room_of(request)
    (await run_in_threadpool(context().book.room, id)).seat_of(key)
    return stream(request, id, key, on_phone(request, key))


async def _room_of(request: Request) -> str:
    return await run_in_threadpool(context().book.by_code, request.path_params["code"])


def _free_name(room: Room) -> str:
    return names.name({seat.name for seat in room.seats})
