"""What every request meets first: the origin guard, our headers, the visitor's cookie."""

import base64
import hashlib
import importlib.util
import ipaddress
import re
import socket
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lab.address import public
from lab.server.resource import refusal
from lab.server.visitors import Visitors

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
REFUSED = (
    "This request does not come from a page of this lab: its Origin is not this server's. "
    "Behind a proxy or another name, set LAB_PUBLIC_URL."
)


class Guard:
    """Outermost middleware: refuses foreign origins, knows the visitor, puts our headers on answers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.policy = content_policy()
        self.visitors = Visitors()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it; a websocket is refused before it is accepted."""
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        visitor, fresh = self.visitors.recognise(headers.get("cookie"))
        scope.setdefault("state", {})["visitor"] = visitor
        cookie = self.visitors.cookie(visitor) if fresh else None

        async def answer(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                self._dress(message, scope, cookie)
            await send(message)

        if scope.get("method", "") in SAFE or same_origin(headers):
            return await self.app(scope, receive, answer)
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008})
        return await refusal(REFUSED, 403)(scope, receive, answer)

    def _dress(self, message: Message, scope: Scope, cookie: str | None) -> None:
        message.setdefault("headers", [])
        headers = MutableHeaders(raw=message["headers"])
        if cookie and _personal(scope["path"], headers):
            headers.append("Set-Cookie", cookie)
        if scope["type"] == "websocket":
            return
        framed = "*" if scope["path"].startswith("/embed/") else "'none'"
        policy = headers.get("Content-Security-Policy", self.policy)  # a page of ours may be stricter
        headers["Content-Security-Policy"] = f"{policy}; frame-ancestors {framed}"
        if framed == "'none'":
            headers["X-Frame-Options"] = "DENY"
        for name, value in COMMON.items():
            headers[name] = value


def _personal(path: str, headers: Headers) -> bool:
    """Whether an answer is one visitor's: not what any cache may keep, nor Streamlit's own files."""
    ours = "immutable" not in headers.get("cache-control", "")
    return ours and not path.startswith(("/static/", "/_stcore/", "/component/", "/media/"))


def same_origin(headers: Headers) -> bool:
    """Whether a browser says that a page of this server asks; a missing or null Origin does not."""
    try:
        origin = urlsplit(headers.get("origin", ""))
    except ValueError:  # no address at all
        return False
    ours = urlsplit(public())
    if ours.netloc and (origin.scheme, origin.netloc) == (ours.scheme, ours.netloc):
        return True
    known = origin.scheme in ("http", "https") and _own_name(origin.hostname or "")
    return known and origin.netloc.lower() == headers.get("host", "").lower()


def _own_name(host: str) -> bool:
    """An address, or a name that nobody else can point at us: else a foreign page could be "same origin"."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        machine = socket.gethostname().lower()
        return host in ("localhost", machine, f"{machine}.local")
    return True


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
    found = importlib.util.find_spec("streamlit")
    if found is None or found.origin is None:
        raise RuntimeError("streamlit is not installed")
    page = (Path(found.origin).parent / "static" / "index.html").read_text()
    return re.findall(r"<script>(.*?)</script>", page, re.DOTALL)


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
