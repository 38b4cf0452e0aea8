"""The oracle: the whole Hessian, for small models and for tests."""

from collections.abc import Callable

import torch
from torch import Tensor

from lab.numerics.curvature.arrays import Array, like, positive_diagonal, tensor
from lab.numerics.curvature.eigen import EigenPair

ROWS = 256
"""Rows a pass: bounds the memory that batched double backward takes."""


def dense_hessian(loss: Callable[[Tensor], Tensor], theta: Tensor) -> Tensor:
    """The Hessian (D, D) of a scalar loss at the flat point `theta` (D,), by double backward, symmetrised."""
    point = theta.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(loss(point), point, create_graph=True)
    rows: list[Tensor] = []
    for unit in torch.split(torch.eye(len(point), dtype=point.dtype, device=point.device), ROWS):
        rows += torch.autograd.grad(gradient, point, unit, retain_graph=True, is_grads_batched=True)
    hessian = torch.cat(rows)
    return (hessian + hessian.T) / 2


def dense_lambda_max(hessian: Array, preconditioner: Array, *, scale: float = 1.0) -> EigenPair[Array]:
    """The exact top eigenpair of scale·P^-½ H P^-½ from the whole matrix (D, D); P's diagonal is (D,).

    Raises:
        BadInput: the preconditioner is not a flat positive float vector.
    """
    root = positive_diagonal(preconditioner).rsqrt()
    matrix = scale * root[:, None] * tensor(hessian) * root
    values, vectors = torch.linalg.eigh(matrix)
    value, vector = values[-1], vectors[:, -1]
    residual = torch.linalg.norm(matrix @ vector - value * vector)
    return EigenPair(float(value), like(vector, preconditioner), float(residual), 0)
