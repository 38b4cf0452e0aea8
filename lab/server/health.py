"""`/health`: whether the server, its supervisor and its store answer."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lab.server.context import context


def health(_request: Request) -> Response:
    """Status, whether a supervisor is there, and how many runs compute or wait."""
    at = context()
    answer = {"status": "ok", "supervisor": at.client.alive(), "runs": len(at.log.active())}
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})
