"""What can be set: what is done with the facts, and how each kind of memory is made."""

from collections.abc import Mapping
from typing import Literal, Self, TypeVar

from pydantic import model_validator

from lab.contract.config import ExperimentConfig
from lab.contract.errors import BadInput
from lab.contract.experiment import Cost
from lab.contract.field import setting
from lab.experiments.settings import DOCUMENTS, KEPT_TOKENS, LESSON, MOST, RANK, SEED, WRITING_RATE
from lab.worlds.facts import VALUES, Tokens

T = TypeVar("T", int, Tokens)

Lesson = Literal["one-fact", "forgetting", "conflict", "merge", "stale", "foreign"]
Choice = Literal[
    "query-probe", "other-facts", "other-people", "reference", "self-attention", "last", "random"
]
Replay = Literal["none", "skill", "all", "both"]
SUBJECTS_A_GROUP = 8
"""People whose facts (four each) are written together."""
WIDTH, HEADS, DEPTH, CONTEXT = 32, 2, 2, 16
"""Of the shipped decoder; and words of a document."""
KEPT = (16, 12, 8, 6, 4, 3, 2, 1)
"""Words a head of the sparse caches whose sizes are compared."""
SWEPT: Mapping[str, tuple[Literal["first", "second", "both"], int]] = {
    "both layers, 32 bits": ("both", 32),
    "both layers, 8 bits": ("both", 8),
    "first layer, 8 bits": ("first", 8),
    "first layer, 2 bits": ("first", 2),
    "second layer, 8 bits": ("second", 8),
}
"""Layers and bits of those caches."""


class Config(ExperimentConfig):
    """Facts in text, in caches and in weights, on the decoder that comes with the lab."""

    lesson: Lesson = LESSON(
        "forgetting",
        "One fact in four memories; groups of facts written into the same weights one after the other; "
        "a text that contradicts the weights; caches of several documents joined in three ways; a cache "
        "whose text has changed; a cache that another model has made.",
    )
    people: int = setting(
        1,
        "People whose four facts are written into the weights.",
        minimum=1,
        maximum=8,
    )
    groups: int = setting(
        8,
        "Groups of 32 facts (8 people, 4 facts each): written one after the other, in a conflict at once.",
        minimum=1,
        maximum=8,
        main=True,
    )
    replay: Replay = setting(
        "none",
        "What is rehearsed while a group is written: nothing, reading, all facts before, or both.",
        main=True,
    )
    rank: int = RANK()
    learning_rate: float = WRITING_RATE()
    most: int = MOST(
        300, "Steps that the writing of one group may take at most, and that a foreign model learns for."
    )
    token_choice: Choice = setting(
        "query-probe",
        "How a sparse memory chooses its words: where the exam's own questions look (an answer key), or "
        "those about the person's other facts, or about somebody else; where each word looks at all others, "
        "without positions (Memory³); where the text itself looks as it is read; the last ones, or any.",
        label="Choice of words",
        main=True,
    )
    kept_tokens: int = KEPT_TOKENS("Words a head that it keeps.", main=True)
    kept_layers: Literal["first", "second", "both"] = setting(
        "first", "Layers of which it keeps anything.", label="Layers kept"
    )
    bits: Literal["32", "16", "8", "4", "3", "2"] = setting("8", "Bits of a number that it keeps.")
    documents: int = DOCUMENTS(4, "Documents whose caches are joined, at most.")
    seed: int = SEED("Which facts.")

    @model_validator(mode="after")
    def _small(self) -> Self:
        if self.device == "cuda":
            raise BadInput("device = cuda does not pay for a model this small. Try device=cpu.")
        return self


def sizes(config: Config) -> dict[str, int]:
    """Bytes that the facts about one person take in each form; of the weights, all of the adapter."""
    bits, layers = int(config.bits), DEPTH if config.kept_layers == "both" else 1
    numbers = 2 * min(config.kept_tokens, CONTEXT) * WIDTH * layers
    scales = 2 * 2 * HEADS * layers if bits <= 8 else 0
    return {
        "text": 2 * CONTEXT,
        "cache": 2 * DEPTH * CONTEXT * WIDTH * 4,
        "sparse cache": -(-numbers * bits // 8) + scales,
        "weights": 18 * WIDTH * DEPTH * config.rank * 4,
    }


def contradicting(value: T) -> T:
    """Another value than this one, or than each of these; what the texts of a conflict state."""
    return (value + len(VALUES) // 2) % len(VALUES)


ROUNDS, EPISODES, QUESTIONS = 40, 8, 8
"""Merging and staleness are asked a batch of episodes a row, each with so many questions."""
WRITING = frozenset({"replay", "rank", "learning_rate", "most"})
USED: Mapping[Lesson, frozenset[str]] = {
    "one-fact": frozenset({"people", "token_choice", "kept_tokens", "kept_layers", "bits"}) | WRITING,
    "forgetting": frozenset({"groups"}) | WRITING,
    "conflict": frozenset({"groups"}) | WRITING,
    "merge": frozenset({"documents"}),
    "stale": frozenset(),
    "foreign": frozenset({"most", "learning_rate"}),
}
"""The fields that a lesson takes notice of, beside `lesson`, `seed` and `device`."""


def unused(config: Config) -> frozenset[str]:
    """The fields that change nothing in a config's lesson."""
    return frozenset(type(config).settings()) - USED[config.lesson] - {"lesson", "seed", "device"}


def steps(config: Config) -> int:
    """Rows at the most."""
    match config.lesson:
        case "merge" | "stale":
            return ROUNDS
        case "foreign":
            return config.most
        case "forgetting":
            return config.groups * (config.most + 1) + 3
    return config.most + 4


def cost(config: Config) -> Cost:
    """What a run takes on one core of 2.5 GHz; writing usually ends long before its limit."""
    rows = steps(config)
    each = {"none": 0.008, "skill": 0.02, "all": 0.015, "both": 0.025}[config.replay]
    seconds = {
        "merge": 0.05 * rows,
        "stale": 0.05 * rows,
        "foreign": 0.06 * rows,
        "conflict": (0.006 * config.groups + each) * rows,
    }.get(config.lesson, each * rows * 0.4)
    return Cost(rows, 0.5 + seconds, 8 * 12 * rows + 2000)
