"""Where tokens stand and what they see: parallel memories, ordinary sequential text, lone questions."""

from dataclasses import dataclass, replace
from functools import lru_cache

import torch
from torch import Tensor


@dataclass(frozen=True, eq=False)
class Layout:
    """Positions of T tokens and who sees whom.

    Attributes:
        positions: rotary position of each token, shape (T,).
        taps: whether one and two tokens before lie in the same segment, shape (2, T, 1).
        sees: sees[i, j] says that token i attends to token j, shape (T, T).
        bias: 0 where it sees, minus infinity elsewhere, shape (T, T): added to the scores.
        answers: tokens whose next token is asked for, shape (A,).
    """

    positions: Tensor
    taps: Tensor
    sees: Tensor
    bias: Tensor
    answers: Tensor

    @property
    def pairs(self) -> int:
        """(query, key) pairs in one layer."""
        return int(self.sees.sum())


@lru_cache(maxsize=64)
def questions(count: int, start: int, length: int = 3) -> Layout:
    """`count` independent questions, each at positions start … start + length - 1, seeing only itself."""
    return _layout(0, 1, count, length, start, sequential=False)


@lru_cache(maxsize=64)
def document(context: int) -> Layout:
    """One document at positions 0 … context - 1."""
    return _layout(1, context, 0, 1, context, sequential=False)


@lru_cache(maxsize=64)
def parallel(documents: int, context: int, count: int = 1, length: int = 3) -> Layout:
    """Documents side by side, each at positions 0 … context - 1; questions see all, documents themselves."""
    return _layout(documents, context, count, length, context, sequential=False)


@lru_cache(maxsize=64)
def sequential(documents: int, context: int, count: int = 1, length: int = 3) -> Layout:
    """Ordinary text: documents one after the other, each seeing those before it, then the questions."""
    return _layout(documents, context, count, length, documents * context, sequential=True)


@lru_cache(maxsize=64)
@torch.inference_mode(False)
def continued(documents: int, context: int, length: int) -> Layout:
    """Documents side by side and a text that sees them all, of each of whose tokens the next is asked for.

    Without documents the text stands at the same positions.
    """
    first = documents * context
    answers = torch.arange(first, first + length)
    return replace(_layout(documents, context, 1, length, context, sequential=False), answers=answers)


@torch.inference_mode(False)  # cached layouts serve passes with gradients too
def _layout(documents: int, context: int, count: int, length: int, start: int, *, sequential: bool) -> Layout:
    stride = context if sequential else 0
    positions = [i * stride + t for i in range(documents) for t in range(context)]
    depth = [t for _ in range(documents) for t in range(context)]
    segment = [i for i in range(documents) for _ in range(context)]
    for question in range(count):
        positions += range(start, start + length)
        depth += range(length)
        segment += [documents + question] * length
    order, owner = torch.arange(len(segment)), torch.tensor(segment)
    same = owner[:, None] == owner[None, :]
    is_document = owner < documents
    asks_document = ~is_document[:, None] & is_document[None, :]
    earlier_text = is_document[:, None] & is_document[None, :] if sequential else torch.zeros_like(same)
    sees = (same | asks_document | earlier_text) & (order[:, None] >= order[None, :])
    answers = [documents * context + (question + 1) * length - 1 for question in range(count)]
    taps = torch.tensor(depth) >= torch.tensor([[1], [2]])
    bias = torch.zeros(sees.shape).masked_fill(~sees, float("-inf"))
    last = torch.tensor(answers, dtype=torch.long)
    return Layout(torch.tensor(positions), taps[..., None], sees, bias, last)
