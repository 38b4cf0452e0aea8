"""The way from an address that was clearly meant to the one that there is."""

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from lab.runs.names.link import canonical


class Detour:
    """Middleware: who opens `/s/ID).` or `/Adam-Spikes` is sent on, with what the address asks."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or send it to the address that it means."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return await self.app(scope, receive, send)
        meant = canonical(scope["path"].removeprefix(scope.get("root_path", "")))
        if meant is None:
            return await self.app(scope, receive, send)
        return await RedirectResponse(_beside(scope, meant), 302)(scope, receive, send)


def _beside(scope: Scope, meant: str) -> str:
    """An address relative to the request's: it holds below any path, whatever a proxy takes away."""
    query = scope["query_string"].decode("latin-1")
    joined = meant + ("&" if "?" in meant else "?") + query if query else meant
    asked = scope.get("raw_path") or scope["path"].encode()
    below = asked.count(b"/") - scope.get("root_path", "").count("/")
    return ("../" * (below - 1) or "./") + joined
