"""Sentences that strangers may read name no path of this machine: the log has it."""

import logging
import re
import sys
import tempfile
from collections.abc import Callable

from lab.contract.settings import ROOT, home

INSTEAD = "a file of the server"
ROOTS = "bin|boot|data|dev|etc|home|lib|media|mnt|opt|proc|root|run|srv|sys|tmp|usr|var"
"""Where paths of a machine begin; pages of ours never do."""

log = logging.getLogger("lab")


def pathless(sentence: str | Exception) -> str:
    """A sentence without the paths in it; where there was one, the log has the sentence as it was."""
    whole = str(sentence)
    without = _replaced(whole, lambda _: INSTEAD)
    if without != whole:
        log.error("%s", whole)
    return without


def shortened(words: str) -> str:
    """Words with paths from the lab's own folders on, of others with their last name."""
    return _replaced(words, _short)


def _short(path: str) -> str:
    for folder in _own():
        if path.startswith(f"{folder}/"):
            return f"…{path.removeprefix(folder)}"
    return f"…/{path.rpartition('/')[2]}"


def _replaced(words: str, instead: Callable[[str], str]) -> str:
    begun = "|".join([*(re.escape(folder.strip("/")) for folder in _own()), ROOTS])
    path = rf"(?<![\w:/.])/(?:{begun})(?:/[^\s'\",;:)]*)?(?![\w-])(?<!\.)"
    return re.sub(path, lambda found: instead(found[0]), words)


def _own() -> list[str]:
    """The folders in which the lab and what it uses lie."""
    return [str(folder) for folder in (home(), ROOT, sys.prefix, tempfile.gettempdir())]
