"""`/health`: whether the server, its supervisor and its store answer."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lab.server.context import context


def health(_request: Request) -> Response:
    """Status, whether a supervisor is there, how many runs compute or wait, stores that were set aside."""
    at = context()
    answer = {
        "status": "ok",
        "supervisor": at.client.alive(),
        "runs": len(at.log.active()),
        "set_aside": [path.name for path in at.log.set_aside],
    }
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})
