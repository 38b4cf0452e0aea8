"""What can be set: the truth and its samples, the features of the potential, and how it is trained."""

import math
from collections.abc import Sequence
from typing import Literal, Self

from pydantic import model_validator

from lab.contract.errors import BadInput
from lab.contract.experiment import Cost
from lab.contract.field import setting, several
from lab.experiments.distributions.plane import PlaneConfig, Target
from lab.experiments.settings import BANDWIDTH, EVALUATIONS, FEATURES, RADIUS, RECORD
from lab.numerics.schedule import log_spaced

KNOWN_POTENTIAL = frozenset({"teacher", "paper"})
"""Targets e^{-V*} whose potential V* is in the model's own features, so that its norm is known."""
LARGEST = 5_000_000
"""Numbers in the table of features on the grid."""
COLUMNS = 13


class Config(PlaneConfig):
    """A density e^{-V}/Z on a grid, V linear in random features, trained on n samples."""

    target: Target | Literal["teacher", "paper"] = setting(
        "ring8",
        "The true distribution. teacher and paper are e^{-V*} with V* in the model's own features: a random "
        "direction, or all coefficients equal as in the paper.",
        label="Truth",
    )
    bandwidth: float = BANDWIDTH(
        0.12,
        "How fine the potential can be: width of the kernel that Fourier features stand for.",
        label="Finest detail",
    )
    features: Literal["fourier", "relu", "l1-relu"] = setting(
        "fourier", "The fixed random functions that V is a sum of; l1-relu are the paper's."
    )
    width: int = FEATURES(400, widget=(50, 800))
    solver: Literal["implicit", "gradient-descent", "adam", "two-layer"] = setting(
        "implicit",
        "implicit follows the gradient flow by long exact steps in log time; gradient descent by short ones; "
        "Adam is another path, and its clock counts updates; two-layer is Adam on the ReLU features, too.",
    )
    end_time: float = setting(
        1e6,
        "Where the implicit steps end.",
        label="Last moment",
        symbol="t",
        minimum=10.0,
        maximum=1e10,
        scale="log",
        widget=(1e2, 1e9),
    )
    steps: int = setting(
        36,
        "Steps: moments on the log clock for implicit, updates for the others.",
        minimum=1,
        maximum=100_000,
        scale="log",
        widget=(20, 20_000),
    )
    learning_rate: float = setting(
        1.0,
        "Time of a step of gradient descent; size of Adam's steps.",
        label="Learning rate",
        symbol="η",
        minimum=1e-4,
        maximum=10.0,
        scale="log",
        live=True,
    )
    evaluations: int = EVALUATIONS(
        40,
        "Rows of gradient descent and Adam, evenly in the logarithm of the step.",
        maximum=200,
        widget=(10, 60),
    )
    norm_cap: float = setting(
        0.0,
        "Largest norm |a| that gradient descent may reach; 0 is none.",
        label="Cap on the norm",
        symbol="R",
        minimum=0.0,
        maximum=1000.0,
        widget=(0.0, 30.0),
    )
    teacher_norm: float = setting(
        10.0,
        "Norm of the potential of teacher and paper.",
        label="Norm of the teacher",
        symbol="|a*|",
        minimum=0.1,
        maximum=100.0,
        scale="log",
        widget=(1.0, 30.0),
    )
    floor: float = setting(
        0.02,
        "Share of the truth that is spread evenly; teacher and paper have none.",
        label="Even share",
        minimum=0.0,
        maximum=0.5,
        widget=(0.0, 0.05),
    )
    dim: int = setting(
        2,
        "Dimension of the points; other than 2 for teacher and paper alone.",
        label="Dimension",
        symbol="d",
        minimum=1,
        maximum=3,
    )
    grid: int = setting(
        48,
        "Cells along a side of the grid, on which everything is exact.",
        label="Cells a side",
        minimum=4,
        maximum=1000,
        scale="log",
        widget=(16, 64),
    )
    radius: float = RADIUS(
        "What counts as on a training point: this far from it at 50 points, √(50/n) times it at n; 0 is its "
        "own cell.",
        widget=(0.0, 0.1),
    )
    sizes: tuple[int, ...] = several("samples", "Several numbers of training points at once.")
    data_seeds: tuple[int, ...] = several(
        "data_seed", "Several draws of the points at once.", label="Several draws"
    )
    record: Literal["full", "summary"] = RECORD("With pictures of the density, or the numbers alone.")

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.dim != 2 and self.target not in KNOWN_POTENTIAL:
            raise BadInput(f"dim = {self.dim} is for target=teacher or paper; {self.target} has dim=2 alone.")
        size = self.grid**self.dim * self.width
        if size > LARGEST:
            raise BadInput(
                f"grid = {self.grid} in dim = {self.dim} by width = {self.width} is {size:,} numbers; "
                f"at most {LARGEST:,} are allowed: give fewer cells."
            )
        if self.solver == "two-layer" and self.features == "fourier":
            raise BadInput("features = fourier cannot be trained by solver=two-layer: use features=relu.")
        if self.norm_cap and self.solver != "gradient-descent":
            raise BadInput(
                f"norm_cap = {self.norm_cap} is for gradient descent: use solver=gradient-descent or "
                "norm_cap=0."
            )
        return self

    @property
    def reach(self) -> float:
        """How far from a training point mass counts as on it."""
        return float(self.radius * math.sqrt(50 / self.samples))

    @property
    def by_adam(self) -> bool:
        """Whether the clock counts updates of Adam."""
        return self.solver in ("adam", "two-layer")

    @property
    def rows(self) -> Sequence[int]:
        """The steps that have a row: all, or of short steps some, evenly in the logarithm."""
        if self.solver == "implicit":
            return range(self.steps)
        steps: list[int] = log_spaced(max(1, self.steps - 1), self.evaluations).tolist()
        return [step for step in steps if step < self.steps]

    @property
    def follows_truth(self) -> bool:
        """Whether the flow that sees the truth itself runs beside: where bounds in |a*| are known for it."""
        return self.target in KNOWN_POTENTIAL and self.solver == "implicit"

    @property
    def compares_ridge(self) -> bool:
        """Whether the minimum of L + |a|²/2t is found at each time, too: beside the random teacher alone."""
        return self.follows_truth and self.target == "teacher"


def cost(config: Config) -> Cost:
    """What a run takes on one core of 2.5 GHz."""
    cells = config.grid**config.dim
    implicit = config.solver == "implicit"
    products = {"implicit": 2.5 * config.width, "two-layer": 30.0}.get(config.solver, 4.0)
    seconds = config.steps * (5e-5 + 8e-11 * cells * config.width * products)
    rows = config.steps if implicit else min(config.steps, config.evaluations)
    picture = 2 * cells if config.record == "full" and config.dim < 3 else 0
    shared = 1e-9 * cells * config.width**1.5
    return Cost(config.steps, seconds, rows * (8 * COLUMNS + picture), shared=shared)
