"""Sharing over HTTP: share pages with their pictures, and the figure for frames."""

import functools
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from lab.contract.errors import LabError
from lab.export.picture import picture
from lab.export.preview import preview
from lab.export.replay import embedded
from lab.figures.exhibit import Exhibit, exhibit
from lab.figures.film import asked
from lab.host.address import base
from lab.runs.names.link import parameters
from lab.server.context import context
from lab.server.frontend import addresses
from lab.server.resource import for_people, id_of, nothing_here, root

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
            return for_people(request, error)

    return answered


@_for_people
def share_page(request: Request) -> Response:
    """Title, sentence and picture of a run or a set for previews, then the way to it."""
    asks = _asks(request)
    kept = {name: asks[name] for name in KEPT if name in asks and len(asks[name]) <= 80}
    return HTMLResponse(preview(_subject(request), _base(request), root(request.scope), kept), headers=FRESH)


def share_picture(request: Request) -> Response:
    """The picture of a run or a set, 1200 × 630; with `until=cliff` as it is before the outcome.

    Raises:
        NotFound: nothing here goes by that id, or nothing of it is recorded.
    """
    subject = _subject(request)
    cut = asked(subject, _asks(request).get("until"))
    return Response(picture(subject, cut), media_type="image/png", headers=A_WHILE)


@_for_people
def embed(request: Request) -> Response:
    """The read-only replay of a run or a set, which any page may frame."""
    subject = _subject(request)
    until = _asks(request).get("until", "")[:80] or None
    address = address_of(request, subject)
    page, policy = embedded(subject, root(request.scope), addresses()["plotly"], address, until)
    return HTMLResponse(page, headers={**FRESH, "Content-Security-Policy": policy})


unknown = _for_people(nothing_here)
"""The answer to an unknown path below those that people send on."""


def address_of(request: Request, subject: Exhibit) -> str:
    """Where this server shows a run or a set."""
    return f"{_base(request)}/{subject.path}"


def _subject(request: Request) -> Exhibit:
    return exhibit(context().log, id_of(request))


def _asks(request: Request) -> dict[str, str]:
    return parameters(request.query_params.multi_items())


def _base(request: Request) -> str:
    return base(str(request.base_url))
