"""Layers of many small networks at once: every tensor has a leading member axis E.

A member's slice goes through the same kernel at the same shape whatever E is, so its numbers do not
depend on its companions. This needs batches whose number of rows is a multiple of `LANES`: otherwise
the last elements of a tensor fall out of the vector loop and round differently.
"""

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

LANES = 32
# Scores of one attention block, at most: fewer leave the matrix product idle, more are masked away.
BLOCK = 768


def linear(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """x W + b for x (E, N, m), weight (E, m, n), bias (E, 1, n)."""
    return torch.bmm(x, weight) if bias is None else torch.baddbmm(bias, x, weight)


def norm(x: Tensor) -> Tensor:
    """Layer normalization over the last axis, without gain and offset."""
    return F.layer_norm(x, x.shape[-1:])


def take(x: Tensor, rows: Tensor | None) -> Tensor:
    """Rows of x (E, N, d) by index, the same for every member; all of them if `rows` is None."""
    return x if rows is None else x.index_select(1, rows)


def project(x: Tensor, weight: Tensor, rows: Tensor | None) -> Tensor:
    """Rows of x W by index, looked up before the product or after it, whichever multiplies less."""
    if rows is not None and len(rows) < x.shape[1]:
        return linear(take(x, rows), weight)
    return take(linear(x, weight), rows)


def attention_mask(batch: int, length: int, outputs: int, like: Tensor) -> Tensor:
    """0 where a position may look, -inf elsewhere, for g packed sequences: (g·T, g·S).

    A position sees itself and what precedes it in its own sequence; the rows are the last T = `outputs`
    positions; g is the largest divisor of the batch that fits into a block.
    """
    fits = [g for g in range(1, batch + 1) if batch % g == 0 and g * g * outputs * length <= BLOCK]
    group = max(fits, default=1)
    position = torch.arange(group * length, device=like.device)
    sequence = position // length
    seen = (sequence[:, None] == sequence) & (position[:, None] >= position)
    rows = position[position % length >= length - outputs]
    return like.new_zeros(seen.shape).masked_fill(~seen, -math.inf)[rows]


def attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor, heads: int) -> Tensor:
    """Causal softmax attention of packed sequences: query (E, B·T, d), key and value (E, B·S, d).

    Sequences of three tokens waste a matrix product; `mask` (g·T, g·S) lets g of them share one.
    """
    members, _, d = query.shape

    def blocks(x: Tensor, rows: int) -> Tensor:
        return x.reshape(-1, rows, heads, d // heads).transpose(1, 2).reshape(-1, rows, d // heads)

    q, k, v = blocks(query, mask.shape[0]), blocks(key, mask.shape[1]), blocks(value, mask.shape[1])
    scores = torch.baddbmm(mask, q, k.mT, alpha=1 / math.sqrt(d // heads))
    mixed = torch.bmm(torch.softmax(scores, -1), v)
    return mixed.view(-1, heads, mask.shape[0], d // heads).transpose(1, 2).reshape(members, -1, d)


def cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """-log softmax(logits)[target] (E, N) of logits (E, N, V) and targets (N,); differentiable once."""
    losses: Tensor = _CrossEntropy.apply(logits, targets)  # type: ignore[no-untyped-call]
    return losses


class _CrossEntropy(torch.autograd.Function):
    """Writes the gradient over the log probabilities that it kept: they are the largest tensor of a step."""

    @staticmethod
    def forward(ctx: Any, logits: Tensor, targets: Tensor) -> Tensor:
        ctx.log_p = torch.log_softmax(logits, -1)
        ctx.index = targets.expand(len(logits), -1)[..., None]
        losses: Tensor = -ctx.log_p.gather(-1, ctx.index).squeeze(-1)
        return losses

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        p = ctx.log_p.exp_()
        p.scatter_(-1, ctx.index, p.gather(-1, ctx.index) - 1)
        return p.mul_(gradient[..., None]), None
