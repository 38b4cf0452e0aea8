"""What can be set: the two networks' pace, or the particles' judge."""

from typing import Any, Literal

import numpy as np

from lab.contract.experiment import Cost
from lab.contract.field import setting, several
from lab.experiments.distributions.plane import TrainedConfig
from lab.experiments.settings import EVALUATIONS, LEARNING_RATE, SAMPLES, STEPS

MODES, SD = 8, 0.04
COLUMNS = 3


class Config(TrainedConfig):
    """Eight islands, plenty of points, and a judge that may be too slow."""

    model: Literal["gan", "particles"] = setting(
        "gan",
        "Two networks on eight islands, or 300 free particles that climb a judge of Fourier features, from "
        "one of two islands.",
        label="Generator",
    )
    samples: int = SAMPLES(2000, "Training points.")
    steps: int = STEPS(2000, "Updates to make.", label="Updates", widget=(500, 8000))
    evaluations: int = EVALUATIONS(41, "Rows, evenly in the step.", maximum=200, widget=(20, 80))
    learning_rate: float = LEARNING_RATE(
        1e-3, "Adam's, of the generator.", label="Pace of the generator", widget=(1e-4, 5e-3), main=True
    )
    discriminator_rate: float = LEARNING_RATE(
        1e-3, "Adam's, of the judge.", label="Pace of the judge", widget=(1e-4, 5e-3), main=True
    )
    discriminator_width: int = setting(
        64, "Hidden units in each of the judge's layers.", label="Width of the judge", minimum=1, maximum=512
    )
    pace: float = setting(
        0.0,
        "How fast the particles' judge follows; 0 is the best judge at every moment.",
        label="Pace of the particles' judge",
        symbol="c",
        minimum=0.0,
        maximum=100.0,
        widget=(0.0, 20.0),
    )
    kernel_width: float = setting(
        0.3,
        "How far a particle feels.",
        label="Width of the bell",
        symbol="h",
        minimum=0.05,
        maximum=2.0,
        scale="log",
        widget=(0.1, 1.0),
    )
    paces: tuple[float, ...] = several("pace", "Several paces of the particles' judge at once.")
    seeds: tuple[int, ...] = several("seed", "Several random models at once.", label="Several models")

    @property
    def rows(self) -> list[int]:
        """The steps that have a row: evenly."""
        steps = np.linspace(0, self.updates - 1, min(self.evaluations, self.updates)).round().astype(int)
        return sorted(set(steps.tolist()))

    @property
    def arguments(self) -> dict[str, Any]:
        """Keyword arguments of `Gan`."""
        return {
            "learning_rate": self.learning_rate,
            "discriminator_rate": self.discriminator_rate,
            "discriminator_width": self.discriminator_width,
            "penalty": 0.0,
        }


def cost(config: Config) -> Cost:
    """What a run takes on one core of 2.5 GHz."""
    step = 1.6e-3 if config.model == "gan" else 6e-3
    looks = min(config.evaluations, config.steps)
    return Cost(config.steps, config.steps * step + 0.01 * looks, looks * 8 * (COLUMNS + config.generated))
