"""How complex a network's weights are: stable rank, alignment of columns, number of effective neurons.

Each function takes an array or a tensor of any float type, leading axes allowed; it gives a float, or one
number for each of the leading axes in the kind that it was given.
"""

import math
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Array = NDArray[Any] | Tensor


def _tensor(array: Array) -> Tensor:
    return torch.as_tensor(array).detach().double()


def _like(result: Tensor, model: Array) -> Any:
    if result.ndim == 0:
        return result.item()
    return (
        result.to(model.dtype)
        if isinstance(model, Tensor)
        else result.numpy().astype(np.asarray(model).dtype)
    )


def stable_rank(matrix: Array) -> Any:
    """‖W‖_F² / ‖W‖₂² of W (..., m, n): 1 for rank one, min(m, n) for equal singular values, NaN for zero."""
    w = _tensor(matrix)
    gram = w.mT @ w if w.shape[-1] <= w.shape[-2] else w @ w.mT
    eigenvalues = torch.linalg.eigvalsh(gram)
    return _like(gram.diagonal(dim1=-2, dim2=-1).sum(-1) / eigenvalues[..., -1], matrix)


def cosine_matrix(matrix: Array) -> Any:
    """Cosines (..., n, n) between the columns of W (..., m, n); NaN for a zero column."""
    w = _tensor(matrix)
    unit = w / torch.linalg.vector_norm(w, dim=-2, keepdim=True)
    return _like(unit.mT @ unit, matrix)


def mean_cosine(matrix: Array) -> Any:
    """The mean |cosine| over pairs of different columns of W (..., m, n), n >= 2."""
    n = matrix.shape[-1]
    if n < 2:
        raise ValueError(f"a matrix of {n} columns has no pair to compare; give at least 2")
    cosines = torch.as_tensor(cosine_matrix(_tensor(matrix))).abs()
    off_diagonal = cosines.sum((-2, -1)) - cosines.diagonal(dim1=-2, dim2=-1).sum(-1)
    return _like(off_diagonal / (n * (n - 1)), matrix)


def effective_neurons(amplitude: Array, weight_norm: Array, orientation: Array, angle: float = 0.1) -> Any:
    """How many directions the neurons (..., m) have: 1 / Σ_ij p_i p_j [θ_i and θ_j less than `angle` apart].

    p is proportional to |amplitude|·weight_norm; orientation and angle are in radians, on the circle.
    """
    share = _tensor(amplitude).abs() * _tensor(weight_norm)
    share = share / share.sum(-1, keepdim=True)
    theta = _tensor(orientation).expand_as(share)
    m = share.shape[-1]
    met = [_met(p, t, angle) for p, t in zip(share.reshape(-1, m), theta.reshape(-1, m), strict=True)]
    return _like(1 / torch.stack(met).reshape(share.shape[:-1]), amplitude)


def _met(p: Tensor, theta: Tensor, angle: float) -> Tensor:
    apart = torch.remainder(theta[:, None] - theta + math.pi, 2 * math.pi) - math.pi
    return p @ ((apart.abs() < angle).double() @ p)
