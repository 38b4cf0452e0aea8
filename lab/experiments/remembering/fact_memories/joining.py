"""Caches that are joined, and caches whose text has changed: a batch of questions a row."""

from abc import abstractmethod
from collections.abc import Sequence

import torch
from torch import Tensor

from lab.contract.training import Counted, Frame
from lab.experiments.remembering.fact_memories.config import CONTEXT, EPISODES, QUESTIONS, ROUNDS, Config
from lab.worlds import layouts
from lab.worlds.decoder import KeyValues, concat
from lab.worlds.facts import Vocabulary
from lab.worlds.lookup import Episodes, answer, draw_episodes
from lab.worlds.shipped_decoders import shipped


class Asking(Counted, saved=("sums", "generator")):
    """Shares over all questions so far, in rows of one batch each."""

    steps = ROUNDS
    model_name = "standard"
    names: tuple[str, ...] = ()

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        (self.config,) = members
        self.vocabulary, self.model = Vocabulary(), shipped(self.model_name)
        self.generator = torch.Generator().manual_seed(self.config.seed)
        self.sums = dict.fromkeys(self.names, 0.0)

    @abstractmethod
    def ask(self) -> dict[str, float]:
        """One batch: a number for each name."""

    def advance(self, step: int) -> Frame:
        with torch.no_grad():
            new = self.ask()
        self.sums = {name: self.sums[name] + value for name, value in new.items()}
        return Frame(step, {name: total / (step + 1) for name, total in self.sums.items()})

    def draw(self, documents: int) -> Episodes:
        """New episodes."""
        return draw_episodes(self.vocabulary, self.generator, EPISODES, documents, CONTEXT, QUESTIONS)

    def from_memory(self, batch: Episodes, memory: KeyValues) -> Tensor:
        """Logits of the batch's questions, shape (E, Q, V), behind a memory."""
        logits: Tensor = self.model(
            batch.questions.flatten(1), memory, layouts.questions(QUESTIONS, memory.end)
        )
        return logits


def _share(logits: Tensor, answers: Tensor) -> float:
    return float((logits.argmax(-1) == answers).double().mean())


class Merging(Asking):
    """K documents read as one text, or from their caches joined as they are, turned to their places, or in
    parallel, each at its own positions (Memory³); on a decoder that has learnt both kinds of reading.
    """

    model_name = "mixed"
    names = ("exact", "naive", "turned", "parallel")

    def ask(self) -> dict[str, float]:
        batch = self.draw(self.config.documents)
        memories = [self.model.encode(batch.documents[:, k]) for k in range(self.config.documents)]
        end = CONTEXT * self.config.documents
        turned = concat([memory.rotate(CONTEXT * k) for k, memory in enumerate(memories)], end)
        logits = {
            "exact": answer(self.model, batch, "sequential"),
            "naive": self.from_memory(batch, concat(memories, end)),
            "turned": self.from_memory(batch, turned),
            "parallel": self.from_memory(batch, concat(memories)),
        }
        return {name: _share(values, batch.answers) for name, values in logits.items()}


class Staleness(Asking):
    """A text was changed after its cache was made: what does the cache answer, and what do both together?"""

    names = ("stale_old", "stale_new", "fresh_new", "both_old", "both_new")

    def ask(self) -> dict[str, float]:
        batch = self.draw(1)
        before = batch.documents[:, 0]
        shift = 1 + int(torch.randint(self.vocabulary.values - 1, (), generator=self.generator))
        after, new = self._changed(before, shift), self._changed(batch.answers, shift)
        stale, fresh = self.model.encode(before), self.model.encode(after)
        old_answers = self.from_memory(batch, stale)
        both = self.from_memory(batch, concat([stale, fresh]))
        return {
            "stale_old": _share(old_answers, batch.answers),
            "stale_new": _share(old_answers, new),
            "fresh_new": _share(self.from_memory(batch, fresh), new),
            "both_old": _share(both, batch.answers),
            "both_new": _share(both, new),
        }

    def _changed(self, tokens: Tensor, shift: int) -> Tensor:
        """Every value turned into another one."""
        first, count = self.vocabulary.first_value, self.vocabulary.values
        is_value = (tokens >= first) & (tokens < first + count)
        return torch.where(is_value, first + (tokens - first + shift) % count, tokens)
