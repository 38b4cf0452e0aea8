"""A path of ours: a function for each method, bounded bodies, and every refusal as one sentence."""

import gzip
import hashlib
import inspect
import json
import logging
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from lab.contract.errors import BadInput, Conflict, LabError, NotFound, OverLimit, Refused, sendable
from lab.contract.settings import number
from lab.contract.strangers import read_json
from lab.export.preview import sentence
from lab.host.paths import pathless
from lab.runs.names.specification import ID

Handler = Callable[[Request], Any]
"""Request -> Response; a coroutine function, or a function that may block and gets a thread."""

Body = TypeVar("Body", bound=BaseModel)
AGAIN = "no-cache"
"""A browser may keep it, and asks each time whether it still holds."""
log = logging.getLogger("lab")


class TooLarge(BadInput):
    """The body of a request is larger than our routes take."""


STATUS = (
    (TooLarge, 413),
    (BadInput, 400),
    (NotFound, 404),
    (Conflict, 409),
    (OverLimit, 429),
    (Refused, 403),
    (LabError, 500),
)


class Resource:
    """The ASGI app of one path."""

    def __init__(self, get: Handler | None = None, post: Handler | None = None) -> None:
        self.handlers = {
            name: handler
            for name, handler in {"GET": get, "HEAD": get, "POST": post}.items()
            if handler is not None
        }
        self.allow = {"Allow": ", ".join([*self.handlers, "OPTIONS"])}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens."""
        request = Request(scope, receive, send)
        await (await self._respond(request))(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        handler = self.handlers.get(request.method)
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=self.allow)
        if handler is None:
            sentence = f"{request.url.path} takes {self.allow['Allow']}, not {request.method}."
            return refusal(sentence, 405, self.allow)
        try:
            if inspect.iscoroutinefunction(handler):
                response: Response = await handler(request)
            else:
                response = await run_in_threadpool(handler, request)
        except LabError as error:
            return for_people(request, error) if _by_people(request) else refusal(str(error), status(error))
        except Exception:
            log.exception("%s %s", request.method, request.url.path, extra=_about(request))
            return refusal("Something went wrong here; the server's log says what.", 500)
        return response


def _about(request: Request) -> dict[str, str]:
    """The run that a request is about, for the log."""
    id = str(request.path_params.get("id", ""))
    return {"run": id} if ID.fullmatch(id) else {}


def written(request: Request, words: str, type: str, caching: str) -> Response:
    """A text, unless the browser has this very one, compressed where it may be."""
    content = words.encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    headers = {"ETag": tag, "Cache-Control": caching, "Vary": "Accept-Encoding"}
    known = request.headers.get("if-none-match", "")
    if tag in [name.strip().removeprefix("W/") for name in known.split(",")]:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        content, headers["Content-Encoding"] = gzip.compress(content, 6, mtime=0), "gzip"
    return Response(content, headers=headers, media_type=type)


def nothing_here(request: Request) -> Response:
    """Answer for a path below our prefixes that is unknown, or not built yet.

    Raises:
        NotFound: always.
    """
    raise NotFound(f"There is nothing at {request.url.path[:80]}.")


def refusal(sentence: str, code: int, headers: dict[str, str] | None = None) -> Response:
    """A refusal in one sentence."""
    return JSONResponse({"error": sendable(pathless(sentence))}, code, headers)


def for_people(request: Request, error: LabError) -> Response:
    """A refusal as a page."""
    return HTMLResponse(
        sentence(pathless(error), root(request.scope)), status(error), {"Cache-Control": "no-store"}
    )


def _by_people(request: Request) -> bool:
    """Whether a browser opens this address as a page; scripts and pictures ask for other types."""
    return "text/html" in request.headers.get("accept", "")


def status(error: LabError) -> int:
    """HTTP's number for an error."""
    return next(code for kind, code in STATUS if isinstance(error, kind))


def root(scope: Scope) -> str:
    """The way from an address up to the lab's own beginning, which may lie below a path that we never see."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return "../" * (raw.count(b"/") - 1) or "./"


def id_of(request: Request) -> str:
    """The id in a path.

    Raises:
        NotFound: it is not of an id's form.
    """
    id: str = request.path_params["id"]
    if not ID.fullmatch(id):
        raise NotFound(f"{id[:40]} is not an id, which is 16 of the characters 0-9 and a-f.")
    return id


async def read_body(request: Request, model: type[Body], *, acts: bool = False) -> Body:
    """The JSON body of a request; one with acts may carry a file, as base64.

    Raises:
        BadInput: it is too large, not JSON, or not of the model's form.
    """
    limit, file = int(number("LAB_MAX_BODY_KILOBYTES")), int(number("LAB_MAX_FILE_KILOBYTES"))
    also = f", a file in it than {file} kB" if acts else ""
    return parse(model, await _body(request, limit, 4 * file // 3 if acts else 0, also))


async def read_form(request: Request, model: type[Body]) -> Body:
    """The fields of a page's form.

    Raises:
        BadInput: they are too large, or not of the model's form.
    """
    body = await _body(request, int(number("LAB_MAX_BODY_KILOBYTES")))
    return parse(model, json.dumps(dict(parse_qsl(body.decode(errors="replace")))))


async def _body(request: Request, limit: int, more: int = 0, also: str = "") -> bytes:
    """The bytes of a body of at most so many kB, and for a file in it some more."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > (limit + more) * 1024:
            raise TooLarge(f"The body is larger than {limit} kB{also}; send less.")
    return bytes(body)


def parse(model: type[Body], text: str | bytes) -> Body:
    """JSON text as a model.

    Raises:
        BadInput: it is not JSON, or not of the model's form.
    """
    try:
        return model.model_validate(read_json(text))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part)[:40] for part in first["loc"]) or "the body"
        raise BadInput(f"{where}: {first['msg']}; there are {', '.join(model.model_fields)}.") from None
