"""`python -m lab.watching.resume`: a training function again, from a checkpoint of an earlier run."""

import importlib
import json
import sys

from lab.contract.errors import BadInput, LabError
from lab.runs.files import kept, own
from lab.runs.read.recording import Recording
from lab.runs.store.log import Log
from lab.watching.function import Own, Start


def main(parent: str, at: int, changes: dict[str, str]) -> None:
    """Train from the checkpoint of `parent` at or before the step `at`, changed there.

    Raises:
        BadInput: there is no such checkpoint, or no function to run.
    """
    before = [step for step in kept.steps(parent) if step <= at]
    if not before:
        raise BadInput(f"{parent} has no checkpoint at or before step {at}.")
    losses = _losses(parent, before[-1], at)
    function(parent).begin(Start(parent, before[-1], at, changes, losses))


def function(parent: str) -> Own:
    """The function that trained a run.

    Raises:
        BadInput: it cannot be found again.
    """
    place = kept.function(parent)
    if place is None:
        raise BadInput(
            f"{parent} was trained by no function that can be found: a plain loop has checkpoints only."
        )
    sys.path.insert(0, place.folder)
    Own.loading = True
    try:
        found = importlib.import_module(place.module)
        for name in place.name.split("."):
            found = getattr(found, name)
    except (ImportError, AttributeError) as error:
        raise BadInput(f"{place.module}:{place.name} is not in {place.folder} any more: {error}.") from None
    finally:
        Own.loading = False
    if not isinstance(found, Own):
        raise BadInput(f"{place.module}:{place.name} is no training function: decorate it with @lab.own().")
    return found


def _losses(parent: str, first: int, last: int) -> dict[int, float]:
    """The losses of a run from one step to another, as far as they are recorded."""
    log = Log()
    spool = own.folder() / f"{parent}.spool"
    if spool.exists():
        own.bring(log, spool)
    info = log.shown(parent)
    if info is None:
        return {}
    recording = Recording(log, info)
    rows = zip(recording.column("step").tolist(), recording.column("loss").tolist(), strict=True)
    return {int(step): loss for step, loss in rows if first <= step <= last}


if __name__ == "__main__":
    try:
        main(sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3]))
    except LabError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
