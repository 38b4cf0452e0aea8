"""Which training a config asks for."""

from collections.abc import Sequence

from lab.contract.training import Training
from lab.experiments.optimization.adam_spikes.config import PARABOLAS, Config
from lab.experiments.optimization.adam_spikes.network import Network
from lab.experiments.optimization.adam_spikes.parabolas import Counting, Parabolas


def build(members: Sequence[Config]) -> Training:
    """The training of a batch: parabolas by any number, a network alone."""
    if members[0].record == "summary":
        return Counting(members)
    return Parabolas(members) if members[0].architecture in PARABOLAS else Network(members)
