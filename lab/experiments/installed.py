"""Experiments that other packages bring, as entry points in the group `lab.experiments`.

Each is looked at once a process, before anything else meets it: one that does not load, or that a page could
not show, is left out with a sentence. Whatever is wrong with it is its own and stops nothing here.
"""

import importlib.util
import logging
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from importlib import metadata, resources
from typing import Any

from lab.contract.experiment import Experiment
from lab.experiments.groups import GROUPS

LOGGER = logging.getLogger("lab")
GROUP = "lab.experiments"
NAME = re.compile("[a-z][a-z0-9-]{0,39}")
SERVED = (
    "health",
    "live",
    "runs",
    "embed",
    "oembed",
    "s",
    "lessons",
    "rooms",
    "room",
    "r",
    "claims",
    "paper",
    "operator",
    "you",
)
PLACES = frozenset(
    {*SERVED, "home", "first", "teachers", "compare", "metrics", "static", "media", "component"}
)
"""First parts of addresses that are ours, or Streamlit's: no experiment's page can lie there."""
LONGEST = 200
"""Characters of another package's error that are said."""


@dataclass
class Installed:
    """What other packages bring: experiments with the package of each, and why what was left out was."""

    experiments: dict[str, Experiment] = field(default_factory=dict)
    packages: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


class Unfit(Exception):
    """Why an experiment cannot be taken, as the end of a sentence."""


def look(ours: Collection[str]) -> Installed:
    """Load what is installed beside `ours`, by the names of the packages; of two with one name the first."""
    found = Installed()
    for entry in sorted(metadata.entry_points(group=GROUP), key=lambda entry: (_package(entry), entry.name)):
        package = _package(entry)
        try:
            if entry.name in ours:
                raise Unfit("the lab has an experiment of that name itself")
            if entry.name in found.packages:
                raise Unfit(f"{found.packages[entry.name]} brings one of that name, too")
            found.experiments[entry.name] = _checked(entry)
            found.packages[entry.name] = package
        except Unfit as why:
            sentence = f"The experiment {entry.name[:40]} of {package} is left out: {why}."
            found.refused.setdefault(entry.name, sentence)
            LOGGER.warning("%s", sentence)
    return found


def _package(entry: metadata.EntryPoint) -> str:
    """The name and version of what was installed."""
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist is not None else "an unnamed package"


def _checked(entry: metadata.EntryPoint) -> Experiment:
    if not NAME.fullmatch(entry.name) or entry.name in PLACES:
        raise Unfit("no page can have that name; give up to 40 small letters, digits and -")
    loaded = _tried("it does not load", entry.load)
    experiment = getattr(loaded, "EXPERIMENT", loaded)
    if not isinstance(experiment, Experiment):
        raise Unfit(f"{entry.value} is no Experiment, nor a module with one as EXPERIMENT")
    if experiment.name != entry.name:
        raise Unfit(f"it calls itself {experiment.name[:40]}")
    if experiment.group not in GROUPS:
        raise Unfit(f"its group {experiment.group[:40]} is none of {', '.join(GROUPS)}")
    if not experiment.presets:
        raise Unfit("it has no example")
    _tried("its training is not there", lambda: _find_training(experiment))
    _tried("its story is not there", lambda: _read_story(experiment))
    _tried("its examples cannot be drawn", lambda: _draw(experiment))
    return experiment


def _tried(what: str, act: Callable[[], Any]) -> Any:
    """What `act` returns.

    Raises:
        Unfit: it fails, in whatever way a stranger's code fails.
    """
    try:
        return act()
    except (Exception, SystemExit) as error:
        words = " ".join(str(error).split())[:LONGEST].rstrip(".")
        raise Unfit(f"{what} ({type(error).__name__}: {words})") from error


def _find_training(experiment: Experiment) -> None:
    """Look for the training's module, which is imported where it trains."""
    module, colon, _ = experiment.training.partition(":")
    if not colon or importlib.util.find_spec(module) is None:
        raise LookupError(f"{experiment.training!r} names no class of an installed module")


def _read_story(experiment: Experiment) -> None:
    resources.files(experiment.package).joinpath("story.md").read_text(encoding="utf-8")


def _draw(experiment: Experiment) -> None:
    """Make what a page begins with, from the settings of each example."""
    for preset in experiment.presets:
        config = experiment.configure(preset.name)
        experiment.estimate([config])
        if not experiment.figures(config.resolved):
            raise LookupError(f"{preset.name} has no figure")
