"""How a model learns to read memories: from ordinary text, from text first, or from memories at once.

All three take as many steps. A row is an examination every `stride` steps, on facts that are in no training.
"""

from collections.abc import Sequence

import torch

from lab.contract.state import State
from lab.contract.training import Counted, Frame, Mark
from lab.experiments.remembering.memory_hierarchy.config import CONTEXT, LAYERS, Config
from lab.worlds.decoder import Decoder
from lab.worlds.facts import Vocabulary
from lab.worlds.lookup import LookupTraining, Text, skill

EXAMINATION = 10_007
RATES = {16: 1e-2, 32: 1e-2, 48: 8e-3, 64: 6e-3}
"""Learning rate by width."""
STAGES: dict[str, tuple[Text, ...]] = {
    "text": ("sequential",),
    "two-stage": ("sequential", "parallel"),
    "direct": ("parallel",),
}
"""Ways of reading, a stage each; every stage has a warm-up and a schedule of its own."""


class Learning(Counted, saved=("stage", "current")):
    """A decoder that learns to look up in one or two stages."""

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        (self.config,) = members
        c, self.vocabulary = self.config, Vocabulary()
        generator = torch.Generator().manual_seed(c.seed)
        self.model = Decoder(c.width, c.heads, LAYERS, self.vocabulary.size, generator)
        self.stages = STAGES[c.curriculum]
        self.steps, self.stage = c.steps, 0
        self.current = self._begin()

    def _begin(self) -> LookupTraining:
        """A stage's training: the steps are shared out among the stages, the last takes what is left."""
        c, shared = self.config, self.config.steps // len(self.stages)
        steps = shared if self.stage < len(self.stages) - 1 else c.steps - shared * self.stage
        text = (self.stages[self.stage],)
        return LookupTraining(
            self.model, self.vocabulary, steps, RATES[c.width], c.seed + self.stage, CONTEXT, text=text
        )

    def advance(self, step: int) -> Frame | None:
        c = self.config
        marks: tuple[Mark, ...] = ()
        if self.current.done == self.current.steps:
            self.stage += 1
            self.current = self._begin()
            marks = (Mark("memories", step, step),)
        examined = step % c.stride == 0 or step == c.steps - 1 or bool(marks)
        scalars = self._examined() if examined else {}
        loss = self.current.step()
        return Frame(step, {**scalars, "loss": loss}, marks=marks) if examined else None

    def _examined(self) -> dict[str, float]:
        """Shares of right answers: from one memory, from three side by side, from three texts in a row."""
        with self.timed("measuring"):
            return {
                "accuracy_k1": skill(self.model, self.vocabulary, 1, CONTEXT, EXAMINATION),
                "accuracy_k3": skill(self.model, self.vocabulary, 3, CONTEXT, EXAMINATION, 128),
                "accuracy_text": skill(
                    self.model, self.vocabulary, 3, CONTEXT, EXAMINATION, text="sequential"
                ),
            }

    def load_state_dict(self, saved: State) -> None:
        self.stage = saved["stage"]
        self.current = self._begin()
        super().load_state_dict(saved)
