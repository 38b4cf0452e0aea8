"""How a model learns to use memories: without them, first without and then with them, or with them at once.

All three take as many steps. A row is an examination every `stride` steps, on what is in no training.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence

import torch

from lab.contract.state import State
from lab.contract.training import Counted, Frame, Mark
from lab.experiments.remembering.memory_hierarchy.config import CONTEXT, LAYERS, Config, Curriculum
from lab.worlds.corpus import LanguageTraining, draw_passages, losses
from lab.worlds.decoder import Decoder
from lab.worlds.facts import Vocabulary, World
from lab.worlds.lookup import DecoderTraining, LookupTraining, Text, skill

EXAMINATION = 10_007
EXAMINED = 128
"""Texts of an examination."""
RATES = {16: 1e-2, 32: 1e-2, 48: 8e-3, 64: 6e-3}
"""Learning rate by width."""
STAGES: Mapping[Curriculum, tuple[bool, ...]] = {
    "text": (False,),
    "two-stage": (False, True),
    "direct": (True,),
}
"""Whether there are memories, a stage each; every stage has a warm-up and a schedule of its own."""


class Learning(Counted, saved=("stage", "current")):
    """A decoder that learns in one or two stages."""

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        (self.config,) = members
        c, self.vocabulary = self.config, self.words
        generator = torch.Generator().manual_seed(c.seed)
        self.model = Decoder(c.width, c.heads, LAYERS, self.vocabulary.size, generator)
        self.stages = STAGES[c.curriculum]
        self.steps, self.stage = c.steps, 0
        self.current = self._begin()

    @property
    @abstractmethod
    def words(self) -> Vocabulary:
        """What the decoder reads."""

    @abstractmethod
    def training(self, steps: int, seed: int, *, memory: bool) -> DecoderTraining:
        """A stage of so many steps, with memories or without."""

    @abstractmethod
    def examined(self) -> dict[str, float]:
        """What an examination finds."""

    def _begin(self) -> DecoderTraining:
        """A stage's training: the steps are shared out among the stages, the last takes what is left."""
        c, shared = self.config, self.config.steps // len(self.stages)
        steps = shared if self.stage < len(self.stages) - 1 else c.steps - shared * self.stage
        return self.training(steps, c.seed + self.stage, memory=self.stages[self.stage])

    def advance(self, step: int) -> Frame | None:
        c = self.config
        marks: tuple[Mark, ...] = ()
        if self.current.done == self.current.steps:
            self.stage += 1
            self.current = self._begin()
            marks = (Mark("memories", step, step),)
        shown = step % c.stride == 0 or step == c.steps - 1 or bool(marks)
        scalars = {}
        if shown:
            with self.timed("measuring"):
                scalars = self.examined()
        loss = self.current.step()
        return Frame(step, {**scalars, "loss": loss}, marks=marks) if shown else None

    def load_state_dict(self, saved: State) -> None:
        self.stage = saved["stage"]
        self.current = self._begin()
        super().load_state_dict(saved)


class LookingUp(Learning):
    """What is asked for stands in the memories alone; where there are none, in texts in a row."""

    @property
    def words(self) -> Vocabulary:
        return Vocabulary()

    def training(self, steps: int, seed: int, *, memory: bool) -> DecoderTraining:
        text: Text = "parallel" if memory else "sequential"
        return LookupTraining(
            self.model, self.vocabulary, steps, RATES[self.config.width], seed, CONTEXT, text=(text,)
        )

    def examined(self) -> dict[str, float]:
        """Shares of right answers: from one memory, from three side by side, from three texts in a row."""
        return {
            "accuracy_k1": skill(self.model, self.vocabulary, 1, CONTEXT, EXAMINATION),
            "accuracy_k3": skill(self.model, self.vocabulary, 3, CONTEXT, EXAMINATION, 128),
            "accuracy_text": skill(self.model, self.vocabulary, 3, CONTEXT, EXAMINATION, text="sequential"),
        }


class Reading(Learning):
    """A language model with references beside its texts: the same facts can be learnt by heart."""

    def __init__(self, members: Sequence[Config]) -> None:
        self.world = World.drawn(members[0].seed, members[0].vocabulary)
        generator = torch.Generator().manual_seed(EXAMINATION)
        self.passages = draw_passages(self.world, generator, EXAMINED)
        super().__init__(members)

    @property
    def words(self) -> Vocabulary:
        return self.world.vocabulary

    def training(self, steps: int, seed: int, *, memory: bool) -> DecoderTraining:
        return LanguageTraining(self.model, self.world, steps, RATES[self.config.width], seed, memory=memory)

    @torch.no_grad()
    def examined(self) -> dict[str, float]:
        """Loss of a token of other texts, with the references in view and without; of the values alone."""
        found: dict[str, float] = {}
        for name, memory in (("with", True), ("without", False)):
            nats = losses(self.model, self.passages, memory=memory)
            found |= {name: float(nats.mean()), f"stated_{name}": float(nats[self.passages.stated].mean())}
        return found
