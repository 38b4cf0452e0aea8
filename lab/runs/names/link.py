"""A link as it was meant: what people paste has been through chats, mails, search engines and sentences.

The one home of these rules; pages, routes and Python ask here.
"""

import re
from collections.abc import Iterable
from string import whitespace
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from lab import experiments
from lab.contract.config import RESERVED
from lab.contract.errors import BadInput
from lab.runs.names.specification import ID, Run, specify

COMPARE = "compare"
"""The page that shows runs of one experiment together."""
SENT = ("s", "embed")
"""Paths of ours that people send on: an id stands below them."""
PLACE = re.compile(rf"s/{ID.pattern}(\.png)?|embed/{ID.pattern}|paper/\d{{4}}\.\d{{4,5}}(/badge\.svg)?")
"""The paths of a run's or a set's share page, its picture and its frame; of a paper and its badge."""

TRACKING = re.compile(
    r"(utm|mtm|pk|mc|hsa|ref)_\w+|\w*clk?id|[gw]braid|gclsrc|igsh|igshid|_g[al]|_hs\w+|mkt_tok"
    r"|ref|referrer|si|spm|srsltid|from|isappinstalled"
)
"""Names that search engines, networks and mail services append to a link; no setting has one of them."""

OPENING = whitespace + "\u00a0([{<\"'`*“‘«（【《「『"
CLOSING = whitespace + "\u00a0)]}>\"'`*”’»）】》」』.,;:!?…/\\。，、；：！？"
"""What a sentence puts around a link, or its writer at an end."""
INVISIBLE = dict.fromkeys([*map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), *range(0xD800, 0xE000)])
"""Places where a line may break, which copying takes along; halves of characters, which have no bytes."""
ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
ENCODINGS = 3
"""How often a link may have been encoded on its way."""


def pages() -> set[str]:
    """Every page of the lab by its place."""
    return {"home", "teachers", "claims", COMPARE, *experiments.FOREIGN, *experiments.names()}


def bare(text: str) -> str:
    """A text without what a sentence has put around it."""
    return text.translate(INVISIBLE).lstrip(OPENING).rstrip(CLOSING)


def decoded(text: str) -> str:
    """A text as it was before it was encoded, however often."""
    for _ in range(ENCODINGS):
        if ENCODED.search(text):
            text = unquote(text)
    return text


def parameters(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What the names and values of a query ask; the values of a name that stands there twice are joined."""
    meant: dict[str, str] = {}
    for name, value in _whole(pairs):
        name = bare(decoded(name)).removeprefix("amp;").lower()
        value = bare(decoded(value))
        if TRACKING.fullmatch(name) or (name in RESERVED and not value):
            continue
        value = value.lower() if name in ("run", "preset") else value
        meant[name] = f"{meant[name]},{value}" if name in meant else value
    return meant


def canonical(path: str) -> str | None:
    """The address without its first slash that the path of a request clearly means; None if it means none.

    It is made of names of ours, an id and what is asked: never of another server's name.
    """
    parts, query = _split(path)
    place = "/".join(part.lower() for part in parts)
    if len(parts) == 2 and parts[0].lower() in experiments.FOREIGN and ID.fullmatch(parts[1].lower()):
        place = f"{parts[0].lower()}?run={parts[1].lower()}"
    elif len(parts) == 1:
        place = _page(parts[0]) or ""
    elif not PLACE.fullmatch(place):
        place = ""
    if not place or path == f"/{place}":
        return None
    return f"{place}?{quote(query, safe='=&:,%+')}" if query else place


def named(link: str) -> tuple[str, ...] | tuple[Run, ...]:
    """What a link names: ids, or the runs that its settings specify, whether anybody ran them or not.

    Raises:
        BadInput, NotFound: it is neither an id nor a link of a page, or its settings are not allowed.
    """
    whole = decoded(link) if "?" not in link else link
    before, scheme, rest = whole.partition("://")
    parts, query = _split(rest.partition("/")[2] if scheme else before)
    last = parts[-1].lower() if parts else ""
    if ID.fullmatch(last) and (len(parts) == 1 or parts[-2].lower() in (*SENT, "runs")):
        return (last,)
    page = _page(last)
    if not last or (page is None and not scheme and not before.lstrip(OPENING).startswith("/")):
        text = link.strip()[:80]
        raise BadInput(
            f"{text} is neither an id, which is 16 of the characters 0-9 and a-f, nor a page's link."
        )
    asked = parameters(parse_qsl(query, keep_blank_values=True))
    experiment = None if page == COMPARE else experiments.find(page or last)
    if "run" in asked:
        return _ids(asked["run"])
    if experiment is None:
        raise BadInput("This comparison names no runs: give run=ID,ID with their ids.")
    fields: dict[str, Any] = {name: value for name, value in asked.items() if name not in RESERVED}
    return specify(experiment.name, asked.get("preset"), **fields).members


def _whole(pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """The pairs; where a whole query was encoded it is the name of a pair without a value."""
    for name, value in pairs:
        if not value and "=" in decoded(name):
            yield from parse_qsl(decoded(name), keep_blank_values=True)
        else:
            yield name, value


def _split(link: str) -> tuple[list[str], str]:
    """The parts of a link's path, and its query; its question mark may have been encoded, too."""
    place, _, text = link.translate(INVISIBLE).partition("#")[0].partition("?")
    place, _, more = decoded(place).partition("?")
    parts = [bare(part) for part in place.split("/")]
    return [part for part in parts if part], "&".join(part for part in (more, text) if part)


def _page(part: str) -> str | None:
    name = re.sub(r"[\s_]+", "-", part.lower())
    return name if name in pages() else None


def _ids(text: str) -> tuple[str, ...]:
    ids = tuple(part.strip() for part in text.split(",") if part.strip())
    for id in ids:
        if not ID.fullmatch(id):
            raise BadInput(f"run = {id[:40]} is not 16 of the characters 0-9 and a-f.")
    return ids
