"""What supervisor and clients say to each other: one JSON line each way, over a Unix socket in `LAB_HOME`."""

from pathlib import Path
from typing import Any

from lab.errors import BadInput, Conflict, LabError, NotFound, OverLimit, Refused

LONGEST_LINE = 64 * 2**20
"""Bytes of one line: a set of many hundred specifications fits."""

LINGER = 60.0
"""Seconds that a supervisor stays after its last client and its last run."""

_ERRORS = {one.__name__: one for one in (BadInput, NotFound, Refused, OverLimit, Conflict, LabError)}


def socket_path(home: Path) -> Path:
    """Where the supervisor of a store listens."""
    return home / "supervisor.sock"


def failed(error: LabError) -> dict[str, Any]:
    """An error as an answer."""
    kind = type(error).__name__
    return {"error": str(error), "kind": kind if kind in _ERRORS else "LabError"}


def result(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer, or the error that it carries, raised."""
    if "error" in answer:
        raise _ERRORS[answer["kind"]](answer["error"])
    return answer
