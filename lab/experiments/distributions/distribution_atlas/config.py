"""What can be set: the family, the truth and its samples, and how long it trains."""

from typing import Literal

from lab.contract.experiment import Cost
from lab.contract.field import setting, several
from lab.experiments.distributions.plane import Target, TrainedConfig
from lab.experiments.settings import EVALUATIONS, SAMPLES, TARGET

Family = Literal["gan", "wgan-gp", "mmd", "flow-matching", "diffusion", "realnvp", "vae", "potential"]
BUDGETS: dict[Family, tuple[int, float]] = {
    "gan": (8183, 2.4e-3),
    "wgan-gp": (3170, 6e-3),
    "mmd": (3260, 5e-3),
    "flow-matching": (9735, 1.9e-3),
    "diffusion": (9302, 2e-3),
    "realnvp": (4836, 4e-3),
    "vae": (9111, 1.6e-3),
    "potential": (1632, 9e-3),
}
"""Updates of a race, about equal in time, and CPU seconds of one."""
FAMILIES: tuple[Family, ...] = tuple(BUDGETS)
COLUMNS = 9


class Config(TrainedConfig):
    """One of eight families of generative models on n samples of the plane."""

    family: Family = setting(
        "diffusion",
        "How the distribution is represented, and how it is compared with the samples.",
        label="Family",
    )
    target: Target = TARGET(
        "moons", "The true distribution, which the model sees only through its samples.", main=True
    )
    samples: int = SAMPLES(25, "Training points; as many again are held out.", widget=(8, 1000), main=True)
    steps: int = setting(
        0,
        "Updates to make; 0 is the family's own number, about equal in time.",
        label="Updates",
        minimum=0,
        maximum=20_000,
        widget=(0, 12_000),
    )
    evaluations: int = EVALUATIONS(22, "Rows, evenly in the logarithm of the step.", widget=(10, 40))
    shown: int = setting(
        160, "Of the points drawn, those in the picture.", label="Points shown", minimum=20, maximum=2000
    )
    families: tuple[Family, ...] = several("family", "Several families on the same points.", label="")
    sizes: tuple[int, ...] = several("samples", "Several numbers of training points at once.")

    @property
    def updates(self) -> int:
        return self.steps or BUDGETS[self.family][0]

    @property
    def longest(self) -> int:
        """Updates of the member of a set that takes most."""
        return self.steps or max(BUDGETS[family][0] for family in self.families or (self.family,))


def cost(config: Config) -> Cost:
    """What a run takes on one core of 2.5 GHz."""
    looks = min(config.evaluations, config.updates)
    look = 3e-8 * config.generated * config.test_points + 2e-2
    seconds = config.updates * BUDGETS[config.family][1] + looks * look
    return Cost(config.updates, seconds, looks * 8 * (COLUMNS + config.shown))
