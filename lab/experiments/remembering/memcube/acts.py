"""Acts by hand, carried out on the store; and the shared weights, which know nothing of its rules.

What is written into weights that all agents share is known to whoever asks them: access rules end there.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from lab.contract.errors import LabError
from lab.contract.state import State
from lab.contract.training import Mark
from lab.experiments.remembering.memcube import carrying
from lab.experiments.remembering.memcube.actions import ACTIONS, mark, why
from lab.experiments.remembering.memcube.weights import SharedWeights
from lab.memos.events import Event, Op
from lab.memos.graph import Diff
from lab.memos.migration import import_memories
from lab.memos.store import MemStore, Outcome
from lab.memos.stream import AGENTS
from lab.worlds.decoder import Decoder
from lab.worlds.facts import Vocabulary

NOTHING = -1.0
ORDER = tuple(action.name for action in ACTIONS)
PLAIN: Mapping[str, Op] = {
    "allow": "grant", "forbid": "forbid", "freeze": "freeze", "expire": "expire", "erase": "delete",
    "promote": "promote", "roll_back": "rollback",
}  # fmt: skip
"""Acts that the store knows by another name; they are done as the owner."""

Values = Mapping[str, Any]
Array = npt.NDArray[np.uint8]


@dataclass
class Hand:
    """Carries acts out between two events, and keeps what is to be shown with the next row.

    Attributes:
        like: makes a store of these settings on another executor.
        agents: those that share the store.
        beyond: number of the first person who never comes by the stream.
        known: facts that were known of those acted upon, also when they are deleted since.
        why: what the act that is being done was refused for.
    """

    store: MemStore
    model: Decoder
    vocabulary: Vocabulary
    like: Callable[..., MemStore]
    agents: tuple[str, ...] = AGENTS
    beyond: int = 0
    diffs: list[Diff] = field(default_factory=list)
    marks: list[tuple[str, dict[str, float]]] = field(default_factory=list)
    arrays: dict[str, Array] = field(default_factory=dict)
    waiting: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    known: dict[int, dict[int, int]] = field(default_factory=dict)
    count: int = 0
    why: str = ""

    def __post_init__(self) -> None:
        self.weights = SharedWeights(self.model, self.vocabulary)

    def act(self, name: str, value: Values, step: int) -> None:
        """Do what a person wants; what the rules refuse is written down as refused."""
        if name == "add":
            value = {**value, "about": self._newcomer()}
        slot, before = value.get("about", -1), self.store.caches.flops
        self.known |= {slot: facts} if (facts := self._facts(slot)) else {}
        numbers = self._done(name, value, step)
        if slot >= 0:
            numbers |= {"about": slot, **self._knowing(slot, self.known.get(slot) or self._facts(slot))}
        numbers["flops"] = float(self.store.caches.flops - before)
        self.count += 1
        moment = mark(name, self.count)
        self.marks.append((moment, numbers))
        if self.why:
            self.arrays[why(moment)] = np.frombuffer(self.why.encode(), dtype=np.uint8).copy()
            self.why = ""

    def _done(self, name: str, value: Values, step: int) -> dict[str, float]:
        special = {
            "ask": self._ask, "add": self._add, "change": self._change, "send": self._send,
            "take_in": self._take_in, "write_into_weights": self._write,
        }  # fmt: skip
        if name in special:
            return special[name](value, step)
        slot = value["about"]
        other = AGENTS[value.get("agent", 0)]
        version = value.get("version") or self._version(slot) - 1
        form = value.get("form", "text")
        event = Event(step, PLAIN[name], self._owner(slot), slot, other=other, version=version, form=form)
        return self._refusal(self._apply(event))

    # --- one function an act that is more than a word to the store

    def _ask(self, value: Values, step: int) -> dict[str, float]:
        agent, slot, relation = AGENTS[value["agent"]], value["about"], value["relation"]
        outcome = self._apply(Event(step, "query", agent, slot, relation=relation))
        answer = NOTHING if outcome.answer is None else float(outcome.answer)
        heard, sure = self.weights.say(slot, relation)
        asked = {"agent": float(value["agent"]), "relation": float(relation), "store": answer}
        return asked | {"weights": float(heard), "sure": sure}

    def _add(self, value: Values, step: int) -> dict[str, float]:
        owner = AGENTS[value["agent"]]
        readers = () if value["private"] else tuple(agent for agent in self.agents if agent != owner)
        values = tuple(value[name] for name in ("drinks", "lives", "keeps", "likes"))
        return self._refusal(
            self._apply(Event(step, "add", owner, value["about"], values=values, readers=readers))
        )

    def _change(self, value: Values, step: int) -> dict[str, float]:
        slot = value["about"]
        facts = {**self._facts(slot), value["relation"]: value["value"]}
        values = tuple(facts[relation] for relation in sorted(facts))
        return self._refusal(self._apply(Event(step, "update", self._owner(slot), slot, values=values)))

    def _write(self, value: Values, step: int) -> dict[str, float]:  # noqa: ARG002
        """Four facts into the shared weights. The cost is the store's."""
        facts = self._facts(value["about"])
        if not facts:
            return {"steps": NOTHING}
        steps, flops = self.weights.write(value["about"], facts)
        self.store.caches.flops += flops
        return {"steps": float(steps)}

    def _send(self, value: Values, step: int) -> dict[str, float]:
        """Memories in a file, and a second store that takes it in; the file is kept to be fetched."""
        agent = AGENTS[value["agent"]]
        receiver = next(other for other in AGENTS if other != agent)
        self.store.advance(step)
        try:
            data = carrying.packed(self.store, agent, value["most"])
            came = carrying.arrived(data, receiver, step, other_model=bool(value["model"]), like=self.like)
        except LabError as error:
            return self._refused(step, agent, "export", error)
        self.arrays["archive"] = np.frombuffer(data, dtype=np.uint8).copy()
        numbers = {"agent": float(value["agent"]), "model": float(value["model"]), "bytes": float(len(data))}
        return numbers | {name: float(count) for name, count in vars(came).items() if name != "flops"}

    def _take_in(self, value: Values, step: int) -> dict[str, float]:
        agent = AGENTS[value["agent"]]
        try:
            data = base64.b64decode(value["archive"])
            moved = import_memories(self.store, data, agent, step, carrying.shape(self.store))
        except (LabError, ValueError) as error:
            return self._refused(step, agent, "import", error)
        self.diffs.append(moved.diff)
        came = {"texts": float(len(moved.texts)), "caches": float(moved.caches)}
        return came | {"dropped": float(moved.dropped), "agent": float(value["agent"])}

    # --- what the store knows

    def _apply(self, event: Event) -> Outcome:
        outcome = self.store.apply(event)
        self.diffs.append(outcome.diff)
        return outcome

    def _refused(self, step: int, agent: str, act: str, error: Exception) -> dict[str, float]:
        self.store.refusals += 1
        self.store.audit.append(step, agent, act, "", refused=str(error))
        self.why = str(error)
        return {"refused": 1.0}

    def _refusal(self, outcome: Outcome) -> dict[str, float]:
        self.why = outcome.refused or ""
        return {"refused": float(bool(outcome.refused))}

    def _facts(self, slot: int) -> dict[int, int]:
        current = self.store.library.current.get(slot)
        if current is None:
            return {}
        return dict(sorted(self.vocabulary.facts_in(self.store.library.cubes[current].tokens).items()))

    def _owner(self, slot: int) -> str:
        current = self.store.library.current.get(slot)
        return self.store.library.cubes[current].governance.owner if current else AGENTS[0]

    def _version(self, slot: int) -> int:
        current = self.store.library.current.get(slot)
        return self.store.library.cubes[current].version if current else 1

    def _newcomer(self) -> int:
        return max(self.beyond, *(slot + 1 for slot in self.store.library.current))

    def _knowing(self, slot: int, facts: dict[int, int]) -> dict[str, float]:
        """Who can still learn of a memory: agents by rule, a bit each; facts that the weights tell anyone."""
        current = self.store.library.current.get(slot)
        rules = self.store.library.cubes[current].governance if current else None
        allowed = {rules.owner, *rules.read} if rules else set()
        bits = sum(2**place for place, agent in enumerate(AGENTS) if agent in allowed)
        recalled = self.weights.recall(slot, facts) if facts else 0
        return {"readers": float(bits), "recalled": float(recalled)}

    def taken(self, step: int) -> tuple[list[Diff], tuple[Mark, ...], dict[str, Array]]:
        """Do what waits, in its order; what was done is shown with row `step`."""
        for name, value in sorted(self.waiting, key=lambda act: ORDER.index(act[0])):
            self.act(name, value, step)
        self.waiting = []
        diffs, marks = self.diffs, tuple(Mark(name, step, step, values=v) for name, v in self.marks)
        arrays = {name: array[None] for name, array in self.arrays.items()}
        self.diffs, self.marks, self.arrays = [], [], {}
        return diffs, marks, arrays

    def state_dict(self) -> State:
        """The shared weights, how much was done by hand, and what waits to be done."""
        waiting = [[name, dict(value)] for name, value in self.waiting]
        known = [[slot, *facts.values()] for slot, facts in self.known.items()]
        return {
            "weights": self.weights.state_dict(),
            "count": self.count,
            "waiting": waiting,
            "known": known,
        }

    def load_state_dict(self, state: State) -> None:
        """Go on with these weights."""
        self.count = state["count"]
        self.known = {slot: dict(enumerate(values)) for slot, *values in state["known"]}
        self.waiting = [(name, value) for name, value in state["waiting"]]
        self.weights.load_state_dict(state["weights"])
