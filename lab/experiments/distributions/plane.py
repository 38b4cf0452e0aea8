"""What the experiments on distributions share: the points that a model learns from, and for how long."""

from typing import Literal, Self

from pydantic import model_validator

from lab.contract.config import ExperimentConfig
from lab.contract.errors import BadInput
from lab.contract.field import setting
from lab.experiments.settings import EVALUATIONS, SAMPLES, SEED, STEPS
from lab.numerics.density import Floats, Grid
from lab.numerics.schedule import log_spaced
from lab.worlds import points
from lab.worlds.targets import Samples, samples, split, target

FRESH = 400
"""Points of a fresh sample of the truth: how far it is from the truth is the floor of a distance."""

Target = Literal["ring8", "moons", "spiral", "ring", "gauss", "two", "checkerboard"] | str
"""A truth by its name, or a person's own points (`lab.worlds.points`)."""


class PlaneConfig(ExperimentConfig):
    """Points drawn from a target on [-1, 1]², and the random start of a model."""

    samples: int = SAMPLES(50, "Training points; as many again are held out.", widget=(10, 1000), main=True)
    data_seed: int = setting(
        0,
        "Which points are drawn.",
        label="Draw of the points",
        minimum=0,
        maximum=2**31 - 1,
        widget=(0, 20),
    )
    seed: int = SEED(
        "Which random model: its features or starting weights, its batches and noise.",
        label="Draw of the model",
    )

    @property
    def drawn(self) -> tuple[int, int]:
        """Number of training points and seed of their draw."""
        return self.samples, self.data_seed

    @property
    def learns_own(self) -> bool:
        """Whether a person's own points are the truth."""
        return points.is_own(getattr(self, "target", ""))

    @property
    def own(self) -> Floats | None:
        """The person's own points, shape (N, 2), where these are the truth."""
        return points.load(getattr(self, "target", "")) if self.learns_own else None

    @model_validator(mode="after")
    def _has_a_truth(self) -> Self:
        about = type(self).settings().get("target")
        target = getattr(self, "target", "")
        if points.is_own(target):
            points.check(target)
        elif about is not None and target not in about.choices:
            known = ", ".join(about.choices)
            raise BadInput(f"target = {target[:40]} is not known: give one of {known}, or own points.")
        return self


def learned_from(config: PlaneConfig, truth: Floats, grid: Grid, test: int = 500) -> Samples:
    """A run's points: drawn from the truth (G,), or of own points, of which at most half are trained on."""
    if config.own is not None:
        return split(config.own, *config.drawn)
    return samples(truth, grid, *config.drawn, test=test)


def remark(config: PlaneConfig) -> str:
    """A figure's note where the truth is a person's own points."""
    return (
        " Of own points the truth is not known: distances are to those held out." if config.learns_own else ""
    )


def truth_of(config: PlaneConfig, name: str, grid: Grid, floor: float | None = None) -> Floats:
    """The density of that name, or of own points where they lie; shape (G,)."""
    return target(name, grid, floor=floor) if config.own is None else grid.empirical(config.own)


class TrainedConfig(PlaneConfig):
    """A model of points that is trained by Adam, and looked at on a schedule fixed before step 0."""

    steps: int = STEPS(5000, "Updates to make.", label="Updates", widget=(500, 12_000))
    evaluations: int = EVALUATIONS(24, "Rows, evenly in the logarithm of the step.", widget=(10, 40))
    generated: int = setting(
        400,
        "Points that the model draws at each row, always from the same random numbers.",
        label="Points drawn",
        minimum=20,
        maximum=2000,
        widget=(100, 1000),
    )
    test_points: int = setting(
        500,
        "Points of the truth that distances are measured to.",
        label="Test points",
        minimum=20,
        maximum=2000,
        widget=(200, 1000),
    )

    @property
    def updates(self) -> int:
        """Updates of this run."""
        return self.steps

    @property
    def rows(self) -> list[int]:
        """The steps that have a row: evenly in the logarithm."""
        steps: list[int] = log_spaced(max(1, self.updates - 1), self.evaluations).tolist()
        return steps
