"""What can be set: the truth and its samples, the judge, and where its clock ends."""

from typing import Literal, Self

from pydantic import model_validator

from lab.contract.errors import BadInput
from lab.contract.experiment import Cost
from lab.contract.field import member, setting, several
from lab.experiments.distributions.plane import PlaneConfig, Target
from lab.experiments.settings import BANDWIDTH, FEATURES, RADIUS, RECORD, SAMPLES, TARGET

Judge = Literal["relu", "fourier", "unrestricted"]
JUDGES: tuple[Judge, ...] = ("relu", "fourier", "unrestricted")
CLOCKS = {"relu": (1.0, 1e9), "fourier": (1e-3, 1e6), "unrestricted": (1e-2, 20.0)}
"""First and last moment of each judge: from fog to a copy."""
COLUMNS = 10


class Config(PlaneConfig):
    """A density on a grid that follows the best judge of a kind, trained on n samples."""

    target: Target = TARGET("gauss", "The true distribution, which the model sees only through its samples.")
    samples: int = SAMPLES(25, "Training points.", widget=(10, 1000), main=True)
    judge: Judge = setting(
        "relu",
        "Who tells true from generated: a sum of random ReLU or Fourier features, or one that sees every "
        "place apart from every other.",
        label="Judge",
    )
    bandwidth: float = BANDWIDTH(0.3, "How sharp a Fourier judge sees.", label="Sharpness of the judge")
    width: int = FEATURES(500)
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
    radius: float = RADIUS("What counts as on a training point.")
    measure: Literal["training", "cubes"] = setting(
        "training",
        "A training run, or the distance between two samples of a cube of some dimension, without any model.",
        label="What is measured",
    )
    judges: tuple[Judge, ...] = several("judge", "Several judges of the same points.", label="")
    dims: tuple[int, ...] = setting(
        (),
        "Dimensions of the cubes.",
        label="Dimensions",
        symbol="d",
        minimum=1,
        maximum=64,
        singular="dim",
    )
    dim = member(dims, 2)
    sizes: tuple[int, ...] = several("samples", "Several numbers of training points at once.")
    data_seeds: tuple[int, ...] = several(
        "data_seed", "Several draws of the points at once.", label="Several draws"
    )
    record: Literal["full", "summary"] = RECORD("With pictures of the density, or the numbers alone.")

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
        if self.measure == "cubes" and (most := max((self.samples, *self.sizes))) > 2000:
            raise BadInput(f"samples = {most} is too many for measure=cubes: give at most 2000.")
        return self

    @property
    def clock(self) -> tuple[float, float]:
        """First moment after 0, and last."""
        first, last = CLOCKS[self.judge]
        return (min(first, self.end_time / 10), self.end_time) if self.end_time else (first, last)


def cost(config: Config) -> Cost:
    """What a run takes on one core of 2.5 GHz."""
    if config.measure == "cubes":
        return Cost(1, 1e-7 * config.samples**2, 8 * COLUMNS)
    cells = config.grid**2
    move = config.substeps * (4e-5 + 2.5e-9 * cells * config.width / 2)
    distance = 1.2e-7 * (config.grid // config.coarsen) ** 4
    return Cost(
        config.steps,
        config.steps * (move + 1.5 * distance / config.distance_stride),
        config.steps * (8 * COLUMNS + (2 * cells if config.record == "full" else 0)),
        shared=4e-10 * cells * config.width**1.7,
    )
