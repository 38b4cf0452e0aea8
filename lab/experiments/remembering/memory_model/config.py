"""What can be set: the size of the decoder, what it reads, and how long it learns."""

from typing import Self

from pydantic import model_validator

from lab.contract.config import ExperimentConfig
from lab.contract.errors import BadInput
from lab.contract.experiment import Cost
from lab.contract.field import setting
from lab.experiments.settings import DOCUMENTS, HEADS, LEARNING_RATE, SEED, STRIDE, WIDTH

COLUMNS = 5


class Config(ExperimentConfig):
    """A decoder that learns to look facts up in documents, on facts that are new at every step."""

    width: int = WIDTH(32, "Numbers that stand for one word inside the model.", widget=(16, 64), main=True)
    heads: int = HEADS(2, "Places that a layer looks at together.", symbol="H", widget=(1, 4))
    layers: int = setting(2, "Layers of the decoder.", symbol="L", minimum=1, maximum=4)
    context: int = setting(
        16,
        "Words of a document: four facts of three words, and fillers between them.",
        label="Words a document",
        symbol="C",
        minimum=12,
        maximum=64,
        widget=(12, 32),
    )
    documents: int = DOCUMENTS(
        3, "It learns with 1 … K documents at once, each about another person.", label="Documents at once"
    )
    learning_rate: float = LEARNING_RATE(
        1e-2,
        "Size of a step of AdamW, after 30 steps of warming up; it ends at a twentieth.",
        widget=(1e-3, 3e-2),
    )
    steps: int = setting(800, "Updates to make.", minimum=1, maximum=5000, scale="log", widget=(100, 2000))
    seed: int = SEED("Which starting weights and which episodes.")
    stride: int = STRIDE(
        10,
        "Steps between two examinations, on facts that it never saw.",
        label="Steps between examinations",
        widget=(5, 50),
    )

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.device == "cuda":
            raise BadInput("device = cuda does not pay for a model this small. Try device=cpu.")
        if self.width % (2 * self.heads):
            raise BadInput(
                f"width = {self.width} does not divide into {self.heads} heads of even width. "
                f"Try width={2 * self.heads * max(1, round(self.width / 2 / self.heads))}."
            )
        return self


def cost(config: Config) -> Cost:
    """What a run takes on one core of 2.5 GHz."""
    load = (config.width / 32) * (config.context * config.documents / 48) * config.layers / 2
    seconds = config.steps * (0.02 + 0.01 * load) + 0.1 * config.steps / config.stride
    pictures = 2 * 5 * (config.context + 32) * (1 + config.steps // config.stride)
    return Cost(config.steps, seconds, 8 * COLUMNS * config.steps + pictures)
