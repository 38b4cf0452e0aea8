"""The few lines of Python that make a very run."""

from typing import Any

from lab.contract.experiment import Experiment
from lab.runs.names.specification import Intervention, Run, example, set_id


def snippet(experiment: Experiment, run: Run, preset: str) -> str:
    """A script that trains the run (or the set that its config spans), or opens it where it is recorded."""
    fields = {**changed(experiment, run, preset), **_device(experiment, run)}
    arguments = "".join(f", {name}={value!r}" for name, value in fields.items())
    lines = ["import lab", "", f'run = lab.run("{experiment.name}", preset="{preset}"{arguments})']
    lines += [f"run = run.branch({_act(act)})" for act in _grouped(run.interventions)]
    lines += [f'assert run.id == "{set_id(run.members)}"', "print(run.frame)"]
    return "\n".join(lines) + "\n"


def changed(experiment: Experiment, run: Run, preset: str) -> dict[str, Any]:
    """The fields in which a run differs from an example, as values of Python."""
    base = example(experiment, preset)
    values = run.config.model_dump(mode="json")
    return {name: values[name] for name in run.config.differing(base)}


def _device(experiment: Experiment, run: Run) -> dict[str, str]:
    """The device, where another machine might choose another one."""
    return {"device": run.config.device} if experiment.prefers_cuda(run.config) else {}


def _grouped(acts: tuple[Intervention, ...]) -> list[tuple[int, dict[str, Any]]]:
    by_step: dict[int, dict[str, Any]] = {}
    for act in acts:
        by_step.setdefault(act.step, {})[act.name] = act.value
    return list(by_step.items())


def _act(act: tuple[int, dict[str, Any]]) -> str:
    step, changes = act
    return ", ".join([str(step), *(f"{name}={value!r}" for name, value in changes.items())])
