"""A document as the decoder's own keys and values: kept whole, thinned, rounded, moved, joined."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

ROTARY_BASE = 100.0
BITS = (32, 16, 8, 4, 3, 2)


@dataclass(frozen=True, eq=False)
class KeyValues:
    """Keys and values of one memory, a pair a layer.

    Attributes:
        keys, values: shape (B, H, M_l, d_h) in layer l; keys are rotated to their positions. M_l = 0 where a
            layer keeps nothing (zeros instead would still take softmax mass).
        end: position of the token that follows the memory.
        bits: bits of a stored number; at 8 and below the numbers are whole multiples of `scales`.
        scales: step sizes, shape (B, 2, H) a layer (keys, values), where bits ≤ 8.
    """

    keys: tuple[Tensor, ...]
    values: tuple[Tensor, ...]
    end: int
    bits: int = 32
    scales: tuple[Tensor, ...] = ()

    @property
    def batch(self) -> int:
        """Number of memories side by side."""
        return self.keys[0].shape[0]

    @property
    def bytes(self) -> int:
        """Bytes of one memory of the batch: its numbers, and two for each scale."""
        numbers = sum(part[0].numel() for part in (*self.keys, *self.values))
        return math.ceil(numbers * self.bits / 8) + 2 * sum(scale[0].numel() for scale in self.scales)

    def sparsify(self, scores: Sequence[Tensor], tokens: int, layers: Sequence[int]) -> "KeyValues":
        """Keep the best `tokens` a head in `layers`, nothing in the others (Memory³'s sparse memory).

        Args:
            scores: worth of each token, shape (B, H, M) a layer; see `lab.worlds.token_choice`.
        """
        keys, values = [], []
        for layer, (key, value) in enumerate(zip(self.keys, self.values, strict=True)):
            count = min(tokens, key.shape[2]) if layer in layers else 0
            index = choose(scores[layer], count)[..., None].expand(-1, -1, -1, key.shape[3])
            keys.append(key.gather(2, index))
            values.append(value.gather(2, index))
        return replace(self, keys=tuple(keys), values=tuple(values))

    def quantize(self, bits: int) -> "KeyValues":
        """Round every number to `bits`: 16 is half precision, fewer are whole steps of one scale a head.

        Raises:
            ValueError: bits is not one of 32, 16, 8, 4, 3, 2.
        """
        if bits not in BITS:
            raise ValueError(f"bits = {bits} is not one of {', '.join(map(str, BITS))}.")
        if bits == 32:
            return self
        if bits == 16:
            halved = [tuple(x.half().to(x.dtype) for x in part) for part in (self.keys, self.values)]
            return replace(self, keys=halved[0], values=halved[1], bits=16)
        keys, values, scales = [], [], []
        for key, value in zip(self.keys, self.values, strict=True):
            pair = torch.stack([key, value], dim=1)
            if not pair.numel():
                keys.append(key)
                values.append(value)
                continue
            scale = step_size(pair, bits)
            rounded = torch.round(pair / scale[..., None, None]) * scale[..., None, None]
            keys.append(rounded[:, 0])
            values.append(rounded[:, 1])
            scales.append(scale)
        return replace(self, keys=tuple(keys), values=tuple(values), bits=bits, scales=tuple(scales))

    def rotate(self, offset: int) -> "KeyValues":
        """Move the memory `offset` positions on: rotary keys turn by the difference, values stay."""
        turn = turning(torch.tensor([offset]), self.keys[0].shape[3], self.keys[0].dtype)
        moved = tuple(rotate(key, turn) for key in self.keys)
        return replace(self, keys=moved, end=self.end + offset, bits=32, scales=())


def concat(memories: Sequence[KeyValues], end: int | None = None) -> KeyValues:
    """Join memories along the tokens, each at the positions that it has; `end` overrides what follows.

    Raises:
        ValueError: no memory was given.
    """
    if not memories:
        raise ValueError("concat got no memories; give at least one.")
    layers = range(len(memories[0].keys))
    return KeyValues(
        keys=tuple(torch.cat([memory.keys[layer] for memory in memories], dim=2) for layer in layers),
        values=tuple(torch.cat([memory.values[layer] for memory in memories], dim=2) for layer in layers),
        end=max(memory.end for memory in memories) if end is None else end,
    )


def choose(scores: Tensor, count: int) -> Tensor:
    """Places of the `count` best tokens in their order, shape (B, H, count), from scores (B, H, M)."""
    return scores.topk(count, dim=-1).indices.sort(dim=-1).values


def step_size(pair: Tensor, bits: int) -> Tensor:
    """Step of symmetric rounding for keys and values, shape (B, 2, H), from (B, 2, H, M, d_h).

    Scales are stored in half precision, so they are rounded up to it first: no number is clipped.
    """
    largest = pair.abs().amax(dim=(3, 4)).clamp_min(2.0**-14)
    scale: Tensor = (largest * (1 + 2.0**-10) / (2 ** (bits - 1) - 1)).half()
    return scale.to(pair.dtype)


Turn = tuple[Tensor, Tensor]


def turning(positions: Tensor, width: int, dtype: torch.dtype) -> Turn:
    """Cosines and sines of rotary angles at positions (T,) for heads of `width`, shape (T, width / 2)."""
    half = width // 2
    angles = positions.to(dtype)[:, None] * ROTARY_BASE ** (-torch.arange(half, dtype=dtype) / half)
    return angles.cos(), angles.sin()


def rotate(x: Tensor, turn: Turn) -> Tensor:
    """Rotary positions for x, shape (…, T, d_h), with split halves, not interleaved (Su et al. 2021)."""
    cos, sin = turn
    first, second = x.chunk(2, dim=-1)
    return torch.cat([first * cos - second * sin, second * cos + first * sin], dim=-1)
