"""Facts written into weights: a low-rank adapter (LoRA, Hu et al. 2021) trained on questions alone."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lab.numerics import flops
from lab.worlds import layouts
from lab.worlds.decoder import Decoder, Delta
from lab.worlds.facts import Vocabulary
from lab.worlds.lookup import QUESTIONS, Episodes, answer, draw_episodes, moments, restore_moments

Replay = Literal["none", "skill", "all", "both"]
State = dict[str, Any]
ASKED = 512
"""Facts that are asked together: their logits stay in the processor's cache."""


@dataclass(frozen=True, eq=False)
class Facts:
    """Questions without documents and their answers.

    Attributes:
        questions: shape (N, 3).
        answers: value tokens, shape (N,).
    """

    questions: Tensor
    answers: Tensor

    @classmethod
    def about(
        cls, vocabulary: Vocabulary, subjects: Iterable[int], values: Iterable[Iterable[int]]
    ) -> "Facts":
        """All facts of some subjects, `values` being theirs by relation."""
        subject, value = torch.tensor(list(subjects)), torch.tensor([list(row) for row in values])
        asked = vocabulary.questions(subject[:, None].numpy(), range(value.shape[1]))
        return cls(torch.from_numpy(asked).flatten(0, 1), vocabulary.first_value + value.flatten())

    @classmethod
    def joined(cls, parts: Iterable["Facts"]) -> "Facts":
        """The facts of all parts in their order."""
        parts = tuple(parts)
        return cls(torch.cat([part.questions for part in parts]), torch.cat([part.answers for part in parts]))

    def parts(self, size: int) -> Iterator["Facts"]:
        """The facts in their order, at most `size` at a time."""
        for first in range(0, len(self), size):
            part = slice(first, first + size)
            yield Facts(self.questions[part], self.answers[part])

    def __len__(self) -> int:
        return len(self.answers)


def recall(model: Decoder, facts: Facts, start: int, delta: Delta | None = None) -> Tensor:
    """Logits of the answers from the weights alone, shape (N, V), the questions standing at `start`."""
    logits: Tensor = model(facts.questions, layout=layouts.questions(1, start), delta=delta)
    return logits[:, 0]


@torch.no_grad()
def recall_accuracy(model: Decoder, facts: Facts, start: int, delta: Delta | None = None) -> float:
    """Share of the facts that the weights know."""
    right = 0
    for some in facts.parts(ASKED):
        right += int((recall(model, some, start, delta).argmax(-1) == some.answers).sum())
    return right / len(facts)


class Adapter:
    """A low-rank change B A of every matrix of a decoder; it starts as no change at all (B = 0)."""

    def __init__(self, model: Decoder, rank: int, generator: torch.Generator) -> None:
        self.rank = rank
        self.parameters: dict[str, tuple[Tensor, Tensor]] = {}
        for name, matrix in model.matrices.items():
            out, into = matrix.shape
            a = torch.randn(rank, into, generator=generator).to(matrix.dtype) / math.sqrt(into)
            self.parameters[name] = (
                nn.Parameter(a),
                nn.Parameter(torch.zeros(out, rank, dtype=matrix.dtype)),
            )

    @property
    def bytes(self) -> int:
        """Bytes of all its numbers."""
        return sum(part.numel() * part.element_size() for pair in self.parameters.values() for part in pair)

    def tensors(self) -> list[Tensor]:
        """A and B of every matrix, in the order of the matrices."""
        return [part for pair in self.parameters.values() for part in pair]

    @torch.no_grad()
    def folded(self, model: Decoder) -> Decoder:
        """A copy of the model with the change added to its weights; the model itself keeps every bit."""
        copy = Decoder(model.d, model.heads, model.layers, model.vocab).to(model.embedding.dtype)
        copy.load_state_dict(model.state_dict())
        for name, matrix in copy.matrices.items():
            a, b = self.parameters[name]
            matrix += b @ a
        return copy.requires_grad_(False)


class FactWriting:
    """Writes facts into weights by Adam steps, rehearsing what must not be lost.

    Args:
        facts: what to write.
        trained: an adapter on a frozen model, or None to train every weight of the model itself.
        rehearsed: facts written earlier, all in every step (replay `all` and `both`).
        skill: episodes of random look-ups in every step (replay `skill` and `both`); 0 for none.
        context: tokens of a document; questions stand behind one.
        drawn: facts of a step, drawn anew each time; 0 takes all of them.
    """

    def __init__(
        self,
        model: Decoder,
        vocabulary: Vocabulary,
        facts: Facts,
        trained: Adapter | None,
        learning_rate: float,
        seed: int,
        rehearsed: Facts | None = None,
        skill: int = 0,
        context: int = 16,
        drawn: int = 0,
    ) -> None:
        self.model, self.vocabulary, self.facts, self.trained = model, vocabulary, facts, trained
        self.batch = Facts.joined([facts, rehearsed]) if rehearsed else facts
        self.skill, self.context = skill, context
        self.drawn = drawn if drawn < len(self.batch) else 0
        self.generator = torch.Generator().manual_seed(seed)
        model.requires_grad_(trained is None)
        parameters = list(model.parameters()) if trained is None else trained.tensors()
        self.optimizer = torch.optim.Adam(parameters, lr=learning_rate, fused=True)
        self.steps = 0

    @property
    def delta(self) -> Delta | None:
        """The low-rank change being trained."""
        return self.trained.parameters if self.trained else None

    @property
    def step_flops(self) -> int:
        """FLOPs of one step: three forward passes over its facts and episodes."""
        m = self.model
        facts = (self.drawn or len(self.batch)) * flops.parametric_read(m.d, m.layers, m.vocab)
        layout = layouts.parallel(1, self.context, QUESTIONS)
        tokens = self.context + 3 * QUESTIONS
        episode = flops.forward(m.d, m.layers, tokens, m.layers * layout.pairs, QUESTIONS, m.vocab)
        return flops.parametric_write(1, facts + self.skill * episode)

    @property
    def flops(self) -> int:
        """FLOPs of the steps so far."""
        return self.steps * self.step_flops

    def step(self) -> float:
        """One Adam step; returns the loss of the facts before it, in nats."""
        facts = self._facts()
        loss = F.cross_entropy(recall(self.model, facts, self.context, self.delta), facts.answers)
        total = loss
        if self.skill:
            batch = self._episodes()
            logits = answer(self.model, batch, delta=self.delta)
            total = loss + F.cross_entropy(logits.flatten(0, 1), batch.answers.flatten())
        self.optimizer.zero_grad()
        torch.autograd.backward(total)
        self.optimizer.step()
        self.steps += 1
        return loss.item()

    @torch.no_grad()
    def written(self) -> bool:
        """Whether every fact of the batch is answered right with more than half of the probability."""
        chances = recall(self.model, self.batch, self.context, self.delta).softmax(-1)
        return bool((chances.gather(1, self.batch.answers[:, None]) > 0.5).all())

    def write(self, most: int) -> int:
        """Step until all is written, `most` steps at the most; returns the steps taken in all."""
        while self.steps < most and not self.written():
            self.step()
        return self.steps

    def state_dict(self) -> State:
        """What is trained, its optimizer, the episodes' generator and the step."""
        trained = self.trained.tensors() if self.trained else list(self.model.parameters())
        return {
            "trained": [part.detach().clone() for part in trained],
            "optimizer": moments(self.optimizer),
            "generator": self.generator.get_state(),
            "steps": self.steps,
        }

    @torch.no_grad()
    def load_state_dict(self, state: State) -> None:
        """Continue as the writing that `state` was taken from."""
        trained = self.trained.tensors() if self.trained else list(self.model.parameters())
        for part, saved in zip(trained, state["trained"], strict=True):
            part.copy_(saved)
        restore_moments(self.optimizer, state["optimizer"])
        self.generator.set_state(state["generator"])
        self.steps = state["steps"]

    def _facts(self) -> Facts:
        if not self.drawn:
            return self.batch
        chosen = torch.randint(len(self.batch), (self.drawn,), generator=self.generator)
        return Facts(self.batch.questions[chosen], self.batch.answers[chosen])

    def _episodes(self) -> Episodes:
        return draw_episodes(self.vocabulary, self.generator, self.skill, 1, self.context, QUESTIONS)
