"""What a run is: a specification that anyone can name, and the id that follows from it."""

import dataclasses
import functools
import hashlib
import itertools
import json
import math
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from lab import experiments
from lab.contract.config import ExperimentConfig, as_text
from lab.contract.errors import BadInput, NotFound
from lab.contract.experiment import Action, Cost, Experiment

ID = re.compile(r"[0-9a-f]{16}")
"""Every id of a run or a set matches this, and is checked against it before any look-up."""


MAXIMUM_MEMBERS = 1024
"""Runs in one set."""


@dataclass(frozen=True)
class Intervention:
    """A live field or an action, acting before row `step` is computed."""

    step: int
    name: str
    value: Any


@dataclass(frozen=True)
class Run:
    """A specification: an experiment, as it is in this version, the whole config, the interventions."""

    experiment: Experiment
    config: ExperimentConfig
    interventions: tuple[Intervention, ...] = ()

    @functools.cached_property
    def specification(self) -> dict[str, Any]:
        """The JSON object that the id is the hash of."""
        acts = [[act.step, act.name, act.value] for act in self.interventions]
        return {
            "experiment": self.experiment.name,
            "version": self.experiment.version,
            "config": self.config.values(),
            "interventions": acts,
        }

    @functools.cached_property
    def id(self) -> str:
        """First 16 hex digits of SHA-256 over the canonical JSON of the specification."""
        return _digest(self.specification)

    @functools.cached_property
    def members(self) -> tuple["Run", ...]:
        """The members of the set that the config spans: its plural fields' product, in their order.

        A config without plural values, or with one value in each, is its own only member.

        Raises:
            BadInput: there are more than `MAXIMUM_MEMBERS`.
        """
        plural = [s.name for s in type(self.config).settings().values() if s.singular]
        spanned = [name for name in plural if getattr(self.config, name)]
        choices = [[(value,) for value in getattr(self.config, name)] for name in spanned]
        count = math.prod(map(len, choices))
        if count > MAXIMUM_MEMBERS:
            by = " × ".join(f"{len(getattr(self.config, name))} {name}" for name in spanned)
            raise BadInput(f"{by} are {count} runs; a set has at most {MAXIMUM_MEMBERS}: give fewer values.")
        configs = (
            self.config.replace(**dict(zip(spanned, chosen, strict=True)))
            for chosen in itertools.product(*choices)
        )
        # A config may say that a value makes no difference beside another: then two choices are one run.
        return tuple(
            dataclasses.replace(self, config=config) if config != self.config else self
            for config in dict.fromkeys(configs)
        )

    @property
    def coordinates(self) -> dict[str, Any]:
        """A member's values of the plural fields by their singular names: `{"gamma": 0.8, "seed": 1}`."""
        plural = [s for s in type(self.config).settings().values() if s.singular]
        fields = {str(s.singular): getattr(self.config, s.name) for s in plural}
        return {name: values[0] for name, values in fields.items() if len(values) == 1}


def estimated(runs: Sequence[Run]) -> Cost:
    """What runs of one experiment take together."""
    return runs[0].experiment.estimate([run.config for run in runs])


def specify(
    name: str, preset: str | None = None, interventions: Sequence[Intervention] = (), **fields: Any
) -> Run:
    """The run of a preset with some fields changed, its device resolved.

    Raises:
        BadInput, NotFound: a name or value that is not allowed, in one sentence.
    """
    experiment = experiments.find(name)
    config = resolve_device(experiment, experiment.configure(preset, **fields))
    return Run(experiment, config, checked(experiment, config, interventions))


def example(experiment: Experiment, preset: str | None) -> ExperimentConfig:
    """An example's settings, as a run of it has them."""
    return resolve_auto(experiment, experiment.configure(preset))


GPU = "/dev/nvidiactl"
"""There where CUDA is: looking costs nothing, and initialises nothing."""


def resolve_device(experiment: Experiment, config: ExperimentConfig) -> ExperimentConfig:
    """The config on a device of this machine.

    Raises:
        BadInput: it needs a GPU, and there is none; what to do instead.
    """
    if config.device == "cuda" and not os.path.exists(GPU):
        instead = {"device": "cpu", **experiment.small(config)}
        settings = ", ".join(f"{name}={as_text(value)}" for name, value in instead.items())
        raise BadInput(f"device = cuda, but this machine has no GPU: use {settings}.")
    return resolve_auto(experiment, config)


def resolve_auto(experiment: Experiment, config: ExperimentConfig) -> ExperimentConfig:
    """Settle `device: auto` before hashing: CUDA where there is one and it helps at this size."""
    if config.device != "auto":
        return config
    helps = os.path.exists(GPU) and experiment.prefers_cuda(config)
    return config.replace(device="cuda" if helps else "cpu")


def from_specification(specification: Mapping[str, Any]) -> Run:
    """The run of a stored or sent specification, checked as strictly as anything typed.

    Raises:
        BadInput, NotFound: it is not one, or of another version of the experiment.
    """
    if set(specification) != {"experiment", "version", "config", "interventions"}:
        raise BadInput("A specification has exactly experiment, version, config and interventions.")
    experiment = experiments.find(str(specification["experiment"]))
    if specification["version"] != experiment.version:
        raise BadInput(
            f"This is version {specification['version']} of {experiment.name}, "
            f"here is version {experiment.version}."
        )
    config = experiment.config.make(specification["config"])
    return Run(experiment, config, read_interventions(experiment, config, specification))


def read_interventions(
    experiment: Experiment, config: ExperimentConfig, specification: Mapping[str, Any]
) -> tuple[Intervention, ...]:
    """The interventions in `specification["interventions"]`, a list of [step, name, value].

    Raises:
        BadInput: one is not of that form, or not allowed.
    """
    try:
        acts = [
            Intervention(int(step), str(name), value) for step, name, value in specification["interventions"]
        ]
    except (TypeError, ValueError, OverflowError):  # an infinite step among them
        raise BadInput("interventions is a list of [step, name, value].") from None
    return checked(experiment, config, acts)


def checked(
    experiment: Experiment, config: ExperimentConfig, acts: Sequence[Intervention]
) -> tuple[Intervention, ...]:
    """Interventions in the order of their steps, each value as its live field or action has it."""
    steps = experiment.cost(config.resolved).steps
    for act in acts:
        if not 0 <= act.step < steps:
            raise BadInput(f"step = {act.step} of {act.name} is outside 0 … {steps - 1}.")
    allowed = [Intervention(act.step, act.name, _value(experiment, config, act)) for act in acts]
    return tuple(sorted(allowed, key=lambda act: act.step))


def _value(experiment: Experiment, config: ExperimentConfig, act: Intervention) -> Any:
    live = [about.name for about in type(config).settings().values() if about.live]
    if act.name in live:
        return config.replace(**{act.name: act.value}).values()[act.name]
    for action in experiment.actions:
        if action.name == act.name:
            return _action_value(action, act.value)
    names = ", ".join([*live, *(action.name for action in experiment.actions)])
    raise BadInput(f"{act.name} cannot be changed in the middle of a run; what can: {names}.")


def _action_value(action: Action, value: Any) -> Any:
    alone = {} if value is True or value == "true" else dict.fromkeys(action.model.model_fields, value)
    fields = value if isinstance(value, dict) else alone
    try:
        return action.model.model_validate(fields).model_dump(mode="json")
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadInput(f"{action.name} {where} = {str(first['input'])[:60]}: {first['msg']}.") from None


def spanning(runs: Sequence[Run]) -> ExperimentConfig:
    """The smallest config whose set contains these members of one batch."""
    first = runs[0].config
    plural = [about.name for about in type(first).settings().values() if about.singular]
    spans = {
        name: tuple(dict.fromkeys(v for run in runs for v in getattr(run.config, name))) for name in plural
    }
    return first.replace(**{name: values for name, values in spans.items() if values})


def spanned(runs: Sequence[Run]) -> Run:
    """The run whose set consists of these, as a page or a command names a set.

    Raises:
        NotFound: they are no product of plural fields.
    """
    run = dataclasses.replace(runs[0], config=spanning(runs))
    if set_id(run.members) != set_id(runs):
        raise NotFound(f"{set_id(runs)} is a set that no settings span: open its {len(runs)} runs singly.")
    return run


def set_id(runs: Sequence[Run]) -> str:
    """Id of a set: the hash of its sorted member ids; a set of one has its member's id."""
    ids = sorted({run.id for run in runs})
    return ids[0] if len(ids) == 1 else _digest(ids)


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
