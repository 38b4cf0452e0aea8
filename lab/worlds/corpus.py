"""A corpus about people, as a language model learns it: each text may have references beside it.

A text is a person's document, told anew each time, behind the person's name. Which values stand in it can be
learnt by heart, since the table of facts stays the same, or read in a reference: so a memory is optional.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from lab.worlds import layouts
from lab.worlds.decoder import Decoder
from lab.worlds.facts import World
from lab.worlds.lookup import DecoderTraining

TEXTS, REFERENCES, CONTEXT = 32, 2, 16
"""Texts of a step, documents beside each as its memory (the first or the second is about its person), words
of each."""


@dataclass(frozen=True, eq=False)
class Passages:
    """B texts with references.

    Attributes:
        references: shape (B, K, C).
        tokens: a name and all of a document but its last token, shape (B, C).
        following: the next token of each, which is the document, shape (B, C).
        stated: whether that is a value, which a reference states, shape (B, C).
    """

    references: Tensor
    tokens: Tensor
    following: Tensor
    stated: Tensor


def draw_passages(world: World, generator: torch.Generator, count: int) -> Passages:
    """Texts about people drawn anew, each with a reference on the same person and others on somebody else."""
    v = world.vocabulary

    def uniform(*shape: int) -> Tensor:
        return torch.rand(*shape, generator=generator, dtype=torch.float64)

    people = uniform(count, v.subjects).argsort(1)[:, :REFERENCES]
    place = (uniform(count) * REFERENCES).long()
    about = torch.cat([people.take_along_dim(place[:, None], 1), people], 1).flatten()
    order = uniform(len(about), CONTEXT - 2 * v.relations)
    fill = uniform(len(about), CONTEXT - 3 * v.relations)
    told = v.documents(about.numpy(), world.table[about.numpy()], order.numpy(), fill.numpy())
    text, *references = torch.from_numpy(told).view(count, REFERENCES + 1, CONTEXT).unbind(1)
    tokens = torch.cat([about.view(count, -1)[:, :1], text[:, :-1]], 1)
    stated = (v.first_value <= text) & (text < v.first_filler)
    return Passages(torch.stack(references, 1), tokens, text, stated)


def losses(model: Decoder, passages: Passages, *, memory: bool) -> Tensor:
    """Nats of each token of the texts, shape (B, C), with the references in view or without."""
    references = passages.references.flatten(1) if memory else passages.tokens[:, :0]
    layout = layouts.continued(REFERENCES if memory else 0, CONTEXT, CONTEXT)
    logits = model(torch.cat([references, passages.tokens], 1), layout=layout)
    return F.cross_entropy(logits.transpose(1, 2), passages.following, reduction="none")


class LanguageTraining(DecoderTraining):
    """Trains a decoder on the corpus, with the references in view or without.

    References are encoded by the model as it is, at every step, and learn with it.
    """

    def __init__(
        self, model: Decoder, world: World, steps: int, learning_rate: float, seed: int, *, memory: bool
    ) -> None:
        super().__init__(model, steps, learning_rate, seed)
        self.world, self.memory = world, memory

    def loss(self) -> Tensor:
        """The mean loss of a token."""
        passages = draw_passages(self.world, self.generator, TEXTS)
        return losses(self.model, passages, memory=self.memory).mean()
