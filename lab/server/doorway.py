"""Streamlit's page with a module of ours beside it, which says why a connection does not open."""

import functools
import re

from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from lab import experiments
from lab.contract.errors import BadInput, NotFound
from lab.export import assets
from lab.export.html import element
from lab.export.preview import discovery
from lab.host.address import base
from lab.runs.names.link import COMPARE, pages
from lab.server.ahead import head, preloaded, streamlit_page
from lab.server.frontend import addresses
from lab.server.origins import refused


class PageName(Convertor[str]):
    """The last part of a page's address: beside the pages lie Streamlit's files, whose names have a dot."""

    regex = "[^./]*"

    def convert(self, value: str) -> str:
        """As it stands."""
        return value

    def to_string(self, value: str) -> str:
        """As it stands."""
        return value


_SOURCE_SANS = re.compile(r'<link\s+rel="preload"[^>]*/SourceSans[^>]*>')

register_url_convertor("page", PageName())


def page(request: Request) -> Response:
    """The document that every page of the app begins as.

    Raises:
        NotFound: the lab has no such page.
    """
    name = request.path_params["name"]
    if name not in pages():
        raise NotFound(f"There is no page {name[:40]} here; the first page leads to all that there are.")
    before, after = _document()
    more = _frame(request, name) + (head(name) if _has_figure(name) else "")
    return HTMLResponse(f"{before}{more}{after}", headers={"Cache-Control": "no-cache"})


def _has_figure(name: str) -> bool:
    return name in (COMPARE, *experiments.FOREIGN, *experiments.names())


def doorway(request: Request) -> Response:
    """Why a page at this address gets no live connection, in a sentence; nothing where it gets one.

    Raises:
        BadInput: no address is given.
    """
    address = request.query_params.get("address", "")
    if not address:
        raise BadInput("doorway needs the page's address: ?address=https://lab.example.org/.")
    sentence = refused(address, request.headers.get("host", ""))
    return JSONResponse({"refused": sentence}, headers={"Cache-Control": "no-store"})


def _frame(request: Request, name: str) -> str:
    """Where a learning platform finds the frame of an experiment's page."""
    if name not in experiments.names():
        return ""
    here, query = base(str(request.base_url)), request.url.query
    return discovery(here, f"{here}/{name}" + (f"?{query}" if query else ""))


@functools.cache
def _document() -> tuple[str, str]:
    """The document up to the end of its head, and from there on; nothing is set in Streamlit's face.

    Our module runs before Streamlit's: it says where the server is.
    """
    main = addresses()["module"]
    module, *others = (f"./{main.replace('main.js', name)}" for name in assets.imported("doorway.js"))
    ours = element("script", type="module", src=module) + "".join(map(preloaded, others))
    whole = _SOURCE_SANS.sub("", streamlit_page()).replace("<head>", f"<head>{ours}", 1)
    before, end, after = whole.partition("</head>")
    return before, f"{end}{after}"
