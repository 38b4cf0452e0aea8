"""The address of an experiment's page: settings, run and moment, read strictly and written sparingly."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from lab.contract.config import RESERVED, ExperimentConfig
from lab.contract.errors import LabError
from lab.contract.experiment import Experiment
from lab.runs.names.link import parameters
from lab.runs.names.specification import ID, Intervention, Run, checked, example, resolve_device


@dataclass(frozen=True)
class Address:
    """What a page shows: an example with changed settings, or one named run of it.

    `staged` are the changes of a prepared branch, as `set=NAME:VALUE` gives them.
    """

    preset: str
    config: ExperimentConfig
    interventions: tuple[Intervention, ...] = ()
    run: str | None = None
    kept: tuple[tuple[str, str], ...] = ()
    staged: tuple[tuple[str, Any], ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def settings(self) -> ExperimentConfig:
        """The settings at the run's end: its config with the live fields that were changed on the way."""
        live = type(self.config).settings()
        acts = {act.name: act.value for act in self.interventions if act.name in live}
        return self.config.replace(**acts)

    @property
    def step(self) -> int | None:
        """The moment that the link points to, as a row number."""
        text = self.asked("step") or ""
        return int(text) if text.isdecimal() else None

    def asked(self, name: str) -> str | None:
        """What the link says of one of the reserved names, if anything."""
        return dict(self.kept).get(name)

    @property
    def stage(self) -> bool:
        """Whether the page is drawn for a projector."""
        return self.asked("view") == "stage"

    def changed(self, config: ExperimentConfig) -> "Address":
        """This address after a control was moved: another config leaves the named run and its moment."""
        if config == self.settings:
            return self
        kept = tuple(pair for pair in self.kept if pair[0] in ("view", "hide", "lock"))
        return replace(self, config=config, run=None, interventions=(), kept=kept, staged=(), problems=())


def browsed() -> dict[str, str]:
    """What the address in the browser asks."""
    return parameters((name, value) for name in st.query_params for value in st.query_params.get_all(name))


def read(experiment: Experiment, given: Mapping[str, str], find_run: Callable[[str], Run]) -> Address:
    """The address in a link; what cannot be taken is left at the example's value, with a sentence each."""
    problems: list[str] = []
    preset = _or_first(experiment, given.get("preset"), problems)
    kept = tuple((name, given[name]) for name in given if name in RESERVED - {"preset", "run"})
    run = _or_none(experiment, given.get("run"), find_run, problems)
    if run is not None:
        staged = staged_changes(experiment, run.config, given.get("set", ""), problems)
        return Address(preset, run.config, run.interventions, given["run"], kept, staged, tuple(problems))
    fields = {name: text for name, text in given.items() if name not in RESERVED}
    parsed = experiment.config.parse(fields, experiment.preset(preset).fields)
    config, more = settle(experiment, parsed.config)
    problems += [*parsed.problems, *more]
    staged = staged_changes(experiment, config, given.get("set", ""), problems)
    return Address(preset, config, (), None, kept, staged, tuple(problems))


def staged_changes(
    experiment: Experiment, config: ExperimentConfig, text: str, problems: list[str]
) -> tuple[tuple[str, Any], ...]:
    """The changes in `NAME:VALUE,NAME:VALUE`; what is no live field, no action or out of bounds is said."""
    staged = []
    for part in text.split(",") if text else []:
        name, _, value = part.partition(":")
        try:
            staged.append((name, _change(experiment, config, name, value)))
        except LabError as error:
            problems.append(str(error))
    return tuple(staged)


def _change(experiment: Experiment, config: ExperimentConfig, name: str, text: str) -> Any:
    if any(action.name == name for action in experiment.actions):
        value: Any = True if text == "true" else text
    else:
        parsed = experiment.config.parse({name: text}, {})
        value = getattr(parsed.config, name, text) if not parsed.problems else text
    return checked(experiment, config, [Intervention(0, name, value)])[0].value


def settle(experiment: Experiment, config: ExperimentConfig) -> tuple[ExperimentConfig, list[str]]:
    """The config on a device that is here, small enough for it, with a sentence if it is another."""
    try:
        return resolve_device(experiment, config), []
    except LabError as error:
        return config.replace(device="cpu", **experiment.small(config)), [f"{error} That is shown here."]


def write(experiment: Experiment, address: Address) -> dict[str, str]:
    """The parameters of a link to what the page shows: the example, and only what differs from it."""
    if address.run is not None:
        fields = {"run": address.run}
    else:
        base = example(experiment, address.preset)
        fields = address.config.differing(base)
    return {"preset": address.preset, **fields, **dict(address.kept)}


def _or_first(experiment: Experiment, name: str | None, problems: list[str]) -> str:
    try:
        return experiment.preset(name).name
    except LabError as error:
        problems.append(str(error))
        return experiment.presets[0].name


def _or_none(
    experiment: Experiment, id: str | None, find_run: Callable[[str], Run], problems: list[str]
) -> Run | None:
    if id is None:
        return None
    if not ID.fullmatch(id):
        problems.append(f"run = {id[:40]} is not a run's id, which is 16 of the characters 0-9 and a-f.")
        return None
    try:
        run = find_run(id)
    except LabError as error:
        problems.append(str(error))
        return None
    if run.experiment is experiment:
        return run
    problems.append(f"run = {id} belongs to the page /{run.experiment.name}.")
    return None
