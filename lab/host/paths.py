"""Sentences that strangers may read name no path of this machine: the log has it."""

import logging
import re
import sys
import tempfile

from lab.contract.settings import ROOT, home

INSTEAD = "a file of the server"
ROOTS = "bin|boot|data|dev|etc|home|lib|media|mnt|opt|proc|root|run|srv|sys|tmp|usr|var"
"""Where paths of a machine begin; pages of ours never do."""

log = logging.getLogger("lab")


def pathless(sentence: str | Exception) -> str:
    """A sentence without the paths in it; where there was one, the log has the sentence as it was."""
    whole = str(sentence)
    ours = (str(folder).strip("/") for folder in (home(), ROOT, sys.prefix, tempfile.gettempdir()))
    begun = "|".join([*map(re.escape, ours), ROOTS])
    without = re.sub(rf"(?<![\w:/.])/(?:{begun})(?:/[^\s'\",;:)]*)?(?![\w-])(?<!\.)", INSTEAD, whole)
    if without != whole:
        log.error("%s", whole)
    return without
