"""Runs that left one run at one step: where, and what each does otherwise from there on."""

from collections.abc import Sequence
from dataclasses import dataclass

from lab.contract.experiment import Experiment
from lab.runs.names.specification import Intervention, Run

UNCHANGED = "as it was"


@dataclass(frozen=True)
class Fork:
    """The run that was left, the step at which the others did, and what each is called, in their order."""

    base: Run
    step: int
    names: tuple[str, ...]


def fork(experiment: Experiment, runs: Sequence[Run]) -> Fork | None:
    """How these have one run and one step in common; None where they have not."""
    base = min(runs, key=lambda run: len(run.interventions))
    kept = len(base.interventions)
    own = [run.interventions[kept:] for run in runs if run != base]
    steps = {act.step for acts in own for act in acts}
    shared = all((run.config, run.interventions[:kept]) == (base.config, base.interventions) for run in runs)
    if len(steps) != 1 or not shared or not all(own):
        return None
    return Fork(base, steps.pop(), tuple(told(experiment, run.interventions[kept:]) for run in runs))


def told(experiment: Experiment, acts: Sequence[Intervention]) -> str:
    """What was done on the way, in words: `ε = 0.1`, `Reset v`."""
    return ", ".join(_words(experiment, act) for act in acts) or UNCHANGED


def _words(experiment: Experiment, act: Intervention) -> str:
    for action in experiment.actions:
        if action.name == act.name:
            return action.title
    return experiment.config.settings()[act.name].at(act.value)
