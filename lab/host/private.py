"""What a log leaves out that goes elsewhere: tokens, cookies, addresses of people, paths of the machine."""

import ipaddress
import re

from lab.contract.settings import read
from lab.host.paths import shortened

NAMES = "lab_visitor|_streamlit_\\w+|token|cookie|authorization|password"
_SECRET = re.compile(rf"(\b(?:{NAMES})\b['\"]?\s*[=:]\s*['\"]?(?:basic |bearer )?)[\w.~+/=-]{{16,}}", re.I)
_CAPABILITY = re.compile(r"(/room/\w+/)\w+")
_ADDRESS = re.compile(
    r"(?<![\w:.])(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*[0-9a-f])(?![\w.])", re.I
)


def private(words: str) -> str:
    """Words without what is nobody's business who reads logs; paths as `…/log.sqlite`, the lab's own code as
    `…/lab/api.py`."""
    if token := str(read("LAB_ADMIN_TOKEN")):
        words = words.replace(token, "…")
    words = _CAPABILITY.sub(r"\1…", _SECRET.sub(r"\1…", words))
    return shortened(_ADDRESS.sub(_anybody, words))


def _anybody(found: re.Match[str]) -> str:
    """In place of an address that is not this machine's own."""
    try:
        address = ipaddress.ip_address(found[0])
    except ValueError:  # a time of day, or a version
        return found[0]
    return found[0] if address.is_loopback or address.is_unspecified else "an address"
