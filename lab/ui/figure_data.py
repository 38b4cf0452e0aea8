"""What the live figure gets from Python: small JSON, the same text for the same page."""

from collections.abc import Mapping, Sequence
from typing import Any

from lab.contract.experiment import Experiment
from lab.contract.strangers import whole
from lab.export import assets, front
from lab.export.offers import offers
from lab.figures import compare
from lab.runs.names.address import Address
from lab.runs.names.specification import Run


def figure_data(address: Address, run: Run) -> dict[str, Any]:
    """The `data` of the component for a run, or for the set that its config spans, as its address asks."""
    experiment, members = address.experiment, run.members
    return {
        "still": assets.opening(experiment, address.preset) if address.step is None else None,
        "offers": offers(experiment, address.settings) if len(members) == 1 else None,
        "preset": address.preset,
        "examples": [preset.name for preset in experiment.presets],
        "settings": front.settings(address.preset, address.differing),
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
        "staged": dict(address.staged),
        **front.of_config(experiment, run.config, members),
    }


def watched_data(run: Run, steps: int, query: Mapping[str, str]) -> dict[str, Any]:
    """The `data` of the component for a training that was watched; `steps` as far as anybody knows them."""
    return {
        **front.of_config(run.experiment, run.config, run.members),
        **_fixed(query),
        "cost": {"steps": steps, "seconds": 0.0},
        "settings": "",
        "step": whole(query.get("step", "")),
        "started": [],
    }


def compared_data(
    experiment: Experiment, runs: Sequence[Run], query: Mapping[str, str], started: Sequence[str]
) -> dict[str, Any]:
    """The `data` of the component for a comparison; `started` are recordings that the page has begun."""
    asked = whole(query.get("step", ""))
    data = front.front(experiment, runs[0].config, runs)
    window = data["figures"][0]["window"]
    return {
        **data,
        **_fixed(query),
        "settings": "; ".join(compare.labels(runs)),
        "step": window and window[1] if asked is None else asked,
        "started": list(started),
    }


def _fixed(query: Mapping[str, str]) -> dict[str, Any]:
    """What is so where a page starts nothing and asks nothing."""
    return {
        "known": True,
        "preset": "",
        "launch": None,
        "stage": query.get("view") == "stage",
        "at": query.get("at"),
        "until": query.get("until") if query.get("until") != "cliff" else None,
        "offers": None,
        "staged": {},
        "cut": None,
    }
