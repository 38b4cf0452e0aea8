"""The arithmetic of this process, measured: the digest of what the lab's operations give on fixed numbers.

Two machines that agree on it compute alike, whatever they are called: a virtual machine hides its processor's
name, and only numbers tell. It takes a few milliseconds.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from scipy.special import erf, logsumexp
from torch import Tensor

from lab.numerics.roots import sqrt

LENGTH = 16
"""Hex digits of the digest."""
LONG = 203
"""Long enough for every vectorised loop, and no multiple of any vector."""

UNARY: tuple[Callable[[Tensor], Tensor], ...] = (
    torch.exp,
    torch.log,
    torch.log1p,
    torch.tanh,
    torch.sin,
    torch.cos,
    torch.sigmoid,
    torch.erf,
    torch.reciprocal,
    F.softplus,
    F.gelu,
    F.silu,
    sqrt,
)
NUMPY: tuple[Callable[[Any], Any], ...] = (
    np.exp,
    np.log,
    np.log1p,
    np.tanh,
    np.sin,
    np.cos,
    np.sqrt,
    erf,
    logsumexp,
    np.linalg.norm,
)


def arithmetic() -> str:
    """The digest of a few hundred fixed operations in both float types, as this process does them."""
    digest = hashlib.sha256()
    for dtype in (torch.float32, torch.float64):
        for result in _results(dtype):
            digest.update(result.detach().contiguous().numpy().tobytes())
    for result in _numpy_results():
        digest.update(np.ascontiguousarray(result).tobytes())
    return digest.hexdigest()[:LENGTH]


def _numbers(*shape: int) -> Tensor:
    """Fixed numbers between 0 and 1, from whole numbers alone."""
    count = int(np.prod(shape))
    return ((torch.arange(count, dtype=torch.float64) * 7919 + 104729) % 9973 / 9973).reshape(shape)


def _results(dtype: torch.dtype) -> Iterator[Tensor]:
    line = (_numbers(LONG) + 1e-3).to(dtype)
    yield from (operation(line) for operation in UNARY)
    tall, wide, square = ((_numbers(*shape) - 0.5).to(dtype) for shape in ((67, 45), (45, 71), (24, 24)))
    yield tall @ wide
    yield wide.T @ line[:45]
    yield tall[:45].reshape(3, 15, 45) @ wide[:, :45].reshape(3, 45, 15)
    yield from (line.sum()[None], tall.mean(0), tall.std(1), torch.linalg.vector_norm(tall, dim=1))
    yield from (tall.softmax(-1), tall.log_softmax(0), tall.logsumexp(1), tall.cumsum(0))
    yield F.layer_norm(tall, (45,))
    yield F.conv2d(square.view(1, 1, 24, 24), tall[:4, :9].reshape(4, 1, 3, 3))
    yield from torch.linalg.eigh(square @ square.T)
    yield torch.linalg.svdvals(square)
    yield torch.linalg.solve(square + torch.eye(24, dtype=dtype), line[:24])
    yield torch.linalg.qr(tall)[0]
    generator = torch.Generator().manual_seed(1)
    yield torch.randn(LONG, generator=generator, dtype=dtype)
    yield torch.rand(LONG, generator=generator, dtype=dtype)


def _numpy_results() -> Iterator[Any]:
    line, square = _numbers(LONG).numpy() + 1e-3, _numbers(24, 24).numpy() - 0.5
    yield from (operation(line) for operation in NUMPY)
    yield from (line**1.7, np.arctan2(line, line[::-1]), line.sum(), square @ square, square.T @ line[:24])
    yield from (*np.linalg.eigh(square @ square.T), np.linalg.solve(square + np.eye(24), line[:24]))
    yield np.random.default_rng(1).standard_normal(LONG)
