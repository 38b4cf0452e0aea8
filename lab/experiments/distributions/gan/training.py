"""How the two networks are trained; the judge's set and its held-out twin are called A and B by a coin."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lab.contract.errors import BadInput
from lab.contract.training import Floats, Training
from lab.experiments.distributions.gan.config import BINS, FARTHEST, Config
from lab.experiments.distributions.generative import Copying, together
from lab.experiments.distributions.plane import truth_of
from lab.numerics.density import Grid
from lab.numerics.generative.adversarial import Gan
from lab.numerics.memorization import nearest_distance


def build(members: Sequence[Config]) -> Training:
    """The training of a batch, whose members differ in their networks' start."""
    return together([TwoNetworks(config) for config in members])


class TwoNetworks(Copying):
    """A GAN, watched for copies."""

    config: Config
    model: Gan

    def __init__(self, config: Config) -> None:
        super().__init__(config, truth_of(config, config.target, Grid()))

    def build(self, train: Floats) -> Gan:
        return Gan(train, self.config.seed, **self.config.arguments)

    def arrays(self, drawn: Floats, step: int) -> dict[str, Any]:
        seen, unseen = (nearest_distance(drawn, other) for other in (self.points.train, self.points.heldout))
        edges = np.linspace(0, FARTHEST, BINS + 1)
        counts = [np.histogram(gaps.clip(0, FARTHEST), edges)[0] / len(drawn) for gaps in (seen, unseen)]
        shots: dict[str, Any] = {"points": drawn, "nearest": np.stack(counts, axis=-1)}
        if step == 0:
            sets = [self.points.train, self.points.heldout]
            if np.random.default_rng([self.config.data_seed, 7]).random() < 0.5:
                sets.reverse()
            shots["set_a"], shots["set_b"] = sets
        if step == self.config.updates - 1:  # which was it? told at the end
            shots |= {"train_points": self.points.train, "heldout_points": self.points.heldout}
        return shots

    def intervene(self, name: str, value: Any) -> None:
        if name == "penalty":
            self.model.penalty = value
        elif name in ("learning_rate", "discriminator_rate"):
            learner = "generator" if name == "learning_rate" else "discriminator"
            self.model.learners[learner].adam.eta = value
        elif name in ("step_discriminator", "step_generator"):
            for _ in range(value["count"]):
                getattr(self.model, name)()
        else:
            raise BadInput(f"{name} = {value} changes nothing here.")
