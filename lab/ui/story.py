"""A story: Markdown in sections. A list item `- [label](?preset=…)` in it is a link of the page to a moment
to try, a quotation (`>`) an aside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from urllib.parse import parse_qsl

from lab.contract.experiment import Experiment

_FORMULA = re.compile(r"\$\$[^$]+\$\$")
"""Over several lines: with words beside its `$$` Streamlit would take all that follows for a formula."""
_LINK = re.compile(r"- \[(?P<label>.+)\]\(\?(?P<query>[^)\s]+)\)\s*")

_ASIDE = re.compile(r"(?:^>.*\n?)+", re.MULTILINE)

ADDRESS = re.compile(r"`/(([a-z-]+)\?[^`]+)`")
"""A page's address in a text of docs/."""


@dataclass(frozen=True)
class TryThis:
    """A link to a staged moment of the same page."""

    label: str
    parameters: dict[str, str]


@dataclass(frozen=True)
class Section:
    """A heading with the text below it and what stands beside it."""

    heading: str
    text: str
    asides: tuple[str, ...]


def text(experiment: Experiment) -> str:
    """An experiment's story as it is written."""
    return resources.files(experiment.package).joinpath("story.md").read_text(encoding="utf-8")


def parts(text: str) -> Iterator[str | TryThis]:
    """Stretches of Markdown, and the links between them, in their order."""
    prose: list[str] = []
    for line in _FORMULA.sub(lambda formula: formula[0].replace("\n", " "), text).splitlines():
        found = _LINK.fullmatch(line)
        if found is None:
            prose.append(line)
            continue
        if prose:
            yield "\n".join(prose)
            prose = []
        yield TryThis(found["label"], dict(parse_qsl(found["query"])))
    if prose:
        yield "\n".join(prose)


def sections(text: str) -> Iterator[Section]:
    """The sections of a story in their order."""
    for section in re.split(r"^### ", text, flags=re.MULTILINE):
        heading, _, below = section.partition("\n")
        if heading:
            asides = tuple(re.sub(r"^> ?", "", aside, flags=re.MULTILINE) for aside in _ASIDE.findall(below))
            yield Section(heading, _ASIDE.sub("", below), asides)


def linked(text: str) -> str:
    """The text with addresses of pages as links that are called by the page."""
    return ADDRESS.sub(r"[/\2](\1)", text)


def links(text: str) -> list[TryThis]:
    """Only the links."""
    return [part for part in parts(text) if isinstance(part, TryThis)]
