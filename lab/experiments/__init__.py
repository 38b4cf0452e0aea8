"""The experiments by name: a new one is a folder in one of the four rooms here, and a line below."""

import functools
import importlib
import sys
import types

from lab.contract.errors import NotFound
from lab.contract.experiment import Experiment
from lab.experiments.installed import Installed, look

PACKAGES = {
    "adam-spikes": "lab.experiments.optimization.adam_spikes",
    "initialization-rate": "lab.experiments.complexity.initialization_rate",
    "reason-or-memorize": "lab.experiments.complexity.reason_or_memorize",
    "scaling-law": "lab.experiments.complexity.scaling_law",
    "condensation": "lab.experiments.complexity.condensation",
    "bias-potential": "lab.experiments.distributions.bias_potential",
    "memory-model": "lab.experiments.remembering.memory_model",
    "memcube": "lab.experiments.remembering.memcube",
    "fact-memories": "lab.experiments.remembering.fact_memories",
    "memory-hierarchy": "lab.experiments.remembering.memory_hierarchy",
    "density-gan": "lab.experiments.distributions.density_gan",
    "gan": "lab.experiments.distributions.gan",
    "landscape": "lab.experiments.distributions.landscape",
    "mode-collapse": "lab.experiments.distributions.mode_collapse",
    "distribution-atlas": "lab.experiments.distributions.distribution_atlas",
}
"""Name of each experiment -> its package; imported when first asked for."""

FOREIGN = {"own": "lab.experiments.own"}
"""What has runs and no training: nobody starts one from here, and it stands in no list."""


def find(name: str) -> Experiment:
    """The experiment of that name.

    Raises:
        NotFound: no experiment has that name, or the one that has it is left out, and why.
    """
    if (package := PACKAGES.get(name) or FOREIGN.get(name)) is not None:
        experiment: Experiment = importlib.import_module(package).EXPERIMENT
        return experiment
    brought = others()
    if name in brought.experiments:
        return brought.experiments[name]
    known = f"{name} is not an experiment here; there are {', '.join(names())}."
    raise NotFound(brought.refused.get(name, known))


def every() -> list[Experiment]:
    """All experiments, in the order of the registry; those of other packages at the end."""
    return [find(name) for name in names()]


def house() -> list[Experiment]:
    """The experiments of this lab itself: the documents and files that it ships are about these."""
    return [find(name) for name in PACKAGES]


def names() -> list[str]:
    """The name of every experiment, which is the place of its page."""
    return [*PACKAGES, *others().experiments]


@functools.cache
def others() -> Installed:
    """What other packages bring, looked at once a process."""
    return look(PACKAGES | FOREIGN)


class _Registry(types.ModuleType):
    """This package, callable: `lab.experiments()` is every experiment."""

    def __call__(self) -> list[Experiment]:
        return every()


sys.modules[__name__].__class__ = _Registry
