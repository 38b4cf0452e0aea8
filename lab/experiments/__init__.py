"""The experiments of the lab by name: a new one is a folder beside this file and a line below."""

import importlib
import sys
import types

from lab.errors import NotFound
from lab.experiment import Experiment

PACKAGES = {
    "adam-spikes": "lab.experiments.adam_spikes",
    "initialization-rate": "lab.experiments.initialization_rate",
    "reason-or-memorize": "lab.experiments.reason_or_memorize",
    "scaling-law": "lab.experiments.scaling_law",
    "condensation": "lab.experiments.condensation",
    "bias-potential": "lab.experiments.bias_potential",
    "memory-model": "lab.experiments.memory_model",
    "memcube": "lab.experiments.memcube",
    "fact-memories": "lab.experiments.fact_memories",
    "memory-hierarchy": "lab.experiments.memory_hierarchy",
    "density-gan": "lab.experiments.density_gan",
    "gan": "lab.experiments.gan",
    "landscape": "lab.experiments.landscape",
    "mode-collapse": "lab.experiments.mode_collapse",
    "distribution-atlas": "lab.experiments.distribution_atlas",
}
"""Name of each experiment -> its package; imported when first asked for."""


def find(name: str) -> Experiment:
    """The experiment of that name.

    Raises:
        NotFound: no experiment has that name.
    """
    if name not in PACKAGES:
        raise NotFound(f"{name} is not an experiment here; there are {', '.join(PACKAGES)}.")
    experiment: Experiment = importlib.import_module(PACKAGES[name]).EXPERIMENT
    return experiment


def every() -> list[Experiment]:
    """All experiments, in the order of the registry."""
    return [find(name) for name in PACKAGES]


class _Registry(types.ModuleType):
    """This package, callable: `lab.experiments()` is every experiment."""

    def __call__(self) -> list[Experiment]:
        return every()


sys.modules[__name__].__class__ = _Registry
