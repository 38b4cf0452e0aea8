"""What can be set when transformers are trained together, and what that costs."""

from typing import Self

from pydantic import model_validator

from lab.contract.config import ExperimentConfig
from lab.contract.errors import BadInput
from lab.contract.experiment import Cost
from lab.contract.field import member, setting
from lab.experiments.settings import HEADS, LEARNING_RATE, STEPS, STRIDE, WIDTH

LANES = 32
"""The batch is a multiple of it: then a member's numbers do not depend on its companions."""
SECONDS_A_PRODUCT = 3.6e-11
"""CPU seconds of a multiplication in a step, backward pass and update included; the measured mean."""
SECONDS_A_LAYER = 2e-3
"""Seconds of a step, however few members there are."""
OFFSETS = (-20, 10)
"""Answers minus the key that are counted one by one; what lies outside counts at the ends."""
REACH, BINS = (-1.0, 1.0), 40
"""Weights that are counted in so many bins; what lies outside counts at the ends."""


class SweepConfig(ExperimentConfig):
    """Transformers of one shape on one stream of batches."""

    weight_decays: tuple[float, ...] = setting(
        (0.1,),
        "How strongly every step pulls the weights towards zero (AdamW, times the learning rate).",
        symbol="λ",
        minimum=0.0,
        maximum=10.0,
        singular="weight_decay",
        main=True,
    )
    seeds: tuple[int, ...] = setting(
        (1, 2, 3),
        "Which random starting weights; the same numbers at every size.",
        label="Starting weights",
        minimum=0,
        maximum=2**32 - 1,
        singular="seed",
    )
    layers: tuple[int, ...] = setting(
        (1,), "Blocks of attention and MLP.", symbol="L", minimum=1, maximum=4, singular="layers"
    )
    feed_forward: int = setting(
        0, "Neurons of each MLP; 0 is twice the width.", label="Neurons of the MLP", minimum=0, maximum=256
    )
    heads: int = HEADS(1, "Attention heads; they divide the width.")
    batch_size: int = setting(
        128, "Questions a step; a multiple of 32.", label="Batch", minimum=LANES, maximum=512
    )
    learning_rate: float = LEARNING_RATE(0.005, "Size of the steps after the warm-up.", widget=(0.001, 0.01))
    warmup: int = setting(
        100, "Steps over which the learning rate rises.", label="Warm-up", minimum=0, maximum=20_000
    )
    final_rate: float = setting(
        0.1,
        "The learning rate at the end, as a share of its largest: it follows a cosine; 1 keeps it constant.",
        label="Learning rate at the end",
        minimum=0.0,
        maximum=1.0,
    )
    steps: int = STEPS(900, "Updates to make.", widget=(200, 3000))
    stride: int = STRIDE(20, "Steps between two examinations.", label="Steps between looks", maximum=20_000)
    data_seed: int = setting(0, "Which batches are drawn.", label="Batches", minimum=0, maximum=2**32 - 1)
    weight_decay = member(weight_decays)
    seed = member(seeds)
    depth = member(layers)

    @model_validator(mode="after")
    def _shaped(self) -> Self:
        if self.batch_size % LANES:
            raise BadInput(
                f"batch_size = {self.batch_size} is not a multiple of {LANES}. Try batch_size=128."
            )
        return self

    def neurons(self, width: int) -> int:
        """Neurons of an MLP at a width."""
        return self.feed_forward or 2 * width


class Gammas(ExperimentConfig):
    """Several sizes of the weights at birth."""

    gammas: tuple[float, ...] = setting(
        (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
        "How small the weights are at birth: their standard deviation is σ = width^−γ. 0.5 is usual; "
        "a larger γ means smaller weights.",
        label="Smallness of the starting weights",
        symbol="γ",
        minimum=0.05,
        maximum=2.0,
        singular="gamma",
        main=True,
    )
    gamma = member(gammas)


class AnchorConfig(SweepConfig, Gammas):
    """Transformers on the mini anchor task, born at different sizes."""

    width: int = WIDTH(32, "Numbers that stand for a token.")
    shifted_pair: bool = setting(
        True, "Whether the pair (3, 4) is taught with an answer that is 4 too large.", label="Shifted pair"
    )
    sequence: int = setting(
        3, "Tokens of a question: a key, two anchors, and random keys for the rest.", minimum=3, maximum=5
    )
    keys: int = setting(80, "Different keys, from 20 on.", minimum=40, maximum=80)
    modulus: int = setting(
        9,
        "One question of so many is never taught, to test on.",
        label="Held out, 1 in",
        minimum=2,
        maximum=50,
    )

    @model_validator(mode="after")
    def _divided(self) -> Self:
        check_heads(self.heads, self.width)
        return self


def check_heads(heads: int, width: int) -> None:
    """Refuse heads that do not divide the width.

    Raises:
        BadInput: in one sentence.
    """
    if width % heads:
        raise BadInput(f"heads = {heads} does not divide width = {width}. Try heads=1.")


def sweep_cost(config: SweepConfig, width: int, sequence: int, columns: int, snapshot: int) -> Cost:
    """What a run takes on one core of 2.5 GHz, with a snapshot of so many bytes at each look."""
    weights = config.depth * (4 * width**2 + 2 * width * config.neurons(width))
    products = 6 * config.batch_size * sequence * weights
    steps = config.steps * (1 + 8 / config.stride)
    looks = 1 + config.steps // config.stride
    return Cost(
        config.steps,
        steps * products * SECONDS_A_PRODUCT,
        8 * columns * config.steps + snapshot * looks,
        shared=steps * config.depth * SECONDS_A_LAYER,
        checkpoints=12 * 2**20,
    )


def anchor_cost(config: AnchorConfig) -> Cost:
    """What a run on the anchor task takes."""
    return sweep_cost(config, config.width, config.sequence, columns=14, snapshot=400)
