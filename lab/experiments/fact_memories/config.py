"""What can be set: what is done with the facts, and how each kind of memory is made."""

from typing import Literal, Self

from pydantic import model_validator

from lab.config import ExperimentConfig, setting
from lab.errors import BadInput
from lab.experiment import Cost

Choice = Literal["query-probe", "self-attention", "last", "random"]
Replay = Literal["none", "skill", "all", "both"]
SUBJECTS_A_GROUP = 8
"""People whose facts (four each) are written together."""


class Config(ExperimentConfig):
    """Facts in text, in caches and in weights, on the decoder that comes with the lab."""

    lesson: Literal["one-fact", "forgetting", "merge", "stale"] = setting(
        "forgetting",
        "One fact in four memories; groups of facts written into the same weights one after the other; "
        "caches of several documents joined in three ways; a cache whose text has changed.",
        label="What is done",
    )
    groups: int = setting(
        8,
        "Groups of 32 facts (8 people, 4 facts each) that are written one after the other.",
        minimum=1,
        maximum=8,
        main=True,
    )
    replay: Replay = setting(
        "none",
        "What is rehearsed while a group is written: nothing, reading, all facts before, or both.",
        main=True,
    )
    rank: int = setting(4, "Rank of the change of the weights (LoRA).", symbol="r", minimum=1, maximum=16)
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
        300,
        "Steps that the writing of one group may take at most.",
        label="Steps a group",
        minimum=1,
        maximum=1000,
        widget=(50, 400),
    )
    token_choice: Choice = setting(
        "query-probe",
        "How a sparse memory chooses its words: where questions look, where the text itself looks, the last "
        "ones, or any.",
        label="Choice of words",
    )
    kept_tokens: int = setting(4, "Words a head that it keeps.", label="Words kept", minimum=1, maximum=16)
    kept_layers: Literal["first", "second", "both"] = setting(
        "first", "Layers of which it keeps anything.", label="Layers kept"
    )
    bits: Literal["32", "16", "8", "4", "3", "2"] = setting("8", "Bits of a number that it keeps.")
    documents: int = setting(
        4, "Documents whose caches are joined, at most.", minimum=1, maximum=5, symbol="K"
    )
    seed: int = setting(0, "Which facts.", minimum=0, maximum=2**31 - 1, widget=(0, 20))

    @model_validator(mode="after")
    def _small(self) -> Self:
        if self.device == "cuda":
            raise BadInput("device = cuda does not pay for a model this small. Try device=cpu.")
        return self


ROUNDS, EPISODES, QUESTIONS = 40, 8, 8
"""Merging and staleness are asked a batch of episodes a row, each with so many questions."""


def steps(config: Config) -> int:
    """Rows at the most."""
    if config.lesson in ("merge", "stale"):
        return ROUNDS
    groups = config.groups if config.lesson == "forgetting" else 1
    return groups * (config.most + 1) + 3


def cost(config: Config) -> Cost:
    """What a run takes on one core of 2.5 GHz; writing usually ends long before its limit."""
    rows = steps(config)
    each = {"none": 0.008, "skill": 0.02, "all": 0.015, "both": 0.025}[config.replay]
    seconds = 0.05 * rows if config.lesson in ("merge", "stale") else each * rows * 0.4
    return Cost(rows, 0.5 + seconds, 8 * 12 * rows + 2000)
