"""The oracle: the whole Hessian, for small models and for tests."""

from collections.abc import Callable
from math import nan

import torch
from torch import Tensor

from lab.numerics.curvature.arrays import Array, like, positive_diagonal, tensor
from lab.numerics.curvature.eigen import EigenPair
from lab.numerics.curvature.gradient import GradCurvature, lambda_grad
from lab.numerics.curvature.tracker import Curvature
from lab.numerics.roots import sqrt

DIFFERENCE = 1e-6
"""How far a parameter is moved."""
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


def difference_hessian(gradients: Callable[[Tensor], tuple[Tensor, Tensor]], theta: Tensor) -> Tensor:
    """The same from gradients of copies of θ, each moved along one parameter by 1e-6; float64 only.

    `gradients` maps parameters (n, D) to losses (n,) and gradients (n, D). Agrees with double backward to
    1e-6 for a third of its time.
    """
    _, (gradient,) = gradients(theta[None])
    steps = DIFFERENCE * torch.eye(len(theta), dtype=theta.dtype, device=theta.device)
    rows = [gradients(theta + some)[1] - gradient for some in torch.split(steps, ROWS)]
    hessian = torch.cat(rows) / DIFFERENCE
    return (hessian + hessian.T) / 2


def dense_lambda_max(hessian: Array, preconditioner: Array, *, scale: float = 1.0) -> EigenPair[Array]:
    """The exact top eigenpair of scale·P^-½ H P^-½ from the whole matrix (D, D); P's diagonal is (D,).

    Raises:
        BadInput: the preconditioner is not a flat positive float vector.
    """
    root = 1 / sqrt(positive_diagonal(preconditioner))
    matrix = scale * root[:, None] * tensor(hessian) * root
    values, vectors = torch.linalg.eigh(matrix)
    value, vector = values[-1], vectors[:, -1]
    residual = torch.linalg.norm(matrix @ vector - value * vector)
    return EigenPair(float(value), like(vector, preconditioner), float(residual), 0)


def dense_curvature(
    hessian: Tensor, gradient: Tensor, preconditioner: Tensor, *, scale: float = 1.0
) -> Curvature:
    """What a `Tracker` finds at one step, from the whole matrix (D, D); all NaN if that is not finite.

    Raises:
        BadInput: the preconditioner is not a flat positive float vector.
    """
    if not bool(torch.isfinite(hessian).all()):
        return Curvature(nan, GradCurvature(nan, nan), nan, nan, 0, alarm=True)
    top = dense_lambda_max(hessian, preconditioner, scale=scale)
    along = lambda_grad(hessian.mv, gradient, preconditioner, scale=scale)
    turned = gradient / sqrt(preconditioner)
    cosine = float(torch.abs(turned @ top.vector) / torch.linalg.norm(turned))
    return Curvature(top.value, along, top.residual, cosine, 0, alarm=False)
