"""What the live figure gets from Python: small JSON, the same text for the same page."""

from collections.abc import Mapping, Sequence
from typing import Any

from lab.contract.experiment import Experiment
from lab.export.front import front, settings
from lab.figures import compare
from lab.figures.film import cut_of, untold
from lab.runs.names.specification import Run, example, set_id
from lab.server.frontend import addresses
from lab.ui.address import Address
from lab.ui.offers import offers
from lab.ui.store import known


def figure_data(experiment: Experiment, run: Run, address: Address) -> dict[str, Any]:
    """The `data` of the component for a run, or for the set that its config spans."""
    of = run.members
    return {
        **addresses(),
        **front(experiment, run.config, of),
        "known": known(of),
        "preset": address.preset,
        "settings": settings(address.preset, address.config.differing(example(experiment, address.preset))),
        "launch": {
            "experiment": experiment.name,
            "version": experiment.version,
            "fields": run.config.model_dump(mode="json"),
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


def compared_data(
    experiment: Experiment, runs: Sequence[Run], given: Mapping[str, str], started: Sequence[str]
) -> dict[str, Any]:
    """The `data` of the component for a comparison; `started` are recordings that the page has begun."""
    step = given.get("step", "")
    told = front(experiment, runs[0].config, runs)
    window = told["figures"][0]["window"]
    return {
        **addresses(),
        **told,
        "known": True,
        "preset": "",
        "settings": "; ".join(compare.labels(runs)),
        "launch": None,
        "step": int(step) if step.isdecimal() and len(step) < 16 else window and window[1],
        "stage": given.get("view") == "stage",
        "at": given.get("at"),
        "until": given.get("until") if given.get("until") != "cliff" else None,
        "offers": None,
        "staged": {},
        "cut": None,
        "started": list(started),
    }
