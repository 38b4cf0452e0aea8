"""What the experiments on distributions share: which points of the plane a model learns from."""

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
