"""Runs of one experiment beside each other: what they differ in, and what they are called."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from lab.contract.config import as_text
from lab.contract.errors import BadInput, LabError
from lab.figures.fork import UNCHANGED, fork, told
from lab.runs.names.specification import Run, spanned

LOOKS = (
    ("@model", "solid"),
    ("@second", "dash"),
    ("@others", "dashdot"),
    ("@data", "solid"),
    ("@ink", "dot"),
)
"""Colour and dash of each run's curves, in their order."""
MOST = 24
"""Runs in one comparison."""
LABELLED, LONG = 2, 26
"""Settings that a run is called by, and letters of its name; where there are more it has its letter only."""
SEED = "seed"


@dataclass(frozen=True)
class Difference:
    """A setting that not all have alike: its name for people, in short, and each run's value."""

    label: str
    short: str
    values: tuple[str, ...]

    def called(self, number: int) -> str:
        """What a run is called by it; what was done on the way says itself what it is."""
        return f"{self.short} = {self.values[number]}" if self.short else self.values[number]


def compares(runs: Sequence[Run]) -> bool:
    """Whether no plural fields span these, so that they are a comparison and no set of one config."""
    fields = type(runs[0].config).settings().values()
    plural = [about.name for about in fields if about.singular]
    others = [about.name for about in fields if not about.singular]
    alone = [(run.interventions, [getattr(run.config, name) for name in others]) for run in runs]
    if any(options != alone[0] for options in alone):
        return True
    product = 1
    for name in plural:
        product *= len({getattr(run.config, name) for run in runs})
    if product == len(runs):
        return False
    try:
        spanned(runs)  # of a product in which some choices make no difference
    except LabError:
        return True
    return False


def place(run: Run) -> dict[str, Any]:
    """Where a member stands in the figures of its set or comparison: coordinates, its id, its seed."""
    seed = {SEED: getattr(run.config, SEED)} if rolled(run) else {}
    return {**seed, **run.coordinates, "run": run.id}


def differences(runs: Sequence[Run]) -> list[Difference]:
    """The settings in which the runs differ, in the order of the config, and what was done on the way."""
    differ = []
    unused = set.intersection(*({*run.experiment.unused(run.config)} for run in runs))
    for name, about in type(runs[0].config).settings().items():
        if name in unused:
            continue
        values = tuple(as_text(getattr(run.config, name)) for run in runs)
        if len(set(values)) > 1:
            alone = about.symbol and about.singular  # "several n" are one of each run's
            word = "" if alone else about.label or name.replace("_", " ").capitalize()
            differ.append(Difference(f"{word} {about.symbol}".strip(), about.symbol or word, values))
    acts = tuple(_acts(run) for run in runs)
    return differ + ([Difference("On the way", "", acts)] if len(set(acts)) > 1 else [])


def labels(runs: Sequence[Run]) -> list[str]:
    """What each run is called: a letter, and its values where few settings differ."""
    left = fork(runs[0].experiment, runs)
    differ = differences(runs)
    short = differ if len(differ) <= LABELLED else []
    many = range(len(runs))
    names = left.names if left else [", ".join(difference.called(i) for difference in short) for i in many]
    if len(runs) > len(LOOKS):
        return list(names)
    unlike = len({difference.short for difference in short}) == len(short)
    plain = left or (max(map(len, names)) <= LONG and unlike)
    return [chr(ord("A") + i) + (f": {name}" if name and plain else "") for i, name in enumerate(names)]


def rolled(run: Run) -> bool:
    """Whether the run's seed is one of its settings, and not that of a set."""
    return SEED in type(run.config).settings()


def dice(run: Run, seeds: Sequence[int]) -> tuple[Run, ...]:
    """The same run with other seeds; its own comes first.

    Raises:
        BadInput: it has no seed, or one of these is not allowed.
    """
    if not rolled(run):
        raise BadInput(f"{run.experiment.name} throws no dice: none of its settings is a seed.")
    others = [seed for seed in dict.fromkeys(seeds) if seed != getattr(run.config, SEED)]
    return (run, *(replace(run, config=run.config.replace(seed=seed)) for seed in others))


def alike(runs: Sequence[Run]) -> bool:
    """Whether the runs differ in their seed alone."""
    return rolled(runs[0]) and len({replace(run, config=run.config.replace(seed=0)).id for run in runs}) == 1


def _acts(run: Run) -> str:
    """What was done on the way, with the steps."""
    if not run.interventions:
        return UNCHANGED
    experiment = run.experiment
    return ", ".join(f"{told(experiment, [act])} at {act.step:,}" for act in run.interventions)
