"""Films of a room over HTTP: drawings up to the question; what came only once it is revealed."""

import functools
import gzip
import json
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from lab.contract.errors import Conflict
from lab.lessons.drawn import spoken
from lab.lessons.words import Words
from lab.rooms import lesson, names
from lab.rooms.room import Room, film
from lab.rooms.words import Shown, Step
from lab.server.context import context
from lab.server.roomview import FRESH, OPAQUE, picture

STAGE, PHONE = 72, 16
"""Drawings of a film: about eight a second on the wall; what a phone may load."""
LANGUAGES = ("en", "zh")
FILMS = 96
"""Films that are kept, each some 30 kB; all lessons in both languages are fewer."""
DRAWN = 4
"""Films that are kept as they were drawn, each some 500 kB, until phones and stage have them."""


async def stage_film(request: Request) -> Response:
    """The film that the stage may show now.

    Raises:
        NotFound: the capability opens no room.
        Conflict: its time has not come.
    """
    book, id = context().book, request.path_params["id"]
    await run_in_threadpool(book.role, id, request.path_params["capability"])
    return await _film(request, await run_in_threadpool(book.room, id), STAGE, FRESH)


async def phone_film(request: Request) -> Response:
    """The film that phones may show now, in fewer drawings.

    Raises:
        NotFound: nobody has that token.
        Conflict: its time has not come, or it is shown at the front only.
    """
    book = context().book
    room = await run_in_threadpool(lambda: book.room(book.by_code(request.path_params["code"])))
    room.seat_of(names.digest(request.query_params.get("token", "")))
    axis, part = room.step.axis, request.query_params.get("part", "before")
    if part == lesson.MOMENTS and axis and axis.moment and room.now.rounds:
        return await _sent(request, room.step, part, len(axis.values), OPAQUE)
    if not room.follows:
        raise Conflict("The film is shown at the front.")
    return await _film(request, room, PHONE, OPAQUE)


async def _film(request: Request, room: Room, count: int, headers: dict[str, str]) -> Response:
    part = request.query_params.get("part", "before")
    if room.shown and part == "shown":
        return await _sent(request, room.shown, part, 1, headers)
    now = film(room)
    if now is None or part != now.part:
        raise Conflict("This film is not shown now.")
    return await _sent(request, room.step, part, count, headers)


async def _sent(
    request: Request, scene: Step | Shown, part: str, count: int, headers: dict[str, str]
) -> Response:
    chinese = request.query_params.get("language", "").lower().startswith("zh")
    language = LANGUAGES[chinese]
    packed = await run_in_threadpool(_packed, _of_film(scene), part, count, language)
    headers = {**headers, "Vary": "Accept-Encoding", "Content-Encoding": "gzip"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        packed = gzip.decompress(packed)
        del headers["Content-Encoding"]
    return Response(packed, headers=headers, media_type="application/json")


def draw_outcome(room: Room) -> None:
    """Draw what came as those who watch will ask for it, so that the film begins with its sentence."""
    if room.step.film[1]:
        for count in (STAGE, PHONE) if room.follows else (STAGE,):
            for language in LANGUAGES:
                _packed(_of_film(room.step), "after", count, language)


def _of_film(scene: Step | Shown) -> Any:
    """What a film depends on: whoever asks differently, or twice, is shown the same one."""
    if isinstance(scene, Shown):
        return scene
    nothing = Words("-", "-")
    return Step(scene.experiment, scene.preset, nothing, film=scene.film, axis=scene.axis)


@functools.lru_cache(DRAWN)
def _drawn(step: Step, part: str, count: int) -> list[str]:
    """A film's drawings, made once for all languages."""
    return lesson.film(context().log, step, part, count)


@functools.lru_cache(FILMS)
def _packed(scene: Step | Shown, part: str, count: int, language: str) -> bytes:
    """Its drawings as JSON, compressed once for all of that language."""
    found = [picture(scene)[0]] if isinstance(scene, Shown) else _drawn(scene, part, count)
    frames = [spoken(frame, language) for frame in found]
    return gzip.compress(json.dumps({"frames": frames}).encode(), 6, mtime=0)
