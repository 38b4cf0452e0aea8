"""What a lab that strangers reach must not be without."""

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from lab.contract.errors import BadInput
from lab.contract.settings import home, number, read
from lab.host.address import public_url

TOKEN = 32
"""Characters of the operator's token, at least."""
LONGEST = 3600.0
"""Seconds of computing that a stranger's run may take, at most."""


def check_public(address: str) -> None:
    """Refuse to serve strangers, from an address to listen on, with settings that are not safe.

    Raises:
        BadInput: all that is wrong, and what to do.
    """
    wrong = list(_wrong(address))
    if wrong:
        raise BadInput("This lab is not ready for strangers: " + "; ".join(wrong) + ".")


def _wrong(address: str) -> Iterator[str]:
    if not public_url().startswith("https:"):
        yield f"LAB_PUBLIC_URL = {public_url() or 'nothing'}: give the https:// address that they open"
    if not local(address):
        yield f"--address {address} is reached without a proxy: listen on localhost, behind one that has TLS"
    folder = home()
    if folder.exists() and folder.stat().st_mode & 0o077:
        yield "others on this machine may read LAB_HOME: chmod 700 it"
    for name in ("LAB_MAX_SECONDS", "LAB_QUEUE_SECONDS"):
        if not 0 < number(name) <= LONGEST:
            yield f"{name} = {number(name):g}: let it be at most {LONGEST:g}"
    token = str(read("LAB_ADMIN_TOKEN"))
    if token and len(token) < TOKEN:
        yield f"LAB_ADMIN_TOKEN has {len(token)} characters: give it {TOKEN}, `openssl rand -hex 16` does"
    metrics = str(read("LAB_METRICS"))
    if metrics and not local(listening(metrics)[0]):
        yield f"LAB_METRICS = {metrics} tells everybody how this lab is: listen on localhost"


def local(host: str) -> bool:
    """Whether only this machine reaches what listens there."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def listening(text: str) -> tuple[str, int]:
    """Host and port of `127.0.0.1:9501`.

    Raises:
        BadInput: it is none.
    """
    try:
        parts = urlsplit(f"//{text}")
        if parts.hostname and parts.port and parts.netloc == text:
            return parts.hostname, parts.port
    except ValueError:
        pass
    raise BadInput(
        f"LAB_METRICS = {text[:60]!r} is no address to listen on: give 127.0.0.1:9501, for example."
    )
