"""What can be set: the account of one fact, where many facts are kept, and how memory is learnt."""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Literal, Self

from pydantic import model_validator

from lab.contract.config import ExperimentConfig, setting
from lab.contract.errors import BadInput
from lab.contract.experiment import Cost
from lab.numerics import flops
from lab.worlds.facts import RELATIONS, Vocabulary

Lesson = Literal["crossovers", "externalization", "two-stage"]
Form = Literal["explicit", "implicit"]
Curriculum = Literal["text", "two-stage", "direct"]
COLUMNS = 28
POINTS = 141
"""Numbers of uses, evenly in the logarithm."""
CONTEXT, LAYERS = 16, 2
DRAWN = 256
"""Facts of a step where they are written into all weights."""
SHIPPED = {32: "standard", 64: "mixed"}
"""The decoders that come with the lab, by their width."""


class Config(ExperimentConfig):
    """What facts cost: one of them in each form, or many in memory and in weights."""

    lesson: Lesson = setting(
        "crossovers",
        "One fact written once and used n times, in four forms; many facts kept in memory or learnt by "
        "heart; a memory that is learnt after text, or from the start.",
        label="What is done",
    )
    widths: tuple[int, ...] = setting(
        (32,),
        "Numbers that stand for one word inside the model.",
        label="Width",
        symbol="d",
        minimum=16,
        maximum=64,
        singular="width",
        main=True,
    )
    forms: tuple[Form, ...] = setting(
        ("explicit",),
        "Where many facts are kept: in caches beside a model that has learnt to look up, or in its weights.",
        label="Kept",
        singular="form",
        main=True,
    )
    facts: tuple[int, ...] = setting(
        (256,),
        "Number of facts, four a person.",
        label="Facts",
        symbol="N",
        minimum=64,
        maximum=8192,
        singular="facts",
        main=True,
    )
    curricula: tuple[Curriculum, ...] = setting(
        ("direct",),
        "What the model learns to read: ordinary text, then memories side by side too, or only those.",
        label="Learnt from",
        singular="curriculum",
        main=True,
    )
    budget: float = setting(
        300.0,
        "Learning ends unsuccessful after so much work.",
        label="Work at most",
        unit="GFLOP",
        minimum=0.01,
        maximum=2000.0,
        scale="log",
        widget=(10.0, 500.0),
    )
    steps: int = setting(
        400, "Steps in which a model learns to look up.", minimum=2, maximum=2000, scale="log"
    )
    stride: int = setting(
        10, "Steps between two examinations.", label="Steps between examinations", minimum=1, maximum=1000
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
    memories: int = setting(
        1000, "People whose memories are asked for in the stream.", minimum=1, maximum=5000, scale="log"
    )
    questions: int = setting(
        50_000,
        "Questions of the stream.",
        label="Questions of the stream",
        minimum=1,
        maximum=1_000_000,
        scale="log",
        widget=(1000, 1_000_000),
    )
    zipf: float = setting(
        1.3,
        "How unequal the interest is: the n-th most asked is asked n^-z times as often as the first.",
        label="Inequality of interest",
        symbol="z",
        minimum=0.0,
        maximum=3.0,
        widget=(0.6, 1.6),
    )
    least: float = setting(
        -2.0, "Fewest uses, as a power of ten.", label="From 10^", minimum=-4.0, maximum=0.0
    )
    largest: float = setting(5.0, "Most uses, as a power of ten.", label="To 10^", minimum=1.0, maximum=8.0)
    seed: int = setting(0, "Which facts, and which dice.", minimum=0, maximum=2**31 - 1, widget=(0, 20))

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.device == "cuda":
            raise BadInput("device = cuda does not pay for a model this small. Try device=cpu.")
        if self.lesson == "crossovers" and not set(self.widths) <= set(SHIPPED):
            raise BadInput(
                f"widths = {_listed(self.widths)}: the account is of the decoders that come with the lab, of "
                "widths 32 and 64. Try widths=64."
            )
        if any(width % 16 for width in self.widths):
            raise BadInput(f"widths = {_listed(self.widths)} are not all multiples of 16. Try widths=16,32.")
        if any(count % len(RELATIONS) for count in self.facts):
            raise BadInput(f"facts = {_listed(self.facts)}: four facts a person. Try facts=256,1024.")
        return self

    @property
    def width(self) -> int:
        """Width of this member."""
        return self.widths[0]

    @property
    def form(self) -> Form:
        """Where this member keeps its facts."""
        return self.forms[0]

    @property
    def count(self) -> int:
        """Number of this member's facts."""
        return self.facts[0]

    @property
    def curriculum(self) -> Curriculum:
        """What this member learns from."""
        return self.curricula[0]

    @property
    def vocabulary(self) -> Vocabulary:
        """Words of this member's world: as many people as its facts need."""
        return Vocabulary(subjects=self.count // len(RELATIONS))

    @property
    def heads(self) -> int:
        """Heads of 16 numbers each."""
        return self.width // 16

    @property
    def by_heart(self) -> int:
        """Steps of writing into all weights that the budget pays for."""
        read = flops.parametric_read(self.width, LAYERS, self.vocabulary.size)
        step = flops.parametric_write(1, min(DRAWN, self.count) * read)
        return max(1, int(self.budget * 1e9 / step))


def _listed(values: Iterable[object]) -> str:
    return ",".join(map(str, values))


USED: Mapping[Lesson, frozenset[str]] = {
    "crossovers": frozenset(
        {
            *("widths", "people", "rank", "learning_rate", "most", "kept_tokens", "least", "largest"),
            *("memories", "questions", "zipf"),
        }
    ),
    "externalization": frozenset({"widths", "forms", "facts", "budget", "steps", "stride"}),
    "two-stage": frozenset({"widths", "curricula", "steps", "stride"}),
}
"""The fields that a lesson takes notice of, beside `lesson`, `seed` and `device`."""


def unused(config: Config) -> frozenset[str]:
    """The fields that change nothing in a config's lesson."""
    return frozenset(type(config).settings()) - USED[config.lesson] - {"lesson", "seed", "device"}


def cost(config: Config) -> Cost:
    """What the run, or the set that the config spans, takes on one core of 2.5 GHz."""
    each = [_cost(member) for member in _members(config)]
    return Cost(
        max(one.steps for one in each), sum(one.seconds for one in each), sum(one.bytes for one in each)
    )


def _members(config: Config) -> list[Config]:
    names = ("widths", "forms", "facts", "curricula")
    return [
        config.model_copy(update=dict(zip(names, ((one,) for one in chosen), strict=True)))
        for chosen in product(*(getattr(config, name) for name in names))
    ]


def _cost(member: Config) -> Cost:
    if member.lesson == "crossovers":
        stream = 4 * 4 * member.memories
        return Cost(member.people + POINTS, 0.5 + 0.15 * member.people, 8 * COLUMNS * POINTS + stream)
    if member.lesson == "externalization" and member.form == "implicit":
        # It ends when the facts are known: two steps for three of them at width 16, fewer where it is wider.
        steps, likely = member.by_heart, 0.6 * member.count * (16 / member.width) ** 1.6
        each = 0.0085 * member.width / 16 * (1 + member.count / 32768)
        seconds = each * min(steps, likely)
    else:
        steps = member.steps
        seconds = 0.012 * steps * (1 + member.width / 32)
    return Cost(steps + 1, 0.5 + seconds, 8 * 6 * (2 + steps // member.stride))
