"""A tiny decoder that answers questions from documents: as text, from their keys and values, or by heart.

Each block is RMSNorm, attention, RMSNorm, MLP. Queries and keys are made of a three-tap mix of the normed
input, h_t + mu1 h_{t-1} + mu2 h_{t-2}, which does not reach over a segment's start; values see h_t alone.
With it two layers learn to look facts up in seconds. Embeddings are tied, positions rotary, no biases.
"""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lab.worlds import layouts
from lab.worlds.key_values import KeyValues, Turn, concat, rotate, turning
from lab.worlds.layouts import Layout

__all__ = ["Decoder", "KeyValues", "Trace", "concat"]

EMBEDDING_STD = 0.5
MATRICES = ("q", "k", "v", "o", "up", "down")

Delta = Mapping[str, tuple[Tensor, Tensor]]
"""Low-rank changes of matrices by name (`blocks.0.q`): W + B A, as (A of shape (r, in), B of (out, r))."""


@dataclass
class Trace:
    """What a pass leaves behind, a tensor a layer.

    Attributes:
        keys, values: shape (B, H, T, d_h).
        unturned: queries and keys before they are turned to their positions, shape (B, H, T, d_h) each.
        attention: shape (B, H, T, M + T), the memory's M tokens first.
    """

    keys: list[Tensor] = field(default_factory=list)
    values: list[Tensor] = field(default_factory=list)
    unturned: list[tuple[Tensor, Tensor]] = field(default_factory=list)
    attention: list[Tensor] = field(default_factory=list)


@dataclass
class _Pass:
    """What one forward pass carries through the blocks."""

    layout: Layout
    turn: Turn
    memory: KeyValues | None
    delta: Delta | None
    trace: Trace | None


class Block(nn.Module):
    """One layer: attention over the memory and the tokens, then an MLP of 4 d."""

    def __init__(
        self, index: int, d: int, heads: int, layers: int, generator: torch.Generator | None
    ) -> None:
        super().__init__()

        def normal(out: int, into: int, std: float) -> nn.Parameter:
            return nn.Parameter(torch.randn(out, into, generator=generator) * std)

        narrow, small = 1 / math.sqrt(d), 1 / math.sqrt(2 * layers)
        self.index, self.heads = index, heads
        self.attention_gain = nn.Parameter(torch.ones(d))
        self.mu1 = nn.Parameter(torch.full((d,), 0.5))
        self.mu2 = nn.Parameter(torch.full((d,), 0.5))
        self.q = normal(d, d, narrow)
        self.k = normal(d, d, narrow)
        self.v = normal(d, d, narrow)
        self.o = normal(d, d, narrow * small)
        self.mlp_gain = nn.Parameter(torch.ones(d))
        self.up = normal(4 * d, d, narrow)
        self.down = normal(d, 4 * d, small / math.sqrt(4 * d))

    def forward(self, x: Tensor, now: _Pass) -> Tensor:
        """The layer's output, shape (B, T, d)."""
        x = x + self._attend(_norm(x, self.attention_gain), now)
        inner = F.gelu(self._linear(_norm(x, self.mlp_gain), "up", now))
        return x + self._linear(inner, "down", now)

    def _attend(self, h: Tensor, now: _Pass) -> Tensor:
        mixed = _three_taps(h, self.mu1, self.mu2, now.layout.taps)
        plain_q, plain_k = (self._split(self._linear(mixed, name, now)) for name in ("q", "k"))
        q, k = rotate(plain_q, now.turn), rotate(plain_k, now.turn)
        v = self._split(self._linear(h, "v", now))
        if now.trace is not None:
            now.trace.unturned.append((plain_q, plain_k))
            now.trace.keys.append(k)
            now.trace.values.append(v)
        bias = now.layout.bias
        if now.memory is not None and (kept := now.memory.keys[self.index].shape[2]):
            k = torch.cat([now.memory.keys[self.index].expand(len(h), -1, -1, -1), k], dim=2)
            v = torch.cat([now.memory.values[self.index].expand(len(h), -1, -1, -1), v], dim=2)
            bias = F.pad(bias, (kept, 0))
        scores = (q @ k.transpose(2, 3)) / math.sqrt(q.shape[-1])
        # Each token sees itself, so no row is empty and softmax is never NaN.
        weights = (scores + bias).softmax(-1)
        if now.trace is not None:
            now.trace.attention.append(weights)
        return self._linear((weights @ v).transpose(1, 2).flatten(2), "o", now)

    def _split(self, x: Tensor) -> Tensor:
        return x.view(*x.shape[:2], self.heads, -1).transpose(1, 2)

    def _linear(self, x: Tensor, name: str, now: _Pass) -> Tensor:
        y = F.linear(x, getattr(self, name))
        if now.delta is None:
            return y
        a, b = now.delta[f"blocks.{self.index}.{name}"]
        return y + (x @ a.T) @ b.T


class Decoder(nn.Module):
    """The decoder: 24 d² L/2 + 4 d L + d + V d parameters (106 d + 24 d² + 9 d for two layers)."""

    def __init__(
        self, d: int, heads: int, layers: int, vocab: int, generator: torch.Generator | None = None
    ) -> None:
        super().__init__()
        if d % (2 * heads):
            raise ValueError(
                f"d = {d} with {heads} heads: each head needs an even width; take d = {2 * heads}·n."
            )
        self.d, self.heads, self.vocab = d, heads, vocab
        self.embedding = nn.Parameter(torch.randn(vocab, d, generator=generator) * EMBEDDING_STD)
        self.blocks = nn.ModuleList([Block(i, d, heads, layers, generator) for i in range(layers)])
        self.final_gain = nn.Parameter(torch.ones(d))

    @property
    def layers(self) -> int:
        """Number of blocks."""
        return len(self.blocks)

    @property
    def matrices(self) -> dict[str, Tensor]:
        """The weight matrices that an adapter may change, by name."""
        named = dict(self.named_parameters())
        return {f"blocks.{i}.{m}": named[f"blocks.{i}.{m}"] for i in range(self.layers) for m in MATRICES}

    def forward(
        self,
        tokens: Tensor,
        memory: KeyValues | None = None,
        layout: Layout | None = None,
        delta: Delta | None = None,
        trace: Trace | None = None,
    ) -> Tensor:
        """Logits of the answers.

        Args:
            tokens: shape (B, T).
            memory: keys and values that every token sees; batch B or 1.
            layout: who stands where; without one, the tokens are one segment that follows the memory.
            delta: low-rank changes of the weights, left unmerged.
            trace: filled with keys, values and attention where given.

        Returns:
            Shape (B, A, V); A = 1 without a layout: the last token's.

        Raises:
            ValueError: the memory was made for another shape of model.
        """
        _check_memory(self, memory)
        layout = layout or layouts.questions(1, memory.end if memory else 0, tokens.shape[1])
        turn = _turn_of(layout, self.d // self.heads, self.embedding.dtype)
        x = self.embedding[tokens]
        now = _Pass(layout, turn, memory, delta, trace)
        for block in self.blocks:
            x = block(x, now)
        x = _norm(x[:, layout.answers], self.final_gain)
        return F.linear(x, self.embedding) * 2 / math.sqrt(self.d)

    def encode(self, tokens: Tensor) -> KeyValues:
        """Keys and values of documents, tokens (B, C), each at positions 0 … C - 1."""
        trace, layout = Trace(), layouts.document(tokens.shape[1])
        self(tokens, layout=layout, trace=trace)
        return KeyValues(tuple(trace.keys), tuple(trace.values), end=tokens.shape[1])

    def fingerprint(self) -> str:
        """First 16 hex digits of the SHA-256 of shape and weights: caches belong to one model."""
        digest = hashlib.sha256(f"{self.d} {self.heads} {self.layers} {self.vocab}".encode())
        for name, parameter in self.named_parameters():
            digest.update(name.encode())
            digest.update(parameter.detach().numpy().tobytes())
        return digest.hexdigest()[:16]


@lru_cache(maxsize=256)
@torch.inference_mode(False)  # kept for passes with gradients too
def _turn_of(layout: Layout, width: int, dtype: torch.dtype) -> Turn:
    return turning(layout.positions, width, dtype)


def _norm(x: Tensor, gain: Tensor) -> Tensor:
    return F.rms_norm(x, (x.shape[-1],), gain, 1e-6)


def _three_taps(h: Tensor, mu1: Tensor, mu2: Tensor, taps: Tensor) -> Tensor:
    """h_t + mu1 h_{t-1} + mu2 h_{t-2}; what lies before the segment's start counts as zero."""
    back1, back2 = F.pad(h, (0, 0, 1, 0))[:, :-1], F.pad(h, (0, 0, 2, 0))[:, :-2]
    return h + back1 * (mu1 * taps[0]) + back2 * (mu2 * taps[1])


def _check_memory(model: Decoder, memory: KeyValues | None) -> None:
    if memory is None:
        return
    shape = (len(memory.keys), memory.keys[0].shape[1], memory.keys[0].shape[3])
    expected = (model.layers, model.heads, model.d // model.heads)
    if shape != expected:
        raise ValueError(
            f"memory of (layers, heads, head width) = {shape} does not fit this model's {expected}; "
            "encode the text again."
        )
