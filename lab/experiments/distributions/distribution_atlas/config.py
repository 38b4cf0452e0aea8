"""What can be set: the family, the truth and its samples, and how long it trains."""

from typing import Literal

from lab.contract.config import setting
from lab.contract.experiment import Cost
from lab.experiments.distributions.plane import Target, TrainedConfig

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
    target: Target = setting(
        "moons",
        "The true distribution, which the model sees only through its samples.",
        label="Truth",
        main=True,
    )
    samples: int = setting(
        25,
        "Training points; as many again are held out.",
        label="Training points",
        symbol="n",
        minimum=2,
        maximum=5000,
        scale="log",
        widget=(8, 1000),
        main=True,
    )
    steps: int = setting(
        0,
        "Updates to make; 0 is the family's own number, about equal in time.",
        label="Updates",
        minimum=0,
        maximum=20_000,
        widget=(0, 12_000),
    )
    evaluations: int = setting(
        22,
        "Rows, evenly in the logarithm of the step.",
        label="Moments recorded",
        minimum=2,
        maximum=120,
        widget=(10, 40),
    )
    shown: int = setting(
        160, "Of the points drawn, those in the picture.", label="Points shown", minimum=20, maximum=2000
    )
    families: tuple[Family, ...] = setting((), "Several families on the same points.", singular="family")
    sizes: tuple[int, ...] = setting(
        (),
        "Several numbers of training points at once.",
        label="Several",
        symbol="n",
        minimum=2,
        maximum=5000,
        singular="samples",
    )

    @property
    def kind(self) -> Family:
        """This run's family: a plural value overrules the single one."""
        return (*self.families, self.family)[0]

    @property
    def drawn(self) -> tuple[int, int]:
        return (*self.sizes, self.samples)[0], self.data_seed

    @property
    def updates(self) -> int:
        return self.steps or BUDGETS[self.kind][0]

    @property
    def longest(self) -> int:
        """Updates of the member that takes most."""
        return self.steps or max(BUDGETS[kind][0] for kind in (self.families or (self.family,)))


def cost(config: Config) -> Cost:
    """What the run, or the set that the config spans, takes on one core of 2.5 GHz."""
    kinds = config.families or (config.family,)
    training = sum((config.steps or BUDGETS[kind][0]) * BUDGETS[kind][1] for kind in kinds)
    looks = min(config.evaluations, config.longest)
    look = 3e-8 * config.generated * config.test_points + 2e-2
    members = max(1, len(config.sizes))
    row = 8 * (COLUMNS + config.shown)
    seconds = members * (training + len(kinds) * looks * look)
    return Cost(config.longest, seconds, members * len(kinds) * looks * row)
