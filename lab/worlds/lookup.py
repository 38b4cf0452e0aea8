"""Training the skill of looking facts up, on facts that are new in every episode."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import torch
import torch.nn.functional as F
from torch import Tensor

from lab.numerics import flops
from lab.worlds import layouts
from lab.worlds.decoder import Decoder, Delta
from lab.worlds.facts import Vocabulary

Text = Literal["parallel", "sequential"]
State = dict[str, Any]

EPISODES = 32
QUESTIONS = 8
WARM_UP = 30
CLIP = 1.0


@dataclass(frozen=True, eq=False)
class Episodes:
    """E episodes: K documents each, then Q questions with their answers.

    Attributes:
        documents: shape (E, K, C).
        questions: shape (E, Q, 3).
        answers: value tokens, shape (E, Q).
    """

    documents: Tensor
    questions: Tensor
    answers: Tensor

    @property
    def tokens(self) -> Tensor:
        """All in one row for a layout of K documents and Q questions, shape (E, K C + 3 Q)."""
        return torch.cat([self.documents.flatten(1), self.questions.flatten(1)], dim=1)


def draw_episodes(
    vocabulary: Vocabulary,
    generator: torch.Generator,
    episodes: int,
    documents: int,
    context: int,
    questions: int,
) -> Episodes:
    """Episodes with random values, never a world's table; no two documents of one share a subject."""
    v, n = vocabulary, episodes * documents

    def uniform(*shape: int) -> Tensor:
        return torch.rand(*shape, generator=generator, dtype=torch.float64)

    subjects = uniform(episodes, v.subjects).argsort(1)[:, :documents]
    values = (uniform(episodes, documents, v.relations) * v.values).long()
    order, fill = uniform(n, context - 2 * v.relations), uniform(n, context - 3 * v.relations)
    text = v.documents(subjects.reshape(n), values.reshape(n, -1), order.numpy(), fill.numpy())
    asked = (uniform(episodes, questions) * documents).long()
    relation = (uniform(episodes, questions) * v.relations).long()
    row = torch.arange(episodes)[:, None]
    return Episodes(
        torch.from_numpy(text).view(episodes, documents, context),
        torch.from_numpy(v.questions(subjects[row, asked], relation)),
        v.first_value + values[row, asked, relation],
    )


def answer(model: Decoder, batch: Episodes, text: Text = "parallel", delta: Delta | None = None) -> Tensor:
    """Logits of the answers, shape (E, Q, V), with the documents read as text."""
    layout = getattr(layouts, text)(*batch.documents.shape[1:], batch.questions.shape[1])
    logits: Tensor = model(batch.tokens, layout=layout, delta=delta)
    return logits


@torch.no_grad()
def skill(
    model: Decoder,
    vocabulary: Vocabulary,
    documents: int,
    context: int,
    seed: int,
    episodes: int = 64,
    text: Text = "parallel",
    delta: Delta | None = None,
) -> float:
    """Share of right answers about facts that were never trained on (8 questions an episode)."""
    generator = torch.Generator().manual_seed(seed)
    batch = draw_episodes(vocabulary, generator, episodes, documents, context, QUESTIONS)
    right = answer(model, batch, text, delta).argmax(-1) == batch.answers
    return float(right.double().mean())


class DecoderTraining(ABC):
    """Trains every weight of a decoder by AdamW on what is drawn anew each step.

    Args:
        steps: length of the schedule: 30 warm-up steps, then a cosine to 5 % of `learning_rate`.
    """

    def __init__(self, model: Decoder, steps: int, learning_rate: float, seed: int) -> None:
        self.model, self.steps, self.learning_rate = model, steps, learning_rate
        self.generator = torch.Generator().manual_seed(seed)
        self.optimizer = torch.optim.AdamW(
            model.parameters(), lr=learning_rate, betas=(0.9, 0.98), weight_decay=0.0, fused=True
        )
        self.done = 0

    @abstractmethod
    def loss(self) -> Tensor:
        """The loss of a batch, which it draws."""

    def step(self) -> float:
        """One step of AdamW; returns the loss in nats before it."""
        loss = self.loss()
        self.optimizer.param_groups[0]["lr"] = self.learning_rate * schedule(self.done, self.steps)
        self.optimizer.zero_grad()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), CLIP)
        self.optimizer.step()
        self.done += 1
        return loss.item()

    def state_dict(self) -> State:
        """Weights, optimizer, generator and step."""
        return {
            "model": {name: part.clone() for name, part in self.model.state_dict().items()},
            "optimizer": moments(self.optimizer),
            "generator": self.generator.get_state(),
            "done": self.done,
        }

    def load_state_dict(self, state: State) -> None:
        """Continue as the training that `state` was taken from."""
        self.model.load_state_dict(state["model"])
        restore_moments(self.optimizer, state["optimizer"])
        self.generator.set_state(state["generator"])
        self.done = state["done"]


class LookupTraining(DecoderTraining):
    """Trains a decoder to look facts up among K documents, K drawn anew each step.

    Args:
        text: layouts to train on, taken in turn; `("parallel",)` is Memory³'s, both make the mixed model.
    """

    def __init__(
        self,
        model: Decoder,
        vocabulary: Vocabulary,
        steps: int,
        learning_rate: float,
        seed: int,
        context: int = 16,
        documents: Sequence[int] = (1, 2, 3),
        text: Sequence[Text] = ("parallel",),
    ) -> None:
        super().__init__(model, steps, learning_rate, seed)
        self.vocabulary, self.context = vocabulary, context
        self.documents, self.text = tuple(documents), tuple(text)
        self.read = self.documents[0]

    @classmethod
    def of(cls, preset: "Preset", seed: int) -> "LookupTraining":
        """The training of a preset, its decoder drawn from the same seed."""
        vocabulary = Vocabulary()
        generator = torch.Generator().manual_seed(seed)
        model = Decoder(preset.d, preset.heads, 2, vocabulary.size, generator)
        return cls(model, vocabulary, preset.steps, preset.learning_rate, seed, preset.context)

    def loss(self) -> Tensor:
        """The loss of episodes; `read` is then their number of documents."""
        count = self.documents[int(torch.randint(len(self.documents), (), generator=self.generator))]
        self.read = count
        batch = draw_episodes(self.vocabulary, self.generator, EPISODES, count, self.context, QUESTIONS)
        logits = answer(self.model, batch, self.text[self.done % len(self.text)])
        return F.cross_entropy(logits.flatten(0, 1), batch.answers.flatten())

    @property
    def step_flops(self) -> int:
        """FLOPs of the last step: three forward passes over its episodes."""
        m, text = self.model, self.text[(self.done - 1) % len(self.text)]
        layout = getattr(layouts, text)(self.read, self.context, QUESTIONS)
        tokens = self.read * self.context + flops.QUESTION * QUESTIONS
        episode = flops.forward(m.d, m.layers, tokens, m.layers * layout.pairs, QUESTIONS, m.vocab)
        return flops.parametric_write(1, EPISODES * episode)


@dataclass(frozen=True)
class Preset:
    """A size and a training that reach the gate: `skill` ≥ 0.99 with one document, ≥ 0.95 with three."""

    d: int
    heads: int
    steps: int
    learning_rate: float
    context: int = 16


PRESETS = {
    "quick": Preset(32, 2, 350, 1e-2),
    "standard": Preset(32, 2, 800, 1e-2),
    "long": Preset(32, 2, 800, 1e-2, context=32),
    "large": Preset(64, 4, 500, 6e-3),
}


def schedule(step: int, steps: int) -> float:
    """Factor of the learning rate: linear warm-up, then a cosine down to 5 %."""
    warm = min(1.0, (step + 1) / WARM_UP)
    left = 0.5 * (1 + torch.cos(torch.tensor(torch.pi * step / steps, dtype=torch.float64)).item())
    return warm * (0.05 + 0.95 * left)


def moments(optimizer: torch.optim.Optimizer) -> list[dict[str, Tensor]]:
    """A copy of what the optimizer remembers of each parameter, in order; empty before step 1."""
    kept = optimizer.state_dict()["state"]
    return [{name: part.clone() for name, part in kept[index].items()} for index in sorted(kept)]


def restore_moments(optimizer: torch.optim.Optimizer, saved: Sequence[Mapping[str, Tensor]]) -> None:
    """Give an optimizer the memory that `moments` took; it keeps copies."""
    state = {
        index: {name: part.clone() for name, part in moments.items()} for index, moments in enumerate(saved)
    }
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
