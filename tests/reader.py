"""A decoder that has just learnt to look facts up in one document, trained once a test session (3 s)."""

from functools import cache

import torch

from lab.worlds.decoder import Decoder
from lab.worlds.facts import Vocabulary, World
from lab.worlds.lookup import LookupTraining, skill

torch.set_num_threads(1)  # as in a worker: bits and times depend on it

VOCABULARY = Vocabulary()
WORLD = World.drawn(5)


@cache
def reader() -> Decoder:
    """A decoder of the standard size, frozen."""
    model = Decoder(32, 2, 2, VOCABULARY.size, torch.Generator().manual_seed(0))
    training = LookupTraining(model, VOCABULARY, 140, 1e-2, seed=0, documents=(1, 2))
    for _ in range(140):
        training.step()
    assert skill(model, VOCABULARY, documents=1, context=16, seed=77) >= 0.99
    return model.requires_grad_(False)


def documents(*subjects: int) -> torch.Tensor:
    """The world's documents on these subjects, tokens (n, 16)."""
    return torch.stack([torch.from_numpy(WORLD.document(subject)) for subject in subjects])


def questions(*subjects: int) -> torch.Tensor:
    """All four questions on each subject, tokens (n, 4, 3)."""
    asked = VOCABULARY.questions(torch.tensor(subjects)[:, None].numpy(), range(4))
    return torch.from_numpy(asked)


def answers(*subjects: int) -> torch.Tensor:
    """Value tokens that answer them, shape (n, 4)."""
    return VOCABULARY.first_value + torch.from_numpy(WORLD.table)[list(subjects)]
