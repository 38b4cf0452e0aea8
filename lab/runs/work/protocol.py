"""What supervisor and clients say to each other: one JSON line each way, over a Unix socket in `LAB_HOME`."""

import json
from typing import Any

from lab.contract.errors import BadInput, Conflict, LabError, NotFound, OverLimit, Refused

SOCKET = "supervisor.sock"

LONGEST_LINE = 64 * 2**20
"""Bytes of one line: a set of a thousand specifications fits."""

LINGER = 60.0
"""Seconds that a supervisor stays after its last client and its last run."""

_ERRORS = {error.__name__: error for error in (BadInput, NotFound, Refused, OverLimit, Conflict, LabError)}


def encode(message: dict[str, Any]) -> bytes:
    """The line of a message."""
    return json.dumps(message).encode() + b"\n"


def failed(error: LabError) -> dict[str, Any]:
    """An error as an answer."""
    return {"error": str(error), "kind": type(error).__name__}


def result(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer, or the error that it carries, raised."""
    if "error" in answer:
        raise _ERRORS.get(answer["kind"], LabError)(answer["error"])
    return answer
