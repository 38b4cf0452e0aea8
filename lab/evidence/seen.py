"""Where a claim is seen: the link that opens its run at the moment that the claim is about."""

import functools
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from lab.contract.claim import Claim, RunRequest
from lab.contract.config import as_text
from lab.contract.experiment import Experiment
from lab.experiments import find
from lab.runs.names.specification import example, specify


@functools.cache
def way(id: str) -> str:
    """The link to a claim's run by the claim's id, from the lab's own beginning on."""
    name, _, slug = id.partition("/")
    experiment = find(name)
    (claim,) = [claim for claim in experiment.claims if claim.slug == slug]
    request = shown(claim)
    moment = {"at": request.at or claim.moment}
    return link(experiment, request, moment | _staged(request.changes))


def shown(claim: Claim) -> RunRequest:
    """Of all that a claim rests on, what shows it: a branch where there are some, else its first run, or the
    example itself, where that run has but less recorded of it, or more dice."""
    requests = claim.evidence or (claim.draws.requests if claim.draws else ())
    first = next((request for request in requests if request.at), requests[0])
    return RunRequest(first.preset) if first.fields.keys() <= SPARING else first


SPARING = {"record", "data_seeds"}
"""Fields with which a run is cheaper to keep, or is several."""


def link(experiment: Experiment, request: RunRequest, more: Mapping[str, str]) -> str:
    """The link to a run of an experiment, with what else it says."""
    config = specify(experiment.name, request.preset, **request.fields).config
    fields = config.differing(example(experiment, request.preset))
    return f"{experiment.name}?{urlencode({'preset': request.preset, **fields, **more}, safe=',:')}"


def _staged(changes: Mapping[str, Any]) -> dict[str, str]:
    """A prepared change, as an address has it."""
    text = ",".join(f"{name}:{as_text(value)}" for name, value in changes.items())
    return {"set": text} if text else {}
