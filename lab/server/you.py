"""`/you`: what the lab keeps of who asks, and the ways to end it; a page without a script."""

from typing import Literal

from pydantic import BaseModel, ConfigDict
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from lab.contract.errors import NotFound
from lab.export.html import element, page, text
from lab.runs.store.log import Log
from lab.runs.store.prune import forget
from lab.runs.store.wake import ring
from lab.server.context import context
from lab.server.operator import FRESH
from lab.server.operatorpage import STYLE, form
from lab.server.resource import read_form, root
from lab.server.visitors import Visitors

KEPT = (
    "This lab has no accounts. A cookie with a random name says which runs are yours, so that nobody else "
    "commands or removes them; it lasts a year, and nothing about you is stored beside it."
)


class Wish(BaseModel):
    """The body: end the cookie, and with "remove" all that was recorded under it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    do: Literal["end", "remove"]


def look(request: Request) -> Response:
    """What is kept of this visitor."""
    return _page(request, "", _count(context().log, request))


async def act(request: Request) -> Response:
    """End the cookie, and remove what was recorded under it if that is wished.

    Raises:
        BadInput: neither is asked for.
    """
    wish = await read_form(request, Wish)
    done = "The cookie has ended."
    if wish.do == "remove":
        count = await run_in_threadpool(_remove, context().log, request.state.visitor)
        done = f"{count} recordings removed, and the cookie has ended."
    response = _page(request, done, 0)
    response.headers["Set-Cookie"] = Visitors().ended()
    return response


def _remove(log: Log, visitor: str) -> int:
    """Remove what somebody has recorded; how many that were."""
    try:
        removed, _ = forget(log, visitor)
    except NotFound:
        return 0
    for recording in removed:
        ring(log.path.parent, recording)
    return len(removed)


def _count(log: Log, request: Request) -> int:
    owned = "SELECT count(*) FROM recordings WHERE owner = ?"
    return int(log.query(owned, (request.state.visitor,))[0][0])


def _page(request: Request, done: str, count: int) -> Response:
    known = not request.state.fresh and not done
    here = f"Recorded here as yours: {count}." if known else "You have no such cookie now."
    ways = (
        [form("end", "End the cookie"), form("remove", "Remove my runs and end the cookie")] if known else []
    )
    note = "Without the cookie your runs stay, and are nobody's to command or to remove." if known else ""
    words = (element("p", text(sentence)) for sentence in (done, KEPT, here, note) if sentence)
    way = element("p", element("a", text("Back to the lab"), href=root(request.scope)))
    body = "\n".join([element("h1", text("What this lab keeps of you")), *words, *ways, way])
    return HTMLResponse(
        page("What this lab keeps of you", element("style", STYLE), element("main", body)), headers=FRESH
    )
