"""Who asks: a random name in a signed cookie, which makes a recording its visitor's. No accounts."""

import contextlib
import hashlib
import ipaddress
import os
import secrets
from pathlib import Path

from itsdangerous import BadSignature, Signer
from starlette.requests import HTTPConnection, cookie_parser

from lab.contract.settings import home, writable
from lab.host.address import public_path, public_url
from lab.runs.service.fair import Asker

COOKIE = "lab_visitor"
YEAR = 365 * 24 * 3600


class Visitors:
    """Makes and recognises visitors by a secret that lies in LAB_HOME, readable by its owner only."""

    def __init__(self) -> None:
        self._signer = Signer(_secret(home() / "secret"), salt=COOKIE, digest_method=hashlib.sha256)
        self._secure = "; Secure" if public_url().startswith("https:") else ""
        self._path = f"{public_path()}/"

    def recognise(self, header: str | None) -> tuple[str, bool]:
        """The visitor that a Cookie header names, and whether they are new (no cookie, or not ours)."""
        cookie = cookie_parser(header or "").get(COOKIE, "")
        with contextlib.suppress(BadSignature):  # a cookie that we did not sign makes a new visitor
            return self._signer.unsign(cookie).decode(), False
        return secrets.token_hex(16), True

    def cookie(self, visitor: str) -> str:
        """Set-Cookie header for a new visitor."""
        return self._header(self._signer.sign(visitor).decode(), YEAR)

    def ended(self) -> str:
        """Set-Cookie header for who wants to be one no more."""
        return self._header("", 0)

    def _header(self, value: str, seconds: int) -> str:
        return f"{COOKIE}={value}; Path={self._path}; Max-Age={seconds}; HttpOnly; SameSite=Lax{self._secure}"


def asker(request: HTTPConnection) -> Asker:
    """Who asks for a run: a visitor, at the address that they come from."""
    return Asker(request.state.visitor, address_of(request), not request.state.fresh)


def address_of(request: HTTPConnection) -> str:
    """The address that a request counts for."""
    return address(request.client.host if request.client else "")


def address(host: str) -> str:
    """An address as shares are counted: a household's whole network where it is IPv6, and "" for a person at
    this machine (docs/decisions/0030)."""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return "unknown"
    found = getattr(found, "ipv4_mapped", None) or found
    if found.is_loopback and not public_url():
        return ""
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def _secret(path: Path) -> bytes:
    """The secret in a file, made at the first start; of two that start at once both get the same."""
    writable(path.parent)
    if not path.exists():
        draft = path.with_name(f".secret-{os.getpid()}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes()
