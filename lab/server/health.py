"""`/health`: whether the server, its supervisor and its store answer."""

import logging

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lab.contract.errors import LabError
from lab.server.context import context

log = logging.getLogger("lab")


def health(_request: Request) -> Response:
    """Status (503 where the store does not answer), whether a supervisor is there, how many runs compute or
    wait, stores that were set aside.
    """
    at, runs, status = context(), None, "ok"
    try:
        runs = len(at.log.active())
    except LabError as error:
        log.error("%s", error)
        status = "the store does not answer"
    answer = {
        "status": status,
        "supervisor": at.client.alive(),
        "runs": runs,
        "set_aside": [path.name for path in at.log.set_aside],
    }
    return JSONResponse(answer, 200 if runs is not None else 503, headers={"Cache-Control": "no-store"})
