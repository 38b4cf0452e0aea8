"""Facts written into weights, step by step, group after group."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from lab.contract.state import State
from lab.contract.training import Counted, Frame, Mark
from lab.experiments.remembering.fact_memories.config import CONTEXT, SUBJECTS_A_GROUP, Config
from lab.worlds.facts import Vocabulary, World
from lab.worlds.lookup import skill
from lab.worlds.lora import Adapter, Facts, FactWriting, recall_accuracy
from lab.worlds.shipped_decoders import shipped

NAN = float("nan")
EXAMINATION = 10_007
SKILL_EVERY = 5
"""Steps between two examinations of the skill, which are dear."""
EPISODES = 8
"""Episodes of reading in each step, where the skill is rehearsed."""


class Written(Counted, saved=("spent", "skill")):
    """A decoder with an adapter, and a world of facts to write, until it is `over`."""

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        (self.config,) = members
        c, self.vocabulary = self.config, Vocabulary()
        self.world = World.drawn(c.seed)
        self.model = shipped("standard")
        self.adapter = Adapter(self.model, c.rank, torch.Generator().manual_seed(c.seed))
        self.spent, self.skill = 0, NAN

    def facts(self, subjects: Iterable[int]) -> Facts:
        """All facts about some people."""
        chosen = list(subjects)
        return Facts.about(self.vocabulary, chosen, self.world.table[chosen].tolist())

    def writing(self, facts: Facts, before: Facts | None) -> FactWriting:
        """Begin to write facts, rehearsing what the config says."""
        c = self.config
        rehearsed = before if c.replay in ("all", "both") else None
        episodes = EPISODES if c.replay in ("skill", "both") else 0
        return FactWriting(
            self.model, self.vocabulary, facts, self.adapter, c.learning_rate, c.seed, rehearsed, episodes
        )

    def examined(self, *, now: bool) -> float:
        """How well it still reads: measured on a stride, the last value between."""
        if now or self.done % SKILL_EVERY == 0:
            delta = self.adapter.parameters
            self.skill = skill(self.model, self.vocabulary, 1, CONTEXT, EXAMINATION, 32, delta=delta)
        return self.skill

    def state_dict(self) -> State:
        adapter = [part.detach().clone() for part in self.adapter.tensors()]
        return {**super().state_dict(), "adapter": adapter}

    def load_state_dict(self, saved: State) -> None:
        super().load_state_dict(saved)
        with torch.no_grad():
            for part, kept in zip(self.adapter.tensors(), saved["adapter"], strict=True):
                part.copy_(kept)


class Forgetting(Written, saved=("group", "matrix")):
    """Groups of 32 facts go into the same weights one after the other; after each, all are asked."""

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        ranges = [range(i * SUBJECTS_A_GROUP, (i + 1) * SUBJECTS_A_GROUP) for i in range(self.config.groups)]
        self.groups = [self.facts(subjects) for subjects in ranges]
        self.matrix = np.full((self.config.groups, self.config.groups), np.nan, np.float32)
        self.group = 0
        self.current = self._begin()

    def _begin(self) -> FactWriting:
        before = Facts.joined(self.groups[: self.group]) if self.group else None
        return self.writing(self.groups[self.group], before)

    @property
    def over(self) -> bool:
        return self.group == self.config.groups

    def advance(self, step: int) -> Frame:
        """Row k: how much of each group is known before update k; a group's last row has no update."""
        writing = self.current
        with self.timed("measuring"):
            over = writing.steps >= self.config.most or writing.written()
            known = [
                recall_accuracy(self.model, facts, CONTEXT, self.adapter.parameters)
                for facts in self.groups[: self.group + 1]
            ]
            scalars = {
                "phase": float(self.group),
                "accuracy_written": known[-1],
                "accuracy_other": float(np.mean(known[:-1])) if known[:-1] else NAN,
                "accuracy_first": known[0],
                "accuracy_skill": self.examined(now=over),
                "flops": float(self.spent),
                "bytes": float(self.adapter.bytes),
            }
        marks: tuple[Mark, ...] = ()
        arrays: dict[str, npt.NDArray[Any]] = {}
        if over:
            loss = NAN
            self.matrix[self.group, : self.group + 1] = known
            self.group += 1
            marks, arrays = (Mark(f"written-{self.group}", step, step),), {"matrix": self.matrix[None].copy()}
            if self.group < self.config.groups:
                self.current = self._begin()
        else:
            loss = writing.step()
            self.spent += writing.step_flops
        return Frame(step, {"loss": loss, **scalars}, arrays, marks=marks)

    def state_dict(self) -> State:
        return {**super().state_dict(), "current": self.current.state_dict()}

    def load_state_dict(self, saved: State) -> None:
        super().load_state_dict(saved)
        if not self.over:
            self.current = self._begin()
            self.current.load_state_dict(saved["current"])
