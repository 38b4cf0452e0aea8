"""How the decoder is trained, and how it is examined: on facts that never were in its training.

Row k shows the decoder before update k. A step sees 32 episodes; each has K documents, K drawn anew, with
random facts, and eight questions about them. Whoever answers must have read: there is nothing to remember.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from lab.contract.training import Frame, Mark, Training
from lab.experiments.remembering.memory_model.config import Config
from lab.experiments.remembering.memory_model.example import chips, example
from lab.worlds import layouts
from lab.worlds.decoder import Decoder, Trace
from lab.worlds.facts import Vocabulary, World
from lab.worlds.lookup import LookupTraining, skill
from lab.worlds.lora import Facts, recall_accuracy

EXAMINATION = 10_007
"""Seed of the examinations' facts: the same for every run, and of no training (their seeds differ)."""
GATE = {"accuracy_k1": 0.99, "accuracy_k3": 0.95}
"""What a decoder must reach before the other pages may build on it."""


def build(members: Sequence[Config]) -> "Reading":
    """The training of one decoder."""
    return Reading(members)


class Reading(Training, saved=("learning", "reached")):
    """Learning to look up."""

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        (self.config,) = members
        c, self.vocabulary = self.config, Vocabulary()
        generator = torch.Generator().manual_seed(c.seed)
        model = Decoder(c.width, c.heads, c.layers, self.vocabulary.size, generator).to(c.device)
        documents = range(1, c.documents + 1)
        self.learning = LookupTraining(
            model, self.vocabulary, c.steps, c.learning_rate, c.seed, c.context, documents
        )
        self.table = World.drawn(c.seed).table
        documents_read, question = example(c)
        self.asked = torch.tensor([[*document, *question] for document in documents_read])
        self.reached: list[str] = []

    def step(self) -> Frame | None:
        step = self.learning.done
        if step == self.config.steps:
            raise StopIteration
        scalars = dict.fromkeys(("accuracy_k1", "accuracy_k3", "accuracy_without"), float("nan"))
        arrays: dict[str, npt.NDArray[Any]] = {}
        marks: tuple[Mark, ...] = ()
        if step % self.config.stride == 0 or step == self.config.steps - 1:
            with self.timed("measuring"):
                scalars |= self._examined()
                arrays = self._looked()
            marks = self._marks(step, scalars)
        return Frame(step, {"loss": self.learning.step(), **scalars}, arrays, marks=marks)

    def _examined(self) -> dict[str, float]:
        """Shares of right answers: with one document and three, and asked about people without any."""
        model, c = self.learning.model, self.config
        facts = Facts.about(self.vocabulary, range(self.vocabulary.subjects), self.table.tolist())
        return {
            "accuracy_k1": skill(model, self.vocabulary, 1, c.context, EXAMINATION),
            "accuracy_k3": skill(model, self.vocabulary, 3, c.context, EXAMINATION),
            "accuracy_without": recall_accuracy(model, facts, c.context),
        }

    @torch.no_grad()
    def _looked(self) -> dict[str, npt.NDArray[Any]]:
        """Where the question looks in the example with each of its values, heads and layers averaged, and
        what it answers."""
        layout, trace = layouts.parallel(1, self.config.context), Trace()
        logits: Tensor = self.learning.model(self.asked, layout=layout, trace=trace)[:, 0]
        seen = torch.stack([layer[:, :, -1, : self.config.context] for layer in trace.attention]).mean((0, 2))
        first = self.vocabulary.first_value
        answers = logits.softmax(-1)[:, first : first + self.vocabulary.values]
        looks = np.stack([chips(values) for values in seen.numpy()])
        return {"looks": looks[None].astype(np.float16), "answers": answers.half().numpy()[None]}

    def _marks(self, step: int, scalars: dict[str, float]) -> tuple[Mark, ...]:
        now = {
            "half": scalars["accuracy_k1"] >= 0.5,
            "gate": all(scalars[name] >= share for name, share in GATE.items()),
        }
        new = [name for name, reached in now.items() if reached and name not in self.reached]
        self.reached += new
        return tuple(Mark(name, step, step) for name in new)

    def progress(self) -> int:
        return self.learning.done
