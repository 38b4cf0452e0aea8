"""oEmbed: a pasted link of a page, a run or a room becomes a frame, where a learning platform asks for it."""

from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lab import experiments
from lab.contract.errors import BadInput, NotFound
from lab.contract.strangers import quoted, whole
from lab.export.picture import SIZE
from lab.export.preview import NAME
from lab.figures.exhibit import exhibit
from lab.figures.film import cut_of
from lab.host.address import base, origin
from lab.runs.names.link import COMPARE, SENT, named, parameters
from lab.runs.names.specification import set_id
from lab.server.context import context

FRAME, PHONE = (900, 820), (400, 720)
"""Width and height of a figure and of a student's page, in px, where nobody asks for less."""
LEAST = 200
"""Px below which nothing can be read."""
SANDBOX = "allow-scripts allow-forms"
"""What a student's page needs of a frame."""
CACHED = 600
HEADERS = {"Cache-Control": f"public, max-age={CACHED}", "Access-Control-Allow-Origin": "*"}
LONGEST = 4000
"""Characters of an address."""


@dataclass(frozen=True)
class Frame:
    """What is shown for a link: a path of this server, its size, and the picture of it, if there is one."""

    path: str
    title: str
    size: tuple[int, int]
    picture: str | None = None
    sandbox: str | None = None


def oembed(request: Request) -> Response:
    """The frame for a link of this lab, as oEmbed 1.0 has it.

    Raises:
        BadInput: no link is given, or another format than JSON is asked for.
        NotFound: the link is not of this lab, or there is nothing to show at it.
    """
    asks = request.query_params
    if asks.get("format", "json") != "json":
        raise BadInput(f"format = {asks['format'][:20]} is not spoken here: ask for format=json.")
    here = base(str(request.base_url))
    link = asks.get("url", "")
    frame = _frame(_within(here, link), link)
    width, height = (
        min(size, _most(asks.get(f"max{name}"), name))
        for size, name in zip(frame.size, ("width", "height"), strict=True)
    )
    sandbox = f' sandbox="{frame.sandbox}"' if frame.sandbox else ""
    html = (
        f'<iframe src="{escape(f"{here}/{frame.path}")}" width="{width}" height="{height}" '
        f'title="{escape(frame.title)}" style="border: 0"{sandbox}></iframe>'
    )
    facts = {
        "version": "1.0",
        "type": "rich",
        "provider_name": NAME,
        "provider_url": f"{here}/",
        "title": frame.title,
        "html": html,
        "width": width,
        "height": height,
        "cache_age": CACHED,
    }
    if frame.picture:
        facts |= {
            "thumbnail_url": f"{here}/{frame.picture}",
            "thumbnail_width": SIZE[0],
            "thumbnail_height": SIZE[1],
        }
    return JSONResponse(facts, headers=HEADERS)


def _within(here: str, link: str) -> str:
    """The path of a link of this lab, from its beginning on."""
    if not link or len(link) > LONGEST:
        raise BadInput(f"oembed needs a link of this lab: ?url={here}/adam-spikes.")
    try:
        path, own = urlsplit(link).path, urlsplit(here).path
        if origin(link) == origin(here) and f"{path}/".startswith(f"{own}/"):
            return path[len(own) :].strip("/")
    except ValueError:  # no address at all
        pass
    raise NotFound(f"{link[:100]} is not a link of this lab, whose links begin with {here}/.")


def _frame(path: str, link: str) -> Frame:
    place, _, rest = path.partition("/")
    if place == "r" and rest:
        code = context().book.code(context().book.by_code(rest))
        return Frame(f"r/{code}", f"Room {code}", PHONE, sandbox=SANDBOX)
    if place not in (*SENT, COMPARE, *experiments.names()):
        raise NotFound(f"/{path[:80]} has no figure to frame: give a link of an experiment, a run or a room.")
    asks = parameters(parse_qsl(urlsplit(link).query))
    return _figure(_meant(link), asks.get("until"))


def _meant(link: str) -> str:
    """The id of what a link names; a set is known here from then on."""
    log, found = context().log, named(link)
    if len(found) == 1 and isinstance(found[0], str):
        return found[0]
    runs = [log.specification(run) if isinstance(run, str) else run for run in found]
    log.knows(runs)
    return set_id(runs)


def _figure(id: str, until: str | None) -> Frame:
    subject = exhibit(context().log, id)
    cliff = cut_of(subject.experiment, subject.id) is not None and until == "cliff"
    kept = "?until=cliff" if cliff else ""
    title = subject.experiment.question
    return Frame(f"embed/{subject.id}{kept}", title, FRAME, f"s/{subject.id}.png{kept}")


def _most(asked: str | None, name: str) -> int:
    if asked is None:
        return max(FRAME)
    pixels = whole(asked)
    if pixels is None or pixels < LEAST:
        raise BadInput(f"max{name} = {quoted(asked)} is no number of pixels of {LEAST} or more.")
    return pixels
