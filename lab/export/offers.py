"""What a person may change in the middle of a run, as the live figure's dialog offers it."""

from collections.abc import Mapping
from typing import Any

from lab.contract.config import ExperimentConfig
from lab.contract.experiment import Action, Experiment
from lab.contract.field import Setting


def offers(experiment: Experiment, config: ExperimentConfig) -> dict[str, Any]:
    """Ready changes, live fields at their values in `config`, and actions."""
    live = [about for about in type(config).settings().values() if about.live]
    return {
        "ready": [
            {"title": what_if.title, "set": dict(what_if.changes(config))} for what_if in experiment.what_ifs
        ],
        "fields": [_field(about, getattr(config, about.name)) for about in live],
        "actions": [_action(action) for action in experiment.actions],
    }


def _field(about: Setting, value: Any) -> dict[str, Any]:
    return {
        "name": about.name,
        "label": about.label or about.name.replace("_", " ").capitalize(),
        "symbol": about.symbol,
        "kind": about.kind,
        "choices": about.choices,
        "allowed": about.allowed,
        "value": value,
    }


def _action(action: Action) -> dict[str, Any]:
    fields = action.model.model_json_schema()["properties"]
    return {
        "name": action.name,
        "title": action.title,
        "values": [_value(name, about) for name, about in fields.items()],
    }


def _value(name: str, about: Mapping[str, Any]) -> dict[str, Any]:
    """A value that an action takes: its choices are (value, word), `file` the ending of a file's name."""
    choices = list(enumerate(about.get("words", ()))) or [
        (choice, choice) for choice in about.get("enum", ())
    ]
    return {
        "name": name,
        "label": about.get("description", name),
        "value": about.get("default"),
        "choices": choices,
        "file": about.get("file", ""),
    }
