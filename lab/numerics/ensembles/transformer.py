"""A small decoder-only transformer (pre-norm, GELU, untied head) for E members at once."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from lab.numerics.ensembles.layers import attend, attention_mask, linear, norm, project, take
from lab.numerics.initialization import standard_normals

# Each parameter starts at a multiple of 64 bytes, for every member alike.
ALIGNMENT = 16


@dataclass(frozen=True)
class Architecture:
    """Sizes of a transformer; ValueError if the heads do not divide the width."""

    vocabulary: int
    sequence: int
    width: int = 32
    feed_forward: int = 64
    layers: int = 1
    heads: int = 1

    def __post_init__(self) -> None:
        if self.width % self.heads:
            raise ValueError(
                f"width = {self.width} is not a multiple of heads = {self.heads}; choose one that is"
            )

    def shapes(self) -> dict[str, tuple[int, int]]:
        """Shape of each parameter by name; a name ends with its layer's number."""
        d, ff = self.width, self.feed_forward
        shapes = {"embedding": (self.vocabulary, d), "position": (self.sequence, d)}
        for i in range(self.layers):
            shapes |= {f"{name}.{i}": (d, d) for name in ("query", "key", "value", "output")}
            shapes |= {f"mlp_in.{i}": (d, ff), f"mlp_in_bias.{i}": (1, ff)}
            shapes |= {f"mlp_out.{i}": (ff, d), f"mlp_out_bias.{i}": (1, d)}
        return shapes | {"head": (d, self.vocabulary)}

    def slices(self) -> dict[str, slice]:
        """Where each parameter lies in a member's flat vector."""
        places, start = {}, 0
        for name, shape in self.shapes().items():
            places[name] = slice(start, start + math.prod(shape))
            start = -(-places[name].stop // ALIGNMENT) * ALIGNMENT
        return places

    def size(self) -> int:
        """Length of a member's flat vector, padding included."""
        return -(-int(self.slices()["head"].stop) // ALIGNMENT) * ALIGNMENT

    def initial(self, std: float, seed: int) -> NDArray[np.float32]:
        """A member's flat vector: matrices N(0, std²), over √(2L) where they write to the residual stream."""
        flat = np.zeros(self.size(), np.float32)
        for name, place in self.slices().items():
            if "bias" not in name:
                deep = name.startswith(("output", "mlp_out"))
                scale = std / math.sqrt(2 * self.layers) if deep else std
                flat[place] = scale * standard_normals(seed, name, self.shapes()[name]).ravel()
        return flat

    def views(self, flat: Tensor) -> dict[str, Tensor]:
        """The parameters by name, (E, rows, columns), as views of the flat vectors (E, size)."""
        shapes = self.shapes()
        return {name: flat[:, place].view(-1, *shapes[name]) for name, place in self.slices().items()}


class Symbols:
    """The distinct (position, token) pairs of a task's tables of tokens (N, S).

    What the first layer computes before its attention depends on the pair alone, so it is computed once a
    pair and looked up: 88 rows in place of 384 for a batch of the anchor task.
    """

    def __init__(self, tables: Sequence[NDArray[np.int64]], device: torch.device) -> None:
        pairs = sorted(
            {(i, int(t)) for table in tables for i, column in enumerate(table.T) for t in np.unique(column)}
        )
        pairs += pairs[:1] * (-len(pairs) % ALIGNMENT)
        self._pairs = np.array(pairs)
        self.positions, self.tokens = torch.tensor(self._pairs.T.copy(), device=device)

    def index(self, tokens: NDArray[np.int64]) -> Tensor:
        """The symbols (N, S) of tokens (N, S) that occur in the tables."""
        code = np.full(self._pairs.max(0) + 1, -1)
        code[tuple(self._pairs[::-1].T)] = np.arange(len(self._pairs))[::-1]
        return torch.tensor(code[np.arange(tokens.shape[1]), tokens], device=self.tokens.device)


class Plan:
    """What forward passes over batches (rows, S), answered on the last T = `outputs` positions, share."""

    def __init__(self, rows: int, length: int, outputs: int, like: Tensor) -> None:
        self.outputs = outputs
        self.every = attention_mask(rows, length, length, like)
        self.last = attention_mask(rows, length, outputs, like)
        self.tail = torch.arange(rows * length, device=like.device).view(rows, length)[:, -outputs:].flatten()


def forward(
    architecture: Architecture, p: Mapping[str, Tensor], symbols: Symbols, plan: Plan, batch: Tensor
) -> Tensor:
    """Logits (E, B·T, vocabulary) after the last T positions of a batch (B, S) of symbols."""
    x = take(p["embedding"], symbols.tokens) + take(p["position"], symbols.positions)
    for i in range(architecture.layers):
        # The first layer looks its rows up in the table; the last one answers for the last positions only.
        keys = batch.flatten() if i == 0 else None
        queries, mask = keys, plan.every
        if i == architecture.layers - 1:
            mask = plan.last
            queries = plan.tail if keys is None else batch[:, -plan.outputs :].flatten()
        h = norm(x)
        q = project(h, p[f"query.{i}"], queries)
        k, v = (project(h, p[f"{name}.{i}"], keys) for name in ("key", "value"))
        x = torch.baddbmm(take(x, queries), attend(q, k, v, mask, architecture.heads), p[f"output.{i}"])
        h = F.gelu(linear(norm(x), p[f"mlp_in.{i}"], p[f"mlp_in_bias.{i}"]))
        x = x + linear(h, p[f"mlp_out.{i}"], p[f"mlp_out_bias.{i}"])
    return linear(norm(x), p["head"])
