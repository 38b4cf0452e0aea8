"""What came after a cut's cliff: sent for by a viewer who has answered, or who wants to be shown."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lab.contract.errors import NotFound
from lab.figures import film
from lab.runs.read.subject import find
from lab.server.context import context
from lab.server.resource import id_of


def outcome(request: Request) -> Response:
    """The right choices at the cliff, and the outcome in one sentence, of the run or set of an id.

    Raises:
        NotFound: no such id, nothing recorded, or nothing with a cliff.
    """
    subject = find(context().log, id_of(request))
    found = film.outcome(subject)
    if found is None:
        raise NotFound(f"{subject.id} has no cliff; the examples with a cut have one.")
    return JSONResponse(found, headers={"Cache-Control": "no-store"})
