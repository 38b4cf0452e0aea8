"""What can be set: the truth and its samples, the two networks, and how fast each learns."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from lab.contract.config import setting
from lab.contract.experiment import Action, Cost
from lab.experiments.distributions.plane import Target, TrainedConfig

COLUMNS = 9
BINS, FARTHEST = 20, 0.5
"""Of the histograms of distances to the nearest point; what is farther counts in the last bin."""


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

    target: Target = setting(
        "gauss", "The true distribution, which the networks see only through its samples.", label="Truth"
    )
    samples: int = setting(
        16,
        "Training points; as many again are held out.",
        label="Training points",
        symbol="n",
        minimum=2,
        maximum=5000,
        scale="log",
        widget=(8, 1000),
        main=True,
    )
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
    learning_rate: float = setting(
        1e-3,
        "Adam's, of the generator.",
        label="Learning rate",
        symbol="η",
        minimum=1e-5,
        maximum=0.1,
        scale="log",
        widget=(1e-4, 5e-3),
        live=True,
    )
    discriminator_rate: float = setting(
        1e-3,
        "Adam's, of the judge.",
        label="Learning rate of the judge",
        symbol="η",
        minimum=1e-5,
        maximum=0.1,
        scale="log",
        widget=(1e-4, 5e-3),
        live=True,
    )
    discriminator_steps: int = setting(
        1,
        "Updates of the judge to one of the generator.",
        label="Updates of the judge",
        minimum=1,
        maximum=10,
    )
    sizes: tuple[int, ...] = setting(
        (),
        "Several numbers of training points at once.",
        label="Several",
        symbol="n",
        minimum=2,
        maximum=5000,
        singular="samples",
    )
    widths: tuple[int, ...] = setting(
        (),
        "Several widths of the judge at once.",
        label="Several",
        minimum=1,
        maximum=512,
        singular="discriminator_width",
    )
    seeds: tuple[int, ...] = setting(
        (),
        "Several random models at once.",
        label="Several models",
        minimum=0,
        maximum=2**31 - 1,
        singular="seed",
    )

    @property
    def drawn(self) -> tuple[int, int]:
        return (*self.sizes, self.samples)[0], self.data_seed

    @property
    def arguments(self) -> dict[str, Any]:
        """What the model is built with; a plural value overrules the single one."""
        return {
            "width": self.width,
            "discriminator_width": self.judge_width,
            "learning_rate": self.learning_rate,
            "discriminator_rate": self.discriminator_rate,
            "discriminator_steps": self.discriminator_steps,
            "penalty": self.penalty,
        }

    @property
    def judge_width(self) -> int:
        """Width of this run's judge."""
        return (*self.widths, self.discriminator_width)[0]

    @property
    def start(self) -> int:
        """Seed of the networks."""
        return (*self.seeds, self.seed)[0]

    @property
    def members(self) -> int:
        """Runs in the set that this config spans."""
        return max(1, len(self.sizes)) * max(1, len(self.widths)) * max(1, len(self.seeds))


def cost(config: Config) -> Cost:
    """What the run, or the set that the config spans, takes on one core of 2.5 GHz."""
    judges = config.widths or (config.discriminator_width,)
    judge = sum(8e-4 * config.discriminator_steps * (1 + (width / 150) ** 2) for width in judges) / len(
        judges
    )
    step = 1e-3 * (1 + (config.width / 200) ** 2) + judge
    looks = min(config.evaluations, config.steps)
    look = 3e-8 * config.generated * config.test_points + 5e-3
    return Cost(
        config.steps,
        config.members * (config.steps * step + looks * look),
        config.members * looks * 8 * (COLUMNS + config.generated),
    )
