"""What can be set: where the two walkers start, and how far each bell reaches."""

from lab.contract.config import ExperimentConfig
from lab.contract.experiment import Cost
from lab.contract.field import setting, several
from lab.experiments.settings import SEED, STEPS, STRIDE

REACH = 2.0
"""Half the side of the square of starts."""


def _start(default: float, which: str) -> float:
    value: float = setting(
        default,
        f"Where the {which} walker starts; the houses are at −1 and 1.",
        label=f"Start of the {which} walker",
        minimum=-REACH,
        maximum=REACH,
    )
    return value


class Config(ExperimentConfig):
    """Two walkers on a line who go down the kernel distance to two houses."""

    kernel_width: float = setting(
        0.3,
        "How far a walker feels a house, or the other walker.",
        label="Width of the bell",
        symbol="h",
        minimum=0.05,
        maximum=3.0,
        scale="log",
        widget=(0.1, 1.0),
    )
    x1: float = _start(1.01, "first")
    x2: float = _start(0.989, "second")
    steps: int = STEPS(400, "Steps down the slope, each of h²/2.", widget=(100, 2000))
    stride: int = STRIDE(1, "Steps from one row to the next.")
    kernel_widths: tuple[float, ...] = several("kernel_width", "Several widths of the bell at once.")
    starts: int = setting(
        0,
        "More walks from random places, whose share that ends stuck is counted; 0 is none.",
        label="Random starts",
        minimum=0,
        maximum=1000,
    )
    seed: int = SEED("Which random places.", label="Draw of the starts", added=True)

    @property
    def rows(self) -> list[int]:
        """The steps that have a row: on the stride, and the last."""
        return sorted({*range(0, self.steps, self.stride), self.steps - 1})


def cost(config: Config) -> Cost:
    """What a run takes on one core of 2.5 GHz."""
    return Cost(config.steps, 1.2e-4 * config.steps, (config.steps // config.stride + 1) * 8 * 6)
