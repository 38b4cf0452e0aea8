"""What every request meets first: the origin guard, our headers, the visitor's cookie."""

import base64
import hashlib
import logging
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lab.contract.errors import OverLimit
from lab.server.ahead import streamlit_page
from lab.server.origins import SHOWN, allowed, refused
from lab.server.places import Places
from lab.server.resource import refusal, root
from lab.server.visitors import Visitors, asker

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
FRAMED = ("/embed/", "/r/")
"""Pages that any page may frame."""
METRICS = "/_stcore/metrics"
"""Streamlit's numbers about everybody, for anybody: closed."""
STREAM = "/_stcore/stream"
"""The connection by which Streamlit draws a page."""
PUBLIC = (
    *("/r/", "/room/", "/s/", "/embed/", "/oembed", "/claims", "/paper", "/lessons/", "/you"),
    *("/static/", "/_stcore/", "/component/", "/media/"),
)
"""What is the same for everybody, or is asked with a token: it makes nobody a visitor."""
PHONE = re.compile(r"/r/\w+/(?:join|votes)")
"""What a student's page may change, also in a sandboxed frame without an origin: its token is the proof."""
ORIGINS = 100
"""Refused origins that the log names; a stranger can think of any number."""
REFUSED = (
    "This request does not come from a page of this lab: its Origin is not this server's. "
    "Behind a proxy or another name, set LAB_PUBLIC_URL."
)


log = logging.getLogger("lab")


class Guard:
    """Outermost middleware: refuses foreign origins, knows the visitor, puts our headers on answers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.policy = content_policy()
        self.visitors = Visitors()
        self.places = Places()
        self._refused: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it; a websocket is refused before it is accepted."""
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        visitor, fresh = self.visitors.recognise(headers.get("cookie"))
        scope.setdefault("state", {}).update(visitor=visitor, fresh=fresh)
        cookie = self.visitors.cookie(visitor) if fresh else None

        async def answer(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                self._dress(message, scope, cookie)
            await send(message)

        if scope["path"] == METRICS:
            return await refusal(f"There is nothing at {METRICS}.", 404)(scope, receive, answer)
        if scope.get("method", "") in SAFE or same_origin(headers) or _from_a_phone(scope, headers):
            return await self._pass(scope, receive, answer)
        self._report(headers)
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008})
        return await refusal(REFUSED, 403)(scope, receive, answer)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; of a page's own connection, Streamlit's, while there is a place for it."""
        if scope["type"] != "websocket" or scope["path"] != STREAM:
            return await self.app(scope, receive, send)
        visitor = asker(HTTPConnection(scope))
        try:
            self.places.check(visitor)
        except OverLimit:
            return await send({"type": "websocket.close", "code": 1013})
        with self.places.taken(visitor):
            return await self.app(scope, receive, send)

    def _report(self, headers: Headers) -> None:
        """A line in the log about an origin that is refused, the first time that it is."""
        origin = headers.get("origin", "")[:SHOWN]
        if origin and origin not in self._refused and len(self._refused) < ORIGINS:
            self._refused.add(origin)
            log.warning("%s", refused(origin, headers.get("host", "")))

    def _dress(self, message: Message, scope: Scope, cookie: str | None) -> None:
        message.setdefault("headers", [])
        headers = MutableHeaders(raw=message["headers"])
        if cookie and _personal(scope, headers):
            headers.append("Set-Cookie", cookie)
        if scope["type"] == "websocket":
            return
        if headers.get("location", "").startswith("/"):  # the host's root need not be ours
            headers["Location"] = root(scope) + headers["location"].lstrip("/")
        framed = "*" if scope["path"].startswith(FRAMED) else "'none'"
        policy = headers.get("Content-Security-Policy", self.policy)  # a page of ours may be stricter
        headers["Content-Security-Policy"] = f"{policy}; frame-ancestors {framed}"
        if framed == "'none'":
            headers["X-Frame-Options"] = "DENY"
        for name, value in COMMON.items():
            headers[name] = value


def _personal(scope: Scope, headers: Headers) -> bool:
    """Whether an answer is one visitor's: what is read is anybody's, but for pages, which lead to acts."""
    if scope["path"].startswith(PUBLIC) or "public" in headers.get("cache-control", ""):
        return False
    return scope.get("method") not in SAFE or headers.get("content-type", "").startswith("text/html")


def _from_a_phone(scope: Scope, headers: Headers) -> bool:
    """Whether a frame without an origin, or no browser, asks for what only a token grants."""
    phones = scope["type"] == "http" and PHONE.fullmatch(scope["path"]) is not None
    return phones and headers.get("origin", "null") == "null"


def same_origin(headers: Headers) -> bool:
    """Whether a browser says that a page of this server asks; a missing or null Origin does not."""
    return allowed(headers.get("origin", ""), headers.get("host", ""))


def content_policy() -> str:
    """Content-Security-Policy without frame rules; the one inline script is that of Streamlit's page."""
    scripts = " ".join(f"'sha256-{_digest(text)}'" for text in inline_scripts())
    return (
        f"default-src 'none'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self'; "
        "manifest-src 'self'; frame-src 'none'; base-uri 'none'; form-action 'none'; object-src 'none'"
    )


def inline_scripts() -> list[str]:
    """Texts of the inline scripts in the installed Streamlit's page."""
    return re.findall(r"<script>(.*?)</script>", streamlit_page(), re.DOTALL)


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
