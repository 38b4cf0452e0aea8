"""What can be set: the model, how each form is made, and how often facts are used."""

from typing import Literal, Self

from pydantic import model_validator

from lab.config import ExperimentConfig, setting
from lab.errors import BadInput
from lab.experiment import Cost

POINTS = 141
"""Numbers of uses, evenly in the logarithm."""


class Config(ExperimentConfig):
    """What a fact costs in each form, written once and used n times."""

    width: Literal["32", "64"] = setting(
        "32",
        "Which of the shipped decoders: numbers that stand for one word inside it.",
        symbol="d",
        main=True,
    )
    people: int = setting(
        8,
        "People whose four facts are really written in every form; costs are their means.",
        minimum=1,
        maximum=64,
        widget=(1, 16),
    )
    rank: int = setting(
        4, "Rank of the change of the weights (LoRA).", symbol="r", minimum=1, maximum=16, main=True
    )
    learning_rate: float = setting(
        1e-2,
        "Size of a step of Adam when facts are written into weights.",
        symbol="η",
        minimum=1e-4,
        maximum=0.1,
        scale="log",
        widget=(1e-3, 3e-2),
    )
    most: int = setting(
        400,
        "Steps that the writing of four facts may take at most.",
        label="Steps at most",
        minimum=1,
        maximum=1000,
        widget=(50, 400),
    )
    kept_tokens: int = setting(
        4, "Words a head that a sparse cache keeps.", label="Words kept", minimum=1, maximum=16, widget=(1, 8)
    )
    least: float = setting(
        -2.0, "Fewest uses, as a power of ten.", label="From 10^", minimum=-4.0, maximum=0.0
    )
    largest: float = setting(5.0, "Most uses, as a power of ten.", label="To 10^", minimum=1.0, maximum=8.0)
    seed: int = setting(0, "Which facts.", minimum=0, maximum=2**31 - 1, widget=(0, 20))

    @model_validator(mode="after")
    def _small(self) -> Self:
        if self.device == "cuda":
            raise BadInput("device = cuda does not pay for a model this small. Try device=cpu.")
        return self


def cost(config: Config) -> Cost:
    """What a run takes on one core of 2.5 GHz."""
    return Cost(config.people + POINTS, 0.5 + 0.15 * config.people, 8 * 16 * POINTS)
