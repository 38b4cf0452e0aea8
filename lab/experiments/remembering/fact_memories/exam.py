"""What is asked of everybody's documents, and the questions that choose the words of a sparse memory."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from lab.experiments.remembering.fact_memories.config import CONTEXT, Choice
from lab.worlds import layouts
from lab.worlds.decoder import Decoder, KeyValues
from lab.worlds.facts import World


@dataclass(frozen=True, eq=False)
class Exam:
    """B documents, of each of which Q questions are asked.

    Attributes:
        documents: shape (B, C).
        questions: shape (B, Q, 3).
        right: value tokens, shape (B, Q).
        probes: questions that may choose what is kept of each document, shape (B, P, 3).
    """

    documents: Tensor
    questions: Tensor
    right: Tensor
    probes: Tensor

    @classmethod
    def about(cls, world: World) -> "Exam":
        """All four questions about everybody, which are the probes, too: an answer key."""
        v = world.vocabulary
        documents = [torch.from_numpy(world.document(person)) for person in range(v.subjects)]
        questions = torch.from_numpy(v.questions(np.arange(v.subjects)[:, None], range(4)))
        return cls(
            torch.stack(documents), questions, v.first_value + torch.from_numpy(world.table), questions
        )

    def probed_by(self, choice: Choice) -> "Exam":
        """The exam with other probes: about somebody else; or the person's other facts, where each question
        has a memory of its own."""
        if choice == "other-people":
            return replace(self, probes=self.questions.roll(-1, 0))
        if choice != "other-facts":
            return self
        count = self.questions.shape[1]
        others = [[other for other in range(count) if other != asked] for asked in range(count)]
        return Exam(
            self.documents.repeat_interleave(count, 0),
            self.questions.flatten(0, 1)[:, None],
            self.right.flatten()[:, None],
            self.questions[:, others].flatten(0, 1),
        )

    @torch.no_grad()
    def asked(self, model: Decoder, memory: KeyValues | None) -> Tensor:
        """Logits of all questions, shape (B, Q, V), from caches or from nothing."""
        layout = layouts.questions(self.questions.shape[1], CONTEXT)
        logits: Tensor = model(self.questions.flatten(1), memory, layout)
        return logits

    @torch.no_grad()
    def read(self, model: Decoder) -> Tensor:
        """The same from the documents as text."""
        layout = layouts.parallel(1, CONTEXT, self.questions.shape[1])
        logits: Tensor = model(torch.cat([self.documents, self.questions.flatten(1)], 1), layout=layout)
        return logits

    def share(self, logits: Tensor) -> float:
        """Share of right answers."""
        return float((logits.argmax(-1) == self.right).double().mean())
