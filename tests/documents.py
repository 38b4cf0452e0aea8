"""What the documents tell people to write and to type, taken from their text."""

import re

from lab.contract.settings import ROOT


def text(name: str) -> str:
    """A document by its path."""
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str = "") -> list[str]:
    """The fenced blocks of a document that are written in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text(name), re.DOTALL | re.MULTILINE)


def file(name: str, language: str) -> str:
    """The one block of a document in a language: a whole file."""
    (block,) = blocks(name, language)
    return block
