"""Streamlit's own files from memory, compressed once: it reads each from disk anew for each visitor."""

import functools
import gzip
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from lab.server.ahead import ahead, streamlit_files, streamlit_folder

TYPES = {".js": "text/javascript", ".css": "text/css"}
HEADERS = {
    "Cache-Control": "public, immutable, max-age=31536000",
    "Content-Encoding": "gzip",
    "Vary": "Accept-Encoding",
}
"""Their names have a hash of what is in them."""


class Statics:
    """Middleware: answers for the scripts and style sheets that our pages begin with."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on what is no such file or asked for otherwise."""
        name = _name(scope)
        if name not in _files() or not _compressed_will_do(scope):
            return await self.app(scope, receive, send)
        content = await run_in_threadpool(_content, name) if name not in _kept else _kept[name]
        answer = Response(content, headers=HEADERS, media_type=TYPES[Path(name).suffix])
        return await answer(scope, receive, send)


def prepare() -> None:
    """Compress them all, while the server starts."""
    for name in _files():
        _content(name)


_kept: dict[str, bytes] = {}


@functools.cache
def _files() -> frozenset[str]:
    named = (file.removeprefix("./") for file in (*streamlit_files(), *ahead()))
    return frozenset(name for name in named if name.startswith("static/") and Path(name).suffix in TYPES)


def _content(name: str) -> bytes:
    if name not in _kept:
        _kept[name] = gzip.compress((streamlit_folder() / name).read_bytes(), 6, mtime=0)
    return _kept[name]


def _name(scope: Scope) -> str:
    """The name that a request asks for, from the folder of Streamlit's page on."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return ""
    path: str = scope["path"]
    _, folder, rest = path.rpartition("static/")
    return folder + rest


def _compressed_will_do(scope: Scope) -> bool:
    asked = dict(scope["headers"])
    return b"gzip" in asked.get(b"accept-encoding", b"") and b"range" not in asked
