"""Claims over HTTP: the page of all, a paper's own page, and its badge, which any page may show."""

import re

from starlette.requests import Request
from starlette.responses import Response

from lab.contract.errors import NotFound
from lab.contract.experiment import Paper
from lab.evidence import Judged, papers, table
from lab.evidence.pages.badge import badge_picture
from lab.evidence.pages.everything import claims_page
from lab.evidence.pages.paper import paper_page
from lab.host.address import base
from lab.runs.names.link import parameters
from lab.server.resource import AGAIN, root, written

ARXIV = re.compile(r"(?:arxiv:)?(\d{4}\.\d{4,5})(?:v\d+)?", re.IGNORECASE)
"""How people write the number of a paper."""
A_WHILE = "public, max-age=600"


def everything(request: Request) -> Response:
    """All claims, or those of the outcome that `show` asks for."""
    asked = parameters(request.query_params.multi_items())
    return written(request, claims_page(asked.get("show", ""), root(request.scope)), "text/html", AGAIN)


def paper(request: Request) -> Response:
    """The page of one paper.

    Raises:
        NotFound: it is none of the lab's.
    """
    found, own = _paper(request)
    here = base(str(request.base_url))
    return written(request, paper_page(found, own, table(), root(request.scope), here), "text/html", AGAIN)


def badge(request: Request) -> Response:
    """How many claims of a paper had which outcome, as a picture.

    Raises:
        NotFound: it is none of the lab's papers.
    """
    _, own = _paper(request)
    return written(request, badge_picture(own), "image/svg+xml", A_WHILE)


def _paper(request: Request) -> tuple[Paper, list[Judged]]:
    asked = str(request.path_params.get("arxiv", ""))
    written = ARXIV.fullmatch(asked)
    there = list(papers(table()))
    for found, own in there:
        if written and found.arxiv == written[1]:
            return found, own
    names = ", ".join(f"{found.arxiv} ({found.short or found.title})" for found, _ in there)
    what = f"{asked[:40]} is not a paper that" if asked else "Name a paper that"
    raise NotFound(f"{what} this lab has tested; there are {names}.")
