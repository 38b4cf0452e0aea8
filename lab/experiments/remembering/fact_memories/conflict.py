"""A text that contradicts the weights: whom does the model believe, and can it still read?"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from lab.contract.training import Frame, Mark
from lab.experiments.remembering.fact_memories.config import CONTEXT, SUBJECTS_A_GROUP, Config, contradicting
from lab.experiments.remembering.fact_memories.writing import NAN, SKILL_EVERY, Written
from lab.worlds import layouts
from lab.worlds.facts import write_document
from lab.worlds.lora import recall_accuracy


class Conflict(Written, saved=("over", "current")):
    """Facts of some groups go into the weights at once; texts about the same people state other values.

    Row k: the answers before update k, to every question asked behind its contradicting text.
    """

    over = False

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        people = range(self.config.groups * SUBJECTS_A_GROUP)
        known, v = self.world.table[: len(people)], self.vocabulary
        stated = contradicting(known)
        self.mine = self.facts(people)
        self.current = self.writing(self.mine, None)
        texts = [write_document(v, person, stated[person], CONTEXT, (person, 1)) for person in people]
        questions = torch.from_numpy(v.questions(np.array(people)[:, None], range(v.relations)))
        self.asked = torch.cat([torch.from_numpy(np.stack(texts)), questions.flatten(1)], dim=1)
        self.known, self.stated = (v.first_value + torch.from_numpy(table) for table in (known, stated))

    def advance(self, step: int) -> Frame:
        writing = self.current
        with self.timed("measuring"):
            self.over = writing.steps >= self.config.most or writing.written()
            drawn = self.over or step % SKILL_EVERY == 0
            delta = self.adapter.parameters
            scalars = {
                "accuracy_written": recall_accuracy(self.model, self.mine, CONTEXT, delta),
                **dict.fromkeys(("says_text", "says_weights", "says_other"), NAN),
                "accuracy_skill": self.examined(now=self.over),
                "flops": float(writing.flops),
            }
            arrays: dict[str, npt.NDArray[Any]] = {}
            if drawn:
                logits = self._logits()
                scalars |= self._shares(logits)
                first = self.vocabulary.first_value
                answer = logits[0, 0].softmax(-1)[first : first + self.vocabulary.values]
                arrays = {"answers": answer.numpy()[None]}
        marks = (Mark("written", step, step),) if self.over else ()
        loss = NAN if self.over else writing.step()
        return Frame(step, {"loss": loss, **scalars}, arrays, marks=marks)

    @torch.no_grad()
    def _logits(self) -> Tensor:
        """Logits of four questions about each person behind a text about that person, shape (n, 4, V)."""
        layout = layouts.parallel(1, CONTEXT, self.vocabulary.relations)
        logits: Tensor = self.model(self.asked, layout=layout, delta=self.adapter.parameters)
        return logits

    def _shares(self, logits: Tensor) -> dict[str, float]:
        answers = logits.argmax(-1)
        text, weights = (float((answers == values).double().mean()) for values in (self.stated, self.known))
        return {"says_text": text, "says_weights": weights, "says_other": 1 - text - weights}
