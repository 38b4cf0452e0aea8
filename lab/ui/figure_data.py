"""What the live figure gets from Python: small JSON, the same text for the same page."""

import dataclasses
from typing import Any

from lab.experiment import Binding, Claim, Cut, Experiment, Figure
from lab.runs.specification import Run, coordinates, members, set_id
from lab.server.frontend import addresses
from lab.server.outcome import cut_of
from lab.ui.address import Address
from lab.ui.store import known


def figure_data(experiment: Experiment, run: Run, address: Address) -> dict[str, Any]:
    """The `data` of the component for a run, or for the set that its config spans."""
    of = members(run)
    cost = experiment.cost(run.config)
    return {
        **addresses(),
        "id": set_id(of),
        "known": known(set_id(of)),
        "experiment": experiment.name,
        "preset": address.preset,
        "members": [{"run": member.id, "coordinates": coordinates(member)} for member in of],
        "figures": [_figure(figure) for figure in experiment.figures(run.config)],
        "launch": {
            "experiment": experiment.name,
            "fields": run.config.values(),
            "interventions": run.specification["interventions"],
        },
        "cost": {"steps": cost.steps, "seconds": cost.seconds},
        "step": address.step,
        "at": address.asked("at"),
        "until": address.asked("until"),
        "cut": _cut(cut_of(experiment, set_id(of))),
        "claims": [_claim(claim) for claim in experiment.claims if claim.each_run],
    }


def _cut(cut: Cut | None) -> dict[str, Any] | None:
    """A cut without its outcome, which a viewer asks for when it is time."""
    if cut is None:
        return None
    cliff = {"after": cut.cliff.after, "question": cut.cliff.question, "choices": cut.cliff.choices}
    return {"scenes": [dataclasses.asdict(scene) for scene in cut.scenes], "cliff": cliff}


def _figure(figure: Figure) -> dict[str, Any]:
    fields = {one.name: getattr(figure, one.name) for one in dataclasses.fields(figure)}
    pick = dataclasses.asdict(figure.pick) if figure.pick else None
    return {**fields, "bindings": [_binding(binding) for binding in figure.bindings], "pick": pick}


def _binding(binding: Binding) -> dict[str, Any]:
    return {"kind": type(binding).__name__.lower(), **dataclasses.asdict(binding)}


def _claim(claim: Claim) -> dict[str, str]:
    return {"slug": claim.slug, "sentence": claim.sentence, "criterion": claim.criterion}
