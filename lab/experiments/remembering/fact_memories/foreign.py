"""Caches made by another model: of the same shape, so that nothing complains when they are put in."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from lab.contract.training import Counted, Frame, Mark
from lab.experiments.remembering.fact_memories.config import Config
from lab.worlds import layouts
from lab.worlds.decoder import Decoder
from lab.worlds.facts import Vocabulary, World
from lab.worlds.lookup import LookupTraining
from lab.worlds.shipped_decoders import shipped

NAN = float("nan")
EVERY = 10
"""Steps between two exchanges of caches."""
OURS = 0
"""Seed of the shipped model's starting weights and episodes."""
READS = 0.99
"""Share of right answers from its own cache with which a foreign model is said to read."""


class Foreign(Counted, saved=("reads", "learning")):
    """Two models learn to read beside the shipped one: a stranger, and a sibling.

    The stranger has other starting weights and other episodes, the sibling our starting weights and other
    episodes. Row k, every `EVERY` steps, is before update k: all 256 facts, each asked of a model from a
    cache that it, or another one, has made.
    """

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        (self.config,) = members
        v, other = Vocabulary(), OURS + 1 + self.config.seed
        world = World.drawn(self.config.seed)
        self.ours = shipped("standard")
        self.learning = {
            name: self._begin(v, born, other) for name, born in (("stranger", other), ("sibling", OURS))
        }
        people = np.arange(v.subjects)
        self.documents = torch.from_numpy(
            np.stack([world.document(subject) for subject in range(v.subjects)])
        )
        self.questions = torch.from_numpy(v.questions(people[:, None], range(v.relations))).flatten(1)
        self.right = v.first_value + torch.from_numpy(world.table)
        self.steps, self.reads = self.config.most, False

    def _begin(self, vocabulary: Vocabulary, born: int, taught: int) -> LookupTraining:
        ours = self.ours
        generator = torch.Generator().manual_seed(born)
        model = Decoder(ours.d, ours.heads, ours.layers, ours.vocab, generator)
        return LookupTraining(model, vocabulary, self.config.most, self.config.learning_rate, taught)

    def advance(self, step: int) -> Frame:
        names = ("own_stranger", "own_sibling", "stranger", "sibling", "stranger_reads", "sibling_reads")
        scalars = dict.fromkeys(names, NAN)
        marks: tuple[Mark, ...] = ()
        if step % EVERY == 0 or step == self.steps - 1:
            with self.timed("measuring"):
                scalars = self._exchanged()
            reads = min(scalars["own_stranger"], scalars["own_sibling"]) >= READS
            marks = (Mark("reads", step, step),) if reads and not self.reads else ()
            self.reads |= reads
        losses = {f"loss_{name}": training.step() for name, training in self.learning.items()}
        return Frame(step, {**scalars, **losses}, marks=marks)

    def _exchanged(self) -> dict[str, float]:
        """Shares of right answers: each from its own cache, ours from each one's, each from ours."""
        models = {name: training.model for name, training in self.learning.items()}
        own = {f"own_{name}": self._asked(model, model) for name, model in models.items()}
        taken = {name: self._asked(self.ours, model) for name, model in models.items()}
        reads = {f"{name}_reads": self._asked(model, self.ours) for name, model in models.items()}
        return {**own, **taken, **reads}

    @torch.no_grad()
    def _asked(self, reader: Decoder, writer: Decoder) -> float:
        """How many of 256 facts `reader` answers right from caches that `writer` has made."""
        layout = layouts.questions(self.right.shape[1], self.documents.shape[1])
        logits: Tensor = reader(self.questions, writer.encode(self.documents), layout)
        return float((logits.argmax(-1) == self.right).double().mean())
