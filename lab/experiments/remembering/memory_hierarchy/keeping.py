"""Many facts kept outside of a model that can look up, or learnt by heart: what work 99 % of them take.

A row is an examination on all facts, every `stride` steps (see `OFTEN`). Both forms count their own training,
in FLOPs; the explicit one also the writing of every document's cache. Retrieval is exact: each question is
asked of the cache of its own document.
"""

from abc import abstractmethod
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from lab.contract.training import Counted, Frame, Mark
from lab.experiments.remembering.memory_hierarchy.config import CONTEXT, DRAWN, LAYERS, Config
from lab.numerics import flops
from lab.worlds import layouts
from lab.worlds.decoder import Decoder
from lab.worlds.facts import World
from lab.worlds.lookup import LookupTraining
from lab.worlds.lora import Facts, FactWriting, recall_accuracy

NAN = float("nan")
GOAL = 0.99
"""Share of the facts that has to be known."""
RATE = 1e-2
"""Learning rate of looking up."""
RATES = (4e-3, 1.2e-2)
"""Learning rates of learning by heart: both are tried side by side, the one that is first counts alone."""
ASKED = 1024
"""Documents whose caches are asked together."""
OFTEN = 1024
"""Facts up to which learning by heart is examined at every stride; of more, in proportion more seldom."""


class Keeping(Counted, saved=("over",)):
    """Steps until the facts are kept, or until the work that is allowed is done."""

    over = False

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        (self.config,) = members
        self.world = World.drawn(self.config.seed, self.config.vocabulary)

    def new_model(self) -> Decoder:
        """An untrained decoder of the member's width."""
        c = self.config
        generator = torch.Generator().manual_seed(c.seed)
        return Decoder(c.width, c.heads, LAYERS, c.vocabulary.size, generator)

    def advance(self, step: int) -> Frame | None:
        last = step >= self.steps
        examined = step % self.every == 0 or last
        frame = self._frame(last) if examined else None
        if not self.over:
            self.learn()
        return frame

    def _frame(self, last: bool) -> Frame:
        step = self.done
        with self.timed("measuring"):
            known = self.known()
        reached = known >= GOAL
        self.over = reached or last
        work = float(self.work)
        scalars = {
            "accuracy": known,
            "flops": work,
            "needed": work if reached else NAN,
            "missed": work if last and not reached else NAN,
        }
        marks = (Mark("kept" if reached else "missed", step, step),) if self.over else ()
        return Frame(step, scalars, marks=marks)

    @property
    def every(self) -> int:
        """Steps between two examinations."""
        return self.config.stride

    @property
    @abstractmethod
    def work(self) -> int:
        """FLOPs so far, of training and of writing."""

    @abstractmethod
    def learn(self) -> None:
        """One step."""

    @abstractmethod
    def known(self) -> float:
        """Share of all facts that is answered right."""


class Explicit(Keeping, saved=("trained", "learning")):
    """The model learns to look up, on other facts; those of the world stand in caches beside it."""

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        c, v = self.config, self.config.vocabulary
        self.learning = LookupTraining(self.new_model(), v, c.steps, RATE, c.seed)
        people = np.arange(v.subjects)
        self.documents = torch.from_numpy(
            np.stack([self.world.document(subject) for subject in range(v.subjects)])
        )
        self.questions = torch.from_numpy(v.questions(people[:, None], range(v.relations))).flatten(1)
        self.right = v.first_value + torch.from_numpy(self.world.table)
        self.steps, self.trained = c.steps, 0

    @property
    def work(self) -> int:
        return self.trained + flops.kv_write(self.config.width, LAYERS, CONTEXT, len(self.documents))

    def learn(self) -> None:
        self.learning.step()
        self.trained += self.learning.step_flops

    @torch.no_grad()
    def known(self) -> float:
        model, right = self.learning.model, 0
        layout = layouts.questions(self.right.shape[1], CONTEXT)
        for first in range(0, len(self.right), ASKED):
            part = slice(first, first + ASKED)
            logits: Tensor = model(self.questions[part], model.encode(self.documents[part]), layout)
            right += int((logits.argmax(-1) == self.right[part]).sum())
        return right / self.right.numel()


class Implicit(Keeping, saved=("writings",)):
    """The facts are learnt by heart: Adam on every weight, at two learning rates side by side."""

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        c, v = self.config, self.config.vocabulary
        self.facts = Facts.about(v, range(v.subjects), self.world.table.tolist())
        self.writings = [
            FactWriting(self.new_model(), v, self.facts, None, rate, c.seed, context=0, drawn=DRAWN)
            for rate in RATES
        ]
        self.steps = c.by_heart

    @property
    def every(self) -> int:
        # An examination asks all facts, a step a part of them: it must not cost more than the learning.
        return self.config.stride * max(1, self.config.count // OFTEN)

    @property
    def work(self) -> int:
        return self.writings[0].flops

    def learn(self) -> None:
        for writing in self.writings:
            writing.step()

    def known(self) -> float:
        return max(recall_accuracy(writing.model, self.facts, 0) for writing in self.writings)
