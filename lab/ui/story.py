"""A story: Markdown, in which a list item `- [label](?preset=…)` is a "try this" link of the page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import parse_qsl

_LINK = re.compile(r"- \[(?P<label>.+)\]\(\?(?P<query>[^)\s]+)\)\s*")


@dataclass(frozen=True)
class TryThis:
    """A link to a staged moment of the same page."""

    label: str
    parameters: dict[str, str]


def parts(text: str) -> Iterator[str | TryThis]:
    """Stretches of Markdown, and the links between them, in their order."""
    for is_link, lines in groupby(text.splitlines(), lambda line: bool(_LINK.fullmatch(line))):
        yield from map(_link, lines) if is_link else ["\n".join(lines)]


def links(text: str) -> list[TryThis]:
    """Only the links."""
    return [part for part in parts(text) if isinstance(part, TryThis)]


def _link(line: str) -> TryThis:
    found = _LINK.fullmatch(line)
    assert found is not None
    return TryThis(found["label"], dict(parse_qsl(found["query"])))
