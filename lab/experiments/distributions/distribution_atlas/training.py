"""How a family is trained: built by name, watched for copies."""

from collections.abc import Sequence
from typing import Any

from lab.contract.training import Floats, Training
from lab.experiments.distributions.distribution_atlas.config import Config
from lab.experiments.distributions.generative import Copying, Model
from lab.experiments.distributions.plane import truth_of
from lab.numerics import generative
from lab.numerics.density import Grid


def build(members: Sequence[Config]) -> Training:
    """The training of one run."""
    (config,) = members
    return Entrant(config)


class Entrant(Copying):
    """One family in the race."""

    config: Config

    def __init__(self, config: Config) -> None:
        super().__init__(config, truth_of(config, config.target, Grid()))

    def build(self, train: Floats) -> Model:
        return generative.build(self.config.family, train, self.config.seed)

    def arrays(self, drawn: Floats, step: int) -> dict[str, Any]:
        shots: dict[str, Any] = {"points": drawn[: self.config.shown]}
        if step == 0:
            shots |= {"train_points": self.points.train, "heldout_points": self.points.heldout}
        return shots
