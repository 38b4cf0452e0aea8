"""The front end of the live figure: our modules under the hash of them all, what is needed of plotly."""

import functools
import gzip
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from lab.contract.errors import NotFound
from lab.export import assets, bundle, fonts
from lab.server.context import context

IMMUTABLE = "public, max-age=31536000, immutable"
FOR_ALL = {"Cache-Control": IMMUTABLE, "Access-Control-Allow-Origin": "*"}
"""What everybody gets alike any page may read: a sandboxed frame has no origin and asks as a stranger."""
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json"}


def addresses() -> dict[str, str]:
    """Where the browser finds the entry module and plotly, from the lab's own beginning on."""
    return {"module": f"live/assets/{assets.version()}/main.js", "plotly": bundle.address()}


async def asset(request: Request) -> Response:
    """One module; they import each other by relative paths, so one hash above them names all.

    Raises:
        NotFound: no such module, or of another version of the front end.
    """
    return _of(request, "live")


async def room_asset(request: Request) -> Response:
    """One module of a room's pages.

    Raises:
        NotFound: no such module, or of another version.
    """
    return _of(request, "room")


async def plotly(request: Request) -> Response:
    """The drawing library.

    Raises:
        NotFound: another version is asked for.
    """
    if request.url.path != f"/{addresses()['plotly']}":
        raise NotFound("This version of plotly is not installed here; reload the page.")
    return _answer(request, library(), "text/javascript")


def font(request: Request) -> Response:
    """A face that pages are set in.

    Raises:
        NotFound: no such face, or of another version.
    """
    name = request.path_params["name"]
    if request.path_params["version"] != fonts.face(name).version:
        raise NotFound("This face is of another version; reload the page.")
    content = fonts.woff2(context().log.path.parent, name)
    return Response(content, headers=FOR_ALL, media_type="font/woff2")


@functools.cache
def library() -> bytes:
    """The drawing library, compressed: once, while the server starts."""
    return _compressed(bundle.plotly())


def _of(request: Request, folder: str) -> Response:
    name = request.path_params["name"]
    if request.path_params["hash"] != assets.version(folder) or name not in assets.modules(folder):
        raise NotFound("This part of the page is of another version; reload the page.")
    return _answer(request, _module(folder, name), TYPES[Path(name).suffix])


@functools.cache
def _module(folder: str, name: str) -> bytes:
    """A file of the front end, compressed."""
    return _compressed(assets.modules(folder)[name])


def _compressed(content: bytes) -> bytes:
    return gzip.compress(content, 6, mtime=0)


def _answer(request: Request, compressed: bytes, type: str) -> Response:
    headers = {**FOR_ALL, "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(compressed), headers=headers, media_type=type)
    return Response(compressed, headers={**headers, "Content-Encoding": "gzip"}, media_type=type)
