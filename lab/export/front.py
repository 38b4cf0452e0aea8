"""The live figure's data about an experiment: on a page, in a replay, in a frame."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from lab.contract.claim import Claim
from lab.contract.config import ExperimentConfig
from lab.contract.experiment import Cost, Experiment
from lab.contract.figure import Binding, Figure
from lab.figures import compare, together
from lab.runs.names.specification import Run, estimated, set_id
from lab.runs.read.subject import Subject


def front(experiment: Experiment, config: ExperimentConfig, runs: Sequence[Run]) -> dict[str, Any]:
    """The live figure's data about some runs: members, figures, claims, cost."""
    if not compare.compares(runs):
        return of_config(experiment, config, runs)
    longest = max((experiment.estimate([run.config]) for run in runs), key=lambda cost: cost.steps)
    return _data(experiment, together.figures(experiment, runs), runs, longest, ())


def of_config(experiment: Experiment, config: ExperimentConfig, runs: Sequence[Run]) -> dict[str, Any]:
    """The same of a run, or of the set that a config spans: never of a comparison."""
    claims = [claim for claim in experiment.claims if claim.each_run]
    return _data(experiment, together.of_config(experiment, config), runs, estimated(runs), claims)


def _data(
    experiment: Experiment,
    figures: Sequence[Figure],
    runs: Sequence[Run],
    cost: Cost,
    claims: Sequence[Claim],
) -> dict[str, Any]:
    return {
        "id": set_id(runs),
        "experiment": experiment.name,
        "claims": [_claim(claim) for claim in claims],
        "figures": [_figure(figure) for figure in figures],
        "members": [{"run": member.id, "coordinates": compare.place(member)} for member in runs],
        "cost": {"steps": cost.steps, "seconds": cost.seconds},
        "watched": not experiment.training and len(runs) == 1,
    }


def verdicts(subject: Subject) -> list[dict[str, Any]]:
    """The verdicts of a subject's recordings on the claims about one run, for page and file."""
    return [
        {**_claim(claim), "outcome": verdict.outcome, "number": verdict.number, "interval": verdict.interval}
        for claim, verdict in subject.judged()
    ]


def settings(preset: str, changed: Mapping[str, str]) -> str:
    """What a run was made with, in words: the example, and what differs from it."""
    return ", ".join([preset, *(f"{name} = {value}" for name, value in changed.items())])


def _claim(claim: Claim) -> dict[str, str]:
    return {"slug": claim.slug, "sentence": claim.sentence, "criterion": claim.criterion}


def _figure(figure: Figure) -> dict[str, Any]:
    fields = {field.name: getattr(figure, field.name) for field in dataclasses.fields(figure)}
    pick = dataclasses.asdict(figure.pick) if figure.pick else None
    return {**fields, "bindings": [_binding(binding) for binding in figure.bindings], "pick": pick}


def _binding(binding: Binding) -> dict[str, Any]:
    return {"kind": type(binding).__name__.lower(), **dataclasses.asdict(binding)}
