"""Where the lab is on the web, written as browsers write it: links, the origin check and the cookie agree."""

import functools
import ipaddress
import re
import socket
from urllib.parse import quote, urlsplit

import idna

from lab.contract.errors import BadInput
from lab.contract.settings import home, read
from lab.host.served import served

USUAL = "http://localhost:8501"
"""Where `lab serve` listens unless told otherwise."""
PORTS = {"http": 80, "https": 443}
"""The ports that browsers leave out."""
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?")
_SAFE = "/%~!$&'()*+,:@="
"""What a path keeps as it is; a semicolon would end it in a cookie."""


def public_url() -> str:
    """LAB_PUBLIC_URL as browsers write it, without a slash at its end; "" where it is not set.

    Raises:
        BadInput: it is no address that links can begin with.
    """
    return _public(str(read("LAB_PUBLIC_URL")))


def base(asked: str = "") -> str:
    """The address of this lab without a slash at its end: LAB_PUBLIC_URL, else the one by which somebody
    asked, if it can only be ours, else that of the server of this store, else the usual one."""
    return public_url() or (asked.rstrip("/") if _ours(asked) else "") or served(home()) or USUAL


def _ours(asked: str) -> bool:
    try:
        return own_name(urlsplit(asked).hostname or "")
    except ValueError:  # a Host that is no host
        return False


def own_name(host: str) -> bool:
    """An address, or a name that nobody else can point at us: else a foreign page could be "same origin"."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        machine = socket.gethostname().lower()
        return host in ("localhost", machine, f"{machine}.local")
    return True


def public_path() -> str:
    """The path below which the lab is served, without a slash at its end: "" at the root of its host."""
    return urlsplit(public_url()).path


def origin(address: str) -> str:
    """Scheme, host and port of an address, as browsers send them as its origin.

    Raises:
        ValueError: it is no address of the web.
    """
    try:
        parts = urlsplit(address.strip())
        scheme, port = parts.scheme, parts.port
    except ValueError:
        raise ValueError("has brackets or a port that cannot be") from None
    if scheme not in PORTS:
        raise ValueError("does not begin with http:// or https://")
    if not parts.hostname:
        raise ValueError("names no host")
    if parts.username is not None or parts.password is not None:
        raise ValueError("names a user")
    return f"{scheme}://{_host(parts.hostname)}" + (f":{port}" if port not in (None, PORTS[scheme]) else "")


@functools.cache
def _public(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return origin(text) + _path(text)
    except ValueError as wrong:
        raise BadInput(
            f"LAB_PUBLIC_URL = {text[:100]!r} {wrong}; give the address that visitors open, "
            "https://lab.example.org or https://example.org/teach/lab for example."
        ) from None


def _path(text: str) -> str:
    if "?" in text or "#" in text:
        raise ValueError(f"goes on after its path, with {'?' if '?' in text else '#'}")
    names = [name for name in urlsplit(text.strip()).path.split("/") if name]
    if "." in names or ".." in names:
        raise ValueError("has a path with dots instead of a name")
    return "".join(f"/{quote(name, safe=_SAFE)}" for name in names)


def _host(name: str) -> str:
    """A host in ASCII, an IPv6 address in brackets."""
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return _name(name.removesuffix("."))
    return str(address) if address.version == 4 else f"[{address}]"


def _name(name: str) -> str:
    try:
        written = name.lower() if name.isascii() else idna.encode(name, uts46=True).decode()
    except idna.IDNAError:
        written = ""
    if not _HOST.fullmatch(written) or ".." in written:
        raise ValueError(f"has a host that cannot be, {name[:60]}")
    return written
