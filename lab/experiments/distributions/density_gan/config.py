"""What can be set: the truth and its samples, the judge, and where its clock ends."""

from typing import Literal, Self

from pydantic import model_validator

from lab.contract.config import setting
from lab.contract.errors import BadInput
from lab.contract.experiment import Cost
from lab.experiments.distributions.plane import PlaneConfig, Target

Judge = Literal["relu", "fourier", "unrestricted"]
JUDGES: tuple[Judge, ...] = ("relu", "fourier", "unrestricted")
CLOCKS = {"relu": (1.0, 1e9), "fourier": (1e-3, 1e6), "unrestricted": (1e-2, 20.0)}
"""First and last moment of each judge: from fog to a copy."""
COLUMNS = 10


class Config(PlaneConfig):
    """A density on a grid that follows the best judge of a kind, trained on n samples."""

    target: Target = setting(
        "gauss", "The true distribution, which the model sees only through its samples.", label="Truth"
    )
    samples: int = setting(
        25,
        "Training points.",
        label="Training points",
        symbol="n",
        minimum=2,
        maximum=5000,
        scale="log",
        widget=(10, 1000),
        main=True,
    )
    judge: Judge = setting(
        "relu",
        "Who tells true from generated: a sum of random ReLU or Fourier features, or one that sees every "
        "place apart from every other.",
        label="Judge",
    )
    bandwidth: float = setting(
        0.3,
        "How sharp a Fourier judge sees.",
        label="Sharpness of the judge",
        symbol="h",
        minimum=0.02,
        maximum=2.0,
        scale="log",
        widget=(0.06, 0.6),
        main=True,
    )
    width: int = setting(
        500, "Number of random features.", label="Features", symbol="m", minimum=2, maximum=1000, scale="log"
    )
    end_time: float = setting(
        0.0,
        "Where the clock ends; 0 is the judge's own: 10⁹ for ReLU, 10⁶ for Fourier, 20 for unrestricted.",
        label="Last moment",
        symbol="t",
        minimum=0.0,
        maximum=1e10,
    )
    steps: int = setting(
        61, "Moments on the log clock.", label="Moments", minimum=2, maximum=400, widget=(15, 90)
    )
    substeps: int = setting(
        6, "Exact steps between two moments, each put back on the simplex.", minimum=1, maximum=60
    )
    grid: int = setting(
        48, "Cells along a side of the grid.", label="Cells a side", minimum=4, maximum=96, widget=(16, 64)
    )
    coarsen: int = setting(
        3, "Cells along a side that are one for the distance W₂.", label="Cells joined", minimum=1, maximum=8
    )
    distance_stride: int = setting(
        4,
        "Moments from one W₂ to the next: it costs more than the training.",
        label="Moments between distances",
        minimum=1,
        maximum=20,
    )
    radius: float = setting(
        0.05, "What counts as on a training point.", label="On a point", minimum=0.0, maximum=0.5
    )
    measure: Literal["training", "cubes"] = setting(
        "training",
        "A training run, or the distance between two samples of a cube of some dimension, without any model.",
        label="What is measured",
    )
    judges: tuple[Judge, ...] = setting((), "Several judges of the same points.", singular="judge")
    dims: tuple[int, ...] = setting(
        (),
        "Dimensions of the cubes.",
        label="Dimensions",
        symbol="d",
        minimum=1,
        maximum=64,
        singular="dim",
    )
    sizes: tuple[int, ...] = setting(
        (),
        "Several numbers of training points at once.",
        label="Several",
        symbol="n",
        minimum=2,
        maximum=2000,
        singular="samples",
    )
    data_seeds: tuple[int, ...] = setting(
        (),
        "Several draws of the points at once.",
        label="Several draws",
        minimum=0,
        maximum=2**31 - 1,
        singular="data_seed",
    )
    record: Literal["full", "summary"] = setting(
        "full", "With pictures of the density, or the numbers alone.", label="What is recorded"
    )

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.grid % self.coarsen:
            raise BadInput(
                f"coarsen = {self.coarsen} does not divide grid = {self.grid}: try coarsen=2 or coarsen=1."
            )
        if self.grid > 24 * self.coarsen:
            raise BadInput(
                f"grid = {self.grid} by coarsen = {self.coarsen} makes W₂ on {self.grid // self.coarsen} "
                "cells a side too dear: give a larger coarsen, for at most 24 cells."
            )
        if self.measure == "cubes" and self.samples > 2000:
            raise BadInput(f"samples = {self.samples} is too many for measure=cubes: give at most 2000.")
        return self

    @property
    def kind(self) -> Judge:
        """This run's judge: a plural value overrules the single one."""
        return (*self.judges, self.judge)[0]

    @property
    def drawn(self) -> tuple[int, int]:
        """Number of training points and seed of their draw."""
        return (*self.sizes, self.samples)[0], (*self.data_seeds, self.data_seed)[0]

    @property
    def clock(self) -> tuple[float, float]:
        """First moment after 0, and last."""
        first, last = CLOCKS[self.kind]
        return (min(first, self.end_time / 10), self.end_time) if self.end_time else (first, last)

    @property
    def batch(self) -> "Config":
        """What runs that train together have in common; pictures fix the number of points."""
        points = self.drawn[0] if self.record == "full" else 2
        alike = {"judges": (), "judge": "relu", "sizes": (), "samples": points, "dims": ()}
        return self.model_copy(update={**alike, "data_seeds": (), "data_seed": 0})

    @property
    def members(self) -> int:
        """Runs in the set that this config spans."""
        plural = (self.judges, self.dims, self.sizes, self.data_seeds)
        count = 1
        for values in plural:
            count *= max(1, len(values))
        return count


def cost(config: Config) -> Cost:
    """What the run, or the set that the config spans, takes on one core of 2.5 GHz."""
    if config.measure == "cubes":
        largest = max((*config.sizes, config.samples) if not config.sizes else config.sizes)
        return Cost(1, config.members * 1e-7 * largest**2, config.members * 8 * COLUMNS)
    cells = config.grid**2
    move = config.substeps * (4e-5 + 2.5e-9 * cells * config.width / 2)
    distance = 1.2e-7 * (config.grid // config.coarsen) ** 4
    row = 8 * COLUMNS + (2 * cells if config.record == "full" else 0)
    apart = 2e-10 * cells * config.width**1.7
    return Cost(
        config.steps,
        config.members * config.steps * (move + 1.5 * distance / config.distance_stride) + 2 * apart,
        config.members * config.steps * row,
    )
