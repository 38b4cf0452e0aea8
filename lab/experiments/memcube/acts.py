"""Acts by hand, carried out on the store; and the shared weights, which know nothing of its rules.

What is written into weights that all agents share is known to whoever asks them: access rules end there.
"""

from dataclasses import dataclass, field
from typing import Any

import torch

from lab.experiment import Mark, State
from lab.memory.events import Event
from lab.memory.graph import Diff
from lab.memory.store import MemStore
from lab.memory.stream import AGENTS
from lab.numerics.decoder import Decoder
from lab.numerics.facts import Vocabulary
from lab.numerics.lora import Adapter, Facts, FactWriting, recall

RANK, RATE, MOST, CONTEXT = 4, 1e-2, 100, 16
NOTHING = -1.0
ORDER = ("change", "write_into_weights", "forbid", "freeze", "erase", "ask")
"""Acts at the same event happen in this order: whoever deletes and asks wants to know what is left."""


@dataclass
class Hand:
    """Carries acts out between two events, and keeps what is to be shown with the next row."""

    store: MemStore
    model: Decoder
    vocabulary: Vocabulary
    diffs: list[Diff] = field(default_factory=list)
    marks: list[tuple[str, dict[str, float]]] = field(default_factory=list)
    waiting: list[tuple[str, dict[str, int]]] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        self.weights = Adapter(self.model, RANK, torch.Generator().manual_seed(0))

    def act(self, name: str, value: dict[str, int], step: int) -> None:
        """Do what a person wants; what the rules refuse is written down as refused."""
        slot = value["about"]
        current = self.store.library.current.get(slot)
        owner = self.store.library.cubes[current].governance.owner if current else AGENTS[0]
        told: dict[str, float] = {"about": slot}
        if name == "ask":
            agent = AGENTS[value["agent"]]
            outcome = self._apply(Event(step, "query", agent, slot, relation=value["relation"]))
            answer = NOTHING if outcome.answer is None else float(outcome.answer)
            heard, sure = self._weights_say(slot, value["relation"])
            told |= {"agent": value["agent"], "relation": value["relation"], "store": answer}
            told |= {"weights": float(heard), "sure": sure}
        elif name == "write_into_weights":
            told["steps"] = float(self._write(slot)) if current else NOTHING
        elif name == "change":
            values = self._facts(slot) if current else {}
            stated = tuple({**values, 0: value["value"]}[relation] for relation in sorted({*values, 0}))
            outcome = self._apply(Event(step, "update", owner, slot, values=stated))
            told["refused"] = float(bool(outcome.refused))
        else:
            op: Any = {"forbid": "forbid", "freeze": "freeze", "erase": "delete"}[name]
            other = AGENTS[value.get("agent", 0)]
            outcome = self._apply(Event(step, op, owner, slot, other=other))
            told["refused"] = float(bool(outcome.refused))
        self.count += 1
        self.marks.append((f"{name.replace('_', '-')}-{self.count}", told))

    def _apply(self, event: Event) -> Any:
        outcome = self.store.apply(event)
        self.diffs.append(outcome.diff)
        return outcome

    def _facts(self, slot: int) -> dict[int, int]:
        cube = self.store.library.find(slot)
        return self.vocabulary.facts_in(cube.tokens)

    def _write(self, slot: int) -> int:
        """Four facts into the shared weights; the steps that it took. The cost is the store's."""
        stated = self._facts(slot)
        subject = slot % self.vocabulary.subjects
        facts = Facts.about(self.vocabulary, [subject], [[stated[relation] for relation in sorted(stated)]])
        writing = FactWriting(self.model, self.vocabulary, facts, self.weights, RATE, 0, context=CONTEXT)
        steps = writing.write(MOST)
        self.store.caches.flops += writing.flops
        return steps

    @torch.no_grad()
    def _weights_say(self, slot: int, relation: int) -> tuple[int, float]:
        """What the shared weights answer, asked without any memory, and with which probability."""
        subject = slot % self.vocabulary.subjects
        asked = torch.from_numpy(self.vocabulary.questions([subject], [relation]))
        facts = Facts(asked, torch.zeros(1, dtype=torch.long))
        chances = recall(self.model, facts, CONTEXT, self.weights.parameters)[0].softmax(-1)
        value = int(chances.argmax()) - self.vocabulary.first_value
        return value, float(chances.max())

    def taken(self, step: int) -> tuple[list[Diff], tuple[Mark, ...]]:
        """Do what waits, in its order; what was done is shown with row `step`."""
        for name, value in sorted(self.waiting, key=lambda one: ORDER.index(one[0])):
            self.act(name, value, step)
        self.waiting = []
        diffs, marks = self.diffs, tuple(Mark(name, step, step, values=v) for name, v in self.marks)
        self.diffs, self.marks = [], []
        return diffs, marks

    def state_dict(self) -> State:
        """The shared weights, how much was done by hand, and what waits to be done."""
        weights = [part.detach().clone() for part in self.weights.tensors()]
        waiting = [[name, dict(value)] for name, value in self.waiting]
        return {"weights": weights, "count": self.count, "waiting": waiting}

    def load_state_dict(self, state: State) -> None:
        """Go on with these weights."""
        self.count = state["count"]
        self.waiting = [(name, value) for name, value in state["waiting"]]
        with torch.no_grad():
            for part, saved in zip(self.weights.tensors(), state["weights"], strict=True):
                part.copy_(saved)
