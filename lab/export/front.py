"""What the live figure's front end is told of an experiment: on a page, in a replay, in a frame."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from lab.contract.config import ExperimentConfig
from lab.contract.experiment import Experiment
from lab.contract.figure import Binding, Figure
from lab.figures import compare, together
from lab.runs.names.specification import Run, estimated, set_id
from lab.runs.read.subject import Subject


def front(experiment: Experiment, config: ExperimentConfig, of: Sequence[Run]) -> dict[str, Any]:
    """The part of its data that follows from what is shown: members, figures, claims, cost."""
    compared = compare.compares(of)
    costs = [experiment.estimate([run.config]) for run in of]
    cost = max(costs, key=lambda one: one.steps) if compared else estimated(of)
    return {
        "id": set_id(of),
        "experiment": experiment.name,
        "members": [{"run": member.id, "coordinates": compare.place(member)} for member in of],
        "figures": [_figure(figure) for figure in together.figures_of(experiment, config, of)],
        "cost": {"steps": cost.steps, "seconds": cost.seconds},
        "claims": [
            {"slug": one.slug, "sentence": one.sentence, "criterion": one.criterion}
            for one in experiment.claims
            if one.each_run and not compared
        ],
    }


def verdicts(subject: Subject) -> list[dict[str, str]]:
    """What is recorded of a subject says to the claims about one run, as page and file are told it."""
    return [
        {
            "slug": claim.slug,
            "sentence": claim.sentence,
            "criterion": claim.criterion,
            "outcome": verdict.outcome,
            "number": verdict.number,
        }
        for claim, verdict in subject.judged()
    ]


def settings(preset: str, changed: Mapping[str, str]) -> str:
    """What a run was made with, in words: the example, and what differs from it."""
    return ", ".join([preset, *(f"{name} = {value}" for name, value in changed.items())])


def _figure(figure: Figure) -> dict[str, Any]:
    fields = {one.name: getattr(figure, one.name) for one in dataclasses.fields(figure)}
    pick = dataclasses.asdict(figure.pick) if figure.pick else None
    return {**fields, "bindings": [_binding(binding) for binding in figure.bindings], "pick": pick}


def _binding(binding: Binding) -> dict[str, Any]:
    return {"kind": type(binding).__name__.lower(), **dataclasses.asdict(binding)}
