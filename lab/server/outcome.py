"""What came after a cut's cliff: sent for by a viewer who has answered, or who wants to be shown."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lab.contract.errors import NotFound
from lab.figures.film import cut_of
from lab.server.context import context
from lab.server.resource import id_of
from lab.server.shown import find


def outcome(request: Request) -> Response:
    """The right choices at the cliff, and the outcome in one sentence, from what stands for an id.

    Raises:
        NotFound: no such id, nothing recorded, or nothing with a cliff.
    """
    at = context()
    shown = find(at.log, id_of(request))
    recorded = shown.recorded(at.log)
    cut = cut_of(recorded[0][0].experiment, shown.id)
    if cut is None:
        raise NotFound(f"{shown.id} has no cliff; the examples with a cut have one.")
    recordings = [recording for _, recording in recorded]
    truth, told = cut.cliff.truth(recordings), cut.cliff.told(recordings)
    return JSONResponse({"truth": list(truth), "told": told}, headers={"Cache-Control": "no-store"})
