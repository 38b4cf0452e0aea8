"""What the experiments on distributions share: the points that a model learns from, and for how long."""

from typing import Literal

from lab.config import ExperimentConfig, setting

Target = Literal["ring8", "moons", "spiral", "ring", "gauss", "two", "checkerboard"]


class PlaneConfig(ExperimentConfig):
    """Points drawn from a target on [-1, 1]², and the random start of a model."""

    samples: int = setting(
        50,
        "Training points; as many again are held out.",
        label="Training points",
        symbol="n",
        minimum=2,
        maximum=5000,
        scale="log",
        widget=(10, 1000),
        main=True,
    )
    data_seed: int = setting(
        0,
        "Which points are drawn.",
        label="Draw of the points",
        minimum=0,
        maximum=2**31 - 1,
        widget=(0, 20),
    )
    seed: int = setting(
        0,
        "Which random model: its features or starting weights, its batches and noise.",
        label="Draw of the model",
        minimum=0,
        maximum=2**31 - 1,
        widget=(0, 20),
    )


class TrainedConfig(PlaneConfig):
    """A model of points that is trained by Adam, and looked at on a schedule fixed before step 0."""

    steps: int = setting(
        5000,
        "Updates to make.",
        label="Updates",
        minimum=1,
        maximum=20_000,
        scale="log",
        widget=(500, 12_000),
    )
    evaluations: int = setting(
        24,
        "Rows, evenly in the logarithm of the step.",
        label="Moments recorded",
        minimum=2,
        maximum=120,
        widget=(10, 40),
    )
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
    def drawn(self) -> tuple[int, int]:
        """Number of training points and seed of their draw."""
        return self.samples, self.data_seed

    @property
    def updates(self) -> int:
        """Updates of this run."""
        return self.steps
