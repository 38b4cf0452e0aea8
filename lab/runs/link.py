"""A link to a page, read without the page: the run or the set that it names."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from lab import experiments
from lab.config import RESERVED
from lab.errors import BadInput
from lab.runs.specification import ID, Run, members, specify

COMPARE = "compare"
"""The page that shows runs of one experiment together."""
SHARED = ("s", "embed", "runs")
"""Paths of ours below which an id stands."""


def named(link: str) -> str | tuple[Run, ...]:
    """What a link names: an id, or the runs that its settings specify, whether anybody ran them or not.

    Raises:
        BadInput, NotFound: it is neither an id nor a link of a page, or its settings are not allowed.
    """
    given = link.strip()
    if ID.fullmatch(given):
        return given
    address = urlsplit(given)
    parts = [part for part in address.path.split("/") if part]
    if len(parts) >= 2 and parts[-2] in SHARED and ID.fullmatch(parts[-1]):
        return parts[-1]
    if not parts or (not address.scheme and not given.startswith("/")):
        raise BadInput(
            f"{given[:80]} is neither an id, which is 16 of the characters 0-9 and a-f, nor a page's link."
        )
    asked = dict(parse_qsl(address.query))
    if parts[-1] != COMPARE:
        experiments.find(parts[-1])
    if "run" in asked:
        if not ID.fullmatch(asked["run"]):
            raise BadInput(f"run = {asked['run'][:40]} is not 16 of the characters 0-9 and a-f.")
        return asked["run"]
    experiment = experiments.find(parts[-1])
    fields: dict[str, Any] = {name: value for name, value in asked.items() if name not in RESERVED}
    return members(specify(experiment.name, asked.get("preset"), **fields))
