"""The address of an experiment's page: settings, run and moment, read strictly and written sparingly."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lab.contract.config import RESERVED, ExperimentConfig
from lab.contract.errors import LabError
from lab.contract.experiment import Experiment
from lab.contract.strangers import whole
from lab.runs.names.specification import ID, Intervention, Run, checked, example, resolve_device
from lab.worlds import points

MANNER = ("view", "hide", "lock")
"""What an address says of how the page is shown, whatever the run."""


@dataclass(frozen=True)
class Address:
    """What a page shows: an example with changed settings, or one named run of it.

    `example` has the example's settings, as a run of it has them; `staged` are the changes of a prepared
    branch, as `set=NAME:VALUE` gives them.
    """

    experiment: Experiment
    preset: str
    example: ExperimentConfig
    config: ExperimentConfig
    interventions: tuple[Intervention, ...] = ()
    run: str | None = None
    kept: tuple[tuple[str, str], ...] = ()
    staged: tuple[tuple[str, Any], ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def named(self) -> Run:
        """The run of these settings, or what spans their set."""
        return Run(self.experiment, self.config, self.interventions)

    @property
    def settings(self) -> ExperimentConfig:
        """The settings at the run's end: its config with the live fields that were changed on the way."""
        live = type(self.config).settings()
        acts = {act.name: act.value for act in self.interventions if act.name in live}
        return self.config.replace(**acts)

    @property
    def differing(self) -> dict[str, str]:
        """The settings that differ from the example's, as a link writes them."""
        return self.config.differing(self.example)

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of a link to what the page shows: the example, and only what differs from it. An
        answer is its visitor's own: whoever gets the link is asked."""
        fields = self.differing if self.run is None else {"run": self.run}
        kept = {name: text for name, text in self.kept if name != "answer"}
        return {"preset": self.preset, **fields, **kept}

    @property
    def manner(self) -> dict[str, str]:
        """How the page is shown: what stays where a visitor goes on to another run of it."""
        return {name: text for name, text in self.kept if name in MANNER}

    @property
    def step(self) -> int | None:
        """The moment that the link points to, as a row number."""
        return whole(self.asked("step") or "")

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
        kept = tuple(self.manner.items())
        return replace(self, config=config, run=None, interventions=(), kept=kept, staged=(), problems=())

    def without_points(self, why: str) -> "Address":
        """This address with the example's settings in place of points that are named by their hash."""
        values = self.config.values()
        hashes = points.named_in(values)
        base = {name: getattr(self.example, name) for name, value in values.items() if value in hashes}
        return replace(self.changed(self.config.replace(**base)), problems=(*self.problems, why))


def read(experiment: Experiment, asked: Mapping[str, str], find_run: Callable[[str], Run]) -> Address:
    """The address in a link; what cannot be taken is left at the example's value, with a sentence each."""
    problems: list[str] = []
    preset = _or_first(experiment, asked.get("preset"), problems)
    kept = tuple((name, asked[name]) for name in asked if name in RESERVED - {"preset", "run"})
    run = _or_none(experiment, asked.get("run"), find_run, problems)
    if run is not None:
        staged = staged_changes(experiment, run.config, asked.get("set", ""), problems)
        base, named = example(experiment, preset), (run.config, run.interventions, asked["run"])
        return Address(experiment, preset, base, *named, kept, staged, tuple(problems))
    fields = {name: text for name, text in asked.items() if name not in RESERVED}
    parsed = experiment.config.parse(fields, experiment.preset(preset).fields)
    config, more = settle(experiment, parsed.config)
    problems += [*parsed.problems, *more]
    staged = staged_changes(experiment, config, asked.get("set", ""), problems)
    base = example(experiment, preset)
    return Address(experiment, preset, base, config, (), None, kept, staged, tuple(problems))


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
