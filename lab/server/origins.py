"""Which pages are this server's: the one rule behind the origin check and what a refused page is told."""

from urllib.parse import urlsplit

from lab.host import address

SHOWN = 200
"""Characters of a stranger's address that are repeated to them, or written to the log."""


def allowed(origin: str, host: str) -> bool:
    """Whether a page of that origin is this server's, which is asked as `host`; "" and null are not."""
    public = address.public_url()
    try:
        asking = address.origin(origin)
        if public and asking == address.origin(public):
            return True
        parts = urlsplit(asking)
        return address.own_name(parts.hostname or "") and asking == address.origin(f"{parts.scheme}://{host}")
    except ValueError:  # no address at all
        return False


def refused(page: str, host: str) -> str:
    """Why a page at that address gets no live connection, and what to do; "" where it gets one."""
    if allowed(page, host):
        return ""
    known, origin = address.public_url(), page[:SHOWN].rstrip("/")
    sentence = f"{origin} is no address that this lab knows to be its own, so it refuses the live connection."
    if known:
        return f"{sentence} It is served at {known}: open that, or have LAB_PUBLIC_URL changed."
    return f"{sentence} Whoever serves it sets LAB_PUBLIC_URL={origin} and starts it again."
