"""What is sent on, over HTTP: share pages with their pictures, and the figure for frames."""

import functools
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from lab.address import base
from lab.errors import LabError
from lab.server.context import context
from lab.server.frontend import addresses
from lab.server.resource import id_of, status
from lab.share.film import asked
from lab.share.picture import picture
from lab.share.preview import preview, sentence
from lab.share.replay import embedded
from lab.share.subject import Subject, subject

KEPT = ("until", "at", "step", "view")
"""Parameters of a share page that go on to the run's page."""
FRESH = {"Cache-Control": "no-store"}
A_WHILE = {"Cache-Control": "public, max-age=600"}


def _for_people(handler: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """A handler whose refusals are pages."""

    @functools.wraps(handler)
    def answered(request: Request) -> Response:
        try:
            return handler(request)
        except LabError as error:
            return HTMLResponse(sentence(str(error)), status(error), FRESH)

    return answered


@_for_people
def share_page(request: Request) -> Response:
    """Title, sentence and picture of a run or a set for previews, then the way to it."""
    kept = {name: value for name in KEPT if (value := request.query_params.get(name)) and len(value) <= 80}
    return HTMLResponse(preview(_subject(request), _base(request), kept), headers=FRESH)


def share_picture(request: Request) -> Response:
    """The picture of a run or a set, 1200 × 630; with `until=cliff` as it is before the outcome.

    Raises:
        NotFound: nothing here goes by that id, or nothing of it is recorded.
    """
    shown = _subject(request)
    cut = asked(shown, request.query_params.get("until"))
    return Response(picture(shown, cut), media_type="image/png", headers=A_WHILE)


@_for_people
def embed(request: Request) -> Response:
    """The read-only replay of a run or a set, which any page may frame."""
    shown = _subject(request)
    until = request.query_params.get("until", "")[:80] or None
    page, policy = embedded(shown, addresses()["plotly"], address_of(request, shown), until)
    return HTMLResponse(page, headers={**FRESH, "Content-Security-Policy": policy})


def address_of(request: Request, shown: Subject) -> str:
    """Where this server shows a run or a set."""
    return f"{_base(request)}/{shown.path}"


def _subject(request: Request) -> Subject:
    return subject(context().log, id_of(request))


def _base(request: Request) -> str:
    return base(str(request.base_url))
