"""What the pages ask people to try, run in full: `python -m lab.ui.lessons [NAME …]`.

Each "try this" link of a page's story is made as somebody who follows it would: its settings are trained
unless they are recorded, and a prepared change is branched. After `python -m lab.export.notebook run` this is
the second half of `make lessons`.
"""

import sys
import time
from collections.abc import Iterator, Sequence

from lab import api, experiments
from lab.contract.errors import LabError
from lab.contract.experiment import Experiment
from lab.runs.names.address import Address, read
from lab.ui.store import find_run
from lab.ui.story import TryThis, links, text


def tries(experiment: Experiment) -> list[TryThis]:
    """The "try this" links of an experiment's page, in their order."""
    return links(text(experiment))


def followed(experiment: Experiment, link: TryThis) -> Address:
    """What the page shows at that link.

    Raises:
        LabError: something in it is not allowed.
    """
    address = read(experiment, link.parameters, find_run)
    if address.problems:
        raise LabError(" ".join(address.problems))
    return address


def run(experiment: Experiment, link: TryThis) -> str:
    """Train what a link names, and the change that it prepares; the id of what one sees then.

    Raises:
        LabError: in one sentence.
    """
    address = followed(experiment, link)
    opened = api.run(experiment.name, None, **address.config.values()).wait()
    if address.staged:
        opened = opened.branch(address.asked("at") or "cliff", **dict(address.staged)).wait()
    if not len(opened.frame):
        raise LabError(f"{opened.id} has no rows.")
    return opened.id


def _all(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every link's address, and its id and seconds, or why it failed."""
    for experiment in map(experiments.find, names):
        for link in tries(experiment):
            address = f"/{experiment.name}?" + "&".join(f"{k}={v}" for k, v in link.parameters.items())
            began = time.monotonic()
            try:
                yield address, f"{run(experiment, link)}  {time.monotonic() - began:.1f} s"
            except LabError as error:
                yield address, f"failed: {error}"


def main(names: Sequence[str]) -> int:
    """The command; 1 if a link failed."""
    outcomes = []
    for address, outcome in _all(names or list(experiments.PACKAGES)):
        outcomes.append(outcome)
        print(f"{address}: {outcome}", flush=True)
    failed = sum(outcome.startswith("failed") for outcome in outcomes)
    print(f"{len(outcomes) - failed} of {len(outcomes)} links ran")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
