"""What the live figure gets from Python: small JSON, the same text for the same page."""

from typing import Any

from lab.experiment import Experiment
from lab.runs.specification import Run, members, set_id
from lab.server.frontend import addresses
from lab.share.film import cut_of, untold
from lab.share.front import front
from lab.ui.address import Address
from lab.ui.offers import offers
from lab.ui.store import known


def figure_data(experiment: Experiment, run: Run, address: Address) -> dict[str, Any]:
    """The `data` of the component for a run, or for the set that its config spans."""
    of = members(run)
    return {
        **addresses(),
        **front(experiment, run.config, of),
        "known": known(of),
        "preset": address.preset,
        "launch": {
            "experiment": experiment.name,
            "fields": run.config.values(),
            "interventions": run.specification["interventions"],
        },
        "step": address.step,
        "stage": address.stage,
        "at": address.asked("at"),
        "until": address.asked("until"),
        "offers": offers(experiment, address.settings) if len(of) == 1 else None,
        "staged": dict(address.staged),
        "cut": untold(cut_of(experiment, set_id(of))),
    }
