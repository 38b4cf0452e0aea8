"""Which tokens of a document are worth keeping: scores a head, shape (B, H, M) for each layer."""

import math
from typing import Literal, get_args

import torch
from torch import Tensor

from lab.worlds import layouts
from lab.worlds.decoder import Decoder, Trace
from lab.worlds.key_values import KeyValues

TokenChoice = Literal["query-probe", "reference", "self-attention", "last", "random"]
CHOICES: tuple[TokenChoice, ...] = get_args(TokenChoice)


@torch.no_grad()
def score_tokens(
    choice: TokenChoice,
    model: Decoder,
    documents: Tensor,
    memory: KeyValues,
    questions: Tensor,
    generator: torch.Generator | None = None,
) -> list[Tensor]:
    """Worth of each token by one of these rules.

    Args:
        documents: tokens (B, C) that `memory` encodes; reference and self-attention run over them again.
        questions: probe questions, shape (B, P, 3); only query-probe asks them.
        generator: draws the random choice.

    Raises:
        ValueError: no such rule.
    """
    if choice == "query-probe":
        return query_probe(model, memory, questions)
    if choice == "reference":
        return reference(model, documents)
    if choice == "self-attention":
        return self_attention(model, documents)
    if choice == "last":
        return [torch.arange(key.shape[2]).expand(key.shape[:3]).double() for key in memory.keys]
    if choice == "random":
        return [torch.rand(key.shape[:3], generator=generator) for key in memory.keys]
    raise ValueError(f"token choice {choice} is not one of {', '.join(CHOICES)}.")


def query_probe(model: Decoder, memory: KeyValues, questions: Tensor) -> list[Tensor]:
    """Attention that each token gets from the last tokens of probe questions, summed over them."""
    batch, count, length = questions.shape
    layout, trace = layouts.questions(count, memory.end, length), Trace()
    model(questions.reshape(batch, count * length), memory, layout, trace=trace)
    return [seen[:, :, layout.answers, : -count * length].sum(2) for seen in trace.attention]


def reference(model: Decoder, documents: Tensor) -> list[Tensor]:
    """Attention that each token gets from all tokens of its document, before any question (2407.01178, §3.3).

    w_j = Σ_i softmax_j(q_i · k_j / √d_h): without a causal mask, so that the first tokens are not seen more
    often than the last, and with queries and keys as they are before they are turned to their positions.
    """
    trace = Trace()
    model(documents, layout=layouts.document(documents.shape[1]), trace=trace)
    scores = (q @ k.transpose(2, 3) / math.sqrt(q.shape[-1]) for q, k in trace.unturned)
    return [score.softmax(-1).sum(2) for score in scores]


def self_attention(model: Decoder, documents: Tensor) -> list[Tensor]:
    """Attention that each token gets from its own document while that is encoded, causally, summed."""
    trace = Trace()
    model(documents, layout=layouts.document(documents.shape[1]), trace=trace)
    return [seen.sum(2) for seen in trace.attention]
