"""What is drawn of a watched training: its loss, and below it the curvature against its limit."""

from collections.abc import Sequence

from lab.contract.figure import Figure
from lab.experiments.own.config import Config


def figures(config: Config) -> Sequence[Figure]:
    """None yet: the page comes after the recording."""
    del config
    return ()
