"""What can be set: the account of one fact, where many facts are kept, and how memory is learnt."""

from collections.abc import Iterable, Mapping
from typing import Literal, Self

from pydantic import model_validator

from lab.contract.config import ExperimentConfig
from lab.contract.errors import BadInput
from lab.contract.experiment import Cost
from lab.contract.field import member, setting
from lab.experiments.settings import KEPT_TOKENS, LESSON, MOST, RANK, SEED, STRIDE, WRITING_RATE, ZIPF
from lab.numerics import flops
from lab.worlds.facts import RELATIONS, Vocabulary

Lesson = Literal["crossovers", "externalization", "two-stage", "optional-memory"]
Form = Literal["explicit", "implicit"]
Curriculum = Literal["text", "two-stage", "direct"]
COLUMNS = 28
POINTS = 141
"""Numbers of uses, evenly in the logarithm."""
CONTEXT, LAYERS = 16, 2
DRAWN = 256
"""Facts of a step where they are written into all weights."""
PAPER = tuple(float(f"{uses:.3g}") for uses in flops.explicit_interval(flops.MEMORY3))
"""Uses between which Memory³'s own account finds explicit memory the cheapest, in as many digits as there."""
SHIPPED = {32: "standard", 64: "mixed"}
"""The decoders that come with the lab, by their width."""


class Config(ExperimentConfig):
    """What facts cost: one of them in each form, or many in memory and in weights."""

    lesson: Lesson = LESSON(
        "crossovers",
        "One fact written once and used n times, in four forms; many facts kept in memory or learnt by "
        "heart; a memory that is learnt after text, or from the start; a memory that a language model may "
        "use or ignore.",
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
    width = member(widths)
    forms: tuple[Form, ...] = setting(
        ("explicit",),
        "Where many facts are kept: in caches beside a model that has learnt to look up, or in its weights.",
        label="Kept",
        singular="form",
        main=True,
    )
    form = member(forms)
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
    count = member(facts)
    curricula: tuple[Curriculum, ...] = setting(
        ("direct",),
        "What the model learns from: ordinary text, then memories too, or memories from the start.",
        label="Learnt from",
        singular="curriculum",
        main=True,
    )
    curriculum = member(curricula)
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
        400, "Steps in which a model learns to look up, or to read.", minimum=2, maximum=2000, scale="log"
    )
    stride: int = STRIDE(10, "Steps between two examinations.", label="Steps between examinations")
    people: int = setting(
        8,
        "People whose four facts are really written in every form; costs are their means.",
        minimum=1,
        maximum=64,
        widget=(1, 16),
    )
    rank: int = RANK(main=True)
    learning_rate: float = WRITING_RATE()
    most: int = MOST(400, "Steps that the writing of four facts may take at most.")
    kept_tokens: int = KEPT_TOKENS("Words a head that a sparse cache keeps.", widget=(1, 8))
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
    zipf: float = ZIPF(1.3, widget=(0.6, 1.6))
    least: float = setting(
        -2.0, "Fewest uses, as a power of ten.", label="From 10^", minimum=-4.0, maximum=0.0
    )
    largest: float = setting(5.0, "Most uses, as a power of ten.", label="To 10^", minimum=1.0, maximum=8.0)
    seed: int = SEED("Which facts, and which dice.")

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
    "optional-memory": frozenset({"widths", "curricula", "facts", "steps", "stride"}),
}
"""The fields that a lesson takes notice of, beside `lesson`, `seed` and `device`."""


def unused(config: Config) -> frozenset[str]:
    """The fields that change nothing in a config's lesson."""
    return frozenset(type(config).settings()) - USED[config.lesson] - {"lesson", "seed", "device"}


def cost(config: Config) -> Cost:
    """What a run takes on one core of 2.5 GHz."""
    if config.lesson == "crossovers":
        stream = 4 * 4 * config.memories
        return Cost(config.people + POINTS, 0.5 + 0.15 * config.people, 8 * COLUMNS * POINTS + stream)
    if config.lesson == "externalization" and config.form == "implicit":
        # It ends when the facts are known: two steps for three of them at width 16, fewer where it is wider.
        steps, likely = config.by_heart, 0.6 * config.count * (16 / config.width) ** 1.6
        each = 0.0085 * config.width / 16 * (1 + config.count / 32768)
        seconds = each * min(steps, likely)
    elif config.lesson == "optional-memory":
        steps = config.steps
        each = {"text": 0.012, "two-stage": 0.018, "direct": 0.024}[config.curriculum] * config.width / 32
        seconds = steps * (each + 0.06 / config.stride)
    else:
        steps = config.steps
        seconds = 0.012 * steps * (1 + config.width / 32)
    return Cost(steps + 1, 0.5 + seconds, 8 * 6 * (2 + steps // config.stride))
