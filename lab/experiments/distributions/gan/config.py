"""What can be set: the truth and its samples, the two networks, and how fast each learns."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from lab.contract.experiment import Action, Cost
from lab.contract.field import setting, several
from lab.experiments.distributions.plane import Target, TrainedConfig
from lab.experiments.settings import LEARNING_RATE, SAMPLES, TARGET

COLUMNS = 9
BINS, FARTHEST = 20, 0.5
"""Bins of the histograms of distances to the nearest point; what is farther counts in the last bin."""


class Alone(BaseModel):
    """How many updates of one network while the other waits."""

    model_config = ConfigDict(extra="forbid")
    count: int = Field(1, ge=1, le=1000)


ACTIONS = (
    Action("step_discriminator", "Train the judge alone", Alone),
    Action("step_generator", "Train the generator alone", Alone),
)


class Config(TrainedConfig):
    """A generator and a discriminator, two small networks, on n samples of the plane."""

    target: Target = TARGET(
        "gauss", "The true distribution, which the networks see only through its samples."
    )
    samples: int = SAMPLES(16, "Training points; as many again are held out.", widget=(8, 1000), main=True)
    discriminator_width: int = setting(
        64,
        "Hidden units in each of the judge's two layers.",
        label="Width of the judge",
        minimum=1,
        maximum=512,
        scale="log",
        widget=(8, 256),
        main=True,
    )
    width: int = setting(
        64,
        "Hidden units in each of the generator's two layers.",
        label="Width of the generator",
        minimum=1,
        maximum=512,
        scale="log",
        widget=(8, 256),
    )
    penalty: float = setting(
        0.05,
        "Weight γ of the R1 penalty on the judge's slope at the training points.",
        label="Penalty",
        symbol="γ",
        minimum=0.0,
        maximum=10.0,
        widget=(0.0, 1.0),
        live=True,
    )
    learning_rate: float = LEARNING_RATE(
        1e-3, "Adam's, of the generator.", label="Learning rate", widget=(1e-4, 5e-3), live=True
    )
    discriminator_rate: float = LEARNING_RATE(
        1e-3, "Adam's, of the judge.", label="Learning rate of the judge", widget=(1e-4, 5e-3), live=True
    )
    discriminator_steps: int = setting(
        1,
        "Updates of the judge to one of the generator.",
        label="Updates of the judge",
        minimum=1,
        maximum=10,
    )
    sizes: tuple[int, ...] = several("samples", "Several numbers of training points at once.")
    widths: tuple[int, ...] = several("discriminator_width", "Several widths of the judge at once.")
    seeds: tuple[int, ...] = several("seed", "Several random models at once.", label="Several models")

    @property
    def arguments(self) -> dict[str, Any]:
        """Keyword arguments of `Gan`."""
        return {
            "width": self.width,
            "discriminator_width": self.discriminator_width,
            "learning_rate": self.learning_rate,
            "discriminator_rate": self.discriminator_rate,
            "discriminator_steps": self.discriminator_steps,
            "penalty": self.penalty,
        }


def cost(config: Config) -> Cost:
    """What a run takes on one core of 2.5 GHz."""
    judge = 8e-4 * config.discriminator_steps * (1 + (config.discriminator_width / 150) ** 2)
    step = 1e-3 * (1 + (config.width / 200) ** 2) + judge
    looks = min(config.evaluations, config.steps)
    look = 3e-8 * config.generated * config.test_points + 5e-3
    return Cost(config.steps, config.steps * step + looks * look, looks * 8 * (COLUMNS + config.generated))
