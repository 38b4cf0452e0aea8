"""How a terminal that does not know a sign shows it: spelled with others, so that a minus stays one."""

import codecs
import sys
from io import TextIOWrapper

SIGNS = {"−": "-", "…": "...", "→": "->", "≤": "<=", "≥": ">=", "’": "'"}


def spell_unknown_signs() -> None:
    """Have standard output and error spell what their encoding has not, or show `?` in its place."""
    codecs.register_error("spelled", _spelled)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a notebook's knows every sign
            stream.reconfigure(errors="spelled")


def _spelled(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    unknown = error.object[error.start : error.end]
    return "".join(SIGNS.get(sign, "?") for sign in unknown), error.end
