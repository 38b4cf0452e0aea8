"""What would make a claim hold: the setting that one would change, where it is known, as a link that stages
it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lab.contract.claim import RunRequest
from lab.evidence.seen import link
from lab.experiments import find


@dataclass(frozen=True)
class Turn:
    """A change in words, and the run that has it, at a moment.

    `shown` is the claim that holds there, where it is one of its own; else this very claim holds of that run.
    """

    words: str
    request: RunRequest
    shown: str = ""
    moment: Mapping[str, str] = field(default_factory=lambda: {"at": "end"})


REMEDY = Turn(
    "ε = 0.1 in its place removes it",
    RunRequest("fnn-sin"),
    "adam-spikes/epsilon-rescues",
    {"at": "warning-1", "set": "epsilon:0.1"},
)
DENSE = Turn("in a dense network on 50 inputs it holds", RunRequest("fnn-50d"))
TURNS = {
    "adam-spikes/raw-innocent": DENSE,
    "adam-spikes/lost-gradient": DENSE,
    "adam-spikes/own-decay": DENSE,
    "adam-spikes/aligned": DENSE,
    "adam-spikes/beta2-rescues": REMEDY,
    "adam-spikes/reset-rescues": REMEDY,
    "adam-spikes/eta-rescues": REMEDY,
    "scaling-law/constant-rate-from-gamma-one": Turn(
        "from γ₀ = 0.7 it holds", RunRequest("width"), "scaling-law/constant-rate-falls-faster"
    ),
    "scaling-law/constant-rate-against-002": Turn(
        "against the σ that is γ₀ = 0.7 at width 16 it holds",
        RunRequest("width"),
        "scaling-law/constant-rate-falls-faster",
    ),
    "scaling-law/steeper-in-data": Turn(
        "up to 1,200 questions it holds", RunRequest("data", {"samples": (500, 800, 1200)})
    ),
    "mode-collapse/lateness": Turn(
        "with particles in the generator’s place, and by W₂ in that of islands, it holds",
        RunRequest("particles"),
        "mode-collapse/slower-is-worse",
    ),
    "memcube/outschedules-lfu": Turn("with every form at hand it holds", RunRequest("default")),
    "memcube/better-than-lru-sparse": Turn(
        "with room for half of the caches it holds",
        RunRequest("default", {"policies": ("lru-sparse", "scheduler"), "budget": 0.5}),
    ),
    "fact-memories/text-overrules": Turn(
        "with reading rehearsed it holds",
        RunRequest("conflict", {"replay": "skill"}),
        "fact-memories/text-overrules-rehearsed",
    ),
    "memory-hierarchy/text-first-helps": Turn(
        "with 256 facts it holds, but there references spare nothing either way",
        RunRequest("optional-memory", {"facts": (256,)}),
    ),
    "memory-hierarchy/from-the-start-ignored": Turn(
        "after 200 steps it holds: reading them is not learnt yet",
        RunRequest("optional-memory", {"steps": 200, "stride": 10}),
    ),
    "memory-hierarchy/caches-for-few": Turn(
        "with many facts it holds", RunRequest("externalization"), "memory-hierarchy/caches-for-many"
    ),
}
"""By claim; only claims that do not hold, or are undecided, show theirs."""


SOUGHT = {
    "fact-memories/reference-suffices": (
        "eight words of half the bits, which is undecided (fact-memories/eight-words-suffice); five and six "
        "words; three bits; the second layer"
    ),
    "fact-memories/questions-choose-better": (
        "one, two, six and eight words, the second layer, both layers: the other questions are never ahead "
        "of the rule, and alike from eight words on"
    ),
    "reason-or-memorize/middle-beats-early": (
        "weight decay of 0.3 and 3, half and twice the steps, a learning rate of 0.002, γ = 0.3: the middle "
        "is at most 1.21 times the beginning"
    ),
    "reason-or-memorize/memory-first-when-large": (
        "learning rates from 0.001 to 0.01, twice the width, four times the neurons, two layers, no weight "
        "decay; at four times the width memory is ahead by 0.31 of the needed 0.3 in four seeds"
    ),
}
"""By claim that does not hold and has no turn: what was tried of its example, each once, and did not make it
hold."""


def turning(experiment: str) -> list[RunRequest]:
    """The runs of an experiment of which its own claims hold, so that they ship."""
    return [turn.request for id, turn in TURNS.items() if id.startswith(f"{experiment}/") and not turn.shown]


def turned(id: str, turn: Turn) -> str:
    """The link to the run with that setting, from the lab's own beginning on."""
    return link(find(id.partition("/")[0]), turn.request, turn.moment)
