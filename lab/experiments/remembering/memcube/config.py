"""What can be set: who decides, how much room there is, and what a day in the life of the store is like."""

from typing import Literal, Self

from pydantic import model_validator

from lab.contract.config import ExperimentConfig
from lab.contract.errors import BadInput
from lab.contract.experiment import Cost
from lab.contract.field import member, setting
from lab.experiments.settings import KEPT_TOKENS, SEED, ZIPF

COLUMNS = 16
Policy = Literal[
    "text", "eager-kv", "lru-kv", "lfu-kv", "top-k", "lru-sparse", "parametric", "scheduler"
]  # fmt: skip


class Config(ExperimentConfig):
    """A store of memories, on the decoder that comes with the lab, and a stream of events."""

    policies: tuple[Policy, ...] = setting(
        ("scheduler",),
        "Who decides in which form a memory is kept: read everything as text; cache everything at once, or "
        "what was last (lru) or most (lfu) read; the most read on a timer; the last read, thinned; train all "
        "into weights; or the scheduler, which counts what each form costs.",
        label="Policies",
        singular="policy",
    )
    policy = member(policies)
    budget: float = setting(
        0.125,
        "Room for caches, as a share of what the whole caches of all memories at the beginning would take.",
        minimum=0.0,
        maximum=1.0,
        widget=(0.0, 1.0),
        main=True,
    )
    events: int = setting(
        2000, "Events of the stream.", minimum=1, maximum=20_000, scale="log", widget=(200, 5000)
    )
    cubes: int = setting(
        64, "People that are known at the beginning.", minimum=1, maximum=256, widget=(16, 256)
    )
    zipf: float = ZIPF(1.1, widget=(0.0, 1.6), main=True)
    update_share: float = setting(
        0.02,
        "Share of the events that change a fact.",
        label="Updates",
        minimum=0.0,
        maximum=0.5,
        widget=(0.0, 0.2),
    )
    drift_every: int = setting(
        200,
        "Events after which interest moves: a tenth of the people change places; 0 for never.",
        label="Drift every",
        minimum=0,
        maximum=20_000,
        widget=(0, 1000),
    )
    half_life: int = setting(
        200,
        "Events after which a question counts half when interest is estimated.",
        label="Half-life of interest",
        minimum=1,
        maximum=20_000,
        scale="log",
        widget=(20, 1000),
    )
    ttl: int = setting(
        0,
        "Events after which a memory expires; 0 for never.",
        label="Time to live",
        minimum=0,
        maximum=20_000,
        widget=(0, 2000),
    )
    agents: int = setting(
        2, "Agents that share the store; a quarter of the memories is private to one.", minimum=1, maximum=4
    )
    forms: Literal["all", "text-kv"] = setting(
        "all", "What the scheduler may use: every form, or only text and whole caches.", label="Forms"
    )
    weights: Literal["own", "shared"] = setting(
        "own",
        "Where the form `weights` lies: in an adapter of each memory's own, or in one that all share, which "
        "has to rehearse all others at every writing. (People beyond the 64th share a name there.)",
        label="Weights",
    )
    acts: Literal["none", "leak"] = setting(
        "none",
        "What a person does on the way: nothing, or writes Mira into the shared weights, forbids her to B, "
        "deletes her, and asks as B.",
        label="Acts on the way",
    )
    kept_tokens: int = KEPT_TOKENS(
        "Words a head that a sparse memory keeps, chosen by where questions look.", widget=(1, 8)
    )
    bits: Literal["8", "4", "2"] = setting("8", "Bits of a number in a sparse memory.")
    seed: int = SEED("Which facts and which events.")

    @model_validator(mode="after")
    def _small(self) -> Self:
        if self.device == "cuda":
            raise BadInput("device = cuda does not pay here: questions come one by one. Try device=cpu.")
        return self


SECONDS = {"text": 2.2, "parametric": 40.0, "top-k": 2.4}
"""CPU seconds a thousand events; 1.9 for the others."""


def cost(config: Config) -> Cost:
    """What a run takes on one core of 2.5 GHz."""
    seconds = 0.3 + SECONDS.get(config.policy, 1.9) * config.events / 1000
    return Cost(config.events, seconds, (8 * COLUMNS + 120) * config.events)
