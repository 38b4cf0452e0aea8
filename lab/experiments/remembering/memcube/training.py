"""One step is one event: the store carries it out on the real model, and counts.

Row k shows the store after event k. Its policy sees what has happened, never what comes.
"""

import math
from collections import deque
from collections.abc import Sequence
from typing import Any

from lab.contract.state import State
from lab.contract.training import Counted, Frame, Mark
from lab.experiments.remembering.executors.priced import ModelExecutor, Recipe
from lab.experiments.remembering.executors.shared import SharedExecutor
from lab.experiments.remembering.memcube.acts import Hand
from lab.experiments.remembering.memcube.config import Config
from lab.experiments.remembering.memcube.picture import SEALED_EVERY, Picture
from lab.memos import saving
from lab.memos.costs import Costs
from lab.memos.cube import FORMS
from lab.memos.events import STREAM
from lab.memos.scheduler import policy
from lab.memos.store import MemStore, Outcome
from lab.memos.stream import AGENTS, Habits, draw_stream
from lab.numerics.flops import memory_prices
from lab.worlds.facts import Vocabulary, Wording
from lab.worlds.shipped_decoders import shipped

ROLLING = 100
"""Answers over which accuracy is averaged."""
NAN = float("nan")


MIRA = {"about": 0}
LEAK: tuple[tuple[float, str, dict[str, Any]], ...] = (
    (0.3, "write_into_weights", MIRA),
    (0.5, "forbid", {**MIRA, "agent": 1}),
    (0.7, "erase", MIRA),
    (0.75, "ask", {**MIRA, "agent": 1, "relation": 0}),
)
"""Shares of the run, and what is done there, of the life that shows the leak."""


def build(members: Sequence[Config]) -> "Life":
    """The life of one store under one policy."""
    return Life(members)


def script(config: Config, step: int) -> list[tuple[str, dict[str, Any]]]:
    """The acts that belong to the run itself, at a step."""
    acts = LEAK if config.acts == "leak" else ()
    return [(name, value) for share, name, value in acts if round(share * config.events) == step]


class Life(Counted, saved=("answers", "hand")):
    """A store, its model, and the events to come."""

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        (self.config,) = members
        c, vocabulary = self.config, Vocabulary()
        model = shipped("standard")
        recipe = Recipe(kept_tokens=c.kept_tokens, bits=int(c.bits))
        prices = memory_prices(
            model.d, model.layers, model.heads, 16, c.kept_tokens, int(c.bits), recipe.rank, recipe.lora_steps
        )
        costs = Costs(**prices)
        kind = SharedExecutor if c.weights == "shared" else ModelExecutor
        self.executor = kind(model, vocabulary, recipe=recipe, seed=c.seed)

        def opened(executor: ModelExecutor, language: Wording, space: str = "elsewhere") -> MemStore:
            return MemStore(
                policy(c.policy, FORMS if c.forms == "all" else ("text", "kv")),
                costs,
                executor,
                language,
                budget=round(c.budget * c.cubes * costs.kv_bytes),
                half_life=c.half_life,
                ttl=c.ttl or None,
                space=space,
            )

        self.store = opened(self.executor, Wording(vocabulary), "store")
        habits = Habits(c.events, c.cubes, c.zipf, c.drift_every, c.update_share, c.agents)
        self.initial, self.events = draw_stream(habits, c.seed)
        self.picture = Picture(self.store, self.executor)
        beyond = 1 + max(event.slot for event in (*self.initial, *self.events))
        self.hand = Hand(self.store, model, vocabulary, opened, AGENTS[: c.agents], beyond)
        self.answers: deque[float] = deque(maxlen=ROLLING)
        self.steps = c.events

    def advance(self, step: int) -> Frame:
        graph: list[dict[str, Any]] = []
        if step == 0:
            graph += [self.picture.tell(self.store.apply(event).diff) for event in self.initial]
        self.hand.waiting += script(self.config, step)
        diffs, acts, arrays = self.hand.taken(step)
        graph += [self.picture.tell(diff) for diff in diffs]
        outcome = self.store.apply(self.events[step])
        graph.append(self.picture.tell(outcome.diff))
        sealed = bool(acts) or (step + 1) % SEALED_EVERY == 0 or step + 1 == self.steps
        graph.append(self.picture.log(sealed=sealed))
        marks = (*acts, *self._marks(outcome))
        return Frame(step, self._row(outcome), arrays, tuple(part for part in graph if part), marks)

    def _row(self, outcome: Outcome) -> dict[str, float]:
        if outcome.correct is not None:
            self.answers.append(float(outcome.correct))
        event, tier = outcome.event, self.store.tier
        return {
            "correct": NAN if outcome.correct is None else float(outcome.correct),
            "flops": float(outcome.flops),
            "oracle": float(outcome.oracle),
            "hot_bytes": float(outcome.hot_bytes),
            "moves": float(self.store.caches.moved),
            "refused": float(self.store.refusals),
            "accuracy": math.fsum(self.answers) / len(self.answers) if self.answers else NAN,
            "texts": float(len(tier.slots) - len(tier.residents)),
            "kvs": float(len(tier.held("kv"))),
            "sparses": float(len(tier.held("sparse"))),
            "weights": float(len(tier.held("lora"))),
            "op": float(STREAM.index(event.op)),
            "about": float(event.slot),
            "agent": float(AGENTS.index(event.agent)),
            "form": NAN if outcome.form is None else float(FORMS.index(outcome.form)),
        }

    def _marks(self, outcome: Outcome) -> tuple[Mark, ...]:
        """The first refusal."""
        event = outcome.event
        if outcome.refused and self.store.refusals == 1:
            return (Mark("refused", event.step, event.step),)
        return ()

    def intervene(self, name: str, value: Any) -> None:
        self.hand.waiting.append((name, value))

    def state_dict(self) -> State:
        return {
            **super().state_dict(),
            "store": saving.save(self.store),
            "payloads": self.executor.state_dict(),
            "numbers": len(self.picture.numbers),
        }

    def load_state_dict(self, saved: State) -> None:
        saving.restore(self.store, saved["store"])
        self.executor.load_state_dict(saved["payloads"])
        super().load_state_dict(saved)
        known: list[Any] = list(self.store.library.cubes)[: saved["numbers"]]
        self.picture.numbers = {id: number for number, id in enumerate(known)}
        self.picture.written = len(self.store.audit.entries)
